// raw_create DIR RUNS: makes RUNS runs of the released procedure with prepared inserts: the item, the
// run, its steps from the plan, and one history entry with its hash; one transaction.
#include "raw.h"

int main(int argc, char** argv) {
  if (argc != 3) {
    fputs("usage: raw_create DIR RUNS\n", stderr);
    return 2;
  }
  const integer runs = atoll(argv[2]);
  open_workspace(argv[1]);
  run_sql("BEGIN IMMEDIATE");
  sqlite3_stmt* source = prepare(
      "SELECT v.id, v.plan, l.steps, l.required_steps, lower(hex(l.digest)), p.id, w.uuid, "
      "ifnull((SELECT max(id) FROM run), 0), ifnull((SELECT max(id) FROM inventory_item), 0) "
      "FROM workspace w, part p, procedure_revision v JOIN plan l ON l.id = v.plan WHERE v.state = 2");
  need_row(source);
  const integer procedure = sqlite3_column_int64(source, 0);
  const integer plan = sqlite3_column_int64(source, 1);
  const integer steps = sqlite3_column_int64(source, 2);
  const integer required = sqlite3_column_int64(source, 3);
  const integer part = sqlite3_column_int64(source, 5);
  const char* digest = text_of(source, 4);
  const char* uuid = text_of(source, 6);
  const integer first_run = sqlite3_column_int64(source, 7) + 1;
  const integer first_item = sqlite3_column_int64(source, 8) + 1;
  sqlite3_stmt* head = prepare("SELECT seq, hash FROM history_entry ORDER BY seq DESC LIMIT 1");
  need_row(head);
  integer seq = sqlite3_column_int64(head, 0);
  unsigned char prev[32], hash[32];
  memcpy(prev, sqlite3_column_blob(head, 1), sizeof prev);

  sqlite3_stmt* entry = prepare(
      "INSERT INTO history_entry (seq, at, recorded_at, actor, op, subject, root, body, prev, hash) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
  sqlite3_stmt* add_item = prepare(
      "INSERT INTO inventory_item (id, part, number, serial, lot, quantity, location, origin, run, wip, "
      "quarantined, scrapped, status, revision) VALUES ($1, $2, $3, $4, NULL, 1000000, NULL, NULL, $5, 1, 0, 0, 2, 1)");
  sqlite3_stmt* add_run = prepare(
      "INSERT INTO run (id, title, procedure_revision, part, inventory, quantity, plan, lifecycle, batch, assignee, "
      "due, scheduled_start, scheduled_end, export_controlled, created_at, created_by, started_at, completed_at, "
      "updated_at, revision, todo, in_progress, hold, redline, completed, failed, canceled, open_required, status) "
      "VALUES ($1, $2, $3, $4, $5, 1000000, $6, 0, NULL, NULL, NULL, NULL, NULL, 0, $7, $8, NULL, NULL, $9, 1, $10, "
      "0, 0, 0, 0, 0, 0, $11, 0)");
  sqlite3_stmt* add_steps = prepare(
      "INSERT INTO run_step (run, slot, state, attempt, open_upstreams, revision) "
      "SELECT $1, slot, 0, 1, upstreams, 1 FROM plan_step WHERE plan = $2 ORDER BY slot");
  const integer now = now_micros();
  char at[kTimeLength + 1] = "";
  put_time(at, now);
  for (integer i = 0; i < runs; ++i) {
    const integer run = first_run + i, item = first_item + i;
    char id[32], serial[32], title[128], body[2048];
    snprintf(id, sizeof id, "R-%lld", run);
    snprintf(serial, sizeof serial, "SN-%05lld", run);
    snprintf(title, sizeof title, "%s: BENCH-001 · %s", id, serial);
    const int length = snprintf(
        body, sizeof body,
        "{\"actor\":\"bench\",\"at\":\"%s\",\"changes\":[{\"fields\":{\"part\":[null,\"BENCH-001\"],\"quantity\":"
        "[null,\"1\"],\"quarantined\":[null,false],\"run\":[null,\"%s\"],\"scrapped\":[null,false],\"serial\":[null,\"%s\"],"
        "\"wip\":[null,true]},\"kind\":\"inventory\","
        "\"subject\":\"INV-%lld\"},{\"fields\":{\"attributes\":[null,{}],\"created_at\":[null,\"%s\"],\"created_by\":"
        "[null,\"bench\"],\"export_controlled\":[null,false],\"inventory\":[null,\"INV-%lld\"],\"lifecycle\":[null,\"todo\"],"
        "\"part\":[null,\"BENCH-001\"],\"plan\":[null,\"%s\"],\"procedure\":[null,\"bench\"],\"procedure_revision\":"
        "[null,1],\"quantity\":[null,\"1\"],\"title\":[null,\"%s\"]},\"kind\":\"run\"}],\"op\":\"run.create\","
        "\"subject\":\"%s\"}",
        at, id, serial, item, at, item, digest, title, id);
    ++seq;
    hash_entry(hash, uuid, seq, prev, body, length);
    bind(entry, "iiittttbhh", seq, now, now, "bench", "run.create", id, id, body, length, prev, hash);
    finish(entry);
    memcpy(prev, hash, sizeof prev);
    bind(add_item, "iitti", item, part, "BENCH-001", serial, run);
    finish(add_item);
    bind(add_run, "itiiiiitiii", run, title, procedure, part, item, plan, now, "bench", now, steps, required);
    finish(add_run);
    bind(add_steps, "ii", run, plan);
    finish(add_steps);
  }
  sqlite3_reset(source);
  sqlite3_reset(head);
  run_sql("COMMIT");
  printf("created %lld runs\n", runs);
  sqlite3_stmt* s = NULL;
  while ((s = sqlite3_next_stmt(db, NULL)) != NULL) sqlite3_finalize(s);
  sqlite3_close(db);
  return 0;
}
