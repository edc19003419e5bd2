#include <catch2/catch.hpp>
#include <limits>
#include <string>

#include "traveler/error.h"
#include "traveler/value.h"

namespace traveler {
namespace {

Error refused(const std::string& text) {
  try {
    Value::parse_json(text);
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::kDocumentInvalid);
    return error;
  }
  FAIL("was read: " << text.substr(0, 100));
  return Error(ErrorCode::kInternal, "");
}

TEST_CASE("a value comes back from its JSON", "[format][json]") {
  Value value = Value::object();
  value.add("null", nullptr)
      .add("yes", true)
      .add("no", false)
      .add("least", std::numeric_limits<std::int64_t>::min())
      .add("most", std::numeric_limits<std::int64_t>::max())
      .add("text", "\"\\\n\u00e9\xf0\x9f\x98\x80")
      .add("list", Value::List{1, "1", Value::list(), Value::object()});
  CHECK(Value::parse_json(value.to_json()) == value);
  CHECK(value.to_json().starts_with(R"({"null":null,"yes":true,"no":false,"least":-9223372036854775808,)"));
  CHECK(Value::parse_json(" 7 ") == Value(7));
  CHECK(Value::parse_json("null").is_null());
}

TEST_CASE("numbers that are no 64-bit integers stay as written", "[format][json]") {
  CHECK(Value::parse_json("10.50") == Value("10.50"));
  CHECK(Value::parse_json("1e3") == Value("1e3"));
  CHECK(Value::parse_json("-0") == Value("-0"));
  CHECK(Value::parse_json("9223372036854775808") == Value("9223372036854775808"));
  CHECK(Value::parse_json("\"7\"") == Value("7"));
}

TEST_CASE("what is no JSON is refused with its place", "[format][json]") {
  CHECK(refused("{\"a\": 1,\n \"a\": 2}").line() == 2);
  CHECK(refused("{\"a\": }").column() == 7);
  CHECK(refused("").line() == 1);
  for (const char* text : {"nul", "[1,]", "{} {}", "'a'", "01", "\"\xff\"", "NaN"}) refused(text);
  refused(std::string(100, '[') + std::string(100, ']'));
  refused('"' + std::string(std::size_t{17} << 20U, 'x') + '"');
  CHECK(Value::parse_json('"' + std::string(std::size_t{1} << 20U, 'x') + '"').as_text().size() == 1U << 20U);
}

TEST_CASE("bytes that are not UTF-8 and endless nesting do not break JSON", "[format][json]") {
  CHECK(Value("a\xff").to_json() == "\"a\xEF\xBF\xBD\"");
  Value deep;
  for (int i = 0; i < 1001; ++i) deep = Value(Value::List{std::move(deep)});
  CHECK_THROWS_AS(deep.to_json(), Error);
  CHECK_NOTHROW(deep.as_list().front().to_json());
}

}  // namespace
}  // namespace traveler
