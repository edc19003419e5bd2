#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/flow_diagram.h"

namespace traveler::format {

/// How a state looks: told by colour, by mark and by word.
struct StateLook {
  std::string_view mark;
  std::string_view word;
  std::string_view fill;
  std::string_view line;
  bool struck = false;
};
const StateLook& look_of(StepState state);

/// `text` in one line of characters that can be drawn: control characters that part words become blanks,
/// all others, those that turn text around, and what is not UTF-8 become U+FFFD.
std::string drawable(std::string_view text);

/// About how wide a sans-serif font draws `text`, in thousandths of its size; rather more than less.
int drawn_width(std::string_view text);

/// `text`, drawable, in at most `lines` lines of `width` thousandths; what does not fit ends in "…".
std::vector<std::string> fitted(std::string_view text, int width, std::size_t lines);

/// "2.1 torque".
std::string step_name(const FlowDiagram::Node& node);

/// "▶ in_progress, available", or "" without a state.
std::string state_words(const FlowDiagram::Node& node);

/// What sets the step apart: "optional", "sign-off", "outside process", "standard step"; separated by " · ".
std::string fact_words(const FlowDiagram::Node& node);

}  // namespace traveler::format
