#pragma once

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/concat.h"
#include "random_procedure.h"

namespace traveler::testing {

/// Makes edits of which each is one change, whatever the others are, and keeps what is to be reported.
class Editor {
 public:
  Editor(Dice& dice, ProcedureDef& procedure) : dice_(dice), procedure_(procedure) {}

  void edit() {
    switch (dice_.between(0, 9)) {
      case 0:
        return edit_procedure();
      case 1:
        return edit_places();
      case 2:
        return edit_key();
      case 3:
        return edit_after();
      case 4:
      case 5:
        return edit_step();
      default:
        return edit_fields();
    }
  }

  std::multiset<std::string> expected;

 private:
  /// True once for each thing.
  bool take(const std::string& thing) { return taken_.insert(thing).second; }
  void expect(std::string place) { expected.insert(std::move(place)); }
  void changed(const StepDef& step, const std::string& what) {
    expect(concat("changed ", step.key, ' ', what));
  }

  StepDef& any_step() {
    const auto steps = all_steps(procedure_);
    return *dice_.one_of(steps);
  }

  /// All lists of siblings, with the key of their parent.
  std::vector<std::pair<std::string, std::vector<StepDef>*>> lists() {
    std::vector<std::pair<std::string, std::vector<StepDef>*>> out{{"", &procedure_.steps}};
    for (StepDef* step : all_steps(procedure_)) out.emplace_back(step->key, &step->steps);
    return out;
  }

  bool is_waited_for(const std::string& key) {
    const auto steps = all_steps(procedure_);
    return std::any_of(steps.begin(), steps.end(), [&](const StepDef* step) {
      return step->after && std::find(step->after->begin(), step->after->end(), key) != step->after->end();
    });
  }

  void edit_procedure() {
    switch (dice_.between(0, 5)) {
      case 0:
        if (!take("title")) return;
        procedure_.title += "!";
        return expect("changed . title");
      case 1:
        if (!take("type")) return;
        procedure_.type = ProcedureType::kMaintenance;
        return expect("changed . type");
      case 2:
        if (!take("parts")) return;
        procedure_.parts.push_back("NEW-1");
        return expect("changed . parts");
      case 3:
        if (!take("attributes")) return;
        procedure_.attributes.push_back({"new", "value"});
        return expect("changed . attributes.new");
      case 4:
        if (!take("approvals") || procedure_.approvals.empty()) return;
        expect(concat("removed . approval:", procedure_.approvals.back().id));
        return procedure_.approvals.pop_back();
      default:
        // What a step waits for must not come to be what another flow implies.
        if (edges_edited_ || !take("flow")) return;
        flow_edited_ = true;
        procedure_.flow = procedure_.flow == Flow::kSerial ? Flow::kGraph : Flow::kSerial;
        return expect("changed . flow");
    }
  }

  /// One edit for each list of siblings: what one step passes by must stay.
  void edit_places() {
    const auto all = lists();
    const auto& [parent, list] = dice_.one_of(all);
    const auto size = static_cast<std::int64_t>(list->size());
    const auto at = [&](std::int64_t place) { return list->begin() + place; };
    switch (dice_.between(0, 3)) {
      case 0: {
        if (!take("places of " + parent)) return;
        StepDef added;
        added.key = concat("new", ++added_);
        added.title = added.key;
        if (dice_.chance(50)) added.fields.push_back(random_field(dice_, "f1", false));
        expect("added " + added.key);
        taken_.insert({"places of " + added.key, "all of " + added.key});
        list->insert(at(dice_.between(0, size)), std::move(added));
        return;
      }
      case 1: {
        if (size == 0 || all.size() == 2) return;  // one step stays
        const std::int64_t place = dice_.between(0, size - 1);
        const std::string key = at(place)->key;
        if (!at(place)->steps.empty() || is_waited_for(key) || touched(key)) return;
        if (!take("places of " + parent)) return;
        expect("removed " + key);
        list->erase(at(place));
        return;
      }
      case 2: {
        if (size < 3 || touched_any(*list) || !take("places of " + parent)) return;
        // Past two others at least: for two that change places either may be the one that moved.
        const bool back = dice_.chance(50);
        const std::int64_t low = dice_.between(0, size - 3);
        const std::int64_t high = dice_.between(low + 2, size - 1);
        const std::int64_t from = back ? high : low;
        const std::int64_t to = back ? low : high;
        expect(concat("moved ", at(from)->key, " order"));
        StepDef moved = *at(from);
        list->erase(at(from));
        list->insert(at(to), std::move(moved));
        return;
      }
      default: {
        if (size == 0) return;
        const std::int64_t place = dice_.between(0, size - 1);
        const std::string key = at(place)->key;
        const auto inside = [&] {
          std::set<std::string> keys{key};
          ProcedureDef part;
          part.steps = at(place)->steps;
          for (const StepDef* step : all_steps(part)) keys.insert(step->key);
          return keys;
        }();
        const auto& [other, unused] = dice_.one_of(all);
        if (other == parent || inside.contains(other) || key.starts_with("new")) return;
        if (taken_.contains("places of " + other) || !take("places of " + parent)) return;
        take("places of " + other);
        expect(concat("moved ", key, " parent"));
        StepDef moved = *at(place);
        list->erase(at(place));
        for (const auto& [name, there] : lists()) {
          if (name == other) there->push_back(std::move(moved));
        }
      }
    }
  }

