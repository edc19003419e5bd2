#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "model/state_table.h"

namespace traveler {

/// One cell of a table written as text.
template <class State, class Verb>
struct GridCell {
  State from;
  Verb verb;
  std::string to;  ///< `-`: refused
  bool needs_reason = false;
};

/// Reads a grid: a line a state, the columns in the order of the verbs below a line of headings. `-` is
/// refused; `!` behind a state: the verb needs a reason there.
template <class State, class Verb>
std::vector<GridCell<State, Verb>> read_grid(const char* text) {
  std::istringstream lines{std::string(text)};
  std::string line;
  std::vector<GridCell<State, Verb>> cells;
  while (std::getline(lines, line)) {
    std::istringstream words(line);
    std::string state;
    if (!(words >> state) || state == "state") continue;
    std::string to;
    for (std::size_t verb = 0; words >> to; ++verb) {
      const bool reason = to.ends_with('!');
      if (reason) to.pop_back();
      cells.push_back({from_text<State>(state).value(), static_cast<Verb>(verb), to, reason});
    }
  }
  return cells;
}

/// The table says of every pair what the grid says, and the grid has every pair.
template <class State, class Verb, class To, class SameTo>
void check_table(const StateTable<State, Verb, To>& table, const char* grid, SameTo same_to) {
  constexpr std::size_t kPairs = EnumText<State>::kTexts.size() * EnumText<Verb>::kTexts.size();
  std::set<std::pair<State, Verb>> seen;
  for (const auto& cell : read_grid<State, Verb>(grid)) {
    seen.emplace(cell.from, cell.verb);
    CAPTURE(to_text(cell.from), to_text(cell.verb), cell.to);
    const auto& next = table.next(cell.from, cell.verb);
    CHECK(table.allows(cell.from, cell.verb) == (cell.to != "-"));
    REQUIRE(next.has_value() == (cell.to != "-"));
    CHECK(table.needs_reason(cell.from, cell.verb) == cell.needs_reason);
    if (next) CHECK(same_to(*next, cell.to));
    const auto verbs = table.verbs_in(cell.from);
    CHECK((std::find(verbs.begin(), verbs.end(), cell.verb) != verbs.end()) == next.has_value());
    const auto states = table.states_for(cell.verb);
    CHECK((std::find(states.begin(), states.end(), cell.from) != states.end()) == next.has_value());
  }
  CHECK(seen.size() == kPairs);
}

template <class State, class Verb>
void check_table(const StateTable<State, Verb>& table, const char* grid) {
  check_table(table, grid, [](State next, const std::string& text) { return to_text(next) == text; });
}

}  // namespace traveler
