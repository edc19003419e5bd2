#include "format/yaml_scan.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace traveler::format {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::size_t double_quoted_end(std::string_view text, std::size_t begin) {
  for (std::size_t i = begin + 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      return i + 1;
    }
  }
  return std::string_view::npos;
}

std::size_t single_quoted_end(std::string_view text, std::size_t begin) {
  for (std::size_t i = begin + 1; i < text.size(); ++i) {
    if (text[i] != '\'') continue;
    if (i + 1 == text.size() || text[i + 1] != '\'') return i + 1;
    ++i;
  }
  return std::string_view::npos;
}

std::size_t line_end(std::string_view text, std::size_t offset) {
  const std::size_t end = text.find('\n', offset);
  const std::size_t line = end == std::string_view::npos ? text.size() : end;
  return line > offset && text[line - 1] == '\r' ? line - 1 : line;
}

/// The end of the line that is `lines` below the one that ends at `end`.
std::size_t lines_below(std::string_view text, std::size_t end, std::size_t lines) {
  for (; lines > 0; --lines) {
    const std::size_t next = text.find('\n', end);
    if (next == std::string_view::npos || next + 1 == text.size()) break;
    end = line_end(text, next + 1);
  }
  return end;
}

/// Folding and indentation change the blanks of a block scalar and nothing else, whatever its header says: so
/// its text is walked along with its value.
std::size_t block_end(std::string_view text, std::size_t begin, std::string_view value) {
  std::size_t at = line_end(text, begin);
  std::size_t end = at;
  std::size_t last = 0;  // behind the last sign of the value that is no blank
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (is_blank(value[i])) continue;
    at = text.find(value[i], at);
    if (at == std::string_view::npos) return text.size();
    end = ++at;
    last = i + 1;
  }
  if (last > 0) end = line_end(text, end);
  // The last line end is no part of the place.
  const std::string_view header = text.substr(begin, line_end(text, begin) - begin);
  if (header.substr(0, header.find('#')).find('+') != std::string_view::npos) {
    const std::size_t next = std::min(text.find_first_not_of(" \t\r\n", end), text.size());
    const std::size_t line = text.rfind('\n', next - 1);
    return line == std::string_view::npos || line <= end ? end : line - (text[line - 1] == '\r' ? 1 : 0);
  }
  auto blank_lines = static_cast<std::size_t>(
      std::count(value.begin() + static_cast<std::ptrdiff_t>(last), value.end(), '\n'));
  if (last > 0 && value.ends_with('\n')) --blank_lines;
  return lines_below(text, end, blank_lines);
}

/// A plain scalar over several lines was folded: any run of blanks stands for any other.
std::size_t plain_end(std::string_view text, std::size_t begin, std::string_view value) {
  std::size_t at = begin;
  std::size_t i = 0;
  while (i < value.size() && at < text.size()) {
    if (is_blank(value[i])) {
      while (i < value.size() && is_blank(value[i])) ++i;
      while (at < text.size() && is_blank(text[at])) ++at;
    } else if (value[i] == text[at]) {
      ++i;
      ++at;
    } else {
      break;
    }
  }
  return at;
}

}  // namespace

std::size_t yaml_scalar_end(std::string_view text, std::size_t begin, std::string_view value) {
  if (begin >= text.size()) return text.size();
  switch (text[begin]) {
    case '"':
      return double_quoted_end(text, begin);
    case '\'':
      return single_quoted_end(text, begin);
    case '|':
    case '>':
      return block_end(text, begin, value);
    default:
      return plain_end(text, begin, value);
  }
}

std::size_t skip_yaml_blank(std::string_view text, std::size_t offset) {
  while (offset < text.size()) {
    if (is_blank(text[offset])) {
      ++offset;
    } else if (text[offset] == '#' && (offset == 0 || is_blank(text[offset - 1]))) {
      offset = line_end(text, offset);
    } else {
      break;
    }
  }
  return offset;
}

