#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "format/ignore_comments.h"
#include "format/references.h"
#include "format/rules.h"
#include "format/tree.h"
#include "model/definition.h"

namespace traveler::format {

/// How severe each rule is; spec section 2 unless changed.
class SeveritySettings {
 public:
  /// Sets a rule to `error`, `warning`, `note` or `off`. Whether a text can be read at all is not for
  /// settings: rules of that kind stay errors. Returns why it cannot be done, or an empty text.
  std::string set(std::string_view rule, std::string_view level);

  /// The severity of a finding of that rule, or nullopt when it is off.
  std::optional<Severity> of(const Finding& finding) const;

 private:
  std::map<std::string, std::optional<Severity>, std::less<>> changed_;
};

/// Reads `.traveler.yaml`: `rules: {RULE: LEVEL}`. Findings go to the document.
SeveritySettings decode_severity_settings(Document& document);

/// One document on its way through validation.
struct CheckedDocument {
  std::string file;
  std::vector<Finding> findings;
  std::vector<Reference> references;        ///< to look up in a workspace; none when there are errors
  std::string standard_step;                ///< its key, when it is one
  std::optional<StandardStepDef> standard;  ///< what it says, with the references
  std::optional<ProcedureDef> procedure;    ///< with the references, when it uses standard steps
  std::map<int, std::string> lines;         ///< the lines that findings are on, once settled
  std::optional<Error> failure;             ///< why the file could not be read at all

  // Until it is settled:
  std::string text;
  std::vector<IgnoreComment> comments;
  bool whole = true;  ///< all of it could be looked at
};

/// Reads a procedure or standard step and looks for everything that needs no workspace. References are
/// collected when there is one to look them up in.
CheckedDocument check_document(std::string file, std::string text, bool with_references = false);

/// Applies comments and settings to the findings, orders them by place, and keeps their lines.
void settle(CheckedDocument& document, const SeveritySettings& settings);

}  // namespace traveler::format
