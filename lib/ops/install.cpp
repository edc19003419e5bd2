#include <algorithm>
#include <unordered_set>

#include "base/concat.h"
#include "base/text.h"
#include "format/material_document.h"
#include "format/objects.h"
#include "model/ids.h"
#include "ops/changed.h"
#include "ops/documents.h"
#include "ops/lookups.h"
#include "ops/step_requirements.h"
#include "ops/stock.h"
#include "ops/where_used.h"
#include "store/installs.h"
#include "store/issues.h"
#include "traveler/error.h"

namespace traveler::ops {
namespace {

constexpr ArgumentSpec kStep{.name = "step",
                             .type = ArgumentType::kId,
                             .help = "a step, as R-12/torque",
                             .positional = true,
                             .required = true,
                             .refers_to = ObjectKind::kStep};
constexpr ArgumentSpec kInstall[] = {
    kStep,
    {.name = "part",
     .type = ArgumentType::kId,
     .help = "the part of the requirement; may be left out when the item fits one only",
     .positional = true,
     .refers_to = ObjectKind::kPart},
    {.name = "from", .type = ArgumentType::kId, .help = "the item it is taken from", .metavar = "INV"},
    {.name = "quantity",
     .type = ArgumentType::kQuantity,
     .help = "how much; default what is still needed, or all there is",
     .metavar = "N"},
    {.name = "file",
     .type = ArgumentType::kDocument,
     .help = "a list of installs, YAML or JSON; - for standard input",
     .metavar = "FILE",
     .letter = 'f'},
};
constexpr ArgumentSpec kUninstall[] = {
    kStep,
    {.name = "install",
     .type = ArgumentType::kId,
     .help = "an install, as IN-3",
     .positional = true,
     .required = true},
    {.name = "quantity",
     .type = ArgumentType::kQuantity,
     .help = "how much comes out; default all of it",
     .metavar = "N"},
    {.name = "scrap", .type = ArgumentType::kFlag, .help = "what comes out is scrap"},
};
constexpr ArgumentSpec kExcept[] = {
    kStep,
    {.name = "part",
     .type = ArgumentType::kId,
     .help = "the part of the requirement",
     .positional = true,
     .required = true,
     .refers_to = ObjectKind::kPart},
    {.name = "issue",
     .type = ArgumentType::kId,
     .help = "the issue that makes up for what is missing",
     .required = true,
     .metavar = "I"},
};

Value install_answer(Command& command, const StepTarget& target, Value installs, Stock& stock) {
  Changed changed;
  changed.add(target);
  Value rest = changed.answer(command.rows(), command.db());
  Value out = Value::object();
  out.add("installs", std::move(installs)).add("inventory", stock.answer());
  for (auto& [name, value] : rest.as_object()) out.add(name, std::move(value));
  return out;
}

/// Installs pieces into one step, each with its entry.
class Installer {
 public:
  Installer(Command& command, const StepTarget& target)
      : command_(&command),
        stock_(command),
        target_(target),
        run_item_(command.rows().run(target.run).inventory),
        requirements_(command, target),
        next_install_(store::last_install(command.db()) + 1) {}

  void install(const std::string& part, const std::string& from, const std::optional<Quantity>& asked) {
    const Inventory item = stock_.need(from);
    const std::size_t index = part.empty() ? requirements_.fitting(item) : requirements_.named(part);
    const RequirementDef& requirement = requirements_.definition(index);
    const Fit fit = fit_of(requirement, item);
    check_fit(requirement, item, fit);
    check_usable(item);
    RequirementState& state = requirements_.state(index);
    const Quantity amount = requirement.trace_only ? trace(item, asked) : amount_of(item, state, asked);

    Install made;
    made.id = next_install_++;
    made.run = target_.run;
    made.step = target_.key;
    made.part = requirement.part;
    made.quantity = amount;
    made.substitute = fit == Fit::kSubstitute;
    made.parents = {inventory_id(run_item_)};
    made.installed_by = command_->actor().name;
    made.installed_at = command_->at();
    std::vector<SubjectChange> changes;
    Stock::Piece piece{item, item};
    if (!requirement.trace_only) {
      piece = stock_.take(item, amount, changes);
      piece.item.install = made.id;
      piece.item.kitted.reset();
    }
    stock_.put(piece, changes);
    made.inventory = piece.item.id;
    changes.push_back(change_of<Install>(nullptr, made));
    command_->record(target_.id(), std::move(changes));
    state.installed = state.installed + amount;
    installs_.push(format::install_value(made, piece.item));
  }

  Value answer() { return install_answer(*command_, target_, std::move(installs_), stock_); }

 private:
  void check_fit(const RequirementDef& requirement, const Inventory& item, Fit fit) const {
    if (fit == Fit::kPart || fit == Fit::kSubstitute) return;
    const std::string what =
        concat(inventory_id(item.id), " is ", part_id(item.part, item.part_revision), "; ", target_.id());
    std::string hint;
    if (!requirement.substitutes.empty())
      hint = concat("it also takes ", join_words(requirement.substitutes));
    refuse_rule(inventory_id(item.id), concat(what, " requires ", requirement_name(requirement)),
                std::move(hint));
  }

