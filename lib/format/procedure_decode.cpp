#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "format/json.h"
#include "format/procedure_document.h"
#include "format/procedure_parts.h"

namespace traveler::format {

namespace {

constexpr int kDeepestLevel = 5;

/// Whose steps are read. Those of a plan say themselves what the standard step says that they use.
enum class StepsOf : std::uint8_t { kProcedure, kStandardStep, kPlan };

/// Reads steps, and keeps beside them what the rules across steps need.
class StepReader {
 public:
  StepReader(Decoder& decoder, StepsOf kind) : decoder_(decoder), kind_(kind) {}

  std::vector<StepDef> read_all(const Node& node, const Place& place, int parent, int level,
                                bool optional_above);
  /// Everything of a step but its key; `map` knows which keys there may be.
  void read_body(const MapReader& map, StepDef& step, std::size_t fact, int level, bool optional_above);

  std::vector<StepFact> facts;

 private:
  std::optional<StepDef> read(const Node& node, const Place& place, int parent, int level,
                              bool optional_above);
  void read_id(const MapReader& map, StepDef& step, StepFact& fact);
  void read_after(const MapReader& map, StepDef& step, StepFact& fact);
  void read_use(const MapReader& map, StepDef& step);
  void read_outside(const MapReader& map, StepDef& step);

  Decoder& decoder_;
  StepsOf kind_;
};

std::vector<StepDef> StepReader::read_all(const Node& node, const Place& place, int parent, int level,
                                          bool optional_above) {
  return decoder_.list(node, place, [&](const Node& item, const Place& item_place) {
    return read(item, item_place, parent, level, optional_above);
  });
}

std::optional<StepDef> StepReader::read(const Node& node, const Place& place, int parent, int level,
                                        bool optional_above) {
  if (!decoder_.is_map(node, place)) return std::nullopt;
  if (level == kDeepestLevel + 1) {
    decoder_.add("step.depth", concat("nested deeper than ", kDeepestLevel, " levels of steps"), node.mark,
                 place);
  }
  const MapReader map(decoder_, node, place,
                      {"id", "title", "instructions", "required", "after", "location", "lead_time", "fields",
                       "requires", "approvals", "outside", "steps", "use"});
  const std::size_t index = facts.size();
  StepDef step;
  StepFact fact;
  fact.parent = parent;
  fact.path = place.path();
  if (node.find("use") != nullptr) read_use(map, step);
  read_id(map, step, fact);
  read_after(map, step, fact);
  facts.push_back(std::move(fact));
  read_body(map, step, index, level, optional_above);
  return step;
}

void StepReader::read_id(const MapReader& map, StepDef& step, StepFact& fact) {
  const Node* id = map.find("id");
  if (id == nullptr && !step.use.empty()) {
    // A standard step brings its own key: std:KEY@REV.
    step.key = step.use.substr(4, step.use.find('@') - 4);
    fact.key_mark = map.find("use")->mark;
  } else if (id != nullptr || map.find("use") == nullptr) {
    map.required("id", step.key, [&](const Node& n, const Place& p) { return decoder_.id(n, p); });
    if (id != nullptr) fact.key_mark = id->mark;
  }
  fact.key = step.key;
}

void StepReader::read_after(const MapReader& map, StepDef& step, StepFact& fact) {
  const Node* after = map.find("after");
  if (after == nullptr) return;
  fact.has_after = true;
  const Place place(map.place(), "after");
  std::unordered_set<std::string> seen;
  step.after = decoder_.list(*after, place, [&](const Node& item, const Place& item_place) {
    auto key = decoder_.id(item, item_place);
    if (!key) return key;
    if (!seen.insert(*key).second) {
      decoder_.add("after.duplicate", concat(shown(*key), " is named twice"), item.mark, item_place);
      key.reset();
      return key;
    }
    fact.after.push_back({*key, item.mark, item_place.path()});
    return key;
  });
}

void StepReader::read_use(const MapReader& map, StepDef& step) {
  const Node& use = *map.find("use");
  const Place place(map.place(), "use");
  std::unordered_set<std::string_view> seen;
  for (const Node::Entry& entry : map.node().entries) {
    const bool fits = entry.key == "use" || entry.key == "id" || entry.key == "after" ||
                      entry.key == "location" || entry.key == "required";
    const bool known = entry.key == "title" || entry.key == "instructions" || entry.key == "lead_time" ||
                       entry.key == "fields" || entry.key == "requires" || entry.key == "approvals" ||
                       entry.key == "outside" || entry.key == "steps";
    if (fits || !known || !seen.insert(entry.key).second) continue;
    const Place entry_place(map.place(), entry.key);
    decoder_.add("use.override",
                 concat("the key \"", entry.key, "\" of a standard step cannot be overridden"),
                 entry.key_mark, entry_place, "id, after, location and required can");
  }
  if (kind_ == StepsOf::kStandardStep)
    decoder_.add("use.nested", "a standard step cannot use another", use.mark, place);
  const auto text = decoder_.text(use, place);
  if (!text) return;
  const std::string_view whole = *text;
  const std::size_t at = whole.find('@');
  int revision = 0;
  bool fits = whole.starts_with("std:") && at != std::string_view::npos && is_key(whole.substr(4, at - 4));
  if (fits) {
    const std::string_view digits = whole.substr(at + 1);
    const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), revision);
    fits = failure == std::errc{} && end == digits.data() + digits.size() && revision > 0 && digits[0] != '0';
  }
  if (fits) {
    step.use = *text;
  } else {
    decoder_.add("use.invalid", concat(shown(whole), " is not a revision of a standard step"), use.mark,
                 place, "write std:KEY@REV, such as std:deburr@2");
  }
}

