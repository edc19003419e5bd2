// Drives the library and the oracle of material with the same random commands, and compares them after
// each one. TRAVELER_MATERIAL_SEED repeats a run; TRAVELER_MATERIAL_COMMANDS asks for more commands.

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "material_commands.h"
#include "material_history.h"
#include "material_oracle.h"
#include "traveler/error.h"
#include "traveler/operations.h"
#include "traveler/workspace.h"

namespace {

using namespace material;
using traveler::Value;

constexpr std::int64_t kCommands = 60'000;
constexpr std::size_t kCaseCommands = 400;
constexpr std::size_t kLookEvery = 50;
constexpr std::chrono::seconds kLongestShrink{60};

struct Divergence {
  std::string what;
};

[[noreturn]] void fail(const std::string& what) { throw Divergence{what}; }

std::map<std::string, std::map<std::string, std::int64_t>> outcomes;
std::map<std::string, std::int64_t> seen;
std::int64_t commands_done = 0;
bool counting = true;

void note(const std::string& what) {
  if (counting) ++seen[what];
}

std::string folder() {
  static const std::string path = [] {
    const std::string base = std::filesystem::is_directory("/dev/shm") ? "/dev/shm" : "/tmp";
    std::string name = base + "/traveler-material-XXXXXX";
    if (mkdtemp(name.data()) == nullptr) std::abort();
    return name;
  }();
  return path;
}

std::string quoted(const std::string& text) { return "\"" + text + "\""; }

std::string document_of(const Procedure& procedure) {
  const auto list = [](const std::vector<std::string>& texts) {
    std::string out;
    for (const std::string& text : texts) out += (out.empty() ? "" : ", ") + quoted(text);
    return "[" + out + "]";
  };
  std::string steps;
  for (const Step& step : procedure.steps) {
    std::string requires_list;
    for (const Requirement& r : step.requirements) {
      requires_list += (requires_list.empty() ? "{" : ", {") + std::string("\"part\": ") + quoted(r.part);
      if (!r.revision.empty()) requires_list += ", \"revision\": " + quoted(r.revision);
      if (r.trace_only) {
        requires_list += ", \"trace_only\": true";
      } else {
        requires_list += ", \"quantity\": " + amount_text(r.quantity);
      }
      if (r.minimum != r.quantity) requires_list += ", \"minimum\": " + amount_text(r.minimum);
      if (!r.substitutes.empty()) requires_list += ", \"substitutes\": " + list(r.substitutes);
      requires_list += "}";
    }
    steps += (steps.empty() ? "" : ", ") + std::string("{\"id\": ") + quoted(step.key) +
             ", \"title\": " + quoted("Step " + step.key) + (step.required ? "" : ", \"required\": false") +
             ", \"requires\": [" + requires_list + "]}";
  }
  return "{\"procedure\": " + quoted(procedure.key) +
         ", \"title\": \"P\", \"flow\": \"graph\", \"parts\": " + list(procedure.parts) + ", \"steps\": [" +
         steps + "]}";
}

std::string text_of(const Value& value) { return value.is_text() ? value.as_text() : std::string(); }

void expect(const std::string& what, const std::string& wanted, const std::string& got) {
  if (wanted != got) fail(what + ": the oracle says '" + wanted + "', the library '" + got + "'");
}

std::string id_or_none(std::int64_t id, std::string (*name)(std::int64_t)) {
  return id == 0 ? std::string() : name(id);
}

template <class List>
std::string joined(const List& list) {
  std::string out;
  for (const auto& one : list) out += " " + one;
  return out;
}

/// Everything but the id.
std::string facts_of(const Item& item) {
  return item.part + ":" + item.revision + " serial=" + item.serial + " lot=" + item.lot +
         " quantity=" + amount_text(item.quantity) + " location=" + item.location +
         " origin=" + id_or_none(item.origin, inventory_id) + " run=" + id_or_none(item.run, run_id) +
         (item.wip ? " wip" : "") + " kitted=" + id_or_none(item.kitted, run_id) +
         " install=" + id_or_none(item.install, install_id) + (item.quarantined ? " quarantined" : "") +
         (item.scrapped ? " scrapped" : "") + " issue=" + id_or_none(item.issue, issue_id) +
         " merged_into=" + id_or_none(item.merged_into, inventory_id);
}

std::string facts_of(const Install& install) {
  std::string out = run_id(install.run) + "/" + install.step + " " + install.part + " " +
                    inventory_id(install.item) + " quantity=" + amount_text(install.quantity) +
                    (install.substitute ? " substitute" : "") + (install.active ? " active" : " removed") +
                    " parents=";
  const std::set<std::int64_t> parents(install.parents.begin(), install.parents.end());
  for (const std::int64_t parent : parents) out += inventory_id(parent) + " ";
  return out;
}

class Session {
 public:
  Session() : path_(folder() + "/" + std::to_string(++cases_)), workspace_(make(path_)) {
    guarded([&] { set_up(); });
  }
  ~Session() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void play(Dice& dice, std::size_t count) {
    guarded([&] {
      // Few runs are worked on deeply, many side by side.
      const std::size_t most_runs = 2 + dice.below(13);
      for (std::size_t i = 1; i <= count; ++i) {
        perform(choose_command(model_, dice, most_runs));
        if (i % kLookEvery == 0) look();
      }
      look();
    });
  }

