#include "inventory_shop.h"

using namespace traveler;
using namespace traveler::testing;

TEST_CASE("inventory: receive makes one record of what its part says") {
  StockShop shop;
  const Value serial = shop.run(shop.receive("BASE").with("serial", "SN 1/2").with("location", "A1"));
  const Value& item = serial["inventory"].as_list()[0];
  CHECK(item["id"] == Value("INV-2"));
  CHECK(item["serial"] == Value("SN 1/2"));
  CHECK(item["quantity"] == Value("1"));
  CHECK(item["location"] == Value("A1"));
  CHECK(item["status"] == Value("available"));
  CHECK(item["origin"] == Value());
  CHECK(item["run"] == Value());
  CHECK(item["revision"] == Value(1));
  CHECK(shop.show("INV-2") == item);
  shop.run(shop.receive("BASE").with("serial", "auto").with("quantity", "1"));
  CHECK(shop.show("INV-3")["serial"] == Value("SN-00001"));
  shop.run(shop.receive("BOLT").with("lot", "auto").with("quantity", "12.5"));
  CHECK(shop.show("INV-4")["lot"] == Value("LOT-00001"));
  CHECK(shop.show("INV-4")["quantity"] == Value("12.5"));
  shop.run(shop.receive("WIRE").with("quantity", "3"));
  CHECK(shop.show("INV-5")["quantity"] == Value("3.00"));
  // The same lot may come twice, a serial not: not even of another revision.
  shop.bolts("1", "L-1");
  shop.bolts("1", "L-1");
  const Error twice = shop.refused(shop.receive("BASE").with("serial", "SN 1/2"), ErrorCode::kRuleRefused);
  CHECK(twice.subject() == "INV-2");
  CHECK(shop.is_sound());
}

TEST_CASE("inventory: revisions of what is received") {
  StockShop shop;
  shop.add_part("PLATE", "serial", 0, "A");
  shop.run(shop.receive("PLATE").with("serial", "1"));
  shop.add_part("PLATE", "serial", 0, "B");
  shop.refused(shop.receive("PLATE").with("serial", "2"), ErrorCode::kRuleRefused);
  shop.refused(shop.receive("PLATE:B").with("serial", "1"), ErrorCode::kRuleRefused);
  shop.refused(shop.receive("PLATE:C").with("serial", "2"), ErrorCode::kNotFound);
  shop.refused(shop.receive("PLATE:B").with("serial", "2").with("revision", "A"), ErrorCode::kValueInvalid);
  shop.run(shop.receive("PLATE").with("serial", "2").with("revision", "B"));
  shop.run(shop.receive("PLATE:B").with("serial", "3").with("revision", "B"));
  CHECK(column(shop.run(Ask("inventory.list").with("part", "PLATE:B")), "serial") == Texts{"2", "3"});
  CHECK(column(shop.run(Ask("inventory.list").with("part", "PLATE")), "serial") == Texts{"1", "2", "3"});
}

TEST_CASE("inventory: receive refuses what does not fit") {
  StockShop shop;
  const auto bolt = [&] { return shop.receive("BOLT").with("lot", "L"); };
  for (const char* quantity : {"0", "-1", "0.25"})
    shop.refused(bolt().with("quantity", quantity), ErrorCode::kValueInvalid);
  shop.refused(bolt(), ErrorCode::kUsage);
  shop.refused(shop.receive("BOLT").with("quantity", "1"), ErrorCode::kUsage);
  shop.refused(bolt().with("quantity", "1").with("serial", "S"), ErrorCode::kUsage);
  shop.refused(bolt().with("quantity", "1").with("location", "Z9"), ErrorCode::kNotFound);
  shop.refused(shop.receive("ROPE").with("quantity", "1"), ErrorCode::kNotFound);
  shop.refused(shop.receive("WIRE"), ErrorCode::kUsage);
  shop.refused(shop.receive("WIRE").with("quantity", "1").with("lot", "L"), ErrorCode::kUsage);
  shop.refused(shop.receive("BASE"), ErrorCode::kUsage);
  shop.refused(shop.receive("BASE").with("serial", ""), ErrorCode::kUsage);
  shop.refused(shop.receive("BASE").with("serial", " 1"), ErrorCode::kValueInvalid);
  shop.refused(shop.receive("BASE").with("serial", "1\n2"), ErrorCode::kValueInvalid);
  shop.refused(shop.receive("BASE").with("serial", "1").with("quantity", "2"), ErrorCode::kValueInvalid);
  shop.refused(shop.receive("BASE").with("serial", "1").by("bob"), ErrorCode::kPermissionDenied);
  shop.refused(Ask("inventory.receive"), ErrorCode::kUsage);
  shop.refused(bolt().with_file("file", "x.csv", "part\n"), ErrorCode::kUsage);
  shop.refused(Ask("inventory.receive").with("lot", "L").with_file("file", "x.csv", "part,serial\nBASE,1\n"),
               ErrorCode::kUsage);
}

