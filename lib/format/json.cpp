#include "format/json.h"

namespace traveler::format {
namespace {

void append_pretty(std::string& out, const Value& value, std::size_t indent) {
  const auto separate = [&](bool first, std::size_t columns) {
    if (!first) out += ',';
    out += '\n';
    out.append(columns, ' ');
  };
  if (value.is_list() && !value.as_list().empty()) {
    out += '[';
    for (const Value& item : value.as_list()) {
      separate(&item == value.as_list().data(), indent + 2);
      append_pretty(out, item, indent + 2);
    }
    separate(true, indent);
    out += ']';
  } else if (value.is_object() && !value.as_object().empty()) {
    out += '{';
    for (const Value::Member& member : value.as_object()) {
      separate(&member == value.as_object().data(), indent + 2);
      append_json_text(out, member.first);
      out += ": ";
      append_pretty(out, member.second, indent + 2);
    }
    separate(true, indent);
    out += '}';
  } else {
    append_json(out, value);
  }
}

}  // namespace

std::string to_pretty_json(const Value& value) {
  std::string out;
  append_pretty(out, value, 0);
  return out;
}

}  // namespace traveler::format
