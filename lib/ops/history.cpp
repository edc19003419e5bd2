#include <algorithm>
#include <functional>

#include "base/concat.h"
#include "format/history_body.h"
#include "format/objects.h"
#include "model/ids.h"
#include "ops/item_history.h"
#include "ops/operation.h"
#include "ops/verify.h"
#include "store/history.h"
#include "traveler/error.h"

namespace traveler::ops {
namespace {

constexpr ArgumentSpec kLog[] = {
    {.name = "subject",
     .type = ArgumentType::kId,
     .help = "only what happened to this: a run with all its steps, a step, an item, a user, a part, KEY@REV",
     .positional = true,
     .refers_to = ObjectKind::kRun},
    {.name = "op", .help = "only entries of this operation, as step.complete", .metavar = "OPERATION"},
    {.name = "actor",
     .type = ArgumentType::kId,
     .help = "only what this user did",
     .refers_to = ObjectKind::kUser},
    {.name = "after",
     .type = ArgumentType::kInteger,
     .help = "only entries after this sequence number",
     .metavar = "SEQ"},
};

/// True when an entry or one of its changes is on the subject or on a part of it, as a step's field.
bool is_about(const HistoryEntry& entry, const std::string& subject) {
  const auto covers = [&](const std::string& other) {
    return other.starts_with(subject) &&
           (other.size() == subject.size() || other[subject.size()] == '#' || other[subject.size()] == '[');
  };
  return covers(entry.subject) ||
         std::any_of(entry.changes.begin(), entry.changes.end(),
                     [&](const SubjectChange& change) { return covers(change.subject); });
}

/// The entries of an item, which stand under its runs, its issues and what it was split off as well.
void log_of_item(Query& query, std::int64_t item, std::int64_t first,
                 const std::function<bool(const store::StoredEntry&)>& visit) {
  for (const std::int64_t seq : ItemHistory(query.db, item).entries(first)) {
    bool go_on = true;
    store::each_entry(query.db, seq, std::nullopt, [&](const store::StoredEntry& stored) {
      go_on = visit(stored);
      return false;
    });
    if (!go_on) break;
  }
}

void log(Query& query, const Arguments& args, const RowSink& row) {
  const auto subject = args.optional_text("subject");
  const auto op = args.optional_text("op");
  const auto actor = args.optional_text("actor");
  const std::int64_t first = args.integer("after").value_or(0) + 1;
  const auto root = subject ? std::optional(std::string(store::root_of(*subject))) : std::nullopt;
  const bool narrow = subject && *subject != *root;
  bool any = false;
  const auto visit = [&](const store::StoredEntry& stored) {
    any = true;
    if ((op && stored.op != *op) || (actor && stored.actor != *actor)) return true;
    HistoryEntry entry = format::parse_history_body(stored.body);
    entry.seq = stored.seq;
    if (narrow && !is_about(entry, *subject)) return true;
    row(format::log_value(entry, Digest::from_bytes(stored.hash)));
    return true;
  };
  if (const auto item = subject ? parse_short_id("INV-", *subject) : std::nullopt) {
    log_of_item(query, *item, first, visit);
  } else {
    store::each_entry(query.db, first, root, visit);
  }
  if (!any && subject && first == 1) {
    throw Error(ErrorCode::kNotFound, concat("the history knows no '", *subject, "'")).with_subject(*subject);
  }
}

void check(Query& query, const Arguments&, const RowSink& row) { row(verify(query.db)); }

constexpr Operation kOperations[] = {
    {.spec = {.name = "log",
              .summary = "show the history, oldest first",
              .description = "Every change is an entry; each entry's hash covers the one before it.",
              .arguments = kLog,
              .lists = true,
              .answer = "log"},
     .read = log},
    {.spec = {.name = "verify",
              .summary = "check the history and the tables against each other",
              .description =
                  "Recomputes every link of the hash chain, replays the history into fresh tables and "
                  "compares them with the live ones. Exits 1 and names the entry or the row when something "
                  "was damaged or edited behind the program's back. Keep the printed head elsewhere to "
                  "notice a history that was cut short.",
              .answer = "verify"},
     .read = check},
};

}  // namespace

std::span<const Operation> history_operations() { return kOperations; }

}  // namespace traveler::ops
