#include "model/fields.h"

#include <catch2/catch.hpp>

using namespace traveler;

namespace {

constexpr const char* kSubject = "R-1/torque#nm";

FieldDef field(FieldType type) {
  FieldDef out;
  out.key = "nm";
  out.title = "Torque";
  out.type = type;
  return out;
}

TypedNumber number(const char* text) {
  const auto value = Decimal::parse(text);
  REQUIRE(value);
  return {text, *value};
}

FieldDef limited(const char* min, const char* max) {
  FieldDef out = field(FieldType::kNumber);
  out.limits.emplace();
  if (min != nullptr) out.limits->min = number(min);
  if (max != nullptr) out.limits->max = number(max);
  return out;
}

FieldDef around(const char* target, const char* plus, const char* minus) {
  FieldDef out = field(FieldType::kNumber);
  out.limits.emplace();
  out.limits->target = number(target);
  if (plus != nullptr) out.limits->tolerance_plus = number(plus);
  if (minus != nullptr) out.limits->tolerance_minus = number(minus);
  return out;
}

/// "ok", "out_of_spec", "na"; "refused" when it is no value of the field.
std::string judged(const FieldDef& definition, std::string_view text) {
  try {
    return std::string(to_text(judge_value(definition, text, kSubject).judgement));
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::kValueInvalid);
    CHECK(error.subject() == kSubject);
    return "refused";
  }
}

}  // namespace

TEST_CASE("fields: a number keeps the text as typed") {
  for (const char* text :
       {"10.50", "10.5", "0", "-0.0", "007", "1e3", "1E-3", "-12.25", "0.000000000000000001"}) {
    CAPTURE(text);
    const JudgedValue value = judge_value(field(FieldType::kNumber), text, kSubject);
    CHECK(value.value == text);
    CHECK(value.judgement == Judgement::kOk);
  }
}

TEST_CASE("fields: what is no number is refused") {
  for (const char* text : {"",
                           " ",
                           " 1",
                           "1 ",
                           "1\n",
                           "+1",
                           ".5",
                           "5.",
                           "1,5",
                           "1_000",
                           "1 000",
                           "--1",
                           "1e",
                           "e5",
                           "1e1.5",
                           "1e400",
                           "-1e400",
                           "1e99999999999",
                           "NaN",
                           "nan",
                           "inf",
                           "Infinity",
                           "-inf",
                           "0x10",
                           "0b1",
                           "1f",
                           "ten",
                           "\xEF\xBC\x91\xEF\xBC\x90",
                           "\xD9\xA1",
                           "\xE2\x88\x92"
                           "1",
                           "1\xC2\xA0"}) {
    CAPTURE(text);
    CHECK(judged(field(FieldType::kNumber), text) == "refused");
  }
}

TEST_CASE("fields: limits are inclusive and compare as exact decimals") {
  const FieldDef both = limited("0.1", "0.3");
  CHECK(judged(both, "0.3") == "ok");
  CHECK(judged(both, "0.30") == "ok");
  CHECK(judged(both, "3e-1") == "ok");
  CHECK(judged(both, "0.1") == "ok");
  CHECK(judged(both, "0.2") == "ok");
  CHECK(judged(both, "0.3000000000000000000000000001") == "out_of_spec");
  CHECK(judged(both, "0.0999999999999999999999999999") == "out_of_spec");
  CHECK(judged(both, "-0.2") == "out_of_spec");
  CHECK(judged(both, "1e308") == "out_of_spec");

  CHECK(judged(limited("5", nullptr), "5.0") == "ok");
  CHECK(judged(limited("5", nullptr), "1e308") == "ok");
  CHECK(judged(limited("5", nullptr), "4.9") == "out_of_spec");
  CHECK(judged(limited(nullptr, "-5"), "-5") == "ok");
  CHECK(judged(limited(nullptr, "-5"), "-1e308") == "ok");
  CHECK(judged(limited(nullptr, "-5"), "-4.99") == "out_of_spec");
  CHECK(judged(limited("0", "0"), "-0") == "ok");
  CHECK(judged(limited("9007199254740993", nullptr), "9007199254740992") == "out_of_spec");
}

