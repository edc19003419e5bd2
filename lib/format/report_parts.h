#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "format/report.h"

namespace traveler::format {

// What the writers of reports share.

using ReportSink = std::function<void(std::string_view)>;

void write_github(const Report& report, const ReportSink& write);
void write_sarif(const Report& report, const ReportSink& write);
void write_junit(const Report& report, const ReportSink& write);
void write_gitlab(const Report& report, const ReportSink& write);

/// A file as seen from the root of the checkout, with `/` between folders.
std::string path_in_checkout(const Report& report, const std::string& file);

/// Names a finding so that it is known again when lines are added or removed around it: made of rule,
/// file and the text of its line, and counted where these are the same.
class Fingerprints {
 public:
  std::string of(const Finding& finding, const CheckedDocument& file, std::string_view path);

 private:
  std::map<std::string, int> seen_;
};

}  // namespace traveler::format
