#include "material_commands.h"

#include <algorithm>

#include <functional>
#include "traveler/operations.h"

namespace material {
namespace {

constexpr int kTries = 12;

class Chooser {
 public:
  Chooser(const Model& model, Dice& dice) : model_(model), dice_(dice) {}

  Command candidate() {
    static const std::vector<std::pair<const char*, std::size_t>> all = {{"inventory.receive", 50},
                                                                         {"inventory.move", 35},
                                                                         {"inventory.adjust", 35},
                                                                         {"inventory.kit", 70},
                                                                         {"inventory.unkit", 15},
                                                                         {"inventory.scrap", 15},
                                                                         {"inventory.quarantine", 18},
                                                                         {"inventory.release", 25},
                                                                         {"inventory.split", 40},
                                                                         {"inventory.merge", 40},
                                                                         {"inventory.resolve", 60},
                                                                         {"run.create", 45},
                                                                         {"run.fail", 5},
                                                                         {"run.complete", 25},
                                                                         {"run.reopen", 30},
                                                                         {"step.start", 60},
                                                                         {"step.complete", 60},
                                                                         {"step.reopen", 15},
                                                                         {"step.hold", 8},
                                                                         {"step.resume", 12},
                                                                         {"step.cancel", 5},
                                                                         {"step.restore", 8},
                                                                         {"step.install", 190},
                                                                         {"step.uninstall", 45},
                                                                         {"step.except", 30},
                                                                         {"split", 45},
                                                                         {"issue.create", 16},
                                                                         {"config.set", 4}};
    static const auto weights = [&] {
      std::remove_const_t<decltype(all)> known;
      for (const auto& one : all) {
        if (traveler::find_operation(one.first) != nullptr) known.push_back(one);
      }
      return known;
    }();
    std::size_t sum = 0;
    for (const auto& [name, weight] : weights) sum += weight;
    std::size_t at = dice_.below(sum);
    std::size_t i = 0;
    while (at >= weights[i].second) at -= weights[i++].second;
    Command command;
    command.operation = weights[i].first;
    return command;
  }

  void fill(Command& command) {
    const std::string& op = command.operation;
    if (op == "inventory.receive") return receive(command);
    if (op == "inventory.merge") return merge(command);
    if (op == "inventory.split") return split(command);
    if (op == "inventory.resolve") return resolve(command);
    if (op.rfind("inventory.", 0) == 0) return verb(command);
    if (op == "run.create") return create(command);
    if (op.rfind("run.", 0) == 0) {
      command.run = run();
      std::vector<std::int64_t> ready;
      for (const auto& [id, one] : model_.runs()) {
        if (op == "run.reopen" ? one.lifecycle == "complete" : one.open() && model_.can_complete(one)) {
          ready.push_back(id);
        }
      }
      if (op != "run.fail" && !ready.empty() && dice_.percent(75)) command.run = run_id(dice_.one_of(ready));
      if (op == "run.fail") {
        static const std::vector<std::string> fates = {"scrap", "quarantine", "keep"};
        command.fate = dice_.one_of(fates);
      }
      return;
    }
    if (op == "split") {
      command.run = run();
      const Run* found = run_of(command.run);
      if (found == nullptr) {
        command.quantity = "1";
      } else {
        const Item& made = model_.items().at(found->item);
        command.quantity = amount(dice_.percent(50) ? made.quantity : found->quantity, made.part);
      }
      command.location = location();
      if (dice_.percent(50)) {
        command.title = "units in trouble";
      } else {
        command.issue = issue();
      }
      return;
    }
    if (op == "issue.create") {
      command.title = dice_.percent(95) ? "scratched" : "";
      if (dice_.percent(30)) command.run = run();
      if (dice_.percent(60)) command.inventories = {item()};
      return;
    }
    if (op == "config.set") {
      static const std::vector<std::string> values = {"warn", "block", "ignore"};
      command.value = dice_.one_of(values);
      return;
    }
    step(command);
  }

