#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/enum_text.h"
#include "format/validation.h"

namespace traveler::format {

/// The forms in which programs take the findings of a validation.
enum class ReportFormat : std::uint8_t {
  kConcise,  ///< `file:line:column: severity[rule]: message`, one line a finding
  kJson,     ///< cli.md section 3
  kGithub,   ///< workflow commands of GitHub Actions
  kSarif,    ///< SARIF 2.1.0
  kJunit,    ///< JUnit XML, one test case a file
  kGitlab,   ///< code quality report of GitLab
};

/// What was validated, in the order of the files.
struct Report {
  std::span<const CheckedDocument> files;
  Severity fails = Severity::kError;  ///< the least severe finding that fails
  /// Where the current folder lies in its checkout, `docs/procedures`; empty at its root. Forms that
  /// services read give paths from the root of the checkout.
  std::string folder;
  std::string checkout;  ///< the root of the checkout, absolute; empty when there is none
  std::string_view version;
};

/// Writes a report piece by piece.
void write_report(ReportFormat format, const Report& report,
                  const std::function<void(std::string_view)>& write);

/// How many findings there are of each severity, in the order of `Severity`.
std::array<std::int64_t, 3> count_findings(std::span<const CheckedDocument> files);

/// One finding as `file:line:column: severity[rule]: message`; parts that are unknown are left out.
std::string concise_line(const Finding& finding);

}  // namespace traveler::format

namespace traveler {
template <>
struct EnumText<format::ReportFormat> {
  static constexpr std::array<std::string_view, 6> kTexts{"concise", "json",  "github",
                                                          "sarif",   "junit", "gitlab"};
};
}  // namespace traveler
