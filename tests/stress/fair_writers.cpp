// Sixteen writers at once, on runs of their own and on shared ones, among readers and an exporter. Nothing
// acknowledged is lost, all that anybody was told fits one serial order, no reader sees half a command, every
// writer gets its share and nobody waits long.
// usage: fair_writers TRAVELER_BINARY [SEED] [COMMANDS] [WRITERS] [SECONDS]
// Each writer gives COMMANDS commands; 99 of 100 have to take less than SECONDS.
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <filesystem>
#include <mutex>
#include <random>
#include <thread>

#include "process.h"
#include "serial_order.h"
#include "shop.h"

namespace {

using namespace stress;
using nlohmann::json;
using Random = std::mt19937_64;

constexpr int kSharedRuns = 4;
constexpr int kSharedSteps = 12;
constexpr int kReaders = 3;

std::string run_id(std::int64_t run) { return "R-" + std::to_string(run); }

/// A number from 0 to n - 1.
std::int64_t pick(Random& random, std::int64_t n) {
  return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(n));
}

Kind own_kind() { return {{"a", "b"}, true, "a"}; }
Kind shared_kind() {
  Kind kind{{"log"}, false, ""};
  for (int i = 1; i <= kSharedSteps; ++i) kind.keys.push_back("s" + std::to_string(i));
  return kind;
}

const char kOwn[] = R"(procedure: own
title: Own
steps:
  - {id: a, title: A, fields: [{id: v, type: text, required: true}]}
  - {id: b, title: B}
)";
std::string shared_document() {
  std::string out =
      "procedure: shared\ntitle: Shared\nflow: graph\nsteps:\n"
      "  - {id: log, title: Log, fields: [{id: v, type: text}]}\n";
  for (int i = 1; i <= kSharedSteps; ++i) out += "  - {id: s" + std::to_string(i) + ", title: S}\n";
  return out;
}

/// What is known to all: where the shared steps stood last, and how many runs there are.
class Board {
 public:
  State state(const std::string& step) {
    const std::lock_guard lock(mutex_);
    return states_[step];
  }
  void note(const json& answer) {
    static const std::map<std::string, State> kStates{
        {"todo", State::kTodo},     {"in_progress", State::kInProgress},
        {"hold", State::kHold},     {"completed", State::kCompleted},
        {"failed", State::kFailed}, {"canceled", State::kCanceled}};
    const std::lock_guard lock(mutex_);
    if (!answer.contains("steps")) return;
    for (const json& step : answer.at("steps")) states_[step.at("id")] = kStates.at(step.at("state"));
  }
  std::atomic<std::int64_t> runs = kSharedRuns;

 private:
  std::mutex mutex_;
  std::map<std::string, State> states_;
};

/// Adds the words of a command and what it does.
void ask(Asked& asked, const std::string& verb, std::vector<std::string> steps,
         const std::string& value = {}) {
  asked.words = {"step", verb};
  asked.words.insert(asked.words.end(), steps.begin(), steps.end());
  if (verb == "record") asked.words.push_back("v=" + value);
  if (verb != "start" && verb != "complete" && verb != "record" && verb != "resume") {
    asked.words.insert(asked.words.end(), {"--reason", "because"});
  }
  asked.actions = {{verb, std::move(steps), value, 0, ""}};
}

/// One writer's commands, one after the other.
class Writer {
 public:
  Writer(int who, std::uint64_t seed, Board& board) : who_(who), random_(seed), board_(board) {}

  Asked next() {
    Asked asked;
    asked.who = who_;
    const std::int64_t chance = pick(random_, 100);
    if (chance < 55) {
      own(asked);
    } else if (chance < 67) {
      const std::string step = run_id(1 + pick(random_, kSharedRuns)) + "/log";
      ask(asked, "record", {step}, "w" + std::to_string(who_) + '.' + std::to_string(++values_));
    } else {
      shared(asked);
    }
    return asked;
  }

  /// Notes what came of it. Throws Violation when that may not be.
  void done(const Asked& asked) {
    const bool is_own = asked.actions.front().copies > 0 ||
                        parse_step(asked.actions.front().steps.front()).first > kSharedRuns;
    if (asked.result.code == 0) {
      const json answer = json::parse(asked.result.out);
      if (is_own)
        advance(answer);
      else
        board_.note(answer);
    } else if (asked.result.code != 4 || is_own) {
      throw Violation("exit " + std::to_string(asked.result.code) + " of " + asked.words[0] + ' ' +
                      asked.words[1] + ": " + asked.result.err);
    }
  }

