#include "model/roles.h"

#include <catch2/catch.hpp>
#include <map>
#include <sstream>
#include <string>

#include "traveler/operations.h"

using namespace traveler;

namespace {

// Every operation of cli.md section 2 that works on the workspace, and who may do it by spec section
// 14: o operator, e engineer, q quality, a admin. (Reading needs no permission: where a grid cell of a
// reading operation says no, nobody asks.)
constexpr const char* kGrid = R"(
user.add             ...a
user.list            ...a
user.show            ...a
user.deactivate      ...a
user.set             ...a
team.add             ...a
team.list            ...a
role.list            ...a
role.set             ...a
config.get           ...a
config.set           ...a
config.list          ...a
history.backdate     ...a
location.add         .e.a
location.list        .e.a
part.add             .e.a
part.list            .e.a
part.show            .e.a
inventory.receive    .e.a
inventory.list       .e.a
inventory.show       .e.a
inventory.move       .e.a
inventory.adjust     .e.a
inventory.kit        .e.a
inventory.unkit      .e.a
inventory.scrap      .e.a
inventory.quarantine .e.a
inventory.release    .e.a
inventory.split      .e.a
inventory.merge      .e.a
inventory.resolve    .e.a
inventory.where-used .e.a
procedure.validate   .e.a
procedure.add        .e.a
procedure.submit     .e.a
procedure.release    .eqa
procedure.archive    .e.a
procedure.list       .e.a
procedure.show       .e.a
procedure.diff       .e.a
procedure.export     .e.a
procedure.graph      .e.a
run.create           .e.a
run.list             .e.a
run.show             .e.a
run.check            .e.a
run.complete         .eqa
run.fail             .e.a
run.reopen           ...a
run.abom             .e.a
run.history          .e.a
run.assign           .e.a
run.set              .e.a
step.list            .e.a
step.show            .e.a
step.next            .e.a
step.start           oe.a
step.complete        oe.a
step.hold            oeqa
step.resume          oe.a
step.fail            oe.a
step.rework          .e.a
step.cancel          .e.a
step.restore         .e.a
step.reopen          .e.a
step.record          oe.a
step.sign            oeqa
step.deviate         ..qa
step.attach          oeqa
step.install         oe.a
step.uninstall       oe.a
step.except          ..qa
step.checkin         oe.a
step.checkout        oe.a
session.list         .e.a
session.edit         .e.a
batch.create         .e.a
batch.add            .e.a
batch.remove         .e.a
batch.rename         .e.a
batch.dissolve       .e.a
batch.list           .e.a
batch.show           .e.a
split                .e.a
issue.create         oeqa
issue.list           .eqa
issue.show           .eqa
issue.move           .eqa
issue.dispose        .eqa
issue.resolve        .eqa
redline.open         .e.a
redline.add-step     .e.a
redline.edit         .e.a
redline.remove-step  .e.a
redline.move-step    .e.a
redline.add-edge     .e.a
redline.remove-edge  .e.a
redline.diff         .e.a
redline.submit       .e.a
redline.approve      oeqa
redline.reject       oeqa
redline.release      .e.a
redline.cancel       .e.a
redline.merge        .e.a
redline.list         .e.a
redline.show         .e.a
approval.list        ...a
approval.grant       oeqa
approval.reject      oeqa
outside.send         .e.a
outside.receive      .e.a
outside.list         .e.a
attribute.define     .e.a
attribute.list       .e.a
schedule             .e.a
approval.withdraw    oeqa
issue.comment        oeqa
issue.attach         oeqa
issue.approve        oeqa
issue.reject         oeqa
issue.withdraw       oeqa
issue.reopen         ..qa
action.add           .eqa
action.done          oeqa
disposition.set      ...a
disposition.grant    ..qa
calendar.set         .e.a
po.add               .e.a
)";

std::map<std::string, std::string> grid() {
  std::istringstream words{std::string(kGrid)};
  std::map<std::string, std::string> out;
  std::string operation, letters;
  while (words >> operation >> letters) out.emplace(operation, letters);
  return out;
}

constexpr std::string_view kRoles[] = {"operator", "engineer", "quality", "admin"};

}  // namespace

TEST_CASE("roles: the built-in roles allow exactly what the spec gives them") {
  const auto cells = grid();
  REQUIRE(cells.size() == 128);
  REQUIRE(builtin_roles().size() == 4);
  for (std::size_t i = 0; i < 4; ++i) {
    const BuiltinRole* role = find_builtin_role(kRoles[i]);
    REQUIRE(role != nullptr);
    CHECK(role->name == kRoles[i]);
    for (const auto& [operation, letters] : cells) {
      CAPTURE(role->name, operation);
      REQUIRE(letters.size() == 4);
      REQUIRE((letters[i] == '.' || letters[i] == "oeqa"[i]));
      CHECK(allows(role->allow, operation) == (letters[i] != '.'));
    }
  }
  CHECK(find_builtin_role("foreman") == nullptr);
  CHECK(find_builtin_role("") == nullptr);
}

TEST_CASE("roles: every operation that changes the workspace is in the grid") {
  const auto cells = grid();
  for (const OperationSpec* spec : catalogue()) {
    if (spec->effect != Effect::kChanges) continue;
    CAPTURE(spec->name);
    // `apply` needs what its lines need.
    CHECK((cells.contains(std::string(spec->name)) || spec->name == "apply"));
  }
}

TEST_CASE("roles: permissions are names or globs, and cover nothing beside") {
  const auto allow = [](std::vector<std::string> permissions, std::string_view operation) {
    return allows(permissions, operation);
  };
  CHECK(allow({"step.start"}, "step.start"));
  CHECK_FALSE(allow({"step.start"}, "step.star"));
  CHECK_FALSE(allow({"step.start"}, "step.started"));
  CHECK_FALSE(allow({"step"}, "step.start"));
  CHECK(allow({"step.*"}, "step.start"));
  CHECK_FALSE(allow({"step.*"}, "steps.start"));
  CHECK_FALSE(allow({"step.*"}, "run.create"));
  CHECK(allow({"*.add"}, "user.add"));
  CHECK_FALSE(allow({"*.add"}, "user.list"));
  CHECK(allow({"*"}, "split"));
  CHECK_FALSE(allow({}, "step.start"));
  CHECK_FALSE(allow({""}, "step.start"));
  // One role of several permissions: any of them.
  CHECK(allow({"part.add", "step.*"}, "step.hold"));
}

TEST_CASE("roles: whoever holds any role may decide where that role is named") {
  const std::vector<std::string> own{"part.add", "-issue.approve"};
  for (const char* operation : {"approval.grant", "redline.approve", "issue.approve", "issue.withdraw"})
    CHECK(allows(own, operation));
  CHECK_FALSE(allows(own, "redline.open"));
  CHECK_FALSE(allows(own, "issue.reopen"));
}
