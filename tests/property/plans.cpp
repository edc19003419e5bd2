#include "plans.h"

#include <algorithm>
#include <set>

namespace {

using oracle::Field;
using oracle::FieldType;
using oracle::Procedure;
using oracle::Step;

constexpr std::size_t kMostSteps = 16;
constexpr int kDeepest = 5;

Field make_field(std::size_t number, const Ingredients& ingredients, Choices& choices) {
  Field field;
  field.key = "f" + std::to_string(number);
  const std::size_t kind = choices.below(10);
  field.required = choices.percent(60);
  field.allow_na = choices.percent(25);
  if (kind < 4) {
    field.type = FieldType::kNumber;
    switch (choices.below(6)) {
      case 0:
        field.max = "0.3";
        break;
      case 1:
        field.min = "-2.50";
        break;
      case 2:
        field.min = "9.95";
        field.max = "10.05";
        break;
      case 3:
        field.target = "10";
        field.tolerance_plus = field.tolerance_minus = "0.5";
        break;
      case 4:
        field.target = "10.1";
        field.tolerance_plus = "0.2";
        field.tolerance_minus = "0";
        break;
      default:
        break;
    }
  } else if (kind < 6) {
    field.type = FieldType::kPassfail;
  } else if (kind < 7) {
    field.type = FieldType::kText;
  } else if (kind < 8) {
    field.type = FieldType::kSelect;
    field.options = {"red", "green"};
  } else {
    field.type = FieldType::kSignoff;
    field.allow_na = false;
    field.role = choices.percent(50) ? "quality" : "operator";
    field.peer = choices.percent(50);
  }
  field.per_unit = choices.percent(ingredients.per_unit);
  return field;
}

void make_fields(Step& step, const Ingredients& ingredients, Choices& choices) {
  for (std::size_t n = choices.below(4); n > 0; --n)
    step.fields.push_back(make_field(step.fields.size() + 1, ingredients, choices));
}

/// The standard step under a key of the procedure, and its children.
std::vector<Step> use(const Standard& standard, const Step& as) {
  std::vector<Step> out = {standard.step};
  out[0].key = as.key;
  out[0].parent = as.parent;
  out[0].after = as.after;
  for (const Step& child : standard.children) {
    out.push_back(child);
    out.back().key = as.key + "." + child.key;
    out.back().parent = as.key;
    for (std::string& upstream : *out.back().after) upstream = as.key + "." + upstream;
  }
  return out;
}

bool is_child_of_standard(const Step& step) { return !step.standard_child.empty(); }

void make_siblings(Procedure& procedure, const std::string& parent, int level, const Ingredients& ingredients,
                   Choices& choices) {
  const std::size_t count = 1 + choices.below(level == 1 ? 5 : 3);
  for (std::size_t i = 0; i < count && procedure.steps.size() < kMostSteps; ++i) {
    Step step;
    step.key = "s" + std::to_string(procedure.steps.size() + 1);
    step.title = "Step " + step.key;
    step.parent = parent;
    step.required = !choices.percent(25);
    // Edges from steps that come earlier in the document, which no order of work can contradict.
    if (choices.percent(procedure.serial ? 25 : 60)) {
      step.after.emplace();
      std::vector<std::string> above;
      for (std::string at = parent; !at.empty(); at = find_step(procedure, at).parent) above.push_back(at);
      std::vector<std::string> earlier;
      for (const Step& other : procedure.steps) {
        if (std::find(above.begin(), above.end(), other.key) == above.end() && !is_child_of_standard(other))
          earlier.push_back(other.key);
      }
      std::set<std::string> chosen;
      for (std::size_t n = choices.below(4); n > 0 && !earlier.empty(); --n) {
        // The nearest ones twice as often: long chains.
        const std::size_t reach =
            choices.percent(50) ? std::min<std::size_t>(earlier.size(), 3) : earlier.size();
        chosen.insert(earlier[earlier.size() - 1 - choices.below(reach)]);
      }
      step.after->assign(chosen.begin(), chosen.end());
    }
    if (!ingredients.standards.empty() && level < kDeepest && choices.percent(30)) {
      std::vector<Step> used = use(choices.one_of(ingredients.standards), step);
      if (choices.percent(15)) used[0].required = !used[0].required;
      procedure.steps.insert(procedure.steps.end(), used.begin(), used.end());
      continue;
    }
    make_fields(step, ingredients, choices);
    procedure.steps.push_back(step);
    if (level < kDeepest && choices.percent(level == 1 ? 45 : 40)) {
      make_siblings(procedure, step.key, level + 1, ingredients, choices);
    }
  }
}

}  // namespace

