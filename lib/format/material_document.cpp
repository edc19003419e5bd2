#include "format/material_document.h"

#include <algorithm>

#include "base/time.h"
#include "base/time_zone.h"
#include "format/csv_reader.h"
#include "format/decode.h"
#include "model/ids.h"

namespace traveler::format {

namespace {

constexpr std::string_view kReceiptKeys[] = {"part", "revision", "serial", "lot", "quantity", "location"};
constexpr CsvTable kReceiptTable{"inventory", kReceiptKeys, "part"};

ItemPlace place_of(const Node& node) {
  ItemPlace place;
  place.mark = node.mark;
  place.marks.reserve(node.entries.size());
  for (const Node::Entry& entry : node.entries) place.marks.emplace_back(entry.key, entry.value.mark);
  return place;
}

/// A number from 1 on, of plain digits.
bool is_ordinal(std::string_view text) {
  return !text.empty() && text.front() != '0' &&
         text.find_first_not_of("0123456789") == std::string_view::npos;
}
/// `KEY`, `KEY@REV` or `auto`, which is a key too.
bool is_procedure(std::string_view text) {
  const std::size_t at = text.find('@');
  return is_key(text.substr(0, at)) && (at == std::string_view::npos || is_ordinal(text.substr(at + 1)));
}
bool is_inventory(std::string_view text) { return parse_short_id("INV-", text).has_value(); }
bool is_assignee(std::string_view text) {
  constexpr std::string_view kTeam = "team:";
  if (text.starts_with(kTeam)) text.remove_prefix(kTeam.size());
  return is_key(text);
}

/// The readers of the keys that these documents share.
struct ItemReader {
  Decoder& decoder;
  const MapReader& map;

