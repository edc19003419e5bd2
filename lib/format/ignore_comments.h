#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "format/tree.h"

namespace traveler::format {

/// One rule named in a comment `# traveler: ignore RULE, RULE`, which silences that rule on its line.
struct IgnoreComment {
  std::string rule;
  Mark mark;  ///< of the rule; of the word `ignore` when none is named
};

/// The rules that comments of a YAML text name, in the order written. What stands within a text of the
/// document is no comment.
std::vector<IgnoreComment> ignore_comments(const Document& document, std::string_view text);

/// Removes the findings that the comments silence. Adds one for each comment that names no rule, and,
/// when all of the document was looked at (`whole`), for each that silences nothing.
void apply_ignore_comments(const std::vector<IgnoreComment>& comments, const std::string& file, bool whole,
                           std::vector<Finding>& findings);

}  // namespace traveler::format
