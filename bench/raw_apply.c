// raw_apply FILE one|each LINES: starts and completes steps in the lean database FILE as the lines say, in one transaction
// or in one durable transaction a line. A line is that of `traveler apply`: of it only the operation and the step are
// looked for. For each transition a hashed entry, the step, the counters of its run and what waits for it.
#include "raw_json.h"

static sqlite3_stmt *find, *find_run, *find_before, *change_run, *start_step, *complete_step, *find_waiting, *release;
static struct chain chain;

static void prepare_all(void) {
  find = prepare(
      "SELECT p.slot, p.number, p.title, p.required, p.location, s.state, s.open_upstreams, s.attempt, s.started_at, "
      "s.revision FROM plan_step p CROSS JOIN run_step s ON s.run = $1 AND s.slot = p.slot WHERE p.key = $2");
  find_run = prepare(kFindRun);
  find_before = prepare(
      "SELECT p.key FROM plan_edge e CROSS JOIN plan_step p ON p.slot = e.upstream WHERE e.downstream = $1 ORDER BY e.upstream");
  change_run = prepare(
      "UPDATE run SET lifecycle = 1, started_at = $1, updated_at = $2, revision = $3, todo = $4, in_progress = $5, "
      "completed = $6 WHERE id = $7");
  start_step = prepare(
      "UPDATE run_step SET state = 1, revision = revision + 1, started_at = $1, started_by = 'bench', updated_at = $1 "
      "WHERE run = $2 AND slot = $3");
  complete_step = prepare(
      "UPDATE run_step SET state = 4, revision = revision + 1, completed_at = $1, completed_by = 'bench', "
      "updated_at = $1 WHERE run = $2 AND slot = $3");
  find_waiting = prepare("SELECT downstream FROM plan_edge WHERE upstream = $1");
  release = prepare("UPDATE run_step SET open_upstreams = open_upstreams - 1 WHERE run = $1 AND slot = $2");
}

static void transition(integer line, int completes, integer id, const char* name, integer now) {
  bind(find_run, "i", id);
  need_row(find_run);
  struct run run = read_run(find_run, id);
  sqlite3_reset(find_run);
  bind(find, "it", id, name);
  need_row(find);
  const integer slot = sqlite3_column_int64(find, 0);
  if (run.lifecycle > 1 || sqlite3_column_int64(find, 5) != completes || sqlite3_column_int64(find, 6) != 0) {
    fprintf(stderr, "raw_apply: R-%lld/%s cannot do that\n", id, name);
    exit(4);
  }
  char at[kTimeLength + 1] = "";
  put_time(at, now);
  char subject[256], of_run[256] = "", body[1024];
  snprintf(subject, sizeof subject, "R-%lld/%s", id, name);
  if (run.lifecycle == 0) {
    snprintf(of_run, sizeof of_run,
             ",{\"fields\":{\"lifecycle\":[\"todo\",\"in_progress\"],\"started_at\":[null,\"%s\"]},\"kind\":"
             "\"run\",\"subject\":\"R-%lld\"}",
             at, id);
    run.started_at = now;
    run.lifecycle = 1;
  }
  const char* op = completes ? "step.complete" : "step.start";
  const int size = snprintf(
      body, sizeof body,
      "{\"actor\":\"bench\",\"at\":\"%s\",\"changes\":[{\"fields\":{\"state\":[\"%s\",\"%s\"]},"
      "\"kind\":\"step\"}%s],\"op\":\"%s\",\"subject\":\"%s\"}",
      at, completes ? "in_progress" : "todo", completes ? "completed" : "in_progress", of_run, op, subject);
  append(&chain, now, op, subject, body, size);
  sqlite3_stmt* change = completes ? complete_step : start_step;
  bind(change, "iii", now, id, slot);
  finish(change);
  --run.counts[completes ? 1 : 0];
  ++run.counts[completes ? 4 : 1];
  run.updated_at = now;
  ++run.revision;
  bind(change_run, "iiiiiii", run.started_at, now, run.revision, run.counts[0], run.counts[1], run.counts[4], id);
  finish(change_run);
  if (completes) {
    bind(find_waiting, "i", slot);
    while (sqlite3_step(find_waiting) == SQLITE_ROW) {
      bind(release, "ii", id, (integer)sqlite3_column_int64(find_waiting, 0));
      finish(release);
    }
    sqlite3_reset(find_waiting);
  }

  put_plain("{\"line\":");
  put_integer(line);
  key(",\"ok\":true,\"op\":");
  put_text(op);
  key(",\"result\":{\"op\":");
  put_text(op);
  key(",\"seq\":");
  put_integer(chain.seq);
  key(",\"dry_run\":false,\"steps\":[");
  put_step(id, name, text_of(find, 1), text_of(find, 2), completes ? 4 : 1, !completes, sqlite3_column_int(find, 3));
  bind(find_before, "i", slot);
  for (int i = 0; sqlite3_step(find_before) == SQLITE_ROW; ++i) {
    if (i > 0) put_plain(",");
    put_text(text_of(find_before, 0));
  }
  sqlite3_reset(find_before);
  put_step_end(sqlite3_column_int64(find, 7), text_of(find, 4), completes ? sqlite3_column_int64(find, 8) : now,
               completes ? now : 0);
  key(",\"revision\":");
  put_integer(sqlite3_column_int64(find, 9) + 1);
  key("}],\"runs\":[");
  put_run(&run);
  put_plain("}]}}\n");
  write_out();
  sqlite3_reset(find);
}

int main(int argc, char** argv) {
  if (argc != 4) {
    fputs("usage: raw_apply FILE one|each LINES\n", stderr);
    return 2;
  }
  const int each = strcmp(argv[2], "each") == 0;
  FILE* input = fopen(argv[3], "r");
  if (input == NULL) die(argv[3]);
  open_lean(argv[1], 0);
  prepare_all();
  if (!each) run_sql("BEGIN IMMEDIATE");
  read_chain(&chain, "step.start");
  char line[4096];
  integer number = 0;
  while (fgets(line, sizeof line, input) != NULL) {
    const char* op = strstr(line, "\"step.");
    const char* id = strstr(line, "\"R-");
    char step[128] = "";
    integer run = 0;
    if (op == NULL || id == NULL || sscanf(id, "\"R-%lld/%127[^\"]", &run, step) != 2) die("no such line");
    const int completes = strncmp(op, "\"step.complete\"", 15) == 0;
    if (each) {
      run_sql("BEGIN IMMEDIATE");
      read_head(&chain);
    }
    transition(++number, completes, run, step, now_micros());
    if (each) run_sql("COMMIT");
  }
  fclose(input);
  if (!each) {
    run_sql("COMMIT");
    printf("{\"committed\":true,\"lines\":%lld,\"seq\":%lld}\n", number, chain.seq);
  }
  close_lean();
  return 0;
}
