#include "model/ids.h"

#include <catch2/catch.hpp>

#include "traveler/error.h"

using namespace traveler;

namespace {

/// True when `parse` refuses the text as bad usage that shows the form.
template <class Parse>
bool refused(Parse parse, std::string_view text) {
  try {
    parse(text);
    return false;
  } catch (const Error& error) {
    return error.code() == ErrorCode::kUsage && error.message().find("looks like") != std::string::npos;
  }
}

const std::string kLongest(128, 'x');
const std::string kTooLong(129, 'x');

// What no id or key is: [A-Za-z0-9][A-Za-z0-9._-]{0,127}.
const std::vector<std::string> kNoKeys{"",   ".a", "-a",  "_a",       " a",  "a b", "a/b",
                                       "a#", "a@", "a:b", "\xC3\xA9", "a\n", "a*",  kTooLong};

}  // namespace

TEST_CASE("ids: they are written in their short forms") {
  CHECK(run_id(12) == "R-12");
  CHECK(inventory_id(5) == "INV-5");
  CHECK(batch_id(3) == "B-3");
  CHECK(step_id(12, "torque") == "R-12/torque");
  CHECK(field_id(12, "torque", "nm") == "R-12/torque#nm");
  CHECK(cell_id(12, "torque", "bores", "3", "diameter") == "R-12/torque#bores[3].diameter");
  CHECK(cell_id(12, "torque", "nm", "", "") == "R-12/torque#nm");
  CHECK(procedure_id("bracket", 2) == "bracket@2");
  CHECK(part_id("BRKT-ASSY-001", std::nullopt) == "BRKT-ASSY-001");
  CHECK(part_id("BRKT-ASSY-001", "C") == "BRKT-ASSY-001:C");
}

TEST_CASE("ids: numbers are plain positive numbers") {
  CHECK(parse_short_id("R-", "R-1") == 1);
  CHECK(parse_short_id("INV-", "INV-9223372036854775807") == INT64_MAX);
  for (const char* text :
       {"", "R", "R-", "R-0", "R-01", "R--1", "R-+1", "R-1 ", " R-1", "r-1", "R-1x", "R-x", "INV-1",
        "R-9223372036854775808", "R-1/torque", "R-1.0", "R-0x1", "R-\xEF\xBC\x91"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_short_id("R-", text).has_value());
    CHECK(refused(parse_run_id, text));
  }
  CHECK(parse_run_id("R-12") == 12);
}

TEST_CASE("ids: a step is its run and its key") {
  const StepAddress address = parse_step_id("R-12/torque.2_a-b");
  CHECK(address.run == 12);
  CHECK(address.key == "torque.2_a-b");
  CHECK(parse_step_id("R-1/" + kLongest).key == kLongest);
  for (const char* text : {"", "R-1", "R-1/", "/torque", "torque", "R-0/torque", "R-x/torque", "INV-1/torque",
                           "R-1/a/b", "R-1/torque#nm", "R-1//torque"}) {
    CAPTURE(text);
    CHECK(refused(parse_step_id, text));
  }
  for (const std::string& key : kNoKeys) {
    CAPTURE(key);
    CHECK(refused(parse_step_id, "R-1/" + key));
  }
}

TEST_CASE("ids: a field is its step and its key, a cell that of its table, row and column") {
  const FieldAddress field = parse_field_id("R-12/torque#nm");
  CHECK(field.step.run == 12);
  CHECK(field.step.key == "torque");
  CHECK(field.field == "nm");
  CHECK(field.row.empty());
  CHECK(field.column.empty());
  const FieldAddress cell = parse_field_id("R-12/torque#bores[3].diameter");
  CHECK(cell.step.key == "torque");
  CHECK(cell.field == "bores");
  CHECK(cell.row == "3");
  CHECK(cell.column == "diameter");
  for (const char* text : {"", "R-12/torque", "R-12#nm", "#nm", "R-0/torque#nm", "R-1/a/b#nm", "R-1/t#b[3.d",
                           "R-1/t#b[3]d", "R-1/t#b].[d"}) {
    CAPTURE(text);
    CHECK(refused(parse_field_id, text));
    CHECK_FALSE(try_parse_field_id(text).has_value());
  }
}

TEST_CASE("ids: what is written of a field is read back, whatever its row is called") {
  const std::vector<std::string> rows{"",     "1",  "left",   "upper left", "a]b", "[x]",
                                      "a].b", "#2", "R-1/t#", "].",         "é 😀"};
  for (const std::string& row : rows) {
    CAPTURE(row);
    const std::string column = row.empty() ? "" : "dia";
    const auto key = parse_field_key(field_key("bores", row, column));
    REQUIRE(key);
    CHECK(key->field == "bores");
    CHECK(key->row == row);
    CHECK(key->column == column);
    const FieldAddress address = parse_field_id(cell_id(7, "drill", "bores", row, column));
    CHECK(address.step.run == 7);
    CHECK(address.step.key == "drill");
    CHECK(address.field == "bores");
    CHECK(address.row == row);
    CHECK(address.column == column);
  }
  CHECK(cell_id(7, "drill", "bores", "3", "dia") == "R-7/drill#bores[3].dia");
  CHECK(field_key("bores", "3", "dia") == "bores[3].dia");
  CHECK(field_key("nm", "", "") == "nm");
  CHECK_FALSE(parse_field_key("bores[3"));
  CHECK_FALSE(parse_field_key("bores[3]dia"));
}

TEST_CASE("ids: an issue") {
  CHECK(parse_issue_id("I-7") == 7);
  for (const char* text : {"", "7", "I-", "I-0", "I-x", "IN-7"}) {
    CAPTURE(text);
    CHECK(refused(parse_issue_id, text));
  }
}

TEST_CASE("ids: a procedure may name its revision") {
  CHECK(parse_procedure_id("bracket").key == "bracket");
  CHECK_FALSE(parse_procedure_id("bracket").revision.has_value());
  CHECK(parse_procedure_id("bracket@2").key == "bracket");
  CHECK(parse_procedure_id("bracket@2").revision == 2);
  for (const char* text : {"@2", "bracket@", "bracket@0", "bracket@-1", "bracket@01", "bracket@x",
                           "bracket@1@2", "bracket@1.0", "bracket@9223372036854775808"}) {
    CAPTURE(text);
    CHECK(refused(parse_procedure_id, text));
  }
  for (const std::string& key : kNoKeys) {
    // `a@` lacks its revision; `a:b` and the others are no keys.
    CAPTURE(key);
    CHECK(refused(parse_procedure_id, key));
  }
}

TEST_CASE("ids: a part may name its revision") {
  CHECK(parse_part_id("BRKT-ASSY-001").number == "BRKT-ASSY-001");
  CHECK_FALSE(parse_part_id("BRKT-ASSY-001").revision.has_value());
  CHECK(parse_part_id("BRKT-ASSY-001:C").number == "BRKT-ASSY-001");
  CHECK(parse_part_id("BRKT-ASSY-001:C").revision == "C");
  for (const char* text : {":C", "BRKT:", "BRKT:C:D", "BRKT: C", "BR KT"}) {
    CAPTURE(text);
    CHECK(refused(parse_part_id, text));
  }
}
