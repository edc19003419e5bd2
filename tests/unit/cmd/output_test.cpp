#include "output.h"

#include <catch2/catch.hpp>

#include "fields.h"
#include "harness.h"

namespace traveler::cmd {
namespace {

TEST_CASE("lists are written in every format", "[cmd][output]") {
  Shell shell;
  make_run(shell);
  shell.run({"run", "create", "--part", "BRKT-ASSY-001", "--serial", "S-2", "--title", "no steps"});

  CHECK(shell.run({"run", "list", "--fields", "id,title"}) == 0);
  CHECK(shell.out == "ID   TITLE\nR-1  R-1: BRKT-ASSY-001 · SN-00001\nR-2  no steps\n");
  CHECK(shell.run({"run", "list", "--format", "id"}) == 0);
  CHECK(shell.out == "R-1\nR-2\n");
  CHECK(shell.run({"run", "list", "--json", "--fields", "id,procedure.key"}) == 0);
  CHECK(shell.out ==
        "[\n{\"id\":\"R-1\",\"procedure\":{\"key\":\"bracket-assembly\"}},\n{\"id\":\"R-2\",\"procedure\":{"
        "\"key\":null}}\n]\n");
  CHECK(shell.run({"run", "list", "--format", "ndjson", "--fields", "id"}) == 0);
  CHECK(shell.out == "{\"id\":\"R-1\"}\n{\"id\":\"R-2\"}\n");
  CHECK(shell.run({"run", "list", "--format", "csv", "--fields", "id,procedure,due"}) == 0);
  CHECK(shell.out == "id,procedure,due\r\nR-1,bracket-assembly@1,\r\nR-2,,\r\n");
}

TEST_CASE("empty lists are whole in every format", "[cmd][output]") {
  Shell shell;
  shell.run({"init", shell.folder});
  CHECK(shell.run({"run", "list"}) == 0);
  CHECK(shell.out.empty());
  CHECK(shell.err == "no runs\n");
  CHECK(shell.run({"run", "list", "--json"}) == 0);
  CHECK(shell.out == "[]\n");
  CHECK(shell.run({"run", "list", "--format", "csv", "--fields", "id"}) == 0);
  CHECK(shell.out == "id\r\n");
  CHECK(shell.run({"run", "list", "--format", "ndjson"}) == 0);
  CHECK(shell.out.empty());
}

TEST_CASE("rows are filtered, sorted and limited", "[cmd][output]") {
  Shell shell;
  make_run(shell);
  for (int i = 0; i < 10; ++i) shell.run({"run", "create", "--part", "BRKT-ASSY-001", "--serial", "auto"});
  CHECK(shell.run({"run", "list", "--format", "id", "--sort", "-id", "--limit", "2"}) == 0);
  CHECK(shell.out == "R-11\nR-10\n");
  CHECK(shell.run({"run", "list", "--format", "id", "--limit", "3"}) == 0);
  CHECK(shell.out == "R-1\nR-2\nR-3\n");
  CHECK(shell.run({"run", "list", "--format", "id", "--limit", "0"}) == 0);
  CHECK(shell.out.empty());
  CHECK(shell.run({"run", "list", "--format", "id", "--inventory", "INV-4"}) == 0);
  CHECK(shell.out == "R-4\n");
}

TEST_CASE("a change says what happened and what comes next", "[cmd][output]") {
  Shell shell;
  make_run(shell);
  CHECK(shell.run({"step", "start", "R-1/kit"}) == 0);
  CHECK(shell.out ==
        "R-1/kit started by alice\nR-1 ▶ in_progress, 0 of 2 steps done\nnext: traveler step complete "
        "R-1/kit\n");
  CHECK(shell.run({"step", "complete", "R-1/kit", "-q"}) == 0);
  CHECK(shell.out.empty());
  CHECK(shell.run({"step", "start", "R-1/torque"}) == 0);
  CHECK(shell.out.find("next: traveler step record R-1/torque nm=VALUE\n") != std::string::npos);
  CHECK(shell.run({"step", "record", "R-1/torque", "nm=12"}) == 0);
  CHECK(shell.out.find("out of spec: nm 12 N.m (10 ± 0.5)\n") != std::string::npos);
  CHECK(shell.run({"step", "record", "R-1/torque", "nm=10.10", "--dry-run", "--json"}) == 0);
  CHECK(shell.out.find("\"dry_run\": true") != std::string::npos);
  CHECK(shell.out.find("\"seq\": null") != std::string::npos);
}

TEST_CASE("a change gives ids for scripts", "[cmd][output]") {
  Shell shell;
  make_run(shell);
  CHECK(shell.run({"run", "create", "--part", "BRKT-ASSY-001", "--serial", "auto", "--format", "id"}) == 0);
  CHECK(shell.out == "R-2\n");
}

TEST_CASE("a run is shown with its steps", "[cmd][output]") {
  Shell shell;
  make_run(shell);
  shell.run({"step", "start", "R-1/kit"});
  CHECK(shell.run({"run", "show", "R-1"}) == 0);
  CHECK(shell.out.find("  progress   0 of 2 steps done\n") != std::string::npos);
  CHECK(shell.out.find("  1   ▶ in_progress  kit     Check the kit\n") != std::string::npos);
  CHECK(shell.out.find("waits for kit\n") != std::string::npos);
  CHECK(shell.run({"step", "show", "R-1/torque"}) == 0);
  CHECK(shell.out.find("  Cross pattern, two passes.\n") != std::string::npos);
  CHECK(shell.out.find("10 ± 0.5 N.m") != std::string::npos);
}

TEST_CASE("colour only on a terminal that wants it", "[cmd][output]") {
  Shell shell;
  make_run(shell);
  const auto colored = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"run", "show", "R-1"});
    shell.run(more);
    return shell.out.find('\x1b') != std::string::npos;
  };
  CHECK_FALSE(colored({}));
  CHECK(colored({"--color", "always"}));
  shell.terminal = true;
  CHECK(colored({}));
  CHECK_FALSE(colored({"--color", "never"}));
  shell.environment["NO_COLOR"] = "1";
  CHECK_FALSE(colored({}));
}

