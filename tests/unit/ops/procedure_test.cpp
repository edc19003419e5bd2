#include "workshop.h"

using namespace traveler;
using namespace traveler::testing;

namespace {

std::string titled(std::string_view title) {
  return std::string("procedure: bracket\ntitle: ") + std::string(title) +
         "\nsteps:\n  - {id: a, title: A}\n";
}

Ask verb(const char* operation, const std::string& id) { return Ask(operation).with_all("procedures", {id}); }

Value show(Workshop& shop, const std::string& id) {
  return shop.run(Ask("procedure.show").with("procedure", id));
}

std::string state(Workshop& shop, const std::string& id) { return show(shop, id)["state"].as_text(); }

const Value& first(const Value& answer) { return answer["procedures"].as_list().front(); }

}  // namespace

TEST_CASE("procedure: a new one is draft 1 and keeps its document") {
  Workshop shop;
  const Value added = shop.add_procedure(titled("One"));
  CHECK(first(added)["key"] == Value("bracket"));
  CHECK(first(added)["revision"] == Value(1));
  CHECK(first(added)["state"] == Value("draft"));
  CHECK(first(added)["created_by"] == Value("alice"));
  CHECK(first(added)["released_at"] == Value());
  CHECK(show(shop, "bracket")["document"]["title"] == Value("One"));
  CHECK(show(shop, "bracket@1")["digest"] == first(added)["digest"]);
  shop.refused(Ask("procedure.show").with("procedure", "bracket@2"), ErrorCode::kNotFound);
  shop.refused(Ask("procedure.show").with("procedure", "nothing"), ErrorCode::kNotFound);
}

TEST_CASE("procedure: content that equals the newest revision changes nothing and says which it is") {
  Workshop shop;
  shop.add_procedure(titled("One"));
  for (const char* now : {"draft", "in_review", "released"}) {
    CAPTURE(now);
    CHECK(state(shop, "bracket") == now);
    const std::string before = shop.snapshot();
    // Meaning counts, not the text.
    const Value again = shop.add_procedure(
        "# a comment\nsteps: [{title: \"A\", id: a, required: true}]\ntitle: 'One'\nflow: serial\nprocedure: "
        "bracket\n");
    CHECK(first(again)["revision"] == Value(1));
    CHECK(first(again)["state"] == Value(now));
    CHECK(shop.snapshot() == before);
    if (std::string_view(now) == "draft") shop.run(verb("procedure.submit", "bracket"));
    if (std::string_view(now) == "in_review") shop.release("bracket");
  }
}

TEST_CASE("procedure: other content replaces the one draft, which the history keeps") {
  Workshop shop;
  const std::string old_digest = first(shop.add_procedure(titled("One")))["digest"].as_text();
  const Value replaced = shop.add_procedure(titled("Two"));
  CHECK(first(replaced)["revision"] == Value(1));
  CHECK(first(replaced)["state"] == Value("draft"));
  CHECK(show(shop, "bracket")["document"]["title"] == Value("Two"));
  CHECK(shop.run(Ask("procedure.list").with("all", true)).as_list().size() == 1);
  CHECK(shop.exported("history").find(old_digest) != std::string::npos);
  CHECK(shop.scalar("SELECT count(*) FROM document WHERE body LIKE '%One%'") == 1);
}

TEST_CASE("procedure: released content never changes, other content is the next revision") {
  Workshop shop;
  shop.add_procedure(titled("One"));
  shop.release("bracket");
  const Value revised = shop.add_procedure(titled("Two"));
  CHECK(first(revised)["revision"] == Value(2));
  CHECK(first(revised)["state"] == Value("draft"));
  CHECK(show(shop, "bracket@1")["document"]["title"] == Value("One"));
  CHECK(state(shop, "bracket@1") == "released");
  CHECK(show(shop, "bracket")["revision"] == Value(2));
  shop.add_procedure(titled("Three"));
  CHECK(show(shop, "bracket")["revision"] == Value(2));
  shop.run(verb("procedure.archive", "bracket@1"));
  shop.release("bracket@2");
  shop.run(verb("procedure.archive", "bracket@2"));
  CHECK(first(shop.add_procedure(titled("Four")))["revision"] == Value(3));
}

TEST_CASE("procedure: the life of a revision, and what it refuses") {
  Workshop shop;
  shop.add_procedure(titled("One"));
  shop.run(verb("procedure.submit", "bracket"));
  CHECK(state(shop, "bracket") == "in_review");
  shop.refused(verb("procedure.submit", "bracket"), ErrorCode::kStateRefused);
  const Value released = shop.run(verb("procedure.release", "bracket").by("quinn"));
  CHECK(first(released)["state"] == Value("released"));
  CHECK(first(released)["released_by"] == Value("quinn"));
  CHECK_FALSE(first(released)["released_at"].is_null());
  shop.refused(verb("procedure.submit", "bracket"), ErrorCode::kStateRefused);
  shop.refused(verb("procedure.release", "bracket"), ErrorCode::kStateRefused);
  shop.run(verb("procedure.archive", "bracket"));
  CHECK(state(shop, "bracket") == "archived");
  for (const char* operation : {"procedure.submit", "procedure.release", "procedure.archive"}) {
    shop.refused(verb(operation, "bracket"), ErrorCode::kStateRefused);
    shop.refused(verb(operation, "nothing"), ErrorCode::kNotFound);
  }
}