  void replay(const std::vector<Command>& commands) {
    guarded([&] {
      for (std::size_t i = 0; i < commands.size(); ++i) {
        perform(commands[i]);
        if ((i + 1) % 20 == 0) look();
      }
      look();
    });
  }

  const std::vector<Command>& performed() const { return performed_; }
  const std::string& log() const { return log_; }

 private:
  template <class Action>
  void guarded(const Action& action) {
    try {
      action();
    } catch (const traveler::Error& error) {
      std::string findings;
      for (const auto& finding : error.findings()) findings += "\n  " + finding.path + ": " + finding.message;
      fail("an error where none may be: " + error.message() + findings);
    }
  }

  static traveler::Workspace make(const std::string& path) {
    std::filesystem::create_directories(path);
    return traveler::Workspace::init(path, "alice", "Alice");
  }

  Value ask(const std::string& operation, Value arguments, bool reason = false) {
    traveler::Request request;
    request.operation = operation;
    request.arguments = std::move(arguments);
    request.actor = "alice";
    if (reason) request.reason = "because";
    return workspace_.execute(request);
  }

  void set_up() {
    for (const std::string& code : world().locations) {
      ask("location.add", Value::object().add("location", code).add("name", "Place " + code));
    }
    for (const Part& part : world().parts) {
      static const char* const tracking[] = {"serial", "lot", "quantity"};
      std::vector<std::string> revisions(part.revisions.begin(), part.revisions.end());
      if (revisions.empty()) revisions = {""};
      for (const std::string& revision : revisions) {
        Value arguments = Value::object()
                              .add("part", part.number)
                              .add("name", "Part " + part.number)
                              .add("tracking", tracking[static_cast<std::size_t>(part.tracking)])
                              .add("precision", std::int64_t{part.precision});
        if (!revision.empty()) arguments.add("revision", revision);
        ask("part.add", std::move(arguments));
      }
    }
    for (const Procedure& procedure : world().procedures) {
      const Value file =
          Value::object().add("file", procedure.key + ".json").add("text", document_of(procedure));
      ask("procedure.add", Value::object().add("files", Value::List{file}));
      ask("procedure.release", Value::object().add("procedures", Value::List{Value(procedure.key)}));
    }
    read_history();
  }

  /// The arguments as a request carries them.
  static Value arguments_of(const Command& c) {
    Value out = Value::object();
    const std::string& op = c.operation;
    const traveler::OperationSpec* spec = traveler::find_operation(op);
    // An argument that may be many travels as a list.
    const auto add = [&](const std::string& name, const std::string& text) {
      if (text.empty()) return;
      for (const traveler::ArgumentSpec& argument : spec->arguments) {
        if (argument.name != name) continue;
        if (argument.many) {
          Value* list = out.find(traveler::request_name(argument));
          if (list == nullptr) out.add(traveler::request_name(argument), Value::list());
          out.find(traveler::request_name(argument))->push(text);
        } else if (argument.type == traveler::ArgumentType::kInteger) {
          out.add(name, std::int64_t{std::stoll(text)});
        } else {
          out.set(name, text);
        }
        return;
      }
      fail(op + " has no argument " + name);
    };
    if (op == "config.set") {
      add("key", "on_shared_install");
      add("value", c.value);
      return out;
    }
    const bool from = op == "step.install";
    for (const std::string& id : c.inventories) add(from ? "from" : "inventory", id);
    add("run", c.run);
    add("step", c.step);
    add("install", c.install);
    add("part", c.part);
    add("revision", c.revision);
    add("serial", c.serial);
    add("lot", c.lot);
    add("quantity", c.quantity);
    for (const std::string& quantity : c.quantities) add("quantity", quantity);
    add("location", c.location);
    add("by", c.by);
    add("to", c.to);
    add("into", c.into);
    add("issue", c.issue);
    add(op == "split" ? "issue_title" : "title", c.title);
    add("procedure", c.procedure);
    add("inventory", c.fate);
    if (c.scrap) out.add("scrap", true);
    if (!c.groups.empty()) {
      Value groups = Value::object();
      for (const auto& [id, quantity] : c.groups) groups.add(id, quantity);
      out.add("to", std::move(groups));
    }
    if (!c.receipts.empty()) {
      out.add("file", Value::object()
                          .add("file", c.csv ? "stock.csv" : "stock.json")
                          .add("text", c.csv ? csv_of(c.receipts) : json_of(c.receipts)));
    }
    if (!c.pieces.empty()) {
      // A document many of which may be given.
      const Value file = Value::object().add("file", "kit.json").add("text", installs_of(c.pieces));
      out.add("file", file);
      for (const traveler::ArgumentSpec& argument : spec->arguments) {
        if (argument.name == "file" && argument.many) out.set("file", Value::List{file});
      }
    }
    return out;
  }

