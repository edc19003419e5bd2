#include <limits>

#include "ops/operation.h"
#include "workshop.h"

namespace traveler::testing {
namespace {

/// Values of each kind that nobody means well with.
std::vector<Value> hostile_values() {
  Value deep = "bottom";
  for (int i = 0; i < 300; ++i) deep = Value(Value::List{std::move(deep)});
  Value deep_object = Value::object();
  for (int i = 0; i < 300; ++i) deep_object = Value::object().add("text", std::move(deep_object));
  std::vector<Value> values{nullptr,
                            true,
                            false,
                            0,
                            1,
                            -1,
                            std::numeric_limits<std::int64_t>::min(),
                            std::numeric_limits<std::int64_t>::max(),
                            "",
                            " ",
                            "-",
                            "x",
                            "R-1",
                            "R-1/kit",
                            "R-99999999999999999999/kit",
                            "R-9223372036854775807",
                            "INV-1",
                            "bracket@99999999999999999999",
                            "../../x",
                            "1e400",
                            "0.0000001",
                            "99999999999999999999",
                            "9223372036854775807",
                            "-5",
                            "2026-02-30",
                            "9999-12-31T23:59:59Z",
                            "99999999999999d",
                            "none",
                            "auto",
                            std::string("a\0b", 3),
                            "a\xff\xfe",
                            "\xED\xA0\x80",
                            std::string(100'000, 'x'),
                            Value::list(),
                            Value::List{"x"},
                            Value::List{"R-1/kit", "R-1/kit"},
                            Value::List{"x", 1, true, nullptr},
                            Value::List{Value::list()},
                            Value::List{Value::object()},
                            Value::object(),
                            Value::object().add("x", nullptr),
                            Value::object().add("nm", 10),
                            Value::object().add("nm", Value::List{"a", 1}),
                            Value::object().add("nm", Value::object()),
                            Value::object().add("", "").add("", ""),
                            Value::object().add("title", "").add("due", "x"),
                            Value::object().add("INV-1", "x"),
                            Value::object().add("rows[99999999999999999999].x", "1"),
                            Value::object().add("text", "a: 1"),
                            Value::object().add("text", "{").add("file", "x.json"),
                            Value::object().add("text", std::string("\0\xff", 2)),
                            Value::object().add("file", "x.yaml"),
                            Value::object().add("file", nullptr).add("text", 7),
                            Value::object().add("file", Value::list()).add("text", Value::list())};
  values.push_back(std::move(deep));
  values.push_back(std::move(deep_object));
  return values;
}

/// What makes the rest of a request worth looking at.
Value fitting(const ArgumentSpec& argument) {
  Value one = "x";
  if (argument.type == ArgumentType::kFlag) return true;
  if (argument.type == ArgumentType::kInteger) return 1;
  if (argument.type == ArgumentType::kPairs) return Value::object().add("nm", "10");
  if (argument.type == ArgumentType::kQuantity) one = "1";
  if (argument.type == ArgumentType::kTime) one = "2026-01-01";
  if (argument.type == ArgumentType::kDuration) one = "1h";
  if (argument.type == ArgumentType::kChoice) one = argument.choices.front();
  if (argument.type == ArgumentType::kDocument)
    one = Value::object().add("file", "x.yaml").add("text", "a: 1");
  if (argument.refers_to == ObjectKind::kRun) one = "R-1";
  if (argument.refers_to == ObjectKind::kStep) one = "R-1/torque";
  if (argument.refers_to == ObjectKind::kProcedure) one = "bracket";
  if (argument.refers_to == ObjectKind::kPart) one = "BRKT";
  if (argument.refers_to == ObjectKind::kUser) one = "alice";
  if (argument.refers_to == ObjectKind::kRole) one = "quality";
  if (argument.refers_to == ObjectKind::kInventory) one = "INV-1";
  if (argument.refers_to == ObjectKind::kSetting) one = "auto_complete";
  if (argument.refers_to == ObjectKind::kField) one = "nm";
  return argument.many ? Value(Value::List{one}) : one;
}

/// Carries a request out in a dry run. Returns what it did that a library must not do, or "".
std::string misbehaviour(Workspace& workspace, const Request& request) {
  try {
    workspace.execute(request);
  } catch (const Error& error) {
    // A path that cannot be read is the storage's affair.
    const bool is_expected = exit_code(error.code()) < 6 || error.code() == ErrorCode::kStorageIo;
    if (!is_expected) return std::string(to_text(error.code())) + ": " + error.message();
  } catch (const std::exception& other) {
    return std::string("another exception: ") + other.what();
  } catch (...) {
    return "something that is no exception";
  }
  return {};
}

TEST_CASE("hostile: nothing but Error leaves any operation, whatever an argument holds") {
  BracketShop shop;
  const auto values = hostile_values();
  const std::string before = shop.snapshot();
  std::size_t requests = 0;
  for (const OperationSpec* operation : catalogue()) {
    if (operation->effect == Effect::kLocal) continue;
    // The required arguments alone, and with each of the others.
    for (const bool all : {false, true}) {
      for (const ArgumentSpec& argument : operation->arguments) {
        Request request;
        request.operation = operation->name;
        request.actor = "alice";
        request.reason = "a trial";
        request.dry_run = true;
        for (const ArgumentSpec& other : operation->arguments) {
          if (&other != &argument && (all || other.required))
            request.arguments.add(request_name(other), fitting(other));
        }
        for (const Value& value : values) {
          std::vector<std::string_view> names{request_name(argument)};
          if (names.front() != argument.name) names.push_back(argument.name);
          for (const std::string_view name : names) {
            Request hostile = request;
            hostile.arguments.add(name, value);
            const std::string wrong = misbehaviour(shop.workspace(), hostile);
            ++requests;
            if (wrong.empty()) continue;
            // Its JSON would be long, and may have no end.
            FAIL_CHECK(operation->name << ' ' << name << ", value " << (&value - values.data()) << ": "
                                       << wrong.substr(0, 300));
          }
        }
      }
    }
  }
  CHECK(requests > 10'000);
  const bool unchanged = shop.snapshot() == before;
  CHECK(unchanged);
}

TEST_CASE("hostile: what surrounds the arguments is as harmless") {
  BracketShop shop;
  const std::string before = shop.snapshot();
  const std::vector<std::string> texts{"", " ", std::string("a\0b", 3), "\xff", std::string(100'000, 'x')};
  const auto check = [&](const auto& spoil) {
    for (const std::string& text : texts) {
      Request request = Ask("run.assign").with("run", "R-1").with("assignee", "bob").dry_run().request();
      spoil(request, text);
      CHECK(misbehaviour(shop.workspace(), request) == "");
    }
  };
  check([](Request& request, const std::string& text) { request.operation = text; });
  check([](Request& request, const std::string& text) { request.actor = text; });
  check([](Request& request, const std::string& text) { request.reason = text; });
  check([](Request& request, const std::string& text) { request.at = text; });
  check([](Request& request, const std::string& text) { request.idempotency_key = text; });
  check([](Request& request, const std::string& text) { request.arguments = text; });
  check([](Request& request, const std::string& text) { request.arguments.add(text, 1); });
  for (const std::int64_t revision :
       {std::int64_t{-1}, std::int64_t{0}, std::numeric_limits<std::int64_t>::min()}) {
    Request request = Ask("run.assign").with("run", "R-1").with("assignee", "bob").request();
    request.if_revision = revision;
    CHECK(misbehaviour(shop.workspace(), request) == "");
  }
  shop.refused(Ask("run.assign").with("run", "R-1").with("assignee", "bob").because("a\xff"),
               ErrorCode::kUsage);
  const bool unchanged = shop.snapshot() == before;
  CHECK(unchanged);
}

}  // namespace
}  // namespace traveler::testing
