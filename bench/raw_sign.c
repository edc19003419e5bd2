// raw_sign FILE RUN KEY FIELD: signs FIELD of the step and of its siblings in the lean database FILE, in one durable
// transaction: who may do it, the siblings and what stands in their way, then for each a hashed entry, a reading and
// two changed rows.
#include "raw.h"

int main(int argc, char** argv) {
  if (argc != 5) {
    fputs("usage: raw_sign FILE RUN KEY FIELD\n", stderr);
    return 2;
  }
  const integer named = atoll(argv[2]);
  const char* key = argv[3];
  const char* field = argv[4];
  open_lean(argv[1], 0);
  run_sql("BEGIN IMMEDIATE");
  struct chain chain;
  read_chain(&chain, "step.sign");

  // They are known before the first write: their rows change while this goes on.
  sqlite3_stmt* siblings = prepare(
      "SELECT s.run, s.slot, s.state, s.attempt, r.lifecycle, r.title, p.title, s.siblings, EXISTS (SELECT 1 FROM reading v "
      "WHERE v.run = s.run AND v.slot = s.slot AND v.attempt = s.attempt AND v.field = $1) "
      "FROM plan_step p CROSS JOIN run_step n ON n.run = $2 AND n.slot = p.slot CROSS JOIN run_step s ON s.siblings = n.siblings "
      "CROSS JOIN run r ON r.id = s.run WHERE p.key = $3 ORDER BY s.run");
  bind(siblings, "tit", field, named, key);
  struct sibling {
    integer run, attempt;
    char title[96];
  }* steps = NULL;
  size_t count = 0, room = 0;
  integer slot = 0;
  char title[128] = "";
  while (sqlite3_step(siblings) == SQLITE_ROW) {
    if (sqlite3_column_int64(siblings, 4) > 1) continue;  // complete or failed
    if (sqlite3_column_int64(siblings, 2) != 1) die("not in progress");
    if (sqlite3_column_int64(siblings, 8) != 0) die("signed already");
    if (count == room) steps = realloc(steps, (room = room * 2 + 64) * sizeof *steps);
    slot = sqlite3_column_int64(siblings, 1);
    steps[count] = (struct sibling){sqlite3_column_int64(siblings, 0), sqlite3_column_int64(siblings, 3), ""};
    snprintf(steps[count++].title, sizeof steps->title, "%s", text_of(siblings, 5));
    if (*title == '\0') snprintf(title, sizeof title, "%s", text_of(siblings, 6));
  }
  if (count == 0) die("no such step");

  sqlite3_stmt* add_reading = prepare("INSERT INTO reading VALUES ($1, $2, $3, $4, $5, 'bench', 1, $6, 'bench', $7)");
  sqlite3_stmt* change_step =
      prepare("UPDATE run_step SET revision = revision + 1, updated_at = $1 WHERE run = $2 AND slot = $3");
  sqlite3_stmt* change_run = prepare("UPDATE run SET revision = revision + 1, updated_at = $1 WHERE id = $2");
  const integer now = now_micros();
  char at[kTimeLength + 1] = "";
  put_time(at, now);
  for (size_t i = 0; i < count; ++i) {
    const integer run = steps[i].run;
    char subject[256], body[1024];
    snprintf(subject, sizeof subject, "R-%lld/%s", run, key);
    const int length = snprintf(body, sizeof body,
                                "{\"actor\":\"bench\",\"at\":\"%s\",\"changes\":[{\"fields\":{\"judgement\":["
                                "\"empty\",\"ok\"],\"printed_name\":"
                                "[null,\"%s\"],\"value\":[null,\"bench\"]},\"kind\":\"field\",\"subject\":\"%"
                                "s#%s\"}],\"op\":\"step.sign\","
                                "\"subject\":\"%s\"}",
                                at, chain.printed_name, subject, field, subject);
    append(&chain, now, "step.sign", subject, body, length);
    bind(add_reading, "iiititi", run, slot, steps[i].attempt, field, chain.seq, chain.printed_name, now);
    finish(add_reading);
    bind(change_step, "iii", now, run, slot);
    finish(change_step);
    bind(change_run, "ii", now, run);
    finish(change_run);
    printf("signed %s: %s, now %s\n", subject, title, steps[i].title);
  }
  sqlite3_reset(siblings);
  run_sql("COMMIT");
  close_lean();
  free(steps);
  return 0;
}
