#include "store/exports.h"

#include <catch2/catch.hpp>

#include "../ops/story.h"

using namespace traveler;
using namespace traveler::store;
using testing::Ask;
using testing::Story;

namespace {

using Row = std::vector<std::optional<std::string>>;

/// The records of a CSV text after RFC 4180; a bare empty cell is null.
std::vector<Row> parse_csv(const std::string& text) {
  std::vector<Row> rows;
  Row row;
  std::size_t i = 0;
  while (i < text.size()) {
    std::optional<std::string> cell;
    if (text[i] == '"') {
      cell.emplace();
      for (++i;; ++i) {
        REQUIRE(i < text.size());
        if (text[i] != '"') {
          *cell += text[i];
        } else if (i + 1 < text.size() && text[i + 1] == '"') {
          *cell += text[++i];
        } else {
          break;
        }
      }
      ++i;
    } else {
      const std::size_t end = text.find_first_of(",\r\n\"", i);
      REQUIRE(end != std::string::npos);
      REQUIRE(text[end] != '"');
      if (end > i) cell = text.substr(i, end - i);
      i = end;
    }
    row.push_back(std::move(cell));
    if (text[i] == ',') {
      ++i;
      if (text[i] == '\r') row.emplace_back();
    }
    if (text[i] != '\r') continue;
    REQUIRE(text[i + 1] == '\n');
    i += 2;
    rows.push_back(std::move(row));
    row.clear();
  }
  return rows;
}

/// The rows of a view, names of its columns first.
std::vector<Row> read_view(const std::string& database, std::string_view name) {
  auto db = Connection::open(database);
  create_export_views(db);
  Statement row = db.prepare_once("SELECT * FROM " + std::string(name));
  std::vector<Row> rows(1);
  for (int i = 0; i < row.columns(); ++i) rows[0].emplace_back(std::string(row.column_name(i)));
  while (row.step()) {
    Row cells;
    for (int i = 0; i < row.columns(); ++i) {
      if (row.is_null(i)) {
        cells.emplace_back();
      } else if (row.value_class(i) == ValueClass::kInteger) {
        cells.emplace_back(std::to_string(row.integer(i)));
      } else {
        CHECK(row.value_class(i) == ValueClass::kText);
        cells.emplace_back(row.string(i));
      }
    }
    rows.push_back(std::move(cells));
  }
  return rows;
}

std::string shown(const std::optional<std::string>& cell) { return cell ? "'" + *cell + "'" : "null"; }

void compare(Story& story) {
  for (const std::string_view table : export_tables()) {
    const std::vector<Row> csv = parse_csv(story.exported(table));
    const std::vector<Row> view = read_view(story.database(), table);
    CAPTURE(table);
    REQUIRE(csv.size() == view.size());
    CHECK(csv.size() > 1);
    for (std::size_t r = 0; r < csv.size(); ++r) {
      REQUIRE(csv[r].size() == view[r].size());
      for (std::size_t c = 0; c < csv[r].size(); ++c) {
        INFO("row " << r << ", column " << *csv[0][c] << ": exported " << shown(csv[r][c]) << ", viewed "
                    << shown(view[r][c]));
        // In SQL a boolean is a number.
        const bool flag =
            r > 0 && csv[r][c] && find_export_table(table)->columns[c].type == ColumnType::kBoolean;
        CHECK((flag ? std::optional<std::string>(csv[r][c] == "true" ? "1" : "0") : csv[r][c]) == view[r][c]);
      }
    }
  }
}

}  // namespace

TEST_CASE("exports: each view spells what the export of its name writes, row by row") {
  Story story;
  compare(story);
}

TEST_CASE("exports: also times before 1970 and at the end of the calendar") {
  Story story;
  for (const char* due : {"1969-12-31T23:59:59.5Z", "1965-03-04T05:06:07.000001Z", "1900-01-01", "1970-01-01",
                          "9999-12-31T23:59:59.999999Z"}) {
    story.run(Ask("run.create").with("part", "BRKT:A").with("serial", "auto").with("due", due));
  }
  compare(story);
}

TEST_CASE("exports: numbers are plain decimals in the view too") {
  Story story;
  // Recorded as 1e1, 007 and -0.0.
  const std::vector<Row> view = read_view(story.database(), "measurements");
  const auto column = [&](const char* name) {
    const auto it = std::find(view[0].begin(), view[0].end(), name);
    REQUIRE(it != view[0].end());
    return static_cast<std::size_t>(it - view[0].begin());
  };
  for (std::size_t r = 1; r < view.size(); ++r) {
    const auto& value = view[r][column("value")];
    if (value == "1e1") CHECK(view[r][column("value_number")] == "10");
    if (value == "007") CHECK(view[r][column("value_number")] == "7");
  }
}

TEST_CASE("exports: the views are ordered as the exports, whatever the rows' places") {
  Story story;
  const std::vector<Row> steps = read_view(story.database(), "steps");
  std::vector<std::string> ids;
  for (std::size_t r = 1; r < steps.size(); ++r) ids.push_back(*steps[r][0]);
  CHECK(std::vector<std::string>(ids.begin(), ids.begin() + 5) ==
        std::vector<std::string>{"R-1/prepare", "R-1/clean", "R-1/mask", "R-1/dry", "R-1/finish"});
}

TEST_CASE("exports: a table is found by its name") {
  CHECK(find_export_table("runs") != nullptr);
  CHECK(find_export_table("run") == nullptr);
  for (const ExportTable& table : export_table_specs()) CHECK(find_export_table(table.name) == &table);
}

TEST_CASE("exports: views are no part of the file") {
  const Story story;
  auto db = Connection::open(story.database());
  create_export_views(db);
  CHECK(db.scalar("SELECT count(*) FROM sqlite_temp_schema WHERE type = 'view'") ==
        static_cast<std::int64_t>(export_table_specs().size()));
  CHECK(db.scalar("SELECT count(*) FROM sqlite_schema WHERE type = 'view'") == 0);
}
