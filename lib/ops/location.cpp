#include "base/concat.h"
#include "base/text.h"
#include "ops/operation.h"
#include "ops/record_reads.h"
#include "store/inventory.h"
#include "store/material.h"
#include "traveler/error.h"

namespace traveler::ops {
namespace {

constexpr ArgumentSpec kAdd[] = {
    {.name = "location",
     .type = ArgumentType::kId,
     .help = "the code of the place, as WC-10",
     .positional = true,
     .required = true,
     .metavar = "CODE"},
    {.name = "name", .help = "what people call it", .required = true, .metavar = "TEXT"},
    {.name = "work_center", .type = ArgumentType::kFlag, .help = "work is done here, not only storage"},
};

Value add(Command& command, const Arguments& args) {
  Location location{args.text("location"), args.text("name"), args.flag("work_center"), 1};
  if (!is_key(location.code)) {
    throw Error(ErrorCode::kValueInvalid, concat("'", location.code, "' cannot be a location code"))
        .with_subject(location.code)
        .with_hint("codes are letters, digits, '.', '_', '-', at most 128, and start with a letter or digit");
  }
  if (store::find_location(command.db(), location.code)) {
    throw Error(ErrorCode::kRuleRefused, concat("there is a location '", location.code, "' already"))
        .with_subject(location.code);
  }
  command.record_change<Location>(nullptr, location);
  return made_record(location);
}

constexpr Operation kOperations[] = {
    {.spec = {.name = "location.add",
              .effect = Effect::kChanges,
              .summary = "add a place: a shelf, a room, a work centre",
              .arguments = kAdd,
              .answer = "location"},
     .change = add},
    {.spec = {.name = "location.list", .summary = "list the places", .lists = true, .answer = "location"},
     .read = list_rows<Location>},
};

}  // namespace

std::span<const Operation> location_operations() { return kOperations; }

}  // namespace traveler::ops
