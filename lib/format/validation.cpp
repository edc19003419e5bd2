#include "format/validation.h"

#include <algorithm>
#include <tuple>

#include "base/concat.h"
#include "format/decode.h"
#include "format/procedure_document.h"

namespace traveler::format {

namespace {

constexpr std::string_view kOff = "off";

/// The lines on which findings are, found in one pass over the text.
std::map<int, std::string> lines_of(std::string_view text, const std::vector<Finding>& findings) {
  std::map<int, std::string> out;
  for (const Finding& finding : findings) out.try_emplace(finding.line);
  out.erase(0);
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";  // which is no column
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  int number = 1;
  for (auto& [wanted, line] : out) {
    while (number < wanted && !text.empty()) {
      const std::size_t end = text.find('\n');
      text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
      ++number;
    }
    line = text.substr(0, text.find('\n'));
    if (line.ends_with('\r')) line.pop_back();
  }
  return out;
}

}  // namespace

std::string SeveritySettings::set(std::string_view rule, std::string_view level) {
  const Rule* known = find_rule(rule);
  if (known == nullptr) return concat("there is no rule ", shown(rule));
  const auto severity = from_text<Severity>(level);
  if (!severity && level != kOff) return concat(shown(level), " is not one of error, warning, note, off");
  if (known->kind == RuleKind::kText && severity != Severity::kError) {
    return concat("the rule ", rule, " is always an error: such a document cannot be read");
  }
  changed_.insert_or_assign(std::string(rule), severity);
  return {};
}

std::optional<Severity> SeveritySettings::of(const Finding& finding) const {
  const auto found = changed_.find(finding.rule);
  return found == changed_.end() ? finding.severity : found->second;
}

SeveritySettings decode_severity_settings(Document& document) {
  SeveritySettings settings;
  if (document.root.kind == NodeKind::kNull) return settings;  // nothing in it, or nothing to be read
  Decoder decoder(document);
  const Place root;
  if (!decoder.is_map(document.root, root, "settings (a mapping with rules)")) return settings;
  const MapReader map(decoder, document.root, root, {"rules"});
  const Node* all = map.find("rules");
  const Place rules_place(root, "rules");
  if (all == nullptr || !decoder.is_map(*all, rules_place, "a mapping of rules to severities"))
    return settings;
  for (const Node::Entry& entry : all->entries) {
    const Place place(rules_place, entry.key);
    const auto level = decoder.text(entry.value, place);
    if (!level) continue;
    const bool known = find_rule(entry.key) != nullptr;
    std::string refusal = settings.set(entry.key, *level);
    if (refusal.empty()) continue;
    if (known) {
      decoder.add("value.invalid", std::move(refusal), entry.value.mark, place);
    } else {
      decoder.add("key.unknown", std::move(refusal), entry.key_mark, place,
                  did_you_mean(entry.key, rule_ids()));
    }
  }
  decoder.finish();
  return settings;
}

CheckedDocument check_document(std::string file, std::string text, bool with_references) {
  Document document = read_document(file, text);
  CheckedDocument checked;
  if (is_standard_step(document)) {
    checked.standard = decode_standard_step(document);
  } else {
    checked.procedure = decode_procedure(document);
  }
  checked.file = std::move(file);
  if (with_references && document.ok()) checked.references = references(document);
  const bool uses = std::any_of(checked.references.begin(), checked.references.end(),
                                [](const Reference& r) { return r.kind == ReferenceKind::kStandardStep; });
  if (!uses) checked.procedure.reset();
  if (!with_references) checked.standard.reset();
  if (const Node* key = document.root.find("standard_step")) checked.standard_step = key->scalar;
  checked.whole = !document.partial && !document.is_unread();
  if (document.syntax == Syntax::kYaml) checked.comments = ignore_comments(document, text);
  checked.findings = std::move(document.findings);
  checked.text = std::move(text);
  return checked;
}

void settle(CheckedDocument& document, const SeveritySettings& settings) {
  std::vector<Finding>& findings = document.findings;
  apply_ignore_comments(document.comments, document.file, document.whole, findings);
  std::erase_if(findings, [&](Finding& finding) {
    const auto severity = settings.of(finding);
    if (severity) finding.severity = *severity;
    return !severity;
  });
  const auto place = [](const Finding& f) { return std::tie(f.line, f.column, f.severity, f.rule); };
  std::stable_sort(findings.begin(), findings.end(),
                   [&](const Finding& a, const Finding& b) { return place(a) < place(b); });
  document.lines = lines_of(document.text, findings);
  document.text = std::string();  // lets go of its memory
  document.comments = std::vector<IgnoreComment>();
}

}  // namespace traveler::format
