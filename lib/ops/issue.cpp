#include "ops/issue.h"

#include "base/concat.h"
#include "format/objects.h"
#include "model/ids.h"
#include "ops/lookups.h"
#include "ops/operation.h"
#include "ops/stock.h"
#include "store/inventory.h"
#include "store/issues.h"
#include "traveler/error.h"

namespace traveler::ops {
namespace {

constexpr ArgumentSpec kShow[] = {
    {.name = "issue",
     .type = ArgumentType::kId,
     .help = "an issue, as I-7",
     .positional = true,
     .required = true,
     .refers_to = ObjectKind::kIssue},
};
constexpr ArgumentSpec kCreate[] = {
    {.name = "title", .help = "what is wrong, in a few words", .required = true, .metavar = "TEXT"},
    {.name = "run",
     .type = ArgumentType::kId,
     .help = "the run that it is about",
     .refers_to = ObjectKind::kRun},
    {.name = "step",
     .type = ArgumentType::kId,
     .help = "the step that it is about, and with it its run",
     .refers_to = ObjectKind::kStep},
    {.name = "inventory",
     .type = ArgumentType::kId,
     .help = "the item that it is about",
     .refers_to = ObjectKind::kInventory,
     .metavar = "INV"},
};
constexpr ArgumentSpec kList[] = {
    {.name = "state",
     .type = ArgumentType::kChoice,
     .help = "only issues in this state",
     .choices = EnumText<IssueState>::kTexts},
};

/// The item that becomes tied to the issue. Throws Error(rule.refused) when another one has it.
Inventory item_for(Command& command, Stock& stock, const std::string& id) {
  Inventory item = stock.need(id);
  if (!item.issue) return item;
  const auto other = store::find_issue(command.db(), *item.issue);
  if (other && is_open(other->state)) {
    refuse_item(item, concat(inventory_id(item.id), " is tied to ", issue_id(other->id), " already"),
                concat("`issue.show issue=", issue_id(other->id), "` shows it"));
  }
  return item;
}

Value create(Command& command, const Arguments& args) {
  IssueRequest request;
  request.title = args.text("title");
  if (const auto run = args.optional_text("run")) request.run = command.rows().run(parse_run_id(*run)).id;
  if (const auto step = args.optional_text("step")) {
    const StepAddress address = parse_step_id(*step);
    if (request.run && *request.run != address.run) {
      throw Error(ErrorCode::kUsage, concat(*step, " is not a step of ", run_id(*request.run)))
          .with_subject(*step)
          .with_hint("leave `run=` out; the step implies it");
    }
    request.run = command.rows().run(address.run).id;
    request.step = command.rows().plan_step(address.run, address.key).key;
  }
  Stock stock(command);
  if (const auto id = args.optional_text("inventory")) request.item = item_for(command, stock, *id);
  const Issue issue = open_issue(command, request);
  if (request.item) stock.touch(request.item->id);
  Value made = Value::object();
  made.add("issues", Value::List{format::issue_value(issue, store::items_of_issue(command.db(), issue.id))});
  made.add("inventory", stock.answer());
  return made;
}

void list(Query& query, const Arguments& args, const RowSink& row) {
  const auto state = args.optional_text("state");
  for (const Issue& issue : store::list_issues(query.db)) {
    if (!state || to_text(issue.state) == *state)
      row(format::issue_value(issue, store::items_of_issue(query.db, issue.id)));
  }
}

void show(Query& query, const Arguments& args, const RowSink& row) {
  const Issue issue = need_issue(query.db, args.text("issue"));
  row(format::issue_value(issue, store::items_of_issue(query.db, issue.id)));
}

constexpr Operation kOperations[] = {
    {.spec = {.name = "issue.create",
              .effect = Effect::kChanges,
              .summary = "open an issue",
              .description = "It is pending, and about a run, a step or an item, or about none of them.",
              .arguments = kCreate,
              .answer = "issue"},
     .change = create},
    {.spec = {.name = "issue.list",
              .summary = "list the issues",
              .arguments = kList,
              .lists = true,
              .answer = "issue"},
     .read = list},
    {.spec = {.name = "issue.show", .summary = "show one issue", .arguments = kShow, .answer = "issue"},
     .read = show},
};

}  // namespace

Issue open_issue(Command& command, const IssueRequest& request) {
  if (request.title.find_first_not_of(" \t\r\n") == std::string::npos)
    throw Error(ErrorCode::kValueInvalid, "an issue has a title");
  Issue issue;
  issue.id = store::last_issue(command.db()) + 1;
  issue.title = request.title;
  issue.run = request.run;
  issue.step = request.step;
  issue.created_by = command.actor().name;
  issue.created_at = command.at();
  std::vector<SubjectChange> changes{change_of<Issue>(nullptr, issue)};  // the item refers to it
  if (request.item) {
    Inventory tied = *request.item;
    tied.issue = issue.id;
    changes.push_back(change_of(&*request.item, tied));
  }
  command.record(issue_id(issue.id), std::move(changes), "issue.create");
  return issue;
}

std::span<const Operation> issue_operations() { return kOperations; }

}  // namespace traveler::ops
