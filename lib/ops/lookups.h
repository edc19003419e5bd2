#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "model/records.h"
#include "store/db.h"

namespace traveler::ops {

// What people name by its id. Each throws Error(not_found) that says where to look, and Error(usage) for a
// text that is no such id. Runs and steps are asked of the working set.

/// The part NUMBER or NUMBER:REV. Throws Error(rule.refused) for a bare number of several revisions.
Part need_part(store::Connection& db, const std::string& id);
/// How many decimals amounts of a part have; its revisions share it. 0 for a part that is not there.
int part_precision(store::Connection& db, std::string_view number);
Inventory need_inventory(store::Connection& db, std::int64_t id);
Inventory need_inventory(store::Connection& db, const std::string& id);
Install need_install(store::Connection& db, const std::string& id);
Issue need_issue(store::Connection& db, const std::string& id);
Batch need_batch(store::Connection& db, const std::string& id);
User need_user(store::Connection& db, const std::string& name);

/// A part of that number, and of that revision where one is named.
void check_part(store::Connection& db, const std::string& id);
void check_location(store::Connection& db, const std::string& code);
/// A role that is built in or the workspace's own.
void check_role(store::Connection& db, const std::string& role);
/// What a filter says for "has none".
inline constexpr std::string_view kNone = "none";
/// A user, deactivated or not, or `team:NAME`.
void check_known_assignee(store::Connection& db, const std::string& assignee);
/// An active user or `team:NAME`. Throws Error(rule.refused) for a deactivated user.
void check_assignee(store::Connection& db, const std::string& assignee);

}  // namespace traveler::ops