  static std::string installs_of(const std::vector<Receipt>& pieces) {
    std::string out;
    for (const Receipt& piece : pieces) {
      out += (out.empty() ? "{" : ", {") + std::string("\"from\": ") + quoted(piece.serial);
      if (!piece.part.empty()) out += ", \"part\": " + quoted(piece.part);
      if (!piece.quantity.empty()) out += ", \"quantity\": " + piece.quantity;
      out += "}";
    }
    return "{\"installs\": [" + out + "]}";
  }

  static std::string csv_of(const std::vector<Receipt>& receipts) {
    std::string out = "lot,part,revision,serial,quantity,location\n";
    for (const Receipt& r : receipts) {
      out += r.lot + "," + r.part + "," + r.revision + "," + r.serial + "," + r.quantity + "," + r.location +
             "\n";
    }
    return out;
  }

  static std::string json_of(const std::vector<Receipt>& receipts) {
    std::string out;
    for (const Receipt& r : receipts) {
      std::string one = "\"part\": " + quoted(r.part);
      const auto add = [&](const char* name, const std::string& text) {
        if (!text.empty()) one += ", " + quoted(name) + ": " + quoted(text);
      };
      add("revision", r.revision);
      add("serial", r.serial);
      add("lot", r.lot);
      if (!r.quantity.empty()) one += ", \"quantity\": " + r.quantity;
      add("location", r.location);
      out += (out.empty() ? "{" : ", {") + one + "}";
    }
    return "{\"inventory\": [" + out + "]}";
  }

  /// The new entries of the history. Answers how many.
  std::size_t read_history() {
    const Value entries = ask("log", Value::object().add("after", replayed_.seq()));
    for (const Value& entry : entries.as_list()) {
      const std::string wrong = replayed_.take(entry);
      if (!wrong.empty()) fail(wrong);
    }
    return entries.as_list().size();
  }

  void perform(const Command& command) {
    performed_.push_back(command);
    if (counting) ++commands_done;
    const Verdict wanted = model_.judge(command);
    std::string got = "ok";
    std::string message;
    try {
      ask(command.operation, arguments_of(command), command.reason);
    } catch (const traveler::Error& error) {
      got = traveler::to_text(error.code());
      message = error.message();
    }
    log_ += line_of(command) + " -> " + got + (message.empty() ? "" : " (" + message + ")") + "\n";
    if (counting) ++outcomes[command.operation][got];
    const bool accepted = got == "ok";
    const bool right = accepted ? wanted.legal() || wanted.either
                                : wanted.codes.count(got) > 0 || (wanted.either && wanted.codes.empty());
    if (!right) {
      fail("the oracle says " + (wanted.legal() ? std::string(" ok") : joined(wanted.codes)) +
           ", the library " + got + (message.empty() ? "" : " (" + message + ")"));
    }
    if (command.operation == "step.install" &&
        message.find("nothing goes into itself") != std::string::npos) {
      note("refused to go into itself");
    }
    const std::size_t entries = read_history();
    if (!accepted && entries > 0) fail("a refusal is in the history");
    const Value listed = ask("inventory.list", Value::object());
    if (accepted) {
      tell(command);
      carry_out(command, listed);
    }
    compare_items(listed);
    compare_runs();
  }

