#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "traveler/operations.h"

namespace traveler::cmd::generate {

// One completion script a shell.
std::string bash_completion();
std::string zsh_completion();
std::string fish_completion();

/// The KIND of `traveler __complete` for what an argument names; "" when nothing is looked up.
std::string_view completed_kind(const ArgumentSpec& spec);
bool is_path(const ArgumentSpec& spec);
/// Words with blanks between them.
std::string joined(const std::vector<std::string_view>& words);
/// The options of an operation, without the global ones.
std::vector<ArgumentSpec> options_of(const OperationSpec& operation);
/// A text between single quotes of a shell.
std::string quoted(std::string_view text);

}  // namespace traveler::cmd::generate
