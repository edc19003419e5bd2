#include <algorithm>

#include "base/concat.h"
#include "format/json.h"
#include "format/objects.h"
#include "model/state_tables.h"
#include "ops/operation.h"
#include "ops/procedure_revisions.h"
#include "store/procedures.h"
#include "store/runs.h"
#include "traveler/error.h"

namespace traveler::ops {
namespace {

constexpr ArgumentSpec kAdd[] = {
    {.name = "file",
     .type = ArgumentType::kDocument,
     .help = "a procedure or standard step, YAML or JSON, or a folder of them; - for standard input",
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
     .refers_to = ObjectKind::kProcedure},
};
constexpr ArgumentSpec kOne[] = {
    {.name = "procedure",
     .type = ArgumentType::kId,
     .help = "KEY or KEY@REV; a bare KEY is its newest revision",
     .positional = true,
     .required = true,
     .refers_to = ObjectKind::kProcedure},
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

[[noreturn]] void refuse_state(const ProcedureRevision& revision, RevisionVerb verb, std::string hint = {}) {
  const std::string id = procedure_id(revision.key, revision.revision);
  throw Error(ErrorCode::kStateRefused,
              concat(id, " is ", to_text(revision.state), "; `", to_text(verb), "` is refused"))
      .with_subject(id)
      .with_hint(std::move(hint));
}

/// The state that the verb leads to. Throws Error(state.refused).
RevisionState next_state(const ProcedureRevision& revision, RevisionVerb verb) {
  if (const auto& next = kRevisionTable.next(revision.state, verb)) return *next;
  refuse_state(revision, verb);
}

template <class Move>
Value move_revisions(Command& command, const Arguments& args, Move move) {
  Value procedures = Value::list();
  for (const std::string& id : args.texts("procedures")) {
    const ProcedureRevision before = need_revision(command.db(), id);
    ProcedureRevision after = before;
    move(after);
    command.record_change(&before, after);
    command.flush();
    procedures.push(format::procedure_value(after, store::open_runs_of(command.db(), after.id)));
  }
  Value made = Value::object();
  made.add("procedures", std::move(procedures));
  return made;
}

Value submit(Command& command, const Arguments& args) {
  return move_revisions(command, args, [&](ProcedureRevision& revision) {
    revision.state = next_state(revision, RevisionVerb::kSubmit);
    revision.submitted_by = command.actor().name;
    revision.submitted_at = command.at();
  });
}

Value release(Command& command, const Arguments& args) {
  const bool review_required = command.setting_is("review_required", "true");
  const bool four_eyes = command.setting_is("four_eyes", "true");
  return move_revisions(command, args, [&](ProcedureRevision& revision) {
    const std::string id = procedure_id(revision.key, revision.revision);
    const RevisionState released = next_state(revision, RevisionVerb::kRelease);
    if (review_required && revision.state != RevisionState::kInReview) {
      refuse_state(revision, RevisionVerb::kRelease,
                   concat("the setting review_required asks for a review first: `procedure.submit procedure=",
                          id, "`"));
    }
    if (four_eyes && revision.created_by == command.actor().name) {
      throw Error(ErrorCode::kRuleRefused,
                  concat(id, " was written by ", revision.created_by, ", who cannot release it"))
          .with_subject(id)
          .with_hint("the setting four_eyes asks for somebody else");
    }
    if (!revision.uses.empty()) {
      refuse_unreleased_steps(command.db(), revision);
      revision.plan = put_plan_of(command.db(), load_procedure(command.db(), revision));
    }
    revision.state = released;
    revision.released_by = command.actor().name;
    revision.released_at = command.at();
  });
}

Value archive(Command& command, const Arguments& args) {
  return move_revisions(command, args, [&](ProcedureRevision& revision) {
    revision.state = next_state(revision, RevisionVerb::kArchive);
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

void show(Query& query, const Arguments& args, const RowSink& row) {
  const ProcedureRevision revision = need_revision(query.db, args.text("procedure"));
  Value out = format::procedure_value(revision, store::open_runs_of(query.db, revision.id));
  out.add("document", shown_document(query.db, revision));
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
  const Value document = shown_document(query.db, revision);
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
                  "other content becomes the one draft of its family. Many files are one transaction: all or "
                  "none. In folders all files named *.proc.yaml and *.std.yaml (or .yml or .json) are added. "
                  "Standard steps are known as std:KEY@REV; they may come together with the procedures that "
                  "use them.",
              .arguments = kAdd,
              .answer = "procedure"},
     .change = add_procedures},
    {.spec = {.name = "procedure.submit",
              .effect = Effect::kChanges,
              .summary = "submit drafts for review",
              .arguments = kProcedures,
              .answer = "procedure"},
     .change = submit},
    {.spec =
         {.name = "procedure.release",
          .effect = Effect::kChanges,
          .summary = "release revisions, so that they can be run",
          .description =
              "Takes a draft or a revision in review; with the setting review_required only the latter, "
              "and with four_eyes only by somebody else than its author. Refused while a standard step that "
              "it uses is not released. Released content never changes.",
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
