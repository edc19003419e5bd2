#include "model/record_changes.h"

#include <catch2/catch.hpp>
#include <tuple>

#include "format/history_body.h"
#include "random_seed.h"
#include "traveler/error.h"

using namespace traveler;
using testing::Dice;

namespace {

// What the history must bring back, member by member: every member of a record but what names it, what
// its row in the store is, and what follows from elsewhere.
auto kept(const User& r) { return std::tie(r.printed_name, r.roles, r.active); }
auto kept(const Team& r) { return std::tie(r.users, r.roles); }
auto kept(const Role& r) { return std::tie(r.allow); }
auto kept(const Setting& r) { return std::tie(r.value); }
auto kept(const Location& r) { return std::tie(r.name, r.work_center); }
auto kept(const Part& r) { return std::tie(r.name, r.tracking, r.unit, r.precision); }
auto kept(const Inventory& r) {
  return std::tie(r.part, r.part_revision, r.serial, r.lot, r.quantity, r.location, r.origin, r.run, r.wip,
                  r.kitted, r.install, r.quarantined, r.scrapped, r.issue, r.merged_into);
}
auto kept(const ProcedureRevision& r) {
  return std::tie(r.state, r.title, r.type, r.parts, r.uses, r.document, r.plan, r.created_by, r.created_at,
                  r.submitted_by, r.submitted_at, r.released_by, r.released_at);
}
auto kept(const Issue& r) { return std::tie(r.title, r.state, r.run, r.step, r.created_by, r.created_at); }
auto kept(const Run& r) {
  return std::tie(r.title, r.procedure, r.procedure_revision, r.part, r.part_revision, r.inventory,
                  r.quantity, r.plan, r.lifecycle, r.batch, r.assignee, r.due, r.scheduled_start,
                  r.scheduled_end, r.export_controlled, r.created_at, r.created_by, r.started_at,
                  r.completed_at);
}

std::string text(Dice& dice) {
  static const std::vector<std::string> kPieces{
      "",     "a",   "B7", "\"",  "\\",   ",",   "\n", "\t", " ", "\xC3\xA9", "\xF0\x9F\x94\xA9",
      "null", "0.1", "{",  "R-1", "true", "\x01"};
  std::string out;
  for (std::int64_t i = dice.between(0, 4); i > 0; --i) out += dice.one_of(kPieces);
  return out;
}

std::vector<std::string> texts(Dice& dice) {
  std::vector<std::string> out;
  for (std::int64_t i = dice.between(0, 3); i > 0; --i) out.push_back(text(dice));
  return out;
}

Timestamp time(Dice& dice) { return Timestamp{dice.between(-1'000'000'000'000'000, 4'000'000'000'000'000)}; }

Digest digest(Dice& dice) {
  Digest out;
  for (auto& byte : out.bytes) byte = static_cast<std::uint8_t>(dice.between(0, 255));
  return out;
}

template <TextEnum E>
E choice(Dice& dice) {
  return static_cast<E>(dice.between(0, static_cast<std::int64_t>(EnumText<E>::kTexts.size()) - 1));
}

template <class Draw>
auto maybe(Dice& dice, Draw draw) -> std::optional<decltype(draw(dice))> {
  if (dice.chance(40)) return std::nullopt;
  return draw(dice);
}

std::int64_t number(Dice& dice) { return dice.between(1, dice.chance(50) ? 9 : INT64_MAX); }

void fill(Dice& dice, User& r) { r = {"bob", text(dice), texts(dice), dice.chance(50), 1}; }
void fill(Dice& dice, Team& r) { r = {"team", texts(dice), texts(dice), 1}; }
void fill(Dice& dice, Role& r) { r = {"role", texts(dice), 1}; }
void fill(Dice& dice, Setting& r) { r = {"four_eyes", text(dice)}; }
void fill(Dice& dice, Location& r) { r = {"WC-10", text(dice), dice.chance(50), 1}; }
void fill(Dice& dice, Part& r) {
  r = {0,
       "P",
       std::nullopt,
       text(dice),
       choice<Tracking>(dice),
       text(dice),
       static_cast<int>(dice.between(0, 6))};
}
void fill(Dice& dice, Inventory& r) {
  r.id = 5;
  r.part = text(dice);
  r.part_revision = maybe(dice, text);
  r.serial = maybe(dice, text);
  r.lot = maybe(dice, text);
  r.quantity = Quantity::from_micros(dice.between(0, INT64_MAX));
  r.location = maybe(dice, text);
  r.origin = maybe(dice, number);
  r.run = maybe(dice, number);
  r.wip = dice.between(0, 1) == 1;
  r.kitted = maybe(dice, number);
  r.install = maybe(dice, number);
  r.quarantined = dice.between(0, 1) == 1;
  r.scrapped = dice.between(0, 1) == 1;
  r.issue = maybe(dice, number);
  r.merged_into = maybe(dice, number);
}
void fill(Dice& dice, ProcedureRevision& r) {
  r.key = "bracket";
  r.state = choice<RevisionState>(dice);
  r.title = text(dice);
  r.type = choice<ProcedureType>(dice);
  r.parts = texts(dice);
  r.uses = texts(dice);
  r.document = digest(dice);
  r.plan = digest(dice);
  r.created_by = text(dice);
  r.created_at = time(dice);
  r.submitted_by = maybe(dice, text);
  r.submitted_at = maybe(dice, time);
  r.released_by = maybe(dice, text);
  r.released_at = maybe(dice, time);
}
void fill(Dice& dice, Issue& r) {
  r.id = 7;
  r.title = text(dice);
  r.state = choice<IssueState>(dice);
  r.run = maybe(dice, number);
  r.step = maybe(dice, text);
  r.created_by = text(dice);
  r.created_at = time(dice);
}
void fill(Dice& dice, Run& r) {
  r.id = 12;
  r.title = text(dice);
  r.procedure = maybe(dice, text);
  r.procedure_revision = maybe(dice, number);
  r.part = text(dice);
  r.part_revision = maybe(dice, text);
  r.inventory = number(dice);
  r.quantity = Quantity::from_micros(dice.between(1, INT64_MAX));
  r.plan = digest(dice);
  r.lifecycle = choice<Lifecycle>(dice);
  r.batch = maybe(dice, number);
  r.assignee = maybe(dice, text);
  r.due = maybe(dice, time);
  r.scheduled_start = maybe(dice, time);
  r.scheduled_end = maybe(dice, time);
  r.export_controlled = dice.chance(50);
  r.attributes.clear();
  for (int i = static_cast<int>(dice.between(0, 3)); i > 0; --i)
    r.attributes.push_back({"attr" + std::to_string(i), text(dice)});
  r.created_at = time(dice);
  r.created_by = text(dice);
  r.started_at = maybe(dice, time);
  r.completed_at = maybe(dice, time);
}

std::vector<std::pair<std::string, std::string>> attributes(const Run& run) {
  std::vector<std::pair<std::string, std::string>> out;
  for (const Attribute& attribute : run.attributes) out.emplace_back(attribute.name, attribute.value);
  std::sort(out.begin(), out.end());
  return out;
}

template <class Row>
bool equal(const Row& a, const Row& b) {
  if constexpr (std::is_same_v<Row, Run>) {
    if (attributes(a) != attributes(b)) return false;
  }
  return kept(a) == kept(b);
}

/// The change as it comes back from the bytes of the history.
SubjectChange through_the_history(const SubjectChange& change) {
  HistoryEntry entry;
  entry.actor = "alice";
  entry.op = "test";
  entry.subject = "something";
  entry.changes = {change};
  HistoryEntry back = format::parse_history_body(format::history_body(entry));
  REQUIRE(back.changes.size() == 1);
  CHECK(back.changes[0].kind == change.kind);
  CHECK(back.changes[0].subject == change.subject);
  return back.changes[0];
}

bool refused_as_corrupt(const std::function<void()>& action) {
  try {
    action();
    return false;
  } catch (const Error& error) {
    return error.code() == ErrorCode::kStorageCorrupt;
  }
}

}  // namespace