  void carry_out(const Command& command, const Value& listed) {
    const std::int64_t last = model_.items().empty() ? 0 : model_.items().rbegin()->first;
    std::map<std::int64_t, std::string> made;
    for (const Value& shown : listed.as_list()) {
      const std::int64_t id = number_of("INV-", shown["id"].as_text());
      if (id > last) made[id] = text_of(shown["serial"]) + text_of(shown["lot"]);
    }
    std::vector<std::string> numbers;
    for (const auto& [id, number] : made) numbers.push_back(number);
    model_.apply(command, numbers);
    if (command.operation == "split") match_new(last);
  }

  /// Which of several new records is the first is not agreed: matches them by their facts.
  void match_new(std::int64_t last) {
    const auto real = replayed_.items();
    std::map<std::int64_t, std::int64_t> to;
    std::set<std::int64_t> taken;
    for (const auto& [id, item] : model_.items()) {
      if (id <= last) continue;
      for (const auto& [other, shown] : real) {
        if (other <= last || taken.count(other) > 0 || facts_of(shown) != facts_of(item)) continue;
        to[id] = other;
        taken.insert(other);
        break;
      }
      if (to.count(id) == 0) return;  // to be reported as it is
    }
    model_.renumber(to);
  }

  void compare_items(const Value& listed) {
    std::set<std::int64_t> ids;
    std::map<Ledger, Micros> there;
    std::set<std::string> serials;
    const auto real = replayed_.items();
    for (const Value& shown : listed.as_list()) {
      const std::int64_t id = number_of("INV-", shown["id"].as_text());
      const std::string name = inventory_id(id);
      ids.insert(id);
      const auto it = model_.items().find(id);
      if (it == model_.items().end()) fail(name + " is in the library only: " + facts_of(real.at(id)));
      const Item& item = it->second;
      const Micros quantity = parse_amount(shown["quantity"].as_text()).value_or(-1);
      expect(name + " facts", facts_of(item), facts_of(real.at(id)));
      expect(name + " part", item.part, shown["part"].as_text());
      expect(name + " serial", item.serial, text_of(shown["serial"]));
      expect(name + " lot", item.lot, text_of(shown["lot"]));
      expect(name + " quantity", amount_text(item.quantity), amount_text(quantity));
      expect(name + " location", item.location, text_of(shown["location"]));
      expect(name + " status", status_of(item), shown["status"].as_text());
      expect(name + " origin", id_or_none(item.origin, inventory_id), text_of(shown["origin"]));
      expect(name + " run", id_or_none(item.kitted != 0 ? item.kitted : item.run, run_id),
             text_of(shown["run"]));
      expect(name + " issue", id_or_none(item.issue, issue_id), text_of(shown["issue"]));
      if (quantity < 0) fail(name + " is below zero");
      there[{item.part, item.revision, item.lot}] += quantity;
      if (!item.serial.empty() && !serials.insert(item.part + " " + item.serial).second) {
        fail("the serial " + item.serial + " of " + item.part + " is in two places");
      }
      note("status " + status_of(item));
    }
    for (const auto& [id, item] : model_.items()) {
      if (ids.count(id) == 0) fail(inventory_id(id) + " is in the oracle only: " + facts_of(item));
    }
    for (const auto& [what, wanted] : model_.ledger()) {
      expect("conservation of " + what.part + ":" + what.revision + " lot " + what.lot, amount_text(wanted),
             amount_text(there[what]));
    }
    if (real.size() != ids.size()) fail("the history has another number of items");
  }

  void compare_runs() {
    const Value listed = ask("run.list", Value::object());
    if (listed.as_list().size() != model_.runs().size()) fail("another number of runs");
    for (const Value& shown : listed.as_list()) {
      const Run& run = model_.runs().at(number_of("R-", shown["id"].as_text()));
      const std::string name = run_id(run.id);
      expect(name + " lifecycle", run.lifecycle, shown["lifecycle"].as_text());
      expect(name + " inventory", inventory_id(run.item), shown["inventory"].as_text());
      expect(name + " quantity", amount_text(run.quantity),
             amount_text(parse_amount(shown["quantity"].as_text()).value_or(-1)));
    }
  }

  // The longer look, now and then.

