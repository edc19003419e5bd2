#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "format/rules.h"
#include "format/text_index.h"
#include "format/tree.h"

namespace traveler::format {

/// Thrown by TreeBuilder when reading cannot go on; the finding is in the document.
struct StopReading {};

/// Appends a key to a JSON path: `.title`, or `['a b']` for a key that is no plain name.
void append_path_key(std::string& path, std::string_view key);
/// Appends an index to a JSON path: `[3]`.
void append_path_index(std::string& path, std::size_t index);

/// Builds the positioned tree from the events of a parser, under limits. Both readers feed it, so
/// that YAML and JSON are refused by the same rules. Offsets are bytes of the text.
class TreeBuilder {
 public:
  /// `original` is the text that places are told of: `text` itself, or what it was made of by blanking
  /// bytes out.
  TreeBuilder(Document& document, std::string_view text, const DocumentLimits& limits,
              std::string_view original);
  TreeBuilder(Document& document, std::string_view text, const DocumentLimits& limits)
      : TreeBuilder(document, text, limits, text) {}

  std::string_view text() const { return text_; }
  std::string_view original() const { return original_; }
  /// True when the byte there was put in the place of another one.
  bool is_replaced(std::size_t offset) const { return text_[offset] != original_[offset]; }
  const DocumentLimits& limits() const { return limits_; }

  /// True when the next value stands where a map has its key.
  bool expects_key() const { return !frames_.empty() && frames_.back().expects_key(); }
  /// True when the next value is the next item of a list.
  bool in_list() const { return !frames_.empty() && frames_.back().node.kind == NodeKind::kList; }

  void key(std::string_view text, std::size_t begin, std::size_t end);
  /// The key just read, or about to be read, is refused: its value is read and forgotten.
  void drop_key(std::size_t begin, std::string_view text = {});
  void scalar(std::string_view text, bool quoted, std::size_t begin, std::size_t end);
  void null(std::size_t begin, std::size_t end);
  void open(NodeKind kind, std::size_t begin);
  void close(std::size_t end);

  /// Adds a finding at the bytes [begin, end) with the path of the value being read.
  void add(RuleId rule, std::string message, std::size_t begin, std::size_t end, std::string hint = {});
  /// Adds a finding and ends the reading.
  [[noreturn]] void fail(RuleId rule, std::string message, std::size_t begin, std::size_t end,
                         std::string hint = {});

  /// After a syntax error: what was read so far becomes the document, which is then partial.
  void abandon();
  /// Where the reading ended by `fail`.
  std::size_t failed_at() const { return failed_at_; }
  /// True while a list or mapping is open.
  bool is_open() const { return !frames_.empty(); }

  /// The end of the last key, scalar or collection.
  std::size_t last_end() const { return last_end_; }
  /// The line, from 0, in which the last key or scalar began.
  std::size_t last_line() const { return last_line_; }
  /// How many bytes the parser took of the text.
  void set_taken(std::size_t bytes) { taken_ = bytes; }
  std::size_t taken() const { return taken_; }

 private:
  struct Frame {
    Node node;
    std::size_t begin = 0;
    std::string key;  ///< of the entry whose value comes next
    Mark key_mark;
    bool has_key = false;
    bool dropped = false;                    ///< that value is forgotten
    bool is_key = false;                     ///< the collection itself stands where a key should
    std::unordered_set<std::size_t> hashes;  ///< of the keys, once there are many
    bool expects_key() const { return node.kind == NodeKind::kMap && !has_key; }
  };

  void count_node(std::size_t begin);
  void check_scalar(std::string_view text, std::size_t begin, std::size_t end);
  bool is_duplicate(Frame& frame, std::string_view key) const;
  void place(Node&& node);
  std::string path() const;

  Document& document_;
  std::string_view text_;
  std::string_view original_;
  DocumentLimits limits_;
  TextIndex index_;
  std::vector<Frame> frames_;
  std::size_t nodes_ = 0;
  std::size_t last_end_ = 0;
  std::size_t last_line_ = 0;
  std::size_t taken_ = 0;
  std::size_t failed_at_ = 0;
  std::size_t path_bytes_ = 0;  ///< of the findings
};

/// Looks at the bytes before any parser does: yaml-cpp lets invalid UTF-8 through and takes the
/// byte 4 for the end of the text. Throws StopReading when the text cannot be read.
void check_characters(TreeBuilder& builder);

// The two readers.
void read_yaml(TreeBuilder& builder);
void read_json(TreeBuilder& builder);

}  // namespace traveler::format
