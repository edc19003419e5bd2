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
  CHECK(shop.run(Ask("config.list")).as_list().size() == 12);
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