  void look() {
    if (!ask("verify", Value::object())["ok"].as_bool()) fail("verify finds damage");
    const auto installs = replayed_.installs();
    for (const auto& [id, install] : model_.installs()) {
      const auto it = installs.find(id);
      if (it == installs.end()) fail(install_id(id) + " is in the oracle only");
      expect(install_id(id) + " facts", facts_of(install), facts_of(it->second));
    }
    if (installs.size() != model_.installs().size()) fail("the library has installs the oracle has not");
    if (const std::int64_t item = inside_itself(installs); item != 0) {
      fail(inventory_id(item) + " is inside itself");
    }
    std::map<std::int64_t, int> pieces;
    for (const auto& [id, install] : installs) {
      if (install.active && install.quantity > 0 && ++pieces[install.item] > 1) {
        fail(inventory_id(install.item) + " is installed twice");
      }
    }
    for (const auto& [id, run] : model_.runs()) {
      check_run(run);
      if (traveler::find_operation("run.abom") != nullptr) check_abom(run, installs);
    }
    if (traveler::find_operation("inventory.where-used") != nullptr) {
      for (const auto& [id, item] : model_.items()) check_where_used(id);
    }
    check_logs();
    note("looked");
  }

  /// The log of an item against the whole one: every entry that names it, or that changes an install while
  /// it is of the item or into it.
  void check_logs() {
    const Value all = ask("log", Value::object());
    std::map<std::string, std::map<std::string, std::set<std::string>>> held;  // install, field: items
    std::map<std::string, std::set<std::int64_t>> wanted;
    for (const Value& entry : all.as_list()) {
      std::set<std::string> named{entry["subject"].as_text()};
      for (const Value& change : entry["changes"].as_list()) {
        const std::string& subject = change["subject"].as_text();
        const std::string& field = change["field"].as_text();
        named.insert(subject);
        for (const auto& [what, items] : held[subject]) named.insert(items.begin(), items.end());
        const bool of_install = field == "inventory" || field == "parents";
        if (!of_install && field != "origin" && field != "merged_into") continue;
        const bool install = subject.rfind("IN-", 0) == 0;
        if (install) held[subject][field].clear();
        for (const char* side : {"old", "new"}) {
          std::vector<Value> ids;
          if (change[side].is_text()) ids = {change[side]};
          if (change[side].is_list()) ids = change[side].as_list();
          for (const Value& id : ids) {
            named.insert(id.as_text());
            if (install && side[0] == 'n') held[subject][field].insert(id.as_text());
          }
        }
      }
      for (const std::string& id : named) wanted[id].insert(entry["seq"].as_integer());
    }
    for (const auto& [id, item] : model_.items()) {
      std::set<std::int64_t> told;
      const Value log = ask("log", Value::object().add("subject", inventory_id(id)));
      for (const Value& entry : log.as_list()) told.insert(entry["seq"].as_integer());
      const auto text = [](const std::set<std::int64_t>& seqs) {
        std::string out;
        for (const std::int64_t seq : seqs) out += " " + std::to_string(seq);
        return out;
      };
      expect("the log of " + inventory_id(id), text(wanted[inventory_id(id)]), text(told));
    }
  }

  void check_run(const Run& run) {
    const std::string name = run_id(run.id);
    for (const Step& step : run.procedure->steps) {
      const Value shown = ask("step.show", Value::object().add("step", name + "/" + step.key));
      expect(name + "/" + step.key + " state", run.steps.at(step.key), shown["state"].as_text());
      const auto& list = shown["requirements"].as_list();
      if (list.size() != step.requirements.size()) fail(name + "/" + step.key + " requirements");
      for (std::size_t i = 0; i < list.size(); ++i) {
        const Met met = model_.met(run, step, step.requirements[i]);
        const std::string what = name + "/" + step.key + " " + step.requirements[i].part;
        const auto got = [&](const char* key) {
          return amount_text(parse_amount(list[i][key].as_text()).value_or(-1));
        };
        expect(what + " needed", amount_text(met.needed), got("needed"));
        expect(what + " installed", amount_text(met.installed), got("installed"));
        expect(what + " excepted", amount_text(met.excepted), got("excepted"));
      }
    }
    if (!run.open()) return;
    const Value shown = ask("run.check", Value::object().add("run", name));
    std::multiset<std::string> open;
    std::set<std::string> blocking;
    std::set<std::string> warned;
    for (const Value& blocker : shown["blockers"].as_list()) {
      if (blocker["code"].as_text() == "requirement.open") open.insert(blocker["subject"].as_text());
      if (blocker["code"].as_text() == "install.shared") blocking.insert(blocker["subject"].as_text());
    }
    for (const Value& blocker : shown["warnings"].as_list()) {
      if (blocker["code"].as_text() == "install.shared") warned.insert(blocker["subject"].as_text());
    }
    const auto shared = model_.shared_installs(run);
    const std::set<std::string> none;
    expect(name + " open requirements", joined(model_.open_requirements(run)), joined(open));
    expect(name + " shared, blocking", joined(model_.on_shared() == "block" ? shared : none),
           joined(blocking));
    expect(name + " shared, warned", joined(model_.on_shared() == "warn" ? shared : none), joined(warned));
    expect(name + " can_complete", model_.can_complete(run) ? "true" : "false",
           shown["can_complete"].as_bool() ? "true" : "false");
    if (!open.empty()) note("requirement.open of a step");
    if (!blocking.empty()) note("install.shared blocks");
    if (!warned.empty()) note("install.shared warns");
  }