  bool touched(const std::string& key) const {
    return taken_.contains("all of " + key) || taken_.contains("some of " + key);
  }
  /// Added ones have no place that they come from.
  static bool touched_any(const std::vector<StepDef>& list) {
    return std::any_of(list.begin(), list.end(),
                       [](const StepDef& step) { return step.key.starts_with("new"); });
  }

  void edit_key() {
    StepDef& step = any_step();
    if (touched(step.key) || !take("all of " + step.key)) return;
    // Its place keeps its name for the edits to come: that of a renamed step is left alone.
    if (taken_.contains("places of " + step.key) || moved(step.key)) return;
    const std::string key = concat("renamed-", step.key);
    taken_.insert({"all of " + key, "places of " + key, "after of " + key});
    for (StepDef* other : all_steps(procedure_)) {
      if (other->after) std::replace(other->after->begin(), other->after->end(), step.key, key);
    }
    take("places of " + parent_of(step.key));
    step.key = key;
    expect(concat("renamed ", key, " id"));
  }

  bool moved(const std::string& key) const {
    return expected.contains(concat("moved ", key, " order")) ||
           expected.contains(concat("moved ", key, " parent")) ||
           expected.contains(concat("changed ", key, " after"));
  }

  std::string parent_of(const std::string& key) {
    for (const auto& [parent, list] : lists()) {
      for (const StepDef& step : *list) {
        if (step.key == key) return parent;
      }
    }
    return {};
  }

  void edit_after() {
    StepDef& step = any_step();
    if (flow_edited_ || taken_.contains("all of " + step.key) || !take("after of " + step.key)) return;
    // What it is to wait for must not come to be its neighbour by another edit.
    if (!take("places of " + parent_of(step.key))) return;
    if (moved(step.key)) return;
    edges_edited_ = true;
    take("some of " + step.key);
    const std::vector<std::string> before = upstreams_of(step.key);
    std::vector<std::string> after = before;
    const std::string other = any_step().key;
    if (const auto found = std::find(after.begin(), after.end(), other); found != after.end()) {
      after.erase(found);
    } else {
      after.push_back(other);
    }
    step.after = after;
    changed(step, "after");
  }

  std::vector<std::string> upstreams_of(const std::string& key) {
    for (const auto& [parent, list] : lists()) {
      for (std::size_t i = 0; i < list->size(); ++i) {
        if ((*list)[i].key != key) continue;
        if ((*list)[i].after) return *(*list)[i].after;
        if (procedure_.flow == Flow::kSerial && i > 0) return {(*list)[i - 1].key};
      }
    }
    return {};
  }

  void edit_step() {
    StepDef& step = any_step();
    if (taken_.contains("all of " + step.key)) return;
    const auto once = [&](const std::string& what) {
      if (!take(concat(what, " of ", step.key))) return false;
      take("some of " + step.key);
      return true;
    };
    switch (dice_.between(0, 8)) {
      case 0:
        if (!once("title")) return;
        step.title += "!";
        return changed(step, "title");
      case 1:
        if (!once("instructions")) return;
        step.instructions = "Other.\n" + step.instructions;
        return changed(step, "instructions");
      case 2:
        if (!once("required")) return;
        step.required = !step.required;
        return changed(step, "required");
      case 3:
        if (!once("location")) return;
        step.location += "-2";
        return changed(step, "location");
      case 4:
        if (!once("lead_time")) return;
        step.lead_time = "5d";
        return changed(step, "lead_time");
      case 5:
        if (!step.outside || !once("outside")) return;
        step.outside->supplier += " Ltd";
        return changed(step, "outside.supplier");
      case 6:
        if (step.requirements.empty() || step.requirements.front().part == "NEW-PART") return;
        if (!once("requirements")) return;
        return edit_requirement(step, step.requirements.front());
      case 7:
        if (step.approvals.empty() || !once("approvals")) return;
        step.approvals.back().count += 1;
        return changed(step, concat("approval:", step.approvals.back().id, " count"));
      default:
        if (!once("new requirement")) return;
        step.requirements.push_back({"NEW-PART", "", Quantity::whole(1), {}, {}, {}, false});
        expect(concat("added ", step.key, " part:NEW-PART"));
    }
  }

