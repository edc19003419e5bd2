#include "format/decode.h"

#include <algorithm>
#include <charconv>
#include <tuple>
#include <unordered_set>

#include "base/time.h"
#include "format/tree_builder.h"

namespace traveler::format {

namespace {

// Longer words are no typo of a key, and comparing them costs.
constexpr std::size_t kLongestTypo = 64;

// What a document of which a part is missing is not blamed for: that part may have had it.
constexpr std::string_view kAbsences[] = {
    "key.missing",
    "steps.empty",
    "step.bare",
    "after.unknown",
    "limits.target_missing",
    "limits.tolerance_missing",
    "signoff.role_missing",
    "select.options_missing",
    "table.columns_missing",
    "requirement.part_missing",
};

std::string_view number_hint(std::string_view text) {
  const bool has_comma = text.find(',') != std::string_view::npos;
  const bool digits = text.find_first_of("0123456789") != std::string_view::npos;
  return has_comma && digits ? "decimals are written with a point, 10.5" : "";
}

}  // namespace

void Place::append_to(std::string& out) const {
  if (parent_ == nullptr) {
    out += '$';
    return;
  }
  parent_->append_to(out);
  if (in_list_) {
    append_path_index(out, index_);
  } else {
    append_path_key(out, key_);
  }
}

std::string Place::path() const {
  std::string out;
  append_to(out);
  return out;
}

std::string shown(std::string_view text) {
  constexpr std::size_t kLongest = 60;
  std::string out = "\"";
  if (text.size() <= kLongest) {
    out += text;
  } else {
    std::size_t end = kLongest;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    out += text.substr(0, end);
    out += "…";
  }
  std::replace(out.begin(), out.end(), '\n', ' ');
  out += '"';
  return out;
}

std::string describe(const Node& node) {
  switch (node.kind) {
    case NodeKind::kNull:
      return "nothing";
    case NodeKind::kList:
      return "a list";
    case NodeKind::kMap:
      return "a mapping";
    case NodeKind::kScalar:
      break;
  }
  return node.quoted ? concat("the text ", shown(node.scalar)) : shown(node.scalar);
}

std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& candidates) {
  if (word.size() > kLongestTypo) return {};
  const auto near = closest(word, candidates);
  return near ? concat("did you mean \"", *near, "\"?") : std::string();
}

Decoder::Decoder(Document& document) : document_(document) {
  for (const Finding& finding : document.findings) {
    if (finding.rule.starts_with("yaml.") || finding.rule == "syntax")
      refused_.emplace(finding.line, finding.column);
    if (finding.rule == "syntax") errors_.emplace(finding.line, finding.column);
  }
}

void Decoder::add(RuleId rule, std::string message, const Mark& mark, std::string path, std::string hint) {
  if (document_.partial &&
      std::find(std::begin(kAbsences), std::end(kAbsences), rule.id()) != std::end(kAbsences))
    return;
  // A refused alias reads as null: that it is no text either would be said of the same place again.
  if (refused_.contains({mark.line, mark.column})) return;
  if (runs_into_error(mark)) return;
  Finding finding;
  finding.rule = rule.id();
  finding.severity = rule.severity();
  finding.message = std::move(message);
  finding.file = document_.file;
  finding.line = mark.line;
  finding.column = mark.column;
  finding.end_line = mark.end_line;
  finding.end_column = mark.end_column;
  finding.path = std::move(path);
  finding.hint = std::move(hint);
  document_.findings.push_back(std::move(finding));
}

bool Decoder::runs_into_error(const Mark& mark) const {
  const auto error = errors_.lower_bound({mark.line, mark.column});
  if (error == errors_.end()) return false;
  if (mark.line < mark.end_line) return error->first <= mark.end_line;
  return *error == std::pair(mark.end_line, mark.end_column);
}

void Decoder::wrong_type(std::string_view expected, const Node& node, const Place& place, std::string hint) {
  // Of a document that could not be read as a whole, what is missing may be what would fit.
  const bool unsure = node.kind == NodeKind::kNull || node.cut || &node == &document_.root;
  if (document_.partial && unsure) return;
  add("type.wrong", concat("expected ", expected, ", found ", describe(node)), node.mark, place,
      std::move(hint));
}

bool Decoder::is_map(const Node& node, const Place& place, std::string_view expected) {
  if (node.kind == NodeKind::kMap) return true;
  wrong_type(expected, node, place);
  return false;
}

bool Decoder::is_list(const Node& node, const Place& place, std::string_view expected) {
  if (node.kind == NodeKind::kList) return true;
  std::string hint;
  if (node.kind == NodeKind::kScalar)
    hint = concat("write [", node.scalar.size() < 40 ? node.scalar : "…", "]");
  wrong_type(expected, node, place, std::move(hint));
  return false;
}

std::optional<std::string> Decoder::text(const Node& node, const Place& place) {
  if (node.kind == NodeKind::kScalar) return node.scalar;
  wrong_type("a text", node, place);
  return std::nullopt;
}

std::optional<std::string> Decoder::filled_text(const Node& node, const Place& place, RuleId rule) {
  auto text = this->text(node, place);
  if (text && text->find_first_not_of(" \t\r\n") == std::string::npos) {
    if (document_.partial) return std::nullopt;  // its lines may be what could not be read
    add(rule, "the text is empty", node.mark, place);
    return std::nullopt;
  }
  return text;
}

std::optional<bool> Decoder::boolean(const Node& node, const Place& place) {
  if (node.kind == NodeKind::kScalar && !node.quoted) {
    if (node.scalar == "true") return true;
    if (node.scalar == "false") return false;
  }
  wrong_type("true or false", node, place);
  return std::nullopt;
}

