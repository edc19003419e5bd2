#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <variant>

#include "base/concat.h"
#include "format/json.h"
#include "format/objects.h"
#include "format/procedure_document.h"
#include "format/references.h"
#include "format/rules.h"
#include "model/ids.h"
#include "model/standard_steps.h"
#include "model/state_tables.h"
#include "ops/documents.h"
#include "ops/procedure_revisions.h"
#include "ops/references.h"
#include "store/plans.h"
#include "store/procedures.h"
#include "traveler/error.h"

namespace traveler::ops {

namespace {

using Definition = std::variant<ProcedureDef, StandardStepDef>;

/// One file to add, and the revision that it becomes.
struct Addition {
  format::Document document;
  Definition definition;
  std::string family;
  std::string body;  ///< canonical
  Digest digest;
  std::optional<ProcedureRevision> newest;

  const StandardStepDef* standard_step() const { return std::get_if<StandardStepDef>(&definition); }
  bool is_new() const { return !newest || newest->document != digest; }
  bool replaces() const {
    return is_new() && newest && kRevisionTable.allows(newest->state, RevisionVerb::kReplace);
  }
  std::int64_t revision() const {
    if (!newest) return 1;
    return is_new() && !replaces() ? newest->revision + 1 : newest->revision;
  }
};

void report(format::Document& document, format::RuleId rule, const format::Mark& mark, std::string path,
            std::string message, std::string hint = {}) {
  document.findings.push_back({std::string(rule.id()), rule.severity(), std::move(message), document.file,
                               mark.line, mark.column, mark.end_line, mark.end_column, std::move(path),
                               std::move(hint)});
}

class Adder {
 public:
  explicit Adder(Command& command) : command_(command), db_(command.db()) {}

  /// Everything is looked at before anything is written, so that all findings of all files come at once.
  void read(const std::vector<Value>& files);
  Value write();

 private:
  std::optional<Addition> decode(format::Document& document) const;
  void look_up();
  void check_twice(Addition& addition);
  ProcedureRevision put(const Addition& addition);
  void refuse_findings();

