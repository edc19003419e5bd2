#include "ops/operation.h"

namespace traveler::ops {
namespace {

constexpr std::string_view kSeverities[] = {"error", "warning", "note"};
constexpr std::string_view kFindingFormats[] = {"table", "json", "ndjson", "csv", "concise"};

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
     .help = "a procedure or standard step, YAML or JSON; - for standard input",
     .positional = true,
     .required = true,
     .many = true,
     .plural = "files"},
    {.name = "fail_level",
     .type = ArgumentType::kChoice,
     .help = "the least severe finding that fails; default error",
     .choices = kSeverities,
     .metavar = "LEVEL"},
};
constexpr ArgumentSpec kExport[] = {
    {.name = "table",
     .type = ArgumentType::kId,
     .help = "a table to write; several need --output",
     .positional = true,
     .required = true,
     .many = true,
     .plural = "tables",
     .refers_to = Refers::kTable},
    {.name = "output",
     .type = ArgumentType::kFile,
     .help = "write to this file, or each table to a file of its name in this folder",
     .metavar = "PATH",
     .letter = 'o'},
};
constexpr ArgumentSpec kPrint[] = {
    {.name = "name",
     .type = ArgumentType::kId,
     .help = "name of the schema",
     .positional = true,
     .required = true,
     .refers_to = Refers::kSchema},
};

// Carried out by the program that asks: they need no workspace, or write more than one answer.
constexpr Operation kOperations[] = {
    {.spec = {.name = "init",
              .effect = Effect::kLocal,
              .summary = "make a workspace",
              .description = "Makes the folder .traveler with an empty workspace whose one user is the "
                             "actor, an admin. The printed "
                             "name is that of the system account.",
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
              .description = "The schemas are those of the documents that traveler reads (JSON Schema, "
                             "draft-07). They are part of "
                             "the program and need no network. The schema 'operations' describes every "
                             "operation with its arguments.",
              .arguments = kPrint}},
    {.spec = {.name = "procedure.validate",
              .effect = Effect::kLocal,
              .summary = "check procedure files",
              .description = "Reports every finding of every file, each with file, line, column, rule and, "
                             "where it helps, the fix. "
                             "Needs no workspace. Exits 1 when a finding is at least as severe as "
                             "--fail-level, 3 when a file is "
                             "missing, 6 when one cannot be read; the others are reported all the same. "
                             "The format concise is one line a finding.",
              .arguments = kValidate,
              .formats = kFindingFormats,
              .answer = "finding"}},
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
