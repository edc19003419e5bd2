// Sixteen writers at once, on runs of their own and on shared ones, among readers and an exporter. Nothing
// acknowledged is lost, all that anybody was told fits one serial order, no reader sees half a command, every
// writer gets its share and nobody waits long.
// usage: fair_writers TRAVELER_BINARY [SEED] [COMMANDS] [WRITERS] [SECONDS]
// Each writer gives COMMANDS commands; 99 of 100 have to take less than SECONDS (0.5), or on a slow disk less
// than four times the mean. Were the next writer drawn by lot, they would take nearly five times the mean.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <filesystem>
#include <mutex>
#include <numeric>
#include <thread>

#include "process.h"
#include "serial_order.h"
#include "shop.h"
#include "workload.h"

namespace {

using namespace stress;
using nlohmann::json;

constexpr int kReaders = 3;
constexpr double kMostOfMean = 4;  ///< 99 of 100 commands take less than so many times the mean
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
  double limit = 0.5;
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
  const double mean = std::accumulate(times.begin(), times.end(), 0.0) / static_cast<double>(times.size());
  const double limit = std::max(options.limit, kMostOfMean * mean);
  const double p99 = percentile(times, 0.99);
  std::printf("  p99 is %.1f times the mean of %.0f ms, its limit %.0f ms\n", p99 / mean, mean * 1e3,
              limit * 1e3);
  if (p99 >= limit) {
    throw Violation("1 of 100 commands takes " + std::to_string(p99) + " s or more, not under " +
                    std::to_string(limit));
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
