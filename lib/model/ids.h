#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace traveler {

// The short ids of spec section 1. Reading one that is malformed throws Error(usage) that shows the form.

std::string run_id(std::int64_t run);
std::string inventory_id(std::int64_t inventory);
std::string batch_id(std::int64_t batch);
std::string issue_id(std::int64_t issue);
std::string install_id(std::int64_t install);
/// `R-12/torque:BOLT-M6`, what stands in for a requirement.
std::string exception_id(std::int64_t run, std::string_view step, std::string_view part);
std::string step_id(std::int64_t run, std::string_view key);
std::string field_id(std::int64_t run, std::string_view step, std::string_view field);
std::string cell_id(std::int64_t run, std::string_view step, std::string_view field, std::string_view row,
                    std::string_view column);
std::string procedure_id(std::string_view key, std::int64_t revision);
std::string part_id(std::string_view number, const std::optional<std::string>& revision);

/// `R-12` → 12.
std::int64_t parse_run_id(std::string_view text);
/// The number of an id with that prefix, `R-` or `INV-`; nullopt for anything else.
std::optional<std::int64_t> parse_short_id(std::string_view prefix, std::string_view text);

/// `INV-5` → 5.
std::int64_t parse_inventory_id(std::string_view text);
/// `B-3` → 3.
std::int64_t parse_batch_id(std::string_view text);
/// `IN-3` → 3.
std::int64_t parse_install_id(std::string_view text);
/// `I-7` → 7.
std::int64_t parse_issue_id(std::string_view text);

struct StepAddress {
  std::int64_t run = 0;
  std::string key;
};
/// `R-12/torque`.
StepAddress parse_step_id(std::string_view text);

/// A field of a step, or a cell of a table field; row and column are empty unless it is a cell.
struct FieldKey {
  std::string field;
  std::string row;
  std::string column;
};
/// `bores[3].diameter`, or the field alone when there is no row.
std::string field_key(std::string_view field, std::string_view row, std::string_view column);
/// `nm` or `bores[3].diameter`; nullopt for an unmatched bracket. A row may have any name.
std::optional<FieldKey> parse_field_key(std::string_view text);

struct FieldAddress : FieldKey {
  StepAddress step;
};
/// `R-12/torque#nm` or `R-12/torque#bores[3].diameter`.
FieldAddress parse_field_id(std::string_view text);
/// The same; nullopt for anything else.
std::optional<FieldAddress> try_parse_field_id(std::string_view text);

struct ProcedureAddress {
  std::string key;
  std::optional<std::int64_t> revision;
};
/// `KEY` or `KEY@REV`; of a standard step `std:KEY` or `std:KEY@REV`, the family being `std:KEY`.
ProcedureAddress parse_procedure_id(std::string_view text);

/// `std:deburr`, the family of a standard step; no key of a procedure looks like it.
std::string standard_step_family(std::string_view key);
/// True for `std:deburr` and `std:deburr@2`.
bool is_standard_step_id(std::string_view id);
/// The key in `std:deburr` or `std:deburr@2`; empty for anything else.
std::string standard_step_key(std::string_view id);

struct PartAddress {
  std::string number;
  std::optional<std::string> revision;
};
/// `NUMBER` or `NUMBER:REV`.
PartAddress parse_part_id(std::string_view text);

}  // namespace traveler
