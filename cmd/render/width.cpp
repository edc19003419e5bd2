#include "render/width.h"

#include <utf8proc.h>

#include <algorithm>

#include "base/text.h"

namespace traveler::cmd {
namespace {

constexpr std::string_view kEllipsis = "…";
constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr char32_t kReplacement = 0xFFFD;
constexpr char32_t kEmojiStyle = 0xFE0F;
constexpr char32_t kKeycap = 0x20E3;

constexpr bool is_printable_ascii(char c) { return c >= 0x20 && c < 0x7F; }

int bound_class(char32_t c) {
  return static_cast<int>(utf8proc_get_property(static_cast<utf8proc_int32_t>(c))->boundclass);
}

std::size_t code_point_width(char32_t c) {
  // Planes 2 and 3 are set aside for ideographs: wide even where the tables do not know them yet.
  if (c >= 0x20000 && c <= 0x3FFFD) return 2;
  const int width = utf8proc_charwidth(static_cast<utf8proc_int32_t>(c));
  return width > 0 ? static_cast<std::size_t>(width) : 0;
}

/// Gathers the width of one grapheme cluster from its code points.
class ClusterWidth {
 public:
  explicit ClusterWidth(char32_t first)
      : pictograph_(bound_class(first) == UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC),
        width_(code_point_width(first)) {}

  void add(char32_t c) {
    if (c == kEmojiStyle) emoji_style_ = true;
    if (c == kKeycap) keycap_ = true;
    const int bounds = bound_class(c);
    // The later letters of a Hangul syllable are drawn into the square of the first.
    if (bounds == UTF8PROC_BOUNDCLASS_V || bounds == UTF8PROC_BOUNDCLASS_T) return;
    // What is joined to a pictograph is drawn on top of it; elsewhere it stands beside (Thai AM).
    const std::size_t width = code_point_width(c);
    width_ = pictograph_ ? std::max(width_, width) : width_ + width;
  }

  std::size_t columns() const {
    return emoji_style_ && (pictograph_ || keycap_) ? std::max<std::size_t>(width_, 2) : width_;
  }

 private:
  bool pictograph_;
  bool emoji_style_ = false;
  bool keycap_ = false;
  std::size_t width_;
};

/// Moves `offset` past the grapheme cluster that starts there and returns its width.
std::size_t next_cluster(std::string_view text, std::size_t& offset) {
  // Between two printable ASCII characters there is always a boundary.
  if (is_printable_ascii(text[offset]) &&
      (offset + 1 == text.size() || is_printable_ascii(text[offset + 1]))) {
    ++offset;
    return 1;
  }
  char32_t previous = next_code_point(text, offset);
  ClusterWidth width(previous);
  utf8proc_int32_t state = 0;
  while (offset < text.size()) {
    std::size_t after = offset;
    const char32_t c = next_code_point(text, after);
    if (utf8proc_grapheme_break_stateful(static_cast<utf8proc_int32_t>(previous),
                                         static_cast<utf8proc_int32_t>(c), &state)) {
      break;
    }
    width.add(c);
    previous = c;
    offset = after;
  }
  return width.columns();
}

/// Characters that are drawn as nothing but move, turn or hide what stands around them.
bool acts_on_terminal(char32_t c) {
  const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);
  const bool line_break = c == 0x2028 || c == 0x2029;
  const bool byte_order_mark = c == 0xFEFF;
  const bool annotation = c >= 0xFFF9 && c <= 0xFFFB;
  return control || line_break || byte_order_mark || annotation || is_bidi_control(c);
}

void append_hex(std::string& out, std::string_view prefix, char32_t value, unsigned digits) {
  out += prefix;
  for (unsigned left = digits; left > 0; --left) out += kHexDigits[(value >> (4 * (left - 1))) & 0x0FU];
}

void append_escape(std::string& out, char32_t c) {
  switch (c) {
    case U'\n':
      out += "\\n";
      return;
    case U'\r':
      out += "\\r";
      return;
    case U'\t':
      out += "\\t";
      return;
    default:
      if (c < 0x80) {
        append_hex(out, "\\x", c, 2);
      } else {
        append_hex(out, "\\u", c, 4);  // all of them are below U+10000
      }
  }
}

}  // namespace

bool is_plain_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), is_printable_ascii);
}

std::size_t display_width(std::string_view text) {
  if (is_plain_ascii(text)) return text.size();
  std::size_t width = 0;
  for (std::size_t offset = 0; offset < text.size();) width += next_cluster(text, offset);
  return width;
}

std::string escape_for_terminal(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t offset = 0; offset < text.size();) {
    const std::size_t start = offset;
    if (is_printable_ascii(text[offset])) {
      while (offset < text.size() && is_printable_ascii(text[offset])) ++offset;
      out += text.substr(start, offset - start);
      continue;
    }
    const char32_t c = next_code_point(text, offset);
    if (c == kReplacement && offset - start == 1) {
      append_hex(out, "\\x", static_cast<unsigned char>(text[start]), 2);
    } else if (acts_on_terminal(c)) {
      append_escape(out, c);
    } else {
      out += text.substr(start, offset - start);
    }
  }
  return out;
}

std::string truncate_to_width(std::string_view text, std::size_t width) {
  if (width == 0) return {};
  // What fits beside the ellipsis, should the text turn out to be too wide.
  std::size_t kept = 0;
  std::size_t used = 0;
  for (std::size_t offset = 0; offset < text.size();) {
    used += next_cluster(text, offset);
    if (used > width) return std::string(text.substr(0, kept)).append(kEllipsis);
    if (used < width) kept = offset;
  }
  return std::string(text);
}

}  // namespace traveler::cmd
