#include <algorithm>

#include "base/concat.h"
#include "format/json.h"
#include "format/report_parts.h"
#include "format/rules.h"

namespace traveler::format {

namespace {

constexpr std::string_view kRoot = "%SRCROOT%";

/// A path as a relative URI reference, or as a file URI when it is absolute.
std::string uri_of(std::string_view path) {
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/!$&'()*+,;=@";
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out = path.starts_with('/') ? "file://" : "";
  for (const char c : path) {
    if (kPlain.find(c) != std::string_view::npos) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += {'%', kHex[byte >> 4U], kHex[byte & 0xFU]};
    }
  }
  return out;
}

Value message(std::string_view text) { return Value::object().add("text", text); }

Value rule_value(const Rule& rule) {
  const std::size_t end = rule.explanation.find(". ");
  const std::string_view first =
      end == std::string_view::npos ? rule.explanation : rule.explanation.substr(0, end + 1);
  return Value::object()
      .add("id", rule.id)
      .add("shortDescription", message(first))
      .add("fullDescription", message(rule.explanation))
      .add("help", message(rule.explanation))
      .add("defaultConfiguration", Value::object().add("level", to_text(rule.severity)));
}

Value location_of(const std::string& path) {
  Value location = Value::object();
  location.add("uri", uri_of(path));
  if (!path.starts_with('/')) location.add("uriBaseId", kRoot);
  return location;
}

Value result_value(const Finding& finding, const std::string& path, std::int64_t file,
                   std::string fingerprint) {
  Value place = Value::object();
  place.add("artifactLocation", location_of(path).add("index", file));
  if (finding.line > 0) {
    Value region = Value::object();
    region.add("startLine", finding.line).add("startColumn", std::max(finding.column, 1));
    if (finding.end_line >= finding.line) {
      region.add("endLine", finding.end_line).add("endColumn", std::max(finding.end_column, 1));
    }
    place.add("region", std::move(region));
  }
  Value location = Value::object();
  location.add("physicalLocation", std::move(place));
  if (!finding.path.empty()) {
    location.add("logicalLocations",
                 Value::List{Value::object().add("fullyQualifiedName", finding.path).add("kind", "member")});
  }
  Value result = Value::object();
  result.add("ruleId", finding.rule);
  if (const Rule* rule = find_rule(finding.rule))
    result.add("ruleIndex", std::int64_t{rule - rules().data()});
  return result.add("level", to_text(finding.severity))
      .add("message", message(finding.hint.empty() ? finding.message
                                                   : concat(finding.message, ". Hint: ", finding.hint)))
      .add("locations", Value::List{std::move(location)})
      .add("partialFingerprints", Value::object().add("travelerFinding/v1", std::move(fingerprint)));
}

}  // namespace

void write_sarif(const Report& report, const ReportSink& write) {
  Value known = Value::list();
  for (const Rule& rule : rules()) known.push(rule_value(rule));
  Value driver = Value::object();
  driver.add("name", "traveler").add("version", report.version).add("rules", std::move(known));

  Value artifacts = Value::list();
  Value results = Value::list();
  Value notifications = Value::list();
  Fingerprints fingerprints;
  for (const CheckedDocument& file : report.files) {
    const std::string path = path_in_checkout(report, file.file);
    const auto index = static_cast<std::int64_t>(artifacts.as_list().size());
    artifacts.push(Value::object().add("location", location_of(path)));
    if (file.failure) {
      Value place = Value::object();
      place.add("physicalLocation",
                Value::object().add("artifactLocation", location_of(path).add("index", index)));
      notifications.push(Value::object()
                             .add("level", "error")
                             .add("message", message(file.failure->message()))
                             .add("locations", Value::List{std::move(place)}));
    }
    for (const Finding& finding : file.findings) {
      results.push(result_value(finding, path, index, fingerprints.of(finding, file, path)));
    }
  }
  Value invocation = Value::object();
  invocation.add("executionSuccessful", notifications.as_list().empty());
  if (!notifications.as_list().empty())
    invocation.add("toolExecutionNotifications", std::move(notifications));
  Value run = Value::object();
  run.add("tool", Value::object().add("driver", std::move(driver)))
      .add("columnKind", "unicodeCodePoints")
      .add(
          "originalUriBaseIds",
          Value::object().add(kRoot, Value::object().add("description", message("the root of the checkout"))))
      .add("invocations", Value::List{std::move(invocation)})
      .add("artifacts", std::move(artifacts))
      .add("results", std::move(results));
  Value log = Value::object();
  log.add("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
      .add("version", "2.1.0")
      .add("runs", Value::List{std::move(run)});
  write(to_pretty_json(log) + '\n');
}

}  // namespace traveler::format
