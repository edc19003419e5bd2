// The tables of the floors: for each kind of floor just those that it needs, in them just what its answer
// needs, with the guarantees that a database should give: types, checks, references. Times are microseconds,
// quantities millionths, states numbers, as the program keeps them.
#ifndef BENCH_LEAN_H
#define BENCH_LEAN_H

#include "raw.h"

enum table {
  kHistory,
  kPeople,
  kPlan,
  kEdges,
  kRuns,
  kItems,
  kSteps,
  kSiblings,
  kReadings,
  kNames,
  kInstalls,
  kTables
};

static const char* const kTableTexts[kTables] = {
    [kHistory] =
        "CREATE TABLE workspace (uuid TEXT NOT NULL) STRICT;"
        "CREATE TABLE history (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, recorded_at INTEGER NOT NULL,"
        " actor TEXT NOT NULL, op TEXT NOT NULL, subject TEXT NOT NULL, root TEXT NOT NULL, body BLOB NOT NULL,"
        " prev BLOB NOT NULL, hash BLOB NOT NULL) STRICT;"
        "CREATE INDEX history_by_root ON history (root, seq)",
    [kPeople] =
        "CREATE TABLE account (name TEXT PRIMARY KEY, printed_name TEXT NOT NULL, role TEXT NOT NULL,"
        " active INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
        "CREATE TABLE role (name TEXT PRIMARY KEY, allow TEXT NOT NULL) STRICT, WITHOUT ROWID",
    [kPlan] =
        "CREATE TABLE plan_step (slot INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, number TEXT NOT NULL,"
        " title TEXT NOT NULL, required INTEGER NOT NULL, upstreams INTEGER NOT NULL, parent INTEGER, location TEXT)"
        " STRICT",
    [kEdges] =
        "CREATE TABLE plan_edge (upstream INTEGER, downstream INTEGER, PRIMARY KEY (upstream, downstream))"
        " STRICT, WITHOUT ROWID; CREATE INDEX plan_edge_by_downstream ON plan_edge (downstream, upstream)",
    [kRuns] =
        "CREATE TABLE run (id INTEGER PRIMARY KEY, title TEXT NOT NULL, item INTEGER NOT NULL,"
        " quantity INTEGER NOT NULL CHECK (quantity > 0), lifecycle INTEGER NOT NULL CHECK (lifecycle BETWEEN 0 AND 3),"
        " batch INTEGER, assignee TEXT, due INTEGER, scheduled_start INTEGER, scheduled_end INTEGER,"
        " export_controlled INTEGER NOT NULL, created_at INTEGER NOT NULL, created_by TEXT NOT NULL,"
        " started_at INTEGER, completed_at INTEGER, updated_at INTEGER NOT NULL, revision INTEGER NOT NULL,"
        " todo INTEGER NOT NULL CHECK (todo >= 0), in_progress INTEGER NOT NULL CHECK (in_progress >= 0),"
        " hold INTEGER NOT NULL CHECK (hold >= 0), redline INTEGER NOT NULL CHECK (redline >= 0),"
        " completed INTEGER NOT NULL CHECK (completed >= 0), failed INTEGER NOT NULL CHECK (failed >= 0),"
        " canceled INTEGER NOT NULL CHECK (canceled >= 0), attributes TEXT) STRICT",
    [kItems] =
        "CREATE TABLE item (id INTEGER PRIMARY KEY, part INTEGER NOT NULL, serial TEXT, lot TEXT,"
        " quantity INTEGER NOT NULL CHECK (quantity >= 0), location TEXT, origin INTEGER, install INTEGER,"
        " run INTEGER, status INTEGER NOT NULL CHECK (status BETWEEN 0 AND 7)) STRICT;"
        "CREATE UNIQUE INDEX item_by_serial ON item (part, serial) WHERE serial IS NOT NULL",
    [kSteps] =
        "CREATE TABLE run_step (run INTEGER NOT NULL REFERENCES run (id), slot INTEGER NOT NULL,"
        " state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 6), attempt INTEGER NOT NULL CHECK (attempt > 0),"
        " open_upstreams INTEGER NOT NULL CHECK (open_upstreams >= 0), revision INTEGER NOT NULL CHECK (revision > 0),"
        " started_at INTEGER, started_by TEXT, completed_at INTEGER, completed_by TEXT, updated_at INTEGER,"
        " siblings INTEGER, PRIMARY KEY (run, slot)) STRICT, WITHOUT ROWID",
    [kSiblings] = "CREATE INDEX run_step_by_siblings ON run_step (siblings, run)",
    [kReadings] =
        "CREATE TABLE reading (run INTEGER NOT NULL, slot INTEGER NOT NULL, attempt INTEGER NOT NULL,"
        " field TEXT NOT NULL, seq INTEGER NOT NULL, value TEXT, judgement INTEGER NOT NULL, printed_name TEXT,"
        " recorded_by TEXT NOT NULL, recorded_at INTEGER NOT NULL, PRIMARY KEY (run, slot, attempt, field, seq),"
        " FOREIGN KEY (run, slot) REFERENCES run_step (run, slot)) STRICT, WITHOUT ROWID",
    [kNames] =
        "CREATE TABLE part (id INTEGER PRIMARY KEY, number TEXT NOT NULL) STRICT;"
        "CREATE TABLE procedure (key TEXT NOT NULL, revision INTEGER NOT NULL, digest TEXT NOT NULL) STRICT",
    [kInstalls] =
        "CREATE TABLE install (id INTEGER PRIMARY KEY, run INTEGER NOT NULL, step TEXT NOT NULL,"
        " item INTEGER NOT NULL REFERENCES item (id), parent INTEGER NOT NULL REFERENCES item (id),"
        " quantity INTEGER NOT NULL, installed_by TEXT NOT NULL, installed_at INTEGER NOT NULL) STRICT",
};

struct kind {
  const char* name;
  unsigned tables;
};

#define BIT(table) (1U << (table))
enum { kCommand = BIT(kHistory) | BIT(kPeople) };

static const struct kind kKinds[] = {
    {"step", kCommand | BIT(kPlan) | BIT(kRuns) | BIT(kSteps)},
    {"apply", kCommand | BIT(kPlan) | BIT(kEdges) | BIT(kRuns) | BIT(kItems) | BIT(kSteps) | BIT(kNames)},
    {"show", BIT(kPlan) | BIT(kEdges) | BIT(kRuns) | BIT(kItems) | BIT(kSteps) | BIT(kNames)},
    {"create", kCommand | BIT(kPlan) | BIT(kRuns) | BIT(kItems) | BIT(kSteps) | BIT(kNames)},
    {"export", BIT(kPlan) | BIT(kRuns) | BIT(kSteps)},
    {"sign", kCommand | BIT(kPlan) | BIT(kRuns) | BIT(kSteps) | BIT(kSiblings) | BIT(kReadings)},
    {"material", kCommand | BIT(kItems) | BIT(kNames) | BIT(kInstalls)},
    {"verify", BIT(kHistory)},
};

// The tables of a kind; 0 when there is no such kind.
static inline unsigned tables_of(const char* name) {
  for (size_t i = 0; i < sizeof kKinds / sizeof *kKinds; ++i) {
    if (strcmp(kKinds[i].name, name) == 0) return kKinds[i].tables;
  }
  return 0;
}

#endif
