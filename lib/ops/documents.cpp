#include "ops/documents.h"

namespace traveler::ops {

format::Document read_material(const Value& source) {
  return format::read_document(source["file"].as_text(), source["text"].as_text(),
                               format::DocumentLimits::material());
}

}  // namespace traveler::ops
