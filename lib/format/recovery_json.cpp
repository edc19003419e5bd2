#include "format/recovery_json.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/concat.h"
#include "format/json_outline.h"
#include "format/recovery_findings.h"

namespace traveler::format {

namespace {

// Reading again costs as much as reading: a document made of errors must not take long.
constexpr std::size_t kMostBytesReread = std::size_t{2} << 20U;
constexpr std::size_t kLongestText = std::size_t{4} << 20U;
// What there is to do for the whole text at each reading costs as much as reading this part of it.
constexpr std::size_t kShareOfReading = 16;
constexpr std::size_t kShareOfScanning = 2;
// A repair that was not what was meant shows soon: what is no list goes wrong at the third token of
// `, "b": 1`.
constexpr int kFewTokens = 3;

/// When a repair is what was meant, so that an error behind it is another one.
enum class Trust : std::uint8_t {
  kAlways,
  kOfBracket,  ///< when fewer brackets are without another one
  kOfItem,     ///< when the reading goes on for a while, too
};

/// What is written over the bytes [begin, end), blanks behind it.
struct Repair {
  std::size_t begin;
  std::size_t end;
  std::string with;
  Trust trust;
};

std::string repaired(std::string_view text, const Repair& repair) {
  std::string out(text);
  const auto at = [&](std::size_t offset) { return out.begin() + static_cast<std::ptrdiff_t>(offset); };
  std::fill(at(repair.begin), at(repair.end), ' ');
  std::copy(repair.with.begin(), repair.with.end(), at(repair.begin));
  return out;
}

/// The repairs to try for one error, the one that costs least first.
class Repairs {
 public:
  Repairs(const JsonPlace& place, std::string_view text, std::string_view original)
      : levels_(place.levels), place_(place), text_(text), original_(original) {}

  std::vector<Repair> list() {
    const JsonToken& token = place_.token;
    if (token.sign == '\0') return {};
    if (token.sign == '/') {
      add(token.begin, token.end, "", Trust::kAlways);
    } else if (levels_.empty()) {
      if (place_.before.sign != '\0') add(token.begin, text_.size(), "", Trust::kAlways);
    } else {
      signs();
      brackets();
      quotes();
      items();
    }
    return std::move(out_);
  }

 private:
  const JsonLevel& level() const { return levels_.back(); }
  bool is_in(bool map) const { return levels_.size() > 1 && levels_[levels_.size() - 2].is_map == map; }
  bool fits(const JsonToken& closer) const { return (closer.sign == '}') == level().is_map; }
  /// The bytes between the token before and this one: all of them blank.
  std::size_t gap() const { return place_.token.begin - place_.before.end; }
  bool follows_value() const {
    return place_.before.is_closer() || place_.before.sign == '"' || place_.before.sign == 'x';
  }

  void add(std::size_t begin, std::size_t end, std::string with, Trust trust) {
    if (begin < end && with.size() <= end - begin) out_.push_back({begin, end, std::move(with), trust});
  }

  /// A comma or colon too many, or a comma too few.
  void signs() {
    const JsonToken& token = place_.token;
    const JsonToken& before = place_.before;
    const bool begins_item = before.sign == ',' || before.sign == '{' || before.sign == '[';
    if (token.sign == ':' && before.sign == ':') add(token.begin, token.end, "", Trust::kAlways);
    if (token.sign == ',' && begins_item) add(token.begin, token.end, "", Trust::kAlways);
    if (token.is_closer() && fits(token) && before.sign == ',')
      add(before.begin, before.end, "", Trust::kAlways);
    const bool is_entry = token.sign != '{' && token.sign != '[' && place_.after.sign == ':';
    if (token.is_value() && follows_value() && level().is_map == is_entry && gap() > 0) {
      add(before.end, before.end + 1, ",", Trust::kAlways);
    }
  }

  /// A bracket that is missing, too many, or not the right one.
  void brackets() {
    const JsonToken& token = place_.token;
    const JsonToken& before = place_.before;
    const std::string closer = level().is_map ? "}" : "]";
    if (token.is_closer() && !fits(token)) {
      if (gap() > 0) add(before.end, before.end + 1, closer, Trust::kOfBracket);
      add(token.begin, token.end, closer, Trust::kOfBracket);
      add(token.begin, token.end, "", Trust::kOfBracket);
    }
    // Where the next item of the outer list or mapping begins.
    if (!is_in(!level().is_map)) return;
    const bool is_behind_key = !level().is_map && token.sign == ':';
    const bool is_next = level().is_map ? token.sign == '{' : is_behind_key || place_.after.sign == ':';
    const JsonToken& last = is_behind_key ? place_.second_before : before;
    const std::size_t blanks = (is_behind_key ? before.begin : token.begin) - last.end;
    if (!is_next) return;
    if (last.sign == ',') {
      if (blanks > 0) add(last.begin, last.begin + 2, concat(closer, ","), Trust::kOfBracket);
    } else if (follows_value() && !is_behind_key) {
      if (blanks > 1) add(last.end, last.end + 2, concat(closer, ","), Trust::kOfBracket);
    }
  }