 private:
  std::string item() {
    if (model_.items().empty() || dice_.percent(2)) return "INV-9999";
    // The newest ones more often.
    const std::size_t size = model_.items().size();
    const std::size_t reach = dice_.percent(50) ? std::min<std::size_t>(size, 15) : size;
    auto it = model_.items().end();
    std::advance(it, -1 - static_cast<std::ptrdiff_t>(dice_.below(reach)));
    return inventory_id(it->first);
  }
  const Item* item_of(const std::string& id) const {
    const auto it = model_.items().find(number_of("INV-", id));
    return it == model_.items().end() ? nullptr : &it->second;
  }
  std::string part_of(std::int64_t id) const { return model_.items().at(id).part; }
  std::string run() {
    if (model_.runs().empty() || dice_.percent(2)) return "R-99";
    std::vector<std::int64_t> open;
    std::vector<std::int64_t> all;
    for (const auto& [id, run] : model_.runs()) {
      all.push_back(id);
      if (run.open()) open.push_back(id);
    }
    return run_id(!open.empty() && dice_.percent(75) ? dice_.one_of(open) : dice_.one_of(all));
  }
  const Run* run_of(const std::string& id) const {
    const auto it = model_.runs().find(number_of("R-", id));
    return it == model_.runs().end() ? nullptr : &it->second;
  }
  std::string install() {
    if (model_.installs().empty() || dice_.percent(3)) return "IN-999";
    std::vector<std::int64_t> active;
    std::vector<std::int64_t> shared;
    for (const auto& [id, install] : model_.installs()) {
      if (install.active) active.push_back(id);
      if (install.shared()) shared.push_back(id);
    }
    if (!shared.empty() && dice_.percent(60)) return install_id(dice_.one_of(shared));
    if (!active.empty() && dice_.percent(80)) return install_id(dice_.one_of(active));
    auto it = model_.installs().begin();
    std::advance(it, static_cast<std::ptrdiff_t>(dice_.below(model_.installs().size())));
    return install_id(it->first);
  }
  std::string issue() {
    return issue_id(1 +
                    static_cast<std::int64_t>(dice_.below(static_cast<std::size_t>(model_.issues()) + 1)));
  }
  std::string location() { return dice_.percent(3) ? "NOWHERE" : dice_.one_of(world().locations); }
  std::string any_part() {
    if (dice_.percent(2)) return "GHOST";
    const Part& part = dice_.one_of(world().parts);
    if (part.revisions.empty() || dice_.percent(8)) return part.number;
    return part.number + ":" + (dice_.percent(3) ? "Z" : dice_.percent(50) ? "A" : "B");
  }
  static Micros unit_of(const std::string& part) {
    const Part* found = world().part(part);
    Micros unit = kOne;
    for (int i = 0; found != nullptr && i < found->precision; ++i) unit /= 10;
    return unit;
  }
  /// Up to `most`, and now and then something that is no amount.
  std::string amount(Micros most, const std::string& part) {
    const Micros unit = unit_of(part);
    const std::size_t how = dice_.below(100);
    if (how < 3) return "0";
    if (how < 6) return "-1";
    if (how < 8) return "0.0000001";
    if (how < 12) return amount_text(most + unit);
    if (how < 15) return amount_text(unit / 10 > 0 ? most / 2 / unit * unit + unit / 10 : unit);
    if (how < 22) return amount_text(most);
    if (how < 30) return amount_text(unit);
    if (how < 40 && most > unit) return amount_text(most - unit);
    const std::size_t units = static_cast<std::size_t>(std::max<Micros>(1, most / unit));
    return amount_text(unit * static_cast<Micros>(1 + dice_.below(units)));
  }
  std::string received(const std::string& part) {
    if (dice_.percent(10)) return amount(5 * kOne, part);
    const Micros unit = unit_of(part);
    if (unit == kOne || dice_.percent(40))
      return amount_text(kOne * static_cast<Micros>(2 + dice_.below(30)));
    return amount_text(unit *
                       static_cast<Micros>(1 + dice_.below(static_cast<std::size_t>(12 * kOne / unit))));
  }
  std::string lot() {
    static const std::vector<std::string> lots = {"L1", "L2", "auto"};
    return dice_.one_of(lots);
  }

  Receipt receipt() {
    Receipt out;
    out.part = any_part();
    const auto colon = out.part.find(':');
    const std::string number = out.part.substr(0, colon);
    const Part* part = world().part(number);
    if (colon != std::string::npos && dice_.percent(40)) {
      out.revision = out.part.substr(colon + 1);
      out.part = number;
    }
    const Tracking tracking = part == nullptr ? Tracking::kSerial : part->tracking;
    const bool wrong = dice_.percent(4);
    if ((tracking == Tracking::kSerial) != wrong) {
      out.serial = dice_.percent(60) ? "auto" : "S" + std::to_string(1 + dice_.below(40));
      if (dice_.percent(30)) out.quantity = dice_.percent(85) ? "1" : "2";
    }
    if (tracking == Tracking::kLot) out.lot = lot();
    if (tracking != Tracking::kSerial) out.quantity = received(number);
    if (dice_.percent(80)) out.location = location();
    return out;
  }
  void receive(Command& command) {
    if (dice_.percent(20)) {
      command.csv = dice_.percent(50);
      for (std::size_t n = 1 + dice_.below(3); n > 0; --n) command.receipts.push_back(receipt());
      // Numbers given by the workspace, in files, are another test's business.
      for (Receipt& one : command.receipts) {
        if (one.serial == "auto") one.serial = "F" + std::to_string(1 + dice_.below(60));
        if (one.lot == "auto") one.lot = "L1";
      }
      return;
    }
    const Receipt one = receipt();
    command.part = one.part;
    command.revision = one.revision;
    command.serial = one.serial;
    command.lot = one.lot;
    command.quantity = one.quantity;
    command.location = one.location;
  }

