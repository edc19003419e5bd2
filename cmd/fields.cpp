#include "fields.h"

#include <algorithm>
#include <iterator>

#include "base/concat.h"
#include "base/text.h"
#include "traveler/error.h"

namespace traveler::cmd {
namespace {

// The one place that knows the columns; the objects are made in format/objects and in the operations.
constexpr AnswerKind kKinds[] = {
    {"run", "runs",
     "id title procedure procedure.key procedure.revision part part_revision inventory quantity status "
     "lifecycle batch assignee due scheduled_start scheduled_end export_controlled attributes counts "
     "counts.todo counts.in_progress counts.hold counts.redline counts.completed counts.failed "
     "counts.canceled created_at created_by started_at completed_at updated_at revision",
     "serial lot steps"},
    {"step", "steps",
     "id run key number title state available required parent after attempt assignee location started_at "
     "completed_at",
     "instructions fields requirements approvals outside sessions sibling_runs blocked_by revision"},
    {"procedure", "procedures",
     "key revision state title type parts digest created_at created_by released_at released_by open_runs",
     "document revisions"},
    {"part", "parts", "number revision name tracking unit precision"},
    {"inventory", "inventory", "id part serial lot quantity unit location status origin run issue revision"},
    {"user", "users", "name printed_name roles teams active"},
    {"team", "teams", "name users roles"},
    {"role", "roles", "name builtin allow"},
    {"location", "locations", "code name work_center"},
    {"setting", "settings", "key value origin help"},
    {"log", "entries", "seq at recorded_at actor op subject changes reason hash"},
    {"verify", "", "entries head head.seq head.hash ok damage"},
    {"check", "", "run can_complete blockers warnings"},
    {"schema", "schemas", "name title"},
    {"finding", "findings", "rule severity message file line column end_line end_column path hint"},
    {"rule", "rules", "rule severity explanation"},
    {"change", "changes", "kind step field column requirement approval aspect old new"},
    {"workspace", "workspaces", "path user"},
    {"batch", "batches", "id title runs siblings revision", "steps"},
    {"issue", "issues", "id title state disposition runs steps inventory created_at created_by"},
    {"session", "sessions", "id step run user checked_in_at checked_out_at seconds"},
    {"install", "installs", "id run step part inventory quantity installed_by installed_at shared"},
    {"abom", "rows",
     "run level parent_inventory parent_part install part inventory serial lot quantity designators step "
     "installed_by installed_at substitute_for exception shared",
     "children exceptions"},
    {"where_used", "items", "install inventory part serial lot run step quantity"},
};

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> out;
  if (text.empty()) return out;
  return split(text, ' ');
}

const Value kNothing;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Compares texts with runs of digits as numbers.
int compare_naturally(std::string_view a, std::string_view b) {
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() && j < b.size()) {
    if (is_digit(a[i]) && is_digit(b[j])) {
      const auto end_of = [](std::string_view text, std::size_t from) {
        while (from < text.size() && is_digit(text[from])) ++from;
        return from;
      };
      const auto number = [](std::string_view digits) {
        return digits.substr(std::min(digits.find_first_not_of('0'), digits.size()));
      };
      const std::size_t i_end = end_of(a, i);
      const std::size_t j_end = end_of(b, j);
      const std::string_view x = number(a.substr(i, i_end - i));
      const std::string_view y = number(b.substr(j, j_end - j));
      if (x.size() != y.size()) return x.size() < y.size() ? -1 : 1;
      if (const int order = x.compare(y); order != 0) return order;
      i = i_end;
      j = j_end;
    } else if (a[i] != b[j]) {
      return static_cast<unsigned char>(a[i]) < static_cast<unsigned char>(b[j]) ? -1 : 1;
    } else {
      ++i;
      ++j;
    }
  }
  const std::size_t left = a.size() - i;
  const std::size_t right = b.size() - j;
  return left == right ? 0 : left < right ? -1 : 1;
}

}  // namespace

const AnswerKind* find_kind(std::string_view name) {
  const auto it = std::find_if(std::begin(kKinds), std::end(kKinds),
                               [&](const AnswerKind& kind) { return kind.name == name; });
  return it == std::end(kKinds) ? nullptr : &*it;
}

std::vector<std::string_view> field_names(const OperationSpec& operation) {
  const AnswerKind* kind = find_kind(operation.answer);
  if (kind == nullptr) return {};
  auto names = words(kind->keys);
  if (!operation.lists && operation.effect == Effect::kReads) {
    const auto more = words(kind->more);
    names.insert(names.end(), more.begin(), more.end());
  }
  return names;
}

void check_field(const OperationSpec& operation, std::string_view option, std::string_view field) {
  const auto names = field_names(operation);
  if (names.empty() || std::find(names.begin(), names.end(), field) != names.end()) return;
  if (field.starts_with("attributes.") && std::find(names.begin(), names.end(), "attributes") != names.end())
    return;
  const auto near = closest(field, names);
  throw Error(ErrorCode::kUsage, concat(option, ": there is no field '", field, "'"))
      .with_hint(near ? concat("did you mean '", *near, "'?") : "`--fields help` lists the fields");
}

const Value& value_at(const Value& object, std::string_view path) {
  const Value* here = object.find(path);
  if (here != nullptr) return *here;
  const std::size_t dot = path.find('.');
  if (dot == std::string_view::npos) return kNothing;
  here = object.find(path.substr(0, dot));
  return here == nullptr ? kNothing : value_at(*here, path.substr(dot + 1));
}

std::string text_of(const Value& value) {
  if (value.is_text()) return value.as_text();
  if (value.is_bool()) return value.as_bool() ? "true" : "false";
  if (value.is_integer()) return concat(value.as_integer());
  std::string out;
  if (value.is_list()) {
    for (const Value& item : value.as_list())
      out += concat(out.empty() ? "" : ",", item.is_object() ? id_of(item) : text_of(item));
  } else if (value.is_object()) {
    if (value.find("key") != nullptr && value.find("revision") != nullptr) return id_of(value);
    for (const auto& [name, member] : value.as_object()) {
      out += concat(out.empty() ? "" : ",", name, '=', text_of(member));
    }
  }
  return out;
}

std::string id_of(const Value& object) {
  // Where an item is used: the item that holds it.
  if (object.find("install") != nullptr && object.find("id") == nullptr) return text_of(object["inventory"]);
  // A code or a key is an id even where there is a name for people; a number is one of parts only.
  for (const std::string_view member : {"id", "number", "code", "key", "name", "seq", "run", "path"}) {
    const Value& id = object[member];
    if (id.is_null() || (member == "number" && object.find("tracking") == nullptr)) continue;
    const Value& revision = object["revision"];
    if (member == "number" && revision.is_text()) return concat(text_of(id), ':', revision.as_text());
    if (member == "key" && !revision.is_null()) return concat(text_of(id), '@', text_of(revision));
    return text_of(id);
  }
  return {};
}

bool less_naturally(const Value& left, const Value& right) {
  if (left.is_null() || right.is_null()) return left.is_null() && !right.is_null();
  if (left.is_integer() && right.is_integer()) return left.as_integer() < right.as_integer();
  return compare_naturally(text_of(left), text_of(right)) < 0;
}

bool matches(const Value& value, std::string_view text) {
  if (value.is_null()) return text.empty() || text == "none";
  if (value.is_list()) {
    const auto& items = value.as_list();
    return std::any_of(items.begin(), items.end(), [&](const Value& item) { return matches(item, text); });
  }
  const std::string own = text_of(value);
  return own == text || (value.is_object() && text_of(value["key"]) == text);
}

}  // namespace traveler::cmd
