#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/decimal.h"
#include "format/rules.h"
#include "format/tree.h"
#include "model/definition.h"
#include "model/records.h"
#include "traveler/value.h"

namespace traveler::format {

// Documents that list material, runs or values. Each item keeps its place, so that what the
// workspace says of it later can name file, line and column. Read them under
// `DocumentLimits::material()`. Each function adds every finding to the document and returns
// nullopt when one is an error. Empty texts are keys that were not written.

/// The places of an item and of what was written in it.
struct ItemPlace {
  Mark mark;                                        ///< of the item
  std::vector<std::pair<std::string, Mark>> marks;  ///< of the values, by key

  /// The place of the value of `key`, or of the item when it has none.
  const Mark& of(std::string_view key) const;
  bool has(std::string_view key) const;
};

/// What the reader of a document cannot know of an item and its caller does.
struct ItemFault {
  RuleId rule;
  std::string_view key;  ///< whose value is meant; the item itself when it has none
  std::string message;
  std::string hint;
};

/// One of `parts:` (`part add -f`).
struct PartItem {
  std::string number;
  std::string revision;
  std::string name;
  Tracking tracking = Tracking::kSerial;
  std::string unit;
  std::optional<int> precision;  ///< 0 to 6
  ItemPlace place;
};
/// `{parts: [{number, revision, name, tracking, unit, precision}]}`; number, name, tracking are needed.
std::optional<std::vector<PartItem>> decode_parts(Document& document);

/// One of `inventory:` (`inventory receive -f`).
struct ReceiptItem {
  std::string part;  ///< `NUMBER` or `NUMBER:REV`
  std::string revision;
  std::string serial;
  std::string lot;
  std::optional<Quantity> quantity;
  std::string location;
  ItemPlace place;
};
/// `{inventory: [{part, revision, serial, lot, quantity, location}]}`; part is needed.
std::optional<std::vector<ReceiptItem>> decode_receipts(Document& document);
/// Says what else is wrong with one item; called for those with findings too.
using ReceiptCheck = std::function<std::vector<ItemFault>(const ReceiptItem&)>;
std::optional<std::vector<ReceiptItem>> decode_receipts_with(const ReceiptCheck& check, Document& document);
/// The document of the same items as CSV (RFC 4180) with those keys as header, in any order; an empty
/// cell is a key that is not written.
Document read_receipts_csv(std::string_view file, std::string_view text);
/// True for `.csv`, and for another name than of YAML or JSON when the text begins with such a header.
bool is_receipts_csv(std::string_view file, std::string_view text);

/// One of `installs:` (`step install -f`).
struct InstallItem {
  std::string part;  ///< the requirement's; empty: the one that the item fits
  std::string from;  ///< `INV-5`
  std::optional<Quantity> quantity;
  ItemPlace place;
};
/// `{installs: [{part, from, quantity}]}`; from is needed.
std::optional<std::vector<InstallItem>> decode_installs(Document& document);

/// One of `runs:` (`run create -f`).
struct RunItem {
  std::string part;       ///< `NUMBER` or `NUMBER:REV`
  std::string procedure;  ///< `KEY`, `KEY@REV` or `auto`
  std::string serial;     ///< or `auto`
  std::string lot;        ///< or `auto`
  std::optional<Quantity> quantity;
  std::string inventory;
  std::string title;
  std::string due;  ///< a date or an RFC 3339 time
  std::string assignee;
  std::optional<bool> export_controlled;
  std::vector<Attribute> attributes;  ///< `attr`
  std::optional<int> copies;          ///< at least 1
  ItemPlace place;
};
struct RunsDocument {
  std::vector<RunItem> runs;
  std::optional<std::string> batch_title;  ///< of `batch: {title}`; empty when the batch has none
};
/// `{runs: [...], batch: {title}}`; each run needs its part.
std::optional<RunsDocument> decode_runs(Document& document);

/// One value of `step record -f`.
struct ValueItem {
  std::string key;  ///< a field key or a table cell, `bores[3].diameter`
  Value value;      ///< the text as typed, a list of texts, or null to clear
  bool quoted = false;
  Mark key_mark;
  Mark mark;
};
/// An object of field keys and values.
std::optional<std::vector<ValueItem>> decode_values(Document& document);

}  // namespace traveler::format
