#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

/// A second, independent model of material: spec.md sections 7 and 9. It shares no code with the library
/// and works everything but facts out from scratch each time it is asked.
namespace material {

using Micros = std::int64_t;  ///< an amount in millionths
constexpr Micros kOne = 1'000'000;

/// "-1.5" in millionths; nothing for what is no decimal of at most six places.
std::optional<Micros> parse_amount(const std::string& text);
/// As short as can be: "12", "0.5".
std::string amount_text(Micros amount);

enum class Tracking : std::uint8_t { kSerial, kLot, kQuantity };

struct Part {
  std::string number;
  std::set<std::string> revisions;  ///< empty: the part has none
  Tracking tracking = Tracking::kSerial;
  int precision = 0;
};

struct Requirement {
  std::string part;
  std::string revision;  ///< empty: any
  Micros quantity = 0;
  Micros minimum = 0;
  std::vector<std::string> substitutes;  ///< NUMBER or NUMBER:REV
  bool trace_only = false;
};
struct Step {
  std::string key;
  bool required = true;
  std::vector<Requirement> requirements;
};
struct Procedure {
  std::string key;
  std::vector<std::string> parts;  ///< empty: any
  std::vector<Step> steps;         ///< without edges: all are available
};

/// The world that commands are carried out in: it does not change.
struct World {
  std::vector<Part> parts;
  std::vector<std::string> locations;
  std::vector<Procedure> procedures;
  const Part* part(const std::string& number) const;
  const Procedure* procedure(const std::string& key) const;
};
const World& world();

struct Item {
  std::int64_t id = 0;
  std::string part, revision, serial, lot;
  Micros quantity = 0;
  std::string location;
  std::int64_t origin = 0;  ///< 0: none, here and below
  std::int64_t run = 0;
  bool wip = false;
  std::int64_t kitted = 0;
  std::int64_t install = 0;
  bool quarantined = false;
  bool scrapped = false;
  std::int64_t issue = 0;
  std::int64_t merged_into = 0;
  bool operator==(const Item&) const = default;
};
std::string status_of(const Item& item);

struct Install {
  std::int64_t id = 0;
  std::int64_t run = 0;
  std::string step, part;  ///< the requirement's part
  std::int64_t item = 0;
  Micros quantity = 0;
  bool substitute = false;
  std::vector<std::int64_t> parents;
  bool active = true;
  bool shared() const { return active && parents.size() > 1; }
};

struct Excepted {
  Micros quantity = 0;
  std::int64_t issue = 0;
};

struct Run {
  std::int64_t id = 0;
  const Procedure* procedure = nullptr;
  std::int64_t item = 0;
  Micros quantity = 0;
  std::string lifecycle = "todo";
  std::map<std::string, std::string> steps;      ///< state by key
  std::map<std::string, std::string> held_from;  ///< the state before a hold
  bool open() const { return lifecycle == "todo" || lifecycle == "in_progress"; }
};

/// One line of `inventory receive -f`.
struct Receipt {
  std::string part, revision, serial, lot, quantity, location;
};

/// One command, for the model and for the library alike. Empty texts are arguments that are not given.
struct Command {
  std::string operation;
  std::vector<std::string> inventories;
  std::string part, revision, serial, lot, quantity, location;
  std::string by, to;  ///< `to` is a location or an amount
  std::string into;    ///< of an even split
  std::vector<std::string> quantities;
  std::string run, step, install, issue, title, procedure;
  std::string fate;  ///< of run.fail: scrap, quarantine or keep
  bool scrap = false;
  bool reason = true;
  std::vector<std::pair<std::string, std::string>> groups;  ///< of inventory.resolve
  std::vector<Receipt> receipts;                            ///< of a file
  bool csv = false;
  std::vector<Receipt> pieces;  ///< of a list to install: part, item as `serial`, quantity
  std::string value;            ///< of config.set on_shared_install
};
std::string line_of(const Command& command);

/// What must come of a command: no code, done; else refused with one of the codes. `either`: the
/// agreement leaves it open.
struct Verdict {
  std::set<std::string> codes;
  bool either = false;
  bool legal() const { return codes.empty(); }
};

/// `[open rest]` and so on of a requirement.
struct Met {
  Micros needed = 0, least = 0, installed = 0, excepted = 0;
  Micros open() const { return needed > installed + excepted ? needed - installed - excepted : 0; }
};

/// What went in and what must be there: part, revision and lot.
struct Ledger {
  std::string part, revision, lot;
  auto operator<=>(const Ledger&) const = default;
};

/// An install in an item.
struct Held {
  std::int64_t item = 0;
  Micros quantity = 0;
  bool shared = false;
  std::int64_t as_of = 0;  ///< the command up to which what is inside of it counts
};

class Model {
 public:
  Verdict judge(const Command& command) const;
  /// Carries out a command that was accepted. `numbers` are the serial or lot numbers that the library
  /// gave where `auto` was asked for.
  void apply(const Command& command, const std::vector<std::string>& numbers);