TEST_CASE("tables fit a terminal and show control characters", "[cmd][output]") {
  Shell shell;
  make_run(shell);
  shell.run({"run", "create", "--part", "BRKT-ASSY-001", "--serial", "auto", "--title",
             "a\x1b[31m" + std::string(200, 'x')});
  CHECK(shell.run({"run", "list"}) == 0);
  CHECK(shell.out.find("a\\x1b[31mxx") != std::string::npos);
  CHECK(shell.out.find(std::string(200, 'x')) != std::string::npos);
  shell.terminal = true;
  shell.width = 60;
  CHECK(shell.run({"run", "list", "--color", "never"}) == 0);
  CHECK(shell.out.find(std::string(60, 'x')) == std::string::npos);
}

TEST_CASE("exports go to files that are whole", "[cmd][output]") {
  Shell shell;
  make_run(shell);
  CHECK(shell.run({"export", "runs"}) == 0);
  CHECK(shell.out.starts_with("id,title,"));
  CHECK(shell.run({"export", "runs", "steps"}) == 2);
  CHECK(shell.run({"export", "runs", "steps", "-o", shell.path("out")}) == 0);
  CHECK(shell.err == "wrote " + shell.path("out/runs.csv") + "\nwrote " + shell.path("out/steps.csv") + "\n");
  CHECK(shell.run({"export", "runs", "-o", "/nonexistent/x.csv"}) == 6);
  CHECK(shell.run({"export", "runs", "--format", "id"}) == 2);
}

TEST_CASE("files are checked without a workspace", "[cmd][output]") {
  Shell shell;
  shell.environment.clear();
  shell.write("good.yaml", kProcedure);
  shell.write("bad.yaml", "procedure: x\ntitle: Ü\nsteps:\n  - {id: a, title: 日本, afer: [b]}\n");
  CHECK(shell.run({"procedure", "validate", shell.path("good.yaml")}) == 0);
  CHECK(shell.run({"procedure", "validate", shell.path("bad.yaml"), shell.path("none"), "--format",
                   "concise"}) == 3);
  CHECK(shell.out.find(shell.path("bad.yaml") + ":4:24: error[key.unknown]: unknown key \"afer\"\n") !=
        std::string::npos);
  CHECK(shell.err == "traveler: error[not_found]: there is no file " + shell.path("none") + "\n");
  CHECK(shell.run({"procedure", "validate", "-"}, "procedure: [") == 1);
  CHECK(shell.out.starts_with("<stdin>:"));
  CHECK(shell.run({"procedure", "validate", shell.path("good.yaml"), "--fail-level", "note", "--json"}) == 1);
  CHECK(shell.out.find("\"files\": 1,\n  \"errors\": 0,\n  \"warnings\": 0,\n  \"notes\": ") !=
        std::string::npos);
}

