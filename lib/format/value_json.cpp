#include "format/value_json.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "base/concat.h"
#include "format/decode.h"
#include "format/json.h"
#include "traveler/error.h"

namespace traveler {
namespace format {
namespace {

constexpr std::size_t kBytes = std::size_t{16} << 20U;
constexpr std::size_t kNodes = 500'000;

Value scalar_value(const Node& node) {
  if (node.quoted) return node.scalar;
  if (node.scalar == "true" || node.scalar == "false") return node.scalar == "true";
  std::int64_t number = 0;
  const char* end = node.scalar.data() + node.scalar.size();
  const auto [parsed, failed] = std::from_chars(node.scalar.data(), end, number);
  // 007 and -0 are integers of nobody: their text would not come back.
  if (failed == std::errc{} && parsed == end && std::to_string(number) == node.scalar) return number;
  return node.scalar;
}

}  // namespace

DocumentLimits value_limits() {
  DocumentLimits limits;
  limits.bytes = kBytes;
  limits.nodes = kNodes;
  limits.scalar_bytes = kBytes;
  return limits;
}

Value value_of(const Node& node) {
  switch (node.kind) {
    case NodeKind::kNull:
      return {};
    case NodeKind::kScalar:
      return scalar_value(node);
    case NodeKind::kList: {
      Value list = Value::list();
      list.as_list().reserve(node.items.size());
      for (const Node& item : node.items) list.push(value_of(item));
      return list;
    }
    case NodeKind::kMap:
      break;
  }
  Value object = Value::object();
  object.as_object().reserve(node.entries.size());
  for (const Node::Entry& entry : node.entries) object.add(entry.key, value_of(entry.value));
  return object;
}

}  // namespace format

namespace {

constexpr std::size_t kDeepest = 1000;

/// Whether a value has more than so many levels. The writer would follow it to the end of the stack.
bool is_deeper(const Value& value, std::size_t levels) {
  if (value.is_list()) {
    const auto& items = value.as_list();
    return levels == 0 || std::any_of(items.begin(), items.end(),
                                      [&](const Value& item) { return is_deeper(item, levels - 1); });
  }
  if (value.is_object()) {
    const auto& members = value.as_object();
    return levels == 0 || std::any_of(members.begin(), members.end(), [&](const Value::Member& member) {
             return is_deeper(member.second, levels - 1);
           });
  }
  return false;
}

}  // namespace

Value Value::parse_json(std::string_view text) {
  const format::Document document =
      format::read_document({}, text, format::Syntax::kJson, format::value_limits());
  format::refuse_findings(document);
  return format::value_of(document.root);
}

std::string Value::to_json() const {
  if (is_deeper(*this, kDeepest))
    throw Error(ErrorCode::kInternal, concat("a value of more than ", kDeepest, " levels is no JSON"));
  return format::to_json(*this);
}

}  // namespace traveler
