#include "render/cells.h"

#include <algorithm>
#include <iterator>

#include "base/concat.h"
#include "base/text.h"
#include "fields.h"
#include "model/records.h"
#include "render/width.h"

namespace traveler::cmd {
namespace {

struct Mark {
  std::string_view state;
  std::string_view mark;
  Style style;
};

constexpr Mark kMarks[] = {
    {"todo", "·", Style::kPlain},
    {"in_progress", "▶", Style::kBold},
    {"hold", "‖", Style::kWarn},
    {"redline", "✎", Style::kWarn},
    {"completed", "✓", Style::kGood},
    {"complete", "✓", Style::kGood},
    {"partial_complete", "✓", Style::kGood},
    {"failed", "✗", Style::kBad},
    {"canceled", "–", Style::kDim},
    {"draft", "·", Style::kPlain},
    {"in_review", "▶", Style::kBold},
    {"released", "✓", Style::kGood},
    {"archived", "–", Style::kDim},
    {"scrapped", "✗", Style::kBad},
    {"quarantined", "‖", Style::kWarn},
    {"unavailable", "–", Style::kDim},
    {"ok", "✓", Style::kGood},
    {"out_of_spec", "✗", Style::kBad},
    {"deviated", "✎", Style::kWarn},
    {"na", "–", Style::kDim},
    {"empty", "·", Style::kPlain},
};

// Of the command that runs on this thread; every cell of every table would else carry it.
thread_local std::function<TimeZone()> find_zone;
thread_local std::optional<TimeZone> shown_zone;

bool looks_like_time(std::string_view text) {
  return text.size() == 27 && text[4] == '-' && text[10] == 'T' && text[19] == '.' && text.back() == 'Z';
}

std::int64_t count_of(const Value& run, std::string_view state) {
  const Value& count = run["counts"][state];
  return count.is_integer() ? count.as_integer() : 0;
}

/// Columns before the text of a list item, heading or quote: continuation lines go below it.
std::size_t hang_of(std::string_view line) {
  const std::size_t blanks = std::min(line.find_first_not_of(' '), line.size());
  std::size_t at = blanks;
  while (at < line.size() && line[at] >= '0' && line[at] <= '9') ++at;
  const bool number = at > blanks && at < line.size() && (line[at] == '.' || line[at] == ')');
  const bool bullet = at == blanks && at < line.size() &&
                      (line[at] == '-' || line[at] == '*' || line[at] == '+' || line[at] == '>');
  if ((number || bullet) && at + 1 < line.size() && line[at + 1] == ' ') return at + 2;
  return blanks;
}

void append_wrapped(std::string& out, const std::string& line, std::size_t indent, std::size_t width) {
  const std::size_t hang = std::min(hang_of(line), width / 2);
  std::string current(indent, ' ');
  current += line.substr(0, std::min(line.find_first_not_of(' '), line.size()));
  std::size_t used = display_width(current);
  bool first = true;
  for (const std::string_view word : split(line, ' ')) {
    if (word.empty()) continue;
    const std::size_t wide = display_width(word);
    if (!first && used + 1 + wide > width) {
      out += current + '\n';
      current.assign(indent + hang, ' ');
      used = indent + hang;
      first = true;
    }
    if (!first) current += ' ';
    current += word;
    used += wide + (first ? 0 : 1);
    first = false;
  }
  out += current + '\n';
}

}  // namespace

Cell state_cell(std::string_view state) {
  const auto mark =
      std::find_if(std::begin(kMarks), std::end(kMarks), [&](const Mark& m) { return m.state == state; });
  if (mark == std::end(kMarks)) return {std::string(state)};
  return {concat(mark->mark, ' ', state), mark->style};
}

TimesShownIn::TimesShownIn(std::function<TimeZone()> find) {
  shown_zone.reset();
  find_zone = std::move(find);
}
TimesShownIn::~TimesShownIn() {
  shown_zone.reset();
  find_zone = nullptr;
}

const TimeZone& zone_shown() {
  if (!shown_zone) shown_zone = find_zone ? find_zone() : TimeZone();
  return *shown_zone;
}

std::string short_time(std::string_view time) {
  if (!looks_like_time(time)) return std::string(time);
  return zone_shown().short_text(Timestamp::parse(time).value_or(Timestamp{}));
}

bool has_ended(const Value& run) {
  const auto lifecycle = from_text<Lifecycle>(text_of(run["lifecycle"]));
  return lifecycle && has_ended(*lifecycle);
}

std::string run_word(const Value& run) {
  return has_ended(run) ? text_of(run["lifecycle"]) : text_of(run["status"]);
}

bool is_done_but_open(const Value& run) {
  const std::string status = text_of(run["status"]);
  const bool done = status == "complete" || status == "partial_complete";
  return done && run["lifecycle"].is_text() && !has_ended(run);
}

Cell run_status_cell(const Value& run) {
  Cell cell = state_cell(text_of(run["status"]));
  if (!is_done_but_open(run)) return cell;
  return {concat(cell.text, ", open"), Style::kWarn};
}

Cell run_state_cell(const Value& run) {
  const std::string word = run_word(run);
  return word == text_of(run["status"]) ? run_status_cell(run) : state_cell(word);
}

std::string run_progress(const Value& run) {
  std::int64_t all = 0;
  if (!run["counts"].is_object()) return {};
  for (const auto& [state, count] : run["counts"].as_object()) all += count_of(run, state);
  const std::int64_t canceled = count_of(run, "canceled");
  std::string out = concat(count_of(run, "completed"), " of ", all - canceled, " steps done");
  if (canceled > 0) out += concat(", ", canceled, " canceled");
  return out;
}

std::string run_title(const Value& run) {
  const std::string title = shown_text(run["title"]);
  const std::string start = concat(text_of(run["id"]), ": ");
  return title.starts_with(start) ? title.substr(start.size()) : title;
}

std::string counted(std::int64_t count, std::string_view one) {
  return concat(count, ' ', one, count == 1 ? "" : "s");
}

std::string shown_text(const Value& value) {
  if (value.is_text()) return escape_for_terminal(short_time(value.as_text()));
  if (value.is_list()) {
    std::string out;
    for (const Value& item : value.as_list()) out += concat(out.empty() ? "" : ", ", shown_text(item));
    return out;
  }
  return escape_for_terminal(text_of(value));
}

std::string reading_text(const Value& field) {
  std::string value = shown_text(field["value"]);
  const Value& unit = field["unit"];
  if (!value.empty() && unit.is_text() && value != "N/A")
    value += concat(' ', escape_for_terminal(unit.as_text()));
  return value;
}

std::string limits_text(const Value& field) {
  const Value& limits = field["limits"];
  if (!limits.is_object()) return {};
  const auto text = [&](std::string_view name) { return shown_text(limits[name]); };
  const std::string min = text("min");
  const std::string max = text("max");
  const std::string target = text("target");
  const std::string plus = text("tolerance_plus");
  const std::string minus = text("tolerance_minus");
  if (!target.empty() && (!plus.empty() || !minus.empty())) {
    if (plus == minus) return concat(target, " ± ", plus);
    return concat(target, " +", plus.empty() ? "0" : plus, " -", minus.empty() ? "0" : minus);
  }
  if (!min.empty() && !max.empty()) return concat(min, " to ", max);
  if (!min.empty()) return concat("at least ", min);
  if (!max.empty()) return concat("at most ", max);
  return target;
}

std::string wrapped(std::string_view text, std::size_t indent, const View& view) {
  while (text.ends_with('\n')) text.remove_suffix(1);
  std::string out;
  for (const std::string_view raw : split(text, '\n')) {
    const std::string line = escape_for_terminal(raw);
    if (line.empty()) {
      out += '\n';
    } else if (!view.width || indent + display_width(line) <= static_cast<std::size_t>(*view.width)) {
      out += concat(std::string(indent, ' '), line, '\n');
    } else {
      append_wrapped(out, line, indent, static_cast<std::size_t>(*view.width));
    }
  }
  return out;
}

}  // namespace traveler::cmd