TEST_CASE("fields: a target with tolerances is exact on both sides") {
  const FieldDef tenths = around("0.1", "0.2", "0.2");
  CHECK(judged(tenths, "0.3") == "ok");
  CHECK(judged(tenths, "0.30000000000000004") == "out_of_spec");
  CHECK(judged(tenths, "-0.1") == "ok");
  CHECK(judged(tenths, "-0.10000000000000001") == "out_of_spec");

  const FieldDef uneven = around("10", "0.5", "0.25");
  CHECK(judged(uneven, "10.5") == "ok");
  CHECK(judged(uneven, "10.51") == "out_of_spec");
  CHECK(judged(uneven, "9.75") == "ok");
  CHECK(judged(uneven, "9.74") == "out_of_spec");

  CHECK(judged(around("10", "0", "0"), "10.0") == "ok");
  CHECK(judged(around("10", "0", "0"), "10.01") == "out_of_spec");
}

TEST_CASE("fields: bounds come from what was written") {
  const Bounds written = bounds_of(*limited("1", "2").limits);
  CHECK(written.min == Decimal::parse("1"));
  CHECK(written.max == Decimal::parse("2"));
  const Bounds computed = bounds_of(*around("10", "0.5", "0.25").limits);
  CHECK(computed.min == Decimal::parse("9.75"));
  CHECK(computed.max == Decimal::parse("10.5"));
  const Bounds none = bounds_of(Limits{});
  CHECK_FALSE(none.min.has_value());
  CHECK_FALSE(none.max.has_value());
}

TEST_CASE("fields: limits in words") {
  FieldDef torque = around("10", "0.5", "0.5");
  torque.unit = "N.m";
  CHECK(describe_limits(torque) == "9.5 to 10.5 N.m");
  CHECK(describe_limits(limited("1.50", "2.50")) == "1.50 to 2.50");
  CHECK(describe_limits(limited("1", nullptr)) == "at least 1");
  CHECK(describe_limits(limited(nullptr, "0.30")) == "at most 0.30");
  CHECK(describe_limits(field(FieldType::kNumber)).empty());
}

TEST_CASE("fields: booleans are true or false and nothing else") {
  CHECK(judged(field(FieldType::kBoolean), "true") == "ok");
  CHECK(judged(field(FieldType::kBoolean), "false") == "ok");
  for (const char* text : {"", "True", "yes", "no", "1", "0", "on", "pass", "true "}) {
    CAPTURE(text);
    CHECK(judged(field(FieldType::kBoolean), text) == "refused");
  }
}

TEST_CASE("fields: a fail is out of spec") {
  CHECK(judged(field(FieldType::kPassFail), "pass") == "ok");
  CHECK(judged(field(FieldType::kPassFail), "fail") == "out_of_spec");
  for (const char* text : {"", "Pass", "FAIL", "ok", "true", "passed"}) {
    CAPTURE(text);
    CHECK(judged(field(FieldType::kPassFail), text) == "refused");
  }
}

TEST_CASE("fields: dates and times follow the calendar") {
  CHECK(judged(field(FieldType::kDate), "2026-11-22") == "ok");
  CHECK(judged(field(FieldType::kDate), "2024-02-29") == "ok");
  for (const char* text : {"", "2026-02-29", "2026-13-01", "2026-00-10", "2026-11-31", "26-11-22", "2026-1-2",
                           "22.11.2026", "2026-11-22T00:00:00Z", "today"}) {
    CAPTURE(text);
    CHECK(judged(field(FieldType::kDate), text) == "refused");
  }
  CHECK(judged(field(FieldType::kDatetime), "2026-11-22T05:30:00Z") == "ok");
  CHECK(judged(field(FieldType::kDatetime), "2026-11-22T05:30:00.25+02:00") == "ok");
  for (const char* text : {"", "2026-11-22", "2026-11-22T05:30:00", "2026-11-22T25:00:00Z",
                           "2026-02-30T05:30:00Z", "1795000000"}) {
    CAPTURE(text);
    CHECK(judged(field(FieldType::kDatetime), text) == "refused");
  }
  CHECK(judge_value(field(FieldType::kDatetime), "2026-11-22T05:30:00+02:00", kSubject).value ==
        "2026-11-22T05:30:00+02:00");
}

TEST_CASE("fields: choices are options") {
  FieldDef select = field(FieldType::kSelect);
  select.options = {"red", "green", "dark blue"};
  CHECK(judged(select, "green") == "ok");
  CHECK(judged(select, "dark blue") == "ok");
  for (const char* text : {"", "Green", "blue", "red,green", "green "}) {
    CAPTURE(text);
    CHECK(judged(select, text) == "refused");
  }
  FieldDef many = select;
  many.type = FieldType::kMultiselect;
  CHECK(judged(many, "green") == "ok");
  CHECK(judge_value(many, "dark blue,red", kSubject).value == "red,dark blue");
  for (const char* text : {"", "red,", ",red", "red,pink", "red,red", "Red"}) {
    CAPTURE(text);
    CHECK(judged(many, text) == "refused");
  }
}

