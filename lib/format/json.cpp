#include "format/json.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "base/concat.h"
#include "base/text.h"
#include "traveler/error.h"

namespace traveler::format {

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

void append_pretty(std::string& out, const Value& value, std::size_t indent) {
  const auto separate = [&](bool first, std::size_t columns) {
    if (!first) out += ',';
    out += '\n';
    out.append(columns, ' ');
  };
  if (value.is_list() && !value.as_list().empty()) {
    out += '[';
    for (const Value& item : value.as_list()) {
      separate(&item == value.as_list().data(), indent + 2);
      append_pretty(out, item, indent + 2);
    }
    separate(true, indent);
    out += ']';
  } else if (value.is_object() && !value.as_object().empty()) {
    out += '{';
    for (const Value::Member& member : value.as_object()) {
      separate(&member == value.as_object().data(), indent + 2);
      append_json_text(out, member.first);
      out += ": ";
      append_pretty(out, member.second, indent + 2);
    }
    separate(true, indent);
    out += '}';
  } else {
    append_json(out, value);
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

[[noreturn]] void fail_stored(std::string_view why) {
  throw Error(ErrorCode::kStorageCorrupt, concat("stored JSON cannot be read: ", why));
}

/// Builds a Value from nlohmann's events. Its own document type is not used: it keeps the last of
/// two equal members, narrows numbers silently, and its destructor recurses.
class ValueBuilder : public nlohmann::json_sax<nlohmann::json> {
 public:
  bool null() override { return place(Value()); }
  bool boolean(bool value) override { return place(Value(value)); }
  bool number_integer(number_integer_t value) override {
    return place(Value(static_cast<std::int64_t>(value)));
  }
  bool number_unsigned(number_unsigned_t value) override {
    constexpr auto kMost = static_cast<number_unsigned_t>(std::numeric_limits<std::int64_t>::max());
    if (value > kMost) fail_stored("a number beyond 64 bits");
    return place(Value(static_cast<std::int64_t>(value)));
  }
  bool number_float(number_float_t, const string_t&) override { fail_stored("a number that is not whole"); }
  bool string(string_t& value) override { return place(Value(std::move(value))); }
  bool binary(binary_t&) override { fail_stored("binary data"); }
  bool start_object(std::size_t) override { return open(Value::object()); }
  bool key(string_t& value) override {
    keys_.push_back(std::move(value));
    return true;
  }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(Value::list()); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
    fail_stored(concat("malformed at byte ", position));
  }

  Value take() { return std::move(root_); }

 private:
  static constexpr std::size_t kDeepest = 100;

  bool open(Value container) {
    if (open_.size() >= kDeepest) fail_stored("nested too deep");
    open_.push_back(std::move(container));
    return true;
  }
  bool close() {
    Value done = std::move(open_.back());
    open_.pop_back();
    return place(std::move(done));
  }
  bool place(Value value) {
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (open_.back().is_list()) {
      open_.back().as_list().push_back(std::move(value));
    } else {
      open_.back().as_object().emplace_back(std::move(keys_.back()), std::move(value));
      keys_.pop_back();
    }
    return true;
  }

  std::vector<Value> open_;
  std::vector<std::string> keys_;
  Value root_;
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

std::string to_pretty_json(const Value& value) {
  std::string out;
  append_pretty(out, value, 0);
  return out;
}

std::string to_canonical_json(const Value& value) {
  std::string out;
  append_canonical(out, value);
  return out;
}

Value parse_stored_json(std::string_view json) {
  ValueBuilder builder;
  nlohmann::json::sax_parse(json.begin(), json.end(), &builder);
  return builder.take();
}

}  // namespace traveler::format
