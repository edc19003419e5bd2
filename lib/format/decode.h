#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/concat.h"
#include "base/decimal.h"
#include "base/enum_text.h"
#include "base/text.h"
#include "format/rules.h"
#include "format/tree.h"
#include "model/definition.h"

namespace traveler::format {

/// Where a node stands in its document. Lives on the stack beside its parents, and becomes a JSON
/// path only when a finding asks for it.
class Place {
 public:
  Place() = default;
  Place(const Place& parent, std::string_view key) : parent_(&parent), key_(key) {}
  Place(const Place& parent, std::size_t index) : parent_(&parent), index_(index), in_list_(true) {}

  /// `$.steps[2].id`
  std::string path() const;

 private:
  void append_to(std::string& out) const;

  const Place* parent_ = nullptr;
  std::string_view key_;
  std::size_t index_ = 0;
  bool in_list_ = false;
};

/// A text for a message: in quotes, and cut when it is long.
std::string shown(std::string_view text);
/// What a node is, for a message: "a list", "the text \"x\"".
std::string describe(const Node& node);
/// `did you mean "after"?`, or empty when no candidate is close.
std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& candidates);

/// Reads typed values from nodes and adds what it finds wrong to the document. A reader returns
/// nullopt after a finding, so that the caller goes on with the rest. Rules: `type.wrong` for
/// another kind of value, `value.invalid` or the named one for a value that does not do.
class Decoder {
 public:
  explicit Decoder(Document& document);

  void add(RuleId rule, std::string message, const Mark& mark, std::string path, std::string hint = {});
  void add(RuleId rule, std::string message, const Mark& mark, const Place& place, std::string hint = {}) {
    add(rule, std::move(message), mark, place.path(), std::move(hint));
  }
  void wrong_type(std::string_view expected, const Node& node, const Place& place, std::string hint = {});

  bool is_map(const Node& node, const Place& place, std::string_view expected = "a mapping");
  bool is_list(const Node& node, const Place& place, std::string_view expected = "a list");

  /// Any scalar, as written: `no`, `on` and `1.10` are texts where a text belongs.
  std::optional<std::string> text(const Node& node, const Place& place);
  /// A text with something in it.
  std::optional<std::string> filled_text(const Node& node, const Place& place, RuleId rule = "value.invalid");
  /// `true` or `false`, not quoted.
  std::optional<bool> boolean(const Node& node, const Place& place);
  /// A whole number of plain digits, not quoted.
  std::optional<std::int64_t> integer(const Node& node, const Place& place, std::int64_t min,
                                      std::int64_t max = std::numeric_limits<int>::max());
  /// A number of record; may be quoted, as it is in JSON that was written from a document.
  std::optional<TypedNumber> number(const Node& node, const Place& place);
  /// An amount of material; may be quoted. Negative ones are refused with `negative_rule`.
  std::optional<Quantity> quantity(const Node& node, const Place& place, RuleId negative_rule);
  /// `30m`, `2h`, `1d`; the text as written. Rule `duration.invalid`.
  std::optional<std::string> duration(const Node& node, const Place& place);
  /// A key or id. Rule `id.invalid`.
  std::optional<std::string> id(const Node& node, const Place& place);
  /// The name of a role or the code of a location: an id, which is told from an empty text.
  std::optional<std::string> name(const Node& node, const Place& place, RuleId empty_rule = "value.invalid");
  /// `NUMBER` or `NUMBER:REV`. Rule `id.invalid`.
  std::optional<std::string> part(const Node& node, const Place& place, bool may_have_revision);

  template <TextEnum E>
  std::optional<E> choice(const Node& node, const Place& place) {
    const auto text = this->text(node, place);
    if (!text) return std::nullopt;
    const auto value = from_text<E>(*text);
    if (!value) not_a_choice(*text, EnumText<E>::kTexts, node.mark, place);
    return value;
  }

  /// Every item of a list, read by `read(item, place)`; items with findings are left out.
  template <class Read>
  auto list(const Node& node, const Place& place, Read&& read) {
    using Item = typename decltype(read(node, place))::value_type;
    std::vector<Item> out;
    if (!is_list(node, place)) return out;
    out.reserve(node.items.size());
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      const Place item_place(place, i);
      if (auto item = read(node.items[i], item_place)) out.push_back(std::move(*item));
    }
    return out;
  }
  /// A list of texts with something in them, each once (else `duplicate_rule` at the second).
  std::vector<std::string> distinct_texts(const Node& node, const Place& place, RuleId duplicate_rule);

  /// Whether something was found that is an error, by the reader of the text too.
  /// True for what the workspace holds already.
  bool is_stored() const { return document_.stored; }
  bool failed() const { return !document_.ok(); }
  /// Puts the findings in the order of their places.
  void finish();

 private:
  template <class Texts>
  void not_a_choice(std::string_view text, const Texts& texts, const Mark& mark, const Place& place) {
    const std::vector<std::string_view> known(texts.begin(), texts.end());
    std::string list;
    for (const std::string_view one : known) list += concat(list.empty() ? "" : ", ", one);
    add("value.invalid", concat(shown(text), " is not one of ", list), mark, place,
        did_you_mean(text, known));
  }

  /// Whether what is there is not what was meant: a syntax error is within or right behind it.
  bool runs_into_error(const Mark& mark) const;

  Document& document_;
  std::set<std::pair<int, int>> errors_;   ///< places of syntax errors
  std::set<std::pair<int, int>> refused_;  ///< places at which the text reader refused a value already
};

/// The entries of one mapping. Reports those it does not know as `key.unknown`.
class MapReader {
 public:
  MapReader(Decoder& decoder, const Node& node, const Place& place,
            std::initializer_list<std::string_view> keys);

  const Node* find(std::string_view key) const { return node_.find(key); }
  /// The value of a key that must be there; reported at the start of the mapping when it is not.
  const Node* need(std::string_view key, RuleId rule = "key.missing", std::string_view message = {}) const;

  /// Reads the value of `key` when it is there: `read(node, place)` returns an optional.
  template <class Target, class Read>
  void optional(std::string_view key, Target& target, Read&& read) const {
    if (const Node* node = find(key)) assign(*node, key, target, read);
  }
  template <class Target, class Read>
  void required(std::string_view key, Target& target, Read&& read) const {
    if (const Node* node = need(key)) assign(*node, key, target, read);
  }

  const Node& node() const { return node_; }
  const Place& place() const { return place_; }

 private:
  template <class Target, class Read>
  void assign(const Node& node, std::string_view key, Target& target, Read& read) const {
    const Place place(place_, key);
    if (auto value = read(node, place)) target = std::move(*value);
  }

  Decoder& decoder_;
  const Node& node_;
  const Place& place_;
};

/// Throws Error(document.invalid) with every finding when one of them is an error.
void refuse_findings(const Document& document);

}  // namespace traveler::format
