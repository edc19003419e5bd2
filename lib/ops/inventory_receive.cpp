#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/concat.h"
#include "base/text.h"
#include "format/material_document.h"
#include "format/objects.h"
#include "model/ids.h"
#include "ops/documents.h"
#include "ops/inventory.h"
#include "ops/lookups.h"
#include "ops/next_numbers.h"
#include "store/inventory.h"
#include "store/material.h"
#include "traveler/error.h"

namespace traveler::ops {
namespace {

constexpr std::string_view kAuto = "auto";

/// What is wrong with a receipt: where it stands in a document, and the error that it is on its own.
struct Fault {
  ErrorCode code;
  std::string subject;
  format::ItemFault fault;
};

/// Takes in items one by one. Parts, locations and serials are looked up once, however many items there
/// are.
class Receiver {
 public:
  explicit Receiver(Command& command)
      : command_(&command), numbers_(command), last_id_(store::last_inventory(command.db())) {}

  /// Everything that is wrong with an item; the serials of those before it count. Texts that are empty
  /// were not given, or could not be read.
  std::vector<Fault> check(const format::ReceiptItem& item) {
    std::vector<Fault> faults;
    if (!item.location.empty()) {
      if (const auto& fault = fault_of_location(item.location)) faults.push_back(*fault);
    }
    if (item.part.empty()) return faults;
    const Lookup& found = find(item);
    if (!found.part) {
      faults.push_back(*found.fault);
      return faults;
    }
    const Part& part = *found.part;
    check_number(item, part, "serial", item.serial, part.tracking == Tracking::kSerial, faults);
    check_number(item, part, "lot", item.lot, part.tracking == Tracking::kLot, faults);
    check_quantity(item, part, faults);
    check_duplicate(item, part, faults);
    return faults;
  }

  /// Makes the record of an item without faults. The answer is its JSON.
  Value make(const format::ReceiptItem& item) {
    const Part& part = *find(item).part;
    Inventory made;
    made.id = ++last_id_;
    made.part = part.number;
    made.part_revision = part.revision;
    made.precision = part.precision;
    if (!item.serial.empty()) made.serial = item.serial == kAuto ? numbers_.next(part, true) : item.serial;
    if (!item.lot.empty()) made.lot = item.lot == kAuto ? numbers_.next(part, false) : item.lot;
    made.quantity = item.quantity.value_or(Quantity::whole(1));
    if (!item.location.empty()) made.location = item.location;
    command_->record_change<Inventory>(nullptr, made);
    return format::inventory_value(made, part.unit, part.precision);
  }

 private:
  struct Lookup {
    std::optional<Part> part;
    std::optional<Fault> fault;
  };

  static Fault fault_of(const Error& error, format::RuleId rule, std::string_view key) {
    return {error.code(), error.subject(), {rule, key, error.message(), error.hint()}};
  }

  const std::optional<Fault>& fault_of_location(const std::string& code) {
    const auto [known, is_new] = locations_.try_emplace(code);
    if (!is_new) return known->second;
    try {
      check_location(command_->db(), code);
    } catch (const Error& error) {
      known->second = fault_of(error, "location.unknown", "location");
    }
    return known->second;
  }

  const Lookup& find(const format::ReceiptItem& item) {
    const std::string id = item.revision.empty() ? item.part : concat(item.part, '\n', item.revision);
    const auto known = parts_.find(id);
    if (known != parts_.end()) return known->second;
    return parts_[id] = look_up(item);
  }

  Lookup look_up(const format::ReceiptItem& item) {
    PartAddress address = parse_part_id(item.part);
    if (!item.revision.empty()) {
      if (address.revision && *address.revision != item.revision) {
        return {std::nullopt, Fault{ErrorCode::kValueInvalid,
                                    item.part,
                                    {"part.unknown",
                                     "revision",
                                     concat("the revision ", item.revision, " is not the one of ", item.part),
                                     {}}}};
      }
      address.revision = item.revision;
    }
    try {
      return {need_part(command_->db(), part_id(address.number, address.revision)), std::nullopt};
    } catch (const Error& error) {
      const bool of_revision =
          !item.revision.empty() && !store::part_revisions(command_->db(), address.number).empty();
      return {std::nullopt, fault_of(error, "part.unknown", of_revision ? "revision" : "part")};
    }
  }

  static void check_number(const format::ReceiptItem& item, const Part& part, std::string_view key,
                           const std::string& number, bool wanted, std::vector<Fault>& faults) {
    // A value that could not be read has its finding already.
    const bool given = !number.empty() || item.place.has(key);
    if (given != wanted) {
      const auto code = ErrorCode::kUsage;
      const std::string tracking = concat(part.number, " is tracked by ", to_text(part.tracking));
      if (wanted) {
        faults.push_back({code,
                          part.number,
                          {"key.missing", key, concat(tracking, "; the ", key, " number is missing"),
                           concat("a number, or ", kAuto)}});
      } else {
        faults.push_back(
            {code, part.number, {"value.invalid", key, concat(tracking, "; it takes no ", key), {}}});
      }
    } else if (wanted && !number.empty() && !is_number(number)) {
      faults.push_back({ErrorCode::kValueInvalid,
                        part.number,
                        {"value.invalid", key, concat("this cannot be a ", key, " number"),
                         concat("numbers are of at most ", kLongestNumber,
                                " characters, without line ends, and have no blanks around them")}});
    }
  }

