// raw_sign DIR RUN KEY FIELD: signs FIELD of the step and of its siblings, in one transaction: one hashed
// entry, one reading and two changed rows for each, after the reads without which it cannot be judged.
// What it writes verifies.
#include "raw.h"

int main(int argc, char** argv) {
  if (argc != 5) {
    fputs("usage: raw_sign DIR RUN KEY FIELD\n", stderr);
    return 2;
  }
  const integer named = atoll(argv[2]);
  const char* key = argv[3];
  const char* field = argv[4];
  open_workspace(argv[1]);
  run_sql("BEGIN IMMEDIATE");

  sqlite3_stmt* user =
      prepare("SELECT name, printed_name, roles, active, revision FROM account WHERE name = $1");
  bind(user, "t", "bench");
  need_row(user);
  const char* printed_name = text_of(user, 1);
  sqlite3_stmt* head = prepare("SELECT seq, hash FROM history_entry ORDER BY seq DESC LIMIT 1");
  need_row(head);
  integer seq = sqlite3_column_int64(head, 0);
  unsigned char prev[32], hash[32];
  memcpy(prev, sqlite3_column_blob(head, 1), sizeof prev);
  sqlite3_stmt* workspace = prepare("SELECT uuid FROM workspace");
  need_row(workspace);
  const char* uuid = text_of(workspace, 0);
  sqlite3_stmt* teams = prepare(
      "SELECT name, users, roles, revision FROM team WHERE instr(' ' || users || ' ', ' ' || $1 || ' ') > 0 "
      "ORDER BY name");
  bind(teams, "t", "bench");
  finish(teams);
  sqlite3_stmt* place = prepare(
      "SELECT s.siblings, p.slot, p.step_def, p.title FROM run r JOIN plan_step p ON p.plan = r.plan AND "
      "p.key = $1 "
      "JOIN run_step s ON s.run = r.id AND s.slot = p.slot WHERE r.id = $2");
  bind(place, "ti", key, named);
  need_row(place);
  const integer definition = sqlite3_column_int64(place, 2);
  sqlite3_stmt* body_of = prepare("SELECT body FROM step_def WHERE id = $1");
  bind(body_of, "i", definition);
  need_row(body_of);
  if (strstr(text_of(body_of, 0), field) == NULL) die("no such field");

  // The siblings are known before the first write: their rows change while this goes on.
  sqlite3_stmt* siblings =
      prepare("SELECT s.run, s.slot FROM run_step s WHERE s.siblings = $1 ORDER BY s.run");
  sqlite3_bind_value(siblings, 1, sqlite3_column_value(place, 0));
  integer* runs = NULL;
  size_t count = 0, room = 0;
  while (sqlite3_step(siblings) == SQLITE_ROW) {
    if (count == room) runs = realloc(runs, (room = room * 2 + 64) * sizeof *runs);
    runs[count++] = sqlite3_column_int64(siblings, 0);
  }
  const integer slot = sqlite3_column_int64(place, 1);

  sqlite3_stmt* run_row = prepare("SELECT " RUN_COLUMNS "WHERE r.id = $1");
  sqlite3_stmt* step_row = prepare(
      "SELECT s.run, s.slot, s.state, s.attempt, s.open_upstreams, s.revision, s.held_from, s.redlined_from, "
      "s.canceled_with, s.siblings, s.started_at, s.started_by, s.completed_at, s.completed_by, s.updated_at "
      "FROM run_step s WHERE s.run = $1 AND s.slot = $2");
  sqlite3_stmt* stands = prepare(
      "SELECT value, superseded FROM reading WHERE run = $1 AND slot = $2 AND attempt = $3 AND field = $4 "
      "AND is_current");
  sqlite3_stmt* entry = prepare(
      "INSERT INTO history_entry (seq, at, recorded_at, actor, op, subject, root, body, prev, hash) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
  sqlite3_stmt* add_reading = prepare(
      "INSERT INTO reading (run, slot, attempt, field, row, col, seq, step_def, value, number, judgement, "
      "is_current, "
      "superseded, printed_name, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, '', '', $5, $6, $7, NULL, "
      "1, 1, 0, "
      "$8, $9, $10)");
  sqlite3_stmt* change_step =
      prepare("UPDATE run_step SET revision = $1, updated_at = $2 WHERE run = $3 AND slot = $4");
  sqlite3_stmt* change_run = prepare("UPDATE run SET revision = $1, updated_at = $2 WHERE id = $3");

  const integer now = now_micros();
  char at[kTimeLength + 1] = "";
  put_time(at, now);
  for (size_t i = 0; i < count; ++i) {
    const integer run = runs[i];
    bind(run_row, "i", run);
    need_row(run_row);
    if (sqlite3_column_int64(run_row, 10) > 1) {  // complete or failed
      sqlite3_reset(run_row);
      continue;
    }
    bind(step_row, "ii", run, slot);
    need_row(step_row);
    const integer attempt = sqlite3_column_int64(step_row, 3);
    if (sqlite3_column_int64(step_row, 2) != 1) die("not in progress");
    bind(stands, "iiit", run, slot, attempt, field);
    if (sqlite3_step(stands) == SQLITE_ROW) die("signed already");
    sqlite3_reset(stands);

    char root[32], subject[256], body[1024];
    snprintf(root, sizeof root, "R-%lld", run);
    snprintf(subject, sizeof subject, "%s/%s", root, key);
    const int length = snprintf(body, sizeof body,
                                "{\"actor\":\"bench\",\"at\":\"%s\",\"changes\":[{\"fields\":{\"judgement\":["
                                "\"empty\",\"ok\"],\"printed_name\":"
                                "[null,\"%s\"],\"value\":[null,\"bench\"]},\"kind\":\"field\",\"subject\":\"%"
                                "s#%s\"}],\"op\":\"step.sign\","
                                "\"subject\":\"%s\"}",
                                at, printed_name, subject, field, subject);
    ++seq;
    hash_entry(hash, uuid, seq, prev, body, length);
    bind(entry, "iiittttbhh", seq, now, now, "bench", "step.sign", subject, root, body, length, prev, hash);
    finish(entry);
    memcpy(prev, hash, sizeof prev);
    bind(add_reading, "iiitiittti", run, slot, attempt, field, seq, definition, "bench", printed_name,
         "bench", now);
    finish(add_reading);
    bind(change_step, "iiii", (integer)sqlite3_column_int64(step_row, 5) + 1, now, run, slot);
    finish(change_step);
    bind(change_run, "iii", (integer)sqlite3_column_int64(run_row, 22) + 1, now, run);
    finish(change_run);
    printf("signed %s: %s, now %s\n", subject, text_of(place, 3), text_of(run_row, 1));
    sqlite3_reset(step_row);
    sqlite3_reset(run_row);
  }
  sqlite3_stmt* s = NULL;
  while ((s = sqlite3_next_stmt(db, s)) != NULL) sqlite3_reset(s);
  run_sql("COMMIT");
  while ((s = sqlite3_next_stmt(db, NULL)) != NULL) sqlite3_finalize(s);
  sqlite3_close(db);
  free(runs);
  return 0;
}