TEMPLATE_TEST_CASE("record fields: what changed brings one row to the other", "", User, Team, Role, Setting,
                   Location, Part, Inventory, ProcedureRevision, Issue, Run) {
  const std::uint32_t seed = testing::random_seed();
  CAPTURE(seed);
  Dice dice(seed);
  for (int round = 0; round < 200; ++round) {
    CAPTURE(round);
    TestType before, after;
    fill(dice, before);
    fill(dice, after);
    TestType patched = before;
    apply_change(through_the_history(change_of(&before, after)), patched);
    REQUIRE(equal(patched, after));
    // A new record is its difference from nothing.
    TestType made;
    apply_new(through_the_history(change_of<TestType>(nullptr, after)), made);
    REQUIRE(equal(made, after));
    CHECK(change_of(&after, after).fields.empty());
    // Old values are those of the row before: the way back is the same list.
    SubjectChange back = change_of(&before, after);
    for (FieldChange& field : back.fields) std::swap(field.old_value, field.new_value);
    apply_change(through_the_history(back), patched);
    REQUIRE(equal(patched, before));
  }
}

TEMPLATE_TEST_CASE("record fields: a change that does not belong to the record is corrupt", "", User, Team,
                   Role, Setting, Location, Part, Inventory, ProcedureRevision, Issue, Run) {
  const std::uint32_t seed = testing::random_seed();
  CAPTURE(seed);
  Dice dice(seed);
  TestType row;
  fill(dice, row);
  SubjectChange change{RecordFields<TestType>::kKind, "x", {{"nonsense", {}, "x"}}};
  CHECK(refused_as_corrupt([&] { apply_change(change, row); }));
  // The old value is the one that is there.
  for (const FieldChange& field : change_of<TestType>(nullptr, row).fields) {
    CAPTURE(field.field);
    change.fields = {{field.field, Value("what nobody wrote"), field.new_value}};
    CHECK(refused_as_corrupt([&] { apply_change(change, row); }));
    CHECK(refused_as_corrupt([&] { apply_new(change, row); }));
  }
  // No field of any record holds a list of objects.
  for (const FieldChange& field : change_of<TestType>(nullptr, row).fields) {
    CAPTURE(field.field);
    change.fields = {{field.field, field.new_value, Value(Value::List{Value::object()})}};
    CHECK(refused_as_corrupt([&] { apply_change(change, row); }));
  }
}

TEST_CASE("record fields: texts of times, quantities, digests and choices are checked") {
  Run run;
  const auto apply = [&](const char* field, Value value) {
    return refused_as_corrupt([&] { apply_new({ObjectKind::kRun, "R-1", {{field, {}, value}}}, run); });
  };
  CHECK(apply("created_at", "yesterday"));
  CHECK(apply("quantity", "one"));
  CHECK(apply("plan", "abc"));
  CHECK(apply("lifecycle", "open"));
  CHECK(apply("inventory", "R-1"));
  CHECK(apply("inventory", nullptr));
  CHECK(apply("batch", "B-0"));
  CHECK(apply("title", nullptr));
  CHECK_FALSE(apply("batch", nullptr));
  CHECK_FALSE(apply("batch", "B-3"));
  CHECK(run.batch == 3);
}
