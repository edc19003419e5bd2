#pragma once

#include <string>
#include <string_view>

#include "model/records.h"

namespace traveler::format {

/// The canonical JSON of an entry: sorted keys, what a replay needs and nothing else. The hash covers
/// these bytes. `{"actor":…,"at":…,"changes":[{"fields":{"state":["todo","in_progress"]},"kind":"step",
/// "subject":"R-1/torque"}],"op":…,"reason":…,"recorded_at":…,"subject":…}`; `recorded_at` only where
/// it differs from `at`, `reason` only where there is one, a change's `subject` only where it differs
/// from the entry's.
std::string history_body(const HistoryEntry& entry);

/// Reads a body back; throws Error(storage.corrupt) when it is none.
HistoryEntry parse_history_body(std::string_view body);

}  // namespace traveler::format
