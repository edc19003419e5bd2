#include "format/json_outline.h"

#include <algorithm>
#include <string>

namespace traveler::format {

namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kEndsWord = " \t\r\n{}[]:,\"";

bool is_one_of(char c, std::string_view these) { return these.find(c) != std::string_view::npos; }

std::size_t line_end(std::string_view text, std::size_t at) {
  return std::min(text.find('\n', at), text.size());
}

JsonToken quoted(std::string_view text, std::size_t begin) {
  JsonToken token{'"', begin};
  for (std::size_t at = begin + 1; at < text.size() && text[at] != '\n'; ++at) {
    if (text[at] == '"') {
      token.end = at + 1;
      return token;
    }
    if (text[at] == '\\' && at + 1 < text.size() && text[at + 1] != '\n') ++at;
  }
  token.closed = false;
  token.end = line_end(text, begin);
  while (token.end > begin + 1 && is_one_of(text[token.end - 1], " \t\r,[]{}")) --token.end;
  return token;
}

/// A text in single quotes, where what follows shows that it is one; else a word.
JsonToken single_quoted(std::string_view text, std::size_t begin) {
  const std::size_t close = text.find_first_of("'\n", begin + 1);
  if (close != std::string_view::npos && text[close] == '\'') {
    const std::size_t next = text.find_first_not_of(kBlanks, close + 1);
    if (next == std::string_view::npos || is_one_of(text[next], ",:]}")) {
      return {'"', begin, close + 1, true, true};
    }
  }
  return {'x', begin, std::min(text.find_first_of(kEndsWord, begin), text.size())};
}

/// Follows the tokens through a text. Behind the place brackets need not match: one that closes an outer
/// list or mapping closes what is open within it too.
class Walk {
 public:
  explicit Walk(JsonPlace& place) : place_(place) {}

  void before_place(const JsonToken& token) {
    std::vector<JsonLevel>& levels = place_.levels;
    if (token.is_closer()) {
      if (!levels.empty()) levels.pop_back();
    } else if (token.sign == ',') {
      if (levels.empty()) return;
      JsonLevel level;
      level.is_map = levels.back().is_map;
      level.comma = token.begin;
      levels.back() = level;
    } else {
      note(token);
      if (is_one_of(token.sign, "{[")) {
        levels.emplace_back();
        levels.back().is_map = token.sign == '{';
      }
    }
  }

  void arrive() {
    for (const JsonLevel& level : place_.levels) push(level.is_map ? '{' : '[');
    waiting_ = place_.levels.size();
  }

  /// The token of the place, or one behind it.
  void behind_place(const JsonToken& token) {
    if (token.is_closer()) {
      close(token);
    } else if (token.sign == ',') {
      if (open_.size() == waiting_ && waiting_ > 0) end_items(waiting_ - 1, token.begin);
    } else {
      if (open_.size() == waiting_) note(token);
      if (!token.closed && !is_one_of(last_, ":,[{")) spoil();
      if (is_one_of(token.sign, "{[")) push(token.sign);
    }
    last_ = token.sign;
  }

  void finish(std::size_t end) {
    spoil();
    end_items(0, end);
  }

  /// True once the end of every item is known.
  bool is_done() const { return waiting_ == 0; }
  void set_last(char sign) { last_ = sign; }

 private:
  /// A colon or the begin of a value at the innermost level that waits for its end.
  void note(const JsonToken& token) {
    if (place_.levels.empty()) return;
    JsonLevel& level = place_.levels[std::min(place_.levels.size(), waiting_) - 1];
    if (level.begin == JsonLevel::kNone) level.begin = token.begin;
    if (token.sign == ':') {
      ++level.colons;
    } else if (level.is_map && level.colons > 0 && level.value == JsonLevel::kNone) {
      level.value = token.begin;
    }
  }

  void push(char sign) {
    open_ += sign;
    ++count(sign);
  }

  void close(const JsonToken& token) {
    const char opener = token.sign == '}' ? '{' : '[';
    if (count(opener) == 0) return spoil();
    while (!open_.empty()) {
      const char sign = open_.back();
      if (sign != opener) spoil();
      --count(sign);
      open_.pop_back();
      if (open_.size() < waiting_) end_items(open_.size(), token.begin);
      if (sign == opener) return;
    }
  }

  /// The items of the levels from `first` on end here.
  void end_items(std::size_t first, std::size_t end) {
    while (waiting_ > first) place_.levels[--waiting_].end = end;
  }

  void spoil() {
    if (waiting_ > 0 && waiting_ <= place_.levels.size()) place_.levels[waiting_ - 1].is_clean = false;
  }

  std::size_t& count(char sign) { return sign == '{' ? maps_ : lists_; }

  JsonPlace& place_;
  std::size_t waiting_ = JsonLevel::kNone;  ///< so many levels wait for the end of their item
  std::string open_;
  std::size_t maps_ = 0;
  std::size_t lists_ = 0;
  char last_ = '\0';
};

}  // namespace

JsonToken next_json_token(std::string_view text, std::size_t at) {
  const std::size_t begin = std::min(text.find_first_not_of(kBlanks, at), text.size());
  if (begin == text.size()) return {'\0', begin, begin};
  const char sign = text[begin];
  if (is_one_of(sign, "{}[]:,")) return {sign, begin, begin + 1};
  if (sign == '"') return quoted(text, begin);
  if (sign == '\'') return single_quoted(text, begin);
  const std::string_view rest = text.substr(begin);
  if (rest.starts_with("//")) return {'/', begin, line_end(text, begin)};
  if (rest.starts_with("/*")) {
    const std::size_t close = text.find("*/", begin + 2);
    return {'/', begin, close == std::string_view::npos ? text.size() : close + 2};
  }
  return {'x', begin, std::min(text.find_first_of(kEndsWord, begin), text.size())};
}

std::size_t unmatched_brackets(std::string_view text) {
  std::string open;
  std::size_t maps = 0;
  std::size_t lists = 0;
  std::size_t unmatched = 0;
  const auto count = [&](char opener) -> std::size_t& { return opener == '{' ? maps : lists; };
  for (JsonToken token = next_json_token(text, 0); token.sign != '\0';
       token = next_json_token(text, token.end)) {
    if (is_one_of(token.sign, "{[")) {
      open += token.sign;
      ++count(token.sign);
    } else if (token.is_closer()) {
      const char opener = token.sign == '}' ? '{' : '[';
      if (count(opener) == 0) {
        ++unmatched;
        continue;
      }
      for (char sign = '\0'; sign != opener; open.pop_back()) {
        sign = open.back();
        --count(sign);
        if (sign != opener) ++unmatched;
      }
    }
  }
  return unmatched + open.size();
}

JsonPlace json_place(std::string_view text, std::size_t offset) {
  JsonPlace place;
  Walk walk(place);
  JsonToken token = next_json_token(text, 0);
  for (; token.sign != '\0' && token.end <= offset; token = next_json_token(text, token.end)) {
    walk.before_place(token);
    place.second_before = place.before;
    place.before = token;
  }
  place.token = token;
  place.after = next_json_token(text, token.end);
  walk.arrive();
  walk.set_last(place.before.sign);
  for (; token.sign != '\0' && !walk.is_done(); token = next_json_token(text, token.end)) {
    if (token.sign != '/') walk.behind_place(token);
  }
  walk.finish(text.size());
  return place;
}

}  // namespace traveler::format
