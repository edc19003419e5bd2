#include "severity_lookup.h"

#include <filesystem>

#include "base/concat.h"
#include "documents.h"
#include "format/decode.h"
#include "format/rules.h"
#include "traveler/error.h"

namespace traveler::cmd {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSettingsFile = ".traveler.yaml";

}  // namespace

SeverityLookup::SeverityLookup(const Value& given) {
  if (!given.is_object()) return;
  format::SeveritySettings check;
  for (const auto& [rule, level] : given.as_object()) {
    const std::string refusal = check.set(rule, level.as_text());
    if (!refusal.empty()) {
      const bool known = format::find_rule(rule) != nullptr;
      std::string hint =
          known ? "write RULE=error, warning, note or off" : format::did_you_mean(rule, format::rule_ids());
      if (hint.empty()) hint = "`traveler procedure validate --rules` lists the rules";
      throw Error(ErrorCode::kUsage, concat("--severity: ", refusal)).with_hint(std::move(hint));
    }
    given_.emplace(rule, level.as_text());
  }
}

void SeverityLookup::apply_given(format::SeveritySettings& settings) const {
  for (const auto& [rule, level] : given_) settings.set(rule, level);
}

const format::SeveritySettings& SeverityLookup::of_file(const std::string& path) {
  std::error_code failed;
  const fs::path file = path == "-" ? fs::current_path(failed) / path : fs::absolute(path, failed);
  return of_folder(file.lexically_normal().parent_path().string());
}

const format::SeveritySettings& SeverityLookup::of_folder(const std::string& folder) {
  if (const auto known = folders_.find(folder); known != folders_.end()) return known->second;
  format::SeveritySettings settings;
  const fs::path here(folder);
  const std::string file = (here / kSettingsFile).string();
  std::error_code unknown;
  if (fs::is_regular_file(file, unknown) || fs::is_directory(file, unknown)) {
    const fs::path shown = fs::path(file).lexically_proximate(fs::current_path(unknown));
    format::Document document = format::read_document(
        shown.string().starts_with("..") ? file : shown.string(), read_file(file, kDocumentBytes, {}));
    settings = format::decode_severity_settings(document);
    format::refuse_findings(document);
    apply_given(settings);
  } else if (fs::exists(here / ".git", unknown) || here == here.parent_path()) {
    apply_given(settings);
  } else {
    settings = of_folder(here.parent_path().string());
  }
  return folders_.emplace(folder, std::move(settings)).first->second;
}

}  // namespace traveler::cmd
