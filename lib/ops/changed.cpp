#include "ops/changed.h"

#include "format/objects.h"
#include "model/graph.h"
#include "store/inventory.h"
#include "store/issues.h"
#include "store/material.h"
#include "store/runs.h"

namespace traveler::ops {

void Changed::add(const StepTarget& target) {
  add_run(target.run);
  if (known_steps_.emplace(target.run, target.slot).second) steps_.push_back(target);
}

void Changed::add_run(std::int64_t run) {
  if (known_runs_.insert(run).second) runs_.push_back(run);
}

void Changed::add_field(const StepTarget& target, Value field) {
  if (!tells_fields_) return;
  fields_.try_emplace({target.run, target.slot}, Value::list()).first->second.push(std::move(field));
}

Value Changed::answer(store::WorkingSet& rows, store::Connection& db) const {
  Value steps = Value::list();
  for (const StepTarget& target : steps_) {
    const Run& run = rows.run(target.run);
    const PlanStep& plan = rows.plan_step(target.run, target.slot);
    const RunStep& step = rows.step(target.run, target.slot);
    format::StepFacts facts{&run, &plan, &step, is_available(rows.availability(target.run, target.slot)),
                            {},   {}};
    if (plan.parent) facts.parent = rows.plan_step(target.run, *plan.parent).key;
    for (const std::int64_t slot : rows.plans().upstreams(run.plan_row, plan.slot)) {
      facts.after.push_back(rows.plan_step(target.run, slot).key);
    }
    steps.push(format::step_summary(facts));
    Value& summary = steps.as_list().back();
    summary.add("revision", step.revision);
    if (!tells_fields_) continue;
    const auto fields = fields_.find({target.run, target.slot});
    summary.add("fields", fields == fields_.end() ? Value::list() : fields->second);
  }
  Value runs = Value::list();
  for (const std::int64_t id : runs_) {
    Run run = rows.run(id);
    run.attributes = rows.attributes(id);
    runs.push(format::run_value(run));
  }
  Value made = Value::object();
  made.add("steps", std::move(steps)).add("runs", std::move(runs));
  if (!items_.empty()) {
    Value items = Value::list();
    for (const std::int64_t id : items_) {
      const auto item = store::find_inventory(db, id);
      const auto part = store::find_part(db, item->part, item->part_revision);
      items.push(format::inventory_value(*item, part->unit, part->precision));
    }
    made.add("inventory", std::move(items));
  }
  if (!installs_.empty()) {
    Value installs = Value::list();
    for (const Install& install : installs_)
      installs.push(format::install_value(install, *store::find_inventory(db, install.inventory)));
    made.add("installs", std::move(installs));
  }
  if (!issues_.empty()) {
    Value issues = Value::list();
    for (const Issue& issue : issues_)
      issues.push(format::issue_value(issue, store::items_of_issue(db, issue.id)));
    made.add("issues", std::move(issues));
  }
  return made;
}

}  // namespace traveler::ops