namespace {

/// Calls `visit(offset)` for each bracket from `begin` on that is not in quotes or a comment, until
/// that returns true. The place of that bracket, npos for none.
template <class Visit>
std::size_t find_bracket(std::string_view text, std::size_t begin, Visit&& visit) {
  for (std::size_t at = begin; at < text.size(); ++at) {
    const char c = text[at];
    const char before = at == 0 ? '\n' : text[at - 1];
    const bool starts = is_blank(before) || std::strchr("[{,:", before) != nullptr;
    if (std::strchr("[]{}", c) != nullptr) {
      if (visit(at)) return at;
    } else if (starts && (c == '"' || c == '\'')) {
      const std::size_t end = c == '"' ? double_quoted_end(text, at) : single_quoted_end(text, at);
      if (end == std::string_view::npos) break;
      at = end - 1;
    } else if (starts && c == '#') {
      at = line_end(text, at);
    }
  }
  return std::string_view::npos;
}

bool opens(char bracket) { return bracket == '[' || bracket == '{'; }

}  // namespace

bool yaml_flow_closes(std::string_view text, std::size_t begin) {
  std::size_t depth = 0;
  const std::size_t last = find_bracket(
      text, begin, [&](std::size_t at) { return opens(text[at]) ? ++depth == 0 : --depth == 0; });
  return last != std::string_view::npos;
}

std::size_t yaml_bracket_beyond(std::string_view text, std::size_t begin, std::size_t levels) {
  std::size_t depth = 0;
  return find_bracket(text, begin, [&](std::size_t at) {
    if (opens(text[at])) return ++depth > levels;
    if (depth > 0) --depth;
    return false;
  });
}

std::size_t yaml_null_word(std::string_view text, std::size_t begin, bool is_key) {
  for (const std::string_view word : {"~", "null", "Null", "NULL"}) {
    if (!text.substr(std::min(begin, text.size())).starts_with(word)) continue;
    const std::size_t end = begin + word.size();
    if (end == text.size()) return word.size();
    const std::size_t after = text.find_first_not_of(" \t", end);
    const bool colon = after != std::string_view::npos && text[after] == ':';
    if (colon) return is_key ? word.size() : 0;  // else it is the key that follows an empty value
    if (is_blank(text[end]) || std::strchr(",]}", text[end]) != nullptr) return word.size();
  }
  return 0;
}

std::string without_stand_ins(std::string_view value) {
  std::string out(value);
  std::replace(out.begin(), out.end(), kQuestionStandIn, '?');
  std::replace(out.begin(), out.end(), kAliasStandIn, '*');
  return out;
}

namespace {

/// The byte for text[at], which is a `?` or a `*`. Where it is neither the sign of a key nor of an
/// alias, in a comment or a quoted text, a stand-in does no harm.
char with_stand_in(std::string_view text, std::size_t at) {
  const char before = at == 0 ? '\n' : text[at - 1];
  const bool starts = is_blank(before) || std::strchr("[{,", before) != nullptr;
  if (text[at] == '?') return starts ? '?' : kQuestionStandIn;
  const char after = at + 1 < text.size() ? text[at + 1] : '\n';
  const bool named = !is_blank(after) && std::strchr(",[]{}", after) == nullptr;
  return named && (starts || before == ':') ? kAliasStandIn : '*';
}

enum Class : unsigned char { kOther, kSeparator, kComma, kOpen, kClose, kColon, kMarker, kQuote };

constexpr std::array<unsigned char, 256> class_table() {
  std::array<unsigned char, 256> table{};
  for (const char c : {' ', '\t', '\r', '\n'}) table[static_cast<unsigned char>(c)] = kSeparator;
  table[','] = kComma;
  table['['] = table['{'] = kOpen;
  table[']'] = table['}'] = kClose;
  table[':'] = kColon;
  table['?'] = table['&'] = table['*'] = table['!'] = table['-'] = table['.'] = kMarker;
  table['"'] = table['\''] = kQuote;
  return table;
}

// Which count is which. Quotes come in twos, so that their limit is twice that of the others.
enum Count : unsigned char { kCommas, kOpened, kClosed, kColons, kMarkers, kQuotes };

}  // namespace

