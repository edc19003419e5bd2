#include "store/audit.h"

#include <algorithm>
#include <unordered_map>

#include "base/concat.h"
#include "base/text.h"
#include "model/graph.h"
#include "model/ids.h"
#include "model/plan.h"
#include "model/rollup.h"
#include "store/plans.h"
#include "store/runs.h"
#include "store/schema.h"

namespace traveler::store {
namespace {

/// One value of a row as text, for comparison and messages.
std::string cell(const Statement& row, int column) {
  switch (row.value_class(column)) {
    case ValueClass::kInteger:
      return concat(row.integer(column));
    case ValueClass::kBlob:
      return concat("a blob of ", row.blob(column).size(), " bytes");
    case ValueClass::kNull:
      return "null";
    default:
      return concat("'", row.text(column), "'");
  }
}

bool same_cell(const Statement& a, const Statement& b, int column) {
  const ValueClass kind = a.value_class(column);
  if (kind != b.value_class(column)) return false;
  switch (kind) {
    case ValueClass::kInteger:
      return a.integer(column) == b.integer(column);
    case ValueClass::kNull:
      return true;
    case ValueClass::kBlob:
      return a.blob(column) == b.blob(column);
    default:
      return a.text(column) == b.text(column);
  }
}

/// Orders two rows by their first `keys` columns, as SQLite orders them.
int compare_keys(const Statement& a, const Statement& b, int keys) {
  for (int i = 0; i < keys; ++i) {
    if (a.value_class(i) == ValueClass::kInteger && b.value_class(i) == ValueClass::kInteger) {
      if (a.integer(i) != b.integer(i)) return a.integer(i) < b.integer(i) ? -1 : 1;
    } else if (const int order = a.text(i).compare(b.text(i)); order != 0) {
      return order;
    }
  }
  return 0;
}

std::string row_name(std::string_view table, const Statement& row, int keys) {
  std::string name(table);
  for (int i = 0; i < keys; ++i)
    name += concat(i == 0 ? " " : "/",
                   row.value_class(i) == ValueClass::kInteger ? concat(row.integer(i)) : row.string(i));
  return name;
}

void compare_table(Connection& live, Connection& replayed, const ProjectedTable& table, std::size_t limit,
                   const Report& report) {
  const std::string sql = concat("SELECT ", table.order, ", * FROM ", table.name, " ORDER BY ", table.order);
  const int keys = static_cast<int>(std::count(table.order.begin(), table.order.end(), ',')) + 1;
  Statement a = live.prepare_once(sql);
  Statement b = replayed.prepare_once(sql);
  std::size_t found = 0;
  const auto tell = [&](std::string message) {
    if (++found <= limit) report("table.differs", std::move(message));
  };
  bool more_a = a.step();
  bool more_b = b.step();
  while (more_a || more_b) {
    const int order = !more_a ? 1 : !more_b ? -1 : compare_keys(a, b, keys);
    if (order < 0) {
      tell(concat(row_name(table.name, a, keys), " is not in the history"));
      more_a = a.step();
      continue;
    }
    if (order > 0) {
      tell(concat(row_name(table.name, b, keys), " is in the history but not in the table"));
      more_b = b.step();
      continue;
    }
    for (int i = keys; i < a.columns(); ++i) {
      if (same_cell(a, b, i)) continue;
      tell(concat(row_name(table.name, a, keys), ": ", a.column_name(i), " is ", cell(a, i),
                  ", by the history ", cell(b, i)));
      break;
    }
    more_a = a.step();
    more_b = b.step();
  }
  if (found > limit) report("table.differs", concat(table.name, ": ", found - limit, " more rows differ"));
}

/// A run's steps in memory; the rules see them as a graph.
class LoadedGraph final : public StepGraph {
 public:
  void load_plan(Connection& db, std::int64_t plan) {
    upstreams_.clear();
    downstreams_.clear();
    steps_.clear();
    states_.clear();
    for (const auto& [downstream, upstream] : plan_edges(db, plan)) {
      upstreams_[downstream].push_back(upstream);
      downstreams_[upstream].push_back(downstream);
    }
    for (PlanStep& step : plan_steps(db, plan)) steps_.emplace(step.slot, std::move(step));
  }
  /// The step of the plan, or nullptr.
  const PlanStep* step(std::int64_t slot) const {
    const auto found = steps_.find(slot);
    return found == steps_.end() ? nullptr : &found->second;
  }
  void set_state(std::int64_t slot, StepState state) { states_[slot] = state; }
  void clear_states() { states_.clear(); }

