#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "base/enum_text.h"

namespace traveler {

// What engineers write: procedures, their steps and fields. Spec sections 2 and 3.

enum class ProcedureType : std::uint8_t { kBuild, kTest, kInspection, kMaintenance };
enum class Flow : std::uint8_t { kSerial, kGraph };
enum class FieldType : std::uint8_t {
  kNumber,
  kText,
  kBoolean,
  kPassFail,
  kDate,
  kDatetime,
  kSelect,
  kMultiselect,
  kFile,
  kSignoff,
  kUser,
  kPart,
  kTable,
};
enum class SignMeaning : std::uint8_t { kPerformed, kReviewed, kApproved, kResponsible };

template <>
struct EnumText<ProcedureType> {
  static constexpr std::array<std::string_view, 4> kTexts{"build", "test", "inspection", "maintenance"};
};
template <>
struct EnumText<Flow> {
  static constexpr std::array<std::string_view, 2> kTexts{"serial", "graph"};
};
template <>
struct EnumText<FieldType> {
  static constexpr std::array<std::string_view, 13> kTexts{
      "number",      "text", "boolean", "passfail", "date", "datetime", "select",
      "multiselect", "file", "signoff", "user",     "part", "table"};
};
template <>
struct EnumText<SignMeaning> {
  static constexpr std::array<std::string_view, 4> kTexts{"performed", "reviewed", "approved", "responsible"};
};

/// A number as the engineer typed it, beside its exact value.
struct TypedNumber {
  std::string text;
  Decimal value;
};

/// Limits of a number field: either `min`/`max` or a target with tolerances; inclusive.
struct Limits {
  std::optional<TypedNumber> min;
  std::optional<TypedNumber> max;
  std::optional<TypedNumber> target;
  std::optional<TypedNumber> tolerance_plus;
  std::optional<TypedNumber> tolerance_minus;
};

/// A field definition; a table's columns are field definitions too.
struct FieldDef {
  std::string key;
  std::string title;  ///< the key when none was written
  FieldType type = FieldType::kText;
  bool required = false;
  bool allow_na = false;
  bool per_unit = false;
  std::string unit;
  std::string help;
  std::optional<Limits> limits;                   ///< number
  std::vector<std::string> options;               ///< select, multiselect
  std::string role;                               ///< signoff
  bool peer = false;                              ///< signoff
  SignMeaning meaning = SignMeaning::kPerformed;  ///< signoff
  std::vector<FieldDef> columns;                  ///< table
  std::vector<std::string> row_names;             ///< table with named rows
  std::optional<int> min_rows;                    ///< table with counted rows
  std::optional<int> max_rows;
};

/// A build requirement: what goes into a step, per unit. Spec section 9.
struct RequirementDef {
  std::string part;
  std::string revision;  ///< empty: any
  Quantity quantity;
  std::optional<Quantity> minimum;  ///< default: the quantity
  std::vector<std::string> substitutes;
  std::vector<std::string> designators;
  bool trace_only = false;
};

/// An approval gate on a step or a run. Spec section 12.
struct ApprovalDef {
  std::string id;
  std::string role;
  int count = 1;
};

/// An outside process.
struct OutsideDef {
  std::string operation;
  std::string supplier;
  std::string lead_time;
};

struct StepDef {
  std::string key;
  std::string title;
  std::string instructions;
  bool required = true;
  std::optional<std::vector<std::string>> after;  ///< as written; nullopt: the flow decides
  std::string location;
  std::string lead_time;
  std::vector<FieldDef> fields;
  std::vector<RequirementDef> requirements;
  std::vector<ApprovalDef> approvals;
  std::optional<OutsideDef> outside;
  std::string use;                        ///< `std:KEY@REV`, or empty
  std::optional<bool> required_override;  ///< of a step with `use`: what it writes itself
  std::vector<StepDef> steps;
};

struct Attribute {
  std::string name;
  std::string value;
};

struct ProcedureDef {
  std::string key;
  std::string title;
  ProcedureType type = ProcedureType::kBuild;
  std::vector<std::string> parts;  ///< empty: any
  Flow flow = Flow::kSerial;
  std::vector<Attribute> attributes;
  std::vector<ApprovalDef> approvals;
  std::vector<StepDef> steps;
};

/// A shared step with revisions of its own: `standard_step` is its key.
struct StandardStepDef {
  std::string key;
  StepDef step;  ///< its key is the standard step's
};

}  // namespace traveler
