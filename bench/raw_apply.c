// raw_apply DIR one|each FILE: starts and completes steps as its lines say, in one transaction or in
// one durable transaction a line. A line is that of `traveler apply`: of it only the operation and the step
// are looked for. For each transition a hashed entry, the step, the counters of its run and what waits for
// it; the steps must fit. What it writes verifies.
#include "raw.h"

static sqlite3_stmt *head, *find_run, *find_place, *find_step, *add_entry, *change_run, *change_step,
    *find_waiting, *release;
static char uuid[64];
static integer seq;
static unsigned char prev[32];

static void prepare_all(void) {
  head = prepare("SELECT seq, hash FROM history_entry ORDER BY seq DESC LIMIT 1");
  find_run = prepare("SELECT " RUN_COLUMNS "WHERE r.id = $1");
  find_place = prepare(
      "SELECT plan, slot, position, key, number, title, required, required_for_run, parent, children, "
      "upstreams, "
      "step_def, location FROM plan_step WHERE plan = $1 AND key = $2");
  find_step = prepare(
      "SELECT s.run, s.slot, s.state, s.attempt, s.open_upstreams, s.revision, s.held_from, s.redlined_from, "
      "s.canceled_with, s.siblings, s.started_at, s.started_by, s.completed_at, s.completed_by, s.updated_at "
      "FROM run_step s WHERE s.run = $1 AND s.slot = $2");
  add_entry = prepare(
      "INSERT INTO history_entry (seq, at, recorded_at, actor, op, subject, root, body, prev, hash) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
  change_run = prepare(
      "UPDATE run SET lifecycle = 1, started_at = ifnull(started_at, $1), updated_at = $2, revision = "
      "revision + 1, "
      "todo = todo - $3, in_progress = in_progress + $4, completed = completed + $5, open_required = "
      "open_required - $6, "
      "status = 1 WHERE id = $7");
  change_step = prepare(
      "UPDATE run_step SET state = $1, revision = $2, started_at = $3, started_by = $4, completed_at = $5, "
      "completed_by = $6, updated_at = $7 WHERE run = $8 AND slot = $9");
  find_waiting = prepare("SELECT downstream FROM plan_edge WHERE plan = $1 AND upstream = $2");
  release = prepare("UPDATE run_step SET open_upstreams = open_upstreams - 1 WHERE run = $1 AND slot = $2");
}

static void read_head(void) {
  need_row(head);
  seq = sqlite3_column_int64(head, 0);
  memcpy(prev, sqlite3_column_blob(head, 1), sizeof prev);
  sqlite3_reset(head);
}

static void transition(int completes, integer run, const char* key, integer now) {
  bind(find_run, "i", run);
  need_row(find_run);
  const integer plan = sqlite3_column_int64(find_run, 8);
  const integer lifecycle = sqlite3_column_int64(find_run, 10);
  bind(find_place, "it", plan, key);
  need_row(find_place);
  const integer slot = sqlite3_column_int64(find_place, 1);
  const integer required = sqlite3_column_int64(find_place, 7);
  bind(find_step, "ii", run, slot);
  need_row(find_step);
  if (lifecycle > 1 || sqlite3_column_int64(find_step, 2) != completes ||
      sqlite3_column_int64(find_step, 4) != 0) {
    fprintf(stderr, "raw_apply: R-%lld/%s cannot do that\n", run, key);
    exit(4);
  }
  char at[kTimeLength + 1] = "";
  put_time(at, now);
  char root[32], subject[256], of_run[256] = "", body[1024];
  snprintf(root, sizeof root, "R-%lld", run);
  snprintf(subject, sizeof subject, "%s/%s", root, key);
  if (lifecycle == 0) {
    snprintf(of_run, sizeof of_run,
             ",{\"fields\":{\"lifecycle\":[\"todo\",\"in_progress\"],\"started_at\":[null,\"%s\"]},\"kind\":"
             "\"run\","
             "\"subject\":\"%s\"}",
             at, root);
  }
  const char* op = completes ? "step.complete" : "step.start";
  const int length = snprintf(
      body, sizeof body,
      "{\"actor\":\"bench\",\"at\":\"%s\",\"changes\":[{\"fields\":{\"state\":[\"%s\",\"%s\"]},"
      "\"kind\":\"step\"}%s],\"op\":\"%s\",\"subject\":\"%s\"}",
      at, completes ? "in_progress" : "todo", completes ? "completed" : "in_progress", of_run, op, subject);
  unsigned char hash[32];
  ++seq;
  hash_entry(hash, uuid, seq, prev, body, length);
  bind(add_entry, "iiittttbhh", seq, now, now, "bench", op, subject, root, body, length, prev, hash);
  finish(add_entry);
  memcpy(prev, hash, sizeof prev);

  const integer revision = sqlite3_column_int64(find_step, 5) + 1;
  if (completes) {
    const integer started_at = sqlite3_column_int64(find_step, 10);
    bind(change_step, "iiititiii", 4LL, revision, started_at, text_of(find_step, 11), now, "bench", now, run,
         slot);
  } else {
    bind(change_step, "iiitnniii", 1LL, revision, now, "bench", now, run, slot);
  }
  finish(change_step);
  const integer one = completes;
  bind(change_run, "iiiiiii", now, now, 1 - one, 1 - 2 * one, one, one * required, run);
  finish(change_run);
  if (completes) {
    bind(find_waiting, "ii", plan, slot);
    while (sqlite3_step(find_waiting) == SQLITE_ROW) {
      bind(release, "ii", run, (integer)sqlite3_column_int64(find_waiting, 0));
      finish(release);
    }
    sqlite3_reset(find_waiting);
  }
  sqlite3_reset(find_step);
  sqlite3_reset(find_place);
  sqlite3_reset(find_run);
}

int main(int argc, char** argv) {
  if (argc != 4) {
    fputs("usage: raw_apply DIR one|each FILE\n", stderr);
    return 2;
  }
  const int each = strcmp(argv[2], "each") == 0;
  FILE* input = fopen(argv[3], "r");
  if (input == NULL) die(argv[3]);
  open_workspace(argv[1]);
  prepare_all();
  sqlite3_stmt* workspace = prepare("SELECT uuid FROM workspace");
  need_row(workspace);
  snprintf(uuid, sizeof uuid, "%s", text_of(workspace, 0));
  sqlite3_reset(workspace);
  if (!each) {
    run_sql("BEGIN IMMEDIATE");
    read_head();
  }
  char line[4096];
  integer number = 0;
  while (fgets(line, sizeof line, input) != NULL) {
    const char* op = strstr(line, "\"step.");
    const char* id = strstr(line, "\"R-");
    char key[128] = "";
    integer run = 0;
    if (op == NULL || id == NULL || sscanf(id, "\"R-%lld/%127[^\"]", &run, key) != 2) die("no such line");
    const int completes = strncmp(op, "\"step.complete\"", 15) == 0;
    if (each) {
      run_sql("BEGIN IMMEDIATE");
      read_head();
    }
    transition(completes, run, key, now_micros());
    if (each) run_sql("COMMIT");
    printf(
        "{\"line\":%lld,\"ok\":true,\"op\":\"step.%s\",\"result\":{\"seq\":%lld,\"steps\":[\"R-%lld/"
        "%s\"]}}\n",
        ++number, completes ? "complete" : "start", seq, run, key);
  }
  if (!each) {
    run_sql("COMMIT");
    printf("{\"committed\":true,\"lines\":%lld,\"seq\":%lld}\n", number, seq);
  }
  sqlite3_stmt* s = NULL;
  while ((s = sqlite3_next_stmt(db, NULL)) != NULL) sqlite3_finalize(s);
  sqlite3_close(db);
  return 0;
}
