#pragma once

#include "store/db.h"
#include "store/exports.h"
#include "traveler/workspace.h"

namespace traveler::ops {

/// Reads an export table in order and writes it piece by piece in constant memory.
void write_export(store::Connection& db, const store::ExportTable& table, ExportFormat format,
                  const ByteSink& bytes);

}  // namespace traveler::ops
