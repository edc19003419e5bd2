#include "render/procedure_diff.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <unordered_map>
#include <utility>

#include "base/concat.h"
#include "base/text.h"
#include "render/definition_parts.h"
#include "render/definition_text.h"
#include "render/line_diff.h"
#include "render/width.h"

namespace traveler::cmd {
namespace {

/// A step with its place, by key.
struct Placed {
  const StepDef* step = nullptr;
  std::string place;  ///< "in smt, after print"
};
using Steps = std::unordered_map<std::string_view, Placed>;

void add_steps(Steps& out, const std::vector<StepDef>& steps, const StepDef* parent) {
  const StepDef* before = nullptr;
  for (const StepDef& step : steps) {
    std::string place = parent == nullptr ? "" : concat("in ", parent->key, ", ");
    place += before == nullptr ? "first" : concat("after ", before->key);
    out.emplace(step.key, Placed{&step, std::move(place)});
    add_steps(out, step.steps, &step);
    before = &step;
  }
}

Steps steps_of(const ProcedureDef& procedure) {
  Steps out;
  add_steps(out, procedure.steps, nullptr);
  return out;
}

std::string_view without(std::string_view text, std::string_view front) {
  return text.starts_with(front) ? text.substr(front.size()) : text;
}

/// An aspect as people call it.
std::string words_of(const ProcedureChange& change) {
  if (change.aspect == "after") return "waits for";
  std::string out(without(without(change.aspect, "limits."), "attributes."));
  if (change.aspect.starts_with("attributes.")) return concat("attribute ", out);
  std::replace(out.begin(), out.end(), '_', ' ');
  std::replace(out.begin(), out.end(), '.', ' ');
  return out;
}

std::string subject_of(const ProcedureChange& change) {
  if (!change.column.empty()) return concat("field ", change.field, ", column ", change.column);
  if (!change.field.empty()) return concat("field ", change.field);
  if (!change.requirement.empty()) return concat("part ", change.requirement);
  if (!change.approval.empty()) return concat("approval ", change.approval);
  return {};
}

/// The items of `list` that `other` has too, or those that it has not.
std::vector<std::string> pick(const std::vector<std::string>& list, const std::vector<std::string>& other,
                              bool shared) {
  const std::set<std::string_view> known(other.begin(), other.end());
  std::vector<std::string> out;
  std::copy_if(list.begin(), list.end(), std::back_inserter(out),
               [&](const std::string& item) { return known.contains(item) == shared; });
  return out;
}

/// "+ R5, R6, - R3, now in the order ..."
std::string items_text(const ProcedureChange& change) {
  const auto& before = change.old_items;
  const auto& now = change.new_items;
  std::string out;
  const auto add = [&](std::string_view what, const std::vector<std::string>& items) {
    if (!items.empty()) out += concat(out.empty() ? "" : ", ", what, listed(items));
  };
  add("+ ", pick(now, before, false));
  add("- ", pick(before, now, false));
  const bool ordered = change.aspect == "options" || change.aspect == "rows";
  if (ordered && pick(before, now, true) != pick(now, before, true)) add("now in the order ", now);
  return out;
}

class Writer {
 public:
  Writer(const ComparedProcedures& compared, const View& view)
      : view_(view), a_(steps_of(compared.a)), b_(steps_of(compared.b)), compared_(compared) {}

  std::string write() {
    if (compared_.changes.empty()) return {};
    out_ = concat(styled(escape_for_terminal(concat(compared_.name_a, " -> ", compared_.name_b)),
                         Style::kBold, view_.color),
                  '\n');
    auto first = compared_.changes.begin();
    while (first != compared_.changes.end()) {
      // A removed step and a step of B cannot have one key.
      const auto end = std::find_if(first, compared_.changes.end(), [&](const ProcedureChange& change) {
        return change.step != first->step;
      });
      write_group(first, end);
      first = end;
    }
    return std::move(out_);
  }