YamlInput::YamlInput(std::string_view text, std::size_t max_nodes, std::size_t max_depth)
    : text_(text), max_depth_(max_depth) {
  // Some slack: the limit itself is the handler's to judge, prose has commas too.
  constexpr std::size_t kSlack = 4096;
  constexpr std::size_t kMost = std::numeric_limits<std::size_t>::max() / 4;
  max_nodes_ = std::min(max_nodes, kMost) + kSlack;
  char* begin = const_cast<char*>(text.data());  // the get area is not written to
  setg(begin, begin, begin + text.size());
}

void YamlInput::count(Counts& counts, std::string_view piece) {
  static constexpr auto kClasses = class_table();
  for (const char c : piece) {
    const unsigned char before = kClasses[static_cast<unsigned char>(counts.previous)];
    const bool starts = before == kSeparator || before == kComma || before == kOpen || before == kClose;
    switch (kClasses[static_cast<unsigned char>(c)]) {
      case kSeparator:
        if (before == kColon) ++counts.of[kColons];
        break;
      case kComma:
        ++counts.of[kCommas];
        break;
      case kOpen:
        ++counts.of[kOpened];
        break;
      case kClose:
        ++counts.of[kClosed];
        break;
      case kColon:
        if (starts || before == kColon || before == kQuote) ++counts.of[kColons];
        break;
      case kMarker:
        if (c == '-' || c == '.' ? counts.previous == '\n' : starts) ++counts.of[kMarkers];
        break;
      case kQuote:
        if (starts || before == kColon || before == kQuote) ++counts.of[kQuotes];
        break;
      default:
        break;
    }
    counts.previous = c;
  }
}

void YamlInput::reached(std::size_t offset) {
  offset = std::min(offset, text_.size());
  if (offset <= reached_offset_) return;
  count(reached_, text_.substr(reached_offset_, offset - reached_offset_));
  reached_offset_ = offset;
}

/// Comments give no events, however many commas and brackets they have.
void YamlInput::reach_over_comments() {
  std::size_t at = skip_yaml_blank(text_, reached_offset_);
  if (at == reached_offset_) {
    const std::size_t end = line_end(text_, at);
    // With a quote or bracket open, what looks like a comment may be none.
    if (text_.substr(at, end - at).find_first_of("\"'[{") != std::string_view::npos) return;
    at = skip_yaml_blank(text_, end);
  }
  reached(at);
}

std::streamsize YamlInput::xsgetn(char* out, std::streamsize count_wanted) {
  const std::streamsize taken = std::min<std::streamsize>(count_wanted, egptr() - gptr());
  if (taken <= 0) return 0;
  const auto size = static_cast<std::size_t>(taken);
  count(read_, {gptr(), size});
  std::memcpy(out, gptr(), size);
  const auto begin = static_cast<std::size_t>(gptr() - eback());
  for (std::size_t i = 0; i < size; ++i) {
    if (out[i] == '?' || out[i] == '*') out[i] = with_stand_in(text_, begin + i);
  }
  gbump(static_cast<int>(taken));

  const auto stop = [&] {
    const auto ahead = [&](Count which) {
      return read_.of[which] > reached_.of[which] ? read_.of[which] - reached_.of[which] : 0;
    };
    if (ahead(kOpened) > max_nodes_ && ahead(kOpened) > ahead(kClosed) + max_depth_)
      return ReadAhead::kTooDeep;
    const auto is_too_many = [&](Count which) { return ahead(which) > max_nodes_; };
    const bool many = is_too_many(kCommas) || is_too_many(kOpened) || is_too_many(kColons) ||
                      is_too_many(kMarkers) || ahead(kQuotes) > 2 * max_nodes_;
    return many ? ReadAhead::kTooMany : ReadAhead::kNot;
  };
  if (stop() != ReadAhead::kNot) reach_over_comments();
  if (const ReadAhead reason = stop(); reason != ReadAhead::kNot) {
    throw ReadAheadStop{reason, static_cast<std::size_t>(gptr() - eback()), reached_offset_};
  }
  return taken;
}

}  // namespace traveler::format
