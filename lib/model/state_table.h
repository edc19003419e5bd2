#pragma once

#include <array>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <vector>

#include "base/enum_text.h"

namespace traveler {

/// What each verb does in each state: it leads somewhere, or is refused. Only what is possible is written
/// down; the rest of the product is refused. Two rows for one pair do not compile.
template <TextEnum State, TextEnum Verb, class To = State>
class StateTable {
 public:
  struct Move {
    State from;
    To to;
    bool needs_reason = false;
  };
  struct Row {
    Verb verb;
    std::initializer_list<Move> moves;
  };

  consteval StateTable(std::initializer_list<Row> rows) {
    for (const Row& row : rows) {
      for (const Move& move : row.moves) {
        Cell& cell = cells_[index(move.from)][index(row.verb)];
        if (cell.to) throw "a verb leads to one place from each state";
        cell = {move.to, move.needs_reason};
      }
    }
  }

  /// Where `verb` leads from `state`; nullopt: it is refused.
  constexpr const std::optional<To>& next(State state, Verb verb) const { return at(state, verb).to; }

  constexpr bool allows(State state, Verb verb) const { return at(state, verb).to.has_value(); }

  constexpr bool needs_reason(State state, Verb verb) const { return at(state, verb).needs_reason; }

  /// True for a verb that needs a reason in every state in which it is possible: it can be asked for before
  /// the state is known.
  constexpr bool always_needs_reason(Verb verb) const {
    bool possible = false;
    for (const auto& row : cells_) {
      const Cell& cell = row[index(verb)];
      if (cell.to && !cell.needs_reason) return false;
      possible = possible || cell.to.has_value();
    }
    return possible;
  }

  /// What is possible in a state, in the order of the verbs.
  std::vector<Verb> verbs_in(State state) const {
    std::vector<Verb> verbs;
    for (std::size_t verb = 0; verb < kVerbs; ++verb) {
      if (cells_[index(state)][verb].to) verbs.push_back(static_cast<Verb>(verb));
    }
    return verbs;
  }

  /// The states in which a verb is possible, in the order of the states.
  std::vector<State> states_for(Verb verb) const {
    std::vector<State> states;
    for (std::size_t state = 0; state < kStates; ++state) {
      if (cells_[state][index(verb)].to) states.push_back(static_cast<State>(state));
    }
    return states;
  }

 private:
  struct Cell {
    std::optional<To> to;
    bool needs_reason = false;
  };
  static constexpr std::size_t kStates = EnumText<State>::kTexts.size();
  static constexpr std::size_t kVerbs = EnumText<Verb>::kTexts.size();

  template <class Enum>
  static constexpr std::size_t index(Enum value) {
    return static_cast<std::size_t>(value);
  }
  constexpr const Cell& at(State state, Verb verb) const { return cells_[index(state)][index(verb)]; }

  std::array<std::array<Cell, kVerbs>, kStates> cells_{};
};

}  // namespace traveler