 private:
  using Iterator = std::vector<ProcedureChange>::const_iterator;

  static Style style_of(char mark) {
    switch (mark) {
      case '+':
        return Style::kGood;
      case '-':
        return Style::kBad;
      case '~':
      case '>':
        return Style::kWarn;
      default:
        return Style::kDim;
    }
  }

  /// A line with its mark; long lines go on below the text.
  void line(char mark, std::size_t indent, std::string_view text) {
    if (mark == ' ' && text.find_first_not_of(' ') == std::string_view::npos) {
      out_ += '\n';
      return;
    }
    std::string shown = wrapped(escape_for_terminal(text), indent + 2, view_);
    if (shown.size() <= indent) shown.assign(indent + 1, ' ');  // nothing to wrap
    while (shown.ends_with('\n') || shown.ends_with(' ')) shown.pop_back();
    shown.resize(std::max(shown.size(), indent + 1), ' ');
    const bool whole = mark == '+' || mark == '-' || mark == ' ';
    const std::string blanks(indent, ' ');
    bool first = true;
    for (const std::string_view one : split(shown, '\n')) {
      const std::string_view rest = one.substr(std::min(one.size(), indent + (first ? 1 : 0)));
      const std::string front = first ? std::string(1, mark) : "";
      out_ += blanks;
      out_ += whole ? styled(concat(front, rest), style_of(mark), view_.color)
                    : concat(styled(front, style_of(mark), view_.color), rest);
      out_ += '\n';
      first = false;
    }
  }

  void head(char mark, std::string_view key, std::string_view title, std::string_view place) {
    out_ += concat('\n', styled(std::string(1, mark), style_of(mark), view_.color), ' ',
                   styled(escape_for_terminal(key), Style::kBold, view_.color));
    if (!title.empty()) out_ += concat("  ", escape_for_terminal(title));
    if (!place.empty())
      out_ += styled(concat("  (", escape_for_terminal(place), ')'), Style::kDim, view_.color);
    out_ += '\n';
  }

  /// What is in a step that came or went; the text of one that went is not worth the room.
  void contents(char mark, const StepDef& step) {
    const auto add = [&](std::string_view name, const std::string& text) {
      if (!text.empty()) line(mark, 2, concat(name, text));
    };
    if (step.after) add("waits for: ", step.after->empty() ? "nothing" : listed(*step.after));
    if (!step.title.empty()) add("use: ", step.use);
    if (!step.required) add("", "optional");
    add("location: ", step.location);
    add("lead time: ", step.lead_time);
    if (step.outside) add("outside: ", outside_text(*step.outside));
    for (const FieldDef& field : step.fields) line(mark, 2, whole_field("field ", field));
    for (const RequirementDef& requirement : step.requirements)
      line(mark, 2, concat("part ", requirement.part, ": ", requirement_text(requirement)));
    for (const ApprovalDef& approval : step.approvals)
      line(mark, 2, concat("approval ", approval.id, ' ', approval_text(approval)));
    if (mark == '+' && !step.instructions.empty()) text_lines("instructions", "", step.instructions);
  }

  static std::string whole_field(std::string_view front, const FieldDef& field) {
    const std::string title = field.title == field.key ? "" : concat(" \"", field.title, '"');
    return concat(front, field.key, title, ": ", field_text(field));
  }

  void write_group(Iterator first, Iterator end) {
    if (first->step.empty()) {
      head('~', concat("procedure ", compared_.b.key), compared_.b.title, "");
    } else if (is_whole_step(*first)) {
      const bool added = first->kind == ChangeKind::kAdded;
      const Placed& placed = (added ? b_ : a_).at(first->step);
      head(added ? '+' : '-', first->step, first->new_text.value_or(first->old_text.value_or("")),
           added ? placed.place : "");
      contents(added ? '+' : '-', *placed.step);
      ++first;
    } else {
      const bool moves = std::all_of(first, end, [](const ProcedureChange& change) {
        return change.kind == ChangeKind::kMoved && change.field.empty();
      });
      const StepDef& step = *b_.at(first->step).step;
      head(moves ? '>' : '~', first->step, step.title.empty() ? step.use : step.title, "");
    }
    if (first == end) return;
    const DefinitionParts in_a = parts_of(*first, a_, compared_.a);
    const DefinitionParts in_b = parts_of(*first, b_, compared_.b);
    for (; first != end; ++first) write_change(*first, in_a, in_b);
  }

