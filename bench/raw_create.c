// raw_create FILE RUNS: makes RUNS runs in the lean database FILE: who may do it, then for each the item, the run, its
// steps from the plan and a hashed entry; one durable transaction.
#include "raw.h"

int main(int argc, char** argv) {
  if (argc != 3) {
    fputs("usage: raw_create FILE RUNS\n", stderr);
    return 2;
  }
  const integer runs = atoll(argv[2]);
  open_lean(argv[1], 0);
  run_sql("BEGIN IMMEDIATE");
  struct chain chain;
  read_chain(&chain, "run.create");
  sqlite3_stmt* source = prepare(
      "SELECT c.key, c.revision, lower(c.digest), p.id, p.number, (SELECT count(*) FROM plan_step), "
      "ifnull((SELECT max(id) FROM run), 0), ifnull((SELECT max(id) FROM item), 0) FROM procedure c CROSS JOIN part p");
  need_row(source);
  const char* procedure = text_of(source, 0);
  const integer revision = sqlite3_column_int64(source, 1);
  const char* digest = text_of(source, 2);
  const integer part = sqlite3_column_int64(source, 3);
  const char* number = text_of(source, 4);
  const integer steps = sqlite3_column_int64(source, 5);
  const integer first_run = sqlite3_column_int64(source, 6) + 1;
  const integer first_item = sqlite3_column_int64(source, 7) + 1;

  sqlite3_stmt* add_item = prepare("INSERT INTO item VALUES ($1, $2, $3, NULL, 1000000, NULL, NULL, NULL, $4, 2)");
  sqlite3_stmt* add_run = prepare(
      "INSERT INTO run VALUES ($1, $2, $3, 1000000, 0, NULL, NULL, NULL, NULL, NULL, 0, $4, 'bench', NULL, NULL, $4, 1, "
      "$5, 0, 0, 0, 0, 0, 0, NULL)");
  sqlite3_stmt* add_steps = prepare(
      "INSERT INTO run_step (run, slot, state, attempt, open_upstreams, revision) "
      "SELECT $1, slot, 0, 1, upstreams, 1 FROM plan_step ORDER BY slot");
  const integer now = now_micros();
  char at[kTimeLength + 1] = "";
  put_time(at, now);
  for (integer i = 0; i < runs; ++i) {
    const integer run = first_run + i, item = first_item + i;
    char id[32], serial[32], title[128], body[2048];
    snprintf(id, sizeof id, "R-%lld", run);
    snprintf(serial, sizeof serial, "SN-%05lld", run);
    snprintf(title, sizeof title, "%s: %s · %s", id, number, serial);
    const int length = snprintf(
        body, sizeof body,
        "{\"actor\":\"bench\",\"at\":\"%s\",\"changes\":[{\"fields\":{\"part\":[null,\"%s\"],\"quantity\":"
        "[null,\"1\"],\"quarantined\":[null,false],\"run\":[null,\"%s\"],\"scrapped\":[null,false],\"serial\":[null,\"%s\"],"
        "\"wip\":[null,true]},\"kind\":\"inventory\","
        "\"subject\":\"INV-%lld\"},{\"fields\":{\"attributes\":[null,{}],\"created_at\":[null,\"%s\"],\"created_by\":"
        "[null,\"bench\"],\"export_controlled\":[null,false],\"inventory\":[null,\"INV-%lld\"],\"lifecycle\":[null,\"todo\"],"
        "\"part\":[null,\"%s\"],\"plan\":[null,\"%s\"],\"procedure\":[null,\"%s\"],\"procedure_revision\":"
        "[null,%lld],\"quantity\":[null,\"1\"],\"title\":[null,\"%s\"]},\"kind\":\"run\"}],\"op\":\"run.create\","
        "\"subject\":\"%s\"}",
        at, number, id, serial, item, at, item, number, digest, procedure, revision, title, id);
    append(&chain, now, "run.create", id, body, length);
    bind(add_item, "iiti", item, part, serial, run);
    finish(add_item);
    bind(add_run, "itiii", run, title, item, now, steps);
    finish(add_run);
    bind(add_steps, "i", run);
    finish(add_steps);
    printf("%s created by bench: %s · %s\n", id, number, serial);
  }
  sqlite3_reset(source);
  run_sql("COMMIT");
  close_lean();
  return 0;
}
