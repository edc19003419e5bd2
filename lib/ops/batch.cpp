#include <algorithm>
#include <map>

#include "base/concat.h"
#include "base/text.h"
#include "model/ids.h"
#include "ops/batches.h"
#include "ops/changed.h"
#include "ops/lookups.h"
#include "ops/run_lifecycle.h"
#include "store/batches.h"
#include "store/runs.h"
#include "traveler/error.h"

namespace traveler::ops {
namespace {

constexpr ArgumentSpec kBatch{.name = "batch",
                              .type = ArgumentType::kId,
                              .help = "id of the batch, as B-3",
                              .positional = true,
                              .required = true,
                              .refers_to = ObjectKind::kBatch};
constexpr ArgumentSpec kRuns{.name = "run",
                             .type = ArgumentType::kId,
                             .help = "a run, as R-12; many are one transaction",
                             .positional = true,
                             .required = true,
                             .many = true,
                             .plural = "runs",
                             .refers_to = ObjectKind::kRun};
constexpr ArgumentSpec kTitle{.name = "title", .help = "what the batch is called in lists"};

constexpr ArgumentSpec kCreate[] = {
    {.name = "run",
     .type = ArgumentType::kId,
     .help = "a run to begin with, as R-12",
     .positional = true,
     .many = true,
     .plural = "runs",
     .refers_to = ObjectKind::kRun},
    kTitle,
};
constexpr ArgumentSpec kMembers[] = {kBatch, kRuns};
constexpr ArgumentSpec kRename[] = {
    kBatch,
    {.name = "title", .help = "what the batch is called from now on", .positional = true, .required = true},
};
constexpr ArgumentSpec kOne[] = {kBatch};

/// The runs named, each once.
std::vector<std::int64_t> named_runs(Command& command, const Arguments& args) {
  std::vector<std::int64_t> runs;
  for (const std::string& id : args.texts("runs")) {
    const std::int64_t run = command.rows().run(parse_run_id(id)).id;
    if (std::find(runs.begin(), runs.end(), run) == runs.end()) runs.push_back(run);
  }
  return runs;
}

/// All runs that refuse, in one error.
class Refusals {
 public:
  void add(ErrorCode code, Blocker blocker) {
    if (blockers_.empty()) code_ = code;
    blockers_.push_back(std::move(blocker));
  }
  void throw_if_any(const std::string& subject, std::string_view what) {
    if (blockers_.empty()) return;
    std::string message = concat(blockers_.size(), blockers_.size() == 1 ? " run cannot " : " runs cannot ",
                                 what, "; nothing was changed");
    if (blockers_.size() == 1) message = concat(blockers_.front().message, "; nothing was changed");
    throw Error(code_, std::move(message)).with_subject(subject).with_blockers(std::move(blockers_));
  }

