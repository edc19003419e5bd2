#include "base/concat.h"
#include "format/material_document.h"
#include "model/fields.h"
#include "model/ids.h"
#include "ops/changed.h"
#include "ops/documents.h"
#include "ops/sibling_steps.h"
#include "ops/step_moves.h"
#include "ops/step_reads.h"
#include "ops/step_values.h"
#include "store/attachments.h"
#include "traveler/error.h"

namespace traveler::ops {
namespace {

constexpr ArgumentSpec kSteps{.name = "step",
                              .type = ArgumentType::kId,
                              .help = "a step, as R-12/torque; many are one transaction",
                              .positional = true,
                              .required = true,
                              .many = true,
                              .plural = "steps",
                              .refers_to = ObjectKind::kStep};
constexpr ArgumentSpec kStep{.name = "step",
                             .type = ArgumentType::kId,
                             .help = "a step, as R-12/torque",
                             .positional = true,
                             .required = true,
                             .refers_to = ObjectKind::kStep};
constexpr ArgumentSpec kRun{.name = "run",
                            .type = ArgumentType::kId,
                            .help = "id of the run, as R-12",
                            .positional = true,
                            .required = true,
                            .refers_to = ObjectKind::kRun};

constexpr ArgumentSpec kOnly{.name = "only",
                             .type = ArgumentType::kFlag,
                             .help = "act on this run's step alone, and take it out of its siblings"};

constexpr ArgumentSpec kMove[] = {kSteps, kOnly};
constexpr ArgumentSpec kSendBack[] = {
    kSteps,
    {.name = "cascade",
     .type = ArgumentType::kFlag,
     .help = "send the work that rests on it back to todo too, each step with a new attempt"},
    kOnly,
};
constexpr ArgumentSpec kDeviate[] = {
    kStep,
    {.name = "field",
     .type = ArgumentType::kId,
     .help = "the field whose value is out of spec",
     .positional = true,
     .required = true,
     .refers_to = ObjectKind::kField},
    kOnly,
};
constexpr ArgumentSpec kAttach[] = {
    kStep,
    {.name = "field",
     .type = ArgumentType::kId,
     .help = "key of the file field",
     .positional = true,
     .required = true,
     .refers_to = ObjectKind::kField},
    {.name = "file",
     .type = ArgumentType::kFile,
     .help = "the file to keep a copy of",
     .positional = true,
     .required = true},
    kOnly,
};
constexpr ArgumentSpec kComplete[] = {
    kSteps,
    {.name = "set",
     .type = ArgumentType::kPairs,
     .help = "a value to record first; repeatable",
     .many = true,
     .metavar = "KEY=VALUE"},
    {.name = "sign",
     .type = ArgumentType::kId,
     .help = "a sign-off to give first; repeatable",
     .many = true,
     .refers_to = ObjectKind::kField,
     .metavar = "KEY"},
    kOnly,
};
constexpr ArgumentSpec kRecord[] = {
    kStep,
    {.name = "set",
     .type = ArgumentType::kPairs,
     .help = "values; KEY= clears, KEY=N/A where the field allows it",
     .positional = true,
     .many = true,
     .metavar = "KEY=VALUE"},
    {.name = "file",
     .type = ArgumentType::kDocument,
     .help = "read the values from a YAML or JSON file, - for standard input",
     .metavar = "FILE",
     .letter = 'f'},
    kOnly,
};
constexpr ArgumentSpec kSign[] = {
    kStep,
    {.name = "field",
     .type = ArgumentType::kId,
     .help = "key of the sign-off field",
     .positional = true,
     .required = true,
     .refers_to = ObjectKind::kField},
    kOnly,
};
constexpr ArgumentSpec kList[] = {kRun,
                                  {.name = "state",
                                   .type = ArgumentType::kChoice,
                                   .help = "only steps in this state",
                                   .choices = EnumText<StepState>::kTexts}};
constexpr ArgumentSpec kShow[] = {
    kStep,
    {.name = "attempt",
     .type = ArgumentType::kInteger,
     .help = "an earlier attempt; default the current one"},
};
constexpr ArgumentSpec kNext[] = {
    {.name = "run",
     .type = ArgumentType::kId,
     .help = "only this run; default all open runs",
     .positional = true,
     .refers_to = ObjectKind::kRun},
};

template <Verb V>
Value move(Command& command, const Arguments& args) {
  return move_steps(command, args, V);
}

/// The choices of a multiselect as one text.
std::string join_list(const Value& list) {
  std::vector<std::string> choices;
  for (const Value& item : list.as_list()) choices.push_back(item.as_text());
  return join_choices(choices);
}

/// A value that came from a document, with its place there.
struct PlacedValue {
  std::string subject;
  std::string file;
  format::Mark mark;
};

/// Adds the values of the documents to `values` and returns where each of them stands.
std::vector<PlacedValue> read_values(const Arguments& args, const StepTarget& target, Value& values) {
  std::vector<PlacedValue> places;
  for (const Value& document : args.documents("file")) {
    format::Document read = read_material(document);
    const auto items = format::decode_values(read);
    refuse_findings(read);
    for (const format::ValueItem& item : *items) {
      if (values.find(item.key) != nullptr) {
        throw Error(ErrorCode::kUsage,
                    concat("'", item.key, "' is given twice, in the file and on the command line"))
            .at(read.file, item.key_mark.line, item.key_mark.column);
      }
      values.add(item.key, item.value.is_list() ? Value(join_list(item.value)) : item.value);
      places.push_back({field_id(target.run, target.key, item.key), read.file, item.mark});
    }
  }
  return places;
}

/// The step that the arguments name, with its siblings unless they say `only`.
SiblingSteps named_steps(Command& command, const Arguments& args) {
  if (args.flag("only")) command.act_alone();
  return {command, find_target(command.rows(), args.text("step"))};
}

Value record(Command& command, const Arguments& args) {
  Definitions& definitions = command.definitions();
  Changed changed(true);
  SiblingSteps steps = named_steps(command, args);
  const StepTarget target = steps.named();
  Value values = args.has("set") ? args.pairs("set") : Value::object();
  const std::vector<PlacedValue> places = read_values(args, target, values);
  if (values.as_object().empty()) {
    throw Error(ErrorCode::kUsage, "step record needs values")
        .with_hint("as in: `step.record step=R-12/torque set=nm=10.1`");
  }
  try {
    record_values(command, definitions, steps, values, changed);
    steps.finish();
  } catch (Error& error) {
    for (const PlacedValue& place : places) {
      if (place.subject == error.subject())
        throw std::move(error).at(place.file, place.mark.line, place.mark.column);
    }
    throw;
  }
  changed.add(target);
  return changed.answer(command.rows(), command.db());
}

Value sign(Command& command, const Arguments& args) {
  Definitions& definitions = command.definitions();
  Changed changed(true);
  SiblingSteps steps = named_steps(command, args);
  sign_field(command, definitions, steps, args.text("field"), changed);
  steps.finish();
  return changed.answer(command.rows(), command.db());
}

Value deviate(Command& command, const Arguments& args) {
  command.require_reason();
  Definitions& definitions = command.definitions();
  Changed changed(true);
  SiblingSteps steps = named_steps(command, args);
  deviate_value(command, definitions, steps, args.text("field"), changed);
  steps.finish();
  return changed.answer(command.rows(), command.db());
}

Value attach(Command& command, const Arguments& args) {
  Definitions& definitions = command.definitions();
  Changed changed(true);
  SiblingSteps steps = named_steps(command, args);
  const std::string& path = args.text("file");
  store::AttachmentDraft& draft = command.attachment();
  attach_file(command, definitions, steps, args.text("field"), path.substr(path.rfind('/') + 1),
              draft.digest().hex(), changed);
  steps.finish();
  // Kept when nothing refuses any more, so that a refusal leaves no copy behind.
  draft.keep();
  return changed.answer(command.rows(), command.db());
}

constexpr Operation kOperations[] = {
    {.spec = {.name = "step.list",
              .summary = "list the steps of a run",
              .arguments = kList,
              .lists = true,
              .answer = "step"},
     .read = list_steps},
    {.spec = {.name = "step.show",
              .summary = "show a step with its instructions, fields and what blocks it",
              .arguments = kShow,
              .answer = "step"},
     .read = show_step},
    {.spec = {.name = "step.next",
              .summary = "list the steps that can be worked on now, started or not",
              .arguments = kNext,
              .lists = true,
              .answer = "step"},
     .read = next_steps},
    {.spec =
         {.name = "step.start",
          .effect = Effect::kChanges,
          .summary = "start steps",
          .description =
              "A step can be started when every upstream step is completed and its parent is in progress.",
          .arguments = kMove,
          .answer = "step"},
     .change = move<Verb::kStart>},
    {.spec = {.name = "step.record",
              .effect = Effect::kChanges,
              .summary = "record values on a step",
              .description = "Values are judged at once. One out of spec is kept, and blocks completion "
                             "until it is corrected or accepted. A value over another keeps the old one in "
                             "the history; sign-offs given before must be given again.",
              .arguments = kRecord,
              .answer = "step"},
     .change = record},
    {.spec = {.name = "step.sign",
              .effect = Effect::kChanges,
              .summary = "give a sign-off",
              .description = "Needs the role of the sign-off, and, for a peer sign-off, somebody who has not "
                             "worked on the step.",
              .arguments = kSign,
              .answer = "step"},
     .change = sign},
    {.spec = {.name = "step.attach",
              .effect = Effect::kChanges,
              .summary = "keep a file as the value of a file field",
              .description =
                  "A copy is kept under the digest of its content, beside the database; `verify` checks it.",
              .arguments = kAttach,
              .answer = "step"},
     .change = attach,
     .attaches = "file"},
    {.spec = {.name = "step.complete",
              .effect = Effect::kChanges,
              .summary = "complete steps",
              .description = "Every gate of the step must be met; all unmet ones are listed. The last step "
                             "completes the run, unless the setting auto_complete is false.",
              .arguments = kComplete,
              .answer = "step"},
     .change = move<Verb::kComplete>},
    {.spec = {.name = "step.hold",
              .effect = Effect::kChanges,
              .summary = "hold steps",
              .description =
                  "The step remembers where it was; `step resume` goes on from there. Needs --reason.",
              .arguments = kMove,
              .answer = "step"},
     .change = move<Verb::kHold>},
    {.spec = {.name = "step.resume",
              .effect = Effect::kChanges,
              .summary = "resume held steps",
              .description = "Back to the state before the hold; in progress only while the step is still "
                             "available, else todo.",
              .arguments = kMove,
              .answer = "step"},
     .change = move<Verb::kResume>},
    {.spec = {.name = "step.fail",
              .effect = Effect::kChanges,
              .summary = "fail steps",
              .description = "The run goes on; `step rework` begins a new attempt. With the setting "
                             "issue_on_fail an issue is opened. Needs --reason.",
              .arguments = kMove,
              .answer = "step"},
     .change = move<Verb::kFail>},
    {.spec = {.name = "step.rework",
              .effect = Effect::kChanges,
              .summary = "begin a new attempt at failed steps",
              .description = "The new attempt starts with empty values; those of earlier attempts stay "
                             "readable. Needs --reason.",
              .arguments = kMove,
              .answer = "step"},
     .change = move<Verb::kRework>},
    {.spec = {.name = "step.cancel",
              .effect = Effect::kChanges,
              .summary = "cancel steps",
              .description = "A canceled step leaves the graph: what waited for it waits for what it waited "
                             "for. Its open descendants are canceled with it. Needs --reason.",
              .arguments = kMove,
              .answer = "step"},
     .change = move<Verb::kCancel>},
    {.spec = {.name = "step.restore",
              .effect = Effect::kChanges,
              .summary = "bring canceled steps back",
              .description = "Those canceled with it come back too. Refused while work rests on a step that "
                             "comes back, unless --cascade sends that work back to todo. Needs --reason.",
              .arguments = kSendBack,
              .answer = "step"},
     .change = move<Verb::kRestore>},
    {.spec = {.name = "step.reopen",
              .effect = Effect::kChanges,
              .summary = "reopen completed steps",
              .description = "A new attempt begins. Refused while work rests on the step, unless --cascade "
                             "sends that work back to todo, each step with a new attempt. Needs --reason.",
              .arguments = kSendBack,
              .answer = "step"},
     .change = move<Verb::kReopen>},
    {.spec = {.name = "step.deviate",
              .effect = Effect::kChanges,
              .summary = "accept a value out of spec as a deviation",
              .description = "The reason is the rationale, on record with the value. Needs --reason.",
              .arguments = kDeviate,
              .answer = "step"},
     .change = deviate},
};

}  // namespace

std::span<const Operation> step_operations() { return kOperations; }

}  // namespace traveler::ops
