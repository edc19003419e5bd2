#include <catch2/catch.hpp>
#include <string>

#include "format/csv_reader.h"
#include "format/material_document.h"

using namespace traveler;
using namespace traveler::format;

namespace {

std::string findings(const Document& document) {
  std::string out;
  for (const Finding& f : document.findings) {
    if (!out.empty()) out += ' ';
    out += f.rule + '@' + std::to_string(f.line) + ':' + std::to_string(f.column);
  }
  return out;
}

/// The findings of a delivery as CSV.
std::string check(std::string_view text) {
  Document document = read_receipts_csv("x.csv", text);
  const bool decoded = decode_receipts(document).has_value();
  CHECK(decoded == document.ok());
  return findings(document);
}

std::vector<ReceiptItem> read(std::string_view text) {
  Document document = read_receipts_csv("x.csv", text);
  const auto items = decode_receipts(document);
  INFO(findings(document));
  REQUIRE(items);
  return *items;
}

std::string place(const Mark& mark) {
  return std::to_string(mark.line) + ':' + std::to_string(mark.column) + '-' + std::to_string(mark.end_line) +
         ':' + std::to_string(mark.end_column);
}

}  // namespace

TEST_CASE("csv: columns in any order, cells with their places") {
  const auto items = read("location,quantity,lot,part\nWC-10,2.50,L-7,BOLT\n,4,,\"NUT:B\"\n");
  REQUIRE(items.size() == 2);
  CHECK(items[0].part == "BOLT");
  CHECK(items[0].lot == "L-7");
  CHECK(items[0].location == "WC-10");
  CHECK(items[0].quantity == Quantity::parse("2.5"));
  CHECK(place(items[0].place.of("part")) == "2:16-2:20");
  CHECK(place(items[0].place.of("quantity")) == "2:7-2:11");
  CHECK(items[1].part == "NUT:B");
  CHECK(items[1].location.empty());
  CHECK_FALSE(items[1].place.has("location"));
  CHECK(place(items[1].place.of("part")) == "3:5-3:12");
  CHECK(items[1].place.of("lot").line == 3);
}

TEST_CASE("csv: the same items as YAML") {
  const auto csv = read("part,revision,serial,lot,quantity,location\nA,B,007,,1,X\nC,,,L 1,3,\n");
  Document document = read_document(
      "x.yaml",
      "inventory:\n- {part: A, revision: B, serial: 007, quantity: 1, location: X}\n- {part: C, lot: L 1, "
      "quantity: 3}\n",
      DocumentLimits::material());
  const auto yaml = decode_receipts(document);
  REQUIRE(yaml);
  REQUIRE(csv.size() == yaml->size());
  for (std::size_t i = 0; i < csv.size(); ++i) {
    const ReceiptItem& a = csv[i];
    const ReceiptItem& b = (*yaml)[i];
    CHECK(a.part == b.part);
    CHECK(a.revision == b.revision);
    CHECK(a.serial == b.serial);
    CHECK(a.lot == b.lot);
    CHECK(a.quantity == b.quantity);
    CHECK(a.location == b.location);
  }
}

TEST_CASE("csv: quotes, line ends, byte order mark") {
  CHECK(read("part,lot\nA,\"say \"\"L,1\"\"\"\n")[0].lot == "say \"L,1\"");
  CHECK(read("part,lot\r\nA,L1\r\nB,L2\r\n").size() == 2);
  CHECK(read("part,lot\r\nA,L1\r\nB,L2")[1].lot == "L2");
  CHECK(read("\xEF\xBB\xBF\"part\",lot\nA,L1\n")[0].part == "A");
  // A line end in quotes is of the cell; the lines below it are counted on.
  const auto items = read("part,lot,serial\nA,\"L\r\n1\",x\nB,L2,y\n");
  CHECK(items[0].lot == "L\r\n1");
  CHECK(place(items[0].place.of("lot")) == "2:3-3:3");
  CHECK(place(items[0].place.of("serial")) == "3:4-3:5");
  CHECK(items[1].place.of("part").line == 4);
  // Columns count characters, not bytes.
  CHECK(read("part,lot,serial\nA,größe,x\n")[0].place.of("serial").column == 9);
  // Blank lines and rows that a spreadsheet left empty.
  CHECK(read("part,lot\n\nA,L1\n,\n\"\",\nB,L2\n\n\n").size() == 2);
  CHECK(read("part,lot\nA,\" L \"\n")[0].lot == " L ");
}

TEST_CASE("csv: what is wrong has its place") {
  CHECK(check("") == "key.missing@1:1");
  CHECK(check("serial,lot\nA,B\n") == "key.missing@1:1");
  CHECK(check("part,lot\n") == "value.invalid@2:1");
  CHECK(check("part,colour\nA,red\n") == "key.unknown@1:6");
  CHECK(check("part,Lot,part\nA,L,A\n") == "key.unknown@1:6 key.duplicate@1:10");
  CHECK(check("part,lot\nA\nA,L,x,y\nA,L\n") == "syntax@2:2 syntax@3:5");
  CHECK(check("part,lot\nA,\"L\nB,L\n") == "syntax@2:3");
  CHECK(check("part,lot\nA,\"L\"x\nA,5\"\n") == "syntax@2:6 syntax@3:4");
  CHECK(check("part,quantity,lot\nA B,0,x\n,2,L\nA,many,L\nA,1.1234567,L\n") ==
        "id.invalid@2:1 value.invalid@2:5 key.missing@3:1 type.wrong@4:3 value.invalid@5:3");
  CHECK(check("part,lot\nA,\xFF\n") == "text.encoding@2:3");
  CHECK(check(std::string_view("part,lot\nA,\0\n", 13)) == "text.nul@2:3");
  Document document = read_receipts_csv("x.csv", "part,lott\nA,L\n");
  REQUIRE(document.findings.size() == 1);
  CHECK(document.findings[0].hint == "did you mean \"lot\"?");
  CHECK(read_receipts_csv("x.csv", "lot,serial\n").findings[0].hint ==
        "a header can have part,revision,serial,lot,quantity,location");
  CHECK(read_receipts_csv("x.csv", "part;lot\nA;L\n").findings.back().hint ==
        "cells are separated by commas");
}

TEST_CASE("csv: told by its name, or by its header") {
  CHECK(is_receipts_csv("a.csv", "x"));
  CHECK(is_receipts_csv("a.CSV", ""));
  CHECK_FALSE(is_receipts_csv("a.yaml", "part,lot\n"));
  CHECK_FALSE(is_receipts_csv("a.json", "part,lot\n"));
  CHECK(is_receipts_csv("<stdin>", "part,lot\r\nA,B\r\n"));
  CHECK(is_receipts_csv("<stdin>", "\xEF\xBB\xBF\"lot\",\"part\"\n"));
  CHECK_FALSE(is_receipts_csv("<stdin>", "inventory: [{part: A, lot: B}]\n"));
  CHECK_FALSE(is_receipts_csv("<stdin>", "{\"inventory\": []}"));
  CHECK_FALSE(is_receipts_csv("<stdin>", "part\n"));
}
