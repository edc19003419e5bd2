#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "format/procedure_parts.h"
#include "model/fields.h"

namespace traveler::format {

namespace {

/// Keys that only some types of field have.
struct TypedKey {
  std::string_view key;
  std::string_view types;  ///< for the message
  bool (*fits)(FieldType);
};
constexpr bool is_number(FieldType type) { return type == FieldType::kNumber; }
constexpr bool is_select(FieldType type) {
  return type == FieldType::kSelect || type == FieldType::kMultiselect;
}
constexpr bool is_signoff(FieldType type) { return type == FieldType::kSignoff; }
constexpr bool is_table(FieldType type) { return type == FieldType::kTable; }
constexpr std::array kTypedKeys{
    TypedKey{"min", "number", is_number},
    TypedKey{"max", "number", is_number},
    TypedKey{"target", "number", is_number},
    TypedKey{"tolerance", "number", is_number},
    TypedKey{"tolerance_plus", "number", is_number},
    TypedKey{"tolerance_minus", "number", is_number},
    TypedKey{"options", "select and multiselect", is_select},
    TypedKey{"role", "signoff", is_signoff},
    TypedKey{"peer", "signoff", is_signoff},
    TypedKey{"meaning", "signoff", is_signoff},
    TypedKey{"columns", "table", is_table},
    TypedKey{"rows", "table", is_table},
};

class FieldReader {
 public:
  FieldReader(Decoder& decoder, bool optional_step) : decoder_(decoder), optional_step_(optional_step) {}

  std::vector<FieldDef> read_all(const Node& node, const Place& place, bool columns);

 private:
  std::optional<FieldDef> read(const Node& node, const Place& place, bool column);
  void check_typed_keys(const MapReader& map, FieldType type);
  void read_limits(const MapReader& map, FieldDef& field);
  void check_bounds(const MapReader& map, const Limits& limits, bool has_tolerance);
  void read_options(const MapReader& map, FieldDef& field);
  void read_signoff(const MapReader& map, FieldDef& field);
  void read_table(const MapReader& map, FieldDef& field);
  void read_rows(const Node& node, const Place& place, FieldDef& field);

