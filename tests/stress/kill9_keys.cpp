// Requests with idempotency keys are killed with SIGKILL at random moments and given again with the same key
// until they are acknowledged. Each has exactly one effect, and whoever asks again is told the same, byte for
// byte. usage: kill9_keys TRAVELER_BINARY [SEED] [KEYS]
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <utility>

#include "process.h"

namespace {

using namespace stress;
using nlohmann::json;

constexpr int kMostKills = 6;  // then the request is let through
constexpr int kBulkLines = 3;
constexpr int kKinds = 6;

struct Violation : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// One keyed request and how to tell what it did.
struct Keyed {
  std::vector<std::string> words;
  std::string input;
  int runs = 0;                     ///< that it makes
  std::vector<std::string> values;  ///< that it records, each of its own
  bool last_line_only = false;      ///< all that a replay prints
  bool last_line_moves = false;     ///< it tells the newest seq, and no key covers it
};

class Test {
 public:
  Test(std::string traveler, std::uint64_t seed) : traveler_(std::move(traveler)), random_(seed) {}

  void run(int keys) {
    prepare();
    for (int i = 0; i < kKinds; ++i) measure(i);
    new_entries();
    for (int i = 0; i < keys; ++i) {
      one(static_cast<int>(pick(kKinds)));
      if (i % 100 == 99) check_all("after " + std::to_string(i + 1) + " keys");
    }
    // Long after, with everything else in between, too.
    for (const auto& [keyed, answer] : told_) check_replay(keyed, answer);
    check_all("at the end");
    std::printf(
        "  %d keys, %d attempts killed: %d of these had been committed, %d in part; %d raced with "
        "themselves\n",
        keys, killed_, committed_, parts_, raced_);
    if (killed_ < keys / 4 || committed_ == 0)
      throw Violation("the delays did not mix killed and finished attempts");
  }

