#include "arguments.h"

#include <catch2/catch.hpp>

#include "harness.h"
#include "traveler/error.h"

namespace traveler::cmd {
namespace {

Parsed parse(std::string_view operation, const std::vector<std::string>& arguments) {
  return parse_arguments(*find_operation(operation), arguments);
}

std::pair<std::string, std::string> refusal(std::string_view operation,
                                            const std::vector<std::string>& arguments) {
  try {
    parse(operation, arguments);
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::kUsage);
    return {error.message(), error.hint()};
  }
  return {};
}

TEST_CASE("many ids become a list under the plural", "[cmd][arguments]") {
  const Parsed parsed = parse("step.start", {"R-1/a", "--as", "bob", "R-2/a"});
  CHECK(parsed.request.operation == "step.start");
  CHECK(parsed.request.arguments["steps"] == Value(Value::List{"R-1/a", "R-2/a"}));
  CHECK(parsed.options.actor == "bob");
}

TEST_CASE("key=value becomes an object in the order given", "[cmd][arguments]") {
  const Parsed parsed = parse("step.record", {"R-1/a", "nm=10.10", "note=a=b", "old=", "t=[1,2]"});
  const Value expected =
      Value::object().add("nm", "10.10").add("note", "a=b").add("old", "").add("t", "[1,2]");
  CHECK(parsed.request.arguments["set"] == expected);
  CHECK(refusal("step.record", {"R-1/a", "nm=1", "nm=2"}).first == "'nm' is given twice");
  CHECK(refusal("step.record", {"R-1/a", "nm"}).first == "KEY=VALUE: 'nm' is not KEY=VALUE");
  CHECK(refusal("step.record", {"R-1/a", "=1"}).first == "KEY=VALUE: '=1' is not KEY=VALUE");
}

TEST_CASE("values may look like options", "[cmd][arguments]") {
  CHECK(parse("run.create", {"--quantity", "-5"}).request.arguments["quantity"] == Value("-5"));
  CHECK(parse("run.create", {"--title", "--part"}).request.arguments["title"] == Value("--part"));
  CHECK(parse("run.create", {"--title=", "--part", "P"}).request.arguments["title"] == Value(""));
  CHECK(parse("run.create", {"--title", "[a,b]"}).request.arguments["title"] == Value("[a,b]"));
  CHECK(parse("config.set", {"auto_complete", "--", "-5"}).request.arguments["value"] == Value("-5"));
  CHECK(parse("config.set", {"--", "auto_complete", "++"}).request.arguments["value"] == Value("++"));
  CHECK(parse("step.start", {"[x]", "%%", "{}"}).request.arguments["steps"] ==
        Value(Value::List{"[x]", "%%", "{}"}));
}

TEST_CASE("short options join and take values", "[cmd][arguments]") {
  const Parsed parsed = parse("step.record", {"R-1/a", "-qvf-", "-C/tmp"});
  CHECK(parsed.options.quiet);
  CHECK(parsed.options.verbose);
  CHECK(parsed.options.directory == "/tmp");
  CHECK(parsed.request.arguments["file"] == Value("-"));
}

TEST_CASE("types are checked as far as argv tells", "[cmd][arguments]") {
  CHECK(parse("run.create", {"--copies", "3"}).request.arguments["copies"] == Value(3));
  CHECK(refusal("run.create", {"--copies", "-3"}).first == "--copies: '-3' is not a whole number, 0 or more");
  CHECK(parse("run.create", {"--export-controlled"}).request.arguments["export_controlled"] == Value(true));
  CHECK(refusal("run.create", {"--export-controlled=yes"}).first == "--export-controlled takes no value");
  CHECK(refusal("part.add", {"P", "--tracking", "seral"}).second == "did you mean 'serial'?");
}

TEST_CASE("what is wrong is said in one sentence", "[cmd][arguments]") {
  CHECK(refusal("step.start", {}) ==
        std::pair<std::string, std::string>{"step start needs STEP", "see `traveler help step start`"});
  CHECK(refusal("step.start", {"R-1/a", "--reson", "x"}).second == "did you mean '--reason'?");
  CHECK(refusal("step.start", {"R-1/a", "--reason"}).first == "--reason needs a value: TEXT");
  CHECK(refusal("step.start", {"R-1/a", "--reason", "x", "--reason", "y"}).first ==
        "--reason is given more than once");
  CHECK(refusal("part.show", {"P", "Q"}).first == "unexpected argument 'Q'");
  CHECK(refusal("step.start", {"R-1/a", "--rea", "x"}).first == "step start has no option '--rea'");
}

TEST_CASE("global options reach the request", "[cmd][arguments]") {
  const Parsed parsed =
      parse("step.start", {"R-1/a", "--dry-run", "--reason", "late", "--at", "2026-11-22T05:30:00Z",
                           "--lock-timeout", "250ms", "--format", "json", "--color", "never"});
  CHECK(parsed.request.dry_run);
  CHECK(parsed.request.reason == "late");
  CHECK(parsed.request.at == "2026-11-22T05:30:00Z");
  CHECK(parsed.options.lock_timeout == std::chrono::milliseconds(250));
  CHECK(parsed.options.format == Format::kJson);
  CHECK(parsed.options.color == false);
  CHECK(parse("step.start", {"x", "--json"}).options.format == Format::kJson);
  CHECK(refusal("step.start", {"x", "--json", "--format", "csv"}).first ==
        "--format and --json do not agree");
}

TEST_CASE("an operation takes the formats that it declares", "[cmd][arguments]") {
  const Parsed parsed = parse("procedure.validate", {"x.yaml", "--format", "concise"});
  CHECK(parsed.options.format == Format::kOwn);
  CHECK(parsed.options.own_format == "concise");
  CHECK(parse("procedure.validate", {"x.yaml", "--json"}).options.own_format.empty());
  CHECK(refusal("procedure.validate", {"x.yaml", "--format", "id"}).first ==
        "--format: 'id' is not one of table, json, ndjson, csv, concise, github, "
        "sarif, junit and gitlab");
  CHECK(refusal("run.list", {"--format", "concise"}).first ==
        "--format: 'concise' is not one of table, json, ndjson, csv and id");
  CHECK(refusal("run.list", {"--format", "jsn"}).second == "did you mean 'json'?");
}

TEST_CASE("lists filter by their columns", "[cmd][arguments]") {
  const Parsed parsed =
      parse("part.list", {"--tracking", "serial", "--unit=pcs", "--limit", "2", "--sort", "-name"});
  CHECK(parsed.options.filters ==
        std::vector<std::pair<std::string, std::string>>{{"tracking", "serial"}, {"unit", "pcs"}});
  CHECK(parsed.options.limit == 2U);
  CHECK(parsed.options.sort == "-name");
  CHECK(refusal("part.list", {"--sort", "nmae"}).second == "did you mean 'name'?");
  CHECK(refusal("part.show", {"P", "--tracking", "x"}).first == "part show has no option '--tracking'");
}

TEST_CASE("fields are checked", "[cmd][arguments]") {
  CHECK(parse("run.list", {"--fields", "id,procedure.key,attributes.x"}).options.fields.size() == 3);
  CHECK(parse("run.list", {"--fields", "help"}).options.list_fields);
  CHECK(refusal("run.list", {"--fields", "titel"}).second == "did you mean 'title'?");
}

TEST_CASE("help needs nothing else", "[cmd][arguments]") {
  CHECK(parse("step.start", {"--help"}).options.help);
}

TEST_CASE("files that cannot be read say which and why", "[cmd][arguments]") {
  Shell shell;
  make_run(shell);
  CHECK(shell.run({"procedure", "add", "/nonexistent"}) == 3);
  CHECK(shell.err == "traveler: error[not_found]: there is no file /nonexistent\n");
  CHECK(shell.run({"run", "create", "-f", "/"}) == 6);
  CHECK(shell.run({"step", "start", "R-1/kit"}) == 0);
  CHECK(shell.run({"step", "complete", "R-1/kit"}) == 0);
  CHECK(shell.run({"step", "start", "R-1/torque"}) == 0);
  CHECK(shell.run({"step", "record", "R-1/torque", "-f", "-"}, R"({"nm": 10.1})") == 0);
}

}  // namespace
}  // namespace traveler::cmd