  void verb(Command& command) {
    const std::string verb = command.operation.substr(10);
    command.inventories = {item()};
    const Item* found = item_of(command.inventories.front());
    const std::string part = found == nullptr ? "NUT" : found->part;
    const Micros most = found == nullptr ? kOne : found->quantity;
    if (verb == "move") {
      command.to = location();
      if (dice_.percent(20)) {
        const std::string other = item();
        if (other != command.inventories.front()) command.inventories.push_back(other);
      }
    }
    if (verb == "adjust") {
      command.reason = !dice_.percent(8);
      const bool down = dice_.percent(50);
      if (dice_.percent(50)) {
        command.by = down ? "-" + amount(most, part) : amount(3 * kOne, part);
        if (command.by.rfind("--", 0) == 0) command.by.erase(0, 1);
      } else {
        command.to = amount(most, part);
      }
      return;
    }
    if (verb == "kit") command.run = run();
    if (verb != "unkit" && dice_.percent(verb == "kit" ? 50 : 40)) command.quantity = amount(most, part);
    if (command.inventories.size() > 1 && dice_.percent(85)) command.quantity.clear();
  }

  void split(Command& command) {
    command.inventories = {item()};
    const Item* found = item_of(command.inventories.front());
    const Micros most = found == nullptr ? kOne : found->quantity;
    if (dice_.percent(50)) {
      command.into = std::to_string(dice_.percent(8) ? dice_.below(2) : 2 + dice_.below(5));
      return;
    }
    for (std::size_t n = 1 + dice_.below(3); n > 0; --n) {
      command.quantities.push_back(amount(most / 2, found == nullptr ? "NUT" : found->part));
    }
  }

  void merge(Command& command) {
    command.inventories = {item()};
    const Item* first = item_of(command.inventories.front());
    std::vector<std::string> alike;
    for (const auto& [id, one] : model_.items()) {
      if (first != nullptr && id != first->id && one.part == first->part && one.revision == first->revision &&
          one.quantity > 0 && (dice_.percent(10) || one.lot == first->lot) &&
          (dice_.percent(20) || one.location == first->location)) {
        alike.push_back(inventory_id(id));
      }
    }
    for (std::size_t n = 1 + dice_.below(2); n > 0; --n) {
      command.inventories.push_back(alike.empty() || dice_.percent(8) ? item() : dice_.one_of(alike));
    }
  }

  void resolve(Command& command) {
    command.install = install();
    const auto it = model_.installs().find(number_of("IN-", command.install));
    if (it == model_.installs().end()) {
      command.groups = {{item(), "1"}};
      return;
    }
    const Install& found = it->second;
    const std::string part = part_of(found.item);
    Micros rest = found.quantity;
    const Micros unit = unit_of(part);
    std::vector<std::int64_t> parents = found.parents;
    if (dice_.percent(50)) std::reverse(parents.begin(), parents.end());
    for (std::size_t i = 0; i < parents.size(); ++i) {
      Micros quantity = rest;
      if (i + 1 < parents.size()) {
        quantity = unit * static_cast<Micros>(dice_.below(static_cast<std::size_t>(rest / unit) + 1));
      }
      if (dice_.percent(4)) quantity += unit;
      rest -= quantity;
      if (quantity == 0 && dice_.percent(50)) continue;
      command.groups.emplace_back(dice_.percent(3) ? item() : inventory_id(parents[i]),
                                  dice_.percent(3) ? amount(found.quantity, part) : amount_text(quantity));
    }
    if (command.groups.empty()) command.groups = {{inventory_id(parents.front()), "1"}};
    std::vector<std::pair<std::string, std::string>> once;
    for (const auto& group : command.groups) {
      const bool known =
          std::any_of(once.begin(), once.end(), [&](const auto& g) { return g.first == group.first; });
      if (!known) once.push_back(group);
    }
    command.groups = once;
  }

