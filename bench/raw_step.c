// raw_step DIR RUN KEY: starts an available step of a run that has begun, with the statements that
// `traveler step start` runs, and exits. What it writes verifies.
#include "raw.h"

int main(int argc, char** argv) {
  if (argc != 4) {
    fputs("usage: raw_step DIR RUN KEY\n", stderr);
    return 2;
  }
  const integer run = atoll(argv[2]);
  const char* key = argv[3];
  open_workspace(argv[1]);
  run_sql("BEGIN IMMEDIATE");

  sqlite3_stmt* user = prepare("SELECT name, printed_name, roles, active, revision FROM account WHERE name = $1");
  bind(user, "t", "bench");
  need_row(user);
  sqlite3_stmt* head = prepare("SELECT seq, hash FROM history_entry ORDER BY seq DESC LIMIT 1");
  need_row(head);
  const integer seq = sqlite3_column_int64(head, 0) + 1;
  unsigned char prev[32];
  memcpy(prev, sqlite3_column_blob(head, 1), sizeof prev);
  sqlite3_stmt* workspace = prepare("SELECT uuid FROM workspace");
  need_row(workspace);
  sqlite3_stmt* teams = prepare(
      "SELECT name, users, roles, revision FROM team WHERE instr(' ' || users || ' ', ' ' || $1 || ' ') > 0 ORDER BY name");
  bind(teams, "t", "bench");
  finish(teams);
  sqlite3_stmt* row = prepare("SELECT " RUN_COLUMNS "WHERE r.id = $1");
  bind(row, "i", run);
  need_row(row);
  const integer plan = sqlite3_column_int64(row, 8);
  sqlite3_stmt* place = prepare(
      "SELECT plan, slot, position, key, number, title, required, required_for_run, parent, children, upstreams, "
      "step_def, location FROM plan_step WHERE plan = $1 AND key = $2");
  bind(place, "it", plan, key);
  need_row(place);
  const integer slot = sqlite3_column_int64(place, 1);
  sqlite3_stmt* step = prepare(
      "SELECT s.run, s.slot, s.state, s.attempt, s.open_upstreams, s.revision, s.held_from, s.redlined_from, "
      "s.canceled_with, s.started_at, s.started_by, s.completed_at, s.completed_by, s.updated_at FROM run_step s "
      "WHERE s.run = $1 AND s.slot = $2");
  bind(step, "ii", run, slot);
  need_row(step);
  if (sqlite3_column_int64(step, 2) != 0 || sqlite3_column_int64(step, 4) != 0) {
    fputs("raw_step: the step is not available\n", stderr);
    return 4;
  }

  const integer now = now_micros();
  char at[kTimeLength + 1] = "";
  put_time(at, now);
  char root[32], subject[256], body[1024];
  snprintf(root, sizeof root, "R-%lld", run);
  snprintf(subject, sizeof subject, "%s/%s", root, key);
  const int length = snprintf(body, sizeof body,
                              "{\"actor\":\"bench\",\"at\":\"%s\",\"changes\":[{\"fields\":{\"state\":[\"todo\","
                              "\"in_progress\"]},\"kind\":\"step\"}],\"op\":\"step.start\",\"subject\":\"%s\"}",
                              at, subject);
  unsigned char hash[32];
  hash_entry(hash, text_of(workspace, 0), seq, prev, body, length);
  sqlite3_stmt* entry = prepare(
      "INSERT INTO history_entry (seq, at, recorded_at, actor, op, subject, root, body, prev, hash) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
  bind(entry, "iiittttbhh", seq, now, now, "bench", "step.start", subject, root, body, length, prev, hash);
  finish(entry);

  // The answer names the steps before this one.
  sqlite3_stmt* upstreams =
      prepare("SELECT upstream FROM plan_edge WHERE plan = $1 AND downstream = $2 ORDER BY upstream");
  bind(upstreams, "ii", plan, slot);
  integer upstream = 0;
  while (sqlite3_step(upstreams) == SQLITE_ROW) upstream = sqlite3_column_int64(upstreams, 0);
  sqlite3_stmt* before = prepare(
      "SELECT plan, slot, position, key, number, title, required, required_for_run, parent, children, upstreams, "
      "step_def, location FROM plan_step WHERE plan = $1 AND slot = $2");
  bind(before, "ii", plan, upstream);
  finish(before);
  sqlite3_stmt* attributes = prepare("SELECT name, value FROM run_attribute WHERE run = $1 ORDER BY name");
  bind(attributes, "i", run);
  finish(attributes);

  sqlite3_stmt* change_run = prepare(
      "UPDATE run SET title = $1, lifecycle = $2, batch = $3, assignee = $4, due = $5, scheduled_start = $6, "
      "scheduled_end = $7, export_controlled = $8, started_at = $9, completed_at = $10, updated_at = $11, "
      "revision = $12, todo = $13, in_progress = $14, hold = $15, redline = $16, completed = $17, failed = $18, "
      "canceled = $19, open_required = $20, status = $21, quantity = $22 WHERE id = $23");
  static const int kSource[] = {1,  10, 11, 12, 13, 14, 15, 16, 19, 20, 21, 22, 23,
                                24, 25, 26, 27, 28, 29, 30, 32, 7,  0};
  for (int i = 0; i < 23; ++i) sqlite3_bind_value(change_run, i + 1, sqlite3_column_value(row, kSource[i]));
  sqlite3_bind_int64(change_run, 11, now);
  sqlite3_bind_int64(change_run, 12, sqlite3_column_int64(row, 22) + 1);
  sqlite3_bind_int64(change_run, 13, sqlite3_column_int64(row, 23) - 1);
  sqlite3_bind_int64(change_run, 14, sqlite3_column_int64(row, 24) + 1);
  sqlite3_bind_int64(change_run, 21, 1);
  finish(change_run);
  sqlite3_stmt* change_step = prepare(
      "UPDATE run_step SET state = $1, attempt = $2, open_upstreams = $3, revision = $4, held_from = $5, "
      "redlined_from = $6, canceled_with = $7, started_at = $8, started_by = $9, completed_at = $10, "
      "completed_by = $11, updated_at = $12 WHERE run = $13 AND slot = $14");
  bind(change_step, "iiiinnnitnniii", 1LL, (integer)sqlite3_column_int64(step, 3), 0LL,
       (integer)sqlite3_column_int64(step, 5) + 1, now, "bench", now, run, slot);
  finish(change_step);

  printf("started %s: %s\n", subject, text_of(place, 5));
  sqlite3_stmt* const read[] = {user, head, workspace, row, place, step};
  for (size_t i = 0; i < sizeof read / sizeof *read; ++i) sqlite3_reset(read[i]);
  run_sql("COMMIT");
  sqlite3_stmt* s = NULL;
  while ((s = sqlite3_next_stmt(db, NULL)) != NULL) sqlite3_finalize(s);
  sqlite3_close(db);
  return 0;
}
