#include "ops/operation.h"

namespace traveler::ops {
namespace {

constexpr std::string_view kSeverities[] = {"error", "warning", "note"};
constexpr std::string_view kFindingFormats[] = {"table",  "json",  "ndjson", "csv",   "concise",
                                                "github", "sarif", "junit",  "gitlab"};

constexpr ArgumentSpec kInit[] = {
    {.name = "directory",
     .type = ArgumentType::kFile,
     .help = "the folder to hold .traveler; default: the current one",
     .positional = true,
     .metavar = "DIR"},
};
constexpr ArgumentSpec kHelp[] = {
    {.name = "noun", .help = "a noun or a lone verb", .positional = true},
    {.name = "verb", .help = "a verb of it", .positional = true},
};
constexpr ArgumentSpec kValidate[] = {
    {.name = "file",
     .type = ArgumentType::kFile,
     .help = "a procedure or standard step, YAML or JSON, or a folder of them; - for standard input",
     .positional = true,
     .many = true,
     .plural = "files"},
    {.name = "fail_level",
     .type = ArgumentType::kChoice,
     .help = "the least severe finding that fails; default error",
     .choices = kSeverities,
     .metavar = "LEVEL"},
    {.name = "report",
     .type = ArgumentType::kPairs,
     .help = "also write a report to a file: concise, json, github, sarif, junit or gitlab",
     .many = true,
     .metavar = "FORMAT=FILE"},
    {.name = "severity",
     .type = ArgumentType::kPairs,
     .help = "set a rule to error, warning, note or off, over what .traveler.yaml says",
     .many = true,
     .metavar = "RULE=LEVEL"},
    {.name = "rules", .type = ArgumentType::kFlag, .help = "list the rules, each with what it means"},
};
constexpr std::string_view kGraphFormats[] = {"dot", "mermaid", "svg"};
constexpr ArgumentSpec kGraph[] = {
    {.name = "procedure",
     .type = ArgumentType::kId,
     .help = "KEY, KEY@REV or a file, YAML or JSON; - for standard input",
     .positional = true,
     .refers_to = ObjectKind::kProcedure},
    {.name = "run",
     .type = ArgumentType::kId,
     .help = "draw the steps of this run with their states",
     .refers_to = ObjectKind::kRun},
};
constexpr ArgumentSpec kDiff[] = {
    {.name = "a",
     .help = "a revision, as KEY or KEY@REV, or a file: with / or ending in .yaml, .yml, .json; or -",
     .positional = true,
     .required = true,
     .refers_to = ObjectKind::kProcedure},
    {.name = "b",
     .help = "what it is compared with, named likewise",
     .positional = true,
     .required = true,
     .refers_to = ObjectKind::kProcedure},
};
constexpr ArgumentSpec kExport[] = {
    {.name = "table",
     .type = ArgumentType::kId,
     .help = "a table to write; several need --output",
     .positional = true,
     .required = true,
     .many = true,
     .plural = "tables",
     .refers_to = ObjectKind::kTable},
    {.name = "output",
     .type = ArgumentType::kFile,
     .help = "write to this file, or each table to a file of its name in this folder",
     .metavar = "PATH",
     .letter = 'o'},
};
constexpr std::string_view kLineFormats[] = {"ndjson", "json"};
constexpr ArgumentSpec kApply[] = {
    {.name = "file",
     .type = ArgumentType::kFile,
     .help = "the operations: NDJSON, or a JSON or YAML array; default, and -: standard input",
     .metavar = "FILE",
     .letter = 'f'},
    {.name = "each", .type = ArgumentType::kFlag, .help = "one transaction a line: each result is final"},
    {.name = "continue_on_error",
     .type = ArgumentType::kFlag,
     .help = "with --each: go on after a line that is refused or malformed"},
};
constexpr ArgumentSpec kPrint[] = {
    {.name = "name",
     .type = ArgumentType::kId,
     .help = "name of the schema",
     .positional = true,
     .required = true,
     .refers_to = ObjectKind::kSchema},
};

constexpr std::string_view kSqlFormats[] = {"table", "json", "ndjson", "csv", "id"};
constexpr ArgumentSpec kSql[] = {
    {.name = "query",
     .help = "one SELECT statement; default: read from standard input",
     .positional = true,
     .metavar = "QUERY"},
};

// Carried out by the program that asks: they need no workspace, or write more than one answer.
constexpr Operation kOperations[] = {
    {.spec = {.name = "init",
              .effect = Effect::kLocal,
              .summary = "make a workspace",
              .description = "Makes the folder .traveler with an empty workspace whose one user is the "
                             "actor, an admin. The printed name is that of the system account.",
              .arguments = kInit,
              .answer = "workspace"}},
    {.spec = {.name = "help",
              .effect = Effect::kLocal,
              .summary = "show help for a command",
              .arguments = kHelp}},
    {.spec =
         {.name = "version", .effect = Effect::kLocal, .summary = "print the version", .answer = "version"}},
    {.spec = {.name = "schema.list",
              .effect = Effect::kLocal,
              .summary = "list the JSON Schemas",
              .lists = true,
              .answer = "schema"}},
    {.spec = {.name = "schema.print",
              .effect = Effect::kLocal,
              .summary = "print a JSON Schema",
              .description =
                  "The schemas are those of the documents that traveler reads (JSON Schema, "
                  "draft-07). They are part of the program and need no network. The schema "
                  "'operations' describes every operation with its arguments, 'answers' what each of them "
                  "answers.",
              .arguments = kPrint}},
    {.spec =
         {.name = "procedure.validate",
          .effect = Effect::kLocal,
          .summary = "check procedure files",
          .description =
              "Reports every finding of every file, each with file, line, column, rule and, where it helps, "
              "the fix. In folders all files named *.proc.yaml and *.std.yaml (or .yml or .json) are "
              "checked. Needs no workspace; when there is one, the parts, roles, locations and standard "
              "steps that are named are looked up in it.\n\n"
              "Exits 1 when a finding is at least as severe as --fail-level, 3 when a file is missing, 6 "
              "when one cannot be read; the others are reported all the same.\n\n"
              "The nearest .traveler.yaml at or above a file, within its checkout, sets severities: a "
              "mapping `rules` of rules to error, warning, note or off. A comment `# traveler: ignore "
              "RULE` silences that rule on its line, and is itself reported when it silences nothing. "
              "traveler-rules(7) explains the rules.\n\n"
              "The format concise is one line a finding; github (the default within GitHub Actions), "
              "sarif, junit and gitlab are what these services read, with paths from the root of the "
              "checkout.",
          .arguments = kValidate,
          .formats = kFindingFormats,
          .answer = "finding"}},
    {.spec = {.name = "procedure.graph",
              .effect = Effect::kLocal,
              .summary = "draw the steps of a procedure",
              .description =
                  "Draws the steps, what they wait for, and the steps inside of others: for Graphviz (dot, "
                  "the default), as a Mermaid flowchart, or as a picture that needs nothing else (svg). "
                  "With --run the steps are those of the run, and their states are told by colour and mark; "
                  "what can be worked on has a heavy border. Optional steps are dashed. A word that ends in "
                  ".yaml, .yml or .json or has a slash is a file and needs no workspace; a file is checked "
                  "first. A use of a standard step is one step named as there.",
              .arguments = kGraph,
              .formats = kGraphFormats}},
    {.spec = {.name = "procedure.diff",
              .effect = Effect::kLocal,
              .summary = "compare two procedures by meaning",
              .description =
                  "Compares revisions, files, or a file and a revision; standard steps too. Steps, fields, "
                  "requirements and approvals are matched by their keys; numbers and durations compare as "
                  "values, and dependencies by the steps that are waited for, whether written or implied by "
                  "the flow. Exits 0 when there is no difference in meaning, 1 when there is one.",
              .arguments = kDiff,
              .answer = "change"}},
    {.spec =
         {.name = "apply",
          .effect = Effect::kLocal,
          .summary = "carry out many operations from a stream",
          .description =
              "Each line is one operation: {\"op\": \"step.complete\", \"args\": {\"step\": "
              "\"R-1/torque\", \"set\": {\"nm\": \"10.1\"}}}, and may have `as`, `at`, `reason`, `key` (its "
              "idempotency key) and `if_revision`. `traveler schema print operations` describes every "
              "operation. For each line one is written: {\"line\": 1, \"ok\": true, \"op\": ..., \"result\": "
              "...}, or with `error`.\n\n"
              "All lines are one transaction: the results count when the last line says {\"committed\": "
              "true}, and the first refusal undoes everything. Other writers wait meanwhile. With --each "
              "every "
              "line is a transaction of its own.\n\n"
              "With --idempotency-key the input is applied once; the same input again prints the last line. "
              "With --each the key is given to each line, with the line's number.\n\n"
              "Exits 0 when all were done, else with the code of the first refusal.",
          .arguments = kApply,
          .formats = kLineFormats}},
    {.spec = {.name = "sql",
              .effect = Effect::kLocal,
              .summary = "answer a question in SQL",
              .description =
                  "One SELECT over the export tables by their names (booleans are 0 and 1) and over "
                  "the store's own tables as main.NAME. It reads one consistent state, beside "
                  "commands that write; whatever is no such question is refused. Without QUERY it is "
                  "read from standard input.",
              .arguments = kSql,
              .formats = kSqlFormats}},
    {.spec = {.name = "export",
              .effect = Effect::kLocal,
              .summary = "write tables for other programs",
              .description = "Writes CSV (the default), JSON or NDJSON, each table from one consistent read "
                             "and in an order that depends on the data "
                             "alone. Times are UTC. A file that is written is there whole or not at all.",
              .arguments = kExport}},
};

}  // namespace

std::span<const Operation> local_operations() { return kOperations; }

}  // namespace traveler::ops
