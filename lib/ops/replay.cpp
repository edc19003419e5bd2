#include "ops/replay.h"

#include <condition_variable>
#include <deque>
#include <limits>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "base/concat.h"
#include "format/history_body.h"
#include "store/projector.h"
#include "traveler/error.h"

namespace traveler::ops {
namespace {

using Batch = std::vector<HistoryEntry>;

constexpr std::size_t kBatch = 512;
constexpr std::size_t kWaiting = 8;  // batches between the threads; bounds the memory

/// Hands batches from the thread that checks to the one that projects.
class Queue {
 public:
  /// False when the other side has given up.
  bool put(Batch batch) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return batches_.size() < kWaiting || closed_; });
    if (closed_) return false;
    batches_.push_back(std::move(batch));
    changed_.notify_all();
    return true;
  }
  /// An empty batch at the end.
  Batch take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !batches_.empty() || closed_; });
    if (batches_.empty()) return {};
    Batch batch = std::move(batches_.front());
    batches_.pop_front();
    changed_.notify_all();
    return batch;
  }
  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Batch> batches_;
  bool closed_ = false;
};

BrokenEntry unfit(std::int64_t seq, const Error& error) {
  return {seq, "entry.unfit", concat("entry ", seq, " does not fit: ", error.message())};
}

/// Checks the links of the chain one after the other.
class Chain {
 public:
  explicit Chain(std::string uuid) : uuid_(std::move(uuid)) {}

  std::optional<BrokenEntry> check(const store::StoredEntry& entry) {
    const auto broken = [&](std::string why) {
      return BrokenEntry{entry.seq, "chain.broken", concat("entry ", entry.seq, ' ', why)};
    };
    if (entry.seq != head_.seq + 1) {
      return broken(concat("follows entry ", head_.seq, ": an entry was deleted or inserted"));
    }
    if (entry.prev != head_.hash.view()) return broken("does not name the hash of the entry before it");
    const Digest hash = store::entry_hash(uuid_, entry.seq, entry.prev, entry.body);
    if (entry.hash != hash.view()) return broken("was changed: its hash does not fit its body");
    head_ = {entry.seq, hash};
    return std::nullopt;
  }
  const store::Head& head() const { return head_; }

 private:
  std::string uuid_;
  store::Head head_;
};

bool columns_fit(const store::StoredEntry& stored, const HistoryEntry& entry) {
  return entry.at == stored.at && entry.recorded_at == stored.recorded_at && entry.actor == stored.actor &&
         entry.op == stored.op && entry.subject == stored.subject &&
         store::root_of(entry.subject) == stored.root;
}

/// No entry is dated before the one before it; programs that wrote no login did not see to it.
std::optional<BrokenEntry> dated_wrong(const HistoryEntry& entry, std::optional<Timestamp> before) {
  if (entry.login.empty() || !before) return std::nullopt;
  if (entry.recorded_at >= *before && (!entry.clock_behind || entry.recorded_at == *before))
    return std::nullopt;
  return BrokenEntry{
      entry.seq, "entry.unfit",
      concat("entry ", entry.seq, " is of ", entry.recorded_at.text(), ", the one before it of ",
             before->text(), entry.clock_behind ? ", which a clock that is behind takes" : "")};
}

/// Projects batches until the queue ends; returns the entry that could not be projected.
std::optional<BrokenEntry> project(store::Connection& fresh, Queue& queue) {
  std::int64_t seq = 0;
  std::optional<BrokenEntry> broken;
  try {
    store::Projector projector(fresh);
    for (Batch batch = queue.take(); !batch.empty(); batch = queue.take()) {
      for (const HistoryEntry& entry : batch) {
        seq = entry.seq;
        projector.apply(entry);
      }
      projector.rows().trim();
    }
    projector.rows().flush();
  } catch (const Error& error) {
    broken = unfit(seq, error);
  } catch (const std::exception& error) {
    broken = BrokenEntry{seq, "entry.unfit", concat("entry ", seq, " does not fit: ", error.what())};
  }
  queue.close();
  return broken;
}

}  // namespace

ReplayResult replay(store::Connection& live, store::Connection& fresh) {
  Chain chain(store::workspace_uuid(live));
  Queue queue;
  std::optional<BrokenEntry> not_projected;
  std::thread projecting([&] { not_projected = project(fresh, queue); });
  std::optional<BrokenEntry> not_linked;
  Batch batch;
  std::optional<Timestamp> before;
  try {
    store::each_entry(
        live, std::numeric_limits<std::int64_t>::min(), std::nullopt, [&](const store::StoredEntry& stored) {
          not_linked = chain.check(stored);
          if (not_linked) return false;
          try {
            HistoryEntry entry = format::parse_history_body(stored.body);
            entry.seq = stored.seq;
            if (!columns_fit(stored, entry)) {
              not_linked = BrokenEntry{stored.seq, "entry.differs",
                                       concat("entry ", stored.seq, ": its columns differ from its body")};
              return false;
            }
            if (not_linked = dated_wrong(entry, before)) return false;
            before = entry.recorded_at;
            batch.push_back(std::move(entry));
          } catch (const Error& error) {
            not_linked = unfit(stored.seq, error);
            return false;
          }
          return batch.size() < kBatch || queue.put(std::exchange(batch, {}));
        });
    if (!batch.empty()) queue.put(std::move(batch));
  } catch (...) {
    queue.close();
    projecting.join();
    throw;
  }
  queue.close();
  projecting.join();
  // The one that projects is behind: what it refused comes first.
  return {chain.head(), not_projected ? std::move(not_projected) : std::move(not_linked)};
}

}  // namespace traveler::ops
