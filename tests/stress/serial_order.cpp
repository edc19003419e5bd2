#include "serial_order.h"

#include <algorithm>
#include <limits>
#include <sstream>

namespace stress {
namespace {

using nlohmann::json;

constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

std::string command_line(const Asked& asked) {
  std::string out = "writer or reader " + std::to_string(asked.who) + ":";
  for (const std::string& word : asked.words) out += ' ' + word;
  return out;
}

[[noreturn]] void violated(const Asked& asked, const std::string& why) {
  throw Violation(command_line(asked) + " (seq " + std::to_string(asked.seq) + "): " + why);
}

std::string number(const json& value) { return std::to_string(value.get<std::int64_t>()); }

std::string shown_step(const json& step) {
  return step.at("state").get<std::string>() + ' ' + number(step.at("attempt")) +
         (step.at("available").get<bool>() ? " yes" : " no");
}

std::string shown_steps(const json& steps) {
  std::string out;
  for (const json& step : steps) out += step.at("key").get<std::string>() + ' ' + shown_step(step) + "; ";
  return out;
}

/// As `describe_run`; of an export, which has no counts, the beginning of it.
std::string shown_run(const json& run) {
  std::string out = number(run.at("revision")) + ' ' + run.at("status").get<std::string>() + ' ' +
                    run.at("lifecycle").get<std::string>() + ' ' + run.at("updated_at").get<std::string>();
  if (!run.contains("counts")) return out;
  char separator = ' ';
  for (const char* state : {"todo", "in_progress", "hold", "completed", "failed", "canceled"}) {
    out += separator + number(run.at("counts").at(state));
    separator = ':';
  }
  return out;
}

std::int64_t run_number(const json& id) { return std::stoll(id.get<std::string>().substr(2)); }

std::string between(std::int64_t first, std::int64_t last) {
  return "between the seqs " + std::to_string(first) + " and " +
         (last == kNever ? std::string("the end") : std::to_string(last));
}

/// The last of the pairs whose time is before `time`, by its second; 0 when there is none.
std::int64_t highest_before(const std::vector<std::pair<std::int64_t, std::int64_t>>& pairs,
                            std::int64_t time) {
  const auto at = std::lower_bound(pairs.begin(), pairs.end(), std::pair{time, std::int64_t{0}});
  return at == pairs.begin() ? 0 : std::prev(at)->second;
}

void accumulate(std::vector<std::pair<std::int64_t, std::int64_t>>& pairs) {
  std::sort(pairs.begin(), pairs.end());
  std::int64_t highest = 0;
  for (auto& [time, seq] : pairs) seq = highest = std::max(highest, seq);
}

/// The lines of an answer to `apply`.
std::vector<json> lines_of(const Asked& asked) {
  std::vector<json> out;
  std::istringstream lines(asked.result.out);
  for (std::string line; std::getline(lines, line);) out.push_back(json::parse(line));
  return out;
}

/// The code of the error of a refused command.
std::string refusal_of(const Asked& asked) {
  if (asked.words.front() != "apply") return json::parse(asked.result.err).at("error").at("code");
  for (const json& line : lines_of(asked)) {
    if (line.contains("error")) return line.at("error").at("code");
  }
  return {};
}

}  // namespace

std::vector<json> results_of(const Asked& asked) {
  if (asked.words.front() != "apply") return {json::parse(asked.result.out)};
  std::vector<json> out;
  for (json& line : lines_of(asked)) {
    if (line.contains("result")) out.push_back(std::move(line.at("result")));
  }
  return out;
}

std::int64_t seq_of(const Asked& asked) {
  if (asked.words.front() != "apply") return json::parse(asked.result.out).at("seq");
  const json last = lines_of(asked).back();
  if (last.at("committed") != true) throw Violation("exit 0, and not committed: " + asked.result.out);
  return last.at("seq");
}

void SerialOrder::replay(const std::vector<const Asked*>& changes) {
  for (const Asked* change : changes) {
    replay_one(*change);
    ended_.emplace_back(change->result.ended, change->seq);
    began_.emplace_back(change->result.began, change->seq);
  }
  accumulate(ended_);
  accumulate(began_);
  for (const Asked* change : changes) {
    const std::int64_t before = highest_before(ended_, change->result.began);
    if (change->seq <= before)
      violated(*change, "was after the seq " + std::to_string(before) + " had been acknowledged");
  }
}

void SerialOrder::replay_one(const Asked& change) {
  std::vector<Entry> entries;
  std::vector<std::int64_t> touched;
  for (const Action& action : change.actions) {
    if (const auto refusal = shop_.act(action, entries, touched))
      violated(change, "had to be refused: " + *refusal);
  }
  const std::int64_t first = change.seq - static_cast<std::int64_t>(entries.size()) + 1;
  if (!entries_.empty() && first != entries_.back().first + 1) {
    violated(change, "makes " + std::to_string(entries.size()) + " entries after the seq " +
                         std::to_string(entries_.back().first));
  }
  // Of a bulk every line answers; the last word on each object is what it left behind.
  std::map<std::int64_t, json> runs;
  std::map<std::string, json> steps;
  for (const json& result : results_of(change)) {
    for (const json& run : result.at("runs")) runs[run_number(run.at("id"))] = run;
    if (!result.contains("steps")) continue;
    for (const json& step : result.at("steps")) steps[step.at("id")] = step;
  }
  for (const std::int64_t id : touched) {
    Run& run = shop_.runs().at(id);
    const auto shown = runs.find(id);
    if (shown == runs.end()) violated(change, "does not show R-" + std::to_string(id));
    run.updated_at = shown->second.at("updated_at");
    if (const std::string is = shown_run(shown->second); is != describe_run(run)) {
      violated(change, "shows R-" + std::to_string(id) + " as '" + is + "', not '" + describe_run(run) + "'");
    }
    versions_[id].push_back({change.seq, run});
    runs.erase(shown);
  }
  if (!runs.empty())
    violated(change, "shows R-" + std::to_string(runs.begin()->first) + ", which it did not change");
  for (const auto& [id, shown] : steps) {
    const auto [number_of_run, key] = parse_step(id);
    const Run& run = shop_.runs().at(number_of_run);
    const std::size_t index = index_of(*run.kind, key);
    const std::string is = shown_step(shown) + ' ' + number(shown.at("revision"));
    const std::string due = describe_step(run, index) + ' ' + std::to_string(run.steps[index].revision);
    if (is != due) violated(change, "shows " + id + " as '" + is + "', not '" + due + "'");
  }
  commits_.insert(change.seq);
  for (const Action& action : change.actions) {
    for (const std::string& id : action.steps) {
      if (!steps.contains(id)) violated(change, "does not show " + id);
    }
  }
  for (std::int64_t seq = first; Entry & entry : entries) {
    if (entry.op == "run.create") created_.push_back(change.seq);
    if (!entry.value.empty()) values_.emplace_back(seq, entry.subject + ' ' + entry.value);
    entries_.emplace_back(seq++, std::move(entry));
  }
}

SerialOrder::Window SerialOrder::window(const Asked& asked) const {
  return {highest_before(ended_, asked.result.began), highest_before(began_, asked.result.ended)};
}

const SerialOrder::Version* SerialOrder::version_at(std::int64_t run, std::int64_t seq) const {
  const auto found = versions_.find(run);
  if (found == versions_.end()) return nullptr;
  const auto after = std::upper_bound(found->second.begin(), found->second.end(), seq,
                                      [](std::int64_t s, const Version& v) { return s < v.seq; });
  return after == found->second.begin() ? nullptr : &*std::prev(after);
}

template <typename Fits>
void SerialOrder::narrow(std::int64_t run, Window& cut, const std::string& shown, Fits fits) const {
  Window fitting{kNever, -1};
  const auto found = versions_.find(run);
  if (found == versions_.end()) throw Violation("shows R-" + std::to_string(run) + ", which is not there");
  const std::vector<Version>& versions = found->second;
  for (std::size_t i = 0; i < versions.size(); ++i) {
    const std::int64_t last = i + 1 < versions.size() ? versions[i + 1].seq - 1 : kNever;
    if (last < cut.first || versions[i].seq > cut.last || !fits(versions[i].run)) continue;
    fitting.first = std::min(fitting.first, versions[i].seq);
    fitting.last = last;
  }
  if (fitting.last < 0) {
    throw Violation("shows R-" + std::to_string(run) + " as '" + shown + "', which it never was " +
                    between(cut.first, cut.last));
  }
  cut = {std::max(cut.first, fitting.first), std::min(cut.last, fitting.last)};
}

void SerialOrder::narrow_count(const std::vector<std::int64_t>& seqs, std::size_t count, Window& cut,
                               const std::string& what) const {
  const std::int64_t first = count == 0 ? 0 : count > seqs.size() ? kNever : seqs[count - 1];
  const std::int64_t last = count < seqs.size() ? seqs[count] - 1 : kNever;
  if (first > last || last < cut.first || first > cut.last) {
    throw Violation("shows " + std::to_string(count) + ' ' + what + ", which were never as many " +
                    between(cut.first, cut.last));
  }
  cut = {std::max(cut.first, first), std::min(cut.last, last)};
}

void SerialOrder::check_runs(const json& rows, Window cut) const {
  narrow_count(created_, rows.size(), cut, "runs");
  for (const json& row : rows) {
    const std::string shown = shown_run(row);
    narrow(run_number(row.at("id")), cut, shown,
           [&](const Run& run) { return describe_run(run).starts_with(shown); });
  }
}

void SerialOrder::check_steps(const json& rows, Window cut) const {
  std::size_t seen = 0;
  for (std::size_t i = 0; i < rows.size(); ++seen) {
    const json& id = rows[i].at("run");
    std::string shown;
    for (; i < rows.size() && rows[i].at("run") == id; ++i) {
      shown += rows[i].at("key").get<std::string>() + ' ' + shown_step(rows[i]) + "; ";
    }
    narrow(run_number(id), cut, shown, [&](const Run& run) { return describe_steps(run) == shown; });
  }
  narrow_count(created_, seen, cut, "runs with steps");
}

void SerialOrder::check_values(const json& rows, Window cut) const {
  std::vector<std::int64_t> seqs;
  std::map<std::int64_t, std::string> due;
  for (const auto& [seq, text] : values_) {
    seqs.push_back(seq);
    due[seq] = text;
  }
  narrow_count(seqs, rows.size(), cut, "values");
  for (const json& row : rows) {
    const auto found = due.find(row.at("seq"));
    const std::string shown = row.at("step").get<std::string>() + ' ' + row.at("value").get<std::string>();
    if (found == due.end() || found->second != shown) throw Violation("shows the value " + row.dump());
    due.erase(found);
  }
  if (!due.empty() && due.begin()->first <= cut.first)
    throw Violation("lacks the value " + due.begin()->second);
}

void SerialOrder::check_log(const std::string& ndjson, Window cut) const {
  std::istringstream lines(ndjson);
  std::string line;
  std::int64_t last = 0;
  while (std::getline(lines, line)) {
    const json row = json::parse(line);
    if (row.at("seq") != ++last)
      throw Violation("shows the entry " + line + " where " + std::to_string(last) + " is due");
    if (last < entries_.front().first) continue;  // of the preparation
    const auto index = static_cast<std::size_t>(last - entries_.front().first);
    if (index >= entries_.size())
      throw Violation("shows the entry " + line + ", which nobody was acknowledged");
    const Entry& due = entries_[index].second;
    if (row.at("op") != due.op || row.at("subject") != due.subject) {
      throw Violation("shows the entry " + line + " instead of " + due.op + ' ' + due.subject);
    }
  }
  if (last < cut.first || last > cut.last)
    throw Violation("ends with " + std::to_string(last) + ", not " + between(cut.first, cut.last));
  if (!commits_.contains(last))
    throw Violation("ends with " + std::to_string(last) + ", in the midst of a command");
}

void SerialOrder::check_refusal(const Asked& asked) const {
  const Window within = window(asked);
  const std::string told = refusal_of(asked);
  std::vector<std::int64_t> moments{within.first};
  for (const Action& action : asked.actions) {
    for (const std::string& id : action.steps) {
      const auto found = versions_.find(parse_step(id).first);
      if (found == versions_.end()) continue;
      for (const Version& version : found->second) {
        if (version.seq > within.first && version.seq <= within.last) moments.push_back(version.seq);
      }
    }
  }
  for (const std::int64_t moment : moments) {
    Shop then;
    for (const Action& action : asked.actions) {
      for (const std::string& id : action.steps) {
        const std::int64_t run = parse_step(id).first;
        if (const Version* version = version_at(run, moment)) then.runs()[run] = version->run;
      }
    }
    std::vector<Entry> entries;
    std::vector<std::int64_t> touched;
    for (const Action& action : asked.actions) {
      const auto refusal = then.act(action, entries, touched);
      if (!refusal) continue;
      if (*refusal == told) return;
      break;
    }
  }
  violated(asked, "was refused and need not have been " + between(within.first, within.last) + ": " +
                      asked.input + asked.result.out + asked.result.err);
}

void SerialOrder::check_read(const Asked& asked) const {
  Window cut = window(asked);
  const std::string& noun = asked.words[0];
  const std::string what = noun + ' ' + asked.words[1];
  try {
    if (noun == "log") return check_log(asked.result.out, cut);
    const json answer = json::parse(asked.result.out);
    if (what == "run list" || what == "export runs") return check_runs(answer, cut);
    if (what == "export steps") return check_steps(answer, cut);
    if (what == "export measurements") return check_values(answer, cut);
    if (what == "run show") {
      const std::string shown = shown_run(answer) + ' ' + shown_steps(answer.at("steps"));
      narrow(asked.run, cut, shown,
             [&](const Run& run) { return describe_run(run) + ' ' + describe_steps(run) == shown; });
    } else if (what == "step list") {
      const std::string shown = shown_steps(answer);
      narrow(asked.run, cut, shown, [&](const Run& run) { return describe_steps(run) == shown; });
    } else if (what == "batch show") {
      std::map<std::int64_t, std::string> shown;
      for (const json& step : answer.at("steps")) {
        for (const auto& [run, state] : step.at("states").items()) {
          shown[run_number(run)] += step.at("key").get<std::string>() + ' ' + state.get<std::string>() + "; ";
        }
      }
      for (const auto& [run, states] : shown) {
        narrow(run, cut, states, [&states = states](const Run& r) {
          std::string is;
          for (std::size_t i = 0; i < r.steps.size(); ++i) {
            is += r.kind->keys[i] + ' ' + std::string(spell(r.steps[i].state)) + "; ";
          }
          return is == states;
        });
      }
    } else if (what == "run check") {
      std::vector<std::string> shown;
      for (const json& blocker : answer.at("blockers")) {
        if (blocker.at("code") == "step.open") shown.push_back(blocker.at("subject"));
      }
      narrow(asked.run, cut, answer.dump(), [&](const Run& run) {
        if (run.complete) return shown.empty();
        std::vector<std::string> open;
        for (std::size_t i = 0; i < run.steps.size(); ++i) {
          const State state = run.steps[i].state;
          if (state != State::kCompleted && state != State::kCanceled) {
            open.push_back("R-" + std::to_string(asked.run) + '/' + run.kind->keys[i]);
          }
        }
        const bool any = std::any_of(run.steps.begin(), run.steps.end(),
                                     [](const Step& s) { return s.state == State::kCompleted; });
        if (!any) open.push_back("R-" + std::to_string(asked.run));
        return open == shown;
      });
    }
  } catch (const Violation& violation) {
    violated(asked, violation.what());
  } catch (const json::exception& error) {
    violated(asked, std::string(error.what()) + " in: " + asked.result.out);
  }
}

std::size_t SerialOrder::versions() const {
  std::size_t count = 0;
  for (const auto& [run, versions] : versions_) count += versions.size();
  return count;
}

}  // namespace stress
