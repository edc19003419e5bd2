#include "model/procedure_diff.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <unordered_map>

#include "base/concat.h"
#include "model/alignment.h"
#include "model/definition_changes.h"

namespace traveler {
namespace {

using Index = std::optional<std::size_t>;
using Indices = std::vector<std::size_t>;

/// The steps of one version in the order of display, each with its place.
struct Version {
  struct Step {
    const StepDef* def;
    Index parent;
    Index before;  ///< the sibling before it
    Indices children;
  };

  explicit Version(const ProcedureDef& definition) : procedure(definition) {
    add(definition.steps, std::nullopt, top);
  }

  const ProcedureDef& procedure;
  std::vector<Step> steps;
  Indices top;
  std::unordered_map<std::string_view, std::size_t> by_key;

  const std::string& key(std::size_t step) const { return steps[step].def->key; }
  std::optional<std::string> key(Index step) const { return step ? std::optional(key(*step)) : std::nullopt; }

  std::vector<std::string> implied_upstreams(std::size_t step) const {
    if (procedure.flow == Flow::kGraph || !steps[step].before) return {};
    return {key(*steps[step].before)};
  }
  /// What `after` says, or what the flow implies.
  std::vector<std::string> upstreams(std::size_t step) const {
    const auto& after = steps[step].def->after;
    return after ? *after : implied_upstreams(step);
  }
  bool is_implied(std::size_t step) const {
    const auto& after = steps[step].def->after;
    return !after || *after == implied_upstreams(step);
  }

 private:
  void add(const std::vector<StepDef>& list, Index parent, Indices& places) {
    Index before;
    for (const StepDef& def : list) {
      const std::size_t place = steps.size();
      steps.push_back({&def, parent, before, {}});
      by_key.emplace(def.key, place);
      places.push_back(place);
      before = place;
      Indices children;
      add(def.steps, place, children);
      steps[place].children = std::move(children);
    }
  }
};

class Comparison {
 public:
  Comparison(const ProcedureDef& a, const ProcedureDef& b) : a_(a), b_(b) {
    a_of_b_.resize(b_.steps.size());
    b_of_a_.resize(a_.steps.size());
    match_keys();
    match_renamed();
  }

  std::vector<ProcedureChange> changes() {
    add_procedure_changes();
    walk(a_.top, b_.top);
    return std::move(out_);
  }

 private:
  void match(std::size_t a, std::size_t b) {
    a_of_b_[b] = a;
    b_of_a_[a] = b;
  }

  void match_keys() {
    for (std::size_t b = 0; b < b_.steps.size(); ++b) {
      const auto found = a_.by_key.find(b_.key(b));
      if (found != a_.by_key.end() && !b_of_a_[found->second]) match(found->second, b);
    }
  }

  void match_renamed();
  void add_procedure_changes();
  void walk(const Indices& list_a, const Indices& list_b);
  void compare_steps(std::size_t a, std::size_t b, bool other_parent, bool moved);
  void compare_upstreams(const ChangeCollector& step, std::size_t a, std::size_t b);

  static std::string name_of(const StepDef& step) { return step.title.empty() ? step.use : step.title; }
  ChangeCollector about(std::string step) {
    ProcedureChange subject;
    subject.step = std::move(step);
    return {out_, std::move(subject)};
  }

