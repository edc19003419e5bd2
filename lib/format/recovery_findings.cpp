#include "format/recovery_findings.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <tuple>

namespace traveler::format {

bool can_read_around(const Document& document) {
  if (document.findings.empty()) return false;
  const std::string_view rule = document.findings.back().rule;
  if (rule == "syntax") return true;
  return document.syntax == Syntax::kJson && (rule == "text.surrogate" || rule == "limit.number");
}

void add_new_findings(Document& document, std::vector<Finding> findings) {
  std::set<std::tuple<int, int, std::string>> known;
  const std::tuple first(findings.front().line, findings.front().column);
  std::erase_if(findings, [&, n = 0](const Finding& f) mutable {
    return n++ > 0 && std::tuple(f.line, f.column) == first;
  });
  const auto is_new = [&](const Finding& f) { return known.emplace(f.line, f.column, f.rule).second; };
  std::for_each(document.findings.begin(), document.findings.end(), is_new);
  std::copy_if(findings.begin(), findings.end(), std::back_inserter(document.findings), is_new);
}

}  // namespace traveler::format
