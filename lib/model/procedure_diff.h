#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/enum_text.h"
#include "model/definition.h"

namespace traveler {

// What makes two versions of a procedure different, by meaning. Spec section 2.
//
// Steps are matched by key over all levels. A removed and an added step that share everything but key,
// place and dependencies are one renamed step, when neither fits another one too.
//
// A step is moved when it has another parent, or another order among the siblings that both versions
// have there; as few as can be are reported. Fields and columns likewise. The order of requirements,
// approvals, attributes, parts, substitutes and designators means nothing; that of options and of named
// rows is what people see and what a value refers to.
//
// Dependencies. The upstream steps of a step are what `after` says, or what the flow implies; an `after`
// that says just what the flow would imply counts as implied. The dependencies of a step changed when its
// two sets of upstream steps differ (a renamed step being the same), unless both are implied: then what
// made them differ is reported already, as a change of the flow or as a sibling that is added, removed or
// moved. So edges that are written always show, those of a serial flow never for themselves.
//
// Numbers and durations compare as values: 10.0 is 10, 60m is 1h. Limits with tolerances on both sides
// compare target and tolerances; else the bounds that they come to, and whether a target is named. What
// is only traced has no quantity. White space at the end of instructions means nothing.

enum class ChangeKind : std::uint8_t { kAdded, kRemoved, kMoved, kChanged, kRenamed };

template <>
struct EnumText<ChangeKind> {
  static constexpr std::array<std::string_view, 5> kTexts{"added", "removed", "moved", "changed", "renamed"};
};

/// One difference. What it is about is named by the keys, as far as they go; without any it is the
/// procedure itself. `kChanged` names the aspect by its key in the document; the others are about the whole.
struct ProcedureChange {
  ChangeKind kind = ChangeKind::kChanged;
  std::string step;   ///< as in B; of a removed step as in A
  std::string field;  ///< of that step
  std::string column;
  std::string requirement;  ///< its part
  std::string approval;     ///< of that step, or of the procedure
  /// `title`, `limits.max`, `after`, `attributes.NAME`; of a move `parent` or `order`; of the renamed
  /// `id` or `procedure`; empty for what is added or removed.
  std::string aspect;
  /// In A and in B, in one text; nullopt where there is none. Of a move the parent, or the one before.
  std::optional<std::string> old_text;
  std::optional<std::string> new_text;
  std::vector<std::string> old_items;  ///< the same, when the aspect is a list
  std::vector<std::string> new_items;
};

/// What is different in `b`: the procedure first, then the steps in the order of B, a removed one after
/// the sibling that it followed in A. Keys must be unique, as the reader of documents sees to.
std::vector<ProcedureChange> diff_procedures(const ProcedureDef& a, const ProcedureDef& b);

}  // namespace traveler
