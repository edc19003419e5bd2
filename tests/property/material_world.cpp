// The small world that material moves in: parts of all trackings and precisions, procedures that build
// assemblies out of assemblies.

#include "material_oracle.h"

namespace material {

const Part* World::part(const std::string& number) const {
  for (const Part& part : parts) {
    if (part.number == number) return &part;
  }
  return nullptr;
}

const Procedure* World::procedure(const std::string& key) const {
  for (const Procedure& procedure : procedures) {
    if (procedure.key == key) return &procedure;
  }
  return nullptr;
}

namespace {

Requirement needs(const char* part, const char* quantity, std::vector<std::string> substitutes = {},
                  const char* minimum = nullptr) {
  Requirement out;
  const std::string name = part;
  const auto colon = name.find(':');
  out.part = name.substr(0, colon);
  if (colon != std::string::npos) out.revision = name.substr(colon + 1);
  out.quantity = parse_amount(quantity).value();
  out.minimum = parse_amount(minimum == nullptr ? quantity : minimum).value();
  out.substitutes = std::move(substitutes);
  return out;
}

Requirement traces(const char* part, std::vector<std::string> substitutes = {}) {
  Requirement out;
  out.part = part;
  out.substitutes = std::move(substitutes);
  out.trace_only = true;
  return out;
}

World make_world() {
  World world;
  world.parts = {{"TOP", {}, Tracking::kSerial, 0},    {"SUB", {"A", "B"}, Tracking::kSerial, 0},
                 {"CHIP", {}, Tracking::kSerial, 0},   {"BATCH", {}, Tracking::kLot, 0},
                 {"GLUE", {}, Tracking::kLot, 2},      {"PASTE", {}, Tracking::kQuantity, 2},
                 {"WIRE", {}, Tracking::kQuantity, 6}, {"BOLT", {"A", "B"}, Tracking::kQuantity, 0},
                 {"NUT", {}, Tracking::kQuantity, 0}};
  world.locations = {"STORE", "LINE", "CAGE"};
  world.procedures = {
      {"p-top",
       {"TOP"},
       {{"t1", true, {needs("SUB", "1", {"CHIP"}), needs("BOLT:A", "4", {"NUT", "BOLT:B"}, "2")}},
        {"t2", true, {needs("WIRE", "0.333333"), traces("TOP")}},
        {"t3", false, {needs("GLUE", "0.25", {}, "0"), needs("CHIP", "2", {"SUB:B"}, "0")}}}},
      {"p-sub",
       {"SUB"},
       {{"u1", true, {needs("BATCH", "2", {}, "1"), needs("CHIP", "1", {"TOP"}, "0")}},
        {"u2", true, {needs("PASTE", "0.05", {}, "0"), traces("TOP", {"SUB"})}}}},
      {"p-batch",
       {"BATCH"},
       {{"b1",
         true,
         {needs("WIRE", "1.5", {}, "0.000001"), needs("BOLT", "3", {}, "0"),
          needs("CHIP", "1", {"SUB:A"}, "0")}},
        {"b2", true, {needs("GLUE", "0.01", {}, "0"), traces("SUB"), traces("BATCH")}}}},
      {"p-paste",
       {"PASTE"},
       {{"c1", true, {needs("WIRE", "0.5", {}, "0"), traces("BATCH", {"TOP"})}},
        {"c2", false, {traces("NUT")}}}},
      {"p-trace", {}, {{"a1", true, {traces("TOP", {"SUB", "BATCH", "PASTE"})}}}},
      {"p-any", {}, {{"a1", true, {needs("WIRE", "2", {}, "0"), traces("CHIP", {"PASTE", "GLUE", "SUB"})}}}}};
  return world;
}

}  // namespace

const World& world() {
  static const World made = make_world();
  return made;
}

}  // namespace material
