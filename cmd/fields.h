#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "traveler/operations.h"
#include "traveler/value.h"

namespace traveler::cmd {

/// The members of an operation's answers: those of a kind of object, or of a report that is no object.
struct AnswerShape {
  std::string_view name;       ///< as in OperationSpec::answer
  std::string_view plural;     ///< the member of a change's answer that lists them
  std::string_view keys;       ///< of a row, separated by blanks; dotted ones are inside of an object
  std::string_view more = {};  ///< those that only a single object has
};

/// The shape of that name; nullopt when nothing declares it.
std::optional<AnswerShape> find_shape(std::string_view name);

/// Every name that `--fields` takes for an operation; empty when its kind has no table of names.
std::vector<std::string_view> field_names(const OperationSpec& operation);

/// Throws Error(usage), with the nearest name, when the operation's answers have no such field.
/// Members of `attributes` may have any name.
void check_field(const OperationSpec& operation, std::string_view option, std::string_view field);

/// The value at a dotted path; null when there is none.
const Value& value_at(const Value& object, std::string_view path);

/// A value as one text: numbers and booleans as in JSON, lists joined by commas, a procedure as
/// `KEY@REV`, null as nothing.
std::string text_of(const Value& value);

/// What names an object: its `id`, else the number and revision of a part, a code, a key with its revision,
/// or a name.
std::string id_of(const Value& object);

/// Orders texts as people do: `R-9` before `R-10`; null before all.
bool less_naturally(const Value& left, const Value& right);

/// True when the value has that text: equal to it, one of a list, or the key of a `KEY@REV`.
bool matches(const Value& value, std::string_view text);

}  // namespace traveler::cmd