TEST_CASE("natural order and ids", "[cmd][output]") {
  CHECK(less_naturally("R-9", "R-10"));
  CHECK_FALSE(less_naturally("R-10", "R-9"));
  CHECK(less_naturally(Value(), "a"));
  CHECK(less_naturally(9, 10));
  CHECK(id_of(Value::object().add("number", "P").add("revision", "C").add("tracking", "lot")) == "P:C");
  CHECK(id_of(Value::object().add("key", "k").add("revision", 2)) == "k@2");
  CHECK(text_of(Value::List{"a", 1, true}) == "a,1,true");
}

TEST_CASE("filters go by meaning", "[cmd][output]") {
  Shell shell;
  make_run(shell);
  shell.run({"run", "create", "--part", "BRKT-ASSY-001", "--serial", "auto", "--copies", "2"});
  shell.run({"config", "set", "timezone", "Europe/Berlin"});
  shell.run({"run", "set", "R-2", "due=2031-05-06"});
  shell.run({"run", "set", "R-3", "due=2031-05-06T06:00Z"});
  shell.run({"run", "assign", "R-3", "alice"});
  const auto ids = [&](const std::vector<std::string>& filters) {
    std::vector<std::string> words{"run", "list", "--format", "id"};
    words.insert(words.end(), filters.begin(), filters.end());
    return shell.run(words) == 0 ? shell.out : std::to_string(shell.run(words));
  };
  CHECK(ids({"--due", "2031-05-06"}) == "R-2\nR-3\n");
  CHECK(ids({"--due", "2031-05-07"}).empty());
  CHECK(ids({"--due", "2031-05-06 08:00"}) == "R-3\n");
  CHECK(ids({"--due", "2031-05-06T06:00:00Z"}) == "R-3\n");
  CHECK(ids({"--due", "none"}) == "R-1\n");
  CHECK(ids({"--due", "soon"}) == "2");
  CHECK(ids({"--quantity", "1.0"}) == "R-1\nR-2\nR-3\n");
  CHECK(ids({"--quantity", "2"}).empty());
  CHECK(ids({"--quantity", "many"}) == "2");
  CHECK(ids({"--counts.todo", "02"}) == "R-1\n");
  CHECK(ids({"--assignee", "me"}) == "R-3\n");
  CHECK(ids({"--assignee", "none"}) == "R-1\nR-2\n");
  CHECK(ids({"--created-by", "me"}) == "R-1\nR-2\nR-3\n");
  CHECK(ids({"--created-by", "bob"}).empty());
  CHECK(ids({"--assignee", "nobody"}) == "3");
  CHECK(ids({"--part", "BRKT"}) == "3");
  CHECK(ids({"--procedure", "none"}).find("R-2") != std::string::npos);
  CHECK(ids({"--procedure", "unknown"}) == "3");
  // What has no value comes last, whichever way.
  CHECK(ids({"--sort", "due"}) == "R-3\nR-2\nR-1\n");
  CHECK(ids({"--sort", "-due"}) == "R-2\nR-3\nR-1\n");
  CHECK(ids({"--sort", "due", "--limit", "1"}) == "R-3\n");
  CHECK(shell.run({"inventory", "list", "--location", "NOWHERE"}) == 3);
  CHECK(shell.run({"inventory", "list", "--part", "NOTHING"}) == 3);
  CHECK(shell.run({"inventory", "list", "--location", "none", "--format", "id"}) == 0);
  CHECK(shell.out == "INV-1\nINV-2\nINV-3\n");
}

}  // namespace
}  // namespace traveler::cmd
