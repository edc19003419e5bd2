#include "format/flow_text.h"

#include <algorithm>
#include <iterator>

#include "base/concat.h"
#include "base/text.h"

namespace traveler::format {
namespace {

constexpr std::string_view kEllipsis = "…";
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// In the order of StepState. Fills are pale: text on them stays readable, also in grey.
constexpr StateLook kLooks[] = {
    {"○", "todo", "#ffffff", "#6b7280"},           {"▶", "in_progress", "#dbeafe", "#1d4ed8"},
    {"‖", "hold", "#fef3c7", "#b45309"},           {"✎", "redline", "#fae8ff", "#a21caf"},
    {"✓", "completed", "#dcfce7", "#15803d"},      {"✗", "failed", "#fecaca", "#b91c1c"},
    {"⊘", "canceled", "#e5e7eb", "#6b7280", true},
};
static_assert(std::size(kLooks) == kStepStates);

bool is_undrawable(char32_t c) {
  if (c < 0x20 || (c >= 0x7F && c < 0xA0)) return true;
  // XML holds no noncharacters at the end of the first plane.
  return is_bidi_control(c) || c == 0xFFFE || c == 0xFFFF || c == 0x2028 || c == 0x2029;
}

bool parts_words(char32_t c) {
  return c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f' || c == 0x85 || c == 0x2028 ||
         c == 0x2029;
}

bool is_combining(char32_t c) {
  return (c >= 0x300 && c <= 0x36F) || (c >= 0x200B && c <= 0x200D) || (c >= 0xFE00 && c <= 0xFE0F) ||
         (c >= 0x20D0 && c <= 0x20FF) || (c >= 0x1AB0 && c <= 0x1AFF);
}

int width_of(char32_t c) {
  if (c < 0x80) {
    const auto among = [&](std::string_view set) {
      return set.find(static_cast<char>(c)) != std::string_view::npos;
    };
    if (among(" ijlI.,:;'|!()[]/\\`")) return 390;
    if (among("frt-\"{}*_")) return 480;
    if (among("mwMW@%")) return 1000;
    if (c >= 'A' && c <= 'Z') return 740;
    return 640;
  }
  if (is_combining(c)) return 0;
  const bool wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) ||
                    (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
                    (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) || c >= 0x1F000;
  return wide ? 1050 : 740;
}

/// The end of as much of `text` as is at most `width` wide.
std::size_t cut_at(std::string_view text, int width) {
  std::size_t end = 0;
  while (end < text.size()) {
    std::size_t next = end;
    width -= width_of(next_code_point(text, next));
    if (width < 0) break;
    end = next;
  }
  return end;
}

}  // namespace

const StateLook& look_of(StepState state) { return kLooks[static_cast<std::size_t>(state)]; }

std::string drawable(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t start = at;
    const char32_t c = next_code_point(text, at);
    const bool broken = c == 0xFFFD && at - start == 1;
    if (parts_words(c)) {
      out += ' ';
    } else if (broken || is_undrawable(c)) {
      out += kReplacement;
    } else {
      out += text.substr(start, at - start);
    }
  }
  return out;
}

int drawn_width(std::string_view text) {
  int width = 0;
  for (std::size_t at = 0; at < text.size();) width += width_of(next_code_point(text, at));
  return width;
}

std::vector<std::string> fitted(std::string_view text, int width, std::size_t lines) {
  const std::string line = drawable(text);
  std::vector<std::string> out;
  std::string_view rest = line;
  while (true) {
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    while (rest.ends_with(' ')) rest.remove_suffix(1);
    if (rest.empty() && !out.empty()) return out;
    if (cut_at(rest, width) == rest.size()) {
      out.emplace_back(rest);
      return out;
    }
    if (out.size() + 1 >= lines) break;
    std::size_t end = cut_at(rest, width);
    if (end == 0) next_code_point(rest, end);
    // Between words, unless that wastes half of the line.
    const std::size_t blank = rest.rfind(' ', end);
    if (blank != std::string_view::npos && blank > end / 2) end = blank;
    out.emplace_back(rest.substr(0, end));
    while (out.back().ends_with(' ')) out.back().pop_back();
    rest.remove_prefix(end);
  }
  std::string_view front = rest.substr(0, cut_at(rest, width - drawn_width(kEllipsis)));
  while (front.ends_with(' ')) front.remove_suffix(1);
  out.push_back(concat(front, kEllipsis));
  return out;
}

std::string step_name(const FlowDiagram::Node& node) { return drawable(concat(node.number, ' ', node.key)); }

std::string state_words(const FlowDiagram::Node& node) {
  if (!node.state) return {};
  const StateLook& look = look_of(*node.state);
  return concat(look.mark, ' ', look.word, node.available ? ", available" : "");
}

std::string fact_words(const FlowDiagram::Node& node) {
  std::string out;
  const auto add = [&](bool holds, std::string_view word) {
    if (holds) out += concat(out.empty() ? "" : " · ", word);
  };
  add(!node.required, "optional");
  add(node.signoff, "sign-off");
  add(node.outside, "outside process");
  add(node.standard, "standard step");
  return out;
}

}  // namespace traveler::format
