#pragma once

#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/db.h"
#include "traveler/error.h"
#include "traveler/workspace.h"

namespace traveler::testing {

/// A folder that goes away with the test.
class Folder {
 public:
  Folder() {
    // In memory where there is such a place: nobody cuts the power here, and a sync takes its time.
    std::string pattern = "/dev/shm/traveler-test-XXXXXX";
    if (::mkdtemp(pattern.data()) == nullptr) {
      pattern = (std::filesystem::temp_directory_path() / "traveler-test-XXXXXX").string();
      REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    }
    path_ = pattern;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// A request in the making. The actor is alice, an admin, unless told otherwise.
class Ask {
 public:
  explicit Ask(std::string operation) {
    request_.operation = std::move(operation);
    request_.actor = "alice";
  }
  Ask& with(std::string_view name, Value value) {
    request_.arguments.set(name, std::move(value));
    return *this;
  }
  /// A list of texts.
  Ask& with_all(std::string_view name, const std::vector<std::string>& texts) {
    Value list = Value::list();
    for (const std::string& text : texts) list.push(text);
    return with(name, std::move(list));
  }
  /// A document of one file.
  Ask& with_file(std::string_view name, std::string_view file, std::string_view text) {
    return with(name, Value::object().add("file", file).add("text", text));
  }
  Ask& with_files(std::string_view name,
                  const std::vector<std::pair<std::string_view, std::string_view>>& files) {
    Value list = Value::list();
    for (const auto& [file, text] : files) list.push(Value::object().add("file", file).add("text", text));
    return with(name, std::move(list));
  }
  Ask& by(std::string_view actor) {
    request_.actor = actor;
    return *this;
  }
  Ask& because(std::string reason) {
    request_.reason = std::move(reason);
    return *this;
  }
  Ask& at(std::string time) {
    request_.at = std::move(time);
    return *this;
  }
  Ask& dry_run() {
    request_.dry_run = true;
    return *this;
  }
  const Request& request() const { return request_; }

 private:
  Request request_;
};

using Pairs = std::vector<std::pair<std::string, Value>>;

inline Value pairs(const Pairs& items) {
  Value out = Value::object();
  for (const auto& [key, value] : items) out.add(key, value);
  return out;
}

/// The texts of one member of each row.
inline std::vector<std::string> column(const Value& rows, std::string_view name) {
  std::vector<std::string> out;
  for (const Value& row : rows.as_list()) out.push_back(row[name].is_null() ? "null" : row[name].as_text());
  return out;
}

/// "code subject" of each blocker, sorted.
inline std::vector<std::string> blockers(const Error& error) {
  std::vector<std::string> out;
  for (const Blocker& blocker : error.blockers()) out.push_back(blocker.code + ' ' + blocker.subject);
  std::sort(out.begin(), out.end());
  return out;
}

/// "rule line:column" of each finding, in order.
inline std::vector<std::string> findings(const Error& error) {
  std::vector<std::string> out;
  for (const Finding& f : error.findings()) {
    out.push_back(f.rule + ' ' + std::to_string(f.line) + ':' + std::to_string(f.column));
  }
  return out;
}

using Texts = std::vector<std::string>;

/// A new workspace of alice's that is there since 2000, so that work of years ago can be entered late.
inline Workspace made_long_ago(const std::string& folder) {
  const WorkspaceOptions then{.clock = [] { return Timestamp::parse("2000-01-01T00:00:00Z")->micros; }};
  Workspace::init(folder, "alice", "Alice", std::nullopt, then);
  return Workspace::open(folder);
}

/// A workspace with alice (admin), bob (operator) and quinn (quality).
class Workshop {
 public:
  Workshop() : workspace_(made_long_ago(folder_.path())) {
    add_user("bob", "Bob", "operator");
    add_user("quinn", "Quinn", "quality");
  }

  Workspace& workspace() { return workspace_; }
  const std::string& folder() const { return folder_.path(); }
  std::string database() const { return workspace_.path() + "/traveler.db"; }

  Value run(const Ask& ask) { return workspace_.execute(ask.request()); }

  /// Carries out a request that must be refused with that code, and checks that it wrote nothing at all.
  Error refused(const Ask& ask, ErrorCode code) {
    const std::string before = snapshot();
    std::optional<Error> refusal;
    Value answer;
    try {
      answer = run(ask);
    } catch (const Error& error) {
      refusal = error;
    }
    INFO(ask.request().operation << " was not refused");
    REQUIRE(refusal);
    INFO(refusal->message());
    CHECK(to_text(refusal->code()) == to_text(code));
    CHECK_FALSE(refusal->message().empty());
    const bool unchanged = snapshot() == before;
    CHECK(unchanged);
    return *refusal;
  }

  /// Every row of every table, as text.
  std::string snapshot() const {
    auto db = store::Connection::open(database(), {.read_only = true});
    std::vector<std::string> tables;
    store::Statement names =
        db.prepare_once("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name");
    while (names.step()) tables.push_back(names.string(0));
    std::string out;
    for (const std::string& table : tables) {
      out += "== " + table + '\n';
      store::Statement row = db.prepare_once("SELECT * FROM " + table);
      while (row.step()) {
        for (int i = 0; i < row.columns(); ++i) {
          switch (row.value_class(i)) {
            case store::ValueClass::kInteger:
              out += std::to_string(row.integer(i));
              break;
            case store::ValueClass::kBlob:
              out.append(row.blob(i));
              break;
            case store::ValueClass::kNull:
              out += "null";
              break;
            default:
              out.append(row.text(i));
          }
          out += '\x1f';
        }
        out += '\n';
      }
    }
    return out;
  }

  /// The answer of a query of one integer, straight from the file.
  std::int64_t scalar(const std::string& sql) const {
    return store::Connection::open(database(), {.read_only = true}).scalar(sql);
  }
  std::int64_t head() const { return scalar("SELECT ifnull(max(seq), 0) FROM history_entry"); }

  void add_user(const std::string& name, const std::string& printed_name, const std::string& role) {
    run(Ask("user.add").with("user", name).with("name", printed_name).with_all("roles", {role}));
  }
  void set(const std::string& key, const std::string& value) {
    run(Ask("config.set").with("key", key).with("value", value));
  }
  void add_part(const std::string& number, const std::string& tracking, int precision = 0,
                const std::string& revision = {}) {
    Ask ask("part.add");
    ask.with("part", number)
        .with("name", "A " + number)
        .with("tracking", tracking)
        .with("precision", precision);
    if (!revision.empty()) ask.with("revision", revision);
    run(ask);
  }
  Value add_procedure(std::string_view text, std::string_view file = "procedure.yaml") {
    return run(Ask("procedure.add").with_file("files", file, text));
  }
  void release(const std::string& id) { run(Ask("procedure.release").with_all("procedures", {id})); }
  /// Adds and releases a procedure.
  void make_procedure(std::string_view text) {
    const Value added = add_procedure(text);
    release(added["procedures"].as_list().front()["key"].as_text());
  }
  /// Makes one run of a serial part; the answer is its id.
  std::string make_run(const std::string& part, const std::string& procedure) {
    const Value made =
        run(Ask("run.create").with("part", part).with("procedure", procedure).with("serial", "auto"));
    return made["runs"].as_list().front()["id"].as_text();
  }

  Value start(const Texts& steps, std::string_view actor = "bob") {
    return run(Ask("step.start").with_all("steps", steps).by(actor));
  }
  Value complete(const Texts& steps, std::string_view actor = "bob") {
    return run(Ask("step.complete").with_all("steps", steps).by(actor));
  }
  static Ask record(const std::string& step, const Pairs& values, std::string_view actor = "bob") {
    return Ask("step.record").with("step", step).with("set", pairs(values)).by(actor);
  }
  static Ask sign(const std::string& step, const std::string& field, std::string_view actor = "quinn") {
    return Ask("step.sign").with("step", step).with("field", field).by(actor);
  }
  Value show_step(const std::string& step) { return run(Ask("step.show").with("step", step)); }
  Value show_run(const std::string& id) { return run(Ask("run.show").with("run", id)); }
  std::string state(const std::string& step) { return show_step(step)["state"].as_text(); }
  Value field(const std::string& step, std::string_view key) {
    const Value shown = show_step(step);
    for (const Value& item : shown["fields"].as_list()) {
      if (item["key"].as_text() == key) return item;
    }
    FAIL("no field " << key);
    return {};
  }
  std::string exported(std::string_view table, ExportFormat format = ExportFormat::kCsv) {
    std::string out;
    workspace_.export_table(table, format, [&](std::string_view bytes) { out += bytes; });
    return out;
  }

 private:
  Folder folder_;
  Workspace workspace_;
};

/// A serial part and a small procedure for it: `kit` and then `torque`, with values and a peer sign-off.
inline constexpr std::string_view kBracket = R"(procedure: bracket
title: Bracket assembly
parts: [BRKT]
steps:
  - id: kit
    title: Kit the parts
  - id: torque
    title: Torque the bolts
    fields:
      - {id: nm, title: Torque, type: number, unit: N.m, target: 10, tolerance: 0.5, required: true}
      - {id: note, type: text}
      - {id: inspector, title: Inspector, type: signoff, role: quality, peer: true, required: true}
)";

/// The workshop with the bracket released and one run of it, R-1.
class BracketShop : public Workshop {
 public:
  BracketShop() {
    add_part("BRKT", "serial");
    make_procedure(kBracket);
    make_run("BRKT", "bracket");
  }
};

}  // namespace traveler::testing
