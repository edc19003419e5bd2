#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "traveler/operations.h"

namespace traveler::cmd {

/// How an answer is written. kOwn: in a form that only some operations have, `GlobalOptions::own_format`.
enum class Format : std::uint8_t { kTable, kJson, kNdjson, kCsv, kId, kOwn };

/// What the global options say; cli.md section 1. Those that belong to the request are in Request.
struct GlobalOptions {
  std::string directory;  ///< -C
  std::string workspace;
  std::string actor;  ///< --as
  std::optional<Format> format;
  std::string own_format;  ///< its name, with Format::kOwn
  std::vector<std::string> fields;
  bool list_fields = false;  ///< --fields help
  std::chrono::milliseconds lock_timeout{10'000};
  std::optional<bool> color;  ///< none: only on a terminal
  bool quiet = false;
  bool verbose = false;
  bool assume_yes = false;
  bool no_input = false;
  bool help = false;
  std::string sort;  ///< a column, with `-` before it for the other direction
  std::optional<std::size_t> limit;
  std::vector<std::pair<std::string, std::string>> filters;  ///< column and value

  Format format_or(Format other) const { return format.value_or(other); }
  bool json_errors() const { return format == Format::kJson || format == Format::kNdjson; }
};

/// The options that every command takes.
std::span<const ArgumentSpec> global_arguments();
/// What `--format` takes for the operation, the default first.
std::span<const std::string_view> formats_of(const OperationSpec& operation);
/// `--format` with the formats of the operation.
ArgumentSpec format_option(const OperationSpec& operation);
/// The format of that name; kOwn for one that not every operation has.
Format format_named(std::string_view name);
/// Those that every list takes besides.
std::span<const ArgumentSpec> list_arguments();

/// The option that `-c` or `--name` (without a value) names among `arguments`, or nullptr.
const ArgumentSpec* find_option(std::span<const ArgumentSpec> arguments, std::string_view token);

/// `--dry-run`
std::string option_name(const ArgumentSpec& argument);

/// The placeholder for a value: `STEP`, `KEY=VALUE`, `yaml|json`.
std::string metavar(const ArgumentSpec& argument);

/// What an argument is for, with its choices where the placeholder does not show them.
std::string full_help(const ArgumentSpec& argument);

/// The names of an operation as typed: "step start".
std::string typed_name(const OperationSpec& operation);

}  // namespace traveler::cmd