TEST_CASE("inventory: a delivery as YAML and as CSV") {
  StockShop shop;
  const Value yaml = shop.run(Ask("inventory.receive")
                                  .with_file("file", "d.yaml",
                                             "inventory:\n- {part: BASE, serial: 007, location: A1}\n"
                                             "- {part: BOLT, lot: L, quantity: 2.5}\n"));
  CHECK(column(yaml["inventory"], "id") == Texts{"INV-2", "INV-3"});
  CHECK(column(yaml["inventory"], "quantity") == Texts{"1", "2.5"});
  const Value csv = shop.run(Ask("inventory.receive")
                                 .with_file("file", "<stdin>",
                                            "quantity,part,lot,serial\r\n,BASE,,8\r\n4,BOLT,\"L,2\",\r\n"
                                            ",BASE,,auto\r\n"));
  CHECK(column(csv["inventory"], "id") == Texts{"INV-4", "INV-5", "INV-6"});
  CHECK(shop.show("INV-5")["lot"] == Value("L,2"));
  // One entry an item.
  const Value log = shop.run(Ask("log").with("subject", "INV-5"));
  CHECK(column(log, "op") == Texts{"inventory.receive"});
  CHECK(shop.is_sound());
}

TEST_CASE("inventory: a delivery is refused with all that is wrong") {
  StockShop shop;
  shop.base("S-1");
  const Error csv = shop.refused(Ask("inventory.receive")
                                     .with_file("file", "d.csv",
                                                "part,serial,lot,quantity,location\n"  // 1
                                                "ROPE,,,1,A1\n"                        // 2 unknown part
                                                "BASE,S-2,,,Z9\n"                      // 3 unknown location
                                                "BOLT,,L,none,A1\n"                    // 4 no quantity
                                                "BOLT,,L,0.25,A1\n"                    // 5 decimals
                                                "BASE,S-2,,,\n"     // 6 twice, though 3 is wrong too
                                                "BASE,S-2,,,\n"     // 7 and once more
                                                "BASE,S-1,,,\n"     // 8 there already
                                                "BASE,,,,\n"        // 9 no serial
                                                "BOLT,,,1,\n"       // 10 no lot
                                                "BOLT,,L,,\n"       // 11 no quantity
                                                "BASE,S-3,,2,\n"    // 12 two of a serial
                                                "WIRE,,L,1,\n"      // 13 a lot of none
                                                ",S-4,,,\n"         // 14 no part
                                                "BOLT,,L,0,Z9\n"),  // 15 two mistakes
                                 ErrorCode::kDocumentInvalid);
  CHECK(findings(csv) == Texts{"part.unknown 2:1", "location.unknown 3:12", "type.wrong 4:9",
                               "value.invalid 5:9", "value.invalid 6:6", "value.invalid 7:6",
                               "value.invalid 8:6", "key.missing 9:1", "key.missing 10:1", "key.missing 11:1",
                               "value.invalid 12:11", "value.invalid 13:7", "key.missing 14:1",
                               "value.invalid 15:9", "location.unknown 15:11"});
  CHECK(csv.file() == "d.csv");
  CHECK(csv.findings()[6].message.find("INV-2") != std::string::npos);
  CHECK(csv.findings()[4].message.find("line 3") != std::string::npos);
  const Error yaml = shop.refused(
      Ask("inventory.receive")
          .with_file("file", "d.yaml",
                     "inventory:\n- {part: BASE, serial: S-1}\n- {part: ROPE, quantity: 1}\n- {part: BOLT, "
                     "lot: L, quantity: 1, location: Z9, colour: red}\n"),
      ErrorCode::kDocumentInvalid);
  CHECK(findings(yaml) ==
        Texts{"value.invalid 2:24", "part.unknown 3:10", "location.unknown 4:47", "key.unknown 4:51"});
  CHECK(yaml.findings()[0].path == "$.inventory[0].serial");
}