TEST_CASE("procedure: a draft can be released, but not where a review is required") {
  Workshop shop;
  shop.add_procedure(titled("One"));
  shop.set("review_required", "true");
  shop.refused(verb("procedure.release", "bracket"), ErrorCode::kStateRefused);
  shop.run(verb("procedure.submit", "bracket"));
  shop.release("bracket");
  CHECK(state(shop, "bracket") == "released");
  shop.set("review_required", "false");
  shop.add_procedure(titled("Two"));
  shop.release("bracket");
  CHECK(state(shop, "bracket@2") == "released");
}

TEST_CASE("procedure: with four_eyes the author does not release") {
  Workshop shop;
  shop.set("four_eyes", "true");
  shop.add_procedure(titled("One"));
  shop.refused(verb("procedure.release", "bracket"), ErrorCode::kRuleRefused);
  shop.run(verb("procedure.release", "bracket").by("quinn"));
  CHECK(state(shop, "bracket") == "released");
}

TEST_CASE("procedure: verbs on many are one transaction") {
  Workshop shop;
  shop.add_procedure(titled("One"));
  shop.add_procedure("procedure: other\ntitle: Other\nsteps: [{id: a, title: A}]\n");
  shop.release("other");
  shop.refused(Ask("procedure.release").with_all("procedures", {"bracket", "other"}),
               ErrorCode::kStateRefused);
  CHECK(state(shop, "bracket") == "draft");
}

TEST_CASE("procedure: every unknown part, role and location is told with its place") {
  Workshop shop;
  shop.add_part("BOLT", "quantity", 0, "A");
  shop.run(Ask("location.add").with("location", "WC-10").with("name", "Assembly"));
  const char* text = R"(procedure: bracket
title: Bracket
parts: [BOLT, NUT]
approvals:
  - {id: final, role: boss}
steps:
  - id: a
    title: A
    location: WC-99
    fields:
      - {id: s, type: signoff, role: wizard}
      - {id: t, type: signoff, role: quality}
    requires:
      - {part: BOLT, revision: B, quantity: 1}
      - part: WASHER
        quantity: 1
        substitutes: [BOLT, RING]
    steps:
      - {id: b, title: B, location: WC-10, approvals: [{id: x, role: chief}]}
)";
  const Error error = shop.refused(Ask("procedure.add").with_file("files", "bracket.yaml", text),
                                   ErrorCode::kDocumentInvalid);
  Texts found = findings(error);
  std::sort(found.begin(), found.end());
  CHECK(found == Texts{"location.unknown 9:15", "part.unknown 14:16", "part.unknown 15:15",
                       "part.unknown 17:29", "part.unknown 3:15", "role.unknown 11:38", "role.unknown 19:70",
                       "role.unknown 5:23"});
  for (const Finding& finding : error.findings()) CHECK(finding.file == "bracket.yaml");
  CHECK(error.file() == "bracket.yaml");
}

TEST_CASE("procedure: many files are one transaction, and all findings come at once") {
  Workshop shop;
  const auto file = [](const char* name, const std::string& text) {
    return Value::object().add("file", name).add("text", text);
  };
  const Value good = file("good.yaml", titled("One"));
  const Value bad = file("bad.yaml", "procedure: bad\ntitle: Bad\nsteps:\n  - {id: a, titel: A}\n");
  const Value worse = file("worse.yaml", "procedure: worse\nsteps: []\n");
  const Error error = shop.refused(Ask("procedure.add").with("files", Value::List{good, bad, worse}),
                                   ErrorCode::kDocumentInvalid);
  CHECK(error.file() == "bad.yaml");
  CHECK(error.line() == 4);
  CHECK(std::any_of(error.findings().begin(), error.findings().end(),
                    [](const Finding& finding) { return finding.file == "worse.yaml"; }));
  shop.refused(Ask("procedure.show").with("procedure", "bracket"), ErrorCode::kNotFound);

  const Value other =
      file("other.json", R"({"procedure": "other", "title": "Other", "steps": [{"id": "a", "title": "A"}]})");
  const Value made = shop.run(Ask("procedure.add").with("files", Value::List{good, other}));
  CHECK(column(made["procedures"], "key") == Texts{"bracket", "other"});
}

TEST_CASE("procedure: show lists the open runs of each revision") {
  BracketShop shop;
  std::string second(kBracket);
  second.replace(second.find("Bracket assembly"), 16, "Bracket, revised");
  shop.make_procedure(second);
  shop.make_run("BRKT", "bracket");
  shop.make_run("BRKT", "bracket@1");
  const Value shown = shop.run(Ask("procedure.show").with("procedure", "bracket").with("runs", true));
  CHECK(shown["open_runs"] == Value(1));
  const Value::List& revisions = shown["revisions"].as_list();
  REQUIRE(revisions.size() == 2);
  CHECK(revisions[0]["runs"] == Value(Value::List{"R-1", "R-3"}));
  CHECK(revisions[1]["runs"] == Value(Value::List{"R-2"}));
}

TEST_CASE("procedure: an exported revision can be added again") {
  Workshop shop;
  shop.add_part("BRKT", "serial");
  shop.add_procedure(kBracket);
  for (const char* format : {"yaml", "json"}) {
    const Value out =
        shop.run(Ask("procedure.export").with("procedure", "bracket").with("as_format", format));
    const std::string before = shop.snapshot();
    const Value again = shop.add_procedure(out["text"].as_text(), std::string("again.") + format);
    CHECK(first(again)["revision"] == Value(1));
    CHECK(shop.snapshot() == before);
  }
}
