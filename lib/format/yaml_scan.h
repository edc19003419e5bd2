#pragma once

#include <array>
#include <cstddef>
#include <streambuf>
#include <string>
#include <string_view>

namespace traveler::format {

// What yaml-cpp does not tell: where things end, and how far it reads ahead.

/// The end of the scalar that begins at `begin` and reads as `value`: exact for plain and quoted
/// scalars, the end of the last line for block scalars; npos for a quoted one that is not closed.
std::size_t yaml_scalar_end(std::string_view text, std::size_t begin, std::string_view value);

/// Skips blanks, line ends and comments.
std::size_t skip_yaml_blank(std::string_view text, std::size_t offset);

/// Whether the flow collection that begins at `begin` is closed, when what is in quotes and comments
/// does not count.
bool yaml_flow_closes(std::string_view text, std::size_t begin);

/// The first bracket from `begin` on that is nested deeper than `levels`; npos for none.
std::size_t yaml_bracket_beyond(std::string_view text, std::size_t begin, std::size_t levels);

/// The length of the null word (`~`, `null`) at `begin`, 0 when there is none or when it is a key.
std::size_t yaml_null_word(std::string_view text, std::size_t begin, bool is_key);

/// Why yaml-cpp must not be given more text.
enum class ReadAhead : unsigned char { kNot, kTooDeep, kTooMany };
/// Thrown through yaml-cpp from YamlInput.
struct ReadAheadStop {
  ReadAhead reason = ReadAhead::kTooMany;
  std::size_t offset = 0;   ///< the end of what was read
  std::size_t reached = 0;  ///< the last event
};

/// What stands in the text that yaml-cpp is given, for characters it takes the wrong way: bytes that
/// no UTF-8 has.
/// For a `?` inside a plain text: in a flow collection yaml-cpp ends the text there.
constexpr char kQuestionStandIn = '\xC0';
/// For the `*` of an alias: yaml-cpp ends the reading at an alias of what was never anchored.
constexpr char kAliasStandIn = '\xC1';
/// `value` as it is written in the text.
std::string without_stand_ins(std::string_view value);

/// Hands the text to yaml-cpp, with stand-ins. Before the first event of a flow collection yaml-cpp has
/// queued the tokens of all of it, a hundred times its bytes, and no limit of a handler helps against that.
/// So this counts what becomes tokens between the last event and the end of what was read.
class YamlInput : public std::streambuf {
 public:
  YamlInput(std::string_view text, std::size_t max_nodes, std::size_t max_depth);
  /// The parser's events have come this far.
  void reached(std::size_t offset);
  /// How many bytes the parser took, which may be far ahead of its events.
  std::size_t taken() const { return static_cast<std::size_t>(gptr() - eback()); }

 protected:
  std::streamsize xsgetn(char* out, std::streamsize count) override;

 private:
  struct Counts {
    std::array<std::size_t, 6> of{};
    char previous = '\n';
  };
  void reach_over_comments();
  static void count(Counts& counts, std::string_view piece);

  std::string_view text_;
  std::size_t max_nodes_;
  std::size_t max_depth_;
  Counts read_;     ///< of what the parser took
  Counts reached_;  ///< of what came out of it as events
  std::size_t reached_offset_ = 0;
};

}  // namespace traveler::format
