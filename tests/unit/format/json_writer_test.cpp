#include <catch2/catch.hpp>
#include <limits>
#include <string>

#include "format/json.h"
#include "traveler/error.h"

using namespace traveler;
using namespace traveler::format;

namespace {

std::string text(std::string_view raw) {
  std::string out;
  append_json_text(out, raw);
  return out;
}

Value sample() {
  Value inner = Value::object();
  inner.add("z", 1).add("a", Value());
  Value list = Value::list();
  list.push(true);
  list.push(std::numeric_limits<std::int64_t>::min());
  list.push(std::move(inner));
  Value out = Value::object();
  out.add("text", "é \"x\"");
  out.add("list", std::move(list));
  out.add("empty", Value::object());
  out.add("none", Value::list());
  return out;
}

}  // namespace

TEST_CASE("json text: escapes") {
  CHECK(text("") == "\"\"");
  CHECK(text("a\"b\\c/") == "\"a\\\"b\\\\c/\"");
  CHECK(text("\b\f\n\r\t\x1b") == "\"\\b\\f\\n\\r\\t\\u001b\"");
  CHECK(text(std::string_view("\0", 1)) == "\"\\u0000\"");
  CHECK(text("é😀\x7f") == "\"é😀\x7f\"");
}

TEST_CASE("json text: what is not UTF-8 becomes U+FFFD") {
  CHECK(text("a\xFFz\n") == "\"a\xEF\xBF\xBDz\\n\"");
  CHECK(text("\xC3") == "\"\xEF\xBF\xBD\"");
  CHECK(text("\xED\xA0\x80") == "\"\xEF\xBF\xBD\"");
  CHECK(text("é\xC0\xAFé") == "\"é\xEF\xBF\xBDé\"");
}

TEST_CASE("json: compact, pretty, canonical") {
  CHECK(to_json(sample()) ==
        R"({"text":"é \"x\"","list":[true,-9223372036854775808,{"z":1,"a":null}],"empty":{},"none":[]})");
  CHECK(to_canonical_json(sample()) ==
        R"({"empty":{},"list":[true,-9223372036854775808,{"a":null,"z":1}],"none":[],"text":"é \"x\""})");
  CHECK(to_pretty_json(sample()) == R"({
  "text": "é \"x\"",
  "list": [
    true,
    -9223372036854775808,
    {
      "z": 1,
      "a": null
    }
  ],
  "empty": {},
  "none": []
})");
  CHECK(to_json(Value()) == "null");
}

TEST_CASE("canonical json sorts names by bytes") {
  Value v = Value::object();
  v.add("é", 1).add("b", 1);
  Value w = Value::object();
  w.add("é", 1);
  w.add("b", 2);
  w.add("B", 3);
  w.add("", 4);
  CHECK(to_canonical_json(w) == R"({"":4,"B":3,"b":2,"é":1})");
}

TEST_CASE("stored json comes back as it was") {
  CHECK(parse_stored_json(to_json(sample())) == sample());
  CHECK(parse_stored_json("9223372036854775807") == Value(std::numeric_limits<std::int64_t>::max()));
  CHECK(parse_stored_json("\"\\ud83d\\ude00\"") == Value("😀"));
}

TEST_CASE("stored json that is damaged is told so") {
  const std::string deep = std::string(101, '[') + std::string(101, ']');
  for (const std::string& json :
       {std::string(), std::string("{"), std::string("[1.5]"), std::string("[9223372036854775808]"),
        std::string("[1e3]"), std::string("{\"a\":1}x"), std::string("\"\xFF\""), std::string("[1e999]"),
        deep, std::string(200'000, '[')}) {
    try {
      parse_stored_json(json);
      FAIL("accepted: " << json.substr(0, 20));
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::kStorageCorrupt);
    }
  }
  CHECK(parse_stored_json(std::string(100, '[') + std::string(100, ']')).is_list());
}
