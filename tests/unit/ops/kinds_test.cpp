#include "model/kinds.h"

#include <iterator>
#include <set>
#include <sstream>

#include "fields.h"
#include "story.h"

namespace traveler::testing {
namespace {

std::set<std::string> words(std::string_view text) {
  std::istringstream in{std::string(text)};
  return {std::istream_iterator<std::string>(in), {}};
}

/// Those of `keys` that are no member of a member, and of a member those of its own.
std::set<std::string> at_level(const std::set<std::string>& keys, const std::string& member = {}) {
  std::set<std::string> out;
  for (const std::string& key : keys) {
    const std::size_t dot = key.find('.');
    if (member.empty() && dot == std::string::npos) out.insert(key);
    if (!member.empty() && key.substr(0, dot) == member && dot != std::string::npos)
      out.insert(key.substr(dot + 1));
  }
  return out;
}

std::set<std::string> members(const Value& object) {
  std::set<std::string> out;
  for (const auto& [name, value] : object.as_object()) out.insert(name);
  return out;
}

}  // namespace

TEST_CASE("kinds: each list operation is one, and lists objects of that kind") {
  int lists = 0;
  for (const KindSpec& kind : kinds()) {
    if (kind.list.empty()) continue;
    ++lists;
    CAPTURE(kind.name);
    const OperationSpec* operation = find_operation(kind.list);
    REQUIRE(operation != nullptr);
    CHECK(operation->lists);
    CHECK(operation->answer == kind.name);
  }
  CHECK(lists > 10);
}

TEST_CASE("kinds: what is listed of an object has the members that its kind declares") {
  Story story;
  for (const KindSpec& kind : kinds()) {
    if (kind.list.empty() || find_operation(kind.list)->effect == Effect::kLocal) continue;
    CAPTURE(kind.name);
    const std::set<std::string> keys = words(kind.keys);
    Ask ask{std::string(kind.list)};
    if (kind.kind == ObjectKind::kStep) ask.with("run", "R-1");
    const Value rows = story.run(ask);
    REQUIRE_FALSE(rows.as_list().empty());
    std::set<std::string> seen;
    for (const Value& row : rows.as_list()) {
      REQUIRE(members(row) == at_level(keys));
      for (const auto& [name, value] : row.as_object()) {
        const std::set<std::string> inside = at_level(keys, name);
        if (inside.empty() || value.is_null()) continue;
        CAPTURE(name);
        CHECK(members(value) == inside);
        seen.insert(name);
      }
    }
    // None of the dotted names is of a member that no row has.
    for (const std::string& key : keys) {
      if (const std::size_t dot = key.find('.'); dot != std::string::npos)
        CHECK(seen.count(key.substr(0, dot)));
    }
  }
}

TEST_CASE("kinds: an object shown by itself has what its kind declares for that, and no less than a row") {
  Story story;
  const std::vector<std::pair<const char*, Ask>> shown{
      {"run", Ask("run.show").with("run", "R-1")},
      {"step", Ask("step.show").with("step", "R-1/clean")},
      {"batch", Ask("batch.show").with("batch", "B-1")},
      {"issue", Ask("issue.show").with("issue", "I-1")},
      {"inventory", Ask("inventory.show").with("inventory", "INV-1")},
      {"procedure", Ask("procedure.show").with("procedure", "story@1").with("runs", true)}};
  for (const auto& [name, ask] : shown) {
    CAPTURE(name);
    const KindSpec* kind = find_kind(name);
    REQUIRE(kind != nullptr);
    std::set<std::string> wanted = at_level(words(kind->keys));
    for (const std::string& more : words(kind->more)) CHECK(wanted.insert(more).second);
    CHECK(members(story.run(ask)) == wanted);
  }
}

TEST_CASE("kinds: the answer of every operation has a shape, and a kind's is what it declares") {
  std::set<std::string> shapeless;
  for (const OperationSpec* operation : catalogue()) {
    if (operation->answer.empty()) continue;
    CAPTURE(operation->name, operation->answer);
    const auto shape = cmd::find_shape(operation->answer);
    if (!shape) {
      CHECK_FALSE(operation->lists);
      CHECK(operation->effect != Effect::kChanges);
      shapeless.insert(std::string(operation->answer));
      continue;
    }
    CHECK_FALSE(shape->keys.empty());
    const KindSpec* kind = find_kind(operation->answer);
    if (kind == nullptr) continue;
    CHECK(shape->keys == kind->keys);
    CHECK_FALSE(kind->plural.empty());
  }
  // One text, one line, and one overview.
  CHECK(shapeless == std::set<std::string>{"document", "status", "version"});
}

TEST_CASE("kinds: a kind is found by its name, and what has a revision moves it") {
  for (const KindSpec& kind : kinds()) {
    if (kind.kind == ObjectKind::kNothing) continue;
    CAPTURE(kind.name);
    REQUIRE(find_kind(kind.name) == &kind);
    CHECK(&kind_of(kind.kind) == &kind);
    // Lists of procedures have it in their key, those of people and places in none.
    if (kind.kind == ObjectKind::kRun || kind.kind == ObjectKind::kInventory ||
        kind.kind == ObjectKind::kBatch)
      CHECK(words(kind.keys).count("revision") == 1);
  }
  CHECK(find_kind("") == nullptr);
  CHECK(find_kind("runs") == nullptr);
}

TEST_CASE("kinds: short ids are kept by number, names as they are") {
  CHECK(record_key(ObjectKind::kInventory, "INV-5") == RecordKey{5, ""});
  CHECK_FALSE(record_key(ObjectKind::kInventory, "5"));
  CHECK_FALSE(record_key(ObjectKind::kIssue, "INV-5"));
  CHECK(record_key(ObjectKind::kUser, "INV-5") == RecordKey{0, "INV-5"});
}

}  // namespace traveler::testing
