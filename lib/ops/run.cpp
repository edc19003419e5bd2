#include "base/concat.h"
#include "format/history_body.h"
#include "format/objects.h"
#include "ops/batches.h"
#include "ops/changed.h"
#include "ops/documents.h"
#include "ops/lookups.h"
#include "ops/operation.h"
#include "ops/procedure_revisions.h"
#include "ops/run_create.h"
#include "ops/run_lifecycle.h"
#include "ops/step_reads.h"
#include "store/history.h"
#include "store/inventory.h"
#include "store/material.h"
#include "store/runs.h"
#include "traveler/error.h"

namespace traveler::ops {

namespace {

constexpr ArgumentSpec kCreate[] = {
    {.name = "part",
     .type = ArgumentType::kId,
     .help = "the part to make, NUMBER or NUMBER:REVISION",
     .refers_to = ObjectKind::kPart},
    {.name = "procedure",
     .type = ArgumentType::kId,
     .help = "KEY (its newest released revision), KEY@REV, or auto for the one that makes the part; left "
             "out: no steps yet",
     .refers_to = ObjectKind::kProcedure},
    {.name = "serial", .help = "serial number of the new item, or auto", .metavar = "SERIAL"},
    {.name = "lot", .help = "lot number of the new items, or auto; with --quantity", .metavar = "LOT"},
    {.name = "quantity",
     .type = ArgumentType::kQuantity,
     .help = "how much is made; of --inventory, how much of it the run takes",
     .metavar = "N"},
    {.name = "inventory",
     .type = ArgumentType::kId,
     .help = "an item that is there, to be worked on; instead of --serial and --lot",
     .metavar = "INV"},
    {.name = "title", .help = "default: id, part and number", .metavar = "TEXT"},
    {.name = "due", .type = ArgumentType::kTime, .help = "when it must be done", .metavar = "TIME"},
    {.name = "assignee",
     .type = ArgumentType::kId,
     .help = "user or team:NAME; default: the unassigned pool",
     .refers_to = ObjectKind::kUser},
    {.name = "export_controlled", .type = ArgumentType::kFlag, .help = "mark as export controlled"},
    {.name = "attr",
     .type = ArgumentType::kPairs,
     .help = "a custom attribute; repeatable",
     .many = true,
     .metavar = "KEY=VALUE"},
    {.name = "copies",
     .type = ArgumentType::kInteger,
     .help = "how many runs of this kind; default 1",
     .metavar = "N"},
    {.name = "batch", .help = "put the runs into a new batch of this title", .metavar = "TITLE"},
    {.name = "file",
     .type = ArgumentType::kDocument,
     .help = "a document of runs, YAML or JSON; - for standard input",
     .metavar = "FILE",
     .letter = 'f'},
};
constexpr ArgumentSpec kOne[] = {
    {.name = "run",
     .type = ArgumentType::kId,
     .help = "id of the run, as R-12",
     .positional = true,
     .required = true,
     .refers_to = ObjectKind::kRun},
};
constexpr std::string_view kFates[] = {"quarantine", "scrap", "keep"};
constexpr ArgumentSpec kFail[] = {
    kOne[0],
    {.name = "inventory",
     .type = ArgumentType::kChoice,
     .help = "what becomes of the item; default quarantine",
     .choices = kFates},
};
constexpr ArgumentSpec kOnly{
    .name = "only", .type = ArgumentType::kFlag, .help = "leave the other runs of its batch as they are"};
constexpr ArgumentSpec kAssign[] = {
    kOne[0],
    {.name = "assignee",
     .type = ArgumentType::kId,
     .help = "user, team:NAME, or none for the unassigned pool",
     .positional = true,
     .required = true,
     .refers_to = ObjectKind::kUser},
    kOnly,
};
constexpr ArgumentSpec kSet[] = {
    kOne[0],
    {.name = "set",
     .type = ArgumentType::kPairs,
     .help = "title, due, scheduled_start, scheduled_end, export_controlled or attr.NAME; KEY= clears",
     .positional = true,
     .required = true,
     .many = true,
     .metavar = "KEY=VALUE"},
    kOnly,
};
constexpr ArgumentSpec kList[] = {
    {.name = "open", .type = ArgumentType::kFlag, .help = "only runs that are neither complete nor failed"},
    {.name = "part",
     .type = ArgumentType::kId,
     .help = "only runs of this part",
     .refers_to = ObjectKind::kPart},
    {.name = "procedure",
     .type = ArgumentType::kId,
     .help = "only runs of this procedure",
     .refers_to = ObjectKind::kProcedure},
    {.name = "assignee",
     .type = ArgumentType::kId,
     .help = "only runs assigned to this user or team:NAME",
     .refers_to = ObjectKind::kUser},
    {.name = "status",
     .type = ArgumentType::kChoice,
     .help = "only runs of this status",
     .choices = EnumText<RunStatus>::kTexts},
    {.name = "lifecycle",
     .type = ArgumentType::kChoice,
     .help = "only runs in this lifecycle",
     .choices = EnumText<Lifecycle>::kTexts},
    {.name = "stuck",
     .type = ArgumentType::kDuration,
     .help = "only runs that have been in todo for this long, as 3d",
     .metavar = "DURATION"},
};

constexpr std::int64_t kMostCopies = 1'000'000;

format::RunItem item_of(const Arguments& args) {
  const auto text = [&](std::string_view name) { return args.optional_text(name).value_or(""); };
  format::RunItem item;
  item.part = args.text("part");
  item.procedure = text("procedure");
  item.serial = text("serial");
  item.lot = text("lot");
  item.inventory = text("inventory");
  item.quantity = args.quantity("quantity");
  item.title = text("title");
  item.due = text("due");
  item.assignee = text("assignee");
  item.export_controlled = args.flag("export_controlled");
  if (const Value& attributes = args.pairs("attr"); attributes.is_object()) {
    for (const auto& [name, value] : attributes.as_object())
      item.attributes.push_back({name, value.as_text()});
  }
  const std::int64_t copies = args.integer("copies").value_or(1);
  if (copies > kMostCopies)
    throw Error(ErrorCode::kValueInvalid, concat("copies can be at most ", kMostCopies));
  item.copies = static_cast<int>(copies);
  return item;
}

/// Where the value stands that an error is about; the run itself when it is about more than one.
const format::Mark& place_of(const format::RunItem& item, const Error& error) {
  const std::pair<std::string_view, const std::string*> values[] = {
      {"part", &item.part},           {"procedure", &item.procedure}, {"assignee", &item.assignee},
      {"inventory", &item.inventory}, {"serial", &item.serial},       {"lot", &item.lot}};
  for (const auto& [key, value] : values) {
    if (!value->empty() && error.subject() == *value && error.code() == ErrorCode::kNotFound)
      return item.place.of(key);
  }
  return item.place.mark;
}

/// The runs of a document; throws Error(document.invalid) with all findings.
format::RunsDocument read_runs(const Value& source) {
  format::Document document = read_material(source);
  auto decoded = format::decode_runs(document);
  refuse_findings(document);
  return std::move(*decoded);
}

std::string batch_title(const Arguments& args, std::optional<format::RunsDocument>& document) {
  const auto typed = args.optional_text("batch");
  if (typed && document && document->batch_title)
    throw Error(ErrorCode::kUsage, "`batch=` is given, and the document has its own `batch`");
  if (typed && typed->empty()) throw Error(ErrorCode::kUsage, "`batch=` needs a title");
  return typed ? *typed : document ? document->batch_title.value_or("") : "";
}

Value create(Command& command, const Arguments& args) {
  const bool from_file = args.has("file");
  if (from_file == args.has("part")) {
    throw Error(ErrorCode::kUsage, from_file ? "give either `file=` or `part=`, not both"
                                             : "run create needs `part=` or `file=`");
  }
  std::optional<format::RunsDocument> document;
  if (from_file) document = read_runs(args.pairs("file"));
  const std::string title = batch_title(args, document);
  std::optional<Batch> batch;
  if (args.has("batch") || (document && document->batch_title)) batch = make_batch(command, title);
  RunMaker maker(command, batch ? std::optional(batch->id) : std::nullopt);
  std::vector<Run> runs;
  const auto append = [&](std::vector<Run> made) {
    for (Run& run : made) runs.push_back(std::move(run));
  };
  if (!from_file) append(maker.make(item_of(args)));
  if (document) {
    const std::string& file = args.pairs("file")["file"].as_text();
    for (const format::RunItem& item : document->runs) {
      try {
        append(maker.make(item));
      } catch (Error& error) {
        const format::Mark& mark = place_of(item, error);
        throw std::move(error).at(file, mark.line, mark.column);
      }
    }
  }
  Value list = Value::list();
  for (const Run& run : runs) list.push(format::run_value(run));
  Value made = Value::object();
  made.add("runs", std::move(list));
  made.add("batch", batch ? batch_value(command.db(), *batch) : Value());
  return made;
}

void list(Query& query, const Arguments& args, const RowSink& row) {
  store::RunFilter filter;
  std::optional<std::string> part_revision;
  if (const auto part = args.optional_text("part")) {
    check_part(query.db, *part);
    PartAddress address = parse_part_id(*part);
    filter.part = std::move(address.number);
    part_revision = std::move(address.revision);
  }
  std::optional<std::int64_t> revision;
  if (const auto id = args.optional_text("procedure"); id && *id != kNone) {
    ProcedureAddress address = parse_procedure_id(*id);
    need_revision(query.db, *id);
    filter.procedure = std::move(address.key);
    revision = address.revision;
  }
  const bool without_procedure = args.optional_text("procedure") == kNone;
  const auto assignee = args.optional_text("assignee");
  if (assignee && *assignee != kNone) {
    filter.assignee = *assignee == "me" ? query.actor : *assignee;
    check_known_assignee(query.db, *filter.assignee);
  }
  if (const auto text = args.optional_text("status")) filter.status = from_text<RunStatus>(*text);
  if (const auto text = args.optional_text("lifecycle")) filter.lifecycle = from_text<Lifecycle>(*text);
  filter.open_only = args.flag("open");
  if (const auto stuck = args.duration("stuck"))
    filter.todo_since = Timestamp{query.now.micros - *stuck * 1'000'000};
  store::AttributesInOrder attributes(query.db);
  store::each_run(query.db, filter, [&](const Run& found) {
    if (part_revision && found.part_revision != part_revision) return true;
    if (revision && found.procedure_revision != revision) return true;
    if ((without_procedure && found.procedure) || (assignee == kNone && found.assignee)) return true;
    Run run = found;
    run.attributes = attributes.of(run.id);
    row(format::run_value(run));
    return true;
  });
}

void show(Query& query, const Arguments& args, const RowSink& row) {
  store::WorkingSet rows(query.db);
  Run run = rows.run(parse_run_id(args.text("run")));
  run.attributes = store::run_attributes(query.db, run.id);
  Value out = format::run_value(run);
  const auto item = store::find_inventory(query.db, run.inventory);
  out.add("serial", item ? format::optional_value(item->serial) : Value());
  out.add("lot", item ? format::optional_value(item->lot) : Value());
  Value steps = Value::list();
  for (Value& step : step_summaries(query.db, run)) steps.push(std::move(step));
  out.add("steps", std::move(steps));
  row(std::move(out));
}

void history(Query& query, const Arguments& args, const RowSink& row) {
  store::WorkingSet rows(query.db);
  const std::string root = run_id(rows.run(parse_run_id(args.text("run"))).id);
  store::each_entry(query.db, 0, root, [&](const store::StoredEntry& stored) {
    HistoryEntry entry = format::parse_history_body(stored.body);
    entry.seq = stored.seq;
    row(format::log_value(entry, Digest::from_bytes(stored.hash)));
    return true;
  });
}

constexpr Operation kOperations[] = {
    {.spec = {.name = "run.create",
              .effect = Effect::kChanges,
              .summary = "create runs",
              .description = "A run makes a new item: a serial, a lot or a counted quantity, as its part is "
                             "tracked. It keeps the revision of the procedure that it was created with. A "
                             "document of many runs is one transaction: all or none.",
              .arguments = kCreate,
              .answer = "run"},
     .change = create},
    {.spec =
         {.name = "run.list", .summary = "list the runs", .arguments = kList, .lists = true, .answer = "run"},
     .read = list},
    {.spec = {.name = "run.show", .summary = "show a run and its steps", .arguments = kOne, .answer = "run"},
     .read = show},
    {.spec = {.name = "run.check",
              .summary = "list what stands between a run and its completion",
              .description = "Every unmet gate and every warning, without changing anything. Exits 1 when "
                             "there are gates unmet.",
              .arguments = kOne,
              .answer = "check"},
     .read = check},
    {.spec = {.name = "run.complete",
              .effect = Effect::kChanges,
              .summary = "complete a run",
              .description = "Needed when the setting auto_complete is false or a gate was met late. "
                             "Warnings passed over are on record.",
              .arguments = kOne,
              .answer = "run"},
     .change = complete},
    {.spec = {.name = "run.fail",
              .effect = Effect::kChanges,
              .summary = "end a run for good",
              .description = "Its steps stay as they are; nothing is lost. Needs --reason.",
              .arguments = kFail,
              .answer = "run"},
     .change = fail},
    {.spec = {.name = "run.reopen",
              .effect = Effect::kChanges,
              .summary = "open a complete run again",
              .description = "No step moves by it; reopen the steps that must be done again. Needs --reason.",
              .arguments = kOne,
              .answer = "run"},
     .change = reopen},
    {.spec = {.name = "run.assign",
              .effect = Effect::kChanges,
              .summary = "assign a run",
              .description = "In a batch all open runs are assigned, unless --only says otherwise.",
              .arguments = kAssign,
              .answer = "run"},
     .change = assign},
    {.spec = {.name = "run.set",
              .effect = Effect::kChanges,
              .summary = "change a run's title, dates or attributes",
              .description =
                  "In a batch `due` is set on all open runs, unless --only says otherwise; the rest "
                  "is the run's own.",
              .arguments = kSet,
              .answer = "run"},
     .change = set},
    {.spec = {.name = "run.history",
              .summary = "show what happened to a run and its steps",
              .arguments = kOne,
              .lists = true,
              .answer = "log"},
     .read = history},
};

}  // namespace

std::span<const Operation> run_operations() { return kOperations; }

}  // namespace traveler::ops
