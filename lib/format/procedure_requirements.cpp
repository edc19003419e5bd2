#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "format/procedure_parts.h"

namespace traveler::format {

std::vector<RequirementDef> decode_requirements(Decoder& decoder, const Node& node, const Place& place) {
  std::unordered_set<std::string> seen;
  return decoder.list(node, place, [&](const Node& item, const Place& p) -> std::optional<RequirementDef> {
    if (!decoder.is_map(item, p, "a mapping with part and quantity")) return std::nullopt;
    const MapReader map(
        decoder, item, p,
        {"part", "revision", "quantity", "minimum", "substitutes", "designators", "trace_only"});
    const auto amount = [&](const Node& n, const Place& at) {
      return decoder.quantity(n, at, "requirement.quantity");
    };
    RequirementDef def;
    const Place part_place(p, "part");
    if (const Node* part = map.need("part", "requirement.part_missing", "a requirement without part")) {
      if (auto text = decoder.part(*part, part_place, true)) def.part = std::move(*text);
    }
    map.optional("revision", def.revision, [&](const Node& n, const Place& at) { return decoder.id(n, at); });
    if (const std::size_t colon = def.part.find(':'); colon != std::string::npos) {
      // PART:REV is how a part's revision is written elsewhere.
      const std::string revision = def.part.substr(colon + 1);
      def.part.resize(colon);
      if (!def.revision.empty() && def.revision != revision) {
        decoder.add("value.invalid", concat("two revisions of one part: ", revision, " and ", def.revision),
                    map.find("revision")->mark, Place(p, "revision"));
      }
      def.revision = revision;
    }
    if (!def.part.empty() && !seen.insert(def.part).second) {
      decoder.add("requirement.duplicate",
                  concat("the part ", shown(def.part), " is required twice by this step"),
                  map.find("part")->mark, part_place, "add the quantities up");
    }
    map.optional("trace_only", def.trace_only,
                 [&](const Node& n, const Place& at) { return decoder.boolean(n, at); });
    def.quantity = def.trace_only ? Quantity() : Quantity::whole(1);
    map.optional("quantity", def.quantity, amount);
    map.optional("minimum", def.minimum, amount);
    if (def.trace_only && def.quantity > Quantity()) {
      decoder.add("requirement.quantity", "what is only traced has no quantity", map.find("quantity")->mark,
                  Place(p, "quantity"), "write quantity: 0, or leave it out");
    }
    if (def.minimum && *def.minimum > def.quantity) {
      decoder.add(
          "requirement.minimum",
          concat("the minimum ", def.minimum->text(), " is more than the quantity ", def.quantity.text()),
          map.find("minimum")->mark, Place(p, "minimum"));
    }
    if (def.minimum == def.quantity) def.minimum.reset();  // which is what it means when left out
    map.optional("substitutes", def.substitutes, [&](const Node& n, const Place& at) {
      return std::optional(decoder.list(
          n, at, [&](const Node& one, const Place& where) { return decoder.part(one, where, true); }));
    });
    map.optional("designators", def.designators, [&](const Node& n, const Place& at) {
      return std::optional(decoder.distinct_texts(n, at, "designator.duplicate"));
    });
    return def;
  });
}

std::vector<ApprovalDef> decode_approvals(Decoder& decoder, const Node& node, const Place& place) {
  std::unordered_set<std::string> seen;
  return decoder.list(node, place, [&](const Node& item, const Place& p) -> std::optional<ApprovalDef> {
    if (!decoder.is_map(item, p)) return std::nullopt;
    const MapReader map(decoder, item, p, {"id", "role", "count"});
    ApprovalDef def;
    map.required("id", def.id, [&](const Node& n, const Place& at) { return decoder.id(n, at); });
    map.required("role", def.role, [&](const Node& n, const Place& at) { return decoder.name(n, at); });
    map.optional("count", def.count, [&](const Node& n, const Place& at) -> std::optional<int> {
      const auto count = decoder.integer(n, at, 1, 1000);
      if (!count) return std::nullopt;
      return static_cast<int>(*count);
    });
    if (!def.id.empty() && !seen.insert(def.id).second) {
      decoder.add("approval.duplicate", concat("the approval ", shown(def.id), " is written twice"),
                  map.find("id")->mark, Place(p, "id"));
    }
    return def;
  });
}

}  // namespace traveler::format
