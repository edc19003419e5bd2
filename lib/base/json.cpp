#include "base/json.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>
#include <vector>

#include "base/concat.h"
#include "base/text.h"
#include "traveler/error.h"

namespace traveler {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// What each byte needs inside a JSON text: nothing, `\` and the letter, \u00XX, or a look at UTF-8.
enum ByteNeed : unsigned char { kPlain, kUnicode, kNonAscii };
constexpr std::array<unsigned char, 256> byte_needs() {
  std::array<unsigned char, 256> needs{};
  for (std::size_t i = 0; i < 0x20; ++i) needs[i] = kUnicode;
  for (std::size_t i = 0x80; i < 0x100; ++i) needs[i] = kNonAscii;
  needs['"'] = '"';
  needs['\\'] = '\\';
  needs['\b'] = 'b';
  needs['\f'] = 'f';
  needs['\n'] = 'n';
  needs['\r'] = 'r';
  needs['\t'] = 't';
  return needs;
}
constexpr auto kByteNeeds = byte_needs();

/// Appends text that is known to be valid UTF-8, without quotes.
void append_valid(std::string& out, std::string_view text) {
  std::size_t copied = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const unsigned char need = kByteNeeds[byte];
    if (need == kPlain || need == kNonAscii) continue;
    out.append(text, copied, i - copied);
    copied = i + 1;
    if (need == kUnicode) {
      constexpr std::string_view kHex = "0123456789abcdef";
      out += "\\u00";
      out += kHex[byte >> 4U];
      out += kHex[byte & 0xFU];
    } else {
      out += '\\';
      out += static_cast<char>(need);
    }
  }
  out.append(text, copied);
}

bool is_ascii(std::string_view text) {
  unsigned char all = 0;
  for (const char c : text) all = static_cast<unsigned char>(all | static_cast<unsigned char>(c));
  return all < 0x80;
}

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

void append_integer(std::string& out, std::int64_t number) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

void append_scalar(std::string& out, const Value& value) {
  if (value.is_text()) {
    append_json_text(out, value.as_text());
  } else if (value.is_integer()) {
    append_integer(out, value.as_integer());
  } else if (value.is_bool()) {
    out += value.as_bool() ? "true" : "false";
  } else {
    out += "null";
  }
}

void append_canonical(std::string& out, const Value& value) {
  if (value.is_list()) {
    out += '[';
    bool first = true;
    for (const Value& item : value.as_list()) {
      if (!std::exchange(first, false)) out += ',';
      append_canonical(out, item);
    }
    out += ']';
    return;
  }
  if (!value.is_object()) {
    append_scalar(out, value);
    return;
  }
  std::vector<const Value::Member*> members;
  members.reserve(value.as_object().size());
  for (const Value::Member& member : value.as_object()) members.push_back(&member);
  // std::string compares as unsigned bytes.
  std::stable_sort(members.begin(), members.end(),
                   [](const Value::Member* a, const Value::Member* b) { return a->first < b->first; });
  out += '{';
  bool first = true;
  for (const Value::Member* member : members) {
    if (!std::exchange(first, false)) out += ',';
    append_json_text(out, member->first);
    out += ':';
    append_canonical(out, member->second);
  }
  out += '}';
}

void append_utf8(std::string& out, std::uint32_t c) {
  const auto tail = [&](unsigned shift) { out += static_cast<char>(0x80U | ((c >> shift) & 0x3FU)); };
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0U | (c >> 6U));
    tail(0);
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0U | (c >> 12U));
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0U | (c >> 18U));
    tail(12);
    tail(6);
    tail(0);
  }
}

/// Reads what the writers of this file make. Nothing else comes out of a workspace, and a replay reads a
/// million of these texts: so it knows no floats, and copies a text without escapes as it stands.
class StoredReader {
 public:
  explicit StoredReader(std::string_view json)
      : begin_(json.data()), at_(begin_), end_(begin_ + json.size()) {}

  Value read() {
    Value value = read_value(0);
    skip_blanks();
    if (at_ != end_) fail("malformed");
    return value;
  }

 private:
  static constexpr int kDeepest = 100;

  [[noreturn]] void fail(std::string_view why) const {
    throw Error(ErrorCode::kStorageCorrupt,
                concat("stored JSON cannot be read: ", why, " at byte ", at_ - begin_ + 1));
  }

