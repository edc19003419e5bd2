#pragma once

#include "workshop.h"

namespace traveler::testing {

/// A workspace in which everything that the tables can hold has happened.
class Story : public Workshop {
 public:
  Story() {
    run(Ask("role.set").with("role", "clerk").with_all("allow", {"part.*", "location.add"}));
    run(Ask("team.add")
            .with("team", "line-1")
            .with_all("users", {"bob", "quinn"})
            .with_all("roles", {"clerk"}));
    run(Ask("team.add").with("team", "line-2").with_all("users", {"alice"}));
    run(Ask("user.set").with("user", "quinn").with("name", "Quinn \"Q\", inspector"));
    set("on_open_issue", "block");
    set("serial_pattern", "S{n:03}");
    run(Ask("location.add").with("location", "WC-10").with("name", "").with("work_center", true));
    run(Ask("location.add").with("location", "A1").with("name", "Shelf, upper\nleft"));
    add_part("BRKT", "serial", 0, "A");
    add_part("BRKT", "serial", 0, "B");
    add_part("GREASE", "lot", 2);
    add_part("WIRE", "quantity", 6);
    add_procedure(kDocument);
    run(Ask("procedure.submit").with_all("procedures", {"story"}));
    run(Ask("procedure.release").with_all("procedures", {"story"}).by("quinn").because("looks good"));
    std::string draft(kDocument);
    draft.replace(draft.find("The story"), 9, "The sequel");
    add_procedure(draft);
    run(Ask("run.create")
            .with("part", "BRKT:A")
            .with("procedure", "story@1")
            .with("serial", "auto")
            .with("copies", 2)
            .with("due", "2030-06-01")
            .with("attr", pairs({{"customer", "Acme, \"Inc\""}, {"colour", "red"}})));
    run(Ask("run.create")
            .with("part", "GREASE")
            .with("procedure", "story@1")
            .with("lot", "L-1")
            .with("quantity", "12.5")
            .with("title", "A \"quoted\", title\nof two lines")
            .with("assignee", "team:line-1")
            .with("export_controlled", true)
            .at("2026-01-02T03:04:05.000006Z"));
    run(Ask("run.create").with("part", "WIRE").with("quantity", "0.000001").with("assignee", "bob"));
    start({"R-1/prepare", "R-1/clean", "R-2/prepare", "R-3/prepare"});
    run(record("R-1/clean",
               {{"bath", "10.50"}, {"note", "a \"b\", c\nd"}, {"count", "1e1"}, {"seen", "true"}}));
    run(record("R-1/clean", {{"bath", "12"}, {"note", ""}, {"count", "N/A"}, {"look", "fail"}}));
    run(record("R-1/clean", {{"bath", "10.0"}, {"look", "pass"}, {"colours", "green,red"}}));
    run(sign("R-1/clean", "checked"));
    run(record("R-1/clean", {{"bath", "9.500"}}));
    run(sign("R-1/clean", "checked"));
    complete({"R-1/clean"});
    start({"R-1/mask", "R-2/clean"});
    run(record("R-2/clean", {{"bath", "007"}, {"count", "-0.0"}}));
    complete({"R-1/mask"});
    complete({"R-1/prepare"});
    start({"R-1/finish"});
    complete({"R-1/finish"});
    set("issue_on_fail", "true");
    run(Ask("run.create").with("part", "BRKT:B").with("procedure", "story@1").with("serial", "auto"));
    start({"R-5/prepare", "R-5/clean"});
    run(record("R-5/clean", {{"bath", "99"}, {"bores[2].diameter", "8.2"}, {"bores[1].diameter", "8.05"}}));
    run(Ask("step.deviate").with("step", "R-5/clean").with("field", "bath").because("no harm").by("quinn"));
    run(Ask("step.fail").with_all("steps", {"R-5/clean"}).because("dropped, \"hard\"").by("bob"));
    run(Ask("step.rework").with_all("steps", {"R-5/clean"}).because("again"));
    start({"R-5/clean"});
    run(record("R-5/clean", {{"bath", "10"}}));
    run(Ask("step.hold").with_all("steps", {"R-5/clean", "R-5/finish"}).because("lunch").by("bob"));
    run(Ask("step.cancel").with_all("steps", {"R-2/prepare"}).because("not needed"));
    run(Ask("run.fail").with("run", "R-3").with("inventory", "scrap").because("spilled"));
    install();
    batch();
    run(Ask("user.deactivate").with("user", "bob"));
    REQUIRE(show_run("R-1")["lifecycle"] == Value("complete"));
  }