  /// The parts of what the group of changes that `first` starts is about.
  static DefinitionParts parts_of(const ProcedureChange& first, const Steps& steps,
                                  const ProcedureDef& procedure) {
    if (first.step.empty()) return DefinitionParts(procedure.approvals);
    auto step = steps.find(first.step);
    if (step == steps.end() && first.kind == ChangeKind::kRenamed)
      step = steps.find(first.old_text.value_or(""));
    return step == steps.end() ? DefinitionParts() : DefinitionParts(*step->second.step);
  }

  static bool is_whole_step(const ProcedureChange& change) {
    return !change.step.empty() && change.aspect.empty() && change.field.empty() &&
           change.requirement.empty() && change.approval.empty();
  }

  void write_change(const ProcedureChange& change, const DefinitionParts& a, const DefinitionParts& b) {
    switch (change.kind) {
      case ChangeKind::kAdded:
        return write_part('+', change, b);
      case ChangeKind::kRemoved:
        return write_part('-', change, a);
      case ChangeKind::kRenamed:
        return line('~', 2, concat("renamed from ", change.old_text.value_or("")));
      case ChangeKind::kMoved:
        return write_move(change);
      case ChangeKind::kChanged:
        return write_aspect(change, a.field(change.field, change.column),
                            b.field(change.field, change.column));
    }
  }

  /// A field, column, requirement or approval that came or went.
  void write_part(char mark, const ProcedureChange& change, const DefinitionParts& parts) {
    if (const FieldDef* field = parts.field(change.field, change.column)) {
      const std::string front =
          change.column.empty() ? "field " : concat("field ", change.field, ", column ");
      line(mark, 2, whole_field(front, *field));
    } else if (const RequirementDef* requirement = parts.requirement(change.requirement)) {
      line(mark, 2, concat(subject_of(change), ": ", requirement_text(*requirement)));
    } else if (const ApprovalDef* approval = parts.approval(change.approval)) {
      line(mark, 2, concat(subject_of(change), ' ', approval_text(*approval)));
    }
  }

  void write_move(const ProcedureChange& change) {
    const auto after = [](const std::optional<std::string>& key) {
      return key ? concat("after ", *key) : std::string("first");
    };
    if (change.aspect == "order") {
      const std::string subject = change.field.empty() ? "moved" : subject_of(change);
      return line('>', 2,
                  concat(subject, ": stood ", after(change.old_text), ", now ", after(change.new_text)));
    }
    line('>', 2,
         concat("moved: was ", change.old_text ? concat("in ", *change.old_text) : "at the top level",
                ", now ", change.new_text ? "" : "at the top level, ", b_.at(change.step).place));
  }