 private:
  std::int64_t pick(std::int64_t n) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(n));
  }

  Finished give(const Keyed& keyed, long kill_after = -1) {
    std::vector<std::string> words{traveler_};
    words.insert(words.end(), keyed.words.begin(), keyed.words.end());
    return run_process(words, keyed.input, kill_after);
  }

  Finished must(std::vector<std::string> words) {
    Keyed keyed;
    keyed.words = std::move(words);
    Finished result = give(keyed);
    if (result.code != 0)
      throw Violation("exit " + std::to_string(result.code) + ": " + result.out + result.err);
    return result;
  }

  void prepare() {
    write_file("k.yaml",
               "procedure: k\ntitle: K\nsteps:\n  - {id: log, title: Log, fields: [{id: v, type: text}]}\n");
    must({"init", "-q"});
    must({"user", "add", "bob", "--name", "Bob", "--role", "admin", "-q"});
    must({"part", "add", "P", "--name", "P", "--tracking", "serial", "-q"});
    must({"procedure", "add", "k.yaml", "-q"});
    must({"procedure", "release", "k", "-q"});
    must({"run", "create", "--part", "P", "--procedure", "k", "--serial", "auto", "-q"});
    must({"step", "start", "R-1/log", "-q"});
    runs_ = 1;
  }

  std::string new_value(Keyed& keyed) {
    keyed.values.push_back("x" + std::to_string(++last_value_));
    return keyed.values.back();
  }

  /// Lines that make a run and record two values, each with a key of its own when `key` is not empty.
  std::string lines(Keyed& keyed, const std::string& key) {
    std::string out;
    for (int i = 1; i <= kBulkLines; ++i) {
      json line = i == 2 ? json{{"op", "run.create"},
                                {"args", {{"part", "P"}, {"procedure", "k"}, {"serial", "auto"}}}}
                         : json{{"op", "step.record"},
                                {"args", {{"step", "R-1/log"}, {"set", {{"v", new_value(keyed)}}}}}};
      if (!key.empty()) line["key"] = key + '-' + std::to_string(i);
      out += line.dump() + '\n';
    }
    keyed.runs = 1;
    return out;
  }

  Keyed make(int kind) {
    Keyed keyed;
    const std::string key = "key-" + std::to_string(++last_key_);
    switch (kind) {
      case 0:  // its serial number is given by the workspace, so that a second one would be made without
               // complaint
        keyed.words = {"run", "create", "--part", "P", "--procedure", "k", "--serial", "auto"};
        keyed.runs = 1;
        break;
      case 1:
        keyed.words = {"step", "record", "R-1/log", "v=" + new_value(keyed)};
        break;
      case 2:
        keyed.input = lines(keyed, key);
        keyed.words = {"apply"};
        keyed.last_line_moves = true;
        return keyed;
      case 3:
        keyed.input = lines(keyed, key);
        keyed.words = {"apply", "--each"};
        return keyed;
      case 4:
        keyed.input = lines(keyed, {});
        keyed.words = {"apply"};
        keyed.last_line_only = true;
        break;
      default:
        keyed.input = lines(keyed, {});
        keyed.words = {"apply", "--each"};
        break;
    }
    keyed.words.insert(keyed.words.end(), {"--idempotency-key", key});
    if (keyed.input.empty()) keyed.words.insert(keyed.words.end(), {"--format", "json"});
    return keyed;
  }

  /// How long this kind takes here, so that every part of it is hit.
  void measure(int kind) {
    std::vector<double> times;
    for (int i = 0; i < 7; ++i) {
      const Keyed keyed = make(kind);
      const Finished result = give(keyed);
      if (result.code != 0) throw Violation(told(keyed, result));
      acknowledged(keyed);
      times.push_back(result.seconds());
    }
    std::sort(times.begin(), times.end());
    reach_[kind] = std::max(2000L, static_cast<long>(times[times.size() / 2] * 1.3e6));
  }

  static std::string told(const Keyed& keyed, const Finished& result) {
    std::string out = "exit " + std::to_string(result.code) + " of";
    for (const std::string& word : keyed.words) out += ' ' + word;
    return out + "\n" + keyed.input + result.out + result.err;
  }

  void acknowledged(const Keyed& keyed) {
    runs_ += keyed.runs;
    for (const std::string& value : keyed.values) ++values_[value];
  }

  void one(int kind) {
    const Keyed keyed = make(kind);
    const std::int64_t entries = static_cast<std::int64_t>(keyed.values.size()) + keyed.runs;
    std::int64_t grown = 0;
    Finished first;
    if (pick(20) == 0) {
      first = race(keyed, 2 * reach_[kind]);
    } else {
      for (int kills = 0;; ++kills) {
        first = give(keyed, kills < kMostKills ? pick(reach_[kind]) : -1);
        // The load of the machine changes: half of the attempts are to be killed, in every part of their
        // work.
        reach_[kind] =
            std::clamp(first.code == 0 ? reach_[kind] * 19 / 20 : reach_[kind] * 21 / 20, 1000L, 1000000L);
        if (first.code == 0) break;
        if (first.code != 128 + SIGKILL) throw Violation(told(keyed, first));
        ++killed_;
        const std::int64_t more = new_entries();
        grown += more;
        if (more > 0) ++(grown == entries ? committed_ : parts_);
        const bool in_parts =
            std::find(keyed.words.begin(), keyed.words.end(), "--each") != keyed.words.end();
        if (more != 0 && more != entries && !in_parts) {
          throw Violation("killed, it had " + std::to_string(more) + " of " + std::to_string(entries) +
                          " entries made");
        }
      }
    }
    grown += new_entries();
    if (grown != entries) {
      throw Violation("the history has grown by " + std::to_string(grown) + ", not " +
                      std::to_string(entries) + ": " + told(keyed, first));
    }
    acknowledged(keyed);
    check_replay(keyed, first.out);
    told_.emplace_back(keyed, first.out);
    if (pick(10) == 0) check_mismatch(keyed);
  }

  void check_replay(const Keyed& keyed, const std::string& answer) {
    const Finished again = give(keyed);
    if (again.code != 0) throw Violation("again: " + told(keyed, again));
    check_same(keyed, answer, again.out);
    if (new_entries() != 0) throw Violation("a replay has made entries: " + told(keyed, again));
  }

  /// The same request twice at once: one does it, both are told. One of them may be killed.
  Finished race(const Keyed& keyed, long reach) {
    const long kill_after = pick(2) == 0 ? pick(reach) : -1;
    Finished other;
    std::exception_ptr thrown;
    std::thread thread([&] {
      try {
        other = give(keyed, kill_after);
      } catch (...) {
        thrown = std::current_exception();
      }
    });
    Finished first = give(keyed);
    thread.join();
    if (thrown) std::rethrow_exception(thrown);
    if (first.code != 0) throw Violation("raced: " + told(keyed, first));
    ++raced_;
    if (other.code == 128 + SIGKILL) return first;
    if (other.code != 0) throw Violation("raced: " + told(keyed, other));
    // A replay of a whole input is shorter; whichever is longer came first.
    if (other.out.size() > first.out.size()) std::swap(first, other);
    check_same(keyed, first.out, other.out);
    return first;
  }

  /// How many entries the history has more than when this was asked last.
  std::int64_t new_entries() {
    const std::string lines =
        must({"log", "--after", std::to_string(head_), "--fields", "seq", "--format", "ndjson"}).out;
    const std::int64_t count = std::count(lines.begin(), lines.end(), '\n');
    head_ += count;
    return count;
  }

  static std::size_t begin_of_last_line(const std::string& text) {
    const std::size_t before = text.rfind('\n', text.find_last_not_of('\n'));
    return before == std::string::npos ? 0 : before + 1;
  }
  static std::string last_line(const std::string& text) { return text.substr(begin_of_last_line(text)); }
  static std::string without_last_line(const std::string& text) {
    return text.substr(0, begin_of_last_line(text));
  }

  void check_same(const Keyed& keyed, const std::string& first, const std::string& again) {
    if (first == again) return;
    if (keyed.last_line_only && last_line(first) == again) return;
    if (keyed.last_line_moves && without_last_line(first) == without_last_line(again)) return;
    throw Violation("the answer is not the same again\nfirst: " + first + "again: " + again + "of " +
                    keyed.input);
  }

  /// Another request with the key, or another actor: refused.
  void check_mismatch(Keyed keyed) {
    if (pick(2) == 0) {
      keyed.words.insert(keyed.words.end(), {"--as", "bob"});
    } else if (!keyed.input.empty()) {
      keyed.input.replace(keyed.input.find("\"x"), 2, "\"y");
    } else {
      keyed.words.insert(keyed.words.end(), {"--reason", "another"});
    }
    const Finished result = give(keyed);
    if (result.code != 5 || (result.out + result.err).find("idempotency.mismatch") == std::string::npos) {
      throw Violation("a key for another request: " + told(keyed, result));
    }
  }

  /// Everything acknowledged is there once.
  void check_all(const std::string& when) {
    must({"verify"});
    std::map<std::string, int> there;
    for (const json& row : json::parse(must({"export", "measurements", "--format", "json"}).out)) {
      ++there[row.at("value").get<std::string>()];
    }
    if (there != values_) {
      for (const auto& [value, count] : values_) {
        if (there[value] != count)
          throw Violation(when + ": " + value + " is there " + std::to_string(there[value]) + " times");
      }
      throw Violation(when + ": values that nobody recorded");
    }
    const auto runs = json::parse(must({"export", "runs", "--format", "json"}).out).size();
    if (runs != static_cast<std::size_t>(runs_)) {
      throw Violation(when + ": " + std::to_string(runs) + " runs, not " + std::to_string(runs_));
    }
  }

  std::string traveler_;
  std::mt19937_64 random_;
  std::map<int, long> reach_;  ///< microseconds by kind
  std::map<std::string, int> values_;
  std::vector<std::pair<Keyed, std::string>> told_;  ///< the first answer to each
  int runs_ = 0;
  int last_key_ = 0;
  int last_value_ = 0;
  int killed_ = 0;
  int committed_ = 0;
  int parts_ = 0;
  int raced_ = 0;
  std::int64_t head_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("usage: kill9_keys TRAVELER_BINARY [SEED] [KEYS]\n", stderr);
    return 2;
  }
  const std::string traveler = std::filesystem::absolute(argv[1]).string();
  const std::uint64_t seed =
      argc > 2 ? std::strtoull(argv[2], nullptr, 10) : static_cast<std::uint64_t>(std::time(nullptr));
  ::unsetenv("TRAVELER_WORKSPACE");
  ::setenv("TRAVELER_ACTOR", "alice", 1);
  ::setenv("LC_ALL", "C", 1);
  std::printf("kill9_keys: seed %llu\n", static_cast<unsigned long long>(seed));
  std::fflush(stdout);
  try {
    const Scratch scratch;
    Test(traveler, seed).run(argc > 3 ? std::atoi(argv[3]) : 1000);
  } catch (const std::exception& error) {
    std::fflush(stdout);
    std::fprintf(stderr, "kill9_keys: VIOLATION (seed %llu): %s\n", static_cast<unsigned long long>(seed),
                 error.what());
    return 1;
  }
  return 0;
}