 private:
  /// Three runs march together; one of them leaves, and one step goes its own way.
  void batch() {
    make_procedure("procedure: march\ntitle: March\nsteps: [{id: one, title: One}, {id: two, title: Two}]\n");
    run(Ask("run.create")
            .with("part", "PIN")
            .with("procedure", "march")
            .with("quantity", "1")
            .with("copies", 3)
            .with("batch", "Three"));
    start({"R-8/one"});
    run(Ask("step.hold").with_all("steps", {"R-9/one"}).with("only", true).because("waits"));
    run(Ask("batch.remove").with("batch", "B-1").with_all("runs", {"R-10"}));
    run(Ask("batch.create").with("title", "One").with_all("runs", {"R-10"}));
    run(Ask("batch.rename").with("batch", "B-1").with("title", "Two"));
  }

  /// Pins are made and go into a lot, of which a part leaves with what it holds not yet told.
  void install() {
    add_part("PIN", "quantity");
    make_procedure("procedure: make\ntitle: Make\nsteps: [{id: make, title: Make}]\n");
    make_procedure(
        "procedure: pin\ntitle: Pin\nsteps:\n  - id: fit\n    title: Fit\n"
        "    requires: [{part: PIN, quantity: 2, designators: [P1, P2]}]\n");
    run(Ask("run.create").with("part", "PIN").with("procedure", "make").with("quantity", "20"));
    start({"R-6/make"});
    complete({"R-6/make"});
    run(Ask("run.create")
            .with("part", "GREASE")
            .with("procedure", "pin")
            .with("lot", "L-2")
            .with("quantity", "4"));
    start({"R-7/fit"});
    for (const char* quantity : {"5", "1", "1"}) {
      run(Ask("step.install").with("step", "R-7/fit").with("from", "INV-6").with("quantity", quantity));
    }
    run(Ask("step.uninstall").with("step", "R-7/fit").with("install", "IN-2").with("scrap", true));
    run(Ask("split")
            .with("run", "R-7")
            .with("quantity", "0.5")
            .with("location", "A1")
            .with("issue_title", "Pins, \"loose\""));
    run(Ask("step.except").with("step", "R-7/fit").with("part", "PIN").with("issue", "I-1"));
  }

  static constexpr std::string_view kDocument = R"(procedure: story
title: The story
parts: [BRKT, GREASE]
attributes: {line: "1"}
steps:
  - id: prepare
    title: Prepare
    location: WC-10
    steps:
      - id: clean
        title: Clean, "twice"
        instructions: |
          Use the bath.
        fields:
          - {id: bath, type: number, unit: "°C", target: 10, tolerance: 0.50, required: true}
          - {id: note, type: text}
          - {id: count, type: number, min: 1.50, allow_na: true}
          - {id: seen, type: boolean}
          - {id: look, type: passfail}
          - {id: colours, type: multiselect, options: [red, green]}
          - {id: checked, type: signoff, role: quality, peer: true}
          - {id: bores, type: table, rows: {min: 1, max: 4}, columns: [{id: diameter, type: number, max: 8.10}]}
      - {id: mask, title: Mask}
      - {id: dry, title: Dry, required: false, after: [clean]}
  - {id: finish, title: Finish}
)";
};

}  // namespace traveler::testing
