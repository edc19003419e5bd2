#pragma once

#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "traveler/export_macro.h"

namespace traveler {

/// What went wrong, as scripts see it; each code belongs to one exit code.
enum class ErrorCode : std::uint8_t {
  kUsage,
  kDocumentInvalid,
  kValueInvalid,
  kWorkspaceNotFound,
  kNotFound,
  kWorkspaceExists,
  kActorUnknown,
  kPermissionDenied,
  kStateRefused,
  kStepNotAvailable,
  kGateUnmet,
  kRunLocked,
  kRuleRefused,
  kRevisionStale,
  kIdempotencyMismatch,
  kBusy,
  kStorageIo,
  kStorageCorrupt,
  kStorageNewer,
  kOutcomeUnknown,
  kInternal,
};

/// The dotted text of a code, `state.refused`.
TRAVELER_API std::string_view to_text(ErrorCode code);

/// The process exit code that belongs to an error code.
TRAVELER_API int exit_code(ErrorCode code);

/// One reason among several why a request is refused: a gate, an upstream step, a state.
struct Blocker {
  std::string code;     ///< dotted text, `field.missing`
  std::string subject;  ///< the id of what blocks
  std::string message;
};

enum class Severity : std::uint8_t { kError, kWarning, kNote };

/// One thing found in a document. Lines and columns count code points from 1; 0 means unknown.
struct Finding {
  std::string rule;  ///< stable rule id, `key.unknown`
  Severity severity = Severity::kError;
  std::string message;
  std::string file;
  int line = 0;
  int column = 0;
  int end_line = 0;
  int end_column = 0;
  std::string path;  ///< JSON path of the node, `$.steps[2].id`
  std::string hint;  ///< what to write instead; may be empty
};

/// The one exception of the library: a request that was not carried out.
/// Nothing is written when it is thrown, except for `kOutcomeUnknown`. Texts name operations and arguments in
/// backquotes, `step.list run=R-1` and `quantity=`; whoever shows them may spell them its way.
class TRAVELER_API Error : public std::exception {
 public:
  Error(ErrorCode code, std::string message);

  Error& with_subject(std::string subject) &;
  Error&& with_subject(std::string subject) &&;
  Error& with_hint(std::string hint) &;
  Error&& with_hint(std::string hint) &&;
  Error&& with_blockers(std::vector<Blocker> blockers) &&;
  Error&& with_findings(std::vector<Finding> findings) &&;
  /// Names the place in a document; taken from the first finding when there are findings.
  Error&& at(std::string file, int line, int column) &&;

  const char* what() const noexcept override { return message_.c_str(); }
  ErrorCode code() const { return code_; }
  const std::string& message() const { return message_; }
  const std::string& subject() const { return subject_; }
  const std::string& hint() const { return hint_; }
  const std::vector<Blocker>& blockers() const { return blockers_; }
  const std::vector<Finding>& findings() const { return findings_; }
  const std::string& file() const { return file_; }
  int line() const { return line_; }      ///< 0 when there is no place
  int column() const { return column_; }  ///< 0 when there is no place

 private:
  ErrorCode code_;
  std::string message_;
  std::string subject_;
  std::string hint_;
  std::vector<Blocker> blockers_;
  std::vector<Finding> findings_;
  std::string file_;
  int line_ = 0;
  int column_ = 0;
};

}  // namespace traveler
