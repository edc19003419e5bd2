#include "ops/verify.h"

#include <algorithm>
#include <optional>
#include <string>

#include "base/concat.h"
#include "format/history_body.h"
#include "format/procedure_document.h"
#include "model/plan.h"
#include "store/attachments.h"
#include "store/audit.h"
#include "store/history.h"
#include "store/projector.h"
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

/// Follows the chain and replays it until the first entry that does not hold.
class Replay {
 public:
  Replay(store::Connection& live, store::Connection& fresh, Damage& damage)
      : live_(&live), projector_(fresh), damage_(&damage), uuid_(store::workspace_uuid(live)) {}

  /// True when every entry held.
  bool run() {
    bool whole = true;
    store::each_entry(*live_, 0, std::nullopt, [&](const store::StoredEntry& entry) {
      try {
        whole = link(entry) && replay(entry);
      } catch (const Error& error) {
        damage_->add(entry.seq, "entry.unfit",
                     concat("entry ", entry.seq, " does not fit: ", error.message()));
        whole = false;
      }
      return whole;
    });
    projector_.rows().flush();
    return whole;
  }

  std::int64_t entries() const { return head_.seq; }
  const store::Head& head() const { return head_; }

 private:
  bool link(const store::StoredEntry& entry) {
    const auto broken = [&](std::string why) {
      damage_->add(entry.seq, "chain.broken", concat("entry ", entry.seq, ' ', why));
      return false;
    };
    if (entry.seq != head_.seq + 1) {
      return broken(concat("follows entry ", head_.seq, ": an entry was deleted or inserted"));
    }
    if (entry.prev != head_.hash.view()) return broken("does not name the hash of the entry before it");
    const Digest hash = store::entry_hash(uuid_, entry.seq, entry.prev, entry.body);
    if (entry.hash != hash.view()) return broken("was changed: its hash does not fit its body");
    head_ = {entry.seq, hash};
    return true;
  }

  bool replay(const store::StoredEntry& stored) {
    HistoryEntry entry = format::parse_history_body(stored.body);
    entry.seq = stored.seq;
    const bool fits = entry.at == stored.at && entry.recorded_at == stored.recorded_at &&
                      entry.actor == stored.actor && entry.op == stored.op &&
                      entry.subject == stored.subject && store::root_of(entry.subject) == stored.root;
    if (!fits) {
      damage_->add(stored.seq, "entry.differs",
                   concat("entry ", stored.seq, ": its columns differ from its body"));
      return false;
    }
    projector_.apply(entry);
    projector_.rows().trim();
    return true;
  }

  store::Connection* live_;
  store::Projector projector_;
  Damage* damage_;
  std::string uuid_;
  store::Head head_;
};

std::string field_rows(std::string_view body) {
  const StepDef definition = format::step_from_definition(body);
  auto fields = plan_fields(definition);
  std::sort(fields.begin(), fields.end(), [](const PlanField& a, const PlanField& b) {
    return a.field != b.field ? a.field < b.field : a.column < b.column;
  });
  std::string out;
  for (const PlanField& field : fields) {
    out += concat(field.field, '\x1f', field.column, '\x1f', static_cast<int>(field.type), '\x1f', field.unit,
                  '\x1f', field.min, '\x1f', field.max, '\x1e');
  }
  return out;
}

}  // namespace

Value verify(store::Connection& db) {
  Damage damage;
  store::check_file(db, damage.report());
  store::check_content(
      db,
      [&](std::string_view body) {
        try {
          return field_rows(body);
        } catch (const Error&) {
          return std::string("unreadable");
        }
      },
      damage.report());
  store::check_attachments(
      db, [&](std::string message) { damage.add(std::nullopt, "attachment.differs", std::move(message)); });
  store::Connection fresh = store::Connection::scratch();
  store::create_tables(fresh);
  store::Transaction transaction(fresh, store::Transaction::Kind::kWrite);
  store::copy_content(db, fresh);
  Replay replay(db, fresh, damage);
  // After a broken entry the tables cannot be told from what they should be.
  if (replay.run()) {
    store::compare_tables(db, fresh, kMostRows, damage.report());
    // Only from rows that are all there, with states that exist, can anything be recomputed.
    if (damage.ok()) store::check_derived(db, damage.report());
  }
  Value out = Value::object();
  out.add("entries", replay.entries())
      .add("head", Value::object().add("seq", replay.head().seq).add("hash", replay.head().hash.hex()))
      .add("ok", damage.ok())
      .add("damage", damage.take());
  return out;
}

}  // namespace traveler::ops
