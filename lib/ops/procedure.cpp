#include <algorithm>

#include "base/concat.h"
#include "format/json.h"
#include "format/objects.h"
#include "format/procedure_document.h"
#include "format/references.h"
#include "model/plan.h"
#include "model/roles.h"
#include "ops/operation.h"
#include "store/material.h"
#include "store/people.h"
#include "store/plans.h"
#include "store/procedures.h"
#include "store/runs.h"
#include "traveler/error.h"

namespace traveler::ops {
namespace {

constexpr ArgumentSpec kAdd[] = {
    {.name = "file",
     .type = ArgumentType::kDocument,
     .help = "a procedure, YAML or JSON; - for standard input",
     .positional = true,
     .required = true,
     .many = true,
     .plural = "files"},
};
constexpr ArgumentSpec kProcedures[] = {
    {.name = "procedure",
     .type = ArgumentType::kId,
     .help = "KEY or KEY@REV; a bare KEY is its newest revision",
     .positional = true,
     .required = true,
     .many = true,
     .plural = "procedures",
     .refers_to = Refers::kProcedure},
};
constexpr ArgumentSpec kOne[] = {
    {.name = "procedure",
     .type = ArgumentType::kId,
     .help = "KEY or KEY@REV; a bare KEY is its newest revision",
     .positional = true,
     .required = true,
     .refers_to = Refers::kProcedure},
};
constexpr ArgumentSpec kShow[] = {
    kOne[0],
    {.name = "runs", .type = ArgumentType::kFlag, .help = "also list the open runs of each revision"},
};
constexpr std::string_view kSyntaxes[] = {"yaml", "json"};
constexpr ArgumentSpec kExport[] = {
    kOne[0],
    {.name = "as_format",
     .type = ArgumentType::kChoice,
     .help = "yaml (default) or json",
     .choices = kSyntaxes},
};
constexpr ArgumentSpec kList[] = {
    {.name = "all",
     .type = ArgumentType::kFlag,
     .help = "every revision, not only the newest of each procedure"},
    {.name = "state",
     .type = ArgumentType::kChoice,
     .help = "only revisions in this state",
     .choices = EnumText<RevisionState>::kTexts},
};

ProcedureRevision need_revision(store::Connection& db, const std::string& id) {
  const ProcedureAddress address = parse_procedure_id(id);
  auto revisions = store::procedure_revisions(db, address.key);
  for (ProcedureRevision& revision : revisions) {
    if (address.revision == revision.revision) return std::move(revision);
  }
  if (!address.revision && !revisions.empty()) return std::move(revisions.back());
  const std::string hint = revisions.empty() ? "`traveler procedure list` shows the procedures"
                                             : concat("its newest revision is ", revisions.back().revision);
  throw Error(ErrorCode::kNotFound, concat("there is no procedure '", id, "'"))
      .with_subject(id)
      .with_hint(hint);
}

void check_references(store::Connection& db, format::Document& document) {
  const auto report = [&](const format::Reference& reference, std::string_view rule, std::string message,
                          std::string hint) {
    document.findings.push_back({std::string(rule), Severity::kError, std::move(message), document.file,
                                 reference.mark.line, reference.mark.column, reference.mark.end_line,
                                 reference.mark.end_column, reference.path, std::move(hint)});
  };
  for (const format::Reference& reference : format::references(document)) {
    switch (reference.kind) {
      case format::ReferenceKind::kPart: {
        const auto revisions = store::part_revisions(db, reference.name);
        const bool known = std::any_of(revisions.begin(), revisions.end(), [&](const Part& part) {
          return reference.revision.empty() || part.revision == reference.revision;
        });
        if (known) break;
        const bool number_known = !revisions.empty();
        report(
            reference, "part.unknown",
            number_known ? concat("part ", reference.name, " has no revision ", reference.revision)
                         : concat("there is no part ", reference.name),
            concat("add it first: traveler part add ", reference.name, " --name \"...\" --tracking serial"));
        break;
      }
      case format::ReferenceKind::kRole:
        if (find_builtin_role(reference.name) == nullptr && !store::find_role(db, reference.name)) {
          report(reference, "role.unknown", concat("there is no role ", reference.name),
                 "`traveler role list` shows the roles; `traveler role set` makes one");
        }
        break;
      case format::ReferenceKind::kLocation:
        if (!store::find_location(db, reference.name)) {
          report(reference, "location.unknown", concat("there is no location ", reference.name),
                 concat("add it first: traveler location add ", reference.name, " --name \"...\""));
        }
        break;
      case format::ReferenceKind::kStandardStep:
        report(reference, "standard_step.unknown", concat("there is no standard step ", reference.name), "");
        break;
    }
  }
}

struct ReadProcedure {
  std::string file;
  ProcedureDef definition;
};

/// Decodes every document before anything is written, so that all findings of all files come at once.
std::vector<ReadProcedure> read_procedures(Command& command, const std::vector<Value>& files) {
  std::vector<ReadProcedure> out;
  std::vector<Finding> findings;
  for (const Value& file : files) {
    format::Document document = format::read_document(file["file"].as_text(), file["text"].as_text());
    if (document.ok() && format::is_standard_step(document)) {
      throw Error(ErrorCode::kUsage,
                  concat(document.file, " is a standard step; only procedures can be added"))
          .at(document.file, 1, 1);
    }
    auto definition = document.ok() ? format::decode_procedure(document) : std::nullopt;
    if (definition) check_references(command.db(), document);
    if (definition && document.ok()) out.push_back({document.file, std::move(*definition)});
    for (Finding& finding : document.findings) {
      if (finding.severity == Severity::kError) findings.push_back(std::move(finding));
    }
  }
  if (!findings.empty()) {
    const std::size_t count = findings.size();
    throw Error(ErrorCode::kDocumentInvalid,
                count == 1 ? findings.front().message : concat(count, " errors were found"))
        .with_findings(std::move(findings));
  }
  return out;
}

Value add(Command& command, const Arguments& args) {
  Value procedures = Value::list();
  for (const ReadProcedure& read : read_procedures(command, args.documents("files"))) {
    const std::string body = format::to_canonical_json(format::to_value(read.definition));
    const Digest digest = store::put_document(command.db(), body);
    const auto revisions = store::procedure_revisions(command.db(), read.definition.key);
    const ProcedureRevision* newest = revisions.empty() ? nullptr : &revisions.back();
    std::string outcome = "unchanged";
    ProcedureRevision row;
    if (newest != nullptr && newest->document == digest) {
      row = *newest;
    } else {
      Plan plan = make_plan(read.definition, [](const StepDef& step) {
        return format::to_canonical_json(format::definition_value(step));
      });
      store::put_plan(command.db(), plan);
      const bool replaces = newest != nullptr && newest->state == RevisionState::kDraft;
      outcome = newest == nullptr ? "added" : replaces ? "draft replaced" : "revised";
      row.key = read.definition.key;
      row.revision = newest == nullptr ? 1 : replaces ? newest->revision : newest->revision + 1;
      row.title = read.definition.title;
      row.type = read.definition.type;
      row.parts = read.definition.parts;
      row.document = digest;
      row.plan = plan.digest;
      row.created_by = command.actor().name;
      row.created_at = command.at();
      command.record_change(replaces ? newest : nullptr, row);
    }
    procedures.push(
        format::procedure_value(row, row.id == 0 ? 0 : store::open_runs_of(command.db(), row.id)));
    procedures.as_list().back().add("file", read.file).add("outcome", outcome);
  }
  Value made = Value::object();
  made.add("procedures", std::move(procedures));
  return made;
}

[[noreturn]] void refuse_state(const ProcedureRevision& revision, std::string_view verb,
                               std::string hint = {}) {
  const std::string id = procedure_id(revision.key, revision.revision);
  throw Error(ErrorCode::kStateRefused,
              concat(id, " is ", to_text(revision.state), "; `", verb, "` is refused"))
      .with_subject(id)
      .with_hint(std::move(hint));
}

template <class Move>
Value move_revisions(Command& command, const Arguments& args, Move move) {
  Value procedures = Value::list();
  for (const std::string& id : args.texts("procedures")) {
    const ProcedureRevision before = need_revision(command.db(), id);
    ProcedureRevision after = before;
    move(after);
    command.record_change(&before, after);
    procedures.push(format::procedure_value(after, store::open_runs_of(command.db(), after.id)));
  }
  Value made = Value::object();
  made.add("procedures", std::move(procedures));
  return made;
}

Value submit(Command& command, const Arguments& args) {
  return move_revisions(command, args, [&](ProcedureRevision& revision) {
    if (revision.state != RevisionState::kDraft) refuse_state(revision, "submit");
    revision.state = RevisionState::kInReview;
    revision.submitted_by = command.actor().name;
    revision.submitted_at = command.at();
  });
}

Value release(Command& command, const Arguments& args) {
  const bool review_required = command.setting_is("review_required", "true");
  const bool four_eyes = command.setting_is("four_eyes", "true");
  return move_revisions(command, args, [&](ProcedureRevision& revision) {
    const std::string id = procedure_id(revision.key, revision.revision);
    const bool draft = revision.state == RevisionState::kDraft;
    if (!draft && revision.state != RevisionState::kInReview) refuse_state(revision, "release");
    if (draft && review_required) {
      refuse_state(
          revision, "release",
          concat("the setting review_required asks for a review first: traveler procedure submit ", id));
    }
    if (four_eyes && revision.created_by == command.actor().name) {
      throw Error(ErrorCode::kRuleRefused,
                  concat(id, " was written by ", revision.created_by, ", who cannot release it"))
          .with_subject(id)
          .with_hint("the setting four_eyes asks for somebody else");
    }
    revision.state = RevisionState::kReleased;
    revision.released_by = command.actor().name;
    revision.released_at = command.at();
  });
}

Value archive(Command& command, const Arguments& args) {
  return move_revisions(command, args, [&](ProcedureRevision& revision) {
    if (revision.state == RevisionState::kArchived) refuse_state(revision, "archive");
    revision.state = RevisionState::kArchived;
  });
}

void list(Query& query, const Arguments& args, const RowSink& row) {
  const auto state = args.optional_text("state");
  for (const ProcedureRevision& revision :
       store::list_procedures(query.db, args.flag("all") || state.has_value())) {
    if (state && to_text(revision.state) != *state) continue;
    row(format::procedure_value(revision, store::open_runs_of(query.db, revision.id)));
  }
}

Value document_of(store::Connection& db, const ProcedureRevision& revision) {
  const auto body = store::find_document(db, revision.document);
  if (!body)
    throw Error(ErrorCode::kStorageCorrupt,
                concat("the document of ", revision.key, " is not in the workspace"));
  // Stored with sorted keys; shown in the order in which people write them.
  format::Document document = format::read_document("", *body, format::Syntax::kJson);
  const auto procedure = document.ok() ? format::decode_procedure(document) : std::nullopt;
  return procedure ? format::to_value(*procedure) : format::parse_stored_json(*body);
}

void show(Query& query, const Arguments& args, const RowSink& row) {
  const ProcedureRevision revision = need_revision(query.db, args.text("procedure"));
  Value out = format::procedure_value(revision, store::open_runs_of(query.db, revision.id));
  out.add("document", document_of(query.db, revision));
  if (args.flag("runs")) {
    Value revisions = Value::list();
    for (const ProcedureRevision& r : store::procedure_revisions(query.db, revision.key)) {
      Value runs = Value::list();
      store::RunFilter filter;
      filter.open_only = true;
      filter.procedure = r.key;
      store::each_run(query.db, filter, [&](const Run& run) {
        if (run.procedure_revision == r.revision) runs.push(run_id(run.id));
        return true;
      });
      revisions.push(Value::object()
                         .add("revision", r.revision)
                         .add("state", to_text(r.state))
                         .add("runs", std::move(runs)));
    }
    out.add("revisions", std::move(revisions));
  }
  row(std::move(out));
}

void export_document(Query& query, const Arguments& args, const RowSink& row) {
  const ProcedureRevision revision = need_revision(query.db, args.text("procedure"));
  const Value document = document_of(query.db, revision);
  const bool json = args.optional_text("as_format") == "json";
  row(Value::object()
          .add("key", revision.key)
          .add("revision", revision.revision)
          .add("text", json ? format::to_pretty_json(document) : format::to_yaml(document)));
}

constexpr Operation kOperations[] = {
    {.spec = {.name = "procedure.add",
              .effect = Effect::kChanges,
              .summary = "add procedures, or new revisions of them",
              .description =
                  "Content that equals the newest revision changes nothing and says which revision it is; "
                  "other content "
                  "becomes the one draft of its family. Many files are one transaction: all or none.",
              .arguments = kAdd,
              .answer = "procedure"},
     .change = add},
    {.spec = {.name = "procedure.submit",
              .effect = Effect::kChanges,
              .summary = "submit drafts for review",
              .arguments = kProcedures,
              .answer = "procedure"},
     .change = submit},
    {.spec = {.name = "procedure.release",
              .effect = Effect::kChanges,
              .summary = "release revisions, so that they can be run",
              .description =
                  "Takes a draft or a revision in review; with the setting review_required only the latter, "
                  "and with "
                  "four_eyes only by somebody else than its author. Released content never changes.",
              .arguments = kProcedures,
              .answer = "procedure"},
     .change = release},
    {.spec = {.name = "procedure.archive",
              .effect = Effect::kChanges,
              .summary = "archive revisions; open runs keep them",
              .arguments = kProcedures,
              .answer = "procedure"},
     .change = archive},
    {.spec = {.name = "procedure.list",
              .summary = "list the procedures",
              .arguments = kList,
              .lists = true,
              .answer = "procedure"},
     .read = list},
    {.spec =
         {.name = "procedure.show", .summary = "show a procedure", .arguments = kShow, .answer = "procedure"},
     .read = show},
    {.spec = {.name = "procedure.export",
              .summary = "write a revision as a document",
              .arguments = kExport,
              .answer = "document"},
     .read = export_document},
};

}  // namespace

std::span<const Operation> procedure_operations() { return kOperations; }

}  // namespace traveler::ops
