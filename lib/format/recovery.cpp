#include "format/recovery.h"

#include "format/recovery_findings.h"
#include "format/recovery_json.h"
#include "format/recovery_yaml.h"

namespace traveler::format {

bool read_around_errors(Document& document, const TreeBuilder& builder) {
  if (!can_read_around(document)) return false;
  return document.syntax == Syntax::kJson ? read_around_json_errors(document, builder)
                                          : read_around_yaml_errors(document, builder);
}

}  // namespace traveler::format