std::optional<std::int64_t> Decoder::integer(const Node& node, const Place& place, std::int64_t min,
                                             std::int64_t max) {
  std::int64_t value = 0;
  const std::string& text = node.scalar;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = end == text.data() + text.size() && !text.empty();
  if (node.kind != NodeKind::kScalar || node.quoted || !whole || failure == std::errc::invalid_argument) {
    wrong_type("a whole number", node, place);
    return std::nullopt;
  }
  if (failure != std::errc{} || value < min || value > max) {
    add("value.invalid", concat(shown(text), " is not from ", min, " to ", max), node.mark, place);
    return std::nullopt;
  }
  return value;
}

std::optional<TypedNumber> Decoder::number(const Node& node, const Place& place) {
  if (node.kind == NodeKind::kScalar) {
    if (auto value = Decimal::parse(node.scalar)) return TypedNumber{node.scalar, std::move(*value)};
  }
  wrong_type("a number", node, place, std::string(number_hint(node.scalar)));
  return std::nullopt;
}

std::optional<Quantity> Decoder::quantity(const Node& node, const Place& place, RuleId negative_rule) {
  const auto number = this->number(node, place);
  if (!number) return std::nullopt;
  if (number->value.is_negative()) {
    add(negative_rule, concat("the quantity ", number->text, " is negative"), node.mark, place);
    return std::nullopt;
  }
  // An exponent is fine in a document: what counts is the value.
  auto quantity = Quantity::parse(number->text);
  if (!quantity) quantity = Quantity::parse(number->value.text());
  if (!quantity) {
    add("value.invalid",
        concat("the quantity ", shown(number->text), " has more than six decimals or is too large"),
        node.mark, place);
  }
  return quantity;
}

std::optional<std::string> Decoder::duration(const Node& node, const Place& place) {
  auto text = this->text(node, place);
  if (text && !parse_duration(*text)) {
    add("duration.invalid", concat(shown(*text), " is not a duration"), node.mark, place,
        "write 30m, 2h, 1d or a sum such as 1h30m");
    return std::nullopt;
  }
  return text;
}

std::optional<std::string> Decoder::id(const Node& node, const Place& place) {
  auto text = this->text(node, place);
  if (text && !is_key(*text)) {
    add("id.invalid", concat(shown(*text), " is not an id"), node.mark, place,
        "letters, digits, '.', '_' and '-', a letter or digit first, at most 128");
    return std::nullopt;
  }
  return text;
}

std::optional<std::string> Decoder::name(const Node& node, const Place& place, RuleId empty_rule) {
  return filled_text(node, place, empty_rule) ? id(node, place) : std::nullopt;
}

std::optional<std::string> Decoder::part(const Node& node, const Place& place, bool may_have_revision) {
  auto text = this->text(node, place);
  if (!text) return std::nullopt;
  const std::string_view whole = *text;
  const std::size_t colon = may_have_revision ? whole.find(':') : std::string_view::npos;
  const bool revision_fits = colon == std::string_view::npos || is_key(whole.substr(colon + 1));
  if (is_key(whole.substr(0, colon)) && revision_fits) return text;
  add("id.invalid", concat(shown(whole), " is not a part number"), node.mark, place,
      "letters, digits, '.', '_' and '-', a letter or digit first, at most 128");
  return std::nullopt;
}

std::vector<std::string> Decoder::distinct_texts(const Node& node, const Place& place,
                                                 RuleId duplicate_rule) {
  std::unordered_set<std::string> seen;
  return list(node, place, [&](const Node& item, const Place& item_place) {
    auto text = filled_text(item, item_place);
    if (text && !seen.insert(*text).second) {
      add(duplicate_rule, concat(shown(*text), " is written twice"), item.mark, item_place);
      text.reset();
    }
    return text;
  });
}

void Decoder::finish() {
  const auto place = [](const Finding& f) { return std::tie(f.line, f.column, f.severity, f.rule); };
  std::stable_sort(document_.findings.begin(), document_.findings.end(),
                   [&](const Finding& a, const Finding& b) { return place(a) < place(b); });
}

MapReader::MapReader(Decoder& decoder, const Node& node, const Place& place,
                     std::initializer_list<std::string_view> keys)
    : decoder_(decoder), node_(node), place_(place) {
  std::unordered_set<std::string_view> seen;
  for (const Node::Entry& entry : node.entries) {
    if (std::find(keys.begin(), keys.end(), entry.key) != keys.end()) continue;
    if (!seen.insert(entry.key).second) continue;  // a duplicate, which the reader reported
    const Place entry_place(place, entry.key);
    decoder.add("key.unknown", concat("unknown key ", shown(entry.key)), entry.key_mark, entry_place,
                did_you_mean(entry.key, {keys.begin(), keys.end()}));
  }
}

const Node* MapReader::need(std::string_view key, RuleId rule, std::string_view message) const {
  const Node* node = node_.find(key);
  if (node == nullptr) {
    decoder_.add(rule, message.empty() ? concat("the key \"", key, "\" is missing") : std::string(message),
                 {node_.mark.line, node_.mark.column, node_.mark.line, node_.mark.column}, place_);
  }
  return node;
}

void refuse_findings(const Document& document) {
  if (document.ok()) return;
  std::vector<Finding> errors;
  for (const Finding& finding : document.findings) {
    if (finding.severity == Severity::kError) errors.push_back(finding);
  }
  const std::string message =
      errors.size() == 1 ? errors.front().message : concat(errors.size(), " errors were found");
  throw Error(ErrorCode::kDocumentInvalid, message).with_findings(std::move(errors));
}

}  // namespace traveler::format