  void check_abom(const Run& run, const std::map<std::int64_t, Install>& installs) {
    const std::string name = run_id(run.id);
    const Value shown = ask("run.abom", Value::object().add("run", name));
    expect(name + " abom run", name, shown["run"].as_text());
    check_node(name + " abom", shown, run.item, model_.told_as_of(run), model_.told_as_of(run), installs, 0);
    if (run.open()) return check_exceptions(run, shown);
    const Value now = ask("run.abom", Value::object().add("run", name).add("now", true));
    check_node(name + " abom now", now, run.item, model_.now(), model_.now(), installs, 0);
    if (now["children"] != shown["children"]) note("as-built of an ended run differs from now");
    check_exceptions(run, shown);
  }

  void check_exceptions(const Run& run, const Value& shown) {
    const std::string name = run_id(run.id);
    std::set<std::string> wanted;
    std::set<std::string> got;
    for (const auto& [where, excepted] : model_.exceptions_of(run.id)) {
      wanted.insert(name + "/" + where.first + " " + where.second + " " + amount_text(excepted.quantity) +
                    " " + issue_id(excepted.issue));
    }
    for (const Value& one : shown["exceptions"].as_list()) {
      got.insert(one["step"].as_text() + " " + one["part"].as_text() + " " +
                 amount_text(parse_amount(one["quantity"].as_text()).value_or(-1)) + " " +
                 text_of(one["issue"]));
    }
    expect(name + " exceptions", joined(wanted), joined(got));
  }

  void check_node(const std::string& path, const Value& node, std::int64_t id, std::int64_t time,
                  std::int64_t told, const std::map<std::int64_t, Install>& installs, int depth) {
    const Item& item = model_.items().at(id);
    expect(path + " inventory", inventory_id(id), node["inventory"].as_text());
    expect(path + " part", item.part, node["part"].as_text());
    expect(path + " serial", item.serial, text_of(node["serial"]));
    expect(path + " lot", item.lot, text_of(node["lot"]));
    std::set<std::string> wanted;
    const auto contents = model_.contents(id, time, told);
    for (const auto& [number, held] : contents) wanted.insert(install_id(number));
    std::set<std::string> got;
    std::pair<std::int64_t, std::pair<std::size_t, std::int64_t>> before;
    for (const Value& child : node["children"].as_list()) {
      const std::string& number = child["install"].as_text();
      if (!got.insert(number).second) fail(path + " has " + number + " twice");
      if (wanted.count(number) == 0) fail(path + " has " + number + ", which is not in it");
      const Install& install = installs.at(number_of("IN-", number));
      const std::string under = path + " > " + number;
      expect(under + " step", run_id(install.run) + "/" + install.step, child["step"].as_text());
      const Held& held = contents.at(install.id);
      expect(under + " quantity", amount_text(held.quantity),
             amount_text(parse_amount(child["quantity"].as_text()).value_or(-1)));
      expect(under + " substitute_for", install.substitute ? install.part : "",
             text_of(child["substitute_for"]));
      expect(under + " shared", held.shared ? "true" : "false", child["shared"].as_bool() ? "true" : "false");
      const Run& run = model_.runs().at(install.run);
      std::size_t place = 0;
      while (run.procedure->steps[place].key != install.step) ++place;
      if (before.first == install.run && before.second > std::pair(place, install.id)) {
        fail(path + ": " + number + " is out of order");
      }
      before = {install.run, {place, install.id}};
      if (held.shared && !install.shared()) note("came along with a piece or a merge");
      check_node(under, child, held.item, held.as_of, told, installs, depth + 1);
    }
    expect(path + " children", joined(wanted), joined(got));
    if (depth == 3) note("as-built three levels deep");
  }

