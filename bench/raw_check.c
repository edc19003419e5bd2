// raw_check FILE: checks what a floor wrote: the chain of its history, counters and open upstreams against the steps,
// an entry for each change, a reading for each signature, an item for each run or install. Exits 1 and says what is wrong.
// raw_check FILE chain: the chain alone, which is also the floor of `traveler verify`: the SHA-256 of all entries.
#include "raw.h"

static integer wrong;

static int has(const char* table) {
  sqlite3_stmt* found = prepare("SELECT count(*) FROM sqlite_schema WHERE name = $1");
  bind(found, "t", table);
  need_row(found);
  return sqlite3_column_int(found, 0) != 0;
}

// Counts what a query finds; it should find nothing.
static void nothing(const char* what, const char* sql) {
  sqlite3_stmt* query = prepare(sql);
  need_row(query);
  if (sqlite3_column_int64(query, 0) == 0) return;
  fprintf(stderr, "raw_check: %lld: %s\n", (integer)sqlite3_column_int64(query, 0), what);
  ++wrong;
}

static integer check_chain(void) {
  sqlite3_stmt* workspace = prepare("SELECT uuid FROM workspace");
  need_row(workspace);
  sqlite3_stmt* entry = prepare("SELECT seq, body, hash FROM history ORDER BY seq");
  need_row(entry);
  unsigned char prev[32], hash[32];
  memcpy(prev, sqlite3_column_blob(entry, 2), sizeof prev);
  integer seq = sqlite3_column_int64(entry, 0);
  while (sqlite3_step(entry) == SQLITE_ROW) {
    hash_entry(hash, text_of(workspace, 0), ++seq, prev, sqlite3_column_blob(entry, 1), sqlite3_column_bytes(entry, 1));
    if (sqlite3_column_int64(entry, 0) != seq || memcmp(hash, sqlite3_column_blob(entry, 2), sizeof hash) != 0) {
      fprintf(stderr, "raw_check: entry %lld breaks the chain\n", seq);
      exit(1);
    }
    memcpy(prev, hash, sizeof hash);
  }
  return seq;
}

int main(int argc, char** argv) {
  if (argc < 2) {
    fputs("usage: raw_check FILE [chain]\n", stderr);
    return 2;
  }
  open_lean(argv[1], 0);
  const integer entries = check_chain();
  printf("%lld entries\n", entries);
  if (argc > 2) {
    close_lean();
    return 0;
  }
  sqlite3_stmt* whole = prepare("PRAGMA quick_check");
  need_row(whole);
  if (strcmp(text_of(whole, 0), "ok") != 0) die(text_of(whole, 0));
  if (has("run_step")) {
    nothing("runs whose counters are not those of their steps",
            "SELECT count(*) FROM run r WHERE (r.todo, r.in_progress, r.completed) <> (SELECT count(*) FILTER (WHERE "
            "state = 0), count(*) FILTER (WHERE state = 1), count(*) FILTER (WHERE state = 4) FROM run_step s WHERE s.run = r.id)");
    nothing("runs that have not the steps of the plan",
            "SELECT count(*) FROM run r WHERE (SELECT count(*) FROM run_step s WHERE s.run = r.id) <> (SELECT count(*) "
            "FROM plan_step)");
    nothing("steps whose upstream was counted wrongly",
            "SELECT count(*) FROM run_step s LEFT JOIN run_step b ON b.run = s.run AND b.slot = s.slot - 1 "
            "WHERE s.open_upstreams <> (b.slot IS NOT NULL AND b.state <> 4)");
    nothing("starts without an entry, or entries without a start",
            "SELECT abs((SELECT count(*) FROM run_step WHERE started_at IS NOT NULL AND state IN (1, 4)) - (SELECT count(*) FROM history "
            "WHERE op = 'step.start'))");
    nothing("completions without an entry, or entries without a completion",
            "SELECT abs((SELECT count(*) FROM run_step WHERE state = 4 AND completed_at IS NOT NULL) - (SELECT count(*) "
            "FROM history WHERE op = 'step.complete'))");
    nothing("runs without an entry, or entries without a run",
            "SELECT abs((SELECT count(*) FROM run) - (SELECT count(*) FROM history WHERE op = 'run.create'))");
  }
  if (has("reading")) {
    nothing("signatures without an entry, or entries without a signature",
            "SELECT abs((SELECT count(*) FROM reading r JOIN history h ON h.seq = r.seq AND h.op = 'step.sign' AND h.subject LIKE 'R-' || r.run || '/%') "
            "- (SELECT count(*) FROM history WHERE op = 'step.sign'))");
  }
  if (has("item") && has("run")) {
    nothing("runs without their item", "SELECT count(*) FROM run r LEFT JOIN item i ON i.id = r.item AND i.run = r.id WHERE i.id IS NULL");
  }
  if (has("install")) {
    nothing("installs without a piece, or an entry",
            "SELECT (SELECT count(*) FROM install n LEFT JOIN item i ON i.id = n.item AND i.install = n.id WHERE i.id IS NULL) + "
            "abs((SELECT count(*) FROM install) - (SELECT count(*) FROM history WHERE op = 'step.install'))");
    nothing("items without an entry",
            "SELECT abs((SELECT count(*) FROM item WHERE origin IS NULL) - 3 - (SELECT count(*) FROM history WHERE op = 'inventory.receive'))");
  }
  close_lean();
  return wrong != 0;
}
