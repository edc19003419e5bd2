#include "model/settings.h"

#include <catch2/catch.hpp>
#include <map>
#include <string>

#include "traveler/error.h"

using namespace traveler;

namespace {

/// "ok", or the code of the refusal.
std::string checked(std::string_view key, std::string_view value) {
  try {
    check_setting(key, value);
    return "ok";
  } catch (const Error& error) {
    return std::string(to_text(error.code()));
  }
}

}  // namespace

TEST_CASE("settings: names and built-in values are those of the manual") {
  const std::map<std::string_view, std::string_view> expected{
      {"auto_complete", "true"},    {"issue_on_fail", "false"}, {"out_of_spec", "deviation"},
      {"on_open_issue", "warn"},    {"on_deviation", "warn"},   {"on_shared_install", "warn"},
      {"self_approval", "false"},   {"four_eyes", "false"},     {"review_required", "false"},
      {"one_session", "false"},     {"timezone", "UTC"},        {"serial_pattern", "SN-{n:05}"},
      {"lot_pattern", "LOT-{n:05}"}};
  CHECK(setting_specs().size() == expected.size());
  for (const auto& [key, value] : expected) {
    CAPTURE(key);
    REQUIRE(find_setting_spec(key) != nullptr);
    CHECK(find_setting_spec(key)->fallback == value);
    CHECK(checked(key, value) == "ok");
  }
  CHECK(find_setting_spec("colour") == nullptr);
}

TEST_CASE("settings: a value is one of the choices") {
  for (const char* key :
       {"auto_complete", "issue_on_fail", "self_approval", "four_eyes", "review_required", "one_session"}) {
    CAPTURE(key);
    CHECK(checked(key, "true") == "ok");
    CHECK(checked(key, "false") == "ok");
    for (const char* value : {"", "yes", "True", "1", "on"}) CHECK(checked(key, value) == "value.invalid");
  }
  for (const char* key : {"on_open_issue", "on_deviation", "on_shared_install"}) {
    CAPTURE(key);
    for (const char* value : {"warn", "block", "ignore"}) CHECK(checked(key, value) == "ok");
    for (const char* value : {"", "true", "Warn", "error"}) CHECK(checked(key, value) == "value.invalid");
  }
  CHECK(checked("out_of_spec", "issue") == "ok");
  CHECK(checked("out_of_spec", "anything") == "value.invalid");
  CHECK(checked("auto_complet", "true") == "not_found");
  CHECK(checked("", "true") == "not_found");
}

TEST_CASE("settings: patterns hold the number once and make an id") {
  for (const char* key : {"serial_pattern", "lot_pattern"}) {
    for (const char* value : {"{n}", "SN-{n}", "SN-{n:05}", "{n:018}", "A.{n:01}_B"}) {
      CAPTURE(key, value);
      CHECK(checked(key, value) == "ok");
    }
    for (const char* value :
         {"", "SN", "SN-{}", "SN-{m}", "SN-{n", "SN-n}", "}n{", "{n}{n}", "{n}-{n:05}", "{n:5}", "{n:0}",
          "{n:00}", "{n:019}", "{n:0x5}", "{n:05}}", "-{n}", "S N-{n}", "S/{n}", "\xC3\xA9{n}"}) {
      CAPTURE(key, value);
      CHECK(checked(key, value) == "value.invalid");
    }
  }
}

TEST_CASE("settings: a pattern is filled with the number, padded but never cut") {
  CHECK(fill_pattern("SN-{n:05}", 7) == "SN-00007");
  CHECK(fill_pattern("SN-{n:05}", 12345) == "SN-12345");
  CHECK(fill_pattern("SN-{n:05}", 123456) == "SN-123456");
  CHECK(fill_pattern("{n}", 7) == "7");
  CHECK(fill_pattern("A{n:02}Z", 3) == "A03Z");
  CHECK(fill_pattern("{n}", INT64_MAX) == "9223372036854775807");
}