 private:
  /// Two runs of its own, made and moved together: create, start, record, ... until both are complete.
  void own(Asked& asked) {
    const std::string a1 = run_id(first_) + "/a";
    const std::string a2 = run_id(first_ + 1) + "/a";
    const std::string b1 = run_id(first_) + "/b";
    const std::string b2 = run_id(first_ + 1) + "/b";
    const std::string value = "o" + std::to_string(who_) + '.' + std::to_string(values_ + 1);
    switch (phase_) {
      case 0:
        asked.words = {"run", "create",   "--part", "P",        "--procedure",
                       "own", "--serial", "auto",   "--copies", "2"};
        asked.actions = {{"create", {}, "", 2, "own"}};
        break;
      case 1:
        return ask(asked, "start", {a1, a2});
      case 2:
        ++values_;
        return ask(asked, "record", {a1}, value);
      case 3:
        ++values_;
        return ask(asked, "record", {a2}, value);
      case 4:
        return ask(asked, "complete", {a1, a2});
      case 5:
        return ask(asked, "start", {b1, b2});
      case 6:
        return ask(asked, "hold", {b1, b2});
      case 7:
        return ask(asked, "resume", {b1, b2});
      default:
        return ask(asked, "complete", {b1, b2});
    }
  }
  void advance(const json& answer) {
    if (phase_ == 0) {
      first_ = std::stoll(answer.at("runs").at(0).at("id").get<std::string>().substr(2));
      std::int64_t known = board_.runs;
      while (known < first_ + 1 && !board_.runs.compare_exchange_weak(known, first_ + 1)) {
      }
    }
    phase_ = (phase_ + 1) % 9;
  }

  /// A verb that fits what was last known of a shared step, on one to three steps; now and then any verb.
  void shared(Asked& asked) {
    static const std::vector<std::vector<std::string>> kVerbs{
        {"start", "start", "start", "hold", "cancel"},
        {"complete", "complete", "hold", "fail", "cancel"},
        {"resume"},
        {"reopen"},
        {"rework", "rework", "cancel"},
        {"restore"}};
    const std::int64_t run = 1 + pick(random_, kSharedRuns);
    const std::int64_t step = 1 + pick(random_, kSharedSteps);
    std::vector<std::string> steps{run_id(run) + "/s" + std::to_string(step)};
    const auto& verbs = kVerbs[pick(random_, 10) == 0 ? static_cast<std::size_t>(pick(random_, 6))
                                                      : static_cast<std::size_t>(board_.state(steps[0]))];
    const std::string& verb =
        verbs[static_cast<std::size_t>(pick(random_, static_cast<std::int64_t>(verbs.size())))];
    // Others in the same state: of the same run, or the same step of other runs.
    const bool across = pick(random_, 2) == 0;
    for (int i = 1; i < 4 && steps.size() < 3 && pick(random_, 3) > 0; ++i) {
      const std::string other = across
                                    ? run_id((run - 1 + i) % kSharedRuns + 1) + "/s" + std::to_string(step)
                                    : run_id(run) + "/s" + std::to_string((step - 1 + i) % kSharedSteps + 1);
      if (board_.state(other) == board_.state(steps[0])) steps.push_back(other);
    }
    ask(asked, verb, std::move(steps));
  }

  int who_;
  Random random_;
  Board& board_;
  int phase_ = 0;
  std::int64_t first_ = 0;
  std::int64_t values_ = 0;
};

/// Runs the program with --json; what it was told is kept.
void run_json(const std::string& traveler, Asked& asked) {
  std::vector<std::string> words{traveler};
  words.insert(words.end(), asked.words.begin(), asked.words.end());
  const bool lines = asked.words[0] == "log";
  words.insert(words.end(), {"--format", lines ? "ndjson" : "json"});
  asked.result = run_process(words, asked.input);
}

Asked must(const std::string& traveler, std::vector<std::string> words, std::vector<Action> actions = {}) {
  Asked asked;
  asked.words = std::move(words);
  asked.actions = std::move(actions);
  run_json(traveler, asked);
  if (asked.result.code != 0)
    throw Violation("exit " + std::to_string(asked.result.code) + ": " + asked.result.err);
  if (!asked.actions.empty()) asked.seq = json::parse(asked.result.out).at("seq");
  return asked;
}

Asked read(Random& random, const Board& board) {
  Asked asked;
  asked.run = pick(random, 2) == 0 ? 1 + pick(random, kSharedRuns) : 1 + pick(random, board.runs);
  const std::string run = run_id(asked.run);
  switch (pick(random, 4)) {
    case 0:
      asked.words = {"run", "show", run};
      break;
    case 1:
      asked.words = {"step", "list", run};
      break;
    case 2:
      asked.words = {"run", "check", run};
      break;
    default:
      asked.words = {"run", "list"};
      break;
  }
  return asked;
}

