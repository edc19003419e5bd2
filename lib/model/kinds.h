#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "traveler/kinds.h"

namespace traveler {

/// All there is to know of a kind of object, said once. What an object of it remembers is declared beside
/// it, in `model/record_fields`. Spec section 1; cli.md section 3.
struct KindSpec {
  ObjectKind kind = ObjectKind::kNothing;
  std::string_view name;         ///< in the history, in `OperationSpec::answer`, for completion
  std::string_view plural = {};  ///< the member of a change's answer that lists them
  std::string_view prefix = {};  ///< of its short ids, `R-`; none: objects are named by a name or key
  std::string_view list = {};    ///< the operation that lists them; none: they are no list of their own
  /// Members of a row in JSON, separated by blanks; dotted ones are inside of an object. The names for
  /// `--fields`, `--sort` and filters, and the columns of a table.
  std::string_view keys = {};
  std::string_view more = {};  ///< members that only a single object has
  bool revised = false;        ///< has a revision, which each change moves: `--if-revision` compares it
};

/// Every kind, in the order of ObjectKind.
std::span<const KindSpec> kinds();
const KindSpec& kind_of(ObjectKind kind);
/// The kind of that name, or nullptr.
const KindSpec* find_kind(std::string_view name);

/// How a row is kept: by its number, where ids are short ones, else by its name.
struct RecordKey {
  std::int64_t number = 0;
  std::string name;

  friend bool operator==(const RecordKey&, const RecordKey&) = default;
};
/// The key of an id of that kind; nullopt when it is none. `INV-5` is the number 5, `alice` a name.
std::optional<RecordKey> record_key(ObjectKind kind, std::string_view id);

}  // namespace traveler
