#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/record_changes.h"
#include "model/records.h"
#include "ops/unit_of_work.h"
#include "store/attachments.h"
#include "store/db.h"
#include "traveler/error.h"
#include "traveler/operations.h"
#include "traveler/value.h"
#include "traveler/workspace.h"

namespace traveler::ops {

/// The arguments of a request, by request name, as `format::normalised_arguments` left them.
class Arguments {
 public:
  explicit Arguments(const Value& values) : values_(&values) {}

  bool has(std::string_view name) const { return !(*values_)[name].is_null(); }
  /// A required text.
  const std::string& text(std::string_view name) const { return (*values_)[name].as_text(); }
  std::optional<std::string> optional_text(std::string_view name) const;
  bool flag(std::string_view name) const;
  std::optional<std::int64_t> integer(std::string_view name) const;
  std::optional<Quantity> quantity(std::string_view name) const;
  std::optional<std::int64_t> duration(std::string_view name) const;  ///< seconds
  std::vector<std::string> texts(std::string_view name) const;
  /// key → text, or null for a cleared value.
  const Value& pairs(std::string_view name) const { return (*values_)[name]; }
  /// Documents, each {"file", "text"}.
  std::vector<Value> documents(std::string_view name) const;

 private:
  const Value* values_;
};

/// What reads share: one consistent snapshot.
struct Query {
  store::Connection& db;
  Timestamp now;
  std::string actor;
  bool explain = false;
};

/// The copy of a file that a request attaches, made before the transaction begins: a large file or a slow
/// disk must keep nobody waiting.
class FileToAttach {
 public:
  /// What goes wrong here is told by `get` only: a request whose answer is kept needs no file any more.
  FileToAttach(const std::string& database, const std::string& path, bool copies);
  store::AttachmentDraft& get();

 private:
  std::optional<store::AttachmentDraft> draft_;
  std::optional<Error> refusal_;
};

/// One change in the making: who, when, why, and the entries it appends.
class Command {
 public:
  /// The request's operation, actor, reason and time. Throws Error: actor.unknown, permission.denied for a
  /// deactivated user, value.invalid for a time that is none or in the future.
  Command(UnitOfWork& work, const Request& request, Timestamp now);

  store::Connection& db() { return work_->db(); }
  store::WorkingSet& rows() { return work_->rows(); }
  Definitions& definitions() { return work_->definitions(); }
  const User& actor() const { return actor_; }
  Timestamp at() const { return at_; }
  bool backdated() const { return at_ != recorded_at_; }
  /// The clock is behind the newest entry, whose time is taken.
  bool clock_behind() const { return clock_behind_; }
  Timestamp recorded_at() const { return recorded_at_; }
  bool dry_run() const { return dry_run_; }
  /// The copy of the file that the request attaches.
  store::AttachmentDraft& attachment() { return attachment_->get(); }
  void give_attachment(FileToAttach* file) { attachment_ = file; }
  const std::optional<std::string>& reason() const { return reason_; }
  const std::string& op() const { return op_; }
  /// From now on each step that changes leaves its siblings, on record (`--only`).
  void act_alone() { alone_ = true; }
  bool alone() const { return alone_; }

  /// Throws Error(permission.denied) that names the permission when the actor lacks it.
  void require_permission(std::string_view permission);
  /// Throws Error(usage) when the request gives no reason.
  void require_reason() const;
  /// True when the actor holds the role, by themselves or through a team.
  bool has_role(std::string_view role);
  /// The value of a setting of the workspace, or its default.
  const std::string& setting(std::string_view key) { return work_->setting(key); }
  bool setting_is(std::string_view key, std::string_view value) { return setting(key) == value; }
  /// The time zone of the workspace.
  const TimeZone& zone() { return work_->zone(); }

  /// Appends one history entry and brings the tables to it. `op` defaults to the operation's.
  void record(std::string subject, std::vector<SubjectChange> changes, std::string_view op = {});
  /// The same for one record that is new (`before` null) or changed; nothing changed appends nothing.
  template <class Row>
  bool record_change(const Row* before, const Row& after) {
    SubjectChange change = change_of(before, after);
    if (change.fields.empty()) return false;
    std::string subject = change.subject;
    std::vector<SubjectChange> changes;
    changes.push_back(std::move(change));
    record(std::move(subject), std::move(changes));
    return true;
  }

  /// Sequence of the last entry appended; 0 when none was.
  std::int64_t last_seq() const { return last_seq_; }
  /// How many entries were appended.
  std::int64_t appended() const { return appended_; }
  /// Tells what a run was completed in spite of.
  void warn(std::string run, Value warnings) {
    warnings_.push(Value::object().add("run", std::move(run)).add("warnings", std::move(warnings)));
  }
  const Value& warnings() const { return warnings_; }
  /// Writes the rows that are still in memory, for reads past the working set.
  void flush() { work_->flush(); }

 private:
  UnitOfWork* work_;
  std::string op_;
  std::optional<std::string> reason_;
  Timestamp recorded_at_;
  bool clock_behind_;
  Timestamp at_;
  bool dry_run_ = false;
  bool alone_ = false;
  FileToAttach* attachment_ = nullptr;
  User actor_;
  std::int64_t last_seq_ = 0;
  std::int64_t appended_ = 0;
  Value warnings_ = Value::list();
};

/// An operation with the function that carries it out. A change returns what it made or changed, by
/// the plural of the noun; a read gives its rows or its one object to the sink.
struct Operation {
  OperationSpec spec;
  Value (*change)(Command&, const Arguments&) = nullptr;
  void (*read)(Query&, const Arguments&, const RowSink&) = nullptr;
  std::string_view attaches = {};  ///< the argument that names a file to be attached
};

/// The operation of that name, or nullptr.
const Operation* find(std::string_view name);

}  // namespace traveler::ops