double percentile(std::vector<double> seconds, double part) {
  if (seconds.empty()) return 0;
  std::sort(seconds.begin(), seconds.end());
  return seconds[std::min(seconds.size() - 1,
                          static_cast<std::size_t>(part * static_cast<double>(seconds.size())))];
}

void tell_times(const char* what, const std::vector<double>& seconds) {
  std::printf("  %s: %zu, p50 %.1f ms, p90 %.1f, p99 %.1f, max %.1f\n", what, seconds.size(),
              percentile(seconds, 0.5) * 1e3, percentile(seconds, 0.9) * 1e3, percentile(seconds, 0.99) * 1e3,
              percentile(seconds, 1) * 1e3);
}

struct Options {
  std::string traveler;
  std::uint64_t seed = 0;
  int commands = 250;
  int writers = 16;
  double limit = 0.5;
};

std::vector<Asked> prepare(const std::string& traveler) {
  write_file("own.yaml", kOwn);
  write_file("shared.yaml", shared_document());
  must(traveler, {"init"});
  must(traveler, {"part", "add", "P", "--name", "P", "--tracking", "serial"});
  must(traveler, {"procedure", "add", "own.yaml", "shared.yaml"});
  must(traveler, {"procedure", "release", "own", "shared"});
  std::vector<Asked> changes;
  changes.push_back(must(traveler,
                         {"run", "create", "--part", "P", "--procedure", "shared", "--serial", "auto",
                          "--copies", std::to_string(kSharedRuns)},
                         {{"create", {}, "", kSharedRuns, "shared"}}));
  Asked start;
  std::vector<std::string> logs;
  for (int i = 1; i <= kSharedRuns; ++i) logs.push_back(run_id(i) + "/log");
  ask(start, "start", logs);
  changes.push_back(must(traveler, start.words, start.actions));
  return changes;
}

/// No writer may have done less than half of the mean while all were still at it.
void check_shares(const std::vector<std::vector<Asked>>& told) {
  std::int64_t first_end = told[0].back().result.ended;
  std::int64_t begin = told[0].front().result.began;
  for (const auto& of_one : told) {
    first_end = std::min(first_end, of_one.back().result.ended);
    begin = std::max(begin, of_one.front().result.began);
  }
  std::vector<std::int64_t> counts;
  std::int64_t sum = 0;
  for (const auto& of_one : told) {
    counts.push_back(std::count_if(of_one.begin(), of_one.end(), [&](const Asked& asked) {
      return asked.result.ended > begin && asked.result.ended <= first_end;
    }));
    sum += counts.back();
  }
  const double mean = static_cast<double>(sum) / static_cast<double>(told.size());
  const auto [least, most] = std::minmax_element(counts.begin(), counts.end());
  std::printf("  shares while all wrote (%.1f s): least %.2f of the mean, most %.2f\n",
              static_cast<double>(first_end - begin) / 1e9, static_cast<double>(*least) / mean,
              static_cast<double>(*most) / mean);
  if (static_cast<double>(*least) < mean / 2) {
    throw Violation("a writer got " + std::to_string(*least) + " commands done where the mean is " +
                    std::to_string(mean));
  }
}