  const std::vector<std::int64_t>& upstreams(std::int64_t slot) override { return upstreams_[slot]; }
  const std::vector<std::int64_t>& downstreams(std::int64_t slot) override { return downstreams_[slot]; }
  const std::vector<std::int64_t>& children(std::int64_t) override { return none_; }
  std::optional<std::int64_t> parent(std::int64_t) override { return std::nullopt; }
  /// Todo for a slot that no step has: a damaged edge leads there.
  StepState state(std::int64_t slot) override {
    const auto found = states_.find(slot);
    return found == states_.end() ? StepState::kTodo : found->second;
  }
  bool required(std::int64_t) override { return true; }

 private:
  std::unordered_map<std::int64_t, std::vector<std::int64_t>> upstreams_, downstreams_;
  std::unordered_map<std::int64_t, PlanStep> steps_;
  std::unordered_map<std::int64_t, StepState> states_;
  std::vector<std::int64_t> none_;
};

}  // namespace

void check_content(Connection& db,
                   const std::function<std::optional<DefinitionFacts>(std::string_view)>& facts_of,
                   const Report& report) {
  for (const std::string_view table : {"document", "step_def"}) {
    Statement row = db.prepare_once(concat("SELECT id, digest, body FROM ", table, " ORDER BY id"));
    while (row.step()) {
      if (row.blob(1) != sha256({row.text(2)}).view()) {
        report("content.differs", concat(table, ' ', row.integer(0), ": its text does not fit its digest"));
      }
    }
  }
  std::unordered_map<std::int64_t, std::string> uses;
  Statement definition =
      db.prepare_once("SELECT id, body, outside, coalesce(meaning, digest) FROM step_def ORDER BY id");
  while (definition.step()) {
    std::string kept;
    Statement& field = db.query(
        "SELECT field, col, type, unit, min, max FROM field_def WHERE step_def = $1 ORDER BY field, col",
        definition.integer(0));
    while (field.step()) {
      kept += concat(field.text(0), '\x1f', field.text(1), '\x1f', field.integer(2));
      for (int i = 3; i < field.columns(); ++i)
        kept += field.is_null(i) ? "\x1f" : concat("\x1f=", field.text(i));
      kept += '\x1e';
    }
    const auto facts = facts_of(definition.text(1));
    if (!facts || kept != facts->fields) {
      report("content.differs",
             concat("field_def of step_def ", definition.integer(0), " does not fit the definition"));
    }
    if (!facts) continue;
    if (facts->outside != definition.boolean(2) || definition.blob(3) != facts->meaning.view()) {
      report("content.differs",
             concat("step_def ", definition.integer(0), ": what is kept of its text does not fit it"));
    }
    if (!facts->use.empty()) uses.emplace(definition.integer(0), facts->use);
  }
  Statement plan =
      db.prepare_once("SELECT id, digest, steps, required_steps, last_slot FROM plan ORDER BY id");
  while (plan.step()) {
    const std::int64_t id = plan.integer(0);
    const auto steps = plan_steps(db, id);
    const auto edges = plan_edges(db, id);
    std::vector<Digest> definitions;
    std::vector<std::string> used;
    std::unordered_map<std::int64_t, const PlanStep*> by_slot;
    std::unordered_map<std::int64_t, std::int64_t> upstreams, children;
    for (const PlanStep& step : steps) by_slot.emplace(step.slot, &step);
    for (const auto& edge : edges) ++upstreams[edge.first];
    std::int64_t required = 0;
    bool derived_fits = true;
    for (const PlanStep& step : steps) {
      if (step.parent) ++children[*step.parent];
      Statement& digest = db.query("SELECT digest FROM step_def WHERE id = $1", step.definition);
      definitions.push_back(digest.step() ? digest.digest(0) : Digest{});
      digest.reset();
      const auto use = uses.find(step.definition);
      used.push_back(use == uses.end() ? std::string() : use->second);
      const auto parent = step.parent ? by_slot.find(*step.parent) : by_slot.end();
      const bool parent_required = parent == by_slot.end() || parent->second->required_for_run;
      derived_fits = derived_fits && step.required_for_run == (step.required && parent_required);
      required += step.required_for_run ? 1 : 0;
    }
    for (const PlanStep& step : steps) {
      derived_fits =
          derived_fits && step.upstreams == upstreams[step.slot] && step.children == children[step.slot];
    }
    const auto standards = standard_names(steps, used);
    for (std::size_t i = 0; i < steps.size(); ++i)
      derived_fits = derived_fits && steps[i].standard == standards[i];
    derived_fits = derived_fits && plan.integer(2) == static_cast<std::int64_t>(steps.size()) &&
                   plan.integer(3) == required;
    if (!derived_fits || plan_digest(steps, definitions, edges, plan.integer(4)).view() != plan.blob(1)) {
      report("content.differs", concat("plan ", id, ": its steps do not fit its digest"));
    }
  }
}

void copy_content(Connection& from, Connection& to) {
  for (const std::string_view table :
       {"document", "step_def", "field_def", "plan", "plan_step", "plan_edge"}) {
    Statement row = from.prepare_once(concat("SELECT * FROM ", table));
    std::string sql = concat("INSERT INTO ", table, " VALUES (");
    for (int i = 0; i < row.columns(); ++i) sql += concat(i == 0 ? "$" : ", $", i + 1);
    Statement insert = to.prepare_once(sql + ")");
    while (row.step()) {
      insert.bind_row(row);
      while (insert.step()) {
      }
    }
  }
}

void compare_tables(Connection& live, Connection& replayed, std::size_t limit, const Report& report) {
  for (const ProjectedTable& table : projected_tables()) compare_table(live, replayed, table, limit, report);
}

void check_derived(Connection& db, const Report& report) {
  std::int64_t loaded_plan = 0;
  LoadedGraph graph;
  struct Row {
    const PlanStep* plan;
    StepState state;
    std::int64_t open_upstreams;
  };
  std::vector<Row> steps;
  each_run(db, {}, [&](const Run& run) {
    if (run.plan_row != loaded_plan) graph.load_plan(db, loaded_plan = run.plan_row);
    steps.clear();
    graph.clear_states();
    Run recounted = run;
    recounted.counts = {};
    recounted.open_required = 0;
    Statement& row = db.query("SELECT slot, state, open_upstreams FROM run_step WHERE run = $1", run.id);
    while (row.step()) {
      const PlanStep* plan = graph.step(row.integer(0));
      if (plan == nullptr) continue;  // the comparison of the tables tells of it
      const auto state = row.enumeration<StepState>(1);
      steps.push_back({plan, state, row.integer(2)});
      graph.set_state(plan->slot, state);
      ++recounted.counts[static_cast<std::size_t>(state)];
      const bool settled = state == StepState::kCompleted || state == StepState::kCanceled;
      if (plan->required_for_run && !settled) ++recounted.open_required;
    }
    const bool fits = recounted.counts == run.counts && recounted.open_required == run.open_required &&
                      run.status == roll_up(recounted.counts, recounted.open_required);
    if (!fits)
      report("derived.differs", concat(run_id(run.id), ": its counters or status do not fit its steps"));
    for (const Row& step : steps) {
      const std::int64_t open = count_open_upstreams(graph, step.plan->slot);
      if (open == step.open_upstreams) continue;
      report("derived.differs", concat(step_id(run.id, step.plan->key), " has ", open,
                                       " open upstreams, the table says ", step.open_upstreams));
    }
    return true;
  });
}

void check_file(Connection& db, const Report& report) {
  db.check_pages(10, [&](std::string fault) { report("file.damaged", std::move(fault)); });
}

}  // namespace traveler::store
