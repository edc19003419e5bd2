// Sixteen writers at once, on runs of their own and on shared ones, among readers and an exporter. Nothing
// acknowledged is lost, all that anybody was told fits one serial order, no reader sees half a command, every
// writer gets its share, nobody is refused as busy, and nobody waits long for the machine that this is.
// usage: fair_writers TRAVELER_BINARY [--seed N] [--commands N] [--writers N] [--cores N] [--busy] [--turns
// N] Each writer gives so many commands. --cores: on the first N cores only; --busy: beside a busy loop for
// each core. How long one command takes here is measured before and after, under the same conditions with
// nobody else writing: no command may take longer than 3 x writers x that, and copying the database file
// once, as an export does.
#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <filesystem>
#include <mutex>
#include <thread>

#include "process.h"
#include "serial_order.h"
#include "shop.h"
#include "workload.h"

namespace {

using namespace stress;
using nlohmann::json;

constexpr int kReaders = 3;
constexpr int kAlone = 60;  ///< commands of the writer that is measured alone
// Between two commands; a table costs more to check than to write.
constexpr std::chrono::milliseconds kReaderPause{5};
constexpr std::chrono::milliseconds kExporterPause{40};

/// Runs the program with --json; what it was told is kept.
void run_json(const std::string& traveler, Asked& asked) {
  std::vector<std::string> words{traveler};
  words.insert(words.end(), asked.words.begin(), asked.words.end());
  const bool lines = asked.words[0] == "log" || asked.words[0] == "apply";
  words.insert(words.end(), {"--format", lines ? "ndjson" : "json"});
  asked.result = run_process(words, asked.input);
}

Asked must(const std::string& traveler, std::vector<std::string> words) {
  Asked asked;
  asked.words = std::move(words);
  run_json(traveler, asked);
  if (asked.result.code != 0) {
    throw Violation("exit " + std::to_string(asked.result.code) + ": " + asked.result.err);
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
  int cores = 0;  ///< 0 for all that there are
  bool busy = false;
  double turns = 3;  ///< nobody waits longer than so many turns of all writers
};

std::vector<int> cores_of_this() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (::sched_getaffinity(0, sizeof set, &set) != 0) throw Violation("sched_getaffinity");
  std::vector<int> out;
  for (int core = 0; core < CPU_SETSIZE; ++core) {
    if (CPU_ISSET(core, &set)) out.push_back(core);
  }
  return out;
}

/// This process and its children from now on run on the first `count` cores.
void stay_on(std::size_t count) {
  const std::vector<int> cores = cores_of_this();
  if (cores.size() < count) throw Violation("there are only " + std::to_string(cores.size()) + " cores");
  cpu_set_t set;
  CPU_ZERO(&set);
  for (std::size_t i = 0; i < count; ++i) CPU_SET(cores[i], &set);
  if (::sched_setaffinity(0, sizeof set, &set) != 0) throw Violation("sched_setaffinity");
}

/// A process for each core that does nothing but take time; they end with this, or with the test.
class BusyLoops {
 public:
  explicit BusyLoops(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      const pid_t parent = ::getpid();
      const pid_t child = ::fork();
      if (child < 0) throw Violation("fork");
      if (child == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        while (::getppid() == parent) {
        }
        ::_exit(0);
      }
      children_.push_back(child);
    }
  }
  BusyLoops(const BusyLoops&) = delete;
  BusyLoops& operator=(const BusyLoops&) = delete;
  ~BusyLoops() {
    for (const pid_t child : children_) ::kill(child, SIGKILL);
    for (const pid_t child : children_) ::waitpid(child, nullptr, 0);
  }

 private:
  std::vector<pid_t> children_;
};

std::vector<Asked> prepare(const std::string& traveler, Board& board) {
  write_procedures();
  must(traveler, {"init"});
  must(traveler, {"part", "add", "P", "--name", "P", "--tracking", "serial"});
  must(traveler, {"procedure", "add", "own.yaml", "shared.yaml", "lot.yaml"});
  must(traveler, {"procedure", "release", "own", "shared", "lot"});
  std::vector<Asked> changes = first_changes();
  for (Asked& change : changes) {
    change.result = must(traveler, change.words).result;
    change.seq = seq_of(change);
    for (const json& run : results_of(change).front().at("runs"))
      board.note_run(std::stoll(run.at("id").get<std::string>().substr(2)));
  }
  return changes;
}

/// The mean time of a command of the same mix, in a workspace of its own where nobody else is.
double seconds_alone(const Options& options) {
  const Scratch scratch;
  Board board;
  prepare(options.traveler, board);
  Writer writer(0, options.seed, board);
  double sum = 0;
  for (int i = 0; i < kAlone; ++i) {
    Asked asked = writer.next();
    run_json(options.traveler, asked);
    writer.done(asked);
    sum += asked.result.seconds();
  }
  return sum / kAlone;
}

