// What items hold, by what was there after each command: worked out anew from the records of all commands
// each time.
#include <algorithm>

#include "material_oracle.h"

namespace material {

void Model::remember() {
  ++now_;
  for (const auto& [id, one] : items_) {
    born_.try_emplace(id, now_);
    if (one.merged_into != 0) merged_.try_emplace(id, now_);
  }
  for (const auto& [id, run] : runs_) {
    if (run.open()) {
      ended_.erase(id);
    } else {
      ended_.try_emplace(id, now_);
    }
  }
  past_.push_back(installs_);
}

std::int64_t Model::told_as_of(const Run& run) const {
  const auto ended = ended_.find(run.id);
  return ended == ended_.end() ? now_ : ended->second;
}

const std::map<std::int64_t, Install>& Model::installs_at(std::int64_t time) const {
  static const std::map<std::int64_t, Install> kNone;
  return time < 1 ? kNone : past_.at(static_cast<std::size_t>(time - 1));
}

bool Model::was_given(std::int64_t install, std::int64_t holder, std::int64_t time) const {
  for (std::int64_t then = 1; then <= time; ++then) {
    const auto& installs = installs_at(then);
    const auto it = installs.find(install);
    if (it != installs.end() && holds(it->second, holder)) return true;
  }
  return false;
}

std::map<std::int64_t, Held> Model::contents(std::int64_t holder, std::int64_t time, std::int64_t told,
                                             bool merges_of_then) const {
  std::map<std::int64_t, Held> out;
  for (const auto& [id, install] : installs_at(time)) {
    if (install.active && holds(install, holder))
      out[id] = {install.item, install.quantity, install.shared(), time};
  }
  const std::int64_t born = born_.at(holder);
  const std::int64_t origin = items_.at(holder).origin;
  if (origin != 0 && born <= time) {
    for (auto [id, held] : contents(origin, born, born)) {
      if (was_given(id, holder, time)) continue;  // a split of a run said so
      held.shared = true;
      held.as_of = std::min(held.as_of, born);
      out.try_emplace(id, held);
    }
  }
  for (const auto& [source, when] : merged_) {
    if (items_.at(source).merged_into != holder || when > time || (when == time && !merges_of_then)) continue;
    const auto before = contents(holder, when, when, false);
    // What was put into the source can still be resolved; what it had from a lot stays.
    for (const auto& [id, held] : contents(source, time, time)) {
      if (before.count(id) == 0) out.try_emplace(id, held);
    }
  }
  // Whoever took it out knows that it was nowhere else.
  const auto& then = installs_at(told);
  std::erase_if(out, [&](const auto& entry) { return !then.at(entry.first).active; });
  return out;
}

bool Model::is_inside(std::int64_t inner, std::int64_t outer, std::int64_t time, std::int64_t told) const {
  for (std::int64_t whole = inner; whole != 0; whole = items_.at(whole).merged_into) {
    if (whole == outer) return true;
    const auto merged = merged_.find(whole);
    if (merged == merged_.end() || merged->second > time) break;
  }
  for (const auto& [id, held] : contents(outer, time, told)) {
    if (is_inside(inner, held.item, held.as_of, told)) return true;
  }
  return false;
}

std::set<std::pair<std::int64_t, std::int64_t>> Model::where_used(std::int64_t item) const {
  std::set<std::pair<std::int64_t, std::int64_t>> out;
  for (const auto& [holder, one] : items_) {
    for (const auto& [id, held] : contents(holder, now_, now_)) {
      if (is_inside(item, held.item, held.as_of, now_)) out.insert({id, holder});
    }
  }
  return out;
}

}  // namespace material
