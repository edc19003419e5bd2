#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "traveler/operations.h"

namespace traveler::cmd {

/// What argv names.
struct Invocation {
  const OperationSpec* operation = nullptr;  ///< null: help is asked for, or nothing was named
  std::string topic;                         ///< the noun that help is asked about; may be empty
  bool help = false;
  bool version = false;
  std::vector<std::string> arguments;  ///< argv without program, noun and verb
};

/// Finds noun and verb. Global options may stand before, between and behind them.
/// Throws Error(usage) for unknown nouns, verbs and options, with the nearest name as the hint.
Invocation find_invocation(std::span<const std::string> arguments);

/// All nouns and lone verbs, in the order of the manual.
std::vector<std::string_view> top_level_names();
/// The verbs of a noun; empty when there is no such noun.
std::vector<std::string_view> verbs_of(std::string_view noun);

/// True when errors go out as JSON objects, as far as argv can be read at all.
bool asks_for_json(std::span<const std::string> arguments);

}  // namespace traveler::cmd