  Decoder& decoder_;
  bool optional_step_;
};

std::vector<FieldDef> FieldReader::read_all(const Node& node, const Place& place, bool columns) {
  std::unordered_set<std::string> seen;
  return decoder_.list(node, place, [&](const Node& item, const Place& item_place) {
    auto field = read(item, item_place, columns);
    if (field && !field->key.empty() && !seen.insert(field->key).second) {
      const Place id_place(item_place, "id");
      decoder_.add("field.duplicate",
                   concat("the ", columns ? "column" : "field", " key ", shown(field->key), " is used twice"),
                   item.find("id")->mark, id_place);
    }
    return field;
  });
}

std::optional<FieldDef> FieldReader::read(const Node& node, const Place& place, bool column) {
  if (!decoder_.is_map(node, place)) return std::nullopt;
  const MapReader map(
      decoder_, node, place,
      {"id",   "title",   "type",    "required",  "allow_na",       "per_unit",        "unit",    "help",
       "min",  "max",     "target",  "tolerance", "tolerance_plus", "tolerance_minus", "options", "role",
       "peer", "meaning", "columns", "rows"});
  const auto id = [&](const Node& n, const Place& p) { return decoder_.id(n, p); };
  const auto text = [&](const Node& n, const Place& p) { return decoder_.text(n, p); };
  const auto boolean = [&](const Node& n, const Place& p) { return decoder_.boolean(n, p); };

  FieldDef field;
  map.required("id", field.key, id);
  field.title = field.key;
  map.optional("title", field.title,
               [&](const Node& n, const Place& p) { return decoder_.filled_text(n, p); });
  map.optional("required", field.required, boolean);
  map.optional("allow_na", field.allow_na, boolean);
  map.optional("per_unit", field.per_unit, boolean);
  map.optional("unit", field.unit, text);
  map.optional("help", field.help, text);
  if (field.required && optional_step_) {
    const Place required_place(place, "required");
    decoder_.add("field.required_on_optional",
                 concat("the field ", shown(field.key), " is required, but its step is optional"),
                 map.find("required")->mark, required_place.path());
  }

  std::optional<FieldType> type;
  if (const Node* written = map.need("type")) {
    const Place type_place(place, "type");
    type = decoder_.choice<FieldType>(*written, type_place);
  }
  if (!type) return field;  // what else it may have depends on the type
  field.type = *type;
  check_typed_keys(map, *type);
  if (*type == FieldType::kNumber) read_limits(map, field);
  if (is_select(*type)) read_options(map, field);
  if (*type == FieldType::kSignoff) read_signoff(map, field);
  if (*type != FieldType::kTable) return field;
  if (column) {
    const Place type_place(place, "type");
    decoder_.add("table.nested", "a table cannot stand in a table", map.find("type")->mark, type_place);
  } else {
    read_table(map, field);
  }
  return field;
}

void FieldReader::check_typed_keys(const MapReader& map, FieldType type) {
  std::unordered_set<std::string_view> seen;
  for (const Node::Entry& entry : map.node().entries) {
    const auto known = std::find_if(kTypedKeys.begin(), kTypedKeys.end(),
                                    [&](const TypedKey& k) { return k.key == entry.key; });
    if (known == kTypedKeys.end() || known->fits(type) || !seen.insert(entry.key).second) continue;
    const Place place(map.place(), entry.key);
    decoder_.add(
        "key.misplaced",
        concat("the key \"", entry.key, "\" is for fields of type ", known->types, ", not ", to_text(type)),
        entry.key_mark, place);
  }
}

void FieldReader::read_limits(const MapReader& map, FieldDef& field) {
  const auto number = [&](const Node& n, const Place& p) { return decoder_.number(n, p); };
  const auto tolerance = [&](const Node& n, const Place& p) {
    auto value = decoder_.number(n, p);
    if (value && value->value.is_negative()) {
      decoder_.add("tolerance.negative", concat("the tolerance ", value->text, " is negative"), n.mark, p);
      value.reset();
    }
    return value;
  };
  Limits limits;
  std::optional<TypedNumber> both;
  map.optional("min", limits.min, number);
  map.optional("max", limits.max, number);
  map.optional("target", limits.target, number);
  map.optional("tolerance", both, tolerance);
  map.optional("tolerance_plus", limits.tolerance_plus, tolerance);
  map.optional("tolerance_minus", limits.tolerance_minus, tolerance);

  const Node* one_sided =
      map.find("tolerance_plus") ? map.find("tolerance_plus") : map.find("tolerance_minus");
  if (map.find("tolerance") && one_sided) {
    const Place place(map.place(), map.find("tolerance_plus") ? "tolerance_plus" : "tolerance_minus");
    decoder_.add("tolerance.both", "either tolerance, or tolerance_plus and tolerance_minus", one_sided->mark,
                 place);
  }
  const bool has_tolerance = map.find("tolerance") || one_sided;
  check_bounds(map, limits, has_tolerance);

  if (both) {
    limits.tolerance_plus = both;
    limits.tolerance_minus = both;
  } else if (limits.tolerance_plus || limits.tolerance_minus) {
    // The side that is not written has no tolerance at all: +0.5 / -0.
    const TypedNumber none{"0", Decimal()};
    if (!limits.tolerance_plus) limits.tolerance_plus = none;
    if (!limits.tolerance_minus) limits.tolerance_minus = none;
  }
  if (limits.min || limits.max || limits.target) field.limits = std::move(limits);
}

void FieldReader::check_bounds(const MapReader& map, const Limits& limits, bool has_tolerance) {
  const auto at = [&](std::string_view key, RuleId rule, std::string message) {
    const Place place(map.place(), key);
    decoder_.add(rule, std::move(message), map.find(key)->mark, place);
  };
  if (limits.min && limits.max && limits.min->value > limits.max->value) {
    at("max", "limits.inverted", concat("max ", limits.max->text, " is less than min ", limits.min->text));
  }
  if (limits.target && limits.min && limits.target->value < limits.min->value) {
    at("target", "limits.target",
       concat("the target ", limits.target->text, " is less than min ", limits.min->text));
  } else if (limits.target && limits.max && limits.target->value > limits.max->value) {
    at("target", "limits.target",
       concat("the target ", limits.target->text, " is more than max ", limits.max->text));
  }
  const bool has_bounds = map.find("min") || map.find("max");
  const bool has_target = map.find("target") != nullptr;
  if (has_bounds && has_tolerance && has_target) {
    at("target", "limits.both", "limits are either min and max, or a target with its tolerance");
  } else if (has_tolerance && !has_target) {
    map.need("target", "limits.target_missing", "a tolerance without a target");
  } else if (has_target && !has_tolerance && !has_bounds) {
    map.need("tolerance", "limits.tolerance_missing", "a target without a tolerance, min or max");
  }
}

void FieldReader::read_options(const MapReader& map, FieldDef& field) {
  const Node* node = map.need("options", "select.options_missing", "a choice without options");
  if (node == nullptr) return;
  const Place place(map.place(), "options");
  field.options = decoder_.distinct_texts(*node, place, "option.duplicate");
  if (node->kind == NodeKind::kList && node->items.empty()) {
    decoder_.add("select.options_missing", "a choice without options", node->mark, place);
  }
  if (decoder_.is_stored()) return;
  for (std::size_t i = 0; i < node->items.size(); ++i) {
    if (node->items[i].scalar != kNotApplicable) continue;
    decoder_.add("option.na", "N/A is not an option, but what is said where nothing applies",
                 node->items[i].mark, Place(place, i), "leave it out and set `allow_na: true`");
  }
}

void FieldReader::read_signoff(const MapReader& map, FieldDef& field) {
  if (const Node* role = map.need("role", "signoff.role_missing", "a sign-off without role")) {
    const Place place(map.place(), "role");
    if (auto name = decoder_.name(*role, place, "signoff.role_missing")) field.role = std::move(*name);
  }
  map.optional("peer", field.peer, [&](const Node& n, const Place& p) { return decoder_.boolean(n, p); });
  map.optional("meaning", field.meaning,
               [&](const Node& n, const Place& p) { return decoder_.choice<SignMeaning>(n, p); });
}

void FieldReader::read_table(const MapReader& map, FieldDef& field) {
  if (const Node* columns = map.need("columns", "table.columns_missing", "a table without columns")) {
    const Place place(map.place(), "columns");
    field.columns = read_all(*columns, place, true);
    if (columns->kind == NodeKind::kList && columns->items.empty()) {
      decoder_.add("table.columns_missing", "a table without columns", columns->mark, place);
    }
  }
  if (const Node* rows = map.find("rows")) {
    const Place place(map.place(), "rows");
    read_rows(*rows, place, field);
  }
}

void FieldReader::read_rows(const Node& node, const Place& place, FieldDef& field) {
  if (node.kind == NodeKind::kList) {
    field.row_names = decoder_.distinct_texts(node, place, "row.duplicate");
    if (node.items.empty()) decoder_.add("value.invalid", "a table without rows", node.mark, place);
    return;
  }
  if (!decoder_.is_map(node, place, "a list of names, or {min, max}")) return;
  const MapReader map(decoder_, node, place, {"min", "max"});
  const auto count = [&](const Node& n, const Place& p) -> std::optional<int> {
    const auto value = decoder_.integer(n, p, 0, 10'000);
    if (!value) return std::nullopt;
    return static_cast<int>(*value);
  };
  map.optional("min", field.min_rows, count);
  map.optional("max", field.max_rows, count);
  if (field.min_rows && field.max_rows && *field.min_rows > *field.max_rows) {
    const Place max_place(place, "max");
    decoder_.add("limits.inverted", concat("max ", *field.max_rows, " is less than min ", *field.min_rows),
                 map.find("max")->mark, max_place);
  }
}

}  // namespace

std::vector<FieldDef> decode_fields(Decoder& decoder, const Node& node, const Place& place,
                                    bool optional_step) {
  return FieldReader(decoder, optional_step).read_all(node, place, false);
}

}  // namespace traveler::format
