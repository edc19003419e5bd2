#include "model/kinds.h"

#include <array>

#include "model/ids.h"

namespace traveler {
namespace {

using enum ObjectKind;

constexpr std::array kKinds{
    KindSpec{.kind = kNothing, .name = ""},
    KindSpec{.kind = kWorkspace, .name = "workspace", .plural = "workspaces", .keys = "path user"},
    KindSpec{.kind = kUser,
             .name = "user",
             .plural = "users",
             .list = "user.list",
             .keys = "name printed_name roles teams active",
             .revised = true},
    KindSpec{.kind = kTeam,
             .name = "team",
             .plural = "teams",
             .list = "team.list",
             .keys = "name users roles",
             .revised = true},
    KindSpec{.kind = kRole,
             .name = "role",
             .plural = "roles",
             .list = "role.list",
             .keys = "name builtin allow",
             .revised = true},
    KindSpec{.kind = kSetting,
             .name = "setting",
             .plural = "settings",
             .list = "config.list",
             .keys = "key value origin help"},
    KindSpec{.kind = kLocation,
             .name = "location",
             .plural = "locations",
             .list = "location.list",
             .keys = "code name work_center",
             .revised = true},
    KindSpec{.kind = kPart,
             .name = "part",
             .plural = "parts",
             .list = "part.list",
             .keys = "number revision name tracking unit precision"},
    KindSpec{.kind = kInventory,
             .name = "inventory",
             .plural = "inventory",
             .prefix = "INV-",
             .list = "inventory.list",
             .keys = "id part serial lot quantity unit location status origin run issue revision",
             .revised = true},
    KindSpec{.kind = kProcedure,
             .name = "procedure",
             .plural = "procedures",
             .list = "procedure.list",
             .keys =
                 "key revision state title type parts digest created_at created_by released_at released_by "
                 "open_runs",
             .more = "document revisions",
             .revised = true},
    KindSpec{.kind = kRun,
             .name = "run",
             .plural = "runs",
             .prefix = "R-",
             .list = "run.list",
             .keys =
                 "id title procedure procedure.key procedure.revision part part_revision inventory quantity "
                 "status lifecycle batch assignee due scheduled_start scheduled_end export_controlled "
                 "attributes counts counts.todo counts.in_progress counts.hold counts.redline "
                 "counts.completed counts.failed counts.canceled created_at created_by started_at "
                 "completed_at updated_at revision",
             .more = "serial lot steps",
             .revised = true},
    KindSpec{.kind = kStep,
             .name = "step",
             .plural = "steps",
             .list = "step.list",
             .keys =
                 "id run key number title state available required parent after attempt assignee location "
                 "started_at completed_at",
             .more = "instructions fields requirements approvals outside sessions sibling_runs blocked_by "
                     "revision",
             .revised = true},
    KindSpec{.kind = kField, .name = "field"},
    KindSpec{.kind = kIssue,
             .name = "issue",
             .plural = "issues",
             .prefix = "I-",
             .list = "issue.list",
             .keys = "id title state disposition runs steps inventory created_at created_by",
             .revised = true},
    KindSpec{.kind = kInstall,
             .name = "install",
             .plural = "installs",
             .prefix = "IN-",
             .keys = "id run step part inventory quantity installed_by installed_at shared"},
    KindSpec{.kind = kException, .name = "exception"},
    KindSpec{.kind = kBatch,
             .name = "batch",
             .plural = "batches",
             .prefix = "B-",
             .list = "batch.list",
             .keys = "id title runs siblings revision",
             .more = "steps",
             .revised = true},
    KindSpec{
        .kind = kSchema, .name = "schema", .plural = "schemas", .list = "schema.list", .keys = "name title"},
    KindSpec{.kind = kTable, .name = "table"},
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kKinds.size(); ++i) {
    if (static_cast<std::size_t>(kKinds[i].kind) != i) return false;
  }
  return true;
}
static_assert(in_order(), "kind_of finds a kind by its place");

}  // namespace

std::span<const KindSpec> kinds() { return kKinds; }

const KindSpec& kind_of(ObjectKind kind) { return kKinds.at(static_cast<std::size_t>(kind)); }

const KindSpec* find_kind(std::string_view name) {
  for (const KindSpec& spec : kKinds) {
    if (spec.name == name && spec.kind != kNothing) return &spec;
  }
  return nullptr;
}

std::optional<RecordKey> record_key(ObjectKind kind, std::string_view id) {
  const std::string_view prefix = kind_of(kind).prefix;
  if (prefix.empty()) return RecordKey{0, std::string(id)};
  const auto number = parse_short_id(prefix, id);
  return number ? std::optional(RecordKey{*number, {}}) : std::nullopt;
}

}  // namespace traveler