  void text(std::string_view key, std::string& target) const {
    map.optional(key, target, [&](const Node& n, const Place& p) { return decoder.filled_text(n, p); });
  }
  void id(std::string_view key, std::string& target) const {
    map.optional(key, target, [&](const Node& n, const Place& p) { return decoder.id(n, p); });
  }
  /// A name of the workspace that is told from another text by `fits`.
  void named(std::string_view key, std::string& target, bool (*fits)(std::string_view),
             std::string_view hint) const {
    map.optional(key, target, [&](const Node& n, const Place& p) {
      auto name = decoder.text(n, p);
      if (name && !fits(*name)) {
        decoder.add("id.invalid", concat(shown(*name), " names no ", key), n.mark, p, std::string(hint));
        name.reset();
      }
      return name;
    });
  }
  /// An amount of material: more than zero.
  void quantity(std::string_view key, std::optional<Quantity>& target) const {
    map.optional(key, target, [&](const Node& n, const Place& p) {
      auto quantity = decoder.quantity(n, p, "value.invalid");
      if (quantity && *quantity == Quantity()) {
        decoder.add("value.invalid", "the quantity must be more than zero", n.mark, p);
        quantity.reset();
      }
      return quantity;
    });
  }
  void count(std::string_view key, std::optional<int>& target, int min, int max) const {
    map.optional(key, target, [&](const Node& n, const Place& p) -> std::optional<int> {
      const auto count = decoder.integer(n, p, min, max);
      if (!count) return std::nullopt;
      return static_cast<int>(*count);
    });
  }
};

/// The list under `key` of the root, each item read by `read(decoder, node, place)`.
template <class Item, class Read>
std::vector<Item> decode_items(Decoder& decoder, const MapReader& root, std::string_view key, Read read) {
  std::vector<Item> items;
  const Node* list = root.need(key);
  if (list == nullptr) return items;
  const Place list_place(root.place(), key);
  items = decoder.list(*list, list_place, [&](const Node& node, const Place& place) -> std::optional<Item> {
    if (!decoder.is_map(node, place)) return std::nullopt;
    return read(node, place);
  });
  if (list->kind == NodeKind::kList && list->items.empty()) {
    decoder.add("value.invalid", "the list is empty", list->mark, list_place);
  }
  return items;
}

RunItem decode_run(Decoder& decoder, const Node& node, const Place& place) {
  constexpr int kMostCopies = 1'000'000;
  const MapReader map(decoder, node, place,
                      {"part", "procedure", "serial", "lot", "quantity", "inventory", "title", "due",
                       "assignee", "export_controlled", "attr", "copies"});
  const ItemReader reader{decoder, map};
  RunItem run;
  run.place = place_of(node);
  map.required("part", run.part, [&](const Node& n, const Place& p) { return decoder.part(n, p, true); });
  reader.named("procedure", run.procedure, is_procedure, "write KEY, KEY@REV or auto");
  reader.id("serial", run.serial);
  reader.id("lot", run.lot);
  reader.quantity("quantity", run.quantity);
  reader.named("inventory", run.inventory, is_inventory, "write INV-5");
  reader.text("title", run.title);
  map.optional("due", run.due, [&](const Node& n, const Place& p) {
    auto text = decoder.text(n, p);
    if (text && !is_time_or_date(*text)) {
      decoder.add("value.invalid", concat(shown(*text), " is not a date or time"), n.mark, p,
                  "write 2026-11-22 or 2026-11-22T05:30:00Z");
      text.reset();
    }
    return text;
  });
  reader.named("assignee", run.assignee, is_assignee, "write the name of a user, or team:NAME");
  map.optional("export_controlled", run.export_controlled,
               [&](const Node& n, const Place& p) { return decoder.boolean(n, p); });
  reader.count("copies", run.copies, 1, kMostCopies);
  if (const Node* attributes = map.find("attr")) {
    const Place attr_place(place, "attr");
    if (!decoder.is_map(*attributes, attr_place)) return run;
    for (const Node::Entry& entry : attributes->entries) {
      const Place entry_place(attr_place, entry.key);
      if (entry.key.empty())
        decoder.add("value.invalid", "an attribute without name", entry.key_mark, entry_place);
      if (auto text = decoder.text(entry.value, entry_place))
        run.attributes.push_back({entry.key, std::move(*text)});
    }
  }
  return run;
}

/// `batch: {title: T}`, or `batch: T` as on the command line.
std::optional<std::string> decode_batch(Decoder& decoder, const Node& node, const Place& place) {
  if (node.kind == NodeKind::kScalar) return decoder.filled_text(node, place);
  if (!decoder.is_map(node, place)) return std::nullopt;
  const MapReader map(decoder, node, place, {"title"});
  std::string title;
  map.optional("title", title, [&](const Node& n, const Place& p) { return decoder.filled_text(n, p); });
  return title;
}

std::optional<Value> decode_value(Decoder& decoder, const Node& node, const Place& place) {
  switch (node.kind) {
    case NodeKind::kNull:
      return Value();
    case NodeKind::kScalar:
      return Value(node.scalar);
    case NodeKind::kList: {
      Value list = Value::list();
      for (std::string& text :
           decoder.list(node, place, [&](const Node&n, const Place&p) { return decoder.text(n, p); })) {
        list.push(std::move(text));
      }
      return list;
    }
    case NodeKind::kMap:
      break;
  }
  decoder.wrong_type("a value or a list of texts", node, place, "a table cell is written as rows[3].column");
  return std::nullopt;
}

}  // namespace

const Mark& ItemPlace::of(std::string_view key) const {
  for (const auto& [name, value_mark] : marks) {
    if (name == key) return value_mark;
  }
  return mark;
}

bool ItemPlace::has(std::string_view key) const {
  return std::any_of(marks.begin(), marks.end(), [&](const auto& one) { return one.first == key; });
}

std::optional<std::vector<PartItem>> decode_parts(Document& document) {
  if (document.is_unread()) return std::nullopt;
  Decoder decoder(document);
  const Place root;
  std::vector<PartItem> parts;
  if (decoder.is_map(document.root, root, "a mapping with parts")) {
    const MapReader document_map(decoder, document.root, root, {"parts"});
    parts = decode_items<PartItem>(decoder, document_map, "parts", [&](const Node& node, const Place& place) {
      const MapReader map(decoder, node, place,
                          {"number", "revision", "name", "tracking", "unit", "precision"});
      const ItemReader reader{decoder, map};
      PartItem part;
      part.place = place_of(node);
      map.required("number", part.number,
                   [&](const Node& n, const Place& p) { return decoder.part(n, p, false); });
      reader.id("revision", part.revision);
      map.required("name", part.name,
                   [&](const Node& n, const Place& p) { return decoder.filled_text(n, p); });
      map.required("tracking", part.tracking,
                   [&](const Node& n, const Place& p) { return decoder.choice<Tracking>(n, p); });
      reader.text("unit", part.unit);
      reader.count("precision", part.precision, 0, 6);
      return part;
    });
  }
  decoder.finish();
  if (decoder.failed()) return std::nullopt;
  return parts;
}

Document read_receipts_csv(std::string_view file, std::string_view text) {
  return read_csv(file, text, kReceiptTable);
}

bool is_receipts_csv(std::string_view file, std::string_view text) {
  return is_csv(file, text, kReceiptTable);
}

std::optional<std::vector<ReceiptItem>> decode_receipts(Document& document) {
  return decode_receipts_with({}, document);
}

std::optional<std::vector<ReceiptItem>> decode_receipts_with(const ReceiptCheck& check, Document& document) {
  if (document.is_unread()) return std::nullopt;
  Decoder decoder(document);
  const Place root;
  std::vector<ReceiptItem> receipts;
  if (decoder.is_map(document.root, root, "a mapping with inventory")) {
    const MapReader document_map(decoder, document.root, root, {"inventory"});
    receipts = decode_items<ReceiptItem>(
        decoder, document_map, "inventory", [&](const Node& node, const Place& place) {
          const MapReader map(decoder, node, place,
                              {"part", "revision", "serial", "lot", "quantity", "location"});
          const ItemReader reader{decoder, map};
          ReceiptItem receipt;
          receipt.place = place_of(node);
          map.required("part", receipt.part,
                       [&](const Node& n, const Place& p) { return decoder.part(n, p, true); });
          reader.id("revision", receipt.revision);
          reader.text("serial", receipt.serial);
          reader.text("lot", receipt.lot);
          reader.quantity("quantity", receipt.quantity);
          reader.text("location", receipt.location);
          if (!check) return receipt;
          for (const ItemFault& fault : check(receipt)) {
            const bool on_value = receipt.place.has(fault.key);
            decoder.add(fault.rule, fault.message, receipt.place.of(fault.key),
                        on_value ? Place(place, fault.key) : place, fault.hint);
          }
          return receipt;
        });
  }
  decoder.finish();
  if (decoder.failed()) return std::nullopt;
  return receipts;
}

std::optional<std::vector<InstallItem>> decode_installs(Document& document) {
  if (document.is_unread()) return std::nullopt;
  Decoder decoder(document);
  const Place root;
  std::vector<InstallItem> installs;
  if (decoder.is_map(document.root, root, "a mapping with installs")) {
    const MapReader document_map(decoder, document.root, root, {"installs"});
    installs = decode_items<InstallItem>(
        decoder, document_map, "installs", [&](const Node& node, const Place& place) {
          const MapReader map(decoder, node, place, {"part", "from", "quantity"});
          const ItemReader reader{decoder, map};
          InstallItem install;
          install.place = place_of(node);
          map.optional("part", install.part,
                       [&](const Node& n, const Place& p) { return decoder.part(n, p, true); });
          map.required("from", install.from, [&](const Node& n, const Place& p) {
            auto id = decoder.text(n, p);
            if (id && !is_inventory(*id)) {
              decoder.add("id.invalid", concat(shown(*id), " names no inventory"), n.mark, p, "write INV-5");
              id.reset();
            }
            return id;
          });
          reader.quantity("quantity", install.quantity);
          return install;
        });
  }
  decoder.finish();
  if (decoder.failed()) return std::nullopt;
  return installs;
}

std::optional<RunsDocument> decode_runs(Document& document) {
  if (document.is_unread()) return std::nullopt;
  Decoder decoder(document);
  const Place root;
  RunsDocument out;
  if (decoder.is_map(document.root, root, "a mapping with runs")) {
    const MapReader map(decoder, document.root, root, {"runs", "batch"});
    out.runs = decode_items<RunItem>(decoder, map, "runs", [&](const Node& node, const Place& place) {
      return decode_run(decoder, node, place);
    });
    map.optional("batch", out.batch_title,
                 [&](const Node& n, const Place& p) { return decode_batch(decoder, n, p); });
  }
  decoder.finish();
  if (decoder.failed()) return std::nullopt;
  return out;
}

std::optional<std::vector<ValueItem>> decode_values(Document& document) {
  if (document.is_unread()) return std::nullopt;
  Decoder decoder(document);
  const Place root;
  std::vector<ValueItem> values;
  if (decoder.is_map(document.root, root, "a mapping of field keys and values")) {
    for (const Node::Entry& entry : document.root.entries) {
      const Place place(root, entry.key);
      if (entry.key.empty()) decoder.add("value.invalid", "a value without field key", entry.key_mark, place);
      if (auto value = decode_value(decoder, entry.value, place)) {
        values.push_back(
            {entry.key, std::move(*value), entry.value.quoted, entry.key_mark, entry.value.mark});
      }
    }
  }
  decoder.finish();
  if (decoder.failed()) return std::nullopt;
  return values;
}

}  // namespace traveler::format
