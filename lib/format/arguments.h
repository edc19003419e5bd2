#pragma once

#include <optional>
#include <string_view>

#include "traveler/operations.h"
#include "traveler/value.h"

namespace traveler::format {

/// The argument of a request's member: its declaration, or nullptr. One that may be given many times has two
/// names: `request_name` for the list, its own for one value.
const ArgumentSpec* find_argument(const OperationSpec& operation, std::string_view name);

/// The value of one argument as operations take it: a list where many are meant, texts for ids, quantities,
/// times, durations and choices, {"file", "text"} for documents, key -> text or null for pairs. An integer
/// or a bool where a text is meant becomes its text; a list of the choices of a multiselect becomes one text
/// with commas. Null stays null. `name`: the one it was given under.
/// Throws Error(usage), or Error(value.invalid) for a quantity, time or duration that is none.
Value argument_value(const ArgumentSpec& argument, std::string_view name, const Value& given);

/// Checks all arguments of a request, unknown, repeated and missing ones too, and answers them as operations
/// take them; nullopt when they are so already.
/// Throws what `argument_value` throws.
std::optional<Value> normalised_arguments(const OperationSpec& operation, const Value& given);

}  // namespace traveler::format
