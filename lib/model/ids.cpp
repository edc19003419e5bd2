#include "model/ids.h"

#include <charconv>

#include "base/concat.h"
#include "base/text.h"
#include "traveler/error.h"

namespace traveler {
namespace {

constexpr std::string_view kStandardStep = "std:";

[[noreturn]] void refuse(std::string_view text, std::string_view what, std::string_view example) {
  throw Error(ErrorCode::kUsage, concat("'", text, "' is not ", what, "; one looks like ", example));
}

std::optional<std::int64_t> parse_count(std::string_view digits) {
  std::int64_t number = 0;
  const char* end = digits.data() + digits.size();
  const auto result = std::from_chars(digits.data(), end, number);
  if (digits.empty() || digits.front() == '0' || digits.front() == '-' || result.ptr != end ||
      result.ec != std::errc{}) {
    return std::nullopt;
  }
  return number;
}

std::optional<StepAddress> try_parse_step_id(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto run = parse_short_id("R-", text.substr(0, slash));
  const std::string_view key = text.substr(slash + 1);
  if (!run || !is_key(key)) return std::nullopt;
  return StepAddress{*run, std::string(key)};
}

}  // namespace

bool is_standard_step_id(std::string_view id) { return id.starts_with(kStandardStep); }
std::string standard_step_family(std::string_view key) { return concat(kStandardStep, key); }
std::string standard_step_key(std::string_view id) {
  if (!is_standard_step_id(id)) return {};
  id.remove_prefix(kStandardStep.size());
  return std::string(id.substr(0, id.find('@')));
}

std::string run_id(std::int64_t run) { return concat("R-", run); }
std::string inventory_id(std::int64_t inventory) { return concat("INV-", inventory); }
std::string batch_id(std::int64_t batch) { return concat("B-", batch); }
std::string issue_id(std::int64_t issue) { return concat("I-", issue); }
std::string install_id(std::int64_t install) { return concat("IN-", install); }
std::string exception_id(std::int64_t run, std::string_view step, std::string_view part) {
  return concat(step_id(run, step), ':', part);
}
std::string step_id(std::int64_t run, std::string_view key) { return concat("R-", run, '/', key); }
std::string field_id(std::int64_t run, std::string_view step, std::string_view field) {
  return concat("R-", run, '/', step, '#', field);
}
std::string cell_id(std::int64_t run, std::string_view step, std::string_view field, std::string_view row,
                    std::string_view column) {
  return field_id(run, step, field_key(field, row, column));
}
std::string procedure_id(std::string_view key, std::int64_t revision) { return concat(key, '@', revision); }
std::string part_id(std::string_view number, const std::optional<std::string>& revision) {
  return revision ? concat(number, ':', *revision) : std::string(number);
}

std::optional<std::int64_t> parse_short_id(std::string_view prefix, std::string_view text) {
  if (!text.starts_with(prefix)) return std::nullopt;
  return parse_count(text.substr(prefix.size()));
}

std::int64_t parse_run_id(std::string_view text) {
  if (const auto run = parse_short_id("R-", text)) return *run;
  refuse(text, "a run id", "R-12");
}

std::int64_t parse_inventory_id(std::string_view text) {
  if (const auto item = parse_short_id("INV-", text)) return *item;
  refuse(text, "an inventory id", "INV-5");
}

std::int64_t parse_batch_id(std::string_view text) {
  if (const auto batch = parse_short_id("B-", text)) return *batch;
  refuse(text, "a batch id", "B-3");
}

std::int64_t parse_install_id(std::string_view text) {
  if (const auto install = parse_short_id("IN-", text)) return *install;
  refuse(text, "an install id", "IN-3");
}

std::int64_t parse_issue_id(std::string_view text) {
  if (const auto issue = parse_short_id("I-", text)) return *issue;
  refuse(text, "an issue id", "I-7");
}

StepAddress parse_step_id(std::string_view text) {
  if (auto step = try_parse_step_id(text)) return std::move(*step);
  refuse(text, "a step id", "R-12/torque");
}

std::string field_key(std::string_view field, std::string_view row, std::string_view column) {
  return row.empty() ? std::string(field) : concat(field, '[', row, "].", column);
}

std::optional<FieldKey> parse_field_key(std::string_view text) {
  const std::size_t open = text.find('[');
  if (open == std::string_view::npos) return FieldKey{std::string(text), {}, {}};
  // The row may hold brackets too; the column, a key, does not.
  const std::size_t close = text.rfind("].");
  if (close == std::string_view::npos || close < open) return std::nullopt;
  return FieldKey{std::string(text.substr(0, open)), std::string(text.substr(open + 1, close - open - 1)),
                  std::string(text.substr(close + 2))};
}

std::optional<FieldAddress> try_parse_field_id(std::string_view text) {
  const std::size_t hash = text.find('#');
  if (hash == std::string_view::npos) return std::nullopt;
  auto step = try_parse_step_id(text.substr(0, hash));
  auto key = parse_field_key(text.substr(hash + 1));
  if (!step || !key) return std::nullopt;
  return FieldAddress{std::move(*key), std::move(*step)};
}

FieldAddress parse_field_id(std::string_view text) {
  if (auto field = try_parse_field_id(text)) return std::move(*field);
  refuse(text, "a field id", "R-12/torque#nm");
}

ProcedureAddress parse_procedure_id(std::string_view text) {
  const std::size_t at = text.find('@');
  const std::string_view key = text.substr(0, at);
  if (is_key(is_standard_step_id(key) ? key.substr(kStandardStep.size()) : key)) {
    if (at == std::string_view::npos) return {std::string(key), std::nullopt};
    if (const auto revision = parse_count(text.substr(at + 1))) return {std::string(key), revision};
  }
  refuse(text, "a procedure id", "bracket-assembly or bracket-assembly@2");
}

PartAddress parse_part_id(std::string_view text) {
  const std::size_t colon = text.find(':');
  const std::string_view number = text.substr(0, colon);
  if (is_key(number)) {
    if (colon == std::string_view::npos) return {std::string(number), std::nullopt};
    const std::string_view revision = text.substr(colon + 1);
    if (is_key(revision)) return {std::string(number), std::string(revision)};
  }
  refuse(text, "a part", "BRKT-ASSY-001 or BRKT-ASSY-001:C");
}

}  // namespace traveler