  Command& command_;
  store::Connection& db_;
  std::vector<Addition> additions_;
  std::vector<Finding> findings_;
  std::map<std::string, const Addition*, std::less<>> standard_steps_;  ///< by id, of this command
  std::map<std::string, const Addition*, std::less<>> families_;
};

std::optional<Addition> Adder::decode(format::Document& document) const {
  Addition addition;
  if (format::is_standard_step(document)) {
    auto standard = format::decode_standard_step(document);
    if (!standard) return std::nullopt;
    addition.family = standard_step_family(standard->key);
    addition.body = format::to_canonical_json(format::to_value(*standard));
    addition.definition = std::move(*standard);
  } else {
    auto procedure = format::decode_procedure(document);
    if (!procedure) return std::nullopt;
    addition.family = procedure->key;
    addition.body = format::to_canonical_json(format::to_value(*procedure));
    addition.definition = std::move(*procedure);
  }
  addition.digest = sha256({addition.body});
  auto revisions = store::procedure_revisions(db_, addition.family);
  if (!revisions.empty()) addition.newest = std::move(revisions.back());
  return addition;
}

void Adder::read(const std::vector<Value>& files) {
  for (const Value& file : files) {
    format::Document document = format::read_document(file["file"].as_text(), file["text"].as_text());
    auto addition = decode(document);
    if (addition) {
      addition->document = std::move(document);
      additions_.push_back(std::move(*addition));
    } else {
      findings_.insert(findings_.end(), document.findings.begin(), document.findings.end());
    }
  }
  look_up();
  refuse_findings();
}

void Adder::look_up() {
  for (const Addition& addition : additions_) {
    if (addition.standard_step()) {
      standard_steps_.emplace(procedure_id(addition.family, addition.revision()), &addition);
    }
  }
  const auto brought = [&](const std::string& id) {
    const auto added = standard_steps_.find(id);
    return added == standard_steps_.end() ? nullptr : added->second->standard_step();
  };
  ReferenceCheck check(db_);
  for (Addition& addition : additions_) {
    check_twice(addition);
    const auto references = format::references(addition.document);
    const std::string& file = addition.document.file;
    std::vector<Finding>& found = addition.document.findings;
    for (const format::Reference& reference : references) {
      if (brought(reference.name) != nullptr) continue;
      if (auto finding = check.find(reference, file)) found.push_back(std::move(*finding));
    }
    if (const auto* procedure = std::get_if<ProcedureDef>(&addition.definition)) {
      for (Finding& misfit : check.misfits(*procedure, references, file, brought)) {
        found.push_back(std::move(misfit));
      }
    }
    findings_.insert(findings_.end(), found.begin(), found.end());
  }
}

void Adder::check_twice(Addition& addition) {
  const auto [first, is_first] = families_.emplace(addition.family, &addition);
  if (is_first || first->second->digest == addition.digest) return;
  const std::string_view key = addition.standard_step() ? "standard_step" : "procedure";
  report(addition.document, "procedure.duplicate", addition.document.root.find(key)->mark, concat("$.", key),
         concat(addition.family, " is also what ", first->second->document.file, " holds, and they differ"));
}

void Adder::refuse_findings() {
  std::erase_if(findings_, [](const Finding& finding) { return finding.severity != Severity::kError; });
  if (findings_.empty()) return;
  const std::size_t count = findings_.size();
  throw Error(ErrorCode::kDocumentInvalid,
              count == 1 ? findings_.front().message : concat(count, " errors were found"))
      .with_findings(std::move(findings_));
}

ProcedureRevision Adder::put(const Addition& addition) {
  store::put_document(db_, addition.body);
  ProcedureRevision row;
  row.key = addition.family;
  row.revision = addition.revision();
  row.document = addition.digest;
  row.created_by = command_.actor().name;
  row.created_at = command_.at();
  if (const StandardStepDef* standard = addition.standard_step()) {
    row.title = standard->step.title;
    row.plan = put_plan_of(db_, as_procedure(*standard));
  } else {
    const auto& procedure = std::get<ProcedureDef>(addition.definition);
    row.title = procedure.title;
    row.type = procedure.type;
    row.parts = procedure.parts;
    row.uses = standard_steps_used(procedure);
    row.plan = put_plan_of(db_, procedure);
  }
  command_.record_change(addition.replaces() ? &*addition.newest : nullptr, row);
  return row;
}

Value Adder::write() {
  // Plans of procedures need the standard steps that they use.
  std::map<std::string, ProcedureRevision> made;
  for (const bool standard_steps : {true, false}) {
    for (const Addition& addition : additions_) {
      if ((addition.standard_step() != nullptr) != standard_steps) continue;
      if (addition.is_new() && !made.contains(addition.family)) made.emplace(addition.family, put(addition));
    }
  }
  Value procedures = Value::list();
  std::set<std::string> told;
  for (const Addition& addition : additions_) {
    const auto put = made.find(addition.family);
    const bool changed = put != made.end() && told.insert(addition.family).second;
    const ProcedureRevision& row = put != made.end() ? put->second : *addition.newest;
    procedures.push(format::procedure_value(row, row.id == 0 ? 0 : store::open_runs_of(db_, row.id)));
    procedures.as_list()
        .back()
        .add("file", addition.document.file)
        .add("outcome", !changed              ? "unchanged"
                        : addition.replaces() ? "draft replaced"
                        : addition.newest     ? "revised"
                                              : "added");
  }
  return Value::object().add("procedures", std::move(procedures));
}

}  // namespace

Value add_procedures(Command& command, const Arguments& args) {
  Adder adder(command);
  adder.read(args.documents("files"));
  return adder.write();
}

}  // namespace traveler::ops
