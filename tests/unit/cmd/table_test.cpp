#include "render/table.h"

#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <vector>

#include "base/text.h"
#include "render/width.h"

namespace traveler::cmd {
namespace {

TableOptions wide(int width) {
  TableOptions options;
  options.max_width = width;
  return options;
}

Column column(std::string header, unsigned shrink = 0, std::size_t min_width = 8,
              Align align = Align::kLeft) {
  return {std::move(header), align, shrink, min_width};
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (const std::string_view line : split(text, '\n')) lines.emplace_back(line);
  REQUIRE(lines.back().empty());
  lines.pop_back();
  return lines;
}

std::size_t widest_line(const std::string& text) {
  std::size_t widest = 0;
  for (const std::string& line : lines_of(text)) widest = std::max(widest, display_width(line));
  return widest;
}

TEST_CASE("a table lines its columns up", "[cmd][table]") {
  const Table table({column("STEP"), column("STATE"), column("NM", 0, 8, Align::kRight)});
  CHECK(table.render({{"kit", "complete", "9.5"}, {"torque", "ready", "10.25"}}) ==
        "STEP    STATE        NM\n"
        "kit     complete    9.5\n"
        "torque  ready     10.25\n");
}

TEST_CASE("wide characters and marks do not break the lines", "[cmd][table]") {
  const Table table({column("NAME"), column("X")});
  CHECK(table.render({{"日本", "1"}, {"e\u0301", "2"}, {"👩‍🔧", "3"}, {"abcd", "4"}}) ==
        "NAME  X\n"
        "日本  1\n"
        "e\u0301     2\n"
        "👩‍🔧    3\n"
        "abcd  4\n");
}

TEST_CASE("no line ends in blanks", "[cmd][table]") {
  const Table table({column("A"), column("B"), column("")});
  CHECK(table.render({{"long value", "", ""}, {"", "b  ", "  "}, {"", "", ""}, {}, {"x ", "", "c"}}) ==
        "A           B\n"
        "long value\n"
        "            b\n"
        "\n"
        "\n"
        "x              c\n");
}

TEST_CASE("a table without headers has no line for them", "[cmd][table]") {
  CHECK(Table({column(""), column("")}).render({{"id", "R-1"}, {"status", "open"}}) ==
        "id      R-1\n"
        "status  open\n");
  CHECK(Table({}).render({}) == "");
  CHECK(Table({}).render({{"a", "b"}}) == "a  b\n");
  CHECK(Table({column("A")}).render({}) == "A\n");
}

TEST_CASE("rows may be shorter or longer than the columns", "[cmd][table]") {
  CHECK(Table({column("A"), column("B")}).render({{"1"}, {"1", "2", "3", "4"}, {}}) ==
        "A  B\n"
        "1\n"
        "1  2  3  4\n"
        "\n");
}

TEST_CASE("cells cannot control the terminal or break the line", "[cmd][table]") {
  const std::string out =
      Table({column("A"), column("B")}).render({{"x\x1b[2J", "1\n2"}, {"\xff", "\u202e"}});
  CHECK(out ==
        "A         B\n"
        "x\\x1b[2J  1\\n2\n"
        "\\xff      \\u202e\n");
}

TEST_CASE("styles show as colour only where there is colour", "[cmd][table]") {
  const Table table({column("STATE"), column("NOTE")});
  const std::vector<Row> rows = {{{"ok", Style::kGood}, {"", Style::kBad}}, {{"out", Style::kBad}, "n"}};
  CHECK(table.render(rows) ==
        "STATE  NOTE\n"
        "ok\n"
        "out    n\n");
  TableOptions color;
  color.color = true;
  CHECK(table.render(rows, color) ==
        "\x1b[1mSTATE\x1b[0m  \x1b[1mNOTE\x1b[0m\n"
        "\x1b[32mok\x1b[0m\n"
        "\x1b[31mout\x1b[0m    n\n");
  color.header_style = Style::kPlain;
  CHECK(lines_of(table.render(rows, color))[0] == "STATE  NOTE");

  CHECK(styled("x", Style::kWarn, true) == "\x1b[33mx\x1b[0m");
  CHECK(styled("x", Style::kDim, true) == "\x1b[2mx\x1b[0m");
  CHECK(styled("x", Style::kPlain, true) == "x");
  CHECK(styled("", Style::kBad, true) == "");
  CHECK(styled("x", Style::kBad, false) == "x");
}

TEST_CASE("without a width nothing is cut", "[cmd][table]") {
  const std::string text(5000, 'x');
  const std::string out = Table({column("A", 1), column("B", 1)}).render({{text, "1"}, {"s", text}});
  CHECK(out.find(text + "  1\n") != std::string::npos);
  CHECK(out.find("  " + text + "\n") != std::string::npos);
  CHECK(out.find("…") == std::string::npos);
  for (const int unknown : {0, -1, -80}) {
    CHECK(Table({column("A", 1), column("B", 1)}).render({{text, "1"}, {"s", text}}, wide(unknown)) == out);
  }
}

TEST_CASE("a huge cell does not blow up the other rows", "[cmd][table]") {
  std::vector<Row> rows(2000, Row{"a", "b"});
  rows.front()[0].text.assign(1'000'000, 'x');
  const std::string out = Table({column("A"), column("B")}).render(rows);
  CHECK(out.size() < 2'000'000);
  CHECK(lines_of(out)[1] == std::string(1'000'000, 'x') + "  b");
}

TEST_CASE("a table that fits is not changed by a width", "[cmd][table]") {
  const Table table({column("STEP"), column("TITLE", 1)});
  const std::vector<Row> rows = {{"kit", "Kit the parts"}};
  CHECK(table.render(rows, wide(19)) == table.render(rows));
  CHECK(table.render(rows, wide(18)) ==
        "STEP  TITLE\n"
        "kit   Kit the par…\n");
}

TEST_CASE("flexible columns give way, the widest first", "[cmd][table]") {
  const std::string id = "R-123/final-inspection";
  const Table table({column("STEP"), column("TITLE", 1), column("NOTE", 1)});
  const std::vector<Row> rows = {{id, std::string(100, 't'), std::string(20, 'n')}};
  const auto lines = lines_of(table.render(rows, wide(80)));
  // 80 − 22 for the id − two gaps = 54: the note keeps its 20, the title gets 34.
  CHECK(lines[1] == id + "  " + std::string(33, 't') + "…  " + std::string(20, 'n'));
  const auto narrow = lines_of(table.render(rows, wide(46)));
  CHECK(narrow[1] == id + "  " + std::string(9, 't') + "…  " + std::string(9, 'n') + "…");
}

TEST_CASE("a heavier column is cut to less", "[cmd][table]") {
  const Table table({column("A", 1, 1), column("B", 2, 1)});
  const auto lines = lines_of(table.render({{std::string(90, 'a'), std::string(90, 'b')}}, wide(32)));
  CHECK(lines[1] == std::string(19, 'a') + "…  " + std::string(9, 'b') + "…");
}

TEST_CASE("columns keep their minimum while others can give way", "[cmd][table]") {
  const Table table({column("ID"), column("TITLE", 1, 12)});
  const std::vector<Row> rows = {{std::string(30, 'i'), std::string(40, 't')}};
  CHECK(lines_of(table.render(rows, wide(44)))[1] ==
        std::string(30, 'i') + "  " + std::string(11, 't') + "…");
  // Less than 30 + 2 + 12: now the id has to give way too.
  CHECK(lines_of(table.render(rows, wide(34)))[1] ==
        std::string(19, 'i') + "…  " + std::string(11, 't') + "…");
}

TEST_CASE("a table fits every width", "[cmd][table]") {
  const std::vector<Column> columns = {column("ID"), column("TITLE", 1), column("NOTE", 3, 4),
                                       column("QTY", 0, 8, Align::kRight), column("")};
  const std::vector<Row> rows = {
      {"R-1", "Kit the parts for the gearbox", "", "12", "x"},
      {"R-1000/inspection", "検査する検査する検査する", "👩‍🔧👩‍🔧👩‍🔧👩‍🔧",
       "0.000125"},
      {"\x1b[31m", "\xff\xff", "e\u0301", "-5", "more", "and", "more", "than that"}};
  const Table table(columns);
  const std::size_t natural = widest_line(table.render(rows));
  for (int width = 1; width < static_cast<int>(natural) + 3; ++width) {
    INFO(width);
    const std::string out = table.render(rows, wide(width));
    CHECK(widest_line(out) <= static_cast<std::size_t>(width));
    CHECK(lines_of(out).size() == 4);
    CHECK_FALSE(invalid_utf8(out).has_value());
  }
  CHECK(table.render(rows, wide(static_cast<int>(natural))) == table.render(rows));
}

TEST_CASE("any table is laid out", "[cmd][table]") {
  const std::uint64_t seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937_64 engine(seed);
  const std::string_view pieces[] = {"a",    "torque ", "日", "👩‍🔧", "\u0301", "\n",
                                     "\xff", "\x1b",    " ",  "🇩",           "…"};
  const auto text = [&] {
    std::string out;
    for (std::size_t left = engine() % 15; left > 0; --left) out += pieces[engine() % std::size(pieces)];
    return out;
  };
  for (int i = 0; i < 2'000; ++i) {
    std::vector<Column> columns;
    for (std::size_t left = engine() % 6; left > 0; --left) {
      columns.push_back(column(text(), static_cast<unsigned>(engine() % 4), engine() % 20,
                               engine() % 2 == 0 ? Align::kLeft : Align::kRight));
    }
    std::vector<Row> rows(engine() % 5);
    for (Row& row : rows) {
      for (std::size_t left = engine() % 8; left > 0; --left) row.emplace_back(text(), Style::kGood);
    }
    TableOptions options;
    if (engine() % 3 != 0) options.max_width = static_cast<int>(engine() % 120) - 5;
    const std::string out = Table(columns).render(rows, options);
    for (const std::string& line : lines_of(out)) {
      REQUIRE((line.empty() || line.back() != ' '));
      REQUIRE(escape_for_terminal(line) == line);
      if (options.max_width.value_or(0) > 0) {
        REQUIRE(display_width(line) <= static_cast<std::size_t>(*options.max_width));
      }
    }
  }
}

}  // namespace
}  // namespace traveler::cmd
