#include "format/bulk_line.h"

#include <charconv>
#include <utility>
#include <vector>

#include "base/concat.h"
#include "base/text.h"
#include "format/decode.h"
#include "traveler/error.h"

namespace traveler::format {
namespace {

constexpr std::size_t kLineBytes = std::size_t{16} << 20U;
constexpr std::size_t kLineNodes = 500'000;

class Arguments {
 public:
  Arguments(const Document& document, const OperationSpec& spec) : document_(document), spec_(spec) {}

  Value read(const Node& args) const {
    Value out = Value::object();
    for (const Node::Entry& entry : args.entries) {
      const auto [argument, plural] = find(entry.key);
      if (argument == nullptr) {
        // The operation refuses it, and knows what is near.
        out.add(entry.key, Value());
        continue;
      }
      const std::string_view name = request_name(*argument);
      if (out.find(name) != nullptr) refuse(entry.key_mark, concat(name, " is given twice"));
      if (entry.value.kind == NodeKind::kNull) continue;
      out.add(name, argument->many && argument->type != ArgumentType::kPairs
                        ? list_of(*argument, entry, plural)
                        : one_of(*argument, entry.key, entry.value));
    }
    return out;
  }

 private:
  [[noreturn]] void refuse(const Mark& mark, std::string message) const {
    throw Error(ErrorCode::kUsage, concat(spec_.name, ": ", message))
        .at(document_.file, mark.line, mark.column);
  }

  std::pair<const ArgumentSpec*, bool> find(std::string_view key) const {
    for (const ArgumentSpec& argument : spec_.arguments) {
      if (request_name(argument) == key) return {&argument, true};
    }
    for (const ArgumentSpec& argument : spec_.arguments) {
      if (argument.name == key) return {&argument, false};
    }
    return {nullptr, false};
  }

  Value list_of(const ArgumentSpec& argument, const Node::Entry& entry, bool plural) const {
    Value list = Value::list();
    if (entry.value.kind != NodeKind::kList) {
      list.push(one_of(argument, entry.key, entry.value));
      return list;
    }
    if (!plural)
      refuse(entry.value.mark, concat(entry.key, " takes one value; a list goes under ", argument.plural));
    for (const Node& item : entry.value.items) list.push(one_of(argument, entry.key, item));
    return list;
  }

  Value one_of(const ArgumentSpec& argument, std::string_view key, const Node& node) const {
    const auto wrong = [&](std::string_view what) {
      refuse(node.mark, concat(key, " takes ", what, ", not ", describe(node)));
    };
    const bool is_scalar = node.kind == NodeKind::kScalar;
    switch (argument.type) {
      case ArgumentType::kFlag:
        if (!is_scalar || node.quoted || (node.scalar != "true" && node.scalar != "false"))
          wrong("true or false");
        return node.scalar == "true";
      case ArgumentType::kInteger: {
        std::int64_t number = 0;
        const char* end = node.scalar.data() + node.scalar.size();
        const auto parsed = std::from_chars(node.scalar.data(), end, number);
        if (!is_scalar || node.quoted || parsed.ec != std::errc{} || parsed.ptr != end || number < 0)
          wrong("a whole number, 0 or more");
        return number;
      }
      case ArgumentType::kQuantity:
        if (!is_scalar || is_boolean(node)) wrong("a quantity");
        return node.scalar;
      case ArgumentType::kPairs:
        if (node.kind != NodeKind::kMap) wrong("an object of keys and values");
        return pairs(key, node);
      case ArgumentType::kDocument:
        if (node.kind != NodeKind::kMap) wrong("a document: {\"file\": NAME, \"text\": CONTENT}");
        return document(key, node);
      default:
        // A number for a serial would lose its zeros in other hands: texts are quoted in JSON.
        if (!is_scalar || (document_.syntax == Syntax::kJson && !node.quoted)) wrong("a text");
        return node.scalar;
    }
  }

  static bool is_boolean(const Node& node) {
    return !node.quoted && (node.scalar == "true" || node.scalar == "false");
  }

  Value pairs(std::string_view key, const Node& node) const {
    Value out = Value::object();
    for (const Node::Entry& entry : node.entries) {
      const Node& value = entry.value;
      if (value.kind == NodeKind::kNull) {
        out.add(entry.key, Value());
      } else if (value.kind == NodeKind::kScalar) {
        out.add(entry.key, value.scalar);
      } else if (value.kind == NodeKind::kList) {
        // The choices of a multiselect.
        std::string joined;
        for (const Node& item : value.items) {
          if (item.kind != NodeKind::kScalar) refuse(item.mark, concat(key, " takes texts"));
          joined += concat(joined.empty() ? "" : ",", item.scalar);
        }
        out.add(entry.key, std::move(joined));
      } else {
        refuse(value.mark, concat(key, ".", entry.key, " takes a value, not ", describe(value)));
      }
    }
    return out;
  }

  Value document(std::string_view key, const Node& node) const {
    Value out = Value::object();
    out.add("file", "");
    for (const Node::Entry& entry : node.entries) {
      if (entry.key != "file" && entry.key != "text")
        refuse(entry.key_mark, concat(key, " has no member ", shown(entry.key)));
      if (entry.value.kind != NodeKind::kScalar)
        refuse(entry.value.mark, concat(key, ".", entry.key, " takes a text"));
      out.set(entry.key, entry.value.scalar);
    }
    if (out.find("text") == nullptr) refuse(node.mark, concat(key, " has no text"));
    return out;
  }

  const Document& document_;
  const OperationSpec& spec_;
};

}  // namespace

DocumentLimits bulk_line_limits() {
  DocumentLimits limits;
  limits.bytes = kLineBytes;
  limits.nodes = kLineNodes;
  limits.scalar_bytes = kLineBytes;
  return limits;
}

void decode_bulk_line(Document& document, const Node& node, const FindOperation& find, BulkLine& line) {
  refuse_findings(document);
  Decoder decoder(document);
  const Place place;
  if (!decoder.is_map(node, place, "an operation, {\"op\": ..., \"args\": {...}}")) refuse_findings(document);
  const MapReader map(decoder, node, place, {"op", "args", "as", "at", "reason", "key", "if_revision"});
  const auto text = [&](const Node& n, const Place& p) -> std::optional<std::string> {
    if (n.kind == NodeKind::kScalar && document.syntax == Syntax::kJson && !n.quoted) {
      decoder.wrong_type("a text", n, p);
      return std::nullopt;
    }
    return decoder.filled_text(n, p);
  };
  map.required("op", line.op, text);
  const auto optional = [&](std::string_view key, std::optional<std::string>& to) {
    const Node* value = map.find(key);
    if (value != nullptr && value->kind != NodeKind::kNull) map.optional(key, to, text);
  };
  optional("as", line.actor);
  optional("at", line.at);
  optional("reason", line.reason);
  optional("key", line.key);
  const Node* revision = map.find("if_revision");
  if (revision != nullptr && revision->kind != NodeKind::kNull) {
    map.optional("if_revision", line.if_revision, [&](const Node& n, const Place& p) {
      return decoder.integer(n, p, 0, std::numeric_limits<std::int64_t>::max());
    });
  }
  const Node* args = map.find("args");
  const bool has_args = args != nullptr && args->kind != NodeKind::kNull;
  if (has_args) decoder.is_map(*args, Place(place, "args"), "an object of arguments");
  refuse_findings(document);
  const OperationSpec* spec = find(line.op);
  if (spec == nullptr || spec->effect == Effect::kLocal) return;  // refused by its name
  if (has_args) line.args = Arguments(document, *spec).read(*args);
}

}  // namespace traveler::format