  void create(Command& command) {
    const Procedure& procedure = dice_.one_of(world().procedures);
    command.procedure = dice_.percent(2) ? "p-none" : procedure.key;
    if (dice_.percent(40)) {
      command.inventories = {item()};
      // What went into something as a trace may be worked on again.
      std::vector<std::int64_t> traced;
      for (const auto& [id, install] : model_.installs()) {
        if (install.active && install.quantity == 0) traced.push_back(install.item);
      }
      const bool again = !traced.empty() && dice_.percent(40);
      if (again) command.inventories = {inventory_id(dice_.one_of(traced))};
      const Item* found = item_of(command.inventories.front());
      command.part = found == nullptr ? "TOP" : found->part;
      if (found != nullptr && !found->revision.empty()) command.part += ":" + found->revision;
      if (again) {
        command.procedure = "p-trace";
      } else if (dice_.percent(60) && found != nullptr) {
        for (const Procedure& one : world().procedures) {
          if (std::find(one.parts.begin(), one.parts.end(), found->part) != one.parts.end()) {
            command.procedure = one.key;
          }
        }
      }
      if (dice_.percent(8)) command.part = any_part();
      if (found != nullptr && dice_.percent(40)) command.quantity = amount(found->quantity, found->part);
      return;
    }
    command.part = procedure.parts.empty() || dice_.percent(5) ? any_part() : procedure.parts.front();
    const Part* part = world().part(command.part.substr(0, command.part.find(':')));
    if (part == nullptr) return;
    if (!part->revisions.empty() && command.part == part->number && !dice_.percent(5)) {
      command.part += dice_.percent(50) ? ":A" : ":B";
    }
    const bool wrong = dice_.percent(4);
    if ((part->tracking == Tracking::kSerial) != wrong) {
      command.serial = dice_.percent(80) ? "auto" : "S" + std::to_string(1 + dice_.below(40));
    }
    if (part->tracking == Tracking::kLot) command.lot = lot();
    if (part->tracking != Tracking::kSerial) command.quantity = amount(10 * kOne, part->number);
  }

  /// Something that contains what a run works on, to go into it: nothing may be inside itself.
  bool into_itself(Command& command) {
    for (const auto& [id, run] : model_.runs()) {
      if (!run.open()) continue;
      const auto containers = model_.where_used(run.item);
      for (const Step& step : run.procedure->steps) {
        if (run.steps.at(step.key) != "in_progress") continue;
        for (const Requirement& requirement : step.requirements) {
          for (const auto& [install, outer] : containers) {
            const Item& item = model_.items().at(outer);
            const std::string status = status_of(item);
            if (!fit_of(requirement, item).fits || (status != "available" && item.kitted != id)) continue;
            command.step = run_id(id) + "/" + step.key;
            command.part = requirement.part;
            command.inventories = {inventory_id(outer)};
            return true;
          }
        }
      }
    }
    return false;
  }

  void step(Command& command) {
    const std::string verb = command.operation.substr(5);
    if (verb == "install" && dice_.percent(80) && into_itself(command)) return;
    const std::string id = run();
    const Run* run = run_of(id);
    if (run == nullptr) {
      command.step = id + "/t1";
      if (verb == "install") command.inventories = {item()};
      if (verb == "uninstall") command.install = install();
      if (verb == "except") command.part = "NUT", command.issue = issue();
      return;
    }
    std::vector<const Step*> fitting;
    for (const Step& step : run->procedure->steps) {
      const std::string& state = run->steps.at(step.key);
      const bool fits = verb == "start"     ? state == "todo"
                        : verb == "resume"  ? state == "hold"
                        : verb == "reopen"  ? state == "completed"
                        : verb == "restore" ? state == "canceled"
                                            : state == "in_progress";
      if (fits) fitting.push_back(&step);
    }
    const Step& step =
        !fitting.empty() && dice_.percent(85) ? *dice_.one_of(fitting) : dice_.one_of(run->procedure->steps);
    command.step = id + "/" + (dice_.percent(1) ? "nosuch" : step.key);
    if (verb == "uninstall") {
      command.install = install();
      std::vector<std::int64_t> mine;
      for (const auto& [number, one] : model_.installs()) {
        if (one.active && one.run == run->id && one.step == step.key) mine.push_back(number);
      }
      if (!mine.empty() && dice_.percent(85)) command.install = install_id(dice_.one_of(mine));
      const auto it = model_.installs().find(number_of("IN-", command.install));
      if (it != model_.installs().end() && it->second.quantity > 0) {
        if (dice_.percent(45)) command.quantity = amount(it->second.quantity, part_of(it->second.item));
        command.scrap = dice_.percent(20);
      }
      return;
    }
    if (step.requirements.empty()) return;
    const Requirement& requirement = dice_.one_of(step.requirements);
    if (verb == "except") {
      command.part = dice_.percent(4) ? any_part() : requirement.part;
      command.issue = issue();
    }
    if (verb != "install") return;
    if (dice_.percent(12)) {
      for (std::size_t n = 1 + dice_.below(3); n > 0; --n) {
        const Requirement& one = dice_.one_of(step.requirements);
        Receipt piece;
        if (dice_.percent(80)) piece.part = one.part;
        piece.serial = item_for(*run, one);
        if (piece.serial == "INV-9999") piece.serial = "INV-1";
        if (!one.trace_only && dice_.percent(40)) {
          const Item* there = item_of(piece.serial);
          if (there != nullptr) {
            const Micros open = model_.met(*run, step, one).open();
            piece.quantity = amount(std::min(open, there->quantity) / 2, there->part);
          }
        }
        command.pieces.push_back(piece);
      }
      return;
    }
    if (dice_.percent(70)) command.part = dice_.percent(4) ? "NUT" : requirement.part;
    command.inventories = {item_for(*run, requirement)};
    const Item* from = item_of(command.inventories.front());
    if (from != nullptr && dice_.percent(requirement.trace_only ? 3 : 45)) {
      const Micros open = model_.met(*run, step, requirement).open();
      command.quantity =
          amount(dice_.percent(60) ? std::min(open, from->quantity) : from->quantity, from->part);
    }
  }