  void skip_blanks() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\t' || *at_ == '\r')) ++at_;
  }
  char peek() {
    skip_blanks();
    if (at_ == end_) fail("it ends too early");
    return *at_;
  }
  bool take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  void expect(char c) {
    if (!take(c)) fail("malformed");
  }
  void expect_word(std::string_view word) {
    if (!std::string_view(at_, static_cast<std::size_t>(end_ - at_)).starts_with(word)) fail("malformed");
    at_ += word.size();
  }

  Value read_value(int depth) {
    switch (peek()) {
      case '{':
        return read_object(depth);
      case '[':
        return read_list(depth);
      case '"':
        return Value(read_text());
      case 't':
        expect_word("true");
        return Value(true);
      case 'f':
        expect_word("false");
        return Value(false);
      case 'n':
        expect_word("null");
        return {};
      default:
        return read_integer();
    }
  }

  Value read_object(int depth) {
    if (depth >= kDeepest) fail("nested too deep");
    Value object = Value::object();
    expect('{');
    if (take('}')) return object;
    do {
      if (peek() != '"') fail("malformed");
      std::string name = read_text();
      expect(':');
      object.as_object().emplace_back(std::move(name), read_value(depth + 1));
    } while (take(','));
    expect('}');
    return object;
  }

  Value read_list(int depth) {
    if (depth >= kDeepest) fail("nested too deep");
    Value list = Value::list();
    expect('[');
    if (take(']')) return list;
    do {
      list.as_list().push_back(read_value(depth + 1));
    } while (take(','));
    expect(']');
    return list;
  }

  Value read_integer() {
    std::int64_t number = 0;
    const auto [rest, error] = std::from_chars(at_, end_, number);
    if (error == std::errc::result_out_of_range) fail("a number beyond 64 bits");
    if (error != std::errc{}) fail("malformed");
    at_ = rest;
    if (at_ != end_ && (*at_ == '.' || *at_ == 'e' || *at_ == 'E')) fail("a number that is not whole");
    return Value(number);
  }

  std::string read_text() {
    ++at_;
    const char* start = at_;
    while (at_ != end_ && *at_ != '"' && *at_ != '\\' && static_cast<unsigned char>(*at_) >= 0x20) ++at_;
    if (at_ == end_) fail("it ends too early");
    std::string text(start, at_);
    while (*at_ != '"') {
      if (static_cast<unsigned char>(*at_) < 0x20) fail("a control character");
      if (*at_ == '\\') {
        read_escape(text);
      } else {
        text += *at_++;
      }
      if (at_ == end_) fail("it ends too early");
    }
    ++at_;
    if (invalid_utf8(text)) fail("a text that is not UTF-8");
    return text;
  }

  void read_escape(std::string& text) {
    if (end_ - at_ < 2) fail("it ends too early");
    const char letter = at_[1];
    at_ += 2;
    switch (letter) {
      case '"':
      case '\\':
      case '/':
        text += letter;
        return;
      case 'b':
        text += '\b';
        return;
      case 'f':
        text += '\f';
        return;
      case 'n':
        text += '\n';
        return;
      case 'r':
        text += '\r';
        return;
      case 't':
        text += '\t';
        return;
      case 'u':
        break;
      default:
        fail("malformed");
    }
    append_utf8(text, read_code_point());
  }

  /// The digits behind `\u`; of a character beyond U+FFFF both halves.
  std::uint32_t read_code_point() {
    const std::uint32_t unit = read_hex();
    const bool high = unit >= 0xD800 && unit < 0xDC00;
    if (unit >= 0xDC00 && unit < 0xE000) fail("half a character");
    if (!high) return unit;
    if (end_ - at_ < 6 || at_[0] != '\\' || at_[1] != 'u') fail("half a character");
    at_ += 2;
    const std::uint32_t low = read_hex();
    if (low < 0xDC00 || low >= 0xE000) fail("half a character");
    return 0x10000 + ((unit - 0xD800) << 10U) + (low - 0xDC00);
  }

  std::uint32_t read_hex() {
    std::uint32_t code = 0;
    if (end_ - at_ < 4) fail("it ends too early");
    const auto [rest, error] = std::from_chars(at_, at_ + 4, code, 16);
    if (error != std::errc{} || rest != at_ + 4) fail("malformed");
    at_ = rest;
    return code;
  }

  const char* begin_;
  const char* at_;
  const char* end_;
};

}  // namespace

std::string replace_invalid_utf8(std::string_view text) {
  std::string out;
  while (const auto invalid = invalid_utf8(text)) {
    out += text.substr(0, *invalid);
    out += kReplacement;
    // One mark for a broken character, its continuation bytes included.
    std::size_t next = *invalid + 1;
    while (next < text.size() && is_continuation(text[next])) ++next;
    text.remove_prefix(next);
  }
  out += text;
  return out;
}

void append_json_text(std::string& out, std::string_view text) {
  out += '"';
  if (is_ascii(text) || !invalid_utf8(text)) {
    append_valid(out, text);
  } else {
    append_valid(out, replace_invalid_utf8(text));
  }
  out += '"';
}

void append_json(std::string& out, const Value& value) {
  if (value.is_object()) {
    out += '{';
    bool first = true;
    for (const Value::Member& member : value.as_object()) {
      if (!std::exchange(first, false)) out += ',';
      append_json_text(out, member.first);
      out += ':';
      append_json(out, member.second);
    }
    out += '}';
  } else if (value.is_list()) {
    out += '[';
    bool first = true;
    for (const Value& item : value.as_list()) {
      if (!std::exchange(first, false)) out += ',';
      append_json(out, item);
    }
    out += ']';
  } else {
    append_scalar(out, value);
  }
}

std::string to_json(const Value& value) {
  std::string out;
  append_json(out, value);
  return out;
}

std::string to_canonical_json(const Value& value) {
  std::string out;
  append_canonical(out, value);
  return out;
}

Value parse_stored_json(std::string_view json) { return StoredReader(json).read(); }

}  // namespace traveler
