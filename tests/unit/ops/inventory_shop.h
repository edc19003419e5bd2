#pragma once

#include "workshop.h"

namespace traveler::testing {

/// A workshop with stock to be: parts of each tracking, three places, and one open run, R-1, whose item
/// is INV-1.
class StockShop : public BracketShop {
 public:
  StockShop() {
    add_part("BASE", "serial");
    add_part("BOLT", "lot", 1);
    add_part("WIRE", "quantity", 2);
    for (const char* code : {"A1", "A2", "WC-10"})
      run(Ask("location.add").with("location", code).with("name", "A place"));
  }

  static Ask receive(const std::string& part) { return Ask("inventory.receive").with("part", part); }
  /// A lot of bolts at A1; the answer is its id.
  std::string bolts(const std::string& quantity = "10", const std::string& lot = "L-1") {
    return id(run(receive("BOLT").with("lot", lot).with("quantity", quantity).with("location", "A1")));
  }
  std::string base(const std::string& serial) { return id(run(receive("BASE").with("serial", serial))); }

  /// A verb on one item.
  static Ask act(const std::string& verb, const std::string& item) {
    return Ask("inventory." + verb).with("inventory", item);
  }
  static Ask kit(const std::string& item, const std::string& for_run = "R-1") {
    return act("kit", item).with("run", for_run);
  }
  static Ask move(const Texts& items, const std::string& to) {
    return Ask("inventory.move").with_all("inventories", items).with("to", to);
  }
  static Ask merge(const Texts& items) { return Ask("inventory.merge").with_all("inventories", items); }

  Value show(const std::string& item) { return run(act("show", item)); }
  std::string status(const std::string& item) { return show(item)["status"].as_text(); }
  std::string quantity(const std::string& item) { return show(item)["quantity"].as_text(); }
  static std::string id(const Value& answer, std::size_t at = 0) {
    return answer["inventory"].as_list().at(at)["id"].as_text();
  }
  static Texts ids(const Value& answer) { return column(answer["inventory"], "id"); }
  bool is_sound() { return run(Ask("verify"))["ok"].as_bool(); }
};

}  // namespace traveler::testing
