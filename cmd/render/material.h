#pragma once

#include <string>

#include "render/cells.h"
#include "traveler/operations.h"
#include "traveler/value.h"
#include "traveler/workspace.h"

namespace traveler::cmd {

/// The answer of `run abom` as a tree.
std::string render_abom(const Value& abom, const View& view);

/// The same as the rows of the export table `abom`, each piece before what it holds.
void each_abom_row(const Value& abom, const RowSink& sink);

/// What went in, came out, was excepted, resolved or split off, one line an act; empty for another
/// operation.
std::string render_material_change(const Request& request, const Value& answer, const View& view);

}  // namespace traveler::cmd