void StepReader::read_outside(const MapReader& map, StepDef& step) {
  const Node* node = map.find("outside");
  const Place place(map.place(), "outside");
  if (node == nullptr || !decoder_.is_map(*node, place)) return;
  const MapReader outside(decoder_, *node, place, {"operation", "supplier", "lead_time"});
  const auto text = [&](const Node& n, const Place& p) { return decoder_.filled_text(n, p); };
  OutsideDef def;
  outside.required("operation", def.operation, text);
  outside.optional("supplier", def.supplier, text);
  outside.optional("lead_time", def.lead_time,
                   [&](const Node& n, const Place& p) { return decoder_.duration(n, p); });
  step.outside = std::move(def);
}

void StepReader::read_body(const MapReader& map, StepDef& step, std::size_t fact, int level,
                           bool optional_above) {
  const bool uses = kind_ != StepsOf::kPlan && map.find("use") != nullptr;
  const auto filled = [&](const Node& n, const Place& p) { return decoder_.filled_text(n, p); };
  if (!uses) map.required("title", step.title, filled);
  map.optional("required", step.required,
               [&](const Node& n, const Place& p) { return decoder_.boolean(n, p); });
  map.optional("location", step.location, [&](const Node& n, const Place& p) { return decoder_.name(n, p); });
  if (uses) {
    if (map.find("required") != nullptr) step.required_override = step.required;
    return;
  }

  map.optional("instructions", step.instructions,
               [&](const Node& n, const Place& p) { return decoder_.text(n, p); });
  map.optional("lead_time", step.lead_time,
               [&](const Node& n, const Place& p) { return decoder_.duration(n, p); });
  read_outside(map, step);
  const bool optional_step = optional_above || !step.required;
  const auto within = [&](std::string_view key, auto&& read) {
    const Place place(map.place(), key);
    if (const Node* node = map.find(key)) read(*node, place);
  };
  within("fields",
         [&](const Node& n, const Place& p) { step.fields = decode_fields(decoder_, n, p, optional_step); });
  within("requires",
         [&](const Node& n, const Place& p) { step.requirements = decode_requirements(decoder_, n, p); });
  within("approvals",
         [&](const Node& n, const Place& p) { step.approvals = decode_approvals(decoder_, n, p); });
  within("steps", [&](const Node& n, const Place& p) {
    step.steps = read_all(n, p, static_cast<int>(fact), level + 1, optional_step);
  });
  const bool bare =
      std::all_of(map.node().entries.begin(), map.node().entries.end(), [](const Node::Entry& entry) {
        const bool carries = entry.key == "fields" || entry.key == "requires" || entry.key == "approvals" ||
                             entry.key == "steps" || entry.key == "outside";
        return !carries || (entry.value.items.empty() && entry.value.entries.empty());
      });
  if (bare) {
    const Mark& mark = map.node().mark;
    decoder_.add("step.bare", "this step has no field, no sign-off and no requirement",
                 {mark.line, mark.column, mark.line, mark.column}, map.place().path());
  }
}

/// What could not be read may have said otherwise than the serial flow.
Flow flow_of_rest(const Document& document, Flow flow) { return document.partial ? Flow::kGraph : flow; }

std::vector<Attribute> decode_attributes(Decoder& decoder, const Node& node, const Place& place) {
  std::vector<Attribute> out;
  if (!decoder.is_map(node, place)) return out;
  std::unordered_set<std::string_view> seen;
  for (const Node::Entry& entry : node.entries) {
    if (!seen.insert(entry.key).second) continue;
    const Place entry_place(place, entry.key);
    if (entry.key.empty())
      decoder.add("value.invalid", "an attribute without name", entry.key_mark, entry_place);
    if (auto value = decoder.text(entry.value, entry_place)) out.push_back({entry.key, std::move(*value)});
  }
  return out;
}

}  // namespace

