#include "format/objects.h"

#include "format/rules.h"
#include "model/fields.h"
#include "model/ids.h"
#include "model/rollup.h"

namespace traveler::format {
namespace {

template <class... Members>
Value object_of(Members&&... members) {
  Value::Object out;
  out.reserve(sizeof...(members));
  (out.emplace_back(std::forward<Members>(members)), ...);
  return Value(std::move(out));
}

Value::Member member(std::string_view name, Value value) { return {std::string(name), std::move(value)}; }

Value limits_value(const FieldDef& field) {
  if (!field.limits) return {};
  const auto text = [](const std::optional<TypedNumber>& number) {
    return number ? Value(number->text) : Value();
  };
  const Limits& limits = *field.limits;
  return object_of(member("min", text(limits.min)), member("max", text(limits.max)),
                   member("target", text(limits.target)),
                   member("tolerance_plus", text(limits.tolerance_plus)),
                   member("tolerance_minus", text(limits.tolerance_minus)));
}

template <class F>
Value optional_id(const std::optional<std::int64_t>& number, F id) {
  return number ? Value(id(*number)) : Value();
}

}  // namespace

Value text_list(const std::vector<std::string>& texts) {
  Value list = Value::list();
  for (const std::string& text : texts) list.push(text);
  return list;
}

std::string quantity_text(Quantity quantity, int precision) { return quantity.text(precision); }

Value part_value(const Part& part) {
  return object_of(member("number", part.number), member("revision", optional_value(part.revision)),
                   member("name", part.name), member("tracking", to_text(part.tracking)),
                   member("unit", part.unit), member("precision", part.precision));
}

Value inventory_value(const Inventory& item, std::string_view unit, int precision) {
  return object_of(member("id", inventory_id(item.id)), member("part", item.part),
                   member("serial", optional_value(item.serial)), member("lot", optional_value(item.lot)),
                   member("quantity", quantity_text(item.quantity, precision)), member("unit", unit),
                   member("location", optional_value(item.location)),
                   member("status", to_text(inventory_status(item))),
                   member("origin", optional_id(item.origin, inventory_id)),
                   member("run", optional_id(item.kitted ? item.kitted : item.run, run_id)),
                   member("issue", optional_id(item.issue, issue_id)), member("revision", item.revision));
}

Value issue_value(const Issue& issue, const std::vector<Inventory>& items) {
  Value runs = Value::list();
  Value steps = Value::list();
  Value inventory = Value::list();
  for (const Inventory& item : items) inventory.push(inventory_id(item.id));
  if (issue.run) runs.push(run_id(*issue.run));
  if (issue.run && issue.step) steps.push(step_id(*issue.run, *issue.step));
  return object_of(member("id", issue_id(issue.id)), member("title", issue.title),
                   member("state", to_text(issue.state)), member("disposition", Value()),
                   member("runs", std::move(runs)), member("steps", std::move(steps)),
                   member("inventory", std::move(inventory)), member("created_at", issue.created_at.text()),
                   member("created_by", issue.created_by));
}

Value install_value(const Install& install, const Inventory& item) {
  return object_of(member("id", install_id(install.id)), member("run", run_id(install.run)),
                   member("step", step_id(install.run, install.step)), member("part", item.part),
                   member("inventory", inventory_id(install.inventory)),
                   member("quantity", install.quantity.text(item.precision)),
                   member("installed_by", install.installed_by),
                   member("installed_at", install.installed_at.text()), member("shared", install.shared()),
                   member("substitute_for", install.substitute ? Value(install.part) : Value()),
                   member("uninstalled_at", optional_value(install.uninstalled_at)));
}

Value procedure_value(const ProcedureRevision& p, std::int64_t open_runs) {
  return object_of(member("key", p.key), member("revision", p.revision), member("state", to_text(p.state)),
                   member("title", p.title), member("type", p.type ? Value(to_text(*p.type)) : Value()),
                   member("parts", text_list(p.parts)), member("digest", p.document.hex()),
                   member("created_at", p.created_at.text()), member("created_by", p.created_by),
                   member("released_at", optional_value(p.released_at)),
                   member("released_by", optional_value(p.released_by)), member("open_runs", open_runs));
}

Value batch_value(const Batch& batch, const std::vector<std::int64_t>& runs,
                  const std::vector<SiblingsOfBatch>& siblings) {
  const auto ids = [](const std::vector<std::int64_t>& numbers) {
    Value list = Value::list();
    for (const std::int64_t run : numbers) list.push(run_id(run));
    return list;
  };
  Value groups = Value::list();
  for (const SiblingsOfBatch& group : siblings)
    groups.push(object_of(member("key", group.key), member("runs", ids(group.runs))));
  return object_of(member("id", batch_id(batch.id)), member("title", batch.title), member("runs", ids(runs)),
                   member("siblings", std::move(groups)), member("revision", batch.revision));
}

Value run_value(const Run& run) {
  Value procedure;
  if (run.procedure) {
    procedure =
        object_of(member("key", *run.procedure), member("revision", optional_value(run.procedure_revision)));
  }
  Value attributes = Value::object();
  for (const Attribute& attribute : run.attributes) attributes.add(attribute.name, attribute.value);
  Value counts = Value::object();
  for (std::size_t i = 0; i < kStepStates; ++i) counts.add(EnumText<StepState>::kTexts[i], run.counts[i]);
  return object_of(
      member("id", run_id(run.id)), member("title", run.title), member("procedure", std::move(procedure)),
      member("part", run.part), member("part_revision", optional_value(run.part_revision)),
      member("inventory", inventory_id(run.inventory)), member("quantity", run.quantity.text(run.precision)),
      member("status", to_text(run.status)), member("lifecycle", to_text(run.lifecycle)),
      member("batch", optional_id(run.batch, batch_id)), member("assignee", optional_value(run.assignee)),
      member("due", optional_value(run.due)), member("scheduled_start", optional_value(run.scheduled_start)),
      member("scheduled_end", optional_value(run.scheduled_end)),
      member("export_controlled", run.export_controlled), member("attributes", std::move(attributes)),
      member("counts", std::move(counts)), member("created_at", run.created_at.text()),
      member("created_by", run.created_by), member("started_at", optional_value(run.started_at)),
      member("completed_at", optional_value(run.completed_at)), member("updated_at", run.updated_at.text()),
      member("revision", run.revision));
}

Value step_summary(const StepFacts& facts) {
  const Run& run = *facts.run;
  const PlanStep& plan = *facts.plan;
  const RunStep& step = *facts.step;
  return object_of(member("id", step_id(run.id, plan.key)), member("run", run_id(run.id)),
                   member("key", plan.key), member("number", plan.number), member("title", plan.title),
                   member("state", to_text(step.state)), member("available", facts.available),
                   member("required", plan.required), member("parent", text_or_null(facts.parent)),
                   member("after", text_list(facts.after)), member("attempt", step.attempt),
                   member("assignee", Value()), member("location", optional_value(plan.location)),
                   member("started_at", optional_value(step.started_at)),
                   member("completed_at", optional_value(step.completed_at)));
}

Value field_value(const FieldDef& field, const Reading* reading, std::int64_t attempt) {
  const bool given = reading != nullptr && reading->value.has_value();
  return object_of(
      member("key", field.key), member("title", field.title), member("type", to_text(field.type)),
      member("required", field.required), member("unit", text_or_null(field.unit)),
      member("limits", limits_value(field)), member("value", given ? Value(*reading->value) : Value()),
      member("judgement", to_text(given ? reading->judgement : Judgement::kEmpty)),
      member("recorded_by", given ? Value(reading->recorded_by) : Value()),
      member("recorded_at", given ? Value(reading->recorded_at.text()) : Value()), member("attempt", attempt),
      member("printed_name", given ? optional_value(reading->printed_name) : Value()),
      member("superseded", given && reading->superseded), member("role", text_or_null(field.role)),
      member("peer", field.peer),
      member("meaning", field.type == FieldType::kSignoff ? Value(to_text(field.meaning)) : Value()),
      member("attachment", given ? optional_value(reading->attachment) : Value()),
      member("deviation_reason", given ? optional_value(reading->deviation_reason) : Value()));
}

Value blocker_value(const Blocker& blocker) {
  return object_of(member("code", blocker.code), member("subject", blocker.subject),
                   member("message", blocker.message));
}

Value blockers_value(const std::vector<Blocker>& blockers) {
  Value list = Value::list();
  for (const Blocker& blocker : blockers) list.push(blocker_value(blocker));
  return list;
}

Value finding_value(const Finding& finding) {
  return object_of(member("rule", finding.rule), member("severity", to_text(finding.severity)),
                   member("message", finding.message), member("file", finding.file),
                   member("line", finding.line), member("column", finding.column),
                   member("end_line", finding.end_line), member("end_column", finding.end_column),
                   member("path", text_or_null(finding.path)), member("hint", text_or_null(finding.hint)));
}

Value error_value(const Error& error) {
  const auto position = [](int number) { return number > 0 ? Value(number) : Value(); };
  Value out = object_of(
      member("code", to_text(error.code())), member("message", error.message()),
      member("hint", text_or_null(error.hint())), member("subject", text_or_null(error.subject())),
      member("blockers", blockers_value(error.blockers())), member("file", text_or_null(error.file())),
      member("line", position(error.line())), member("column", position(error.column())));
  if (error.findings().empty()) return out;
  Value findings = Value::list();
  for (const Finding& finding : error.findings()) findings.push(finding_value(finding));
  return out.add("findings", std::move(findings));
}

Value log_value(const HistoryEntry& entry, const Digest& hash) {
  Value changes = Value::list();
  for (const SubjectChange& change : entry.changes) {
    for (const FieldChange& field : change.fields) {
      changes.push(object_of(member("subject", change.subject), member("field", field.field),
                             member("old", field.old_value), member("new", field.new_value)));
    }
  }
  return object_of(member("seq", entry.seq), member("at", entry.at.text()),
                   member("recorded_at", entry.recorded_at.text()), member("actor", entry.actor),
                   member("login", text_or_null(entry.login)),
                   member("clock", entry.clock_behind ? Value("behind") : Value()), member("op", entry.op),
                   member("subject", entry.subject), member("changes", std::move(changes)),
                   member("reason", optional_value(entry.reason)), member("hash", hash.hex()));
}

}  // namespace traveler::format
