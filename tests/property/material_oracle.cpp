#include "material_oracle.h"

#include <algorithm>
#include <deque>

namespace material {
namespace {

__extension__ using Wide = __int128;

const char* const kRule = "rule.refused";
const char* const kValue = "value.invalid";
const char* const kMissing = "not_found";
const char* const kUsage = "usage";

Micros unit_of(int precision) {
  Micros unit = kOne;
  for (int i = 0; i < precision; ++i) unit /= 10;
  return unit;
}

/// a × b, rounded up to whole units.
Micros times(Micros a, Micros b, Micros unit) {
  const Wide product = static_cast<Wide>(a) * b;
  const Wide step = static_cast<Wide>(kOne) * unit;
  return static_cast<Micros>((product + step - 1) / step * unit);
}

int precision_of(const std::string& part) { return world().part(part)->precision; }
bool is_serial(const std::string& part) { return world().part(part)->tracking == Tracking::kSerial; }

bool known_location(const std::string& code) {
  const auto& all = world().locations;
  return std::find(all.begin(), all.end(), code) != all.end();
}

const Step* step_of(const Run& run, const std::string& key) {
  if (run.procedure == nullptr) return nullptr;
  for (const Step& step : run.procedure->steps) {
    if (step.key == key) return &step;
  }
  return nullptr;
}

/// NUMBER:REV in its two halves.
std::pair<std::string, std::string> halves(const std::string& name) {
  const auto colon = name.find(':');
  if (colon == std::string::npos) return {name, ""};
  return {name.substr(0, colon), name.substr(colon + 1)};
}

/// What is wrong with the name of a part.
std::set<std::string> wrong_part(const std::string& number, const std::string& revision) {
  const Part* part = world().part(number);
  if (part == nullptr) return {kMissing};
  if (revision.empty())
    return part->revisions.empty() ? std::set<std::string>{} : std::set<std::string>{kRule};
  return part->revisions.count(revision) > 0 ? std::set<std::string>{} : std::set<std::string>{kMissing};
}

bool on_hand(const Item& item) { return item.install == 0 && !item.scrapped; }

}  // namespace

std::optional<Micros> parse_amount(const std::string& text) {
  std::size_t at = 0;
  const bool negative = !text.empty() && text[0] == '-';
  if (negative) at = 1;
  if (at == text.size()) return std::nullopt;
  Micros value = 0;
  int decimals = -1;
  for (; at < text.size(); ++at) {
    if (text[at] == '.' && decimals < 0) {
      decimals = 0;
    } else if (text[at] >= '0' && text[at] <= '9' && decimals < 6) {
      value = value * 10 + (text[at] - '0');
      if (decimals >= 0) ++decimals;
    } else {
      return std::nullopt;
    }
  }
  for (int i = std::max(decimals, 0); i < 6; ++i) value *= 10;
  return negative ? -value : value;
}

std::string amount_text(Micros amount) {
  std::string digits = std::to_string(amount < 0 ? -amount : amount);
  while (digits.size() < 7) digits.insert(digits.begin(), '0');
  std::string out = digits.substr(0, digits.size() - 6);
  std::string rest = digits.substr(digits.size() - 6);
  while (!rest.empty() && rest.back() == '0') rest.pop_back();
  if (!rest.empty()) out += "." + rest;
  return amount < 0 ? "-" + out : out;
}

std::string inventory_id(std::int64_t id) { return "INV-" + std::to_string(id); }
std::string run_id(std::int64_t id) { return "R-" + std::to_string(id); }
std::string install_id(std::int64_t id) { return "IN-" + std::to_string(id); }
std::string issue_id(std::int64_t id) { return "I-" + std::to_string(id); }
std::int64_t number_of(const std::string& prefix, const std::string& id) {
  return id.rfind(prefix, 0) == 0 ? std::stoll(id.substr(prefix.size())) : 0;
}

std::string status_of(const Item& item) {
  if (item.scrapped) return "scrapped";
  if (item.install != 0) return "installed";
  if (item.wip) return "wip";
  if (item.quarantined) return "quarantined";
  if (item.kitted != 0) return "kitted";
  return item.quantity > 0 ? "available" : "unavailable";
}

Fit fit_of(const Requirement& requirement, const Item& item) {
  if (item.part == requirement.part &&
      (requirement.revision.empty() || requirement.revision == item.revision)) {
    return {true, false};
  }
  for (const std::string& name : requirement.substitutes) {
    const auto [number, revision] = halves(name);
    if (item.part == number && (revision.empty() || revision == item.revision)) return {true, true};
  }
  return {};
}

const Item* Model::find(const std::string& id) const {
  const auto it = items_.find(number_of("INV-", id));
  return it == items_.end() ? nullptr : &it->second;
}

const Run* Model::find_run(const std::string& id) const {
  const auto it = runs_.find(number_of("R-", id));
  return it == runs_.end() ? nullptr : &it->second;
}

std::pair<const Run*, const Step*> Model::find_step(const std::string& id) const {
  const auto slash = id.find('/');
  const Run* run = find_run(id.substr(0, slash));
  return {run, run == nullptr ? nullptr : step_of(*run, id.substr(slash + 1))};
}

Micros Model::amount(const Item& item, const std::string& text, std::set<std::string>& codes) const {
  if (text.empty()) return item.quantity;
  const auto asked = parse_amount(text);
  if (!asked || *asked <= 0 || *asked % unit_of(precision_of(item.part)) != 0 || *asked > item.quantity) {
    codes.insert(kValue);
    return 0;
  }
  return *asked;
}

Met Model::met(const Run& run, const Step& step, const Requirement& requirement) const {
  Met out;
  if (!requirement.trace_only) {
    const Micros unit = unit_of(precision_of(requirement.part));
    out.needed = times(requirement.quantity, run.quantity, unit);
    out.least = times(requirement.minimum, run.quantity, unit);
  }
  for (const auto& [id, install] : run.open() ? installs_ : installs_at(told_as_of(run))) {
    if (!install.active || install.run != run.id || install.step != step.key ||
        install.part != requirement.part) {
      continue;
    }
    // What is known to be in the units that left is not in the run's.
    const auto& parents = install.parents;
    if (std::find(parents.begin(), parents.end(), run.item) == parents.end()) continue;
    out.installed += install.quantity;
  }
  const auto excepted = exceptions_.find(run.id);
  if (excepted != exceptions_.end()) {
    const auto it = excepted->second.find({step.key, requirement.part});
    if (it != excepted->second.end()) out.excepted = it->second.quantity;
  }
  return out;
}

std::multiset<std::string> Model::open_requirements(const Run& run) const {
  std::multiset<std::string> out;
  for (const Step& step : run.procedure->steps) {
    const std::string& state = run.steps.at(step.key);
    if (state == "canceled" || (!step.required && state == "todo")) continue;
    for (const Requirement& requirement : step.requirements) {
      if (met(run, step, requirement).open() > 0) out.insert(run_id(run.id) + "/" + step.key);
    }
  }
  return out;
}

bool Model::holds(const Install& install, std::int64_t item) {
  return std::find(install.parents.begin(), install.parents.end(), item) != install.parents.end();
}

std::set<std::string> Model::shared_installs(const Run& run) const {
  std::set<std::string> out;
  for (const auto& [id, install] : installs_) {
    if (install.shared() && holds(install, run.item)) out.insert(install_id(id));
  }
  return out;
}

bool Model::can_complete(const Run& run) const {
  bool any = false;
  for (const Step& step : run.procedure->steps) {
    const std::string& state = run.steps.at(step.key);
    any = any || state == "completed";
    if (state == "completed" || state == "canceled") continue;
    if (step.required || state != "todo") return false;
  }
  return any && open_requirements(run).empty() && (on_shared_ != "block" || shared_installs(run).empty());
}

std::map<std::pair<std::string, std::string>, Excepted> Model::exceptions_of(std::int64_t run) const {
  const auto it = exceptions_.find(run);
  return it == exceptions_.end() ? std::map<std::pair<std::string, std::string>, Excepted>{} : it->second;
}

bool Model::contains(std::int64_t outer, std::int64_t inner) const {
  for (const auto& [install, parent] : where_used(inner)) {
    if (parent == outer) return true;
  }
  return false;
}

// Judging.

Verdict Model::judge(const Command& command) const {
  Verdict verdict = judge_meaning(command);
  // What is no amount at all may be refused before anything else.
  std::vector<std::string> amounts = command.quantities;
  if (!command.quantity.empty()) amounts.push_back(command.quantity);
  if (command.operation == "inventory.adjust")
    amounts.push_back(command.by.empty() ? command.to : command.by);
  for (const std::string& text : amounts) {
    if (!parse_amount(text)) verdict.codes.insert(kValue);
  }
  return verdict;
}

Verdict Model::judge_meaning(const Command& command) const {
  const std::string& op = command.operation;
  Verdict verdict;
  if (op == "inventory.receive") {
    std::set<std::string> serials;
    if (command.receipts.empty()) {
      verdict = judge_receipt(
          {command.part, command.revision, command.serial, command.lot, command.quantity, command.location},
          serials);
    }
    for (const Receipt& receipt : command.receipts) {
      if (!judge_receipt(receipt, serials).legal()) {
        // A finding, or the code of the refusal.
        verdict.codes = {"document.invalid", kValue, kRule, kMissing, kUsage};
      }
    }
    return verdict;
  }
  if (op == "inventory.merge") return judge_merge(command);
  if (op == "inventory.split") return judge_split(command);
  if (op == "inventory.resolve") return judge_resolve(command);
  if (op.rfind("inventory.", 0) == 0) return judge_inventory(command);
  if (op == "run.create") return judge_create(command);
  if (op == "split") return judge_run_split(command);
  if (op.rfind("run.", 0) == 0) return judge_run(command);
  if (op == "step.install") return command.pieces.empty() ? judge_install(command) : judge_installs(command);
  if (op == "step.uninstall") return judge_uninstall(command);
  if (op == "step.except") return judge_except(command);
  if (op.rfind("step.", 0) == 0) return judge_step(command);
  if (op == "issue.create") return judge_issue(command);
  return verdict;  // config.set
}

Verdict Model::judge_receipt(const Receipt& receipt, std::set<std::string>& serials) const {
  Verdict verdict;
  auto& codes = verdict.codes;
  const auto [number, written] = halves(receipt.part);
  const std::string revision = receipt.revision.empty() ? written : receipt.revision;
  codes = wrong_part(number, revision);
  const Part* part = world().part(number);
  if (!receipt.location.empty() && !known_location(receipt.location)) codes.insert(kMissing);
  if (part == nullptr) return verdict;
  const bool serial = !receipt.serial.empty();
  const bool lot = !receipt.lot.empty();
  const bool amount = !receipt.quantity.empty();
  // How a part is tracked decides what is given: the code is not agreed.
  const auto mistracked = [&] { codes.insert({kUsage, kRule, kValue}); };
  if (part->tracking == Tracking::kSerial && (!serial || lot)) mistracked();
  if (part->tracking == Tracking::kLot && (serial || !lot || !amount)) mistracked();
  if (part->tracking == Tracking::kQuantity && (serial || lot || !amount)) mistracked();
  if (amount) {
    const auto quantity = parse_amount(receipt.quantity);
    if (!quantity || *quantity <= 0 || *quantity % unit_of(part->precision) != 0) {
      codes.insert(kValue);
      if (part->tracking == Tracking::kSerial) mistracked();
    } else if (part->tracking == Tracking::kSerial && *quantity != kOne) {
      mistracked();
    }
  }
  if (serial && receipt.serial != "auto") {
    for (const auto& [id, item] : items_) {
      if (item.part == number && item.serial == receipt.serial) codes.insert(kRule);
    }
    if (!serials.insert(number + " " + receipt.serial).second) codes.insert(kRule);
  }
  return verdict;
}

Verdict Model::judge_inventory(const Command& command) const {
  const std::string verb = command.operation.substr(10);
  Verdict verdict;
  auto& codes = verdict.codes;
  if (verb == "adjust" && !command.reason) codes.insert(kUsage);
  if (verb == "move" && !known_location(command.to)) codes.insert(kMissing);
  if (command.inventories.size() > 1 && !command.quantity.empty()) codes.insert(kUsage);
  if (verb == "kit") {
    const Run* run = find_run(command.run);
    if (run == nullptr) {
      codes.insert(kMissing);
    } else if (!run->open()) {
      codes.insert({"run.locked", kRule});
    }
  }
  for (const std::string& id : command.inventories) {
    const Item* item = find(id);
    if (item == nullptr) {
      codes.insert(kMissing);
      continue;
    }
    const std::string status = status_of(*item);
    if (verb == "adjust") {
      if (status == "wip" || status == "installed" || status == "scrapped") codes.insert(kRule);
      if (item->merged_into != 0) codes.insert(kRule);  // its quantity is counted elsewhere
      const bool by = !command.by.empty();
      const auto given = parse_amount(by ? command.by : command.to);
      if (!given || *given % unit_of(precision_of(item->part)) != 0) {
        codes.insert(kValue);
        continue;
      }
      const Micros result = by ? item->quantity + *given : *given;
      if (result < 0 || (is_serial(item->part) && result > kOne)) codes.insert({kRule, kValue});
      if (result == item->quantity) verdict.either = true;  // nothing to adjust
      continue;
    }
    if (item->quantity == 0) codes.insert(kRule);
    const Micros amount = Model::amount(*item, command.quantity, codes);
    bool allowed = on_hand(*item);
    if (verb == "move" && status == "wip" && amount != item->quantity) allowed = false;
    if (verb == "kit") allowed = status == "available";
    if (verb == "unkit") allowed = status == "kitted";
    if (verb == "scrap") allowed = allowed && status != "wip";
    if (verb == "quarantine") allowed = status == "available" || status == "kitted";
    if (verb == "release") allowed = status == "quarantined";
    if (!allowed) codes.insert(kRule);
    if (verb == "move" && command.to == item->location) verdict.either = true;
  }
  return verdict;
}

Verdict Model::judge_split(const Command& command) const {
  Verdict verdict;
  auto& codes = verdict.codes;
  const Item* item = find(command.inventories.front());
  if (item == nullptr) return {{kMissing}};
  const std::string status = status_of(*item);
  if (is_serial(item->part) || item->quantity == 0 ||
      (status != "available" && status != "kitted" && status != "quarantined")) {
    codes.insert(kRule);
  }
  const Micros unit = unit_of(precision_of(item->part));
  if (command.into.empty() == command.quantities.empty()) codes.insert(kUsage);
  if (!command.into.empty()) {
    const Micros into = std::stoll(command.into);
    if (into < 2) codes.insert({kValue, kRule, kUsage});
    if (into > 0 && item->quantity / unit < into) codes.insert({kValue, kRule});
  }
  Micros sum = 0;
  for (const std::string& text : command.quantities) {
    const auto given = parse_amount(text);
    if (!given || *given <= 0 || *given % unit != 0) codes.insert(kValue);
    sum += given.value_or(0);
  }
  if (!command.quantities.empty() && sum >= item->quantity) codes.insert({kValue, kRule});
  return verdict;
}

Verdict Model::judge_merge(const Command& command) const {
  Verdict verdict;
  auto& codes = verdict.codes;
  if (command.inventories.size() < 2) codes.insert({kUsage, kRule});
  std::set<std::string> seen;
  const Item* first = nullptr;
  for (const std::string& id : command.inventories) {
    const Item* item = find(id);
    if (!seen.insert(id).second) codes.insert({kRule, kUsage});
    if (item == nullptr) {
      codes.insert(kMissing);
      continue;
    }
    const std::string status = status_of(*item);
    if (is_serial(item->part) || item->quantity == 0 ||
        (status != "available" && status != "kitted" && status != "quarantined")) {
      codes.insert(kRule);
    }
    if (first == nullptr) first = item;
    if (item->part != first->part || item->revision != first->revision || item->lot != first->lot ||
        item->location != first->location || status != status_of(*first) || item->kitted != first->kitted ||
        item->issue != first->issue) {
      codes.insert(kRule);
    }
  }
  return verdict;
}

Verdict Model::judge_resolve(const Command& command) const {
  Verdict verdict;
  auto& codes = verdict.codes;
  const auto it = installs_.find(number_of("IN-", command.install));
  if (it == installs_.end()) return {{kMissing}};
  const Install& install = it->second;
  if (!install.shared()) codes.insert(kRule);
  const Run& run = runs_.at(install.run);
  // What a run that failed holds can still be said; it is never opened again.
  const bool worked_on = std::any_of(install.parents.begin(), install.parents.end(),
                                     [&](std::int64_t parent) { return items_.at(parent).wip; });
  if (run.lifecycle == "complete" && !worked_on) codes.insert("run.locked");
  const std::string& part = items_.at(install.item).part;
  Micros sum = 0;
  int groups = 0;
  for (const auto& [id, text] : command.groups) {
    const Item* item = find(id);
    if (item == nullptr) {
      codes.insert({kMissing, kRule});
    } else if (std::find(install.parents.begin(), install.parents.end(), item->id) == install.parents.end()) {
      codes.insert(kRule);
    }
    const auto given = parse_amount(text);
    if (!given || *given < 0 || *given % unit_of(precision_of(part)) != 0) codes.insert(kValue);
    sum += given.value_or(0);
    groups += given.value_or(0) > 0 ? 1 : 0;
  }
  if (sum != install.quantity) codes.insert({kRule, kValue});
  if (is_serial(part) && groups > 1) codes.insert({kRule, kValue});
  return verdict;
}

Verdict Model::judge_create(const Command& command) const {
  Verdict verdict;
  auto& codes = verdict.codes;
  const auto [number, revision] = halves(command.part);
  codes = wrong_part(number, revision);
  const Part* part = world().part(number);
  const Procedure* procedure = world().procedure(command.procedure);
  if (procedure == nullptr) codes.insert(kMissing);
  if (part == nullptr) return verdict;
  if (procedure != nullptr && !procedure->parts.empty() &&
      std::find(procedure->parts.begin(), procedure->parts.end(), number) == procedure->parts.end()) {
    codes.insert(kRule);
  }
  if (!command.inventories.empty()) {
    const Item* item = find(command.inventories.front());
    if (item == nullptr) {
      codes.insert(kMissing);
      return verdict;
    }
    if (item->quantity == 0 || !on_hand(*item) || item->wip) codes.insert(kRule);
    if (item->part != number) codes.insert({kRule, kUsage});
    if (item->part == number && item->revision != revision) {
      codes.insert({kRule, kUsage});
      if (revision.empty()) verdict.either = true;
    }
    amount(*item, command.quantity, codes);
    if (!command.serial.empty() || !command.lot.empty()) codes.insert(kUsage);
    return verdict;
  }
  const bool serial = !command.serial.empty();
  const bool lot = !command.lot.empty();
  const bool quantity = !command.quantity.empty();
  const auto given = parse_amount(command.quantity);
  if (part->tracking == Tracking::kSerial) {
    if (!serial || lot || (quantity && given != kOne)) codes.insert(kUsage);
  } else if (part->tracking == Tracking::kLot) {
    if (serial || !lot || !quantity) codes.insert(kUsage);
  } else if (serial || lot || !quantity) {
    codes.insert(kUsage);
  }
  if (quantity && (!given || *given <= 0 || *given % unit_of(part->precision) != 0)) codes.insert(kValue);
  if (serial && command.serial != "auto") {
    for (const auto& [id, item] : items_) {
      if (item.part == number && item.serial == command.serial) codes.insert(kRule);
    }
  }
  return verdict;
}

Verdict Model::judge_run(const Command& command) const {
  Verdict verdict;
  auto& codes = verdict.codes;
  const Run* run = find_run(command.run);
  if (run == nullptr) return {{kMissing}};
  if (command.operation == "run.reopen") {
    const Item& item = items_.at(run->item);
    if (run->lifecycle != "complete") {
      codes.insert("state.refused");
    } else if (item.quantity == 0 || !on_hand(item) || item.wip) {
      codes.insert(kRule);
    }
    return verdict;
  }
  if (!run->open()) {
    codes.insert("state.refused");
  } else if (command.operation == "run.complete" && !can_complete(*run)) {
    codes.insert("gate.unmet");
  }
  return verdict;
}

Verdict Model::judge_run_split(const Command& command) const {
  Verdict verdict;
  auto& codes = verdict.codes;
  const Run* run = find_run(command.run);
  if (run == nullptr) return {{kMissing}};
  if (!run->open()) return {{"run.locked"}};
  const Item& item = items_.at(run->item);
  if (is_serial(item.part)) codes.insert(kRule);
  const auto given = parse_amount(command.quantity);
  if (!given || *given <= 0 || *given % unit_of(precision_of(item.part)) != 0) codes.insert({kValue, kRule});
  if (given && (*given >= run->quantity || *given >= item.quantity)) codes.insert({kValue, kRule});
  if (!known_location(command.location)) codes.insert(command.location.empty() ? kUsage : kMissing);
  if (command.issue.empty() == command.title.empty()) codes.insert(kUsage);
  if (!command.issue.empty() && number_of("I-", command.issue) > issues_) codes.insert(kMissing);
  return verdict;
}

Verdict Model::judge_step(const Command& command) const {
  const auto [run, step] = find_step(command.step);
  if (step == nullptr) return {{kMissing}};
  if (!run->open()) return {{"run.locked"}};
  const std::string& state = run->steps.at(step->key);
  const std::string verb = command.operation.substr(5);
  const std::map<std::string, std::set<std::string>> from = {
      {"start", {"todo"}},       {"complete", {"in_progress"}},
      {"reopen", {"completed"}}, {"hold", {"todo", "in_progress"}},
      {"resume", {"hold"}},      {"cancel", {"todo", "in_progress", "hold"}},
      {"restore", {"canceled"}}};
  if (from.at(verb).count(state) == 0) return {{"state.refused"}};
  if (verb == "complete") {
    for (const Requirement& requirement : step->requirements) {
      const Met found = met(*run, *step, requirement);
      if (found.installed + found.excepted < found.least) return {{"gate.unmet"}};
    }
  }
  return {};
}

Verdict Model::judge_install(const Command& command) const {
  Verdict verdict;
  auto& codes = verdict.codes;
  const auto [run, step] = find_step(command.step);
  if (step == nullptr) return {{kMissing}};
  if (!run->open()) return {{"run.locked"}};
  if (run->steps.at(step->key) != "in_progress") codes.insert("state.refused");
  const Item* item = find(command.inventories.front());
  if (item == nullptr) {
    codes.insert(kMissing);
    return verdict;
  }
  const Requirement* requirement = nullptr;
  int fitting = 0;
  for (const Requirement& one : step->requirements) {
    if (command.part.empty() ? fit_of(one, *item).fits : one.part == command.part) {
      requirement = &one;
      ++fitting;
    }
  }
  if (fitting > 1) codes.insert(kUsage);
  if (fitting == 0) {
    codes.insert({kRule, kUsage});
    if (!command.part.empty()) codes.insert(kMissing);
  }
  const std::string status = status_of(*item);
  const bool usable =
      item->quantity > 0 && (status == "available" || (status == "kitted" && item->kitted == run->id));
  if (!usable) codes.insert(kRule);
  if (item->id == run->item || contains(item->id, run->item)) codes.insert(kRule);
  if (requirement == nullptr || fitting > 1) {
    amount(*item, command.quantity, codes);
    return verdict;
  }
  if (!fit_of(*requirement, *item).fits) codes.insert(kRule);
  if (requirement->trace_only) {
    if (!command.quantity.empty()) {
      // An amount where none is used: not agreed.
      verdict.either = true;
      codes.insert({kValue, kRule, kUsage});
    }
    return verdict;
  }
  const Micros open = met(*run, *step, *requirement).open();
  if (open == 0) codes.insert(kRule);
  if (!command.quantity.empty() && amount(*item, command.quantity, codes) > open)
    codes.insert({kRule, kValue});
  const auto given = parse_amount(command.quantity);
  if (given && *given > open) codes.insert({kRule, kValue});
  return verdict;
}

/// The lines of a list, one after the other.
static std::vector<Command> one_by_one(const Command& command) {
  std::vector<Command> out;
  for (const Receipt& piece : command.pieces) {
    Command one;
    one.operation = command.operation;
    one.step = command.step;
    one.part = piece.part;
    one.inventories = {piece.serial};
    one.quantity = piece.quantity;
    out.push_back(one);
  }
  return out;
}

Verdict Model::judge_installs(const Command& command) const {
  Model trial = *this;
  for (const Command& one : one_by_one(command)) {
    Verdict verdict = trial.judge(one);
    if (!verdict.legal() || verdict.either) {
      verdict.codes.insert("document.invalid");
      return verdict;
    }
    trial.apply(one, {});
  }
  return {};
}

Verdict Model::judge_uninstall(const Command& command) const {
  Verdict verdict;
  auto& codes = verdict.codes;
  const auto [run, step] = find_step(command.step);
  if (step == nullptr) return {{kMissing}};
  if (!run->open()) return {{"run.locked"}};
  const std::string& state = run->steps.at(step->key);
  if (state != "in_progress" && state != "canceled") codes.insert("state.refused");
  const auto it = installs_.find(number_of("IN-", command.install));
  if (it == installs_.end()) {
    codes.insert(kMissing);
    return verdict;
  }
  const Install& install = it->second;
  if (install.run == run->id && install.step != step->key) codes.insert({kRule, kMissing, kUsage});
  if (!holds(install, run->item)) codes.insert({kRule, kMissing, kUsage});
  if (!install.active || install.shared()) codes.insert(kRule);
  if (install.quantity == 0) {
    if (!command.quantity.empty() || command.scrap) {
      verdict.either = true;
      codes.insert({kValue, kRule, kUsage});
    }
  } else if (install.active) {
    amount(items_.at(install.item), command.quantity, codes);
  } else if (!command.quantity.empty()) {
    codes.insert(kValue);
  }
  return verdict;
}

Verdict Model::judge_except(const Command& command) const {
  Verdict verdict;
  auto& codes = verdict.codes;
  const auto [run, step] = find_step(command.step);
  if (step == nullptr) return {{kMissing}};
  if (!run->open()) return {{"run.locked"}};
  const std::string& state = run->steps.at(step->key);
  if (state != "todo" && state != "in_progress" && state != "hold") codes.insert("state.refused");
  const auto requirement = std::find_if(step->requirements.begin(), step->requirements.end(),
                                        [&](const Requirement& one) { return one.part == command.part; });
  if (requirement == step->requirements.end()) {
    codes.insert({kRule, kMissing, kUsage});
  } else if (met(*run, *step, *requirement).open() == 0) {
    codes.insert(kRule);
  }
  if (command.issue.empty()) codes.insert(kUsage);
  if (number_of("I-", command.issue) > issues_) codes.insert(kMissing);
  return verdict;
}

Verdict Model::judge_issue(const Command& command) const {
  Verdict verdict;
  if (command.title.empty()) verdict.codes.insert(kUsage);
  if (!command.run.empty() && find_run(command.run) == nullptr) verdict.codes.insert(kMissing);
  for (const std::string& id : command.inventories) {
    const Item* item = find(id);
    if (item == nullptr) {
      verdict.codes.insert(kMissing);
    } else if (item->issue != 0) {
      verdict.codes.insert(kRule);
    }
  }
  return verdict;
}

// Carrying out.

Item& Model::new_piece(std::int64_t from, Micros quantity) {
  const std::int64_t id = items_.empty() ? 1 : items_.rbegin()->first + 1;
  Item piece = items_.at(from);
  piece.id = id;
  piece.quantity = quantity;
  piece.origin = from;
  piece.install = 0;
  item(from).quantity -= quantity;
  return items_.emplace(id, piece).first->second;
}

Item& Model::take(std::int64_t from, Micros quantity) {
  return quantity == item(from).quantity ? item(from) : new_piece(from, quantity);
}

void Model::receive(const Receipt& receipt, const std::string& number) {
  Item made;
  made.id = items_.empty() ? 1 : items_.rbegin()->first + 1;
  const auto [part, revision] = halves(receipt.part);
  made.part = part;
  made.revision = receipt.revision.empty() ? revision : receipt.revision;
  made.serial = receipt.serial == "auto" ? number : receipt.serial;
  made.lot = receipt.lot == "auto" ? number : receipt.lot;
  made.quantity = receipt.quantity.empty() ? kOne : parse_amount(receipt.quantity).value();
  made.location = receipt.location;
  ledger_[{made.part, made.revision, made.lot}] += made.quantity;
  items_[made.id] = made;
}

void Model::create(const Command& command, const std::vector<std::string>& numbers) {
  Run run;
  run.id = runs_.empty() ? 1 : runs_.rbegin()->first + 1;
  run.procedure = world().procedure(command.procedure);
  for (const Step& step : run.procedure->steps) run.steps[step.key] = "todo";
  std::int64_t id = 0;
  if (command.inventories.empty()) {
    receive({command.part, "", command.serial, command.lot, command.quantity, ""},
            numbers.empty() ? "" : numbers.front());
    id = items_.rbegin()->first;
  } else {
    std::set<std::string> none;
    const Item* from = find(command.inventories.front());
    id = take(from->id, amount(*from, command.quantity, none)).id;
  }
  Item& made = item(id);
  made.wip = true;
  made.run = run.id;
  made.kitted = 0;
  run.item = id;
  run.quantity = made.quantity;
  runs_[run.id] = run;
}

void Model::apply(const Command& command, const std::vector<std::string>& numbers) {
  carry_out(command, numbers);
  remember();
}

void Model::carry_out(const Command& command, const std::vector<std::string>& numbers) {
  const std::string& op = command.operation;
  std::set<std::string> none;
  if (op == "inventory.receive") {
    const auto number = [&](std::size_t i) { return i < numbers.size() ? numbers[i] : std::string(); };
    if (command.receipts.empty()) {
      receive(
          {command.part, command.revision, command.serial, command.lot, command.quantity, command.location},
          number(0));
    }
    for (std::size_t i = 0; i < command.receipts.size(); ++i) receive(command.receipts[i], number(i));
  } else if (op == "inventory.merge") {
    Item& first = item(number_of("INV-", command.inventories.front()));
    for (std::size_t i = 1; i < command.inventories.size(); ++i) {
      Item& other = item(number_of("INV-", command.inventories[i]));
      first.quantity += other.quantity;
      other.quantity = 0;
      other.merged_into = first.id;
      other.kitted = 0;
      other.quarantined = false;
    }
  } else if (op == "inventory.split") {
    const Item from = *find(command.inventories.front());
    if (command.into.empty()) {
      for (const std::string& text : command.quantities) new_piece(from.id, parse_amount(text).value());
    } else {
      const Micros unit = unit_of(precision_of(from.part));
      const Micros units = from.quantity / unit;
      const Micros into = std::stoll(command.into);
      for (Micros i = 1; i < into; ++i)
        new_piece(from.id, (units / into + (i < units % into ? 1 : 0)) * unit);
    }
  } else if (op == "inventory.resolve") {
    resolve(command);
  } else if (op.rfind("inventory.", 0) == 0) {
    const std::string verb = op.substr(10);
    for (const std::string& id : command.inventories) {
      const Item& from = *find(id);
      if (verb == "adjust") {
        const Micros result = command.by.empty() ? parse_amount(command.to).value()
                                                 : from.quantity + parse_amount(command.by).value();
        ledger_[{from.part, from.revision, from.lot}] += result - from.quantity;
        item(from.id).quantity = result;
        continue;
      }
      Item& piece = take(from.id, amount(from, command.quantity, none));
      if (verb == "move") piece.location = command.to;
      if (verb == "kit") piece.kitted = number_of("R-", command.run);
      if (verb == "unkit" || verb == "scrap") piece.kitted = 0;
      if (verb == "scrap") piece.scrapped = true;
      if (verb == "quarantine") piece.quarantined = true;
      if (verb == "release") piece.quarantined = false;
    }
  } else if (op == "run.create") {
    create(command, numbers);
  } else if (op == "split") {
    split_run(command);
  } else if (op.rfind("run.", 0) == 0) {
    Run& run = runs_.at(number_of("R-", command.run));
    Item& made = item(run.item);
    if (op == "run.complete" || op == "run.fail") {
      made.wip = false;
      give_back(run);
    }
    if (op == "run.complete") run.lifecycle = "complete";
    if (op == "run.fail") {
      run.lifecycle = "failed";
      if (command.fate == "scrap") made.scrapped = true;
      if (command.fate == "quarantine") made.quarantined = true;
    }
    if (op == "run.reopen") {
      run.lifecycle = "in_progress";
      run.quantity = made.quantity;
      made.wip = true;
      made.run = run.id;
      made.kitted = 0;
    }
  } else if (op == "step.install") {
    if (command.pieces.empty()) install(command);
    for (const Command& one : one_by_one(command)) install(one);
  } else if (op == "step.uninstall") {
    uninstall(command);
  } else if (op == "step.except") {
    const auto [run, step] = find_step(command.step);
    for (const Requirement& requirement : step->requirements) {
      if (requirement.part != command.part) continue;
      const Micros open = met(*run, *step, requirement).open();
      Excepted& excepted = exceptions_[run->id][{step->key, command.part}];
      excepted.quantity += open;
      excepted.issue = number_of("I-", command.issue);
    }
  } else if (op.rfind("step.", 0) == 0) {
    step(command);
  } else if (op == "issue.create") {
    ++issues_;
    for (const std::string& id : command.inventories) item(number_of("INV-", id)).issue = issues_;
  } else if (op == "config.set") {
    on_shared_ = command.value;
  }
}

void Model::step(const Command& command) {
  const auto [found, step] = find_step(command.step);
  Run& run = runs_.at(found->id);
  std::string& state = run.steps.at(step->key);
  const std::string verb = command.operation.substr(5);
  if (verb == "start") {
    state = "in_progress";
    run.lifecycle = "in_progress";
  }
  if (verb == "hold") {
    run.held_from[step->key] = state;
    state = "hold";
  }
  if (verb == "resume") state = run.held_from.at(step->key);
  if (verb == "cancel") state = "canceled";
  if (verb == "reopen" || verb == "restore") state = "todo";
  if (verb == "complete") {
    state = "completed";
    if (can_complete(run)) {
      run.lifecycle = "complete";
      item(run.item).wip = false;
      give_back(run);
    }
  }
}

void Model::give_back(const Run& run) {
  for (auto& [id, one] : items_) {
    if (one.kitted == run.id) one.kitted = 0;
  }
}

void Model::split_run(const Command& command) {
  Run& run = runs_.at(number_of("R-", command.run));
  const Micros leaving = parse_amount(command.quantity).value();
  const std::int64_t issue = command.issue.empty() ? ++issues_ : number_of("I-", command.issue);
  const auto trouble = [&](Item& piece) {
    piece.location = command.location;
    piece.issue = issue;
    piece.quarantined = true;
    piece.kitted = 0;
  };
  // The shares, before anything moves.
  std::map<std::pair<std::string, std::string>, Micros> kitted;
  for (const auto& [id, one] : items_) {
    if (status_of(one) == "kitted" && one.kitted == run.id) kitted[{one.part, one.revision}] += one.quantity;
  }
  for (auto& [name, total] : kitted) {
    const Micros unit = unit_of(precision_of(name.first));
    const Wide product = static_cast<Wide>(total / unit) * leaving;
    Micros units = static_cast<Micros>(product / run.quantity);
    if (2 * (product % run.quantity) > run.quantity) ++units;
    total = units * unit;
  }
  Item& left = new_piece(run.item, leaving);
  const std::int64_t group = left.id;
  trouble(left);
  left.wip = false;
  run.quantity -= leaving;
  for (auto [name, share] : kitted) {
    std::vector<std::int64_t> newest;
    for (const auto& [id, one] : items_) {
      if (status_of(one) == "kitted" && one.kitted == run.id && one.part == name.first &&
          one.revision == name.second) {
        newest.insert(newest.begin(), id);
      }
    }
    for (const std::int64_t id : newest) {
      const Micros part = std::min(share, item(id).quantity);
      if (part == 0) continue;
      trouble(take(id, part));
      share -= part;
    }
  }
  for (auto& [id, one] : installs_) {
    const auto& parents = one.parents;
    // All that the item holds, whichever run put it in; what is in an earlier group has not come back.
    if (!one.active || one.quantity == 0) continue;
    if (std::find(parents.begin(), parents.end(), run.item) == parents.end()) continue;
    one.parents.push_back(group);
  }
}

void Model::install(const Command& command) {
  const auto [run, step] = find_step(command.step);
  const Item& from = *find(command.inventories.front());
  const Requirement* requirement = nullptr;
  for (const Requirement& one : step->requirements) {
    if (command.part.empty() ? fit_of(one, from).fits : one.part == command.part) requirement = &one;
  }
  Install made;
  made.id = installs_.empty() ? 1 : installs_.rbegin()->first + 1;
  made.run = run->id;
  made.step = step->key;
  made.part = requirement->part;
  made.substitute = fit_of(*requirement, from).substitute;
  made.parents = {run->item};
  made.item = from.id;
  if (!requirement->trace_only) {
    std::set<std::string> none;
    const Micros open = met(*run, *step, *requirement).open();
    made.quantity =
        command.quantity.empty() ? std::min(open, from.quantity) : amount(from, command.quantity, none);
    Item& piece = take(from.id, made.quantity);
    piece.install = made.id;
    piece.kitted = 0;
    made.item = piece.id;
  }
  installs_[made.id] = made;
}

void Model::uninstall(const Command& command) {
  Install& install = installs_.at(number_of("IN-", command.install));
  if (install.quantity == 0) {
    install.active = false;
    return;
  }
  std::set<std::string> none;
  const Micros quantity = amount(item(install.item), command.quantity, none);
  if (quantity == install.quantity) {
    install.active = false;
  } else {
    install.quantity -= quantity;
  }
  Item& piece = take(install.item, quantity);
  piece.install = 0;
  if (command.scrap) piece.scrapped = true;
}

void Model::resolve(const Command& command) {
  const std::int64_t first = number_of("IN-", command.install);
  const Install before = installs_.at(first);
  bool kept = false;
  for (const auto& [id, text] : command.groups) {
    const Micros quantity = parse_amount(text).value();
    if (quantity == 0) continue;
    if (!kept) {
      kept = true;
      installs_.at(first).quantity = quantity;
      installs_.at(first).parents = {number_of("INV-", id)};
      continue;
    }
    Install made = before;
    made.id = installs_.rbegin()->first + 1;
    made.quantity = quantity;
    made.parents = {number_of("INV-", id)};
    Item& piece = new_piece(before.item, quantity);
    piece.install = made.id;
    made.item = piece.id;
    installs_[made.id] = made;
  }
}

void Model::renumber(const std::map<std::int64_t, std::int64_t>& to) {
  const auto change = [&](std::int64_t& id) {
    const auto it = to.find(id);
    if (it != to.end()) id = it->second;
  };
  std::map<std::int64_t, Item> items;
  for (auto [id, one] : items_) {
    change(one.id);
    change(one.origin);
    change(one.merged_into);
    items[one.id] = one;
  }
  items_ = std::move(items);
  past_.back() = {};
  for (auto& [id, install] : installs_) {
    change(install.item);
    for (auto& parent : install.parents) change(parent);
  }
  past_.back() = installs_;
  // Only records that the last command made have other ids.
  for (auto* when : {&born_, &merged_}) {
    std::map<std::int64_t, std::int64_t> changed;
    for (const auto& [id, time] : *when) {
      std::int64_t other = id;
      change(other);
      changed[other] = time;
    }
    *when = std::move(changed);
  }
  for (auto& [id, run] : runs_) change(run.item);
}

}  // namespace material