  void check_usable(const Inventory& item) {
    const std::string id = inventory_id(item.id);
    if (item.id == run_item_) refuse_item(item, concat(id, " is what ", run_id(target_.run), " makes"));
    if (containers().contains(item.id)) {
      refuse_item(item, concat(id, " contains ", inventory_id(run_item_), ", which ", run_id(target_.run),
                               " makes; nothing goes into itself"));
    }
    require_status(item, InventoryVerb::kInstall);
    // What is kitted may have been counted as none since.
    if (item.quantity == Quantity{}) refuse_item(item, concat("there is nothing left of ", id));
    if (item.kitted && item.kitted != target_.run) {
      refuse_item(item, concat(id, " is kitted for ", run_id(*item.kitted)),
                  concat("`inventory.unkit inventory=", id, "` frees it"));
    }
  }

  /// The items that contain the run's own. What is installed goes below it, so that they stay the same.
  const std::unordered_set<std::int64_t>& containers() {
    if (containers_) return *containers_;
    containers_.emplace();
    each_container(command_->db(), run_item_,
                   [&](const store::Holding& held) { containers_->insert(held.parent); });
    return *containers_;
  }

  /// What is only traced is not used up.
  Quantity trace(const Inventory& item, const std::optional<Quantity>& asked) {
    stock_.amount_of(asked, item);
    return {};
  }

  Quantity amount_of(const Inventory& item, const RequirementState& state,
                     const std::optional<Quantity>& asked) {
    const Quantity open = state.open();
    const Part& part = stock_.part_of(item);
    const auto too_much = [&](std::string message) {
      refuse_rule(target_.id(), std::move(message),
                  concat(state.needed.text(part.precision), " needed, ", state.installed.text(part.precision),
                         " installed, ", state.excepted.text(part.precision), " excepted"));
    };
    if (open == Quantity{}) too_much(concat(target_.id(), " needs no more ", part.number));
    if (asked) {
      const Quantity amount = stock_.amount_of(asked, item);
      if (amount > open) {
        too_much(concat(target_.id(), " needs ", open.text(part.precision), ' ', part.unit, " more of ",
                        part.number, ", less than ", amount.text(part.precision)));
      }
      return amount;
    }
    if (item.quantity <= open) return item.quantity;
    // What is still needed may end between two of the part's smallest units.
    Quantity unit = Quantity::whole(1);
    for (int i = 0; i < part.precision; ++i) unit = Quantity::from_micros(unit.micros() / 10);
    const Quantity amount = Quantity::from_micros(open.micros() / unit.micros() * unit.micros());
    if (amount == Quantity{}) {
      too_much(concat(target_.id(), " needs ", open.text(part.precision), ' ', part.unit,
                      " more, less than the least of ", part.number, ", ", unit.text()));
    }
    return amount;
  }

