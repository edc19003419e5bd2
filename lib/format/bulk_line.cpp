#include "format/bulk_line.h"

#include <limits>
#include <utility>

#include "base/concat.h"
#include "format/arguments.h"
#include "format/decode.h"
#include "format/value_json.h"
#include "traveler/error.h"

namespace traveler::format {
namespace {

/// The arguments of an operation, each refused at its place.
Value decode_arguments(const Document& document, const OperationSpec& spec, const Node& args) {
  Value out = Value::object();
  for (const Node::Entry& entry : args.entries) {
    const ArgumentSpec* argument = find_argument(spec, entry.key);
    if (argument == nullptr) {
      // The operation refuses it, and knows what is near.
      out.add(entry.key, Value());
      continue;
    }
    const std::string_view name = request_name(*argument);
    const auto refuse = [&](ErrorCode code, const Mark& mark, const std::string& message, std::string hint) {
      throw Error(code, concat(spec.name, ": ", message))
          .with_hint(std::move(hint))
          .at(document.file, mark.line, mark.column);
    };
    if (out.find(name) != nullptr)
      refuse(ErrorCode::kUsage, entry.key_mark, concat(name, " is given twice"), {});
    if (entry.value.kind == NodeKind::kNull) continue;
    try {
      out.add(name, argument_value(*argument, entry.key, value_of(entry.value)));
    } catch (const Error& error) {
      refuse(error.code(), entry.value.mark, error.message(), error.hint());
    }
  }
  return out;
}

}  // namespace

void decode_bulk_line(Document& document, const Node& node, const FindOperation& find, BulkLine& line,
                      bool alone) {
  refuse_findings(document);
  Decoder decoder(document);
  const Place place;
  if (!decoder.is_map(node, place, "an operation, {\"op\": ..., \"args\": {...}}")) refuse_findings(document);
  const MapReader map =
      alone ? MapReader(decoder, node, place,
                        {"op", "args", "as", "at", "reason", "key", "if_revision", "dry_run"})
            : MapReader(decoder, node, place, {"op", "args", "as", "at", "reason", "key", "if_revision"});
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
  const Node* dry_run = map.find("dry_run");
  if (alone && dry_run != nullptr && dry_run->kind != NodeKind::kNull)
    map.optional("dry_run", line.dry_run,
                 [&](const Node& n, const Place& p) { return decoder.boolean(n, p); });
  const Node* args = map.find("args");
  const bool has_args = args != nullptr && args->kind != NodeKind::kNull;
  if (has_args) decoder.is_map(*args, Place(place, "args"), "an object of arguments");
  refuse_findings(document);
  const OperationSpec* spec = find(line.op);
  if (spec == nullptr || spec->effect == Effect::kLocal) return;  // refused by its name
  if (has_args) line.args = decode_arguments(document, *spec, *args);
}

}  // namespace traveler::format
