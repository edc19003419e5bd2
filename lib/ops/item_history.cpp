#include "ops/item_history.h"

#include <algorithm>
#include <charconv>
#include <iterator>

#include "base/concat.h"
#include "format/history_body.h"
#include "model/ids.h"
#include "store/history.h"
#include "store/inventory.h"
#include "store/item_kin.h"

namespace traveler::ops {
namespace {

/// Calls with each text that a value is or lists.
template <class Take>
void each_text(const Value& value, Take take) {
  if (value.is_text()) take(value.as_text());
  if (!value.is_list()) return;
  for (const Value& one : value.as_list()) {
    if (one.is_text()) take(one.as_text());
  }
}

bool names_item(const FieldChange& field) {
  return field.field == "origin" || field.field == "merged_into" || field.field == "inventory" ||
         field.field == "parents";
}

}  // namespace

ItemHistory::ItemHistory(store::Connection& db, std::int64_t item, std::size_t many)
    : db_(db), item_(item), many_(many), id_(inventory_id(item)) {
  add_root(id_);
  for (const store::InstallOfItem& install : store::installs_about(db_, item_)) {
    installs_.insert(install_id(install.id));
    add_root(install_id(install.id));
  }
  add_kin(item_);
  // What it came from, up to the first, and what it became.
  std::unordered_set<std::int64_t> above;  // damage may lead around in a circle
  for (auto at = store::find_inventory(db_, item_); at && at->origin && above.insert(at->id).second;
       at = store::find_inventory(db_, *at->origin)) {
    add_root(inventory_id(*at->origin));
    add_kin(*at->origin);
  }
  if (const auto there = store::find_inventory(db_, item_); there && there->merged_into)
    add_root(inventory_id(*there->merged_into));
  for (const std::int64_t piece : store::pieces_of(db_, item_)) {
    add_kin(piece);
    if (roots_.size() > many_) break;
  }
}

void ItemHistory::add_root(std::string root) {
  if (known_.insert(root).second) roots_.push_back(std::move(root));
}

void ItemHistory::add_kin(std::int64_t item) {
  if (!kin_.insert(item).second) return;
  const auto there = store::find_inventory(db_, item);
  if (!there) return;
  if (there->run) add_root(run_id(*there->run));
  if (there->kitted) add_root(run_id(*there->kitted));
  if (there->issue) add_root(issue_id(*there->issue));
  for (const store::InstallOfItem& install : store::installs_about(db_, item)) {
    // What the kin hold does not matter.
    if (install.into && item != item_) continue;
    add_root(run_id(install.run));
    if (!install.into) add_install(install.id);
  }
}

/// The runs of what holds a piece can take it out.
void ItemHistory::add_install(std::int64_t install) {
  add_root(install_id(install));
  for (const std::int64_t parent : store::parents_of_install(db_, install)) add_kin(parent);
}

void ItemHistory::learn(std::int64_t seq, const SubjectChange& change) {
  if (names(change)) found_.insert(seq);
  if (change.kind == ObjectKind::kInventory) {
    const auto item = parse_short_id("INV-", change.subject);
    if (!item || !kin_.contains(*item)) return;
    for (const FieldChange& field : change.fields) {
      if (field.field != "run" && field.field != "kitted" && field.field != "issue") continue;
      each_text(field.old_value, [&](const std::string& id) { add_root(id); });
      each_text(field.new_value, [&](const std::string& id) { add_root(id); });
    }
  }
  if (change.kind != ObjectKind::kInstall) return;
  if (!names(change)) {
    if (installs_.contains(change.subject)) stories_[change.subject].changed.insert(seq);
    return;
  }
  installs_.insert(change.subject);
  add_root(change.subject);
  bool is_there = false;
  for (const FieldChange& field : change.fields) {
    each_text(field.new_value, [&](const std::string& id) {
      if (names_item(field) && id == id_) is_there = true;
      if (field.field == "run") add_root(id);
      if (field.field != "parents") return;
      if (const auto parent = parse_short_id("INV-", id)) add_kin(*parent);
    });
  }
  stories_[change.subject].told[seq] = is_there;
}

bool ItemHistory::names(const SubjectChange& change) const {
  if (change.subject == id_) return true;
  const bool material = change.kind == ObjectKind::kInventory || change.kind == ObjectKind::kInstall ||
                        change.kind == ObjectKind::kRun;
  if (!material) return false;
  bool named = false;
  for (const FieldChange& field : change.fields) {
    if (!names_item(field)) continue;
    const auto look = [&](const std::string& id) { named = named || id == id_; };
    each_text(field.old_value, look);
    each_text(field.new_value, look);
  }
  return named;
}

bool ItemHistory::may_concern(std::string_view body) const {
  constexpr std::string_view kItem = "\"INV-";
  constexpr std::string_view kInstall = "\"IN-";
  for (std::size_t at = body.find(kItem); at != std::string_view::npos; at = body.find(kItem, at + 1)) {
    std::int64_t number = 0;
    const char* digits = body.data() + at + kItem.size();
    std::from_chars(digits, body.data() + body.size(), number);
    if (kin_.contains(number)) return true;
  }
  for (std::size_t at = body.find(kInstall); at != std::string_view::npos; at = body.find(kInstall, at + 1)) {
    const std::size_t end = body.find('"', at + 1);
    if (end != std::string_view::npos && installs_.contains(std::string(body.substr(at + 1, end - at - 1))))
      return true;
  }
  return false;
}

void ItemHistory::take(std::int64_t seq, std::string_view body) {
  if (!may_concern(body)) return;
  const HistoryEntry entry = format::parse_history_body(body);
  if (entry.subject == id_) found_.insert(seq);
  for (const SubjectChange& change : entry.changes) learn(seq, change);
}

std::vector<std::int64_t> ItemHistory::entries(std::int64_t first) {
  // An install that is found late may stand in an entry that was read before.
  for (std::size_t known = 0; known != installs_.size() + 1 && roots_.size() <= many_;) {
    known = installs_.size() + 1;
    for (std::size_t i = 0; i < roots_.size() && roots_.size() <= many_; ++i) {
      store::each_entry(db_, 1, std::string(roots_[i]), [&](const store::StoredEntry& stored) {
        take(stored.seq, stored.body);
        return true;
      });
    }
  }
  if (roots_.size() > many_) {
    store::each_entry(db_, 1, std::nullopt, [&](const store::StoredEntry& stored) {
      take(stored.seq, stored.body);
      return true;
    });
  }
  // What was done to an install while it was of the item or into it.
  for (const auto& [install, story] : stories_) {
    for (const std::int64_t seq : story.changed) {
      const auto after = story.told.upper_bound(seq);
      if (after != story.told.begin() && std::prev(after)->second) found_.insert(seq);
    }
  }
  return {found_.lower_bound(first), found_.end()};
}

}  // namespace traveler::ops
