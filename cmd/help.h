#pragma once

#include <span>
#include <string>
#include <string_view>

#include "render/cells.h"
#include "traveler/operations.h"

namespace traveler::cmd {

/// The overview: all nouns with their verbs, the global options, exit codes.
std::string help_overview(const View& view);
/// The verbs of a noun.
std::string help_of_noun(std::string_view noun, const View& view);
/// Usage, description, arguments, options and examples of an operation.
std::string help_of_operation(const OperationSpec& operation, const View& view);

/// "traveler step start STEP... [options]"
std::string usage_line(const OperationSpec& operation);
/// The hand-written examples of an operation, or "".
std::string_view examples_of(std::string_view operation);
/// "-f FILE, --file FILE" with what it does.
std::string option_term(const ArgumentSpec& argument);

struct NamedText {
  std::string_view name;
  std::string_view text;
};
/// The exit codes with their meaning; the environment variables.
std::span<const NamedText> exit_codes();
std::span<const NamedText> environment_variables();

}  // namespace traveler::cmd
