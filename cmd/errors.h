#pragma once

#include <string>

#include "traveler/error.h"

namespace traveler::cmd {

/// How errors are shown.
struct ErrorStyle {
  bool json = false;  ///< the object of cli.md, on one line
  bool color = false;
};

/// The text of an error for stderr, with a line end: `traveler: error[code]: message`, what blocks or what
/// was found below it, and the hint.
std::string describe_error(const Error& error, const ErrorStyle& style);

/// One finding as `file:line:column: severity[rule]: message`; parts that are unknown are left out.
std::string finding_line(const Finding& finding, bool color);

}  // namespace traveler::cmd
