#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace traveler::cmd {

/// The columns that `text` takes on a terminal: two for wide CJK and emoji, none for combining marks;
/// an emoji sequence (joined, with skin tone, flag, keycap) counts once. Control characters take none,
/// bytes that are not UTF-8 one each.
std::size_t display_width(std::string_view text);

/// Makes everything visible that a terminal would act on: control characters (`\n`, `\t`, `\r`, `\x1b`,
/// `\u0085`), characters that turn text around or break lines (`\u202e`, `\u2028`) and, byte by byte, what
/// is not UTF-8 (`\xff`). The result is valid UTF-8 of one line. A backslash stays as it is.
std::string escape_for_terminal(std::string_view text);

/// True when `escape_for_terminal` would change nothing and every byte is one column: printable ASCII.
bool is_plain_ascii(std::string_view text);

/// `text` when it fits into `width` columns; else as much of its front as fits before an ellipsis "…".
/// Never cuts inside of a character with its marks. A width of zero gives "".
std::string truncate_to_width(std::string_view text, std::size_t width);

}  // namespace traveler::cmd