  /// Suppliers number as they like; but a number is one line that can be typed again.
  static bool is_number(const std::string& text) {
    const auto is_control = [](char c) {
      const auto byte = static_cast<unsigned char>(c);
      return byte < 0x20 || byte == 0x7F;
    };
    return text.size() <= kLongestNumber && text.front() != ' ' && text.back() != ' ' &&
           std::none_of(text.begin(), text.end(), is_control);
  }

  static void check_quantity(const format::ReceiptItem& item, const Part& part, std::vector<Fault>& faults) {
    const auto refuse = [&](ErrorCode code, std::string message) {
      faults.push_back({code, part.number, {"value.invalid", "quantity", std::move(message), {}}});
    };
    if (!item.quantity) {
      if (part.tracking == Tracking::kSerial || item.place.has("quantity")) return;
      faults.push_back(
          {ErrorCode::kUsage,
           part.number,
           {"key.missing",
            "quantity",
            concat(part.number, " is tracked by ", to_text(part.tracking), "; the quantity is missing"),
            {}}});
      return;
    }
    const Quantity quantity = *item.quantity;
    if (quantity <= Quantity{}) {
      refuse(ErrorCode::kValueInvalid, concat("the quantity ", quantity.text(), " is not more than zero"));
    } else if (quantity.decimals() > part.precision) {
      refuse(ErrorCode::kValueInvalid, concat("the quantity ", quantity.text(), " has more decimals than ",
                                              part.number, " uses (", part.precision, ")"));
    } else if (part.tracking == Tracking::kSerial && quantity != Quantity::whole(1)) {
      refuse(ErrorCode::kValueInvalid, concat("the quantity of a serial is 1, not ", quantity.text(),
                                              "; receive each serial on its own"));
    }
  }

  void check_duplicate(const format::ReceiptItem& item, const Part& part, std::vector<Fault>& faults) {
    const bool named = part.tracking == Tracking::kSerial && !item.serial.empty() && item.serial != kAuto;
    if (!named) return;
    const auto refuse = [&](std::string subject, std::string where) {
      faults.push_back(
          {ErrorCode::kRuleRefused,
           std::move(subject),
           {"value.invalid",
            "serial",
            concat("there is a ", part.number, " with serial ", item.serial, " already: ", where),
            {}}});
    };
    const auto [before, is_new] =
        serials_.emplace(concat(part.number, '\n', item.serial), item.place.of("serial").line);
    if (!is_new) return refuse(part.number, concat("line ", before->second));
    if (const auto other = store::find_serial(command_->db(), part.number, item.serial))
      refuse(inventory_id(*other), inventory_id(*other));
  }

  static constexpr std::size_t kLongestNumber = 128;

  Command* command_;
  NextNumbers numbers_;
  std::int64_t last_id_;
  std::unordered_map<std::string, Lookup> parts_;
  std::unordered_map<std::string, std::optional<Fault>> locations_;
  std::unordered_map<std::string, int> serials_;  ///< "PART\nSERIAL" of the document, with its line
};

format::ReceiptItem item_of(const Arguments& args) {
  const auto text = [&](std::string_view name) {
    auto given = args.optional_text(name);
    if (given && given->empty()) throw Error(ErrorCode::kUsage, concat("`", name, "=` is empty"));
    return given.value_or("");
  };
  format::ReceiptItem item;
  item.part = args.text("part");
  item.revision = text("revision");
  item.serial = text("serial");
  item.lot = text("lot");
  item.quantity = args.quantity("quantity");
  item.location = text("location");
  return item;
}

/// Reads a document and refuses it with all that is wrong, before anything is made.
std::vector<format::ReceiptItem> items_of(const Value& source, Receiver& receiver) {
  const std::string& file = source["file"].as_text();
  const std::string& text = source["text"].as_text();
  format::Document document =
      format::is_receipts_csv(file, text) ? format::read_receipts_csv(file, text) : read_material(source);
  const auto check = [&](const format::ReceiptItem& item) {
    std::vector<format::ItemFault> faults;
    for (Fault& fault : receiver.check(item)) faults.push_back(std::move(fault.fault));
    return faults;
  };
  auto items = format::decode_receipts_with(check, document);
  format::refuse_findings(document);
  return std::move(*items);
}

}  // namespace

Value receive_inventory(Command& command, const Arguments& args) {
  const bool from_file = args.has("file");
  if (from_file == args.has("part")) {
    throw Error(ErrorCode::kUsage, from_file ? "give either `file=` or one part, not both"
                                             : "inventory receive needs PART or `file=`");
  }
  Receiver receiver(command);
  Value received = Value::list();
  if (from_file) {
    for (const std::string_view name : {"serial", "lot", "quantity", "location", "revision"}) {
      if (args.has(name)) throw Error(ErrorCode::kUsage, concat("`", name, "=` does not go with `file=`"));
    }
  } else {
    const format::ReceiptItem item = item_of(args);
    for (const Fault& fault : receiver.check(item)) {
      throw Error(fault.code, fault.fault.message).with_subject(fault.subject).with_hint(fault.fault.hint);
    }
    received.push(receiver.make(item));
  }
  for (const Value& document : args.documents("file")) {
    for (const format::ReceiptItem& item : items_of(document, receiver)) received.push(receiver.make(item));
  }
  Value made = Value::object();
  made.add("inventory", std::move(received));
  return made;
}

}  // namespace traveler::ops
