#include <catch2/catch.hpp>
#include <random>
#include <string>

#include "format/json.h"
#include "format/tree.h"

using namespace traveler;
using namespace traveler::format;

namespace {

/// The tree as a value of texts; an unquoted scalar is marked, so that a text that lost its quotes shows.
Value as_value(const Node& node) {
  switch (node.kind) {
    case NodeKind::kNull:
      return {};
    case NodeKind::kScalar:
      if (!node.quoted && node.scalar == "true") return true;
      if (!node.quoted && node.scalar == "false") return false;
      if (!node.quoted && node.scalar.find_first_not_of("-0123456789") == std::string::npos) {
        return std::int64_t{std::stoll(node.scalar)};
      }
      return node.scalar;
    case NodeKind::kList: {
      Value out = Value::list();
      for (const Node& item : node.items) out.push(as_value(item));
      return out;
    }
    case NodeKind::kMap:
      break;
  }
  Value out = Value::object();
  for (const Node::Entry& entry : node.entries) out.add(entry.key, as_value(entry.value));
  return out;
}

void check_round_trip(const Value& value) {
  const std::string yaml = to_yaml(value);
  INFO(yaml);
  const Document document = read_document("x.yaml", yaml, Syntax::kYaml);
  for (const Finding& finding : document.findings) UNSCOPED_INFO(finding.rule << " " << finding.message);
  CHECK(document.ok());
  CHECK(to_json(as_value(document.root)) == to_json(value));
}

}  // namespace

TEST_CASE("yaml writer: readable blocks") {
  Value step = Value::object();
  step.add("id", "torque");
  step.add("after", Value::list());
  step.add("instructions", "# Torque\n\n- first: 10\n  - then\n");
  step.add("required", false);
  Value fields = Value::list();
  Value field = Value::object();
  field.add("id", "nm");
  field.add("min", "10.50");
  field.add("count", 3);
  field.add("help", "yes");
  fields.push(std::move(field));
  step.add("fields", std::move(fields));
  Value steps = Value::list();
  steps.push(std::move(step));
  Value root = Value::object();
  root.add("title", "Bracket: left");
  root.add("steps", std::move(steps));
  CHECK(to_yaml(root) ==
        "title: \"Bracket: left\"\n"
        "steps:\n"
        "  - id: torque\n"
        "    after: []\n"
        "    instructions: |\n"
        "      # Torque\n"
        "\n"
        "      - first: 10\n"
        "        - then\n"
        "    required: false\n"
        "    fields:\n"
        "      - id: nm\n"
        "        min: \"10.50\"\n"
        "        count: 3\n"
        "        help: \"yes\"\n");
  check_round_trip(root);
}

TEST_CASE("yaml writer: texts that readers would mistype are quoted, others are not") {
  const auto written = [](const char* text) {
    Value v = Value::object();
    v.add("k", text);
    const std::string yaml = to_yaml(v);
    return yaml.substr(3, yaml.size() - 4);
  };
  for (const char* text : {"torque", "M6x20", "30m", "1d", "a-b", "std:deburr@2", "N.m", "é", "a: b"}) {
    const bool quoted = written(text)[0] == '"';
    CHECK(quoted == (std::string(text) == "a: b"));
  }
  for (const char* text : {"",           "~",
                           "null",       "Null",
                           "yes",        "No",
                           "ON",         "off",
                           "y",          "N",
                           "true",       "FALSE",
                           "10",         "10.5",
                           "1e3",        "0x1F",
                           "0o17",       "1_000",
                           "12:30",      "12:30:45",
                           "2026-11-22", "2026-11-22T05:30:00Z",
                           ".5",         "-.inf",
                           ".NaN",       "+1",
                           "-1",         "<<",
                           "=",          "- a",
                           "-a",         "#a",
                           "a #b",       "a:",
                           ": a",        "[a",
                           "{a",         "&a",
                           "*a",         "!a",
                           "|",          ">",
                           "'a",         "%a",
                           "@a",         "`a",
                           "? a",        " a",
                           "a ",         "a\tb",
                           "---",        "...",
                           "...x"}) {
    INFO(text);
    CHECK(written(text)[0] == '"');
  }
}

TEST_CASE("yaml writer: reads back as it was") {
  check_round_trip(Value());
  check_round_trip(Value(true));
  check_round_trip(Value(-3));
  check_round_trip(Value("text"));
  check_round_trip(Value("two\nlines"));
  check_round_trip(Value::list());
  check_round_trip(Value::object());
  Value list = Value::list();
  for (const char* text : {"a\nb",       "a\nb\n",       "a\nb\n\n",     "\na\nb",       " a\nb",
                           "a\n b\n\tc", "a\n \nb",      "a\n\n\nb\n",   "a\r\nb",       "\ta\nb",
                           "a\n# b\n",   "a\n---\nb\n",  "a\n...\n",     "\n",           "\n\n",
                           "x\x1b",      "\xC2\x85",     "\xE2\x80\xA8", "\xEF\xBB\xBF", "a\nb ",
                           "a \nb",      "a\n\tb",       "%a\nb",        "a\n%b",        "'",
                           "''",         "\"",           "\\",           "a\\nb",        "a'b",
                           "🙂",       "a, b] }",      "- - a",        "a:b",          "a#b",
                           "x: |",       "null\nnull\n", "é\nü\n"}) {
    list.push(text);
    Value one = Value::object();
    one.add(text, text);
    check_round_trip(one);
  }
  Value nested = Value::list();
  nested.push(list);
  Value map = Value::object();
  map.add("list", nested);
  map.add("empty map", Value::object());
  map.add("null", Value());
  nested.push(map);
  nested.push(Value::list());
  nested.push(Value());
  nested.push(Value(false));
  check_round_trip(nested);
  Value long_key = Value::list();
  Value long_map = Value::object();
  long_map.add(std::string(2000, 'k'), 1);
  long_map.add(std::string(3000, ':'), map);
  long_map.add("short", 2);
  long_key.push(long_map);
  check_round_trip(long_key);
  check_round_trip(long_map);
}

TEST_CASE("yaml writer: any text of awkward characters reads back") {
  static constexpr std::string_view kPieces[] = {"a", " ", "\n", ":", "#", "-", "'", "\"", "\\", "\t", "|",
                                                 "é", "1", ".",  "?", "[", "]", ",", "&",  "%",  "\r", "~"};
  std::mt19937 random(7);
  Value list = Value::list();
  Value map = Value::object();
  for (int i = 0; i < 3000; ++i) {
    std::string text;
    for (auto length = random() % 9; length > 0; --length) text += kPieces[random() % std::size(kPieces)];
    if (map.find(text) == nullptr) map.add(text, text);
    Value pair = Value::list();
    pair.push(text);
    pair.push(std::move(text));
    list.push(std::move(pair));
  }
  check_round_trip(list);
  check_round_trip(map);
}
