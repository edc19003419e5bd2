#include "traveler/value.h"

#include <catch2/catch.hpp>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>

#include "traveler/error.h"

namespace traveler {
namespace {

/// The message of the Error(internal) that is thrown, or "".
template <class Function>
std::string refusal(Function&& function) {
  try {
    function();
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::kInternal);
    return error.message();
  }
  return {};
}

TEST_CASE("a value knows its kind", "[base][value]") {
  CHECK(Value().is_null());
  CHECK(Value(nullptr).is_null());
  CHECK(Value(true).is_bool());
  CHECK(Value(7).is_integer());
  CHECK(Value("text").is_text());
  CHECK(Value(std::string_view("text")).is_text());
  CHECK(Value(std::string("text")).is_text());
  CHECK(Value::list().is_list());
  CHECK(Value::object().is_object());

  CHECK(Value(true).as_bool());
  CHECK(Value(std::numeric_limits<std::int64_t>::min()).as_integer() ==
        std::numeric_limits<std::int64_t>::min());
  CHECK(Value("text").as_text() == "text");
  CHECK(refusal([] { Value("1").as_integer(); }) == "a value is a text where an integer is asked for");
  CHECK(refusal([] { Value(1).as_text(); }) == "a value is an integer where a text is asked for");
  CHECK(refusal([] { Value().as_bool(); }) == "a value is nothing where true or false is asked for");
  CHECK(refusal([] { Value::list().as_object(); }) == "a value is a list where an object is asked for");
}

// A pointer would be `true`, whatever it points to.
static_assert(!std::is_constructible_v<Value, void*>);
static_assert(!std::is_constructible_v<Value, const int*>);
static_assert(!std::is_constructible_v<Value, const Value*>);
static_assert(!std::is_constructible_v<Value, double>);
static_assert(std::is_convertible_v<bool, Value>);
static_assert(std::is_convertible_v<const char*, Value>);
static_assert(std::is_convertible_v<std::nullptr_t, Value>);

TEST_CASE("members are found by name", "[base][value]") {
  Value run = Value::object();
  run.add("id", "R-1").add("quantity", 3).add("open", true);
  REQUIRE(run.find("quantity") != nullptr);
  CHECK(run.find("quantity")->as_integer() == 3);
  CHECK(run.find("Quantity") == nullptr);
  CHECK(run["id"].as_text() == "R-1");
  CHECK(run["missing"].is_null());
  CHECK(run["missing"]["deeper"].is_null());

  CHECK(Value().find("id") == nullptr);
  CHECK(Value("id").find("id") == nullptr);
  CHECK(Value::list()["id"].is_null());
}

TEST_CASE("members keep their order", "[base][value]") {
  Value value = Value::object();
  value.add("b", 1).add("a", 2);
  value.set("c", 3).set("b", 4);
  REQUIRE(value.as_object().size() == 3);
  CHECK(value.as_object()[0] == Value::Member("b", 4));
  CHECK(value.as_object()[1] == Value::Member("a", 2));
  CHECK(value.as_object()[2] == Value::Member("c", 3));
}

TEST_CASE("a member can be changed in place", "[base][value]") {
  Value value = Value::object();
  value.add("steps", Value::list());
  value.find("steps")->push("kit");
  value.find("steps")->push(Value::object());
  CHECK(value["steps"].as_list().size() == 2);
  CHECK(value["steps"].as_list()[0] == Value("kit"));
}

TEST_CASE("a value can become a member of itself", "[base][value]") {
  Value value = Value::object();
  value.add("a", 1);
  value.add("self", value);
  value.set("a", value);
  CHECK(value["self"]["a"].as_integer() == 1);
  CHECK(value["a"]["a"].as_integer() == 1);
}

TEST_CASE("only objects take members", "[base][value]") {
  Value text = "text";
  CHECK_FALSE(refusal([&] { text.add("a", 1); }).empty());
  CHECK_FALSE(refusal([&] { text.set("a", 1); }).empty());
  Value null;
  CHECK_FALSE(refusal([&] { null.push(1); }).empty());
}

TEST_CASE("values compare by content, kind and order", "[base][value]") {
  CHECK(Value(1) == Value(std::int64_t{1}));
  CHECK_FALSE(Value(1) == Value(true));
  CHECK_FALSE(Value(1) == Value("1"));
  CHECK_FALSE(Value() == Value::object());
  CHECK(Value(Value::Object{{"a", 1}, {"b", 2}}) == Value(Value::Object{{"a", 1}, {"b", 2}}));
  CHECK_FALSE(Value(Value::Object{{"a", 1}, {"b", 2}}) == Value(Value::Object{{"b", 2}, {"a", 1}}));
}

}  // namespace
}  // namespace traveler
