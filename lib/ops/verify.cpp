#include "ops/verify.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

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
  check("file.damaged", [&] { store::check_file(db, damage.report()); });
  check("content.differs", [&] { store::check_content(db, facts_of, damage.report()); });
  check("attachment.differs", [&] {
    store::check_attachments(
        db, [&](std::string message) { damage.add(std::nullopt, "attachment.differs", std::move(message)); });
  });
  store::Transaction transaction(fresh, store::Transaction::Kind::kWrite);
  try {
    store::copy_content(db, fresh);
  } catch (const Error& error) {
    damage.add(std::nullopt, "content.differs", concat("the content cannot be copied: ", error.message()));
  }
  const ReplayResult replayed = replay_or_tell(db, fresh);
  if (replayed.broken) {
    damage.add(replayed.broken->seq, replayed.broken->code, replayed.broken->message);
  } else {
    // After a broken entry the tables cannot be told from what they should be.
    check("table.differs", [&] { store::compare_tables(db, fresh, kMostRows, damage.report()); });
    try {
      store::check_derived(db, damage.report());
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
