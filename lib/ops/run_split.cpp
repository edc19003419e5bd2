#include <algorithm>
#include <map>

#include "base/concat.h"
#include "format/objects.h"
#include "model/ids.h"
#include "model/requirements.h"
#include "model/state_tables.h"
#include "ops/changed.h"
#include "ops/issue.h"
#include "ops/lookups.h"
#include "ops/stock.h"
#include "store/installs.h"
#include "store/inventory.h"
#include "store/issues.h"
#include "store/material.h"
#include "traveler/error.h"

namespace traveler::ops {
namespace {

constexpr ArgumentSpec kSplit[] = {
    {.name = "run",
     .type = ArgumentType::kId,
     .help = "id of the run, as R-12",
     .positional = true,
     .required = true,
     .refers_to = ObjectKind::kRun},
    {.name = "quantity",
     .type = ArgumentType::kQuantity,
     .help = "how many units leave the run",
     .required = true,
     .metavar = "N"},
    {.name = "location",
     .type = ArgumentType::kId,
     .help = "where the units that leave the run are put",
     .required = true,
     .refers_to = ObjectKind::kLocation,
     .metavar = "C"},
    {.name = "issue", .type = ArgumentType::kId, .help = "the issue they are tied to", .metavar = "I"},
    {.name = "issue_title", .help = "open an issue of that title for them", .metavar = "TEXT"},
};

[[noreturn]] void refuse(ErrorCode code, const std::string& subject, std::string message,
                         std::string hint = {}) {
  throw Error(code, std::move(message)).with_subject(subject).with_hint(std::move(hint));
}

/// Takes the troubled units of a run away, and their share of what lies ready for it. Spec section 9.
class RunSplit {
 public:
  RunSplit(Command& command, const Arguments& args)
      : command_(&command),
        args_(&args),
        stock_(command),
        run_(command.rows().run(parse_run_id(args.text("run")))) {}

  Value split() {
    const std::string id = run_id(run_.id);
    check_run(id);
    const Inventory item = stock_.need(run_.inventory);
    const Quantity leaving = leaving_of(item, id);
    const std::string& location = args_->text("location");
    check_location(command_->db(), location);
    issue_ = issue();

    Stock::Piece troubled = stock_.take(item, leaving, changes_);
    troubled.item.wip = false;
    put_aside(troubled);
    const std::string troubled_id = inventory_id(troubled.item.id);
    share_kits(leaving);
    Value installs = share_installs(troubled_id);
    Run after = run_;
    after.quantity = run_.quantity - leaving;
    changes_.push_back(change_of(&run_, after));
    command_->record(id, std::move(changes_));

    changed_.add_run(run_.id);
    const Value changed = changed_.answer(command_->rows(), command_->db());
    const Value& issues = changed["issues"];
    Value out = Value::object();
    out.add("runs", changed["runs"])
        .add("inventory", stock_.answer())
        .add("installs", std::move(installs))
        .add("issues", issues.is_list() ? issues : Value::list());
    return out;
  }

 private:
  void check_run(const std::string& id) const {
    if (has_ended(run_)) {
      refuse(ErrorCode::kRunLocked, id, concat(id, " is ", to_text(run_.lifecycle), "; it is not split"),
             kRunTable.allows(run_.lifecycle, RunVerb::kReopen)
                 ? concat("an admin can open it again: `run.reopen run=", id, "`")
                 : std::string());
    }
    if (command_->backdated() && command_->at() < run_.created_at) {
      refuse(ErrorCode::kValueInvalid, id,
             concat("`at=`: ", command_->at().text(), " is before the creation of ", id, " at ",
                    run_.created_at.text()));
    }
  }

  Quantity leaving_of(const Inventory& item, const std::string& id) {
    if (item.serial) {
      refuse(ErrorCode::kRuleRefused, id, concat(id, " makes one serial; there is nothing to split"),
             concat("`step.hold` or `run.fail run=", id, "` stops it"));
    }
    const Quantity leaving = stock_.amount_of(args_->quantity("quantity"), item);
    // A run that was opened again may have an item that was counted, split or merged since.
    const Quantity least = std::min(run_.quantity, item.quantity);
    if (leaving >= least) {
      refuse(ErrorCode::kRuleRefused, id,
             concat("all ", least.text(), " of ", id, " would leave: ", leaving.text()),
             concat("`run.fail run=", id, "` ends it"));
    }
    return leaving;
  }

  /// The issue given or opened.
  std::int64_t issue() {
    if (args_->has("issue") == args_->has("issue_title")) {
      throw Error(ErrorCode::kUsage, "split needs either `issue=` or `issue_title=`")
          .with_hint("what leaves a run is tied to an issue");
    }
    Issue issue = args_->has("issue") ? need_issue(command_->db(), args_->text("issue"))
                                      : open_issue(*command_, {args_->text("issue_title"), run_.id, {}, {}});
    const std::int64_t id = issue.id;
    if (!is_open(issue.state)) {
      refuse(ErrorCode::kRuleRefused, issue_id(id), concat(issue_id(id), " is ", to_text(issue.state)),
             "name an open issue, or open one");
    }
    changed_.add_issue(std::move(issue));
    return id;
  }

  void put_aside(Stock::Piece& piece) {
    piece.item.location = args_->text("location");
    piece.item.issue = issue_;
    piece.item.quarantined = true;
    piece.item.kitted.reset();
    stock_.put(piece, changes_);
  }

  void share_kits(Quantity leaving) {
    std::map<std::string, std::vector<Inventory>> kits;
    for (Inventory& item : store::kitted_for(command_->db(), run_.id)) {
      // What is in quarantine is set aside already.
      if (item.quarantined) continue;
      kits[part_id(item.part, item.part_revision)].push_back(std::move(item));
    }
    for (auto& [part, items] : kits) {
      std::vector<Quantity> quantities;
      for (const Inventory& item : items) quantities.push_back(item.quantity);
      const std::vector<Quantity> shares =
          shares_of(quantities, leaving, run_.quantity, stock_.part_of(items.front()).precision);
      for (std::size_t i = items.size(); i-- > 0;) {
        if (shares[i] == Quantity{}) continue;
        Stock::Piece piece = stock_.take(items[i], shares[i], changes_);
        put_aside(piece);
      }
    }
  }

  /// What the item holds may now be in either group.
  Value share_installs(const std::string& troubled) {
    Value out = Value::list();
    for (const Install& before : store::installs_held_by(command_->db(), run_.inventory)) {
      if (before.quantity == Quantity{}) continue;
      Install after = before;
      after.parents.push_back(troubled);
      changes_.push_back(change_of(&before, after));
      out.push(format::install_value(after, stock_.need(after.inventory)));
    }
    return out;
  }

  Command* command_;
  const Arguments* args_;
  Stock stock_;
  Run run_;
  std::int64_t issue_ = 0;
  std::vector<SubjectChange> changes_;
  Changed changed_;
};

Value split(Command& command, const Arguments& args) { return RunSplit(command, args).split(); }

constexpr Operation kOperations[] = {
    {.spec = {.name = "split",
              .effect = Effect::kChanges,
              .summary = "let troubled units leave a run",
              .description =
                  "They become an item of their own, quarantined and tied to an issue; the run goes on with "
                  "the rest. What is kitted for the run is divided in proportion. What is installed is "
                  "shared by both, until `inventory resolve` says which holds how much.",
              .arguments = kSplit,
              .answer = "run"},
     .change = split},
};

}  // namespace

std::span<const Operation> split_operations() { return kOperations; }

}  // namespace traveler::ops
