// raw_step FILE RUN KEY [complete]: starts (or completes) an available step in the lean database FILE: who may do it, the
// step and its run, a hashed entry, both rows, a durable commit. Steps wait for the one before them.
#include "raw.h"

int main(int argc, char** argv) {
  if (argc < 4) {
    fputs("usage: raw_step FILE RUN KEY [complete]\n", stderr);
    return 2;
  }
  const integer run = atoll(argv[2]);
  const char* key = argv[3];
  const int completes = argc > 4;
  open_lean(argv[1], 0);
  run_sql("BEGIN IMMEDIATE");
  struct chain chain;
  read_chain(&chain, completes ? "step.complete" : "step.start");
  sqlite3_stmt* step = prepare(
      "SELECT p.slot, p.title, s.state, s.open_upstreams, r.lifecycle, r.title, r.completed, "
      "r.todo + r.in_progress + r.hold + r.redline + r.completed + r.failed + r.canceled FROM plan_step p "
      "CROSS JOIN run r JOIN run_step s ON s.run = r.id AND s.slot = p.slot WHERE p.key = $1 AND r.id = $2");
  bind(step, "ti", key, run);
  need_row(step);
  if (sqlite3_column_int64(step, 2) != completes || sqlite3_column_int64(step, 3) != 0 || sqlite3_column_int64(step, 4) > 1) {
    fputs("raw_step: the step is not available\n", stderr);
    return 4;
  }
  const integer slot = sqlite3_column_int64(step, 0);
  const integer now = now_micros();
  char at[kTimeLength + 1] = "";
  put_time(at, now);
  char subject[256], body[1024];
  snprintf(subject, sizeof subject, "R-%lld/%s", run, key);
  const char* op = completes ? "step.complete" : "step.start";
  const int length = snprintf(body, sizeof body,
                              "{\"actor\":\"bench\",\"at\":\"%s\",\"changes\":[{\"fields\":{\"state\":[\"%s\","
                              "\"%s\"]},\"kind\":\"step\"}],\"op\":\"%s\",\"subject\":\"%s\"}",
                              at, completes ? "in_progress" : "todo", completes ? "completed" : "in_progress", op, subject);
  append(&chain, now, op, subject, body, length);
  sqlite3_stmt* change_run = prepare(
      completes ? "UPDATE run SET in_progress = in_progress - 1, completed = completed + 1, revision = revision + 1, "
                  "updated_at = $1 WHERE id = $2"
                : "UPDATE run SET todo = todo - 1, in_progress = in_progress + 1, revision = revision + 1, updated_at = $1, "
                  "lifecycle = 1, started_at = ifnull(started_at, $1) WHERE id = $2");
  bind(change_run, "ii", now, run);
  finish(change_run);
  sqlite3_stmt* change_step = prepare(
      completes ? "UPDATE run_step SET state = 4, revision = revision + 1, completed_at = $1, completed_by = 'bench', "
                  "updated_at = $1 WHERE run = $2 AND slot = $3"
                : "UPDATE run_step SET state = 1, revision = revision + 1, started_at = $1, started_by = 'bench', "
                  "updated_at = $1 WHERE run = $2 AND slot = $3");
  bind(change_step, "iii", now, run, slot);
  finish(change_step);
  if (completes) {
    sqlite3_stmt* release = prepare("UPDATE run_step SET open_upstreams = 0 WHERE run = $1 AND slot = $2");
    bind(release, "ii", run, slot + 1);
    finish(release);
  }
  printf("%s, %s by bench: %s\n%s in_progress, %lld of %lld steps done\n", subject, op, text_of(step, 1), text_of(step, 5),
         (integer)sqlite3_column_int64(step, 6), (integer)sqlite3_column_int64(step, 7));
  sqlite3_reset(step);
  run_sql("COMMIT");
  close_lean();
  return 0;
}
