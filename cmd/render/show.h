#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "render/cells.h"
#include "traveler/operations.h"
#include "traveler/value.h"

namespace traveler::cmd {

/// One object for people: the layout of its operation, or its members one below the other.
std::string render_object(const OperationSpec& operation, const Value& object, const View& view);

std::string render_run(const Value& run, const View& view);
std::string render_step(const Value& step, const View& view);
std::string render_procedure(const Value& procedure, const View& view);
std::string render_check(const Value& check, const View& view);
std::string render_status(const Value& status, const View& view);
std::string render_verify(const Value& verify, const View& view);

/// Any object, and which of its members make up the line above the others; none without a title.
struct Object {
  const Value& object;
  std::string_view id;
  std::string_view title;
};
/// Members one below the other, lists of objects as tables.
std::string render_members(const Object& what, const View& view);

/// A name and what it stands for, line by line; lines without a value are left out.
class Header {
 public:
  Header& add(std::string name, Cell value);
  Header& add(std::string name, const Value& value) { return add(std::move(name), Cell(shown_text(value))); }
  std::string render(const View& view) const;

 private:
  std::vector<Row> rows_;
};

/// A heading on a line of its own, with an empty line before it.
std::string heading(std::string_view text, const View& view);

/// "  - message [code]" for each blocker.
std::string blocker_lines(const Value& blockers, const View& view);

}  // namespace traveler::cmd