  void write_aspect(const ProcedureChange& change, const FieldDef* a, const FieldDef* b) {
    const std::string subject = subject_of(change);
    const std::string name = concat(subject, subject.empty() ? "" : ", ", words_of(change));
    const bool text =
        change.aspect == "instructions" ||
        concat(change.old_text.value_or(""), change.new_text.value_or("")).find('\n') != std::string::npos;
    if (text) return text_lines(name, change.old_text.value_or(""), change.new_text.value_or(""));
    if (const std::string_view flag = flag_of(change); !flag.empty()) {
      const std::string_view now = change.new_text == "true" ? "now " : "no longer ";
      return line('~', 2, concat(subject, subject.empty() ? "" : ": ", now, flag));
    }
    const bool is_list = !change.old_items.empty() || !change.new_items.empty();
    if (is_list && change.aspect != "after" && !means_any(change))
      return line('~', 2, concat(name, ": ", items_text(change)));
    const bool limit = change.aspect.starts_with("limits.");
    const auto with_unit = [&](const std::string& value, const FieldDef* field) {
      return limit && field != nullptr && !field->unit.empty() ? concat(value, ' ', field->unit) : value;
    };
    const std::string nothing = change.aspect == "after" ? "nothing" : means_any(change) ? "any" : "none";
    const bool one_unit = a != nullptr && b != nullptr && a->unit == b->unit && change.new_text;
    const std::string before = !change.old_text ? nothing
                               : one_unit       ? *change.old_text
                                                : with_unit(*change.old_text, a);
    const std::string now = change.new_text ? with_unit(*change.new_text, b) : nothing;
    line('~', 2, concat(name, ": ", before, " -> ", now));
  }

  /// What a field, step or requirement is when the flag is on; "" for another aspect.
  static std::string_view flag_of(const ProcedureChange& change) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kFlags{{
        {"required", "required"},
        {"allow_na", "N/A allowed"},
        {"per_unit", "per unit"},
        {"peer", "for a peer"},
        {"trace_only", "traced only"},
    }};
    for (const auto& [aspect, words] : kFlags) {
      if (change.aspect == aspect) return words;
    }
    return {};
  }

  /// True for a list that stands for anything when it is empty, and is in one of the two.
  static bool means_any(const ProcedureChange& change) {
    return change.aspect == "parts" && (!change.old_text || !change.new_text);
  }

  /// The lines that differ, each with the line before and after it.
  void text_lines(std::string_view name, std::string_view a, std::string_view b) {
    line(a.empty() ? '+' : b.empty() ? '-' : '~', 2, concat(name, ':'));
    const std::vector<DiffLine> lines = diff_lines(a, b);
    const auto differs = [&](std::size_t at) { return at < lines.size() && lines[at].mark != ' '; };
    bool gap = false;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (differs(i) || differs(i + 1) || (i > 0 && differs(i - 1))) {
        line(lines[i].mark, 4, lines[i].line);
        gap = false;
      } else if (!gap) {
        line(' ', 4, "…");
        gap = true;
      }
    }
  }

  View view_;
  Steps a_;
  Steps b_;
  const ComparedProcedures& compared_;
  std::string out_;
};

}  // namespace

std::string render_procedure_diff(const ComparedProcedures& compared, const View& view) {
  return Writer(compared, view).write();
}

std::string procedure_diff_summary(const std::vector<ProcedureChange>& changes) {
  if (changes.empty()) return "no differences in meaning";
  // Each step counts once for each kind; whatever happened inside of it is a change of it.
  std::array<std::set<std::string_view>, EnumText<ChangeKind>::kTexts.size()> steps;
  bool procedure = false;
  for (const ProcedureChange& change : changes) {
    procedure = procedure || change.step.empty();
    const bool inside = !change.field.empty() || !change.requirement.empty() || !change.approval.empty();
    const ChangeKind kind = inside ? ChangeKind::kChanged : change.kind;
    if (!change.step.empty()) steps[static_cast<std::size_t>(kind)].insert(change.step);
  }
  std::string out = procedure ? "procedure changed" : "";
  bool named = false;
  for (const ChangeKind kind : {ChangeKind::kAdded, ChangeKind::kRemoved, ChangeKind::kRenamed,
                                ChangeKind::kMoved, ChangeKind::kChanged}) {
    const auto count = static_cast<std::int64_t>(steps[static_cast<std::size_t>(kind)].size());
    if (count == 0) continue;
    out +=
        concat(out.empty() ? "" : ", ", named ? concat(count) : counted(count, "step"), ' ', to_text(kind));
    named = true;
  }
  return out;
}

}  // namespace traveler::cmd
