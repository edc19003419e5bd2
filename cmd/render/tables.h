#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "render/cells.h"
#include "traveler/value.h"

namespace traveler::cmd {

/// Rows of one answer kind as a table for people. `fields` chooses the columns; empty means the usual ones
/// of the kind, and of a kind without any, all members of the first row.
std::string render_table(std::string_view kind, const std::vector<Value>& rows,
                         const std::vector<std::string>& fields, const View& view);

/// What to say when there are no rows: "no runs".
std::string nothing_text(std::string_view kind);

}  // namespace traveler::cmd
