#include "material_history.h"

#include <functional>
#include <set>

namespace material {
namespace {

using traveler::Value;
using Fields = std::map<std::string, Value>;

const Value& field(const Fields& fields, const std::string& name) {
  static const Value none;
  const auto it = fields.find(name);
  return it == fields.end() ? none : it->second;
}
std::string text(const Fields& fields, const std::string& name) {
  const Value& value = field(fields, name);
  return value.is_text() ? value.as_text() : std::string();
}
bool flag(const Fields& fields, const std::string& name) {
  const Value& value = field(fields, name);
  return value.is_bool() && value.as_bool();
}
Micros amount(const Fields& fields) { return parse_amount(text(fields, "quantity")).value_or(-1); }

}  // namespace

std::string Replayed::take(const Value& entry) {
  seq_ = entry["seq"].as_integer();
  for (const Value& change : entry["changes"].as_list()) {
    const std::string& subject = change["subject"].as_text();
    if (subject.rfind("INV-", 0) != 0 && subject.rfind("IN-", 0) != 0) continue;
    Value& now = subjects_[subject][change["field"].as_text()];
    if (now != change["old"] && !now.is_null()) {
      return "entry " + std::to_string(seq_) + ": " + subject + " " + change["field"].as_text() +
             " was not what it says it was";
    }
    now = change["new"];
  }
  return {};
}

std::map<std::int64_t, Item> Replayed::items() const {
  std::map<std::int64_t, Item> out;
  for (const auto& [subject, fields] : subjects_) {
    const std::int64_t id = number_of("INV-", subject);
    if (id == 0) continue;
    Item& item = out[id];
    item.id = id;
    item.part = text(fields, "part");
    item.revision = text(fields, "part_revision");
    item.serial = text(fields, "serial");
    item.lot = text(fields, "lot");
    item.quantity = amount(fields);
    item.location = text(fields, "location");
    item.origin = number_of("INV-", text(fields, "origin"));
    item.run = number_of("R-", text(fields, "run"));
    item.wip = flag(fields, "wip");
    item.kitted = number_of("R-", text(fields, "kitted"));
    item.install = number_of("IN-", text(fields, "install"));
    item.quarantined = flag(fields, "quarantined");
    item.scrapped = flag(fields, "scrapped");
    item.issue = number_of("I-", text(fields, "issue"));
    item.merged_into = number_of("INV-", text(fields, "merged_into"));
  }
  return out;
}

std::map<std::int64_t, Install> Replayed::installs() const {
  std::map<std::int64_t, Install> out;
  for (const auto& [subject, fields] : subjects_) {
    const std::int64_t id = number_of("IN-", subject);
    if (id == 0) continue;
    Install& install = out[id];
    install.id = id;
    install.run = number_of("R-", text(fields, "run"));
    install.step = text(fields, "step");
    install.part = text(fields, "part");
    install.item = number_of("INV-", text(fields, "inventory"));
    install.quantity = amount(fields);
    install.substitute = flag(fields, "substitute");
    const Value& parents = field(fields, "parents");
    if (parents.is_list()) {
      for (const Value& parent : parents.as_list()) {
        install.parents.push_back(number_of("INV-", parent.as_text()));
      }
    }
    install.active = field(fields, "uninstalled_at").is_null();
  }
  return out;
}

std::int64_t inside_itself(const std::map<std::int64_t, Install>& installs) {
  std::map<std::int64_t, std::set<std::int64_t>> up;
  for (const auto& [id, install] : installs) {
    if (install.active) up[install.item].insert(install.parents.begin(), install.parents.end());
  }
  std::map<std::int64_t, int> state;  // 1: on the way, 2: done
  std::int64_t found = 0;
  const std::function<void(std::int64_t)> walk = [&](std::int64_t item) {
    state[item] = 1;
    for (const std::int64_t parent : up[item]) {
      if (state[parent] == 1) found = parent;
      if (state[parent] == 0) walk(parent);
    }
    state[item] = 2;
  };
  std::set<std::int64_t> all;
  for (const auto& [item, parents] : up) all.insert(item);
  for (const std::int64_t item : all) {
    if (state[item] == 0) walk(item);
  }
  return found;
}

}  // namespace material
