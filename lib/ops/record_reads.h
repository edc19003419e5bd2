#pragma once

#include "format/record_value.h"
#include "ops/operation.h"
#include "store/records.h"

namespace traveler::ops {

/// What `list` answers for a kind whose objects are records.
template <class Row>
void list_rows(Query& query, const Arguments&, const RowSink& row) {
  for (const Row& record : store::list_records<Row>(query.db)) row(format::record_value(record));
}

/// The member of a change's answer that has the object it made or changed.
template <class Row>
Value made_record(const Row& record) {
  Value made = Value::object();
  made.add(kind_of(RecordFields<Row>::kKind).plural, Value::List{format::record_value(record)});
  return made;
}

}  // namespace traveler::ops
