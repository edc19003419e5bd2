#pragma once

#include "model/records.h"
#include "store/db.h"

namespace traveler::store {

/// What every query of installs selects; the step by its key, whatever plan the run has by now.
#define TRAVELER_INSTALL_COLUMNS                                                                        \
  "i.id, i.run, s.key, i.part, i.inventory, i.quantity, i.substitute, i.installed_by, i.installed_at, " \
  "i.uninstalled_by, i.uninstalled_at"
#define TRAVELER_INSTALL_STEP \
  "JOIN run r ON r.id = i.run JOIN plan_step s ON s.plan = r.plan AND s.slot = i.slot "
inline constexpr int kInstallColumns = 11;
/// The entry that ended run `r`. An open run has none yet: one less than the highest number, so that there is
/// one after it.
#define TRAVELER_RUN_END "coalesce(r.ended_seq, 9223372036854775806)"

Install read_install(const Statement& row);

}  // namespace traveler::store