  /// Mostly one that fits and can be installed.
  std::string item_for(const Run& run, const Requirement& requirement) {
    std::vector<const Item*> good;
    for (const auto& [number, one] : model_.items()) {
      const std::string status = status_of(one);
      if (fit_of(requirement, one).fits &&
          (dice_.percent(3) || status == "available" || (status == "kitted" && one.kitted == run.id))) {
        good.push_back(&one);
      }
    }
    return !good.empty() && dice_.percent(85) ? inventory_id(dice_.one_of(good)->id) : item();
  }

  const Model& model_;
  Dice& dice_;
};

}  // namespace

Command choose_command(const Model& model, Dice& dice, std::size_t most_runs) {
  Chooser chooser(model, dice);
  const bool legal = dice.percent(58);
  Command command;
  for (int i = 0; i < kTries; ++i) {
    command = chooser.candidate();
    if (command.operation == "run.create" && model.runs().size() >= most_runs) continue;
    chooser.fill(command);
    const Verdict verdict = model.judge(command);
    if (verdict.legal() == legal) break;
    // What is hard to meet by chance is tried again.
    for (int again = 0; legal && again < 4 && !model.judge(command).legal(); ++again) {
      const std::string operation = command.operation;
      command = Command{};
      command.operation = operation;
      chooser.fill(command);
    }
    if (model.judge(command).legal() == legal) break;
  }
  if (command.inventories.empty() && command.operation == "run.create" && command.procedure.empty()) {
    command = Command{};
    command.operation = "config.set";
    command.value = "warn";
  }
  return command;
}

std::string line_of(const Command& command) {
  std::string out = command.operation;
  const auto add = [&](const char* name, const std::string& text) {
    if (!text.empty()) out += std::string(" ") + name + text;
  };
  add("", command.run);
  add("", command.step);
  add("", command.install);
  add("", command.part);
  for (const std::string& id : command.inventories) {
    out += (command.operation == "step.install"                                        ? " --from "
            : command.operation == "run.create" || command.operation == "issue.create" ? " --inventory "
                                                                                       : " ") +
           id;
  }
  add("--revision ", command.revision);
  add("--serial ", command.serial);
  add("--lot ", command.lot);
  add("--quantity ", command.quantity);
  add("--location ", command.location);
  add("--by ", command.by);
  add("--to ", command.to);
  add("--into ", command.into);
  for (const std::string& quantity : command.quantities) add("--quantity ", quantity);
  for (const auto& [id, quantity] : command.groups) out += " --to " + id + "=" + quantity;
  add("--issue ", command.issue);
  add("--title ", command.title);
  add("--procedure ", command.procedure);
  add("--inventory ", command.fate);
  add("on_shared_install ", command.value);
  for (const Receipt& one : command.pieces) {
    out += "\n  list: " + one.part + " from " + one.serial + " " + one.quantity;
  }
  if (command.scrap) out += " --scrap";
  if (!command.reason) out += " (no reason)";
  for (const Receipt& one : command.receipts) {
    out += std::string(command.csv ? "\n  csv: " : "\n  json: ") + one.part + "," + one.revision + "," +
           one.serial + "," + one.lot + "," + one.quantity + "," + one.location;
  }
  return out;
}

}  // namespace material
