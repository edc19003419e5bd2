#include "workshop.h"

using namespace traveler;
using namespace traveler::testing;

namespace {

Value get(Workshop& shop, const char* key) { return shop.run(Ask("config.get").with("key", key)); }

}  // namespace

TEST_CASE("config: a setting has its built-in value until it is set") {
  Workshop shop;
  CHECK(get(shop, "auto_complete")["value"] == Value("true"));
  CHECK(get(shop, "auto_complete")["origin"] == Value("built-in"));
  shop.set("auto_complete", "false");
  CHECK(get(shop, "auto_complete")["value"] == Value("false"));
  CHECK(get(shop, "auto_complete")["origin"] == Value("workspace"));
  CHECK(shop.run(Ask("config.list")).as_list().size() == 13);
}

TEST_CASE("config: unknown settings and values are refused") {
  Workshop shop;
  const Error unknown =
      shop.refused(Ask("config.set").with("key", "four_eye").with("value", "true"), ErrorCode::kNotFound);
  CHECK(unknown.hint().find("four_eyes") != std::string::npos);
  shop.refused(Ask("config.get").with("key", "colour"), ErrorCode::kNotFound);
  shop.refused(Ask("config.set").with("key", "four_eyes").with("value", "maybe"), ErrorCode::kValueInvalid);
  shop.refused(Ask("config.set").with("key", "serial_pattern").with("value", "SN"), ErrorCode::kValueInvalid);
  shop.refused(Ask("config.set").with("key", "four_eyes"), ErrorCode::kUsage);
  shop.refused(Ask("config.set").with("key", "four_eyes").with("value", "true").with("vale", "x"),
               ErrorCode::kUsage);
}

TEST_CASE("config: a time zone is one that this machine knows") {
  Workshop shop;
  const Error unknown = shop.refused(
      Ask("config.set").with("key", "timezone").with("value", "Europe/Atlantis"), ErrorCode::kValueInvalid);
  CHECK(unknown.hint().find("IANA") != std::string::npos);
  shop.refused(Ask("config.set").with("key", "timezone").with("value", "../../etc/passwd"),
               ErrorCode::kValueInvalid);
  shop.set("timezone", "Europe/Berlin");
  CHECK(get(shop, "timezone")["value"] == Value("Europe/Berlin"));
}

TEST_CASE("config: dates and times without offset are read in the time zone of the workspace") {
  Workshop shop;
  shop.run(Ask("part.add").with("part", "P").with("name", "Part").with("tracking", "lot"));
  const auto due = [&](std::string_view text) {
    const Value made = shop.run(Ask("run.create")
                                    .with("part", "P")
                                    .with("lot", "auto")
                                    .with("quantity", "1")
                                    .with("due", Value(text)));
    return made["runs"].as_list().front()["due"];
  };
  CHECK(due("2030-07-01") == Value("2030-07-01T23:59:59.000000Z"));
  shop.set("timezone", "Europe/Berlin");
  CHECK(due("2030-07-01") == Value("2030-07-01T21:59:59.000000Z"));
  CHECK(due("2030-07-01 12:00") == Value("2030-07-01T10:00:00.000000Z"));
  CHECK(due("2030-07-01T12:00:00Z") == Value("2030-07-01T12:00:00.000000Z"));
  const Value set = shop.run(
      Ask("run.set")
          .with("run", "R-1")
          .with("set", Value::object().add("scheduled_start", "2030-07-01").add("due", "2030-07-02")));
  CHECK(set["runs"].as_list().front()["scheduled_start"] == Value("2030-06-30T22:00:00.000000Z"));
  CHECK(set["runs"].as_list().front()["due"] == Value("2030-07-02T21:59:59.000000Z"));
}

TEST_CASE("config: a change is in the history with old and new value") {
  Workshop shop;
  const Value answer =
      shop.run(Ask("config.set").with("key", "four_eyes").with("value", "true").because("audit"));
  CHECK(answer["op"] == Value("config.set"));
  CHECK(answer["seq"] == Value(shop.head()));
  CHECK(answer["dry_run"] == Value(false));
  const Value entry = shop.run(Ask("log").with("subject", "four_eyes")).as_list().front();
  CHECK(entry["actor"] == Value("alice"));
  CHECK(entry["reason"] == Value("audit"));
  const Value& change = entry["changes"].as_list().front();
  CHECK(change["field"] == Value("value"));
  CHECK(change["old"] == Value("false"));
  CHECK(change["new"] == Value("true"));
}

TEST_CASE("config: an operation that does not exist is refused") {
  Workshop shop;
  shop.refused(Ask("config.forget"), ErrorCode::kUsage);
  shop.refused(Ask(""), ErrorCode::kUsage);
}
