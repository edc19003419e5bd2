#include <algorithm>

#include "base/concat.h"
#include "base/text.h"
#include "format/material_document.h"
#include "format/objects.h"
#include "ops/documents.h"
#include "ops/operation.h"
#include "store/inventory.h"
#include "store/material.h"
#include "traveler/error.h"

namespace traveler::ops {
namespace {

constexpr ArgumentSpec kAdd[] = {
    {.name = "part",
     .type = ArgumentType::kId,
     .help = "number of the part",
     .positional = true,
     .metavar = "NUMBER"},
    {.name = "name", .help = "what the part is, in a few words", .metavar = "TEXT"},
    {.name = "tracking",
     .type = ArgumentType::kChoice,
     .help = "serial, lot or quantity",
     .choices = EnumText<Tracking>::kTexts},
    {.name = "unit", .help = "unit of measure; default ea", .metavar = "UNIT"},
    {.name = "precision",
     .type = ArgumentType::kInteger,
     .help = "decimals that quantities use, 0 to 6; default 0",
     .metavar = "N"},
    {.name = "revision", .type = ArgumentType::kId, .help = "revision of the part", .metavar = "REV"},
    {.name = "file",
     .type = ArgumentType::kDocument,
     .help = "a list of parts, YAML or JSON; - for standard input",
     .metavar = "FILE",
     .letter = 'f'},
};
constexpr ArgumentSpec kOne[] = {
    {.name = "part",
     .type = ArgumentType::kId,
     .help = "NUMBER, or NUMBER:REVISION",
     .positional = true,
     .required = true,
     .refers_to = ObjectKind::kPart},
};

constexpr std::string_view kUnit = "ea";

void check_part(const Part& part) {
  const auto refuse = [&](std::string message, std::string hint = {}) {
    throw Error(ErrorCode::kValueInvalid, std::move(message))
        .with_subject(part.number)
        .with_hint(std::move(hint));
  };
  const std::string_view form =
      "letters, digits, '.', '_', '-', at most 128, starting with a letter or digit";
  if (!is_key(part.number))
    refuse(concat("'", part.number, "' cannot be a part number"), concat("part numbers are ", form));
  if (part.revision && !is_key(*part.revision)) {
    refuse(concat("'", *part.revision, "' cannot be a revision"), concat("revisions are ", form));
  }
  if (part.precision < 0 || part.precision > 6) refuse("the precision is not 0 to 6");
  if (part.tracking == Tracking::kSerial && part.precision != 0) {
    refuse(concat(part.number, " is tracked by serial: its precision is 0"));
  }
}

/// Adds a part; one that is there as given is left alone, so that a list can be added again.
Part add_part(Command& command, const Part& part) {
  check_part(part);
  const std::string id = part_id(part.number, part.revision);
  for (const Part& other : store::part_revisions(command.db(), part.number)) {
    const bool same_rules =
        other.tracking == part.tracking && other.unit == part.unit && other.precision == part.precision;
    if (other.revision == part.revision) {
      if (same_rules && other.name == part.name) return other;
      throw Error(ErrorCode::kRuleRefused, concat("there is a part ", id, " already, and it is not the same"))
          .with_subject(id)
          .with_hint(concat("`part.show part=", id, "` shows it"));
    }
    if (!same_rules) {
      throw Error(ErrorCode::kRuleRefused,
                  concat("the revisions of ", part.number, " share tracking, unit and precision"))
          .with_subject(id)
          .with_hint(
              concat("it has ", to_text(other.tracking), ", ", other.unit, ", precision ", other.precision));
    }
  }
  command.record_change<Part>(nullptr, part);
  return part;
}

Value add(Command& command, const Arguments& args) {
  const bool from_file = args.has("file");
  if (from_file == args.has("part")) {
    throw Error(ErrorCode::kUsage,
                from_file ? "give either `file=` or one part, not both" : "part add needs NUMBER or `file=`");
  }
  Value parts = Value::list();
  if (!from_file) {
    if (!args.has("name") || !args.has("tracking")) {
      throw Error(ErrorCode::kUsage, "part add needs `name=` and `tracking=`")
          .with_hint("as in: `part.add part=BRKT-ASSY-001 name=\"Bracket assembly\" tracking=serial`");
    }
    Part part;
    part.number = args.text("part");
    part.revision = args.optional_text("revision");
    part.name = args.text("name");
    part.tracking = *from_text<Tracking>(args.text("tracking"));
    part.unit = args.optional_text("unit").value_or(std::string(kUnit));
    part.precision = static_cast<int>(std::min<std::int64_t>(args.integer("precision").value_or(0), 7));
    parts.push(format::part_value(add_part(command, part)));
  }
  for (const Value& document : args.documents("file")) {
    const std::string& file = document["file"].as_text();
    format::Document read = read_material(document);
    const auto items = format::decode_parts(read);
    refuse_findings(read);
    for (const format::PartItem& item : *items) {
      try {
        Part part{
            0, item.number, std::nullopt, item.name, item.tracking, item.unit, item.precision.value_or(0)};
        if (!item.revision.empty()) part.revision = item.revision;
        if (part.unit.empty()) part.unit = kUnit;
        parts.push(format::part_value(add_part(command, part)));
      } catch (Error& error) {
        throw std::move(error).at(file, item.place.mark.line, item.place.mark.column);
      }
    }
  }
  Value made = Value::object();
  made.add("parts", std::move(parts));
  return made;
}

void list(Query& query, const Arguments&, const RowSink& row) {
  for (const Part& part : store::list_parts(query.db)) row(format::part_value(part));
}

void show(Query& query, const Arguments& args, const RowSink& row) {
  const std::string& id = args.text("part");
  const PartAddress address = parse_part_id(id);
  auto revisions = store::part_revisions(query.db, address.number);
  for (const Part& part : revisions) {
    const bool fits = part.revision == address.revision || (!address.revision && revisions.size() == 1);
    if (!fits) continue;
    row(format::part_value(part));
    return;
  }
  std::vector<std::string> known;
  for (const Part& part : revisions) known.push_back(part_id(part.number, part.revision));
  throw Error(ErrorCode::kNotFound, concat("there is no part ", id))
      .with_subject(id)
      .with_hint(known.empty() ? "`part.list` shows the parts" : concat("there is ", join_words(known)));
}

constexpr Operation kOperations[] = {
    {.spec = {.name = "part.add",
              .effect = Effect::kChanges,
              .summary = "add parts",
              .description = "A part that is there already, just as given, is left alone: a list can be "
                             "added again. Revisions of a number share tracking, unit and precision.",
              .arguments = kAdd,
              .answer = "part"},
     .change = add},
    {.spec = {.name = "part.list", .summary = "list the parts", .lists = true, .answer = "part"},
     .read = list},
    {.spec = {.name = "part.show", .summary = "show one part", .arguments = kOne, .answer = "part"},
     .read = show},
};

}  // namespace

std::span<const Operation> part_operations() { return kOperations; }

}  // namespace traveler::ops
