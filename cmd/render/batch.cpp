#include "render/batch.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "base/concat.h"
#include "base/text.h"
#include "fields.h"
#include "render/show.h"
#include "render/table.h"
#include "render/width.h"

namespace traveler::cmd {
namespace {

/// With more runs than these, runs that are alike share a column even where there is no width to keep.
constexpr std::size_t kMostColumns = 40;
/// What stands before the columns of the runs, roughly.
constexpr std::size_t kBeforeRuns = 56;

constexpr std::string_view kAlone = "*";

std::int64_t number_of(std::string_view id) {
  std::int64_t number = 0;
  const std::size_t dash = id.find('-');
  if (dash != std::string_view::npos) std::from_chars(id.data() + dash + 1, id.data() + id.size(), number);
  return number;
}

/// One line of the grid.
struct Step {
  const Value* step = nullptr;
  std::unordered_map<std::string, std::string> states;  ///< by run; none where the run has no such step
  std::unordered_set<std::string> alone;
  std::unordered_map<std::string, std::size_t> group;  ///< by run: which of several, from 0

  explicit Step(const Value& value) : step(&value) {
    for (const auto& [run, state] : value["states"].as_object()) states.emplace(run, text_of(state));
    for (const Value& run : value["alone"].as_list()) alone.insert(text_of(run));
    const auto& groups = value["groups"].as_list();
    for (std::size_t i = 0; i < groups.size(); ++i) {
      for (const Value& run : groups[i].as_list()) group.emplace(text_of(run), i);
    }
  }
  std::string state(const std::string& run) const {
    const auto found = states.find(run);
    return found == states.end() ? std::string() : found->second;
  }
  bool moves_alone(const std::string& run) const { return alone.count(run) > 0 && states.count(run) > 0; }
  /// What tells who moves with whom: nothing for the first group, ² for the second.
  std::string_view group_mark(const std::string& run) const {
    constexpr std::string_view kMarks[] = {"", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    if (moves_alone(run)) return kAlone;
    const auto found = group.find(run);
    return found == group.end() ? "" : kMarks[std::min(found->second, std::size(kMarks) - 1)];
  }
};

/// The mark of a state without its word.
std::string mark_of(std::string_view state) {
  const std::string text = state_cell(state).text;
  return text.substr(0, text.find(' '));
}

/// Runs that are alike in every step, in one column.
struct RunColumn {
  std::vector<std::string> runs;
};

class Grid {
 public:
  Grid(const Value& batch, const View& view) : view_(view) {
    for (const Value& run : batch["runs"].as_list()) runs_.push_back(text_of(run));
    for (const Value& step : batch["steps"].as_list()) steps_.emplace_back(step);
  }

  std::string render() {
    std::vector<RunColumn> columns;
    for (const std::string& run : runs_) columns.push_back({{run}});
    if (!fits(columns)) columns = alike();
    std::vector<Column> layout{{"NO", Align::kLeft, 0, 8},
                               {"STEP", Align::kLeft, 2, 8},
                               {"TITLE", Align::kLeft, 1, 8},
                               {"STATE", Align::kLeft, 2, 12}};
    for (const RunColumn& column : columns) layout.push_back({header_of(column), Align::kLeft, 0, 4});
    std::vector<Row> rows;
    bool anyone_alone = false;
    bool several_groups = false;
    for (const Step& step : steps_) {
      const States states = by_state(step);
      const Value& value = *step.step;
      Row row{text_of(value["number"]), text_of(value["key"]), text_of(value["title"]), summary_of(states)};
      const std::string usual = states.empty() ? "" : states.front().first;
      for (const RunColumn& column : columns) {
        const std::string& run = column.runs.front();
        const std::string state = step.state(run);
        const bool alone = step.moves_alone(run);
        anyone_alone = anyone_alone || alone;
        several_groups = several_groups || (!alone && !step.group_mark(run).empty());
        Cell cell(state.empty() ? "" : concat(mark_of(state), step.group_mark(run)), state_cell(state).style);
        if (state != usual && cell.style == Style::kPlain) cell.style = Style::kWarn;
        row.push_back(std::move(cell));
      }
      rows.push_back(std::move(row));
    }
    TableOptions options;
    options.max_width = view_.width;
    options.color = view_.color;
    std::string out = Table(std::move(layout)).render(rows, options);
    if (anyone_alone)
      out += concat(styled(concat(kAlone, " moves without siblings"), Style::kDim, view_.color), '\n');
    if (several_groups)
      out += concat(styled("² moves with the others marked so", Style::kDim, view_.color), '\n');
    return out;
  }

