#include "ops/verify.h"

#include <algorithm>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/concat.h"
#include "base/json.h"
#include "format/procedure_document.h"
#include "model/plan.h"
#include "ops/replay.h"
#include "store/attachments.h"
#include "store/audit.h"
#include "store/schema.h"
#include "traveler/error.h"

namespace traveler::ops {
namespace {

// A damaged workspace may hold millions of wrong rows; nobody reads more than these.
constexpr std::size_t kMostRows = 20;
constexpr std::size_t kMostDamage = 1000;

class Damage {
 public:
  void add(std::optional<std::int64_t> seq, std::string code, std::string message) {
    ok_ = false;
    if (list_.as_list().size() >= kMostDamage) return;
    list_.push(Value::object()
                   .add("seq", seq ? Value(*seq) : Value())
                   .add("code", std::move(code))
                   .add("message", std::move(message)));
  }
  store::Report report() {
    return [this](std::string code, std::string message) {
      add(std::nullopt, std::move(code), std::move(message));
    };
  }
  bool ok() const { return ok_; }
  Value take() { return std::move(list_); }

 private:
  Value list_ = Value::list();
  bool ok_ = true;
};

std::string field_rows(const StepDef& definition) {
  auto fields = plan_fields(definition);
  std::sort(fields.begin(), fields.end(), [](const PlanField& a, const PlanField& b) {
    return a.field != b.field ? a.field < b.field : a.column < b.column;
  });
  std::string out;
  for (const PlanField& field : fields) {
    out += concat(field.field, '\x1f', field.column, '\x1f', static_cast<int>(field.type));
    for (const std::string* text : {&field.unit, &field.min, &field.max}) {
      out += text->empty() ? "\x1f" : concat("\x1f=", *text);
    }
    out += '\x1e';
  }
  return out;
}

std::optional<store::DefinitionFacts> facts_of(std::string_view body) {
  try {
    StepDef definition = format::step_from_definition(body);
    store::DefinitionFacts facts;
    facts.fields = field_rows(definition);
    facts.outside = definition.outside.has_value();
    facts.use = std::exchange(definition.use, {});
    facts.meaning = facts.use.empty() ? sha256({body})
                                      : sha256({to_canonical_json(format::definition_value(definition))});
    return facts;
  } catch (const Error&) {
    return std::nullopt;
  }
}

/// A workspace without identity has no hashes to follow: its first entry does not hold.
ReplayResult replay_or_tell(store::Connection& live, store::Connection& fresh) {
  try {
    return replay(live, fresh);
  } catch (const Error& error) {
    return {{}, BrokenEntry{1, "entry.unfit", error.message()}};
  }
}

/// What one of the checks found, kept until its turn to be told.
class Findings {
 public:
  void run(const std::function<void(const store::Report&)>& part) {
    try {
      part([this](std::string code, std::string message) {
        if (found_.size() < kMostDamage) found_.emplace_back(std::move(code), std::move(message));
      });
    } catch (...) {
      failure_ = std::current_exception();
    }
  }
  /// Tells all, and throws what the check threw.
  void tell(const store::Report& report) {
    for (auto& [code, message] : found_) report(std::move(code), std::move(message));
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  std::vector<std::pair<std::string, std::string>> found_;
  std::exception_ptr failure_;
};

/// The checks that need no replay, on a connection and a thread of their own while the replay goes on. The
/// caller's snapshot keeps writers away, so that both see the same.
class ChecksBeside {
 public:
  explicit ChecksBeside(const store::Connection& db)
      : other_(store::Connection::open(db.path(), {.read_only = true})), thread_([this] { run(); }) {}
  ~ChecksBeside() {
    if (thread_.joinable()) thread_.join();
  }
  ChecksBeside(const ChecksBeside&) = delete;
  ChecksBeside& operator=(const ChecksBeside&) = delete;

  void wait() { thread_.join(); }

  Findings file, content, derived;

 private:
  void run() {
    // Each row is looked for in each index.
    other_.use_large_cache();
    file.run([&](const store::Report& report) { store::check_file(other_, report); });
    content.run([&](const store::Report& report) { store::check_content(other_, facts_of, report); });
    derived.run([&](const store::Report& report) { store::check_derived(other_, report); });
  }

  store::Connection other_;
  std::thread thread_;
};

}  // namespace

Value verify(store::Connection& db) {
  Damage damage;
  store::Connection fresh = store::Connection::scratch();
  {
    store::Transaction making(fresh, store::Transaction::Kind::kSchema);
    store::create_schema(fresh);
    making.commit();
  }
  store::compare_schema(db, fresh, [&](std::string message) {
    damage.add(std::nullopt, "schema.differs", std::move(message));
  });
  // What is asked of other tables than ours need not have an answer.
  const bool schema_differs = !damage.ok();
  const auto check = [&](const char* code, const auto& part) {
    try {
      part();
    } catch (const Error& error) {
      if (!schema_differs && error.code() != ErrorCode::kStorageCorrupt) throw;
      damage.add(std::nullopt, code, error.message());
    }
  };
  ChecksBeside beside(db);
  store::Transaction transaction(fresh, store::Transaction::Kind::kWrite);
  std::string not_copied;
  try {
    store::copy_content(db, fresh);
  } catch (const Error& error) {
    not_copied = error.message();
  }
  const ReplayResult replayed = replay_or_tell(db, fresh);
  Findings tables;
  // After a broken entry the tables cannot be told from what they should be.
  if (!replayed.broken) {
    tables.run([&](const store::Report& report) { store::compare_tables(db, fresh, kMostRows, report); });
  }
  beside.wait();

  check("file.damaged", [&] { beside.file.tell(damage.report()); });
  check("content.differs", [&] { beside.content.tell(damage.report()); });
  check("attachment.differs", [&] {
    store::check_attachments(
        db, [&](std::string message) { damage.add(std::nullopt, "attachment.differs", std::move(message)); });
  });
  if (!not_copied.empty())
    damage.add(std::nullopt, "content.differs", concat("the content cannot be copied: ", not_copied));
  if (replayed.broken) {
    damage.add(replayed.broken->seq, replayed.broken->code, replayed.broken->message);
  } else {
    check("table.differs", [&] { tables.tell(damage.report()); });
    try {
      beside.derived.tell(damage.report());
    } catch (const Error& error) {
      damage.add(std::nullopt, "derived.differs", error.message());
    }
  }
  Value out = Value::object();
  out.add("entries", replayed.head.seq)
      .add("head", Value::object().add("seq", replayed.head.seq).add("hash", replayed.head.hash.hex()))
      .add("ok", damage.ok())
      .add("damage", damage.take());
  return out;
}

}  // namespace traveler::ops
