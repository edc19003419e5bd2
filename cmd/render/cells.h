#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/time_zone.h"
#include "render/table.h"
#include "traveler/value.h"

namespace traveler::cmd {

/// How people see an answer.
struct View {
  std::optional<int> width;  ///< of the terminal; none when piped: nothing is cut or wrapped
  bool color = false;
  bool verbose = false;
};

/// A state of a step, run, procedure or inventory with its mark, "✓ completed". The word is always there:
/// marks and colours may get lost.
Cell state_cell(std::string_view state);

/// While it lives, times are told in the zone that `find` gives, which is asked for the first of them.
class TimesShownIn {
 public:
  explicit TimesShownIn(std::function<TimeZone()> find);
  ~TimesShownIn();
  TimesShownIn(const TimesShownIn&) = delete;
  TimesShownIn& operator=(const TimesShownIn&) = delete;
};

/// The zone in which times are told now; UTC where none is said.
const TimeZone& zone_shown();

/// "2026-11-22 05:30Z", or with the offset of the zone, of a time of record; other texts stay.
std::string short_time(std::string_view time);

/// Whether the run is complete or failed.
bool has_ended(const Value& run);

/// The one word for a run: its lifecycle when that has ended, else its status. Spec section 6.
std::string run_word(const Value& run);

/// True when every step of a run is done and the run itself is not completed.
bool is_done_but_open(const Value& run);

/// The status of a run, "✓ complete, open" while the run itself is not completed.
Cell run_status_cell(const Value& run);

/// The one word for a run with its mark, told apart as its status is.
Cell run_state_cell(const Value& run);

/// "3 of 6 steps done", with what was canceled.
std::string run_progress(const Value& run);

/// A run's title without the id that a generated one starts with.
std::string run_title(const Value& run);

/// "1 open run", "2 open runs".
std::string counted(std::int64_t count, std::string_view one);

/// A text for people: escaped, lists joined by ", ", times short.
std::string shown_text(const Value& value);

/// The value as it was given, with its unit; "" when there is none.
std::string reading_text(const Value& field);
/// What a number may be: "9.5 to 10.5", "at most 3", "10 ± 0.5"; "" without limits.
std::string limits_text(const Value& field);

/// Escapes `text` line by line, breaks long lines at blanks to fit and starts each with `indent` blanks;
/// continuation lines of a list item stand under its text. Without a width lines are not broken.
std::string wrapped(std::string_view text, std::size_t indent, const View& view);

}  // namespace traveler::cmd