  /// A key without quotes, or a text in single ones.
  void quotes() {
    const JsonToken& token = place_.token;
    std::string_view inner = text_.substr(token.begin, token.end - token.begin);
    const bool is_key = level().is_map && level().colons == 1 && level().begin == token.begin;
    const bool is_word = token.sign == 'x' && is_key && place_.after.sign == ':';
    if ((!is_word && !token.single_quoted) || inner.size() < 2) return;
    // Half of a wide character would stay of a word that has one at its ends.
    if (is_word && std::any_of(inner.begin(), inner.end(), [](char c) { return (c & 0x80) != 0; })) return;
    inner = inner.substr(1, inner.size() - 2);
    if (inner.find_first_of("\"\\") != std::string_view::npos) return;
    add(token.begin, token.end, concat('"', inner, '"'), Trust::kAlways);
  }

  /// The item that holds the error, and those that hold that one.
  void items() {
    for (std::size_t i = levels_.size(); i-- > 0;) {
      const JsonLevel& level = levels_[i];
      if (level.begin == JsonLevel::kNone) continue;
      const bool is_clean =
          i + 1 == levels_.size() && level.is_clean && level.colons == (level.is_map ? 1 : 0);
      const Trust trust = is_clean ? Trust::kAlways : Trust::kOfItem;
      const std::size_t value = level.is_map ? level.value : level.begin;
      if (value <= place_.token.begin) {
        if (value < level.end) add(value, level.end, original_[value] == '0' ? "1" : "0", trust);
      } else if (level.end < text_.size() && text_[level.end] == ',') {
        add(level.begin, level.end + 1, "", trust);
      } else {
        add(level.comma == JsonLevel::kNone ? level.begin : level.comma, level.end, "", trust);
      }
    }
  }

  const std::vector<JsonLevel>& levels_;
  const JsonPlace& place_;
  std::string_view text_;
  std::string_view original_;
  std::vector<Repair> out_;
};

struct Reading {
  Document document;
  std::optional<std::size_t> stopped;  ///< where
  bool is_behind = false;              ///< stopped behind the document, or at the end of the text
};

Reading read_once(std::string_view file, std::string_view text, std::string_view original,
                  const DocumentLimits& limits) {
  Reading reading;
  reading.document.file = file;
  reading.document.syntax = Syntax::kJson;
  TreeBuilder builder(reading.document, text, limits, original);
  try {
    read_json(builder);
  } catch (const StopReading&) {
    reading.stopped = builder.failed_at();
    reading.is_behind = !builder.is_open() || builder.failed_at() >= text.size();
    builder.abandon();
  }
  return reading;
}

/// Whether the reading went on for some tokens behind a repair.
bool goes_on_for_a_while(const Reading& reading, std::string_view text, std::size_t from) {
  if (!reading.stopped) return true;
  if (reading.is_behind) return false;
  for (int tokens = 0; tokens < kFewTokens; ++tokens) from = next_json_token(text, from).end;
  return from <= *reading.stopped;
}

}  // namespace

bool read_around_json_errors(Document& document, const TreeBuilder& builder) {
  const std::string_view original = builder.text();
  if (original.size() > kLongestText || builder.failed_at() > kMostBytesReread) return false;
  std::string text(original);
  std::vector<Finding> errors{document.findings.back()};
  std::size_t offset = builder.failed_at();
  std::optional<Reading> best;
  for (std::size_t reread = 0;;) {
    const JsonPlace place = json_place(text, offset);
    reread += text.size() / kShareOfReading;
    std::optional<std::size_t> unmatched;
    const auto is_meant = [&](const Reading& reading, const Repair& repair, std::string_view tried) {
      if (reading.stopped && *reading.stopped <= offset) return false;
      if (!reading.stopped || repair.trust == Trust::kAlways) return true;
      if (repair.trust == Trust::kOfItem &&
          !goes_on_for_a_while(reading, tried, std::max(offset, repair.end)))
        return false;
      reread += text.size() / kShareOfScanning;
      if (!unmatched) unmatched = unmatched_brackets(text);
      const bool has_to = *unmatched > 0 || repair.trust == Trust::kOfBracket;
      return !has_to || unmatched_brackets(tried) < *unmatched;
    };
    std::optional<Reading> next;
    std::string next_text;
    std::size_t reached = offset;
    bool is_new = false;  // what stops the next reading
    for (const Repair& repair : Repairs(place, text, original).list()) {
      if (reread > kMostBytesReread) break;
      std::string tried = repaired(text, repair);
      Reading reading = read_once(document.file, tried, original, builder.limits());
      const std::size_t end = reading.stopped.value_or(text.size());
      reread += end + text.size() / kShareOfReading;
      is_new = is_meant(reading, repair, tried);
      if (!is_new && end <= reached) continue;
      reached = end;
      next_text = std::move(tried);
      next = std::move(reading);
      if (is_new) break;
    }
    if (!next) break;
    const bool goes_on = next->stopped && can_read_around(next->document);
    const bool is_behind = next->is_behind && reached < text.size();
    if (next->stopped) {
      if (!goes_on || (is_new && !is_behind)) errors.push_back(next->document.findings.back());
      next->document.findings.pop_back();
    }
    best = std::move(next);
    if (!goes_on) break;
    text = std::move(next_text);
    offset = reached;
  }
  if (!best) return false;
  document.root = std::move(best->document.root);
  document.partial = true;
  errors.insert(errors.end(), best->document.findings.begin(), best->document.findings.end());
  add_new_findings(document, std::move(errors));
  return true;
}

}  // namespace traveler::format
