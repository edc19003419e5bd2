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

Field make_field(std::size_t number, Choices& choices) {
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
  return field;
}

void make_siblings(Procedure& procedure, const std::string& parent, int level, Choices& choices) {
  const std::size_t count = 1 + choices.below(level == 1 ? 5 : 3);
  for (std::size_t i = 0; i < count && procedure.steps.size() < kMostSteps; ++i) {
    Step step;
    step.key = "s" + std::to_string(procedure.steps.size() + 1);
    step.parent = parent;
    step.required = !choices.percent(25);
    // Edges from steps that come earlier in the document, which no order of work can contradict.
    if (choices.percent(procedure.serial ? 25 : 60)) {
      step.after.emplace();
      std::vector<std::string> above;
      for (std::string at = parent; !at.empty(); at = find_step(procedure, at).parent) above.push_back(at);
      std::vector<std::string> earlier;
      for (const Step& other : procedure.steps) {
        if (std::find(above.begin(), above.end(), other.key) == above.end()) earlier.push_back(other.key);
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
    for (std::size_t n = choices.below(4); n > 0; --n)
      step.fields.push_back(make_field(step.fields.size() + 1, choices));
    procedure.steps.push_back(step);
    if (level < kDeepest && choices.percent(level == 1 ? 45 : 40)) {
      make_siblings(procedure, step.key, level + 1, choices);
    }
  }
}

std::string quoted(const std::string& text) { return '"' + text + '"'; }

template <class List, class Write>
std::string joined(const List& list, Write write) {
  std::string out;
  for (const auto& item : list) out += (out.empty() ? "" : ", ") + write(item);
  return "[" + out + "]";
}

std::string document_of(const Field& field) {
  static const char* const types[] = {"number", "passfail", "text", "select", "signoff"};
  std::string out =
      "{\"id\": " + quoted(field.key) + ", \"type\": " + quoted(types[static_cast<std::size_t>(field.type)]);
  if (field.required) out += ", \"required\": true";
  if (field.allow_na) out += ", \"allow_na\": true";
  if (field.min) out += ", \"min\": " + *field.min;
  if (field.max) out += ", \"max\": " + *field.max;
  if (field.target) {
    out += ", \"target\": " + *field.target;
    if (field.tolerance_plus == field.tolerance_minus) {
      out += ", \"tolerance\": " + field.tolerance_plus;
    } else {
      out +=
          ", \"tolerance_plus\": " + field.tolerance_plus + ", \"tolerance_minus\": " + field.tolerance_minus;
    }
  }
  if (!field.options.empty()) out += ", \"options\": " + joined(field.options, quoted);
  if (field.type == FieldType::kSignoff) {
    out += ", \"role\": " + quoted(field.role);
    if (field.peer) out += ", \"peer\": true";
  }
  return out + "}";
}

std::string document_of(const Procedure& procedure, const std::string& parent, const std::string& indent) {
  std::vector<std::string> keys = children(procedure, parent);
  // Without serial edges the order of the document means nothing: edges may then point backwards too.
  if (!procedure.serial) std::reverse(keys.begin(), keys.end());
  std::string out;
  for (const std::string& key : keys) {
    const Step& step = find_step(procedure, key);
    out += (out.empty() ? "\n" : ",\n") + indent + "{\"id\": " + quoted(key) +
           ", \"title\": " + quoted("Step " + key);
    if (!step.required) out += ", \"required\": false";
    if (step.after) out += ", \"after\": " + joined(*step.after, quoted);
    if (!step.fields.empty()) {
      out += ", \"fields\": " + joined(step.fields, [](const Field& f) { return document_of(f); });
    }
    if (!children(procedure, key).empty()) {
      out += ", \"steps\": " + document_of(procedure, key, indent + "  ");
    }
    out += "}";
  }
  return "[" + out + "]";
}

}  // namespace

Procedure make_procedure(const std::string& key, Choices& choices) {
  Procedure procedure;
  procedure.key = key;
  procedure.serial = choices.percent(50);
  make_siblings(procedure, "", 1, choices);
  return procedure;
}

std::string document_of(const Procedure& procedure) {
  return "{\"procedure\": " + quoted(procedure.key) +
         ", \"title\": \"Generated\", \"type\": \"build\", \"flow\": " +
         quoted(procedure.serial ? "serial" : "graph") +
         ",\n \"steps\": " + document_of(procedure, "", "  ") + "}\n";
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
