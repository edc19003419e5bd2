#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "format/json.h"

namespace traveler::format {

namespace {

// yaml-cpp gives up on a key of one line after 1,024 characters.
constexpr std::size_t kLongestPlainKey = 500;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Words that a YAML 1.1 or 1.2 reader takes for null, a boolean, a merge or a number.
bool is_special_word(std::string_view text) {
  static constexpr std::array<std::string_view, 13> kWords{
      "null", "true", "false", "yes", "no", "on", "off", "y", "n", ".nan", ".inf", "-.inf", "+.inf"};
  if (text.size() > 5) return false;
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return std::find(kWords.begin(), kWords.end(), lower) != kWords.end();
}

/// Anything that some reader may take for a number or a date: 12, 1e3, 1_000, 12:30, 0x1F, 2026-11-22.
bool looks_like_number(std::string_view text) {
  if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
  if (text.empty() || (!is_digit(text[0]) && text[0] != '.')) return false;
  if (text.starts_with("0x") || text.starts_with("0o") || text.starts_with("0b")) return true;
  const bool date =
      text.size() >= 8 && is_digit(text[1]) && is_digit(text[2]) && is_digit(text[3]) && text[4] == '-';
  return date || text.find_first_not_of("0123456789_.:eE+-") == std::string_view::npos;
}

/// Characters that a document may hold only escaped, or that readers take for line ends.
bool needs_escape(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x2028 || c == 0x2029 || c == 0xFEFF ||
         is_bidi_control(c);
}

bool has_escapes(std::string_view text, bool lines) {
  for (std::size_t offset = 0; offset < text.size();) {
    const char32_t c = next_code_point(text, offset);
    if (needs_escape(c) && !(lines && (c == '\n' || c == '\t'))) return true;
  }
  return false;
}

bool is_plain(std::string_view text) {
  if (text.empty() || text.front() == ' ' || text.back() == ' ' || text.back() == ':') return false;
  if (std::string_view("-?:,[]{}#&*!|>'\"%@`~=<").find(text.front()) != std::string_view::npos) return false;
  if (text.find(": ") != std::string_view::npos || text.find(" #") != std::string_view::npos) return false;
  if (text.starts_with("...")) return false;
  return !is_special_word(text) && !looks_like_number(text) && !has_escapes(text, false);
}

void append_double_quoted(std::string& out, std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  out += '"';
  for (std::size_t offset = 0; offset < text.size();) {
    const std::size_t begin = offset;
    const char32_t c = next_code_point(text, offset);
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (!needs_escape(c)) {
          out += text.substr(begin, offset - begin);
          break;
        }
        out += "\\u";  // all of them lie below U+10000
        for (unsigned shift = 16; shift > 0; shift -= 4) out += kHex[(c >> (shift - 4)) & 0xFU];
    }
  }
  out += '"';
}

/// A text that stays the same as a literal block: lines with something in them, one line end at
/// most after the last.
bool is_block(std::string_view text) {
  if (text.find('\n') == std::string_view::npos || invalid_utf8(text) || has_escapes(text, true))
    return false;
  if (text.front() == ' ' || text.front() == '\t' || text.front() == '\n' || text.ends_with("\n\n"))
    return false;
  for (const std::string_view line : split(text, '\n')) {
    if (!line.empty() && line.find_first_not_of(" \t") == std::string_view::npos) return false;
    if (!line.empty() && line.front() == '\t') return false;
  }
  return true;
}

class YamlWriter {
 public:
  std::string out;

  /// Writes a value after `key:` or `-`; the line is open, and what follows is indented by `indent`.
  void write_value(const Value& value, std::size_t indent, bool after_dash) {
    if (value.is_object() && !value.as_object().empty()) {
      write_map(value.as_object(), indent, after_dash);
    } else if (value.is_list() && !value.as_list().empty()) {
      write_list(value.as_list(), indent, after_dash);
    } else if (value.is_text() && is_block(value.as_text())) {
      write_block(value.as_text(), indent);
    } else {
      out += ' ';
      write_scalar(value);
      out += '\n';
    }
  }

  void write_root(const Value& value) {
    if (value.is_object() && !value.as_object().empty()) {
      write_map(value.as_object(), 0, true);
    } else if (value.is_list() && !value.as_list().empty()) {
      write_list(value.as_list(), 0, true);
    } else {
      write_scalar(value);
      out += '\n';
    }
  }

 private:
  /// `inline_first`: the first entry goes on the open line (`- key: value`).
  void write_map(const Value::Object& object, std::size_t indent, bool inline_first) {
    bool inline_next = begin_nested(inline_first, indent);
    for (const auto& [key, value] : object) {
      if (!inline_next) out.append(indent, ' ');
      inline_next = false;
      const std::size_t begin = out.size();
      write_text(key);
      if (out.size() - begin > kLongestPlainKey) {
        out.insert(begin, "? ");
        out += '\n';
        out.append(indent, ' ');
      }
      out += ':';
      write_value(value, indent + 2, false);
    }
  }

  void write_list(const Value::List& list, std::size_t indent, bool inline_first) {
    bool inline_next = begin_nested(inline_first, indent);
    for (const Value& item : list) {
      if (!inline_next) out.append(indent, ' ');
      inline_next = false;
      out += '-';
      write_value(item, indent + 2, true);
    }
  }

  bool begin_nested(bool inline_first, std::size_t indent) {
    if (!inline_first) {
      out += '\n';
    } else if (indent > 0) {
      out += ' ';
    }
    return inline_first;
  }

  void write_block(std::string_view text, std::size_t indent) {
    const bool ended = text.ends_with('\n');
    out += ended ? " |\n" : " |-\n";
    if (ended) text.remove_suffix(1);
    for (const std::string_view line : split(text, '\n')) {
      if (!line.empty()) out.append(indent, ' ');
      out += line;
      out += '\n';
    }
  }

  void write_scalar(const Value& value) {
    if (value.is_text()) {
      write_text(value.as_text());
    } else {
      append_json(out, value);  // the JSON forms of the rest are YAML
    }
  }

  void write_text(std::string_view text) {
    if (invalid_utf8(text)) {
      append_double_quoted(out, replace_invalid_utf8(text));
    } else if (is_plain(text)) {
      out += text;
    } else {
      append_double_quoted(out, text);
    }
  }
};

}  // namespace

std::string to_yaml(const Value& value) {
  YamlWriter writer;
  writer.write_root(value);
  return std::move(writer.out);
}

}  // namespace traveler::format