/// The time of copying the database file of the workspace here.
double seconds_of_copy() {
  const std::int64_t began = steady_nanoseconds();
  std::filesystem::copy_file(".traveler/traveler.db", "copy.db");
  return static_cast<double>(steady_nanoseconds() - began) / 1e9;
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
  const double seconds = static_cast<double>(first_end - begin) / 1e9;
  std::printf(
      "  shares while all wrote (%.1f s, %.0f commands a second): least %.2f of the mean, most %.2f\n",
      seconds, static_cast<double>(sum) / seconds, static_cast<double>(*least) / mean,
      static_cast<double>(*most) / mean);
  if (static_cast<double>(*least) < mean / 2) {
    throw Violation("a writer got " + std::to_string(*least) + " commands done where the mean is " +
                    std::to_string(mean));
  }
}

/// What a whole test took of each.
struct Measured {
  std::vector<double> times;
  double copy = 0;
};

Measured test(const Options& options) {
  const Scratch scratch;
  Board board;
  const std::vector<Asked> prepared = prepare(options.traveler, board);

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
      for (std::size_t round = 0; !stop; ++round) {
        Asked asked;
        if (i == kReaders)
          asked.words = whole_reads()[round % whole_reads().size()];
        else
          asked = some_read(random, board);
        asked.who = 100 + i;
        std::this_thread::sleep_for(i == kReaders ? kExporterPause : kReaderPause);
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
      if (asked.result.code == 0) asked.seq = seq_of(asked);
      (asked.result.code == 0 ? changes : refusals).push_back(&asked);
    }
  }
  std::sort(changes.begin(), changes.end(), [](const Asked* a, const Asked* b) { return a->seq < b->seq; });
  std::printf("  %d writers: %zu commands acknowledged, %zu refused by rule\n", options.writers,
              changes.size() - prepared.size(), refusals.size());
  tell_times("commands", times);

  Shop shop;
  add_procedures(shop);
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
  for (const auto& words : whole_reads()) order.check_read(must(options.traveler, words));
  order.check_read(must(options.traveler, {"run", "list"}));
  must(options.traveler, {"verify"});
  std::printf("  one serial order of %zu runs in %zu versions explains all answers; verify is clean\n",
              order.shop().runs().size(), order.versions());
  check_shares(told);
  return {std::move(times), seconds_of_copy()};
}

void test_waits(const Options& options) {
  const double before = seconds_alone(options);
  const Measured measured = test(options);
  const double after = seconds_alone(options);
  const double alone = std::max(before, after);
  const double limit = options.turns * options.writers * alone + measured.copy;
  const double longest = percentile(measured.times, 1);
  std::printf(
      "  alone a command takes %.1f ms (%.1f before, %.1f after), a copy of the file %.1f; the longest of all took %.0f ms, "
      "%.2f turns of %d writers\n",
      alone * 1e3, before * 1e3, after * 1e3, measured.copy * 1e3, longest * 1e3,
      longest / (options.writers * alone), options.writers);
  if (longest > limit) {
    throw Violation("a command took " + std::to_string(longest) + " s, more than " + std::to_string(limit));
  }
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  options.seed = static_cast<std::uint64_t>(std::time(nullptr));
  bool understood = argc >= 2;
  for (int i = 2; i < argc && understood; ++i) {
    const std::string_view word = argv[i];
    if (word == "--busy") {
      options.busy = true;
    } else if (++i == argc) {
      understood = false;
    } else if (word == "--seed") {
      options.seed = std::strtoull(argv[i], nullptr, 10);
    } else if (word == "--commands") {
      options.commands = std::atoi(argv[i]);
    } else if (word == "--writers") {
      options.writers = std::atoi(argv[i]);
    } else if (word == "--cores") {
      options.cores = std::atoi(argv[i]);
    } else if (word == "--turns") {
      options.turns = std::atof(argv[i]);
    } else {
      understood = false;
    }
  }
  if (!understood) {
    std::fputs(
        "usage: fair_writers TRAVELER_BINARY [--seed N] [--commands N] [--writers N] [--cores N] [--busy] [--turns N]\n",
        stderr);
    return 2;
  }
  options.traveler = std::filesystem::absolute(argv[1]).string();
  for (const char* name : {"TRAVELER_WORKSPACE", "TRAVELER_FORMAT"}) ::unsetenv(name);
  ::setenv("TRAVELER_ACTOR", "alice", 1);
  ::setenv("LC_ALL", "C", 1);
  try {
    if (options.cores > 0) stay_on(static_cast<std::size_t>(options.cores));
    const std::size_t cores = cores_of_this().size();
    std::printf("fair_writers: seed %llu, %zu cores%s\n", static_cast<unsigned long long>(options.seed),
                cores, options.busy ? ", a busy loop on each" : "");
    std::fflush(stdout);
    const BusyLoops loops(options.busy ? cores : 0);
    test_waits(options);
  } catch (const std::exception& error) {
    std::fflush(stdout);
    std::fprintf(stderr, "fair_writers: VIOLATION (seed %llu): %s\n",
                 static_cast<unsigned long long>(options.seed), error.what());
    return 1;
  }
  return 0;
}
