#include "base/concat.h"
#include "format/objects.h"
#include "model/ids.h"
#include "ops/operation.h"
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
     .required = true},
};
constexpr ArgumentSpec kList[] = {
    {.name = "state",
     .type = ArgumentType::kChoice,
     .help = "only issues in this state",
     .choices = EnumText<IssueState>::kTexts},
};

void list(Query& query, const Arguments& args, const RowSink& row) {
  const auto state = args.optional_text("state");
  for (const Issue& issue : store::list_issues(query.db)) {
    if (!state || to_text(issue.state) == *state)
      row(format::issue_value(issue, store::items_of_issue(query.db, issue.id)));
  }
}

void show(Query& query, const Arguments& args, const RowSink& row) {
  const std::string& id = args.text("issue");
  const auto number = parse_short_id("I-", id);
  if (!number) throw Error(ErrorCode::kUsage, concat("'", id, "' is not an issue id; one looks like I-7"));
  const auto issue = store::find_issue(query.db, *number);
  if (!issue) throw Error(ErrorCode::kNotFound, concat("there is no issue ", id)).with_subject(id);
  row(format::issue_value(*issue, store::items_of_issue(query.db, issue->id)));
}

constexpr Operation kOperations[] = {
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

std::span<const Operation> issue_operations() { return kOperations; }

}  // namespace traveler::ops