 private:
  ErrorCode code_ = ErrorCode::kRuleRefused;
  std::vector<Blocker> blockers_;
};

void check_may_join(Command& command, const std::vector<std::int64_t>& runs, const std::string& subject) {
  Refusals refusals;
  for (const std::int64_t id : runs) {
    const Run& run = command.rows().run(id);
    if (has_ended(run)) {
      refusals.add(ErrorCode::kRunLocked,
                   {"state", run_id(id), concat(run_id(id), " is ", to_text(run.lifecycle))});
    } else if (run.batch) {
      refusals.add(ErrorCode::kRuleRefused,
                   {"state", run_id(id), concat(run_id(id), " is in ", batch_id(*run.batch), " already")});
    }
  }
  refusals.throw_if_any(subject, "join");
}

/// Gives each of the runs its new batch, or none.
void move_runs(Command& command, const std::vector<std::int64_t>& runs, std::optional<std::int64_t> batch) {
  for (const std::int64_t id : runs) {
    const Run before = command.rows().run(id);
    check_time(command, before);
    Run after = before;
    after.batch = batch;
    command.record_change(&before, after);
  }
}

Value run_ids(const std::vector<std::int64_t>& runs) {
  Value list = Value::list();
  for (const std::int64_t run : runs) list.push(run_id(run));
  return list;
}

/// The batch's own entry about runs that come or go: it moves the batch's revision.
void record_runs(Command& command, std::int64_t batch, Value left, Value joined) {
  SubjectChange change{ObjectKind::kBatch, batch_id(batch), {}};
  change.fields.push_back({RecordFields<Batch>::kRuns, std::move(left), std::move(joined)});
  command.record(batch_id(batch), {std::move(change)});
}

Value answer(Command& command, std::int64_t batch, const std::vector<std::int64_t>& runs) {
  command.flush();
  Changed changed;
  for (const std::int64_t run : runs) changed.add_run(run);
  Value made = Value::object();
  made.add("batches", Value::List{batch_value(command.db(), *store::find_batch(command.db(), batch))});
  Value all = changed.answer(command.rows(), command.db());
  made.add("runs", std::move(*all.find("runs")));
  return made;
}

Value create(Command& command, const Arguments& args) {
  const std::vector<std::int64_t> runs = named_runs(command, args);
  check_may_join(command, runs, runs.empty() ? "" : run_id(runs.front()));
  const Batch batch = make_batch(command, args.optional_text("title").value_or(""), run_ids(runs));
  move_runs(command, runs, batch.id);
  return answer(command, batch.id, runs);
}

Value add(Command& command, const Arguments& args) {
  const Batch batch = need_batch(command.db(), args.text("batch"));
  const std::vector<std::int64_t> runs = named_runs(command, args);
  check_may_join(command, runs, batch_id(batch.id));
  record_runs(command, batch.id, {}, run_ids(runs));
  move_runs(command, runs, batch.id);
  return answer(command, batch.id, runs);
}

/// Takes the runs out, unless one of them may not go. Spec section 8.
Value take_out(Command& command, const Batch& batch, const std::vector<std::int64_t>& runs) {
  Refusals refusals;
  for (const std::int64_t id : runs) {
    const Run& run = command.rows().run(id);
    if (run.batch != batch.id) {
      refusals.add(ErrorCode::kRuleRefused,
                   {"state", run_id(id), concat(run_id(id), " is not in ", batch_id(batch.id))});
    } else if (run.counts[static_cast<std::size_t>(StepState::kRedline)] > 0) {
      refusals.add(ErrorCode::kRuleRefused,
                   {"redline.open", run_id(id), concat("a redline is open on ", run_id(id))});
    }
  }
  refusals.throw_if_any(batch_id(batch.id), "leave");
  if (!runs.empty()) record_runs(command, batch.id, run_ids(runs), {});
  move_runs(command, runs, std::nullopt);
  return answer(command, batch.id, runs);
}

Value remove(Command& command, const Arguments& args) {
  const Batch batch = need_batch(command.db(), args.text("batch"));
  return take_out(command, batch, named_runs(command, args));
}

Value dissolve(Command& command, const Arguments& args) {
  const Batch batch = need_batch(command.db(), args.text("batch"));
  return take_out(command, batch, store::runs_of_batch(command.db(), batch.id));
}

Value rename(Command& command, const Arguments& args) {
  const Batch before = need_batch(command.db(), args.text("batch"));
  Batch after = before;
  after.title = args.text("title");
  if (after.title.find_first_not_of(" \t\r\n") == std::string::npos)
    throw Error(ErrorCode::kValueInvalid, "a batch has a title");
  command.record_change(&before, after);
  return answer(command, before.id, {});
}

void list(Query& query, const Arguments&, const RowSink& row) {
  for (const Batch& batch : store::list_batches(query.db)) row(batch_value(query.db, batch));
}

/// One line of the grid: a step as the runs have it.
struct GridRow {
  Value key, number, title;
  Value states = Value::object();
  Value alone = Value::list();
  std::map<std::int64_t, Value> groups;  ///< the runs of each that has several
};

/// The steps of all runs by their keys, in the order in which the runs have them: run → state, and which
/// of them move without siblings.
Value grid_of(store::Connection& db, const std::vector<std::int64_t>& runs) {
  std::vector<GridRow> grid;
  std::map<std::string, std::size_t, std::less<>> row_of;
  std::map<std::int64_t, std::size_t> size_of_group;
  std::vector<Run> rows;
  for (const std::int64_t id : runs) rows.push_back(*store::find_run(db, id));
  const auto each_step = [&](const auto& visit) {
    for (const Run& run : rows) {
      for (const store::StepOfRun& step : store::steps_of_run(db, run)) visit(run, step);
    }
  };
  each_step([&](const Run& run, const store::StepOfRun& step) {
    if (step.step.siblings && !has_ended(run)) ++size_of_group[*step.step.siblings];
  });
  each_step([&](const Run& run, const store::StepOfRun& step) {
    const auto [it, is_new] = row_of.try_emplace(step.plan.key, grid.size());
    if (is_new)
      grid.push_back({step.plan.key, step.plan.number, step.plan.title, Value::object(), Value::list(), {}});
    GridRow& line = grid[it->second];
    line.states.add(run_id(run.id), to_text(step.step.state));
    const bool moves_along = step.step.siblings && size_of_group[*step.step.siblings] > 1;
    if (!moves_along && !has_ended(run)) line.alone.push(run_id(run.id));
    if (moves_along && !has_ended(run))
      line.groups.try_emplace(*step.step.siblings, Value::list()).first->second.push(run_id(run.id));
  });
  Value out = Value::list();
  for (GridRow& line : grid) {
    Value groups = Value::list();
    for (auto& [id, members] : line.groups) groups.push(std::move(members));
    out.push(Value::object()
                 .add("key", std::move(line.key))
                 .add("number", std::move(line.number))
                 .add("title", std::move(line.title))
                 .add("states", std::move(line.states))
                 .add("alone", std::move(line.alone))
                 .add("groups", std::move(groups)));
  }
  return out;
}

void show(Query& query, const Arguments& args, const RowSink& row) {
  const Batch batch = need_batch(query.db, args.text("batch"));
  Value out = batch_value(query.db, batch);
  out.add("steps", grid_of(query.db, store::runs_of_batch(query.db, batch.id)));
  row(std::move(out));
}

constexpr Operation kOperations[] = {
    {.spec =
         {.name = "batch.create",
          .effect = Effect::kChanges,
          .summary = "make a batch of runs",
          .description =
              "From now on the steps that the runs have in common move together: each todo step becomes a "
              "sibling of those with the same procedure (or standard step), key and definition. What is "
              "done to one is done to all of them, or to none.",
          .arguments = kCreate,
          .answer = "batch"},
     .change = create},
    {.spec = {.name = "batch.add",
              .effect = Effect::kChanges,
              .summary = "add runs to a batch",
              .description = "Steps that are todo in the run and in the batch become siblings. What happened "
                             "before is not repeated on the new runs.",
              .arguments = kMembers,
              .answer = "batch"},
     .change = add},
    {.spec = {.name = "batch.remove",
              .effect = Effect::kChanges,
              .summary = "take runs out of a batch",
              .description =
                  "A run leaves with everything that was recorded on it. It cannot leave while one "
                  "of its steps is in redline.",
              .arguments = kMembers,
              .answer = "batch"},
     .change = remove},
    {.spec = {.name = "batch.rename",
              .effect = Effect::kChanges,
              .summary = "change the title of a batch",
              .arguments = kRename,
              .answer = "batch"},
     .change = rename},
    {.spec = {.name = "batch.dissolve",
              .effect = Effect::kChanges,
              .summary = "take all runs out of a batch",
              .arguments = kOne,
              .answer = "batch"},
     .change = dissolve},
    {.spec = {.name = "batch.list", .summary = "list the batches", .lists = true, .answer = "batch"},
     .read = list},
    {.spec = {.name = "batch.show",
              .summary = "show a batch as a grid of steps and runs",
              .description = "Each row is a step, each column a run. A step that moves without siblings is "
                             "marked.",
              .arguments = kOne,
              .answer = "batch"},
     .read = show},
};

}  // namespace

std::span<const Operation> batch_operations() { return kOperations; }

Batch make_batch(Command& command, const std::string& title, Value runs) {
  command.require_permission("batch.create");
  Batch batch;
  batch.id = store::last_batch(command.db()) + 1;
  batch.title = title.empty() ? batch_id(batch.id) : title;
  SubjectChange change = change_of<Batch>(nullptr, batch);
  if (runs.is_list() && !runs.as_list().empty())
    change.fields.push_back({RecordFields<Batch>::kRuns, {}, std::move(runs)});
  command.record(batch_id(batch.id), {std::move(change)}, "batch.create");
  return batch;
}

Value batch_value(store::Connection& db, const Batch& batch) {
  std::vector<format::SiblingsOfBatch> siblings;
  std::int64_t last = 0;
  for (store::GroupedStep& step : store::grouped_steps(db, batch.id)) {
    if (step.group != last) siblings.push_back({std::move(step.key), {}});
    last = step.group;
    siblings.back().runs.push_back(step.run);
  }
  std::erase_if(siblings, [](const format::SiblingsOfBatch& group) { return group.runs.size() < 2; });
  return format::batch_value(batch, store::runs_of_batch(db, batch.id), siblings);
}

std::vector<std::int64_t> runs_with(Command& command, std::int64_t run, bool only) {
  std::vector<std::int64_t> runs{run};
  const Run& named = command.rows().run(run);
  if (only || !named.batch || has_ended(named)) return runs;
  for (const std::int64_t other : store::runs_of_batch(command.db(), *named.batch)) {
    if (other != run && !has_ended(command.rows().run(other))) runs.push_back(other);
  }
  return runs;
}

}  // namespace traveler::ops