TEST_CASE("fields: choices with commas and quotes are written as in CSV") {
  FieldDef many = field(FieldType::kMultiselect);
  many.options = {"dent, deep", "scratch", "3\" bar", "a", "b", "a,b"};
  const auto stored = [&](std::string_view text) { return judge_value(many, text, kSubject).value; };
  CHECK(stored("scratch,\"dent, deep\"") == "\"dent, deep\",scratch");
  CHECK(stored("\"3\"\" bar\",\"scratch\"") == "scratch,\"3\"\" bar\"");
  // The rule goes first, and what it does not fit may be an option as it is typed.
  CHECK(stored("a,b") == "a,b");
  CHECK(stored("\"a,b\"") == "\"a,b\"");
  CHECK(stored("dent, deep") == "\"dent, deep\"");
  CHECK(stored("scratch,3\" bar") == "scratch,\"3\"\" bar\"");
  CHECK(stored(stored("\"a,b\",a,3\" bar")) == stored("a,\"3\"\" bar\",\"a,b\""));
  for (const char* text : {"\"a", "\"a\"b", "\"a\",", "\"\"", "dent", "dent, deep,scratch", "a,\"a\""}) {
    CAPTURE(text);
    CHECK(judged(many, text) == "refused");
  }
  for (const std::vector<std::string>& list :
       {std::vector<std::string>{"a"}, {"a,b", "c"}, {"\"", "\"\"", ","}, {"x", "", "y"}}) {
    CHECK(split_choices(join_choices(list)) == list);
  }
}

TEST_CASE("fields: an option N/A of a procedure of before can be chosen") {
  FieldDef choice = field(FieldType::kSelect);
  choice.options = {"fits", "N/A"};
  CHECK(judged(choice, "N/A") == "ok");
  choice.type = FieldType::kMultiselect;
  CHECK(judged(choice, "N/A") == "ok");
  choice.options = {"fits"};
  CHECK(judged(choice, "N/A") == "refused");
}

TEST_CASE("fields: texts are kept as they are") {
  for (const FieldType type : {FieldType::kText, FieldType::kUser, FieldType::kPart}) {
    const JudgedValue value = judge_value(field(type), " a \"b\", c\n\xC3\xA9 ", kSubject);
    CHECK(value.value == " a \"b\", c\n\xC3\xA9 ");
    CHECK(value.judgement == Judgement::kOk);
  }
}

TEST_CASE("fields: a value is valid UTF-8 of at most 64 KiB") {
  const FieldDef text = field(FieldType::kText);
  CHECK(judged(text, std::string(65'536, 'x')) == "ok");
  CHECK(judged(text, std::string(65'537, 'x')) == "refused");
  CHECK(judged(text, "\xFF") == "refused");
  CHECK(judged(text, "\xC3") == "refused");
  CHECK(judged(text, std::string_view("a\0b", 3)) == "refused");
}

TEST_CASE("fields: N/A goes where it is allowed, for every type of value") {
  for (const FieldType type :
       {FieldType::kNumber, FieldType::kText, FieldType::kBoolean, FieldType::kPassFail, FieldType::kDate,
        FieldType::kDatetime, FieldType::kSelect, FieldType::kMultiselect, FieldType::kUser,
        FieldType::kPart}) {
    CAPTURE(to_text(type));
    FieldDef definition = field(type);
    definition.options = {"a", "b"};
    CHECK(judged(definition, "N/A") == "refused");
    definition.allow_na = true;
    CHECK(judged(definition, "N/A") == "na");
    CHECK(judge_value(definition, "N/A", kSubject).value == "N/A");
  }
  FieldDef tight = limited("1", "2");
  tight.allow_na = true;
  CHECK(judged(tight, "N/A") == "na");
  CHECK(judged(tight, "n/a") == "refused");
  CHECK(judged(tight, "NA") == "refused");
}

TEST_CASE("fields: sign-offs, files and whole tables take no value") {
  for (const FieldType type : {FieldType::kSignoff, FieldType::kFile, FieldType::kTable}) {
    CAPTURE(to_text(type));
    FieldDef definition = field(type);
    definition.allow_na = true;
    CHECK(judged(definition, "alice") == "refused");
    CHECK(judged(definition, "N/A") == "refused");
    CHECK(judged(definition, "") == "refused");
  }
}
