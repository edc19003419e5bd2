#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "traveler/error.h"

namespace traveler::format {

/// A range of text: 1-based lines and columns in code points, and bytes of the text as it was given (a byte
/// order mark counts); the ends exclusive.
struct Mark {
  int line = 1;
  int column = 1;
  int end_line = 1;
  int end_column = 1;
  std::size_t begin = 0;
  std::size_t end = 0;
};

enum class NodeKind : std::uint8_t { kNull, kScalar, kList, kMap };

/// One node of a document with its place: a scalar with its quotes; of a block scalar all from its `|` or `>`
/// but for the last line end; a collection with its brackets, or from its first key or `-` to the end of its
/// last value; nothing at all, behind the `:` or `-`, for an empty value. A scalar is the text as written;
/// the reader that knows the schema types it. `quoted` tells "1" from 1 (a quoted scalar is text and nothing
/// else).
struct Node {
  struct Entry;
  NodeKind kind = NodeKind::kNull;
  bool quoted = false;
  bool cut = false;  ///< where the reading broke off: may not be what was meant
  std::string scalar;
  std::vector<Node> items;     ///< of a list
  std::vector<Entry> entries;  ///< of a map, duplicates kept, in the order written
  Mark mark;

  /// The first entry of that key, or nullptr.
  const Node* find(std::string_view key) const;
};

struct Node::Entry {
  std::string key;
  Mark key_mark;
  Node value;
};

/// Limits on any document; spec section 2.
struct DocumentLimits {
  std::size_t bytes = std::size_t{4} << 20U;
  std::size_t depth = 64;
  std::size_t nodes = 100'000;
  std::size_t scalar_bytes = std::size_t{64} << 10U;
  /// For lists of material: neither bytes nor nodes are bounded.
  static DocumentLimits material();
};

enum class Syntax : std::uint8_t { kYaml, kJson };

/// A document as read: the tree and what was found on the way. After a syntax error the tree is what
/// could be read around it, and `partial`; after worse, and when nothing could be read, `root` is null.
struct Document {
  std::string file;
  Syntax syntax = Syntax::kYaml;
  Node root;
  std::vector<Finding> findings;
  bool partial = false;
  bool stored = false;  ///< comes from the workspace: rules that it was never held to are not its errors
  bool ok() const;      ///< no finding of severity error
  /// True when there is nothing to decode because the text could not be read.
  bool is_unread() const { return root.kind == NodeKind::kNull && !ok(); }
};

/// JSON for `.json`, YAML for `.yaml` and `.yml`; else by content: `{` or `[` first means JSON.
Syntax detect_syntax(std::string_view file, std::string_view text);

/// Reads one document into a positioned tree under `limits`.
/// Never throws for bad input: syntax errors, duplicate keys (rule `key.duplicate`, at the second
/// key), anchors, aliases, tags, merge keys, second documents, invalid UTF-8, NUL, lone surrogates
/// and bidirectional controls are findings with their place.
Document read_document(std::string_view file, std::string_view text, Syntax syntax,
                       const DocumentLimits& limits = {});

/// `read_document` with the syntax told by name and content.
Document read_document(std::string_view file, std::string_view text, const DocumentLimits& limits = {});

}  // namespace traveler::format