Procedure make_procedure(const std::string& key, const Ingredients& ingredients, Choices& choices) {
  Procedure procedure;
  procedure.key = key;
  procedure.serial = choices.percent(50);
  make_siblings(procedure, "", 1, ingredients, choices);
  return procedure;
}

Procedure revise(const Procedure& procedure, const Ingredients& ingredients, Choices& choices) {
  Procedure out = procedure;
  ++out.revision;
  const auto is_named = [&](const std::string& key) {
    return std::any_of(out.steps.begin(), out.steps.end(), [&](const Step& other) {
      return other.after && std::find(other.after->begin(), other.after->end(), key) != other.after->end();
    });
  };
  for (Step& step : out.steps) {
    if (!step.standard.empty() || !choices.percent(35)) continue;
    switch (choices.below(5)) {
      case 0:
        step.title += ", better";
        break;
      case 1:
        step.fields.push_back(make_field(step.fields.size() + 1, ingredients, choices));
        break;
      case 2:
        step.required = !step.required;
        break;
      case 3:
        step.after.reset();
        break;
      default:
        // Out of its parent, which then goes before it.
        if (children(out, step.key).empty() && !is_named(step.key)) step.parent.clear();
    }
  }
  Step last;
  last.key = "s" + std::to_string(out.steps.size() + 1);
  last.title = "Step " + last.key;
  last.required = false;
  make_fields(last, ingredients, choices);
  out.steps.push_back(last);
  return out;
}

std::string Standard::id() const {
  return "std:" + step.standard + "@" + std::to_string(step.standard_revision);
}

Standard make_standard(const std::string& key, const Ingredients& ingredients, Choices& choices) {
  Standard standard;
  standard.step.standard = key;
  standard.step.standard_revision = 1;
  standard.step.title = "Standard " + key;
  standard.step.required = !choices.percent(20);
  make_fields(standard.step, ingredients, choices);
  const std::size_t count = choices.below(4);
  for (std::size_t i = 1; i <= count; ++i) {
    Step child;
    child.key = child.standard_child = "c" + std::to_string(i);
    child.standard = key;
    child.standard_revision = 1;
    child.title = "Child " + std::to_string(i);
    child.required = !choices.percent(20);
    make_fields(child, ingredients, choices);
    child.after.emplace();
    // Without `after` in the document it waits for the one before it.
    if (i > 1 && !choices.percent(40)) child.after->push_back("c" + std::to_string(i - 1));
    standard.children.push_back(child);
  }
  return standard;
}

Standard revise(const Standard& standard, const Ingredients& ingredients, Choices& choices) {
  Standard out = standard;
  ++out.step.standard_revision;
  for (Step& child : out.children) ++child.standard_revision;
  const std::size_t what = choices.below(standard.children.size() + 1);
  Step& changed = what == 0 ? out.step : out.children[what - 1];
  if (choices.percent(50))
    changed.fields.push_back(make_field(changed.fields.size() + 1, ingredients, choices));
  changed.title += ", better";
  return out;
}

std::string make_value(const Field& field, Choices& choices) {
  static const std::vector<std::string> numbers = {"0.3",  "0.30",     "0.300001", "-2.5",       "-2.500001",
                                                   "9.95", "9.949999", "10.050",   "10.0500001", "10.5",
                                                   "9.5",  "10.3",     "10.1",     "10.099999",  "0",
                                                   "-0",   "1000000",  "-7",       "10",         "10.00"};
  static const std::vector<std::string> nonsense = {"N/A", "abc", "1.2.3", "--1",  "1,5",
                                                    "",    " ",   "Pass",  "blue", "nan"};
  if (choices.percent(12)) {
    const std::string& value = choices.one_of(nonsense);
    return value.empty() ? "1e" : value;
  }
  if (field.allow_na && choices.percent(15)) return "N/A";
  switch (field.type) {
    case FieldType::kNumber:
      return choices.one_of(numbers);
    case FieldType::kPassfail:
      return choices.percent(40) ? "fail" : "pass";
    case FieldType::kSelect:
      return choices.one_of(field.options);
    case FieldType::kText:
      return choices.percent(50) ? "LOT 007" : "été";
    case FieldType::kSignoff:
      break;
  }
  return "alice";
}

std::string good_value(const Field& field) {
  static const std::vector<std::string> values = {"0.3", "10.00", "10.10", "pass", "green"};
  for (const std::string& value : values) {
    if (oracle::judge(field, value) == "ok") return value;
  }
  return "N/A";
}