  Version a_;
  Version b_;
  std::vector<Index> a_of_b_;
  std::vector<Index> b_of_a_;
  std::vector<ProcedureChange> out_;
};

void Comparison::match_renamed() {
  // Steps that are equal but for their key, told apart from others of one title by a first one each.
  struct Alike {
    const StepDef* first;
    Indices removed;
    Indices added;
  };
  constexpr std::size_t kMostKinds = 50;  // of one title; more are not told apart
  std::map<std::pair<std::string_view, std::string_view>, std::vector<Alike>> named;
  const auto kind_of = [&](const StepDef& step) -> Alike* {
    std::vector<Alike>& kinds = named[{step.title, step.use}];
    const auto same = std::find_if(kinds.begin(), kinds.end(),
                                   [&](const Alike& alike) { return same_definition(*alike.first, step); });
    if (same != kinds.end()) return &*same;
    return kinds.size() == kMostKinds ? nullptr : &kinds.emplace_back(Alike{&step, {}, {}});
  };
  for (std::size_t a = 0; a < a_.steps.size(); ++a) {
    if (b_of_a_[a]) continue;
    if (Alike* alike = kind_of(*a_.steps[a].def)) alike->removed.push_back(a);
  }
  for (std::size_t b = 0; b < b_.steps.size(); ++b) {
    if (a_of_b_[b]) continue;
    if (Alike* alike = kind_of(*b_.steps[b].def)) alike->added.push_back(b);
  }
  for (const auto& [name, kinds] : named) {
    for (const Alike& alike : kinds) {
      if (alike.removed.size() == 1 && alike.added.size() == 1)
        match(alike.removed.front(), alike.added.front());
    }
  }
}

void Comparison::add_procedure_changes() {
  const ProcedureDef& a = a_.procedure;
  const ProcedureDef& b = b_.procedure;
  const ChangeCollector procedure = about("");
  if (a.key != b.key) procedure.whole(ChangeKind::kRenamed, "procedure", a.key, b.key);
  procedure.text("title", a.title, b.title);
  procedure.text("type", to_text(a.type), to_text(b.type));
  procedure.set("parts", a.parts, b.parts);
  procedure.text("flow", to_text(a.flow), to_text(b.flow));
  std::unordered_map<std::string_view, std::string_view> in_a;
  std::unordered_map<std::string_view, std::string_view> in_b;
  for (const Attribute& attribute : a.attributes) in_a.emplace(attribute.name, attribute.value);
  for (const Attribute& attribute : b.attributes) in_b.emplace(attribute.name, attribute.value);
  for (const Attribute& attribute : a.attributes) {
    const auto now = in_b.find(attribute.name);
    const std::string aspect = concat("attributes.", attribute.name);
    if (now == in_b.end()) {
      procedure.changed(aspect, attribute.value, std::nullopt);
    } else if (now->second != attribute.value) {
      procedure.changed(aspect, attribute.value, std::string(now->second));
    }
  }
  for (const Attribute& attribute : b.attributes) {
    if (!in_a.contains(attribute.name))
      procedure.changed(concat("attributes.", attribute.name), std::nullopt, attribute.value);
  }
  add_approval_changes(procedure, a.approvals, b.approvals);
}

/// The children of one parent, or of two that are the same step; one of the lists may be empty.
void Comparison::walk(const Indices& list_a, const Indices& list_b) {
  static const Indices kNone;
  std::unordered_map<std::size_t, std::size_t> place_in_a;
  for (std::size_t i = 0; i < list_a.size(); ++i) place_in_a.emplace(list_a[i], i);
  std::vector<Index> a_of_b;
  for (const std::size_t b : list_b) {
    const auto sibling = a_of_b_[b] ? place_in_a.find(*a_of_b_[b]) : place_in_a.end();
    a_of_b.push_back(sibling == place_in_a.end() ? std::nullopt : Index(sibling->second));
  }
  for (const AlignedItem& item : align(list_a.size(), a_of_b)) {
    if (!item.b) {
      const std::size_t a = list_a[*item.a];
      if (b_of_a_[a]) continue;  // reported where it is now
      about(a_.key(a)).whole(ChangeKind::kRemoved, "", name_of(*a_.steps[a].def), std::nullopt);
      walk(a_.steps[a].children, kNone);
      continue;
    }
    const std::size_t b = list_b[*item.b];
    if (const Index a = a_of_b_[b]) {
      compare_steps(*a, b, !item.a, item.moved);
      walk(a_.steps[*a].children, b_.steps[b].children);
    } else {
      about(b_.key(b)).whole(ChangeKind::kAdded, "", std::nullopt, name_of(*b_.steps[b].def));
      walk(kNone, b_.steps[b].children);
    }
  }
}

void Comparison::compare_steps(std::size_t a, std::size_t b, bool other_parent, bool moved) {
  const ChangeCollector step = about(b_.key(b));
  if (a_.key(a) != b_.key(b)) step.whole(ChangeKind::kRenamed, "id", a_.key(a), b_.key(b));
  if (other_parent) {
    step.whole(ChangeKind::kMoved, "parent", a_.key(a_.steps[a].parent), b_.key(b_.steps[b].parent));
  } else if (moved) {
    step.whole(ChangeKind::kMoved, "order", a_.key(a_.steps[a].before), b_.key(b_.steps[b].before));
  }
  compare_upstreams(step, a, b);
  add_definition_changes(step, *a_.steps[a].def, *b_.steps[b].def);
}

void Comparison::compare_upstreams(const ChangeCollector& step, std::size_t a, std::size_t b) {
  if (a_.is_implied(a) && b_.is_implied(b)) return;
  const std::vector<std::string> old_keys = a_.upstreams(a);
  const std::vector<std::string> new_keys = b_.upstreams(b);
  std::vector<std::string> in_b;
  for (const std::string& key : old_keys) {
    const auto found = a_.by_key.find(key);
    const Index now = found == a_.by_key.end() ? std::nullopt : b_of_a_[found->second];
    in_b.push_back(now ? b_.key(*now) : key);
  }
  std::vector<ProcedureChange> probe;
  ChangeCollector(probe, step.subject()).set("after", in_b, new_keys);
  if (!probe.empty()) step.set("after", old_keys, new_keys);
}

}  // namespace

std::vector<ProcedureChange> diff_procedures(const ProcedureDef& a, const ProcedureDef& b) {
  return Comparison(a, b).changes();
}

}  // namespace traveler