  Command* command_;
  Stock stock_;
  StepTarget target_;
  std::int64_t run_item_;
  StepRequirements requirements_;
  std::int64_t next_install_;
  std::optional<std::unordered_set<std::int64_t>> containers_;
  Value installs_ = Value::list();
};

Value install(Command& command, const Arguments& args) {
  const StepTarget target = find_target(command.rows(), args.text("step"));
  check_state_for_material(command, target, "step install", {StepState::kInProgress});
  const bool from_file = args.has("file");
  if (from_file == args.has("from") || (from_file && (args.has("part") || args.has("quantity")))) {
    throw Error(ErrorCode::kUsage, from_file ? "give either `file=` or one install, not both"
                                             : "step install needs `from=INV` or `file=`")
        .with_hint(concat("as in: `step.install step=", target.id(), " from=INV-5`"));
  }
  Installer installer(command, target);
  if (!from_file)
    installer.install(args.optional_text("part").value_or(""), args.text("from"), args.quantity("quantity"));
  for (const Value& document : args.documents("file")) {
    format::Document read = read_material(document);
    const auto items = format::decode_installs(read);
    refuse_findings(read);
    for (const format::InstallItem& item : *items) {
      try {
        installer.install(item.part, item.from, item.quantity);
      } catch (Error& error) {
        throw std::move(error).at(read.file, item.place.mark.line, item.place.mark.column);
      }
    }
  }
  return installer.answer();
}

/// The install of an id, which the step may take out.
Install removable_install(Command& command, const StepTarget& target, const std::string& id) {
  Install install = need_install(command.db(), id);
  const std::string step = step_id(install.run, install.step);
  if (install.run == target.run && step != target.id()) {
    refuse_rule(id, concat(id, " went into ", step, ", not into ", target.id()));
  }
  // What an earlier run put into the item can be taken out by the one that works on it now, and what has
  // left with another group cannot.
  const std::string item = inventory_id(command.rows().run(target.run).inventory);
  const bool in_it =
      std::find(install.parents.begin(), install.parents.end(), item) != install.parents.end() ||
      store::surely_holds(command.db(), command.rows().run(target.run).inventory, install.id);
  if (install.active() && !in_it) {
    refuse_rule(id, concat(id, " is in ", join_words(install.parents), ", not in ", item, " of ",
                           run_id(target.run)));
  }
  if (!install.active()) refuse_rule(id, concat(id, " was uninstalled by ", *install.uninstalled_by));
  if (install.shared()) {
    refuse_rule(id, concat(id, " is shared by ", join_words(install.parents)),
                concat("say who holds how much: `inventory.resolve install=", id,
                       " to=", install.parents.front(), "=N to=", install.parents.back(), "=N`"));
  }
  if (command.at() < install.installed_at) {
    throw Error(ErrorCode::kValueInvalid, concat("`at=`: ", command.at().text(), " is before ", id,
                                                 " was installed at ", install.installed_at.text()))
        .with_subject(id);
  }
  return install;
}

Value uninstall(Command& command, const Arguments& args) {
  const StepTarget target = find_target(command.rows(), args.text("step"));
  check_state_for_material(command, target, "step uninstall", {StepState::kInProgress, StepState::kCanceled});
  const Install before = removable_install(command, target, args.text("install"));
  Stock stock(command);
  const Inventory item = stock.need(before.inventory);
  Install after = before;
  std::vector<SubjectChange> changes;
  Stock::Piece piece{item, item};
  if (before.quantity == Quantity{}) {
    // Only traced: there is nothing to take out.
    if (args.flag("scrap") || args.has("quantity")) {
      refuse_rule(install_id(before.id),
                  concat(install_id(before.id), " only traces ", inventory_id(item.id)),
                  "uninstall it without `quantity=` and `scrap=`; the item is where it was");
    }
  } else {
    piece = stock.take(item, stock.amount_of(args.quantity("quantity"), item), changes);
    piece.item.install.reset();
    piece.item.scrapped = args.flag("scrap");
  }
  stock.put(piece, changes);
  if (piece.before) {
    after.uninstalled_by = command.actor().name;
    after.uninstalled_at = command.at();
  } else {
    after.quantity = before.quantity - piece.item.quantity;
  }
  changes.push_back(change_of(&before, after));
  command.record(target.id(), std::move(changes));
  Value installs = Value::list();
  installs.push(format::install_value(after, item));
  return install_answer(command, target, std::move(installs), stock);
}

Value except(Command& command, const Arguments& args) {
  const StepTarget target = find_target(command.rows(), args.text("step"));
  check_state_for_material(command, target, "step except",
                           {StepState::kTodo, StepState::kInProgress, StepState::kHold});
  StepRequirements requirements(command, target);
  const std::size_t index = requirements.named(args.text("part"));
  const std::string& part = requirements.definition(index).part;
  const Quantity open = requirements.state(index).open();
  const std::string& id = args.text("issue");
  const Issue issue = need_issue(command.db(), id);
  if (!is_open(issue.state))
    refuse_rule(id, concat(id, " is ", to_text(issue.state)), "an exception goes through an open issue");
  if (open == Quantity{}) refuse_rule(target.id(), concat("nothing is open of ", part, " on ", target.id()));

  const auto before = store::find_exception(command.db(), target.run, target.key, part);
  RequirementException after;
  after.run = target.run;
  after.step = target.key;
  after.part = part;
  after.quantity = before ? before->quantity + open : open;
  after.issue = issue.id;
  after.excepted_by = command.actor().name;
  after.excepted_at = command.at();
  std::vector<SubjectChange> changes{change_of(before ? &*before : nullptr, after)};
  command.record(target.id(), std::move(changes));
  Changed changed;
  changed.add(target);
  Value exceptions = Value::list();
  exceptions.push(Value::object()
                      .add("step", target.id())
                      .add("part", part)
                      .add("quantity", after.quantity.text(part_precision(command.db(), part)))
                      .add("issue", id));
  Value out = changed.answer(command.rows(), command.db());
  out.add("exceptions", std::move(exceptions));
  return out;
}

constexpr Operation kOperations[] = {
    {.spec = {.name = "step.install",
              .effect = Effect::kChanges,
              .summary = "install a part into a step",
              .description =
                  "The step must be in progress, and the item available or kitted for the run, and of the "
                  "required part or one of its substitutes. Less than the whole item is split off it. A part "
                  "that is only traced is noted and not used up. With --file all of a list goes in, or none.",
              .arguments = kInstall,
              .answer = "install"},
     .change = install},
    {.spec = {.name = "step.uninstall",
              .effect = Effect::kChanges,
              .summary = "take an installed part out again",
              .description = "It is available again where it was, or scrap with --scrap. A part that is "
                             "shared since a split must be resolved first.",
              .arguments = kUninstall,
              .answer = "install"},
     .change = uninstall},
    {.spec = {.name = "step.except",
              .effect = Effect::kChanges,
              .summary = "let an issue make up for a part that is not installed",
              .description = "What is still needed of the part counts as met, for the step and for the run.",
              .arguments = kExcept,
              .answer = "step"},
     .change = except},
};

}  // namespace

std::span<const Operation> install_operations() { return kOperations; }

}  // namespace traveler::ops
