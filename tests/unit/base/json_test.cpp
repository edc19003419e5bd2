#include "base/json.h"

#include <catch2/catch.hpp>
#include <limits>

#include "traveler/error.h"

using namespace traveler;

namespace {

/// Why it cannot be read; empty when it can.
std::string fault(std::string_view json) {
  try {
    parse_stored_json(json);
    return {};
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::kStorageCorrupt);
    return error.message();
  }
}

bool tells(std::string_view json, std::string_view why) {
  const std::string message = fault(json);
  CAPTURE(json, message);
  return message.find(why) != std::string::npos;
}

}  // namespace

TEST_CASE("base json: every escape is read") {
  CHECK(parse_stored_json(R"("\"\\\/\b\f\n\r\t")") == Value("\"\\/\b\f\n\r\t"));
  CHECK(parse_stored_json(R"("\u0041\u00e9\u20AC\uffff")") == Value("A\u00e9\u20ac\uffff"));
  CHECK(parse_stored_json(R"("\u0000x\u001f")") == Value(std::string("\0x\x1f", 3)));
  CHECK(parse_stored_json(R"("a\u0041b\n")") == Value("aAb\n"));
  CHECK(parse_stored_json("\"\x7f\"") == Value("\x7f"));
}

TEST_CASE("base json: what is written is read back") {
  for (int c = 0; c < 0x300; ++c) {
    std::string text = "x";
    if (c < 0x80) {
      text += static_cast<char>(c);
    } else {
      text += static_cast<char>(0xC0 | (c >> 6));
      text += static_cast<char>(0x80 | (c & 0x3F));
    }
    CAPTURE(c);
    CHECK(parse_stored_json(to_json(Value(text))) == Value(text));
  }
}

TEST_CASE("base json: a character beyond U+FFFF takes both of its halves") {
  CHECK(parse_stored_json(R"("\ud800\udc00")") == Value("\U00010000"));
  CHECK(parse_stored_json(R"("\udbff\udfff")") == Value("\U0010FFFF"));
  CHECK(parse_stored_json(R"("\uD83D\uDE00!")") == Value("\U0001F600!"));
  CHECK(parse_stored_json(R"("\ud7ff\ue000")") == Value("\ud7ff\ue000"));
  for (const char* json :
       {R"("\udc00")", R"("\udfff\ud800")", R"("\ud83d")", R"("\ud83d\n")", R"("\ud83dx")",
        R"("\ud83d\u0041")", R"("\ud83d\ud83d")", R"("\ud83d\ue000")", R"("\ud83d\udbff")"}) {
    CHECK(tells(json, "half a character"));
  }
}

TEST_CASE("base json: escapes that are none are damage") {
  for (const char* json : {R"("\x")", R"("\U0041")", R"("\'")", R"("\u00g1")", R"("\u-041")", R"("\u 041")",
                           R"("\u004")", R"("\u00 ")"}) {
    CAPTURE(json);
    CHECK_FALSE(fault(json).empty());
  }
  for (const char* json :
       {R"("\)", R"("\u)", R"("\u004)", R"("\ud83d\u)", R"("\ud83d\ude0)", R"("a)", R"(")"}) {
    CAPTURE(json);
    CHECK_FALSE(fault(json).empty());
  }
}

TEST_CASE("base json: a control character stands in no text") {
  for (const char c : {'\0', '\n', '\t', '\x1f'}) {
    CHECK(tells(std::string("\"a") + c + "\"", "a control character"));
    CHECK(tells(std::string("\"a\\n") + c + "\"", "a control character"));
  }
}

TEST_CASE("base json: numbers are whole and of 64 bits") {
  CHECK(parse_stored_json("-9223372036854775808") == Value(std::numeric_limits<std::int64_t>::min()));
  CHECK(parse_stored_json(" [ 0 , -1 ] ") == parse_stored_json("[0,-1]"));
  CHECK(tells("9223372036854775808", "beyond 64 bits"));
  CHECK(tells("-9223372036854775809", "beyond 64 bits"));
  for (const char* json : {"1.0", "1e2", "1E2", "[0.5]"}) CHECK(tells(json, "not whole"));
  for (const char* json : {"+1", "-", "--1", "0x1", ".5", "1 2", "NaN"}) {
    CAPTURE(json);
    CHECK_FALSE(fault(json).empty());
  }
}

TEST_CASE("base json: lists and objects are closed, and have no commas to spare") {
  CHECK(parse_stored_json("{}") == Value::object());
  CHECK(parse_stored_json("[]") == Value::list());
  CHECK(parse_stored_json("{\"a\":{\"b\":[true,false,null]}}")["a"]["b"].as_list().size() == 3);
  for (const char* json :
       {"[1,]", "[,1]", "[1", "[1 2]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{1:1}", "{\"a\" 1}",
        "]", "}", "[1]]", "tru", "truex", "nul", "{\"a\":1}{}", ""}) {
    CAPTURE(json);
    CHECK_FALSE(fault(json).empty());
  }
}

TEST_CASE("base json: a hundred levels are read, more are refused, of lists and of objects") {
  const auto nested = [](int levels, const std::string& open, const std::string& inside,
                         const std::string& close) {
    std::string out;
    for (int i = 0; i < levels; ++i) out += open;
    out += inside;
    for (int i = 0; i < levels; ++i) out += close;
    return out;
  };
  CHECK(fault(nested(100, "[", "1", "]")).empty());
  CHECK(tells(nested(101, "[", "1", "]"), "too deep"));
  CHECK(fault(nested(100, "{\"a\":", "1", "}")).empty());
  CHECK(tells(nested(101, "{\"a\":", "1", "}"), "too deep"));
}

TEST_CASE("base json: damage is told by its byte") {
  CHECK(tells("[1,x]", "at byte 4"));
  CHECK(tells("{} x", "at byte 4"));
}