 private:
  /// The states of a step with their runs, the commonest first.
  using States = std::vector<std::pair<std::string, std::vector<std::string>>>;

  bool fits(const std::vector<RunColumn>& columns) const {
    if (columns.size() > kMostColumns) return false;
    if (!view_.width) return true;
    std::size_t width = kBeforeRuns;
    for (const RunColumn& column : columns) width += display_width(header_of(column)) + 2;
    return width <= static_cast<std::size_t>(std::max(*view_.width, 0));
  }

  std::vector<RunColumn> alike() const {
    std::vector<RunColumn> columns;
    std::map<std::string, std::size_t> known;
    for (const std::string& run : runs_) {
      std::string pattern;
      for (const Step& step : steps_) pattern += concat(step.state(run), step.group_mark(run), '\n');
      const auto [it, is_new] = known.try_emplace(std::move(pattern), columns.size());
      if (is_new) columns.emplace_back();
      columns[it->second].runs.push_back(run);
    }
    return columns;
  }

  static std::string header_of(const RunColumn& column) {
    if (column.runs.size() == 1) return column.runs.front();
    const std::string ranges = id_ranges(column.runs);
    constexpr std::size_t kLongest = 16;
    const std::string count = concat(" ×", column.runs.size());
    return (ranges.size() <= kLongest ? ranges : concat(column.runs.front(), "…")) + count;
  }

  States by_state(const Step& step) const {
    States states;
    for (const std::string& run : runs_) {
      const std::string state = step.state(run);
      if (state.empty()) continue;
      const auto it =
          std::find_if(states.begin(), states.end(), [&](const auto& s) { return s.first == state; });
      if (it == states.end()) {
        states.push_back({state, {run}});
      } else {
        it->second.push_back(run);
      }
    }
    std::stable_sort(states.begin(), states.end(),
                     [](const auto& a, const auto& b) { return a.second.size() > b.second.size(); });
    return states;
  }

  /// One word when all runs are alike; else who differs.
  static Cell summary_of(const States& states) {
    if (states.empty()) return {};
    if (states.size() == 1) return state_cell(states.front().first);
    std::string text = mark_of(states.front().first) + ' ' + states.front().first;
    for (std::size_t i = 1; i < states.size(); ++i) {
      text += concat(", ", mark_of(states[i].first), ' ', states[i].first, ' ', id_ranges(states[i].second));
    }
    return {std::move(text), Style::kWarn};
  }

  const View& view_;
  std::vector<std::string> runs_;
  std::vector<Step> steps_;
};

}  // namespace

std::string id_ranges(const std::vector<std::string>& ids) {
  if (ids.empty()) return {};
  const std::string prefix = ids.front().substr(0, ids.front().find('-') + 1);
  std::vector<std::int64_t> numbers;
  numbers.reserve(ids.size());
  for (const std::string& id : ids) numbers.push_back(number_of(id));
  std::sort(numbers.begin(), numbers.end());
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < numbers.size();) {
    std::size_t end = i + 1;
    while (end < numbers.size() && numbers[end] == numbers[end - 1] + 1) ++end;
    if (end - i > 2) {
      parts.push_back(concat(prefix, numbers[i], " to ", prefix, numbers[end - 1]));
      i = end;
    } else {
      parts.push_back(concat(prefix, numbers[i++]));
    }
  }
  return join_words(parts);
}

std::string render_batch(const Value& batch, const View& view) {
  std::vector<std::string> runs;
  for (const Value& run : batch["runs"].as_list()) runs.push_back(text_of(run));
  std::string out = concat(styled(escape_for_terminal(text_of(batch["id"])), Style::kBold, view.color), "  ",
                           shown_text(batch["title"]), '\n');
  out += Header()
             .add("runs", runs.empty() ? Cell("none") : Cell(concat(id_ranges(runs), " (", runs.size(), ")")))
             .add("revision", batch["revision"])
             .render(view);
  if (!runs.empty()) out += '\n' + Grid(batch, view).render();
  return out;
}

}  // namespace traveler::cmd