  void check_where_used(std::int64_t id) {
    const Value rows = ask("inventory.where-used", Value::object().add("inventory", inventory_id(id)));
    std::set<std::pair<std::int64_t, std::int64_t>> got;
    for (const Value& row : rows.as_list()) {
      const std::int64_t install = number_of("IN-", row["install"].as_text());
      const std::int64_t parent = number_of("INV-", row["inventory"].as_text());
      const Install& known = model_.installs().at(install);
      const std::string name = "where-used " + inventory_id(id) + " " + install_id(install);
      expect(name + " part", model_.items().at(parent).part, row["part"].as_text());
      expect(name + " serial", model_.items().at(parent).serial, text_of(row["serial"]));
      expect(name + " lot", model_.items().at(parent).lot, text_of(row["lot"]));
      expect(name + " run", run_id(known.run), row["run"].as_text());
      expect(name + " step", run_id(known.run) + "/" + known.step, row["step"].as_text());
      const auto contents = model_.contents(parent, model_.now(), model_.now());
      if (contents.count(install) == 0) fail(name + " is not in " + inventory_id(parent));
      expect(name + " shared", contents.at(install).shared ? "true" : "false",
             row["shared"].as_bool() ? "true" : "false");
      expect(name + " quantity", amount_text(contents.at(install).quantity),
             amount_text(parse_amount(row["quantity"].as_text()).value_or(-1)));
      if (!got.insert({install, parent}).second) fail(name + " is there twice");
    }
    const auto show = [](const std::set<std::pair<std::int64_t, std::int64_t>>& pairs) {
      std::string out;
      for (const auto& [install, parent] : pairs)
        out += " " + install_id(install) + ">" + inventory_id(parent);
      return out;
    };
    expect("where-used " + inventory_id(id), show(model_.where_used(id)), show(got));
    if (got.size() > 3) note("used in more than three");
  }

  /// Counts what makes a state deep. The command was accepted, and the model is as before it.
  void tell(const Command& command) {
    const std::string& op = command.operation;
    if (op == "run.create" && !command.inventories.empty()) {
      note(command.quantity.empty() ? "run on an item" : "run on a part of an item");
    }
    if (op == "inventory.resolve" && command.groups.size() > 1) note("resolved to several groups");
    if (op == "step.install" && !command.pieces.empty()) note("installed a list");
    if (op == "step.install" && command.pieces.empty()) {
      const Item& item = model_.items().at(number_of("INV-", command.inventories.front()));
      note(item.kitted != 0 ? "installed from a kit" : "installed from stock");
      if (item.run != 0) note("installed an assembly");
    }
    if (op == "step.uninstall" && !command.quantity.empty()) note("uninstalled a part");
    if (op == "step.uninstall" && command.scrap) note("uninstalled to scrap");
    if (op == "split") {
      const Run& run = model_.runs().at(number_of("R-", command.run));
      for (const auto& [id, item] : model_.items()) {
        if (status_of(item) == "kitted" && item.kitted == run.id) note("split with a kit");
      }
      for (const auto& [id, install] : model_.installs()) {
        if (install.active && install.run == run.id) note(install.shared() ? "shared again" : "shared");
      }
    }
  }

