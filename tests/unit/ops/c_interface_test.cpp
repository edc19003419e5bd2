#include <thread>

#include "traveler/traveler.h"
#include "workshop.h"

namespace traveler::testing {
namespace {

/// An open workspace of the C interface.
class Handle {
 public:
  explicit Handle(const std::string& folder) { REQUIRE(traveler_open(folder.c_str(), -1, &workspace_) == 0); }
  ~Handle() { traveler_close(workspace_); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  traveler_workspace* get() const { return workspace_; }

  Value execute(const std::string& request, int expected = 0) const {
    char* answer = nullptr;
    const int exit = traveler_execute(workspace_, request.c_str(), &answer);
    REQUIRE(answer != nullptr);
    Value value = Value::parse_json(answer);
    INFO(answer);
    traveler_free(answer);
    CHECK(exit == expected);
    return value;
  }

 private:
  traveler_workspace* workspace_ = nullptr;
};

TEST_CASE("C: a request is a line of apply, an answer is the JSON of the contract") {
  BracketShop shop;
  const Handle c(shop.folder());
  const Value started = c.execute(R"({"op": "step.start", "args": {"step": "R-1/kit"}, "as": "bob"})");
  CHECK(started["op"].as_text() == "step.start");
  CHECK(started["steps"].as_list()[0]["state"].as_text() == "in_progress");
  CHECK(c.execute(R"({"op": "user.list"})").as_list().size() == 3);
  CHECK(c.execute(R"({"op": "run.show", "args": {"run": "R-1"}})") == shop.show_run("R-1"));
  CHECK(std::string(traveler_error_text()).empty());
}

TEST_CASE("C: everything around the operation reaches it") {
  BracketShop shop;
  const Handle c(shop.folder());
  const std::string hold =
      R"({"op": "step.hold", "args": {"step": "R-1/kit"}, "as": "bob", "reason": "no parts")";
  c.execute(R"({"op": "step.start", "args": {"step": "R-1/kit"}, "as": "bob", "dry_run": true})");
  CHECK(shop.state("R-1/kit") == "todo");
  shop.start({"R-1/kit"});
  CHECK(c.execute(hold + R"(, "if_revision": 77})", 5)["error"]["code"].as_text() == "revision.stale");
  CHECK(traveler_replayed(c.get()) == 0);
  const Value held = c.execute(hold + R"(, "key": "k"})");
  CHECK(traveler_replayed(c.get()) == 0);
  CHECK(c.execute(hold + R"(, "key": "k"})") == held);
  CHECK(traveler_replayed(c.get()) == 1);
  CHECK(
      c.execute(
           R"({"op": "step.resume", "args": {"step": "R-1/kit"}, "as": "alice", "at": "2001-01-01T00:00:00Z"})",
           2)
          .is_object());
}

TEST_CASE("C: a refusal is the error object and its exit code") {
  BracketShop shop;
  const Handle c(shop.folder());
  const std::string before = shop.snapshot();
  const Value error =
      c.execute(R"({"op": "step.start", "args": {"step": "R-1/torque"}, "as": "bob"})", 4)["error"];
  CHECK(error["code"].as_text() == "step.not_available");
  CHECK(error["blockers"].as_list()[0]["subject"].as_text() == "R-1/kit");
  CHECK(std::string(traveler_error_text()).starts_with("step.not_available: R-1/torque waits for"));
  CHECK(c.execute(R"({"op": "step.start", "args": {"step": "R-1/kit"}})", 2)["error"]["hint"].is_text());
  CHECK(c.execute(R"({"op": "step.start", "args": {"stepp": "R-1/kit"}, "as": "bob"})", 2)["error"]["hint"]
            .is_text());
  CHECK(c.execute("{\"op\": ", 2)["error"]["line"].as_integer() == 1);
  CHECK(c.execute("[]", 2)["error"]["code"].as_text() == "document.invalid");
  CHECK(c.execute(R"({"op": "init"})", 2)["error"]["code"].as_text() == "usage");
  CHECK(c.execute(R"({"op": "run.list", "colour": 1})", 2)["error"]["findings"].is_list());
  std::thread([] { CHECK(std::string(traveler_error_text()).empty()); }).join();
  const bool unchanged = shop.snapshot() == before;
  CHECK(unchanged);
}

TEST_CASE("C: a workspace is made, opened and missed") {
  const Folder folder;
  traveler_workspace* workspace = nullptr;
  CHECK(traveler_open(folder.path().c_str(), 100, &workspace) == 3);
  CHECK(workspace == nullptr);
  CHECK(std::string(traveler_error_text()).starts_with("workspace.not_found: "));
  REQUIRE(traveler_init(folder.path().c_str(), "alice", "Alice", &workspace) == 0);
  traveler_close(workspace);
  CHECK(traveler_init(folder.path().c_str(), "alice", "Alice", &workspace) == 4);
  CHECK(workspace == nullptr);
  CHECK(Handle(folder.path()).execute(R"({"op": "verify"})")["ok"].as_bool());
}

TEST_CASE("C: NULL is refused and never followed") {
  const Folder folder;
  traveler_workspace* workspace = nullptr;
  char* answer = nullptr;
  CHECK(traveler_open(nullptr, 0, &workspace) == 2);
  CHECK(traveler_open(folder.path().c_str(), 0, nullptr) == 2);
  CHECK(traveler_init(nullptr, nullptr, nullptr, &workspace) == 2);
  CHECK(traveler_execute(nullptr, "{}", &answer) == 2);
  CHECK(answer != nullptr);
  traveler_free(answer);
  CHECK(traveler_execute(nullptr, nullptr, nullptr) == 2);
  CHECK(traveler_replayed(nullptr) == 0);
  traveler_free(nullptr);
  traveler_close(nullptr);
  CHECK(traveler_version() == std::string(version()));
}

}  // namespace
}  // namespace traveler::testing
