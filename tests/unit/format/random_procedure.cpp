#include "random_procedure.h"

#include <algorithm>

#include "base/concat.h"

namespace traveler::testing {
namespace {

using Texts = std::vector<std::string>;

const Texts kRoles{"operator", "quality", "lead"};
const Texts kDurations{"", "30m", "2h", "1d"};

Texts some_of(Dice& dice, const char* front, int most) {
  Texts out;
  for (int i = 1; i <= most; ++i) {
    if (dice.chance(60)) out.push_back(concat(front, i));
  }
  return out;
}

std::vector<ApprovalDef> random_approvals(Dice& dice) {
  std::vector<ApprovalDef> out;
  for (const std::string& id : some_of(dice, "gate", 2))
    out.push_back({id, dice.one_of(kRoles), static_cast<int>(dice.between(1, 3))});
  return out;
}

RequirementDef random_requirement(Dice& dice, const std::string& part) {
  RequirementDef out;
  out.part = part;
  if (dice.chance(30)) out.revision = "B";
  out.trace_only = dice.chance(30);
  if (!out.trace_only) {
    out.quantity = Quantity::from_micros(dice.between(1, 9) * 500'000);
    if (dice.chance(30)) out.minimum = Quantity::from_micros(250'000);
  }
  out.substitutes = some_of(dice, "SUB-", 3);
  out.designators = some_of(dice, "R", 4);
  return out;
}

Limits random_limits(Dice& dice) {
  Limits out;
  if (dice.chance(50)) {
    out.target = random_number(dice);
    out.tolerance_plus = random_number(dice);
    out.tolerance_minus = dice.chance(50) ? *out.tolerance_plus : random_number(dice);
    return out;
  }
  if (dice.chance(70)) out.min = random_number(dice);
  if (!out.min || dice.chance(70)) out.max = random_number(dice);
  if (dice.chance(20)) out.target = random_number(dice);
  return out;
}

struct Maker {
  Dice& dice;
  int steps = 0;

  StepDef step(int level) {
    StepDef out;
    out.key = concat("s", ++steps);
    out.title = concat("Step number ", steps);
    out.required = dice.chance(80);
    out.location = dice.chance(30) ? "BENCH-1" : "";
    if (dice.chance(10)) {
      out.title.clear();
      out.use = concat("std:deburr", steps, "@1");
      return out;
    }
    if (dice.chance(50)) out.instructions = "Do this.\nThen that.\n";
    out.lead_time = dice.one_of(kDurations);
    for (const std::string& key : some_of(dice, "f", 4)) out.fields.push_back(random_field(dice, key, false));
    for (const std::string& part : some_of(dice, "PART-", 2))
      out.requirements.push_back(random_requirement(dice, part));
    out.approvals = random_approvals(dice);
    if (dice.chance(20))
      out.outside = OutsideDef{"plating", dice.chance(50) ? "ACME" : "", dice.one_of(kDurations)};
    if (level < 3 && dice.chance(30)) add(out.steps, level + 1);
    return out;
  }

  void add(std::vector<StepDef>& out, int level) {
    for (std::int64_t i = dice.between(1, 5); i > 0; --i) out.push_back(step(level));
  }
};

void collect(std::vector<StepDef>& steps, std::vector<StepDef*>& out) {
  for (StepDef& step : steps) {
    out.push_back(&step);
    collect(step.steps, out);
  }
}

}  // namespace

TypedNumber random_number(Dice& dice) {
  const std::string text = concat(dice.between(1, 40), '.', dice.between(0, 9), '5');
  return {text, *Decimal::parse(text)};
}

TypedNumber typed_otherwise(Dice& dice, const TypedNumber& number) {
  const Texts ends{"0", "00", "e0", "E+0"};
  const std::string text = number.text.find_first_of("eE") == std::string::npos
                               ? number.text + dice.one_of(ends)
                               : number.value.text();
  return {text, *Decimal::parse(text)};
}

FieldDef random_field(Dice& dice, const std::string& key, bool column) {
  FieldDef out;
  out.key = key;
  out.title = dice.chance(50) ? key : concat("Title of ", key);
  out.required = dice.chance(50);
  out.allow_na = dice.chance(20);
  out.per_unit = dice.chance(20);
  out.help = dice.chance(20) ? "Look at the label." : "";
  switch (dice.between(0, column ? 2 : 4)) {
    case 0:
      out.type = FieldType::kNumber;
      out.unit = dice.chance(50) ? "mm" : "";
      if (dice.chance(70)) out.limits = random_limits(dice);
      break;
    case 1:
      out.type = dice.chance(50) ? FieldType::kSelect : FieldType::kMultiselect;
      out.options = {"red", "green", "blue"};
      break;
    case 3:
      out.type = FieldType::kSignoff;
      out.role = dice.one_of(kRoles);
      out.peer = dice.chance(50);
      if (dice.chance(50)) out.meaning = SignMeaning::kReviewed;
      break;
    case 4:
      out.type = FieldType::kTable;
      for (int i = 1; i <= 3; ++i) out.columns.push_back(random_field(dice, concat("c", i), true));
      if (dice.chance(50)) {
        out.row_names = {"left", "right", "top"};
      } else {
        out.min_rows = static_cast<int>(dice.between(1, 3));
      }
      break;
    default:
      break;
  }
  return out;
}

std::vector<StepDef*> all_steps(ProcedureDef& procedure) {
  std::vector<StepDef*> out;
  collect(procedure.steps, out);
  return out;
}

ProcedureDef random_procedure(Dice& dice) {
  ProcedureDef out;
  out.key = "random";
  out.title = "Random";
  out.type = dice.chance(50) ? ProcedureType::kBuild : ProcedureType::kTest;
  out.flow = dice.chance(60) ? Flow::kSerial : Flow::kGraph;
  out.parts = some_of(dice, "ASSY-", 3);
  for (const std::string& name : some_of(dice, "attribute", 3)) out.attributes.push_back({name, "as is"});
  out.approvals = random_approvals(dice);
  Maker{dice}.add(out.steps, 1);
  const auto steps = all_steps(out);
  for (StepDef* step : steps) {
    if (!dice.chance(30)) continue;
    step->after.emplace();
    for (const StepDef* other : steps) {
      if (other != step && dice.chance(15)) step->after->push_back(other->key);
    }
  }
  return out;
}

}  // namespace traveler::testing