  const std::map<std::int64_t, Item>& items() const { return items_; }
  const std::map<std::int64_t, Install>& installs() const { return installs_; }
  const std::map<std::int64_t, Run>& runs() const { return runs_; }
  std::int64_t issues() const { return issues_; }
  const std::map<Ledger, Micros>& ledger() const { return ledger_; }
  const std::string& on_shared() const { return on_shared_; }

  Met met(const Run& run, const Step& step, const Requirement& requirement) const;
  /// The step ids whose requirements keep the run from completing, once for each requirement.
  std::multiset<std::string> open_requirements(const Run& run) const;
  static bool holds(const Install& install, std::int64_t item);
  std::set<std::string> shared_installs(const Run& run) const;
  bool can_complete(const Run& run) const;
  std::map<std::pair<std::string, std::string>, Excepted> exceptions_of(std::int64_t run) const;
  /// What an item holds after the command `time`, by install: put there, come along with it, or merged in.
  /// What was taken out by the command `told` is not in it.
  std::map<std::int64_t, Held> contents(std::int64_t holder, std::int64_t time, std::int64_t told,
                                        bool merges_of_then = true) const;
  /// Number of the newest command, and of the one that ended a run.
  std::int64_t now() const { return now_; }
  std::int64_t told_as_of(const Run& run) const;
  /// Installs that this item is in or below of, with each item that holds them: (install, holder).
  std::set<std::pair<std::int64_t, std::int64_t>> where_used(std::int64_t item) const;
  bool contains(std::int64_t outer, std::int64_t inner) const;

  /// The same records under other ids: `from` by `to`.
  void renumber(const std::map<std::int64_t, std::int64_t>& to);

 private:
  Verdict judge_meaning(const Command& command) const;
  const Item* find(const std::string& id) const;
  const Run* find_run(const std::string& id) const;
  Item& item(std::int64_t id) { return items_.at(id); }
  Item& new_piece(std::int64_t from, Micros quantity);
  /// The item itself, or a new record of a part of it.
  Item& take(std::int64_t from, Micros quantity);
  Micros amount(const Item& item, const std::string& text, std::set<std::string>& codes) const;
  Verdict judge_receipt(const Receipt& receipt, std::set<std::string>& serials) const;
  Verdict judge_inventory(const Command& command) const;
  Verdict judge_split(const Command& command) const;
  Verdict judge_merge(const Command& command) const;
  Verdict judge_resolve(const Command& command) const;
  Verdict judge_create(const Command& command) const;
  Verdict judge_run(const Command& command) const;
  Verdict judge_run_split(const Command& command) const;
  Verdict judge_step(const Command& command) const;
  Verdict judge_install(const Command& command) const;
  Verdict judge_installs(const Command& command) const;
  Verdict judge_uninstall(const Command& command) const;
  Verdict judge_except(const Command& command) const;
  Verdict judge_issue(const Command& command) const;
  void receive(const Receipt& receipt, const std::string& number);
  void create(const Command& command, const std::vector<std::string>& numbers);
  void split_run(const Command& command);
  void install(const Command& command);
  void uninstall(const Command& command);
  void resolve(const Command& command);
  void step(const Command& command);
  /// Keeps what is there after a command.
  void remember();
  const std::map<std::int64_t, Install>& installs_at(std::int64_t time) const;
  bool was_given(std::int64_t install, std::int64_t holder, std::int64_t time) const;
  bool is_inside(std::int64_t inner, std::int64_t outer, std::int64_t time, std::int64_t told) const;
  void carry_out(const Command& command, const std::vector<std::string>& numbers);
  /// What is kitted for a run that ends is free.
  void give_back(const Run& run);
  std::pair<const Run*, const Step*> find_step(const std::string& id) const;

  std::map<std::int64_t, Item> items_;
  std::map<std::int64_t, Install> installs_;
  std::map<std::int64_t, Run> runs_;
  std::map<std::int64_t, std::map<std::pair<std::string, std::string>, Excepted>> exceptions_;
  std::map<Ledger, Micros> ledger_;  ///< received + built + adjusted
  std::int64_t issues_ = 0;
  std::string on_shared_ = "warn";
  std::int64_t now_ = 0;                               ///< how many commands were carried out
  std::vector<std::map<std::int64_t, Install>> past_;  ///< the installs after each
  std::map<std::int64_t, std::int64_t> born_, merged_, ended_;
};

std::string inventory_id(std::int64_t id);
std::string run_id(std::int64_t id);
std::string install_id(std::int64_t id);
std::string issue_id(std::int64_t id);
/// The number of an id with this prefix, or 0.
std::int64_t number_of(const std::string& prefix, const std::string& id);

/// Whether the item meets the requirement, and as a substitute.
struct Fit {
  bool fits = false;
  bool substitute = false;
};
Fit fit_of(const Requirement& requirement, const Item& item);

}  // namespace material
