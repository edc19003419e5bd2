#include "global_options.h"

#include <algorithm>

#include "base/concat.h"

namespace traveler::cmd {
namespace {

constexpr std::string_view kFormats[] = {"table", "json", "ndjson", "csv", "id"};  // as in Format
constexpr std::string_view kColors[] = {"auto", "always", "never"};

constexpr ArgumentSpec kGlobal[] = {
    {.name = "directory",
     .type = ArgumentType::kFile,
     .help = "act as if started in DIR",
     .metavar = "DIR",
     .letter = 'C'},
    {.name = "workspace",
     .type = ArgumentType::kFile,
     .help = "the .traveler folder or the folder that holds it; default: TRAVELER_WORKSPACE, else the "
             "nearest one upward",
     .metavar = "PATH"},
    {.name = "as",
     .type = ArgumentType::kId,
     .help = "the user to act for; default: TRAVELER_ACTOR, else the system login",
     .refers_to = ObjectKind::kUser,
     .metavar = "USER"},
    {.name = "format",
     .type = ArgumentType::kChoice,
     .help = "how the answer is written",
     .choices = kFormats,
     .metavar = "FORMAT"},
    {.name = "json", .type = ArgumentType::kFlag, .help = "the same as --format json"},
    {.name = "fields",
     .help = "only these columns or keys, separated by commas; 'help' lists them",
     .metavar = "A,B"},
    {.name = "dry_run",
     .type = ArgumentType::kFlag,
     .help = "check and show what would change, but write nothing"},
    {.name = "idempotency_key",
     .help = "do it once: the same request under the same key gets the same answer again",
     .metavar = "KEY"},
    {.name = "if_revision",
     .type = ArgumentType::kInteger,
     .help = "refuse when the revision of what is changed is not N",
     .metavar = "N"},
    {.name = "reason", .help = "why; kept in the history", .metavar = "TEXT"},
    {.name = "at",
     .type = ArgumentType::kTime,
     .help = "when it happened, for records entered late",
     .metavar = "TIME"},
    {.name = "lock_timeout",
     .type = ArgumentType::kDuration,
     .help = "how long to wait for another writer; default 10s",
     .metavar = "TIME"},
    {.name = "quiet", .type = ArgumentType::kFlag, .help = "say nothing after a change", .letter = 'q'},
    {.name = "verbose", .type = ArgumentType::kFlag, .help = "say more", .letter = 'v'},
    {.name = "color",
     .type = ArgumentType::kChoice,
     .help = "when to use colour",
     .choices = kColors,
     .metavar = "WHEN"},
    {.name = "yes", .type = ArgumentType::kFlag, .help = "answer every question with yes"},
    {.name = "no_input", .type = ArgumentType::kFlag, .help = "never ask"},
    {.name = "help", .type = ArgumentType::kFlag, .help = "show help", .letter = 'h'},
};

constexpr ArgumentSpec kLists[] = {
    {.name = "sort",
     .help = "the column to sort by; a minus before it turns the order around",
     .metavar = "FIELD"},
    {.name = "limit", .type = ArgumentType::kInteger, .help = "at most N rows", .metavar = "N"},
};

std::string joined_choices(const ArgumentSpec& argument, std::string_view separator) {
  std::string out;
  for (const std::string_view choice : argument.choices) out += concat(out.empty() ? "" : separator, choice);
  return out;
}

}  // namespace

std::span<const ArgumentSpec> global_arguments() { return kGlobal; }

std::span<const std::string_view> formats_of(const OperationSpec& operation) {
  return operation.formats.empty() ? std::span<const std::string_view>(kFormats) : operation.formats;
}

ArgumentSpec format_option(const OperationSpec& operation) {
  ArgumentSpec option = *find_option(kGlobal, "--format");
  option.choices = formats_of(operation);
  return option;
}

Format format_named(std::string_view name) {
  static_assert(std::size(kFormats) == static_cast<std::size_t>(Format::kOwn));
  return static_cast<Format>(std::find(std::begin(kFormats), std::end(kFormats), name) -
                             std::begin(kFormats));
}

std::span<const ArgumentSpec> list_arguments() { return kLists; }

const ArgumentSpec* find_option(std::span<const ArgumentSpec> arguments, std::string_view token) {
  const bool is_long = token.starts_with("--");
  for (const ArgumentSpec& argument : arguments) {
    if (argument.positional) continue;
    if (!is_long && token.size() == 2 && argument.letter == token[1]) return &argument;
    if (is_long && token == option_name(argument)) return &argument;
  }
  return nullptr;
}

std::string option_name(const ArgumentSpec& argument) {
  std::string name = concat("--", argument.name);
  std::replace(name.begin(), name.end(), '_', '-');
  return name;
}

std::string metavar(const ArgumentSpec& argument) {
  if (!argument.metavar.empty()) return std::string(argument.metavar);
  if (argument.type == ArgumentType::kPairs) return "KEY=VALUE";
  constexpr std::size_t kLongestChoices = 24;
  if (const std::string choices = joined_choices(argument, "|");
      !choices.empty() && choices.size() <= kLongestChoices) {
    return choices;
  }
  std::string name;
  for (const char c : argument.name) {
    name += c == '_' ? '-' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  }
  return name;
}

std::string full_help(const ArgumentSpec& argument) {
  const std::string choices = joined_choices(argument, ", ");
  const bool seen = choices.empty() || metavar(argument) == joined_choices(argument, "|");
  return seen ? std::string(argument.help) : concat(argument.help, ": ", choices);
}

std::string typed_name(const OperationSpec& operation) {
  std::string name(operation.name);
  std::replace(name.begin(), name.end(), '.', ' ');
  return name;
}

}  // namespace traveler::cmd
