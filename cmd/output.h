#pragma once

#include <functional>
#include <string>

#include "global_options.h"
#include "render/cells.h"
#include "streams.h"
#include "traveler/operations.h"
#include "traveler/value.h"
#include "traveler/workspace.h"

namespace traveler::cmd {

/// Where and how one command answers.
struct Context {
  const Streams& streams;
  const GlobalOptions& options;
  View view;

  Format format() const { return options.format_or(Format::kTable); }
};

/// Gives its rows one by one, as long as the sink wants more.
using Rows = std::function<void(const RowSink&)>;

/// Writes a list: filtered, sorted, limited as the options say. JSON, NDJSON, CSV and ids are written row
/// by row in constant memory, unless they are sorted.
void write_list(const Context& context, const OperationSpec& operation, const Rows& rows);

/// Writes the one object of a command that reads.
void write_object(const Context& context, const OperationSpec& operation, const Value& object);

/// Whether a change or an object is told in words.
bool writes_text(const Context& context);

/// Writes the answer of a change but for the form for people, which is `text`.
void write_change(const Context& context, const OperationSpec& operation, const Value& answer,
                  const std::function<std::string()>& text);

/// 1 when the answer itself is a no: blockers, damage; else 0.
int exit_of(const OperationSpec& operation, const Value& answer);

}  // namespace traveler::cmd
