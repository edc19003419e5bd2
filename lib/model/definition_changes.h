#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/definition.h"
#include "model/procedure_diff.h"

namespace traveler {

/// Adds changes about one thing, named by the keys of `subject`, to a list. Empty texts and lists count
/// as absent.
class ChangeCollector {
 public:
  ChangeCollector(std::vector<ProcedureChange>& out, ProcedureChange subject)
      : out_(out), subject_(std::move(subject)) {}

  void text(std::string_view aspect, std::string_view a, std::string_view b) const;
  void flag(std::string_view aspect, bool a, bool b) const;
  void count(std::string_view aspect, std::optional<int> a, std::optional<int> b) const;
  void duration(std::string_view aspect, const std::string& a, const std::string& b) const;
  /// Lists whose order counts, and those whose order does not.
  void list(std::string_view aspect, const std::vector<std::string>& a,
            const std::vector<std::string>& b) const;
  void set(std::string_view aspect, const std::vector<std::string>& a,
           const std::vector<std::string>& b) const;
  /// A change whatever the two are.
  void changed(std::string_view aspect, std::optional<std::string> a, std::optional<std::string> b) const;
  /// A change of the whole thing.
  void whole(ChangeKind kind, std::string_view aspect, std::optional<std::string> a,
             std::optional<std::string> b) const;

  const ProcedureChange& subject() const { return subject_; }
  std::vector<ProcedureChange>& out() const { return out_; }

 private:
  void changed_items(std::string_view aspect, const std::vector<std::string>& a,
                     const std::vector<std::string>& b) const;

  std::vector<ProcedureChange>& out_;
  ProcedureChange subject_;
};

/// `text`, or nullopt when it is empty.
std::optional<std::string> text_if_any(std::string_view text);

/// Adds the approvals that differ, of a step or of the procedure.
void add_approval_changes(const ChangeCollector& changes, const std::vector<ApprovalDef>& a,
                          const std::vector<ApprovalDef>& b);

/// Adds what differs between two versions of a field or column beside its key.
void add_field_changes(const ChangeCollector& changes, const FieldDef& a, const FieldDef& b);

/// Adds what differs between two versions of a step beside its key, its place and its dependencies.
void add_definition_changes(const ChangeCollector& changes, const StepDef& a, const StepDef& b);

/// True when `add_definition_changes` would add nothing.
bool same_definition(const StepDef& a, const StepDef& b);

}  // namespace traveler
