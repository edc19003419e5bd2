#include "format/arguments.h"

#include <catch2/catch.hpp>
#include <string>

#include "traveler/error.h"

namespace traveler::format {
namespace {

constexpr std::string_view kChoices[] = {"serial", "lot"};
constexpr ArgumentSpec kArguments[] = {
    {.name = "step",
     .type = ArgumentType::kId,
     .positional = true,
     .required = true,
     .many = true,
     .plural = "steps"},
    {.name = "note"},
    {.name = "quantity", .type = ArgumentType::kQuantity},
    {.name = "copies", .type = ArgumentType::kInteger},
    {.name = "only", .type = ArgumentType::kFlag},
    {.name = "tracking", .type = ArgumentType::kChoice, .choices = kChoices},
    {.name = "due", .type = ArgumentType::kTime},
    {.name = "set", .type = ArgumentType::kPairs, .many = true},
    {.name = "file", .type = ArgumentType::kDocument, .many = true, .plural = "files"},
};
constexpr OperationSpec kOperation{.name = "step.try", .summary = "try", .arguments = kArguments};

Value given(std::string_view name, Value value) {
  return Value::object().add("steps", Value::List{"R-1/a"}).add(name, std::move(value));
}

/// What becomes of one argument.
Value taken(std::string_view name, const Value& value) {
  const Value arguments = given(name, value);
  return normalised_arguments(kOperation, arguments).value_or(arguments)[name];
}

std::string refused(const Value& arguments, ErrorCode code = ErrorCode::kUsage) {
  try {
    normalised_arguments(kOperation, arguments);
  } catch (const Error& error) {
    CHECK(error.code() == code);
    return error.message();
  }
  return {};
}
std::string refused(std::string_view name, Value value, ErrorCode code = ErrorCode::kUsage) {
  return refused(given(name, std::move(value)), code);
}

TEST_CASE("arguments in their form are not copied", "[format][arguments]") {
  CHECK_FALSE(normalised_arguments(kOperation, given("note", "x")));
  CHECK_FALSE(normalised_arguments(kOperation, given("copies", 3).add("only", true)));
  CHECK(normalised_arguments(kOperation, given("note", nullptr)));
}

TEST_CASE("one value does where many are meant", "[format][arguments]") {
  const Value list(Value::List{"R-1/a"});
  for (const char* name : {"step", "steps"})
    CHECK((*normalised_arguments(kOperation, Value::object().add(name, "R-1/a")))["steps"] == list);
  CHECK(refused(Value::object().add("step", list)) == "step takes one value; a list goes under steps");
  CHECK(refused("step", "R-1/b") == "steps is given twice");
  CHECK(refused("steps", Value::list()) == "steps is given twice");
  CHECK(refused(Value::object().add("steps", Value::list())) == "step.try needs STEP");
  CHECK(refused(Value::object().add("steps", nullptr)) == "step.try needs STEP");
  CHECK(refused(Value::object().add("steps", Value::List{nullptr})) == "steps takes a text, not nothing");
  CHECK(refused(Value::object().add("steps", Value::List{Value::list()})) ==
        "steps takes a text, not a list");
}

TEST_CASE("numbers and bools where a text is meant are their text", "[format][arguments]") {
  CHECK(taken("note", 10) == Value("10"));
  CHECK(taken("note", true) == Value("true"));
  CHECK(taken("quantity", 4) == Value("4"));
  CHECK(taken("note", nullptr).is_null());
  CHECK(taken("note", "") == Value(""));
  CHECK(refused("note", Value::object()) == "note takes a text, not an object");
  CHECK(refused("quantity", true, ErrorCode::kValueInvalid) == "`quantity=`: 'true' is not a quantity");
  CHECK(refused("due", 7, ErrorCode::kValueInvalid) == "`due=`: '7' is not a time");
  CHECK(refused("tracking", "serail") == "`tracking=`: 'serail' is not one of serial and lot");
}

TEST_CASE("flags and whole numbers are taken as nothing else", "[format][arguments]") {
  CHECK(refused("only", 1) == "only takes true or false, not \"1\"");
  CHECK(refused("only", "true") == "only takes true or false, not the text \"true\"");
  CHECK(refused("copies", "3") == "copies takes a whole number, 0 or more, not the text \"3\"");
  CHECK(refused("copies", -1) == "copies takes a whole number, 0 or more, not \"-1\"");
}

TEST_CASE("pairs are texts or null by key", "[format][arguments]") {
  const Value pairs = taken("set", Value::object()
                                       .add("nm", 10)
                                       .add("ok", true)
                                       .add("gone", nullptr)
                                       .add("colours", Value::List{"red", "blue"}));
  CHECK(pairs.to_json() == R"({"nm":"10","ok":"true","gone":null,"colours":"red,blue"})");
  CHECK(refused("set", Value::List{"nm=10"}) == "set takes an object of keys and values, not a list");
  CHECK(refused("set", Value::object().add("nm", Value::object())) == "set.nm takes a value, not an object");
  CHECK(refused("set", Value::object().add("nm", Value::List{Value::list()})) ==
        "set.nm takes texts, not a list");
  CHECK(refused("set", Value::object().add("nm", 1).add("nm", 2)) == "set.nm is given twice");
  CHECK(refused("set", Value::object().add("", 1)) == "set has an empty key");
  CHECK(refused("set", Value::object().add("nm", "\xff")) == "set.nm is not valid UTF-8");
}

TEST_CASE("a document has a text, and may have a name", "[format][arguments]") {
  CHECK(taken("files", Value::object().add("text", "a: 1")).to_json() == R"([{"file":"","text":"a: 1"}])");
  CHECK(refused("files", "a.yaml") ==
        R"(files takes a document, {"file": NAME, "text": CONTENT}, not the text "a.yaml")");
  CHECK(refused("files", Value::object().add("file", "a")) == "files has no text");
  CHECK(refused("files", Value::object().add("text", "a").add("size", 1)) == "files has no member \"size\"");
  CHECK(refused("files", Value::object().add("text", Value::list())) ==
        "files.text takes a text, not a list");
}

TEST_CASE("unknown arguments and bad characters are refused", "[format][arguments]") {
  CHECK(refused("nota", 1) == "step.try has no argument 'nota'");
  CHECK(refused("note", "a\xff") == "`note=` is not valid UTF-8");
  CHECK(refused("note", std::string("a\0b", 3)) == "`note=` contains a NUL character");
  CHECK(refused(Value("x")) == "the arguments are not an object");
  // However long, a message can be read.
  CHECK(refused("quantity", std::string(1000, 'x'), ErrorCode::kValueInvalid).size() < 200);
}

}  // namespace
}  // namespace traveler::format
