#pragma once

#include <string_view>

namespace traveler {

/// Whether a JSON Schema sees what a rule refuses.
enum class Shape {
  kYes,     ///< the schema refuses it too
  kNo,      ///< it is about several places of the document: the schema accepts it
  kUnread,  ///< there is no value that a schema could be asked about
};

struct ShapeRule {
  std::string_view rule;
  Shape shape;
};

inline constexpr ShapeRule kShapeRules[] = {
    {"after.ancestor", Shape::kNo},
    {"after.cycle", Shape::kNo},
    {"after.deadlock", Shape::kNo},
    {"after.duplicate", Shape::kNo},
    {"after.unknown", Shape::kNo},
    {"approval.duplicate", Shape::kNo},
    // The texts 1 and 1.0 differ, and for a schema they are one number: duplicates are left to the decoder.
    {"designator.duplicate", Shape::kNo},
    {"duration.invalid", Shape::kYes},
    {"field.duplicate", Shape::kNo},
    {"field.required_on_optional", Shape::kNo},
    {"id.invalid", Shape::kYes},
    {"key.duplicate", Shape::kUnread},
    {"key.invalid", Shape::kUnread},
    {"key.misplaced", Shape::kYes},
    {"key.missing", Shape::kYes},
    {"key.unknown", Shape::kYes},
    {"limit.bytes", Shape::kUnread},
    {"limit.depth", Shape::kUnread},
    {"limit.nodes", Shape::kUnread},
    {"limit.number", Shape::kUnread},
    {"limit.scalar", Shape::kUnread},
    {"limits.both", Shape::kYes},
    {"limits.inverted", Shape::kNo},
    {"limits.target", Shape::kNo},
    {"limits.target_missing", Shape::kYes},
    {"limits.tolerance_missing", Shape::kYes},
    {"option.duplicate", Shape::kNo},
    {"part.duplicate", Shape::kNo},
    {"requirement.duplicate", Shape::kNo},
    {"requirement.minimum", Shape::kNo},
    {"requirement.part_missing", Shape::kYes},
    {"requirement.quantity", Shape::kYes},
    {"row.duplicate", Shape::kNo},
    {"select.options_missing", Shape::kYes},
    {"signoff.role_missing", Shape::kYes},
    {"step.bare", Shape::kNo},
    {"step.depth", Shape::kYes},
    {"step.duplicate", Shape::kNo},
    {"steps.empty", Shape::kYes},
    {"syntax", Shape::kUnread},
    {"table.columns_missing", Shape::kYes},
    {"table.nested", Shape::kYes},
    {"text.bidi", Shape::kUnread},
    {"text.control", Shape::kUnread},
    {"text.encoding", Shape::kUnread},
    {"text.nul", Shape::kUnread},
    {"text.surrogate", Shape::kUnread},
    {"tolerance.both", Shape::kYes},
    {"tolerance.negative", Shape::kYes},
    {"type.wrong", Shape::kYes},
    {"use.invalid", Shape::kYes},
    {"use.nested", Shape::kYes},
    {"use.override", Shape::kYes},
    {"value.invalid", Shape::kYes},
    {"yaml.alias", Shape::kUnread},
    {"yaml.anchor", Shape::kUnread},
    {"yaml.documents", Shape::kUnread},
    {"yaml.merge", Shape::kUnread},
    {"yaml.tag", Shape::kUnread},
};

}  // namespace traveler
