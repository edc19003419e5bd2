#pragma once

#include "raw_command.h"
#include "store/records.h"
#include "workshop.h"

namespace traveler::testing {

/// Requirements of every kind on one step that is in the middle of a run.
inline constexpr std::string_view kRig = R"(procedure: rig
title: Rig
steps:
  - {id: kit, title: Kit the parts}
  - id: torque
    title: Torque the bolts
    requires:
      - {part: BOLT, quantity: 4, minimum: 2, substitutes: ["BOLT-X:C", BOLT-SS], designators: [B1, B2, B3, B4]}
      - {part: "PLATE:B", quantity: 1}
      - {part: GREASE, quantity: 0.25}
      - {part: TOOL, quantity: 0, trace_only: true}
  - {id: check, title: Check}
)";

/// A workshop with parts and stock.
class MaterialShop : public Workshop {
 public:
  MaterialShop() {
    for (const char* number : {"RIG", "PUMP", "TOOL", "CASE"}) add_part(number, "serial");
    for (const char* number : {"GADGET", "WASHER"}) add_part(number, "lot");
    for (const char* number : {"BOLT", "BOLT-SS", "NUT"}) add_part(number, "quantity");
    add_part("BOLT-X", "quantity", 0, "B");
    add_part("BOLT-X", "quantity", 0, "C");
    add_part("PLATE", "quantity", 0, "A");
    add_part("PLATE", "quantity", 0, "B");
    add_part("GREASE", "lot", 2);
    run(Ask("location.add").with("location", "MRB").with("name", "Material review"));
    make_procedure(kRig);
  }

  /// Puts a record on the shelf; `part` is NUMBER or NUMBER:REV. The answer is its id.
  std::string stock(const std::string& part, const std::string& quantity, Inventory item = {}) {
    raw_command(database(), "inventory.receive", [&](store::Connection& db, ops::Command& command) {
      const std::size_t colon = part.find(':');
      item.id = db.scalar("SELECT ifnull(max(id), 0) + 1 FROM inventory_item");
      item.part = part.substr(0, colon);
      if (colon != std::string::npos) item.part_revision = part.substr(colon + 1);
      item.quantity = *Quantity::parse(quantity);
      command.record_change<Inventory>(nullptr, item);
    });
    return "INV-" + std::to_string(item.id);
  }
  std::string serial(const std::string& part, const std::string& number) {
    Inventory item;
    item.serial = number;
    return stock(part, "1", std::move(item));
  }
  std::string lot(const std::string& part, const std::string& number, const std::string& quantity) {
    Inventory item;
    item.lot = number;
    return stock(part, quantity, std::move(item));
  }
  std::string kitted(const std::string& part, const std::string& quantity, std::int64_t run,
                     Inventory item = {}) {
    item.kitted = run;
    return stock(part, quantity, std::move(item));
  }
  /// Opens an issue as somebody does who does not care for the rest of it.
  std::string issue(IssueState state = IssueState::kPending) {
    Issue issue;
    raw_command(database(), "issue.create", [&](store::Connection& db, ops::Command& command) {
      issue.id = store::last_number(db, ObjectKind::kIssue) + 1;
      issue.title = "Trouble";
      issue.state = state;
      issue.created_by = "alice";
      issue.created_at = command.at();
      command.record_change<Issue>(nullptr, issue);
    });
    return "I-" + std::to_string(issue.id);
  }

  /// "part quantity status location" of an item.
  std::string item(const std::string& id) {
    auto db = store::Connection::open(database(), {.read_only = true});
    store::Statement row = db.prepare_once(
        "SELECT number, quantity, status, ifnull(location, '-') FROM inventory_item WHERE id = " +
        id.substr(4));
    REQUIRE(row.step());
    return row.string(0) + ' ' + row.quantity(1).text() + ' ' +
           std::string(EnumText<InventoryStatus>::kTexts.at(static_cast<std::size_t>(row.integer(2)))) + ' ' +
           row.string(3);
  }

  static Ask install(const std::string& step, const std::string& from, const std::string& part = {},
                     const std::string& quantity = {}) {
    Ask ask("step.install");
    ask.with("step", step).with("from", from).by("bob");
    if (!part.empty()) ask.with("part", part);
    if (!quantity.empty()) ask.with("quantity", quantity);
    return ask;
  }
  static Ask uninstall(const std::string& step, const std::string& id) {
    return Ask("step.uninstall").with("step", step).with("install", id).by("bob");
  }
  static Ask except(const std::string& step, const std::string& part, const std::string& issue) {
    return Ask("step.except").with("step", step).with("part", part).with("issue", issue).by("quinn");
  }
  static Ask split(const std::string& run, const std::string& quantity) {
    return Ask("split")
        .with("run", run)
        .with("quantity", quantity)
        .with("location", "MRB")
        .with("issue_title", "Bores oversize");
  }
  static Ask resolve(const std::string& id, const Pairs& to) {
    return Ask("inventory.resolve").with("install", id).with("to", pairs(to));
  }
  /// Installs and gives the id of the install.
  std::string put(const std::string& step, const std::string& from, const std::string& part = {},
                  const std::string& quantity = {}) {
    return run(install(step, from, part, quantity))["installs"].as_list().front()["id"].as_text();
  }
  /// "needed installed excepted" of a requirement.
  std::string needs(const std::string& step, const std::string& part) {
    const Value shown = show_step(step);
    for (const Value& requirement : shown["requirements"].as_list()) {
      if (requirement["part"].as_text() == part)
        return requirement["needed"].as_text() + ' ' + requirement["installed"].as_text() + ' ' +
               requirement["excepted"].as_text();
    }
    return "none";
  }
  bool verified() { return run(Ask("verify"))["ok"] == Value(true); }

  /// A run of a serial part with `torque` in progress; the answer is its id.
  std::string rig_run() {
    const std::string id = make_run("RIG", "rig");
    start({id + "/kit"});
    complete({id + "/kit"});
    start({id + "/torque"});
    return id;
  }
  /// A run of so many units of a part by one procedure whose step `fit` is in progress.
  std::string lot_run(const std::string& part, const std::string& procedure, const std::string& quantity) {
    const Value made = run(Ask("run.create")
                               .with("part", part)
                               .with("procedure", procedure)
                               .with("lot", "auto")
                               .with("quantity", quantity));
    const std::string id = made["runs"].as_list().front()["id"].as_text();
    start({id + "/fit"});
    return id;
  }
  /// A procedure of one step `fit` that requires what is given.
  void fit_procedure(const std::string& key, const std::string& requires_list) {
    make_procedure("procedure: " + key + "\ntitle: Fit\nsteps:\n  - id: fit\n    title: Fit\n    requires: " +
                   requires_list + "\n");
  }
};

}  // namespace traveler::testing
