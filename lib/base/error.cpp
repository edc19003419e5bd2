#include "traveler/error.h"

#include <array>
#include <cstddef>
#include <utility>

namespace traveler {
namespace {

struct CodeRow {
  ErrorCode code;
  std::string_view text;
  int exit;
};

/// The contract with scripts: one row for each code, in the order of the enum.
constexpr std::array kCodes{
    CodeRow{ErrorCode::kUsage, "usage", 2},
    CodeRow{ErrorCode::kDocumentInvalid, "document.invalid", 2},
    CodeRow{ErrorCode::kValueInvalid, "value.invalid", 2},
    CodeRow{ErrorCode::kWorkspaceNotFound, "workspace.not_found", 3},
    CodeRow{ErrorCode::kNotFound, "not_found", 3},
    CodeRow{ErrorCode::kWorkspaceExists, "workspace.exists", 4},
    CodeRow{ErrorCode::kActorUnknown, "actor.unknown", 4},
    CodeRow{ErrorCode::kPermissionDenied, "permission.denied", 4},
    CodeRow{ErrorCode::kStateRefused, "state.refused", 4},
    CodeRow{ErrorCode::kStepNotAvailable, "step.not_available", 4},
    CodeRow{ErrorCode::kGateUnmet, "gate.unmet", 4},
    CodeRow{ErrorCode::kRunLocked, "run.locked", 4},
    CodeRow{ErrorCode::kRuleRefused, "rule.refused", 4},
    CodeRow{ErrorCode::kRevisionStale, "revision.stale", 5},
    CodeRow{ErrorCode::kIdempotencyMismatch, "idempotency.mismatch", 5},
    CodeRow{ErrorCode::kBusy, "busy", 5},
    CodeRow{ErrorCode::kStorageIo, "storage.io", 6},
    CodeRow{ErrorCode::kStorageCorrupt, "storage.corrupt", 6},
    CodeRow{ErrorCode::kStorageNewer, "storage.newer", 6},
    CodeRow{ErrorCode::kOutcomeUnknown, "outcome.unknown", 7},
    CodeRow{ErrorCode::kInternal, "internal", 70},
};

constexpr bool rows_follow_the_enum() {
  for (std::size_t i = 0; i < kCodes.size(); ++i) {
    if (static_cast<std::size_t>(kCodes[i].code) != i) return false;
  }
  return kCodes.back().code == ErrorCode::kInternal;
}
static_assert(rows_follow_the_enum());

constexpr const CodeRow& row_of(ErrorCode code) {
  const auto index = static_cast<std::size_t>(code);
  return index < kCodes.size() ? kCodes[index] : kCodes.back();
}

}  // namespace

std::string_view to_text(ErrorCode code) { return row_of(code).text; }

int exit_code(ErrorCode code) { return row_of(code).exit; }

Error::Error(ErrorCode code, std::string message) : code_(code), message_(std::move(message)) {}

Error& Error::with_subject(std::string subject) & {
  subject_ = std::move(subject);
  return *this;
}

Error&& Error::with_subject(std::string subject) && { return std::move(with_subject(std::move(subject))); }

Error& Error::with_hint(std::string hint) & {
  hint_ = std::move(hint);
  return *this;
}

Error&& Error::with_hint(std::string hint) && { return std::move(with_hint(std::move(hint))); }

Error&& Error::with_blockers(std::vector<Blocker> blockers) && {
  blockers_ = std::move(blockers);
  return std::move(*this);
}

Error&& Error::with_findings(std::vector<Finding> findings) && {
  findings_ = std::move(findings);
  if (!findings_.empty()) {
    const Finding& first = findings_.front();
    file_ = first.file;
    line_ = first.line;
    column_ = first.column;
  }
  return std::move(*this);
}

Error&& Error::at(std::string file, int line, int column) && {
  file_ = std::move(file);
  line_ = line;
  column_ = column;
  return std::move(*this);
}

}  // namespace traveler
