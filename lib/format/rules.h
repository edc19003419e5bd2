#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <string_view>
#include <vector>

#include "base/enum_text.h"
#include "traveler/error.h"

namespace traveler {
template <>
struct EnumText<Severity> {
  static constexpr std::array<std::string_view, 3> kTexts{"error", "warning", "note"};
};
}  // namespace traveler

namespace traveler::format {

/// What a rule looks at.
enum class RuleKind : std::uint8_t {
  kText,       ///< whether the text can be read at all
  kShape,      ///< keys, kinds of values, single values: what a JSON Schema can say
  kMeaning,    ///< how the parts of a document fit together
  kWorkspace,  ///< whether what is named exists in a workspace
  kComment,    ///< the comments that silence findings
};

/// A rule that documents are held to; spec section 2. Ids are stable: they stand in comments, settings
/// and reports.
struct Rule {
  std::string_view id;
  Severity severity = Severity::kError;  ///< unless settings say otherwise
  RuleKind kind = RuleKind::kShape;
  std::string_view explanation;  ///< one paragraph; its first sentence says what is wrong
};

// The rules, in the order in which a document is looked at.
inline constexpr Rule kRules[] = {
    {"syntax", Severity::kError, RuleKind::kText,
     "The text is not YAML or JSON. The place is where the parser could not go on; the cause may be a few "
     "lines above it, such as a quote or bracket that is not closed. What stands before the place and in "
     "other steps is checked all the same."},
    {"text.encoding", Severity::kError, RuleKind::kText,
     "The text is not UTF-8. Documents are UTF-8, with or without a byte order mark; the place is the first "
     "byte that does not fit."},
    {"text.nul", Severity::kError, RuleKind::kText,
     "The text contains a NUL character. Other programs end a text there, so that two readers of one file "
     "would read different documents."},
    {"text.control", Severity::kError, RuleKind::kText,
     "The text contains an unprintable control character. Only tabs and line ends have a place in a "
     "document."},
    {"text.bidi", Severity::kError, RuleKind::kText,
     "The text contains a character that turns its direction around unseen. With it a document can show "
     "its reviewer something other than what it says."},
    {"text.surrogate", Severity::kError, RuleKind::kText,
     "An escape is half of a surrogate pair. A character beyond U+FFFF is written as itself, or in JSON with "
     "both halves."},
    {"limit.bytes", Severity::kError, RuleKind::kText,
     "The document is larger than 4 MiB. Lists of material may be larger."},
    {"limit.depth", Severity::kError, RuleKind::kText,
     "The document is nested deeper than 64 levels of mappings and lists."},
    {"limit.nodes", Severity::kError, RuleKind::kText,
     "The document has more than 100,000 values. Lists of material may have more."},
    {"limit.scalar", Severity::kError, RuleKind::kText,
     "One text of the document is longer than 64 KiB. Long instructions belong in an attached file."},
    {"limit.number", Severity::kError, RuleKind::kText,
     "A number is too large to be read, such as 1e999999. If it is meant as a text, put it in quotes."},
    {"yaml.anchor", Severity::kError, RuleKind::kText,
     "An anchor (&name) is written. Anchors are not supported, because what a step says should stand in that "
     "step; shared steps are standard steps."},
    {"yaml.alias", Severity::kError, RuleKind::kText,
     "An alias (*name) is written. Aliases are not supported; write the value out where it is used."},
    {"yaml.tag", Severity::kError, RuleKind::kText,
     "A tag (!name or !!type) is written. The key decides what a value is, so a tag adds nothing; "
     "remove it."},
    {"yaml.merge", Severity::kError, RuleKind::kText,
     "A merge key (<<) is written. Merge keys are not supported; write the keys out."},
    {"yaml.documents", Severity::kError, RuleKind::kText,
     "The file holds a second document. One file is one document; put the other into a file of its own."},
    {"key.invalid", Severity::kError, RuleKind::kText, "The key of a mapping is empty, or is not a text."},
    {"key.duplicate", Severity::kError, RuleKind::kText,
     "A key is written twice in one mapping. Only one of the two would count, and which one depends on the "
     "program that reads it."},
    {"key.unknown", Severity::kError, RuleKind::kShape,
     "The key has no meaning here. Most often it is a typing error, or stands one level too deep or too "
     "shallow; what it was meant to say would be lost."},
    {"key.missing", Severity::kError, RuleKind::kShape,
     "A key that must be there is missing. The place is the start of the mapping that lacks it."},
    {"key.misplaced", Severity::kError, RuleKind::kShape,
     "The key belongs to fields of another type, such as options on a number or min on a text."},
    {"type.wrong", Severity::kError, RuleKind::kShape,
     "The value is of another kind than the key takes, such as a list where a text belongs or a word where "
     "true or false belongs."},
    {"value.invalid", Severity::kError, RuleKind::kShape,
     "The value is of the right kind but is not one that the key takes: not among its words, out of its "
     "range, or empty."},
    {"id.invalid", Severity::kError, RuleKind::kShape,
     "The id or part number is not well formed. Ids consist of letters, digits, '.', '_' and '-', begin with "
     "a letter or digit, and have at most 128 characters."},
    {"duration.invalid", Severity::kError, RuleKind::kShape,
     "The duration is not well formed. Durations are whole numbers with m, h or d: 30m, 2h, 1d, or a sum "
     "such as 1h30m."},
    {"part.duplicate", Severity::kError, RuleKind::kMeaning,
     "A part number is written twice in the list of parts that the procedure may produce."},
    {"steps.empty", Severity::kError, RuleKind::kShape,
     "The procedure has no steps. A run of it could never be worked on or completed."},
    {"step.depth", Severity::kError, RuleKind::kShape,
     "Steps are nested deeper than five levels. A step at the top is level 1."},
    {"step.duplicate", Severity::kError, RuleKind::kMeaning,
     "A step key is used twice. Keys are unique over all levels of a procedure, because R-12/KEY names one "
     "step of a run."},
    {"step.bare", Severity::kNote, RuleKind::kMeaning,
     "The step has no field, no sign-off and no requirement. That may be intended, but then nothing is "
     "on record of it except who completed it and when."},
    {"after.unknown", Severity::kError, RuleKind::kMeaning,
     "The key in 'after' is not a step of this procedure. The step would wait forever."},
    {"after.duplicate", Severity::kError, RuleKind::kMeaning, "A step is named twice in one 'after'."},
    {"after.ancestor", Severity::kError, RuleKind::kMeaning,
     "An edge joins a step with its own parent, or with one above or below it. A child starts when its "
     "parent has started, and a parent completes when its children have: an edge between them could never "
     "be met."},
    {"after.cycle", Severity::kError, RuleKind::kMeaning,
     "Steps wait for each other in a circle, so that none of them can ever start. The message names the "
     "whole circle; the place is the first 'after' that is part of it."},
    {"after.deadlock", Severity::kError, RuleKind::kMeaning,
     "Steps wait for each other through a parent. A child waits, directly or not, for a step that itself "
     "waits for the child's parent to complete; the message says who waits for whom."},
    {"field.duplicate", Severity::kError, RuleKind::kMeaning,
     "A field key is used twice in one step, or a column key twice in one table."},
    {"field.required_on_optional", Severity::kWarning, RuleKind::kMeaning,
     "A required field is on an optional step. It is needed only when the step is done; if the reading must "
     "always be there, make the step required."},
    {"limits.inverted", Severity::kError, RuleKind::kMeaning,
     "The minimum is greater than the maximum, so no value is within limits."},
    {"limits.target", Severity::kError, RuleKind::kMeaning, "The target lies outside of min and max."},
    {"limits.both", Severity::kError, RuleKind::kShape,
     "Limits are written in two ways at once. They are either min and max, or a target with its tolerance."},
    {"limits.target_missing", Severity::kError, RuleKind::kShape,
     "A tolerance is written without its target."},
    {"limits.tolerance_missing", Severity::kError, RuleKind::kShape,
     "A target is written without a tolerance, min or max, so that nothing says what is out of limits."},
    {"tolerance.negative", Severity::kError, RuleKind::kShape,
     "A tolerance is negative. Tolerances are distances; tolerance_minus is written without a sign too."},
    {"tolerance.both", Severity::kError, RuleKind::kShape,
     "Both tolerance and one of tolerance_plus and tolerance_minus are written."},
    {"select.options_missing", Severity::kError, RuleKind::kShape,
     "A select or multiselect has no options to choose from."},
    {"option.duplicate", Severity::kError, RuleKind::kMeaning,
     "An option is written twice in one select or multiselect."},
    {"option.na", Severity::kError, RuleKind::kShape,
     "An option is called N/A, which says of any field that it has no value. Where that may be said, allow_na "
     "is true."},
    {"signoff.role_missing", Severity::kError, RuleKind::kShape,
     "A sign-off does not say which role signs it."},
    {"table.columns_missing", Severity::kError, RuleKind::kShape, "A table has no columns."},
    {"table.nested", Severity::kError, RuleKind::kShape, "A column of a table is itself a table."},
    {"row.duplicate", Severity::kError, RuleKind::kMeaning, "A row name is written twice in one table."},
    {"requirement.part_missing", Severity::kError, RuleKind::kShape,
     "A build requirement does not say which part it requires."},
    {"requirement.quantity", Severity::kError, RuleKind::kShape,
     "The quantity of a build requirement is negative, or is written on a part that is only traced."},
    {"requirement.minimum", Severity::kError, RuleKind::kMeaning,
     "The minimum that the step itself needs is more than the quantity that the run needs."},
    {"requirement.duplicate", Severity::kError, RuleKind::kMeaning,
     "A step requires one part twice. Installs name their requirement by the part, so there is one "
     "requirement for each; add the quantities up."},
    {"designator.duplicate", Severity::kError, RuleKind::kMeaning,
     "A designator is written twice in one requirement."},
    {"approval.duplicate", Severity::kError, RuleKind::kMeaning,
     "An approval id is written twice on one step or run."},
    {"use.invalid", Severity::kError, RuleKind::kShape,
     "The standard step is not named as std:KEY@REV. The revision is always written, so that a later one "
     "never changes a procedure by itself."},
    {"use.override", Severity::kError, RuleKind::kShape,
     "A key on a step that uses a standard step would change what the standard step says. "
     "Only id, after, location and required can be given."},
    {"use.nested", Severity::kError, RuleKind::kShape, "A standard step uses another standard step."},
    {"use.misfit", Severity::kError, RuleKind::kWorkspace,
     "The standard step does not fit where it is used: its steps would be nested deeper than five levels, or "
     "take the key of another step. Its steps are called ID.CHILD. Looked for when there is a workspace."},
    {"procedure.duplicate", Severity::kError, RuleKind::kWorkspace,
     "Two files that are added together hold different versions of one procedure. Only one of them could "
     "become its draft. Looked for when files are added to a workspace."},
    {"part.unknown", Severity::kError, RuleKind::kWorkspace,
     "The workspace does not know the part, or not that revision of it. Looked for when there is a "
     "workspace."},
    {"role.unknown", Severity::kError, RuleKind::kWorkspace,
     "The workspace does not know the role, so that nobody could ever sign or approve. Looked for when there "
     "is a workspace."},
    {"location.unknown", Severity::kError, RuleKind::kWorkspace,
     "The workspace does not know the location. Looked for when there is a workspace."},
    {"standard_step.unknown", Severity::kError, RuleKind::kWorkspace,
     "Neither the workspace nor the other files of the command have that revision of the standard step. "
     "Looked for when there is a workspace."},
    {"ignore.unknown", Severity::kWarning, RuleKind::kComment,
     "A comment '# traveler: ignore RULE' names no rule, or none at all. Rules are named so that a comment "
     "cannot hide what nobody has seen yet."},
    {"ignore.unused", Severity::kWarning, RuleKind::kComment,
     "A comment '# traveler: ignore RULE' silences nothing on its line. Remove it, before it hides the next "
     "mistake."},
};

inline std::span<const Rule> rules() { return kRules; }

/// The place of the rule of that id in `rules()`, or their number.
constexpr std::size_t rule_index(std::string_view id) {
  std::size_t i = 0;
  while (i < std::size(kRules) && kRules[i].id != id) ++i;
  return i;
}

/// The rule of that id, or nullptr.
constexpr const Rule* find_rule(std::string_view id) {
  const std::size_t i = rule_index(id);
  return i < std::size(kRules) ? &kRules[i] : nullptr;
}

/// The ids of all rules.
inline std::vector<std::string_view> rule_ids() {
  std::vector<std::string_view> ids;
  for (const Rule& rule : kRules) ids.push_back(rule.id);
  return ids;
}

/// Names a rule in the code that looks for it: an id that is no rule does not compile.
class RuleId {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): the id is what is written.
  consteval RuleId(const char* id) : index_(rule_index(id)) {
    if (index_ == std::size(kRules)) throw "no such rule";
  }
  constexpr std::string_view id() const { return kRules[index_].id; }
  constexpr Severity severity() const { return kRules[index_].severity; }

 private:
  std::size_t index_;
};

}  // namespace traveler::format
