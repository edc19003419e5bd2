#include "format/history_body.h"

#include <algorithm>

#include "format/json.h"
#include "model/kinds.h"
#include "traveler/error.h"

namespace traveler::format {
namespace {

[[noreturn]] void refuse() { throw Error(ErrorCode::kStorageCorrupt, "a history entry cannot be read"); }

void append_change(std::string& out, const SubjectChange& change, const std::string& entry_subject) {
  std::vector<const FieldChange*> fields;
  fields.reserve(change.fields.size());
  for (const FieldChange& field : change.fields) fields.push_back(&field);
  std::sort(fields.begin(), fields.end(), [](auto* a, auto* b) { return a->field < b->field; });
  out += "{\"fields\":{";
  bool first = true;
  for (const FieldChange* field : fields) {
    if (!first) out += ',';
    first = false;
    append_json_text(out, field->field);
    out += ":[";
    out += to_canonical_json(field->old_value);
    out += ',';
    out += to_canonical_json(field->new_value);
    out += ']';
  }
  out += "},\"kind\":";
  append_json_text(out, kind_of(change.kind).name);
  if (change.subject != entry_subject) {
    out += ",\"subject\":";
    append_json_text(out, change.subject);
  }
  out += '}';
}

Timestamp time_of(const Value& value) {
  const auto time = Timestamp::parse(value.as_text());
  if (!time) refuse();
  return *time;
}

}  // namespace

std::string history_body(const HistoryEntry& entry) {
  std::string out = "{\"actor\":";
  out.reserve(256);
  append_json_text(out, entry.actor);
  out += ",\"at\":\"";
  entry.at.append_to(out);
  out += "\",\"changes\":[";
  bool first = true;
  for (const SubjectChange& change : entry.changes) {
    if (!first) out += ',';
    first = false;
    append_change(out, change, entry.subject);
  }
  out += entry.clock_behind ? "],\"clock\":\"behind\"" : "]";
  if (!entry.login.empty()) {
    out += ",\"login\":";
    append_json_text(out, entry.login);
  }
  out += ",\"op\":";
  append_json_text(out, entry.op);
  if (entry.reason) {
    out += ",\"reason\":";
    append_json_text(out, *entry.reason);
  }
  if (entry.recorded_at != entry.at) {
    out += ",\"recorded_at\":\"";
    entry.recorded_at.append_to(out);
    out += '"';
  }
  out += ",\"subject\":";
  append_json_text(out, entry.subject);
  out += '}';
  return out;
}

HistoryEntry parse_history_body(std::string_view body) {
  Value root = parse_stored_json(body);
  try {
    HistoryEntry entry;
    entry.actor = root["actor"].as_text();
    entry.at = time_of(root["at"]);
    entry.recorded_at = root["recorded_at"].is_null() ? entry.at : time_of(root["recorded_at"]);
    if (const Value& clock = root["clock"]; !clock.is_null()) {
      if (clock.as_text() != "behind") refuse();
      entry.clock_behind = true;
    }
    if (const Value& login = root["login"]; !login.is_null()) entry.login = login.as_text();
    entry.op = root["op"].as_text();
    entry.subject = root["subject"].as_text();
    if (const Value& reason = root["reason"]; !reason.is_null()) entry.reason = reason.as_text();
    Value* changes = root.find("changes");
    if (changes == nullptr) refuse();
    for (Value& item : changes->as_list()) {
      SubjectChange change;
      const KindSpec* kind = find_kind(item["kind"].as_text());
      if (kind == nullptr) refuse();
      change.kind = kind->kind;
      change.subject = item["subject"].is_null() ? entry.subject : item["subject"].as_text();
      Value* fields = item.find("fields");
      if (fields == nullptr) refuse();
      for (auto& [name, pair] : fields->as_object()) {
        auto& values = pair.as_list();
        if (values.size() != 2) refuse();
        change.fields.push_back({std::move(name), std::move(values[0]), std::move(values[1])});
      }
      entry.changes.push_back(std::move(change));
    }
    return entry;
  } catch (const Error&) {
    refuse();
  }
}

}  // namespace traveler::format
