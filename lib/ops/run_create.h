#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "format/material_document.h"
#include "ops/next_numbers.h"
#include "ops/operation.h"
#include "ops/stock.h"

namespace traveler::ops {

/// Makes runs out of requests; spec section 7. Keeps what many runs of one command share.
class RunMaker {
 public:
  /// `batch`: the one that the runs join.
  RunMaker(Command& command, std::optional<std::int64_t> batch);

  /// Makes the runs of one request, several with `copies`, each with its new item; or the run of an item
  /// that is there.
  /// Throws Error: not_found, rule.refused, value.invalid, usage.
  std::vector<Run> make(const format::RunItem& item);

 private:
  struct Source {
    Part part;
    std::optional<ProcedureRevision> procedure;
    Digest plan;
  };
  Source source_of(const format::RunItem& item);
  std::optional<ProcedureRevision> procedure_of(const format::RunItem& item, const Part& part);
  void check_tracking(const format::RunItem& item, const Part& part) const;
  void check_attach(const format::RunItem& item) const;
  /// The new item of a run that builds one.
  Inventory new_item(const format::RunItem& item, const Part& part);
  /// The existing item of a run, or the piece of it that the run is to have.
  Stock::Piece taken_item(const format::RunItem& item, const Part& part, std::vector<SubjectChange>& changes);
  Run make_one(const format::RunItem& item, const Source& source);

  Command* command_;
  std::optional<std::int64_t> batch_;
  NextNumbers numbers_;
  std::int64_t last_run_;
  Stock stock_;
  std::optional<std::pair<Digest, Quantity>> countable_;  ///< the plan and quantity found to be so last
};

}  // namespace traveler::ops
