#pragma once

#include <string>
#include <string_view>

#include "traveler/error.h"

namespace traveler::cmd {

/// A text of the library as it is typed here. The library names operations and arguments in backquotes: a
/// call, `step.list run=R-1`, becomes the command `traveler step list R-1`, and an argument, `quantity=` or
/// `from=INV-5`, becomes the option --quantity or --from INV-5. A command keeps its backquotes within a
/// sentence and loses them after a colon and where it is the whole text. All else stays as it is.
std::string spelled(std::string_view text);

/// The same error or finding with every text in it spelled.
Error spelled(const Error& error);
Finding spelled(Finding finding);

}  // namespace traveler::cmd
