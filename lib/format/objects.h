#pragma once

#include "model/gates.h"
#include "model/records.h"
#include "traveler/value.h"

namespace traveler::format {

// The JSON of the main objects; cli.md section 3. Absent is null, never a missing key.

Value part_value(const Part& part);
Value inventory_value(const Inventory& item, std::string_view unit, int precision);
/// `items`: those tied to the issue.
Value issue_value(const Issue& issue, const std::vector<Inventory>& items);
/// `item`: the piece installed.
Value install_value(const Install& install, const Inventory& item);
Value procedure_value(const ProcedureRevision& revision, std::int64_t open_runs);
/// Steps of several runs that move together, under the key of the first.
struct SiblingsOfBatch {
  std::string key;
  std::vector<std::int64_t> runs;
};
Value batch_value(const Batch& batch, const std::vector<std::int64_t>& runs,
                  const std::vector<SiblingsOfBatch>& siblings);
/// `run.attributes` must have been loaded.
Value run_value(const Run& run);

/// A step with what its summary needs to know.
struct StepFacts {
  const Run* run = nullptr;
  const PlanStep* plan = nullptr;
  const RunStep* step = nullptr;
  bool available = false;
  std::string parent;              ///< key, or empty
  std::vector<std::string> after;  ///< keys
};
Value step_summary(const StepFacts& facts);
Value field_value(const FieldDef& field, const Reading* reading, std::int64_t attempt);
Value blocker_value(const Blocker& blocker);
Value blockers_value(const std::vector<Blocker>& blockers);
Value finding_value(const Finding& finding);
/// The error object: what a refused request answers.
Value error_value(const Error& error);
/// A history entry with its hash; each changed field is one element of `changes`.
Value log_value(const HistoryEntry& entry, const Digest& hash);

/// A quantity with the decimals that its part uses.
std::string quantity_text(Quantity quantity, int precision);

template <class T>
Value optional_value(const std::optional<T>& value) {
  return value ? Value(*value) : Value();
}
inline Value optional_value(const std::optional<Timestamp>& value) {
  return value ? Value(value->text()) : Value();
}
inline Value text_or_null(const std::string& text) { return text.empty() ? Value() : Value(text); }
Value text_list(const std::vector<std::string>& texts);

}  // namespace traveler::format