  void edit_requirement(const StepDef& step, RequirementDef& requirement) {
    const std::string part = concat("part:", requirement.part, ' ');
    switch (dice_.between(0, 3)) {
      case 0:
        requirement.revision += "2";
        return changed(step, part + "revision");
      case 1:
        requirement.designators.push_back("NEW");
        return changed(step, part + "designators");
      case 2:
        requirement.substitutes.push_back("NEW");
        return changed(step, part + "substitutes");
      default:
        if (requirement.trace_only) return;
        requirement.quantity = requirement.quantity + Quantity::whole(1);
        return changed(step, part + "quantity");
    }
  }

  void edit_fields() {
    StepDef& step = any_step();
    if (taken_.contains("all of " + step.key)) return;
    std::vector<FieldDef>& fields = step.fields;
    const auto size = static_cast<std::int64_t>(fields.size());
    const std::int64_t kind = dice_.between(0, 6);
    if (kind < 3) {
      if (!take("field list of " + step.key)) return;
      take("some of " + step.key);
      if (kind == 0) {
        fields.insert(fields.begin() + dice_.between(0, size), random_field(dice_, "new", false));
        taken_.insert(concat("field ", step.key, "/new"));
        return expect(concat("added ", step.key, " new"));
      }
      if (size == 0) return;
      if (kind == 1) {
        const auto gone = fields.begin() + dice_.between(0, size - 1);
        if (!take(concat("field ", step.key, '/', gone->key))) return;
        expect(concat("removed ", step.key, ' ', gone->key));
        fields.erase(gone);
        return;
      }
      if (size < 3) return;
      const FieldDef first = fields.front();
      fields.erase(fields.begin());
      fields.push_back(first);
      return expect(concat("moved ", step.key, ' ', first.key, " order"));
    }
    if (size == 0) return;
    FieldDef& field = fields[static_cast<std::size_t>(dice_.between(0, size - 1))];
    if (!take(concat("field ", step.key, '/', field.key))) return;
    take("some of " + step.key);
    edit_field(step, field, field.key);
  }

  void edit_field(const StepDef& step, FieldDef& field, const std::string& name) {
    if (!field.columns.empty() && dice_.chance(50)) {
      FieldDef& column = field.columns[1];
      return edit_field(step, column, concat(name, '/', column.key));
    }
    const auto done = [&](const char* aspect) { changed(step, concat(name, ' ', aspect)); };
    if (field.limits && dice_.chance(70)) {
      const TypedNumber other{"77.125", *Decimal::parse("77.125")};
      Limits& limits = *field.limits;
      if (limits.tolerance_plus) {
        const bool same = limits.tolerance_plus->value == limits.tolerance_minus->value;
        if (dice_.chance(50)) {
          limits.target = other;
          return done("limits.target");
        }
        limits.tolerance_plus = other;
        if (same) limits.tolerance_minus = other;
        return done(same ? "limits.tolerance" : "limits.tolerance_plus");
      }
      const bool low = dice_.chance(50);
      (low ? limits.min : limits.max) = other;
      return done(low ? "limits.min" : "limits.max");
    }
    if (!field.options.empty() && dice_.chance(50)) {
      std::rotate(field.options.begin(), field.options.begin() + 1, field.options.end());
      return done("options");
    }
    switch (dice_.between(0, 5)) {
      case 0:
        field.title += "!";
        return done("title");
      case 1:
        field.required = !field.required;
        return done("required");
      case 2:
        field.allow_na = !field.allow_na;
        return done("allow_na");
      case 3:
        field.per_unit = !field.per_unit;
        return done("per_unit");
      case 4:
        field.unit += "2";
        return done("unit");
      default:
        field.help += "2";
        return done("help");
    }
  }

  Dice& dice_;
  ProcedureDef& procedure_;
  std::set<std::string> taken_;
  bool flow_edited_ = false;
  bool edges_edited_ = false;
  int added_ = 0;
};

}  // namespace traveler::testing
