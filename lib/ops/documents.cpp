#include "ops/documents.h"

#include "base/concat.h"
#include "traveler/error.h"

namespace traveler::ops {

format::Document read_material(const Value& source) {
  return format::read_document(source["file"].as_text(), source["text"].as_text(),
                               format::DocumentLimits::material());
}

void refuse_findings(const format::Document& document) {
  if (document.ok()) return;
  std::vector<Finding> errors;
  for (const Finding& finding : document.findings) {
    if (finding.severity == Severity::kError) errors.push_back(finding);
  }
  const std::string message =
      errors.size() == 1 ? errors.front().message : concat(errors.size(), " errors were found");
  throw Error(ErrorCode::kDocumentInvalid, message).with_findings(std::move(errors));
}

}  // namespace traveler::ops