std::optional<ProcedureDef> decode_procedure(Document& document) {
  if (document.is_unread()) return std::nullopt;
  Decoder decoder(document);
  const Place root;
  ProcedureDef def;
  if (decoder.is_map(document.root, root, "a procedure (a mapping with procedure, title, steps)")) {
    const MapReader map(decoder, document.root, root,
                        {"procedure", "title", "type", "parts", "flow", "attributes", "approvals", "steps"});
    map.required("procedure", def.key, [&](const Node& n, const Place& p) { return decoder.id(n, p); });
    map.required("title", def.title,
                 [&](const Node& n, const Place& p) { return decoder.filled_text(n, p); });
    map.optional("type", def.type,
                 [&](const Node& n, const Place& p) { return decoder.choice<ProcedureType>(n, p); });
    map.optional("flow", def.flow, [&](const Node& n, const Place& p) { return decoder.choice<Flow>(n, p); });
    map.optional("parts", def.parts, [&](const Node& n, const Place& p) {
      std::unordered_set<std::string> seen;
      return std::optional(decoder.list(n, p, [&](const Node& item, const Place& at) {
        auto part = decoder.part(item, at, false);
        if (part && !seen.insert(*part).second) {
          decoder.add("part.duplicate", concat(shown(*part), " is written twice"), item.mark, at);
        }
        return part;
      }));
    });
    map.optional("attributes", def.attributes, [&](const Node& n, const Place& p) {
      return std::optional(decode_attributes(decoder, n, p));
    });
    map.optional("approvals", def.approvals, [&](const Node& n, const Place& p) {
      return std::optional(decode_approvals(decoder, n, p));
    });
    if (const Node* steps = map.need("steps")) {
      const Place place(root, "steps");
      const bool empty =
          steps->kind == NodeKind::kNull || (steps->kind == NodeKind::kList && steps->items.empty());
      if (empty) {
        decoder.add("steps.empty", "a procedure needs at least one step", steps->mark, place);
      } else {
        StepReader reader(decoder, StepsOf::kProcedure);
        def.steps = reader.read_all(*steps, place, -1, 1, false);
        check_steps(decoder, reader.facts, flow_of_rest(document, def.flow));
      }
    }
  }
  decoder.finish();
  if (decoder.failed()) return std::nullopt;
  return def;
}

std::optional<StandardStepDef> decode_standard_step(Document& document) {
  if (document.is_unread()) return std::nullopt;
  Decoder decoder(document);
  const Place root;
  StandardStepDef def;
  if (decoder.is_map(document.root, root, "a standard step (a mapping with standard_step and title)")) {
    const MapReader map(decoder, document.root, root,
                        {"standard_step", "title", "instructions", "required", "location", "lead_time",
                         "fields", "requires", "approvals", "outside", "steps"});
    map.required("standard_step", def.key, [&](const Node& n, const Place& p) { return decoder.id(n, p); });
    def.step.key = def.key;
    StepReader reader(decoder, StepsOf::kStandardStep);
    StepFact fact;
    fact.key = def.key;
    fact.path = root.path();
    if (const Node* key = map.find("standard_step")) fact.key_mark = key->mark;
    reader.facts.push_back(std::move(fact));
    reader.read_body(map, def.step, 0, 1, false);
    check_steps(decoder, reader.facts, flow_of_rest(document, Flow::kSerial));
  }
  decoder.finish();
  if (decoder.failed()) return std::nullopt;
  return def;
}

bool is_standard_step(const Document& document) {
  const Node& root = document.root;
  if (root.find("standard_step") != nullptr) return true;
  if (!document.partial || root.find("procedure") != nullptr) return false;
  // Its first key may be what could not be read: keys that only a step has tell it too.
  constexpr std::string_view kOfSteps[] = {"instructions", "required", "location", "lead_time",
                                           "fields",       "requires", "outside"};
  return std::any_of(std::begin(kOfSteps), std::end(kOfSteps),
                     [&](std::string_view key) { return root.find(key) != nullptr; });
}

StepDef step_from_definition(std::string_view json) {
  DocumentLimits limits = DocumentLimits::material();
  limits.scalar_bytes = limits.bytes;
  Document document = read_document("", json, Syntax::kJson, limits);
  document.stored = true;
  StepDef step;
  if (!document.is_unread()) {
    Decoder decoder(document);
    const Place root;
    if (decoder.is_map(document.root, root)) {
      const MapReader map(decoder, document.root, root,
                          {"title", "instructions", "required", "location", "lead_time", "fields", "requires",
                           "approvals", "outside", "use"});
      if (const Node* use = map.find("use"); use != nullptr) step.use = use->scalar;
      StepReader reader(decoder, StepsOf::kPlan);
      reader.facts.emplace_back();
      reader.read_body(map, step, 0, 1, false);
    }
  }
  if (!document.ok()) {
    throw Error(ErrorCode::kStorageCorrupt, "a stored step definition cannot be read")
        .with_findings(std::move(document.findings));
  }
  return step;
}

}  // namespace traveler::format