void test(const Options& options) {
  const Scratch scratch;
  const std::vector<Asked> prepared = prepare(options.traveler);
  Board board;
  for (int i = 1; i <= kSharedRuns; ++i) board.note(json::parse(prepared[1].result.out));

  std::vector<std::vector<Asked>> told(static_cast<std::size_t>(options.writers));
  std::vector<std::vector<Asked>> seen(kReaders + 1);
  std::atomic<bool> stop = false;
  std::mutex mutex;
  std::string violation;
  const auto guarded = [&](auto body) {
    return std::thread([&, body] {
      try {
        body();
      } catch (const std::exception& error) {
        const std::lock_guard lock(mutex);
        if (violation.empty()) violation = error.what();
        stop = true;
      }
    });
  };
  std::vector<std::thread> readers;
  for (int i = 0; i <= kReaders; ++i) {
    readers.push_back(guarded([&, i] {
      Random random(options.seed * 1000 + 500 + static_cast<std::uint64_t>(i));
      static const std::vector<std::vector<std::string>> kExports{{"export", "runs"},
                                                                  {"export", "steps"},
                                                                  {"export", "measurements"},
                                                                  {"log", "--fields", "seq,op,subject"}};
      for (std::size_t round = 0; !stop; ++round) {
        Asked asked;
        if (i == kReaders)
          asked.words = kExports[round % kExports.size()];
        else
          asked = read(random, board);
        asked.who = 100 + i;
        run_json(options.traveler, asked);
        const bool answered = asked.result.code == 0 || (asked.words[1] == "check" && asked.result.code == 1);
        if (!answered)
          throw Violation("reader: exit " + std::to_string(asked.result.code) + ": " + asked.result.err);
        seen[static_cast<std::size_t>(i)].push_back(std::move(asked));
      }
    }));
  }
  std::vector<std::thread> writers;
  for (int i = 0; i < options.writers; ++i) {
    writers.push_back(guarded([&, i] {
      Writer writer(i, options.seed * 1000 + static_cast<std::uint64_t>(i), board);
      for (int done = 0; done < options.commands && !stop; ++done) {
        Asked asked = writer.next();
        run_json(options.traveler, asked);
        writer.done(asked);
        told[static_cast<std::size_t>(i)].push_back(std::move(asked));
      }
    }));
  }
  for (std::thread& thread : writers) thread.join();
  stop = true;
  for (std::thread& thread : readers) thread.join();
  if (!violation.empty()) throw Violation(violation);

  std::vector<const Asked*> changes;
  std::vector<const Asked*> refusals;
  std::vector<double> times;
  for (const Asked& asked : prepared) changes.push_back(&asked);
  for (auto& of_one : told) {
    for (Asked& asked : of_one) {
      times.push_back(asked.result.seconds());
      if (asked.result.code == 0) asked.seq = json::parse(asked.result.out).at("seq");
      (asked.result.code == 0 ? changes : refusals).push_back(&asked);
    }
  }
  std::sort(changes.begin(), changes.end(), [](const Asked* a, const Asked* b) { return a->seq < b->seq; });
  std::printf("  %d writers: %zu commands acknowledged, %zu refused by rule\n", options.writers,
              changes.size() - prepared.size(), refusals.size());
  tell_times("commands", times);

  Shop shop;
  shop.add_procedure("own", own_kind());
  shop.add_procedure("shared", shared_kind());
  SerialOrder order(std::move(shop));
  order.replay(changes);
  for (const Asked* refusal : refusals) order.check_refusal(*refusal);
  std::vector<double> read_times;
  for (const auto& of_one : seen) {
    for (const Asked& asked : of_one) {
      order.check_read(asked);
      read_times.push_back(asked.result.seconds());
    }
  }
  tell_times("reads", read_times);
  // In the end everything is there, and nothing else.
  for (const auto& words : std::vector<std::vector<std::string>>{{"export", "runs"},
                                                                 {"run", "list"},
                                                                 {"export", "steps"},
                                                                 {"export", "measurements"},
                                                                 {"log", "--fields", "seq,op,subject"}}) {
    order.check_read(must(options.traveler, words));
  }
  must(options.traveler, {"verify"});
  std::printf("  one serial order of %zu runs in %zu versions explains all answers; verify is clean\n",
              order.shop().runs().size(), order.versions());
  check_shares(told);
  if (const double p99 = percentile(times, 0.99); p99 >= options.limit) {
    throw Violation("1 of 100 commands takes " + std::to_string(p99) + " s or more, not under " +
                    std::to_string(options.limit));
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("usage: fair_writers TRAVELER_BINARY [SEED] [COMMANDS] [WRITERS] [SECONDS]\n", stderr);
    return 2;
  }
  Options options;
  options.traveler = std::filesystem::absolute(argv[1]).string();
  options.seed =
      argc > 2 ? std::strtoull(argv[2], nullptr, 10) : static_cast<std::uint64_t>(std::time(nullptr));
  if (argc > 3) options.commands = std::atoi(argv[3]);
  if (argc > 4) options.writers = std::atoi(argv[4]);
  if (argc > 5) options.limit = std::atof(argv[5]);
  for (const char* name : {"TRAVELER_WORKSPACE", "TRAVELER_FORMAT"}) ::unsetenv(name);
  ::setenv("TRAVELER_ACTOR", "alice", 1);
  ::setenv("LC_ALL", "C", 1);
  std::printf("fair_writers: seed %llu\n", static_cast<unsigned long long>(options.seed));
  std::fflush(stdout);
  try {
    test(options);
  } catch (const std::exception& error) {
    std::fflush(stdout);
    std::fprintf(stderr, "fair_writers: VIOLATION (seed %llu): %s\n",
                 static_cast<unsigned long long>(options.seed), error.what());
    return 1;
  }
  return 0;
}
