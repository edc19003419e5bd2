#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace traveler::cmd {

/// Reads some bytes, as many as there are but at least one; 0 at the end.
using ReadSome = std::function<std::size_t(char* to, std::size_t most)>;

/// One operation's text within a bulk input.
struct BulkItem {
  std::int64_t number = 0;  ///< the line, or the place in the array; from 1
  std::string_view text;    ///< until the next one is read
  int line = 1;             ///< where it begins in the input
  int column = 1;
  bool too_long = false;  ///< longer than the limit; `text` is its beginning
  std::string broken;     ///< not empty: why the array cannot be read from here on
};

/// Cuts a stream into operations: the lines of NDJSON, or the elements of a JSON array. Holds one of them
/// at a time.
class BulkInput {
 public:
  BulkInput(ReadSome read, std::size_t limit) : read_(std::move(read)), limit_(limit) {}

  /// The first byte that is no blank, without taking it; 0 when there is none.
  char peek();
  /// The next operation; nullopt at the end.
  std::optional<BulkItem> next();
  /// All that is left.
  std::string rest(std::size_t most);

 private:
  std::optional<BulkItem> next_line();
  std::optional<BulkItem> next_element();
  bool fill();
  /// The next byte, or -1 at the end.
  int get();
  int look();
  void skip_blanks();
  void skip_mark();
  BulkItem broken(std::string why);

  ReadSome read_;
  std::size_t limit_;
  std::string buffer_;
  std::size_t at_ = 0;
  std::string item_;
  std::int64_t count_ = 0;
  int line_ = 1;
  int column_ = 1;
  bool in_array_ = false;
  bool begun_ = false;
  bool peeked_ = false;
  bool over_ = false;
  bool trailing_ = false;  ///< something follows the array
};

}  // namespace traveler::cmd