  inline static std::int64_t cases_ = 0;
  std::string path_;
  traveler::Workspace workspace_;
  Model model_;
  Replayed replayed_;
  std::vector<Command> performed_;
  std::string log_;
};

struct Failure {
  std::vector<Command> commands;
  std::string log;
  std::string what;
};

/// Takes away commands as long as the case still diverges in the same way.
void shorten(Failure& failed) {
  const auto start = std::chrono::steady_clock::now();
  const auto in_time = [&] { return std::chrono::steady_clock::now() - start < kLongestShrink; };
  counting = false;
  const auto still_fails = [&](std::size_t from, std::size_t count) {
    std::vector<Command> fewer = failed.commands;
    const auto first = fewer.begin() + static_cast<std::ptrdiff_t>(from);
    fewer.erase(first, first + static_cast<std::ptrdiff_t>(count));
    Session session;
    try {
      session.replay(fewer);
    } catch (const Divergence& divergence) {
      const auto& done = session.performed();
      if (done.empty() || done.back().operation != failed.commands.back().operation) return false;
      failed = {done, session.log(), divergence.what};
      return true;
    }
    return false;
  };
  for (bool again = true; again && in_time();) {
    again = false;
    for (std::size_t chunk = std::max<std::size_t>(1, failed.commands.size() / 2); chunk > 0; chunk /= 2) {
      std::size_t end = failed.commands.size();
      while (end >= chunk && in_time()) {
        again = still_fails(end - chunk, chunk) || again;
        end = std::min(end - chunk, failed.commands.size());
      }
    }
  }
  counting = true;
}

bool reached_everything() {
  bool ok = true;
  const auto want = [&](const std::string& what, std::int64_t got, std::int64_t least) {
    if (got >= least) return;
    std::printf("too few: %s, %lld of %lld\n", what.c_str(), static_cast<long long>(got),
                static_cast<long long>(least));
    ok = false;
  };
  for (const char* op :
       {"inventory.receive", "inventory.move", "inventory.adjust", "inventory.kit", "inventory.unkit",
        "inventory.scrap", "inventory.quarantine", "inventory.release", "inventory.split", "inventory.merge",
        "inventory.resolve", "run.create", "run.complete", "run.reopen", "step.install", "step.uninstall",
        "step.except", "split", "issue.create"}) {
    if (traveler::find_operation(op) == nullptr) continue;
    std::int64_t refused = 0;
    for (const auto& [code, n] : outcomes[op]) refused += code == "ok" ? 0 : n;
    want(std::string(op) + " accepted", outcomes[op]["ok"], 5);
    want(std::string(op) + " refused", refused, 5);
  }
  if (traveler::find_operation("split") == nullptr || traveler::find_operation("step.install") == nullptr) {
    return ok;
  }
  for (const char* what : {"run on an item",
                           "run on a part of an item",
                           "resolved to several groups",
                           "installed from a kit",
                           "installed from stock",
                           "installed an assembly",
                           "uninstalled a part",
                           "uninstalled to scrap",
                           "split with a kit",
                           "shared",
                           "status wip",
                           "status quarantined",
                           "status kitted",
                           "status unavailable",
                           "status scrapped",
                           "status installed",
                           "requirement.open of a step",
                           "install.shared warns",
                           "used in more than three",
                           "installed a list",
                           "refused to go into itself"}) {
    want(what, seen[what], 1);
  }
  // Rare: a run long enough must have had it.
  if (commands_done >= 50'000) want("refused to go into itself", seen["refused to go into itself"], 1);
  return ok;
}

}  // namespace

int run_all() {
  const char* given_seed = std::getenv("TRAVELER_MATERIAL_SEED");
  const char* given_count = std::getenv("TRAVELER_MATERIAL_COMMANDS");
  const std::uint64_t seed = given_seed != nullptr
                                 ? std::strtoull(given_seed, nullptr, 10)
                                 : std::random_device{}() * std::uint64_t{1} % 1'000'000'000;
  const std::int64_t count = given_count != nullptr ? std::strtoll(given_count, nullptr, 10) : kCommands;
  std::printf("TRAVELER_MATERIAL_SEED=%llu TRAVELER_MATERIAL_COMMANDS=%lld\n",
              static_cast<unsigned long long>(seed), static_cast<long long>(count));
  const auto start = std::chrono::steady_clock::now();
  std::optional<Failure> failure;
  for (std::uint64_t n = 0; commands_done < count && !failure; ++n) {
    Dice dice(seed * 1'000'003 + n);
    Session session;
    try {
      session.play(dice, kCaseCommands);
    } catch (const Divergence& divergence) {
      failure = {session.performed(), session.log(), divergence.what};
    }
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  for (const auto& [operation, codes] : outcomes) {
    std::printf("%-22s", operation.c_str());
    for (const auto& [code, n] : codes) std::printf("  %s %lld", code.c_str(), static_cast<long long>(n));
    std::printf("\n");
  }
  for (const auto& [what, n] : seen) std::printf("  %-44s %lld\n", what.c_str(), static_cast<long long>(n));
  std::printf("%lld commands in %.1f s\n", static_cast<long long>(commands_done), took.count());
  if (failure) {
    std::printf("\nDiverged: %s\n", failure->what.c_str());
    if (std::getenv("TRAVELER_MATERIAL_NO_SHRINK") == nullptr) shorten(*failure);
    std::printf("\nThe shortest divergence:\n%s%s\n", failure->log.c_str(), failure->what.c_str());
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder(), ignored);
  return !failure && (count < kCommands || reached_everything()) ? 0 : 1;
}

int main() {
  try {
    return run_all();
  } catch (const Divergence& divergence) {
    std::printf("the world cannot be set up: %s\n", divergence.what.c_str());
    return 1;
  }
}
