// raw_load FILE KIND RUNS.csv STEPS.csv: makes the lean database of a floor from what `traveler export runs` and
// `export steps` wrote of a workspace of make_workspace or make_batch: of the tables in lean.h those that this kind of
// floor needs. Its plan is that of the first run; without runs of its own (KIND create) the runs stay out. The history
// is one hashed entry for each run and transition. The steps of a batch are siblings.
#include "lean.h"

enum { kMostColumns = 40, kMostSteps = 10000 };

static unsigned tables;
static struct chain chain;

static int has(enum table table) { return (tables & BIT(table)) != 0; }

// Splits a line of plain CSV in place; an absent value is an empty text.
static int split(char* line, char** out) {
  int count = 0;
  line[strcspn(line, "\r\n")] = '\0';
  for (char* at = line; count < kMostColumns; ++count) {
    char* end = strchr(at, ',');
    out[count] = at;
    if (end == NULL) return count + 1;
    *end = '\0';
    at = end + 1;
  }
  return count;
}

static integer number_in(const char* text) {
  const char* digits = strpbrk(text, "0123456789");
  return digits != NULL ? atoll(digits) : 0;
}

static integer micros_of(const char* text) {
  static char kept_date[11];
  static integer kept;
  if (strncmp(text, kept_date, 10) != 0) {
    struct tm date = {0};
    if (sscanf(text, "%d-%d-%d", &date.tm_year, &date.tm_mon, &date.tm_mday) != 3) die(text);
    date.tm_year -= 1900;
    date.tm_mon -= 1;
    kept = (integer)timegm(&date);
    memcpy(kept_date, text, 10);
  }
  integer fraction = 0;
  int hour = 0, minute = 0, second = 0;
  if (sscanf(text + 11, "%d:%d:%d.%lld", &hour, &minute, &second, &fraction) != 4) die(text);
  return (kept + hour * 3600 + minute * 60 + second) * 1000000 + fraction;
}

static void bind_time(sqlite3_stmt* to, int at, const char* text) {
  if (*text != '\0') sqlite3_bind_int64(to, at, micros_of(text));
}

static void bind_text(sqlite3_stmt* to, int at, const char* text) {
  if (*text != '\0') sqlite3_bind_text(to, at, text, -1, SQLITE_TRANSIENT);
}

static int index_of(const char* const* names, const char* name) {
  int i = 0;
  while (strcmp(names[i], name) != 0) {
    if (names[++i] == NULL) die(name);
  }
  return i;
}

static void enter(integer at, const char* op, const char* subject, const char* changes) {
  if (!has(kHistory)) return;
  char time[kTimeLength + 1] = "", body[1024];
  put_time(time, at);
  const int length = snprintf(body, sizeof body, "{\"actor\":\"bench\",\"at\":\"%s\",\"changes\":[%s],\"op\":\"%s\",\"subject\":\"%s\"}",
                              time, changes, op, subject);
  append(&chain, at, op, subject, body, length);
}

static void make_people(void) {
  if (has(kHistory)) {
    run_sql("INSERT INTO workspace VALUES ('018f3b5e-7c1a-7000-8000-000000000000')");
    run_sql("INSERT INTO history VALUES (1, 0, 0, 'bench', 'init', 'bench', 'bench', x'7b7d', zeroblob(32), zeroblob(32))");
  }
  if (has(kPeople)) {
    run_sql("INSERT INTO account VALUES ('bench', 'Bench', 'admin', 1); INSERT INTO role VALUES ('admin', '*')");
    read_chain(&chain, "step.start");
  } else if (has(kHistory)) {
    snprintf(chain.uuid, sizeof chain.uuid, "018f3b5e-7c1a-7000-8000-000000000000");
    chain.head = prepare("SELECT seq, hash FROM history ORDER BY seq DESC LIMIT 1");
    chain.add = prepare(kAddEntry);
    read_head(&chain);
  }
}

static const char* const kStates[] = {"todo", "in_progress", "hold", "redline", "completed", "failed", "canceled", NULL};
static const char* const kLifecycles[] = {"todo", "in_progress", "complete", "failed", NULL};

static integer* batch_of;  // by run
static integer runs;

static void load_runs(const char* path, int keeps_rows) {
  FILE* file = fopen(path, "r");
  if (file == NULL) die(path);
  char line[4096], *cell[kMostColumns];
  sqlite3_stmt *add = NULL, *add_item = NULL;
  if (has(kRuns) && keeps_rows) {
    add = prepare(
        "INSERT INTO run VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 0, 0, 0, 0, "
        "0, 0, 0, NULL)");
  }
  if (has(kItems) && keeps_rows) add_item = prepare("INSERT INTO item VALUES ($1, 1, $2, NULL, 1000000, NULL, NULL, NULL, $3, 2)");
  size_t room = 0;
  if (fgets(line, sizeof line, file) == NULL) die(path);
  while (fgets(line, sizeof line, file) != NULL) {
    if (split(line, cell) < 24) die(path);
    const integer id = number_in(cell[0]);
    if ((size_t)id >= room) {
      const size_t old = room;
      batch_of = realloc(batch_of, (room = (size_t)id * 2 + 64) * sizeof *batch_of);
      memset(batch_of + old, 0, (room - old) * sizeof *batch_of);
    }
    batch_of[id] = number_in(cell[12]);
    if (runs++ == 0 && has(kNames)) {
      sqlite3_stmt* names = prepare("INSERT INTO part VALUES (1, $1)");
      bind(names, "t", cell[4]);
      finish(names);
      sqlite3_stmt* procedure = prepare("INSERT INTO procedure VALUES ($1, $2, hex(zeroblob(32)))");
      bind(procedure, "ti", cell[2], number_in(cell[3]));
      finish(procedure);
    }
    if (!keeps_rows) continue;
    enter(micros_of(cell[18]), "run.create", cell[0], "");
    if (add_item != NULL) {
      bind(add_item, "iti", number_in(cell[6]), cell[7], id);
      finish(add_item);
    }
    if (add == NULL) continue;
    sqlite3_clear_bindings(add);
    sqlite3_bind_int64(add, 1, id);
    bind_text(add, 2, cell[1]);
    sqlite3_bind_int64(add, 3, number_in(cell[6]));
    sqlite3_bind_int64(add, 4, number_in(cell[9]) * 1000000);
    sqlite3_bind_int64(add, 5, index_of(kLifecycles, cell[11]));
    if (batch_of[id] != 0) sqlite3_bind_int64(add, 6, batch_of[id]);
    bind_text(add, 7, cell[13]);
    for (int i = 0; i < 3; ++i) bind_time(add, 8 + i, cell[14 + i]);
    sqlite3_bind_int64(add, 11, strcmp(cell[17], "true") == 0);
    bind_time(add, 12, cell[18]);
    bind_text(add, 13, cell[19]);
    for (int i = 0; i < 3; ++i) bind_time(add, 14 + i, cell[20 + i]);
    sqlite3_bind_int64(add, 17, number_in(cell[23]));
    finish(add);
  }
  fclose(file);
}

static void load_steps(const char* path, int keeps_rows) {
  FILE* file = fopen(path, "r");
  if (file == NULL) die(path);
  char line[4096], *cell[kMostColumns];
  sqlite3_stmt* add_plan = NULL;
  sqlite3_stmt* add_edge = NULL;
  sqlite3_stmt* add = NULL;
  if (has(kPlan)) add_plan = prepare("INSERT INTO plan_step VALUES ($1, $2, $3, $4, $5, $6, NULL, $7)");
  if (has(kEdges)) add_edge = prepare("INSERT INTO plan_edge VALUES ($1, $2)");
  if (has(kSteps) && keeps_rows) add = prepare("INSERT INTO run_step VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)");
  integer run = 0, first_run = 0, slot = 0;
  int before = 4;
  if (fgets(line, sizeof line, file) == NULL) die(path);
  while (fgets(line, sizeof line, file) != NULL) {
    if (split(line, cell) < 16) die(path);
    const integer id = number_in(cell[1]);
    if (id != run) {
      run = id;
      slot = 0;
      before = 4;
      if (first_run == 0) first_run = id;
    }
    ++slot;
    const int state = index_of(kStates, cell[5]);
    if (id == first_run && add_plan != NULL) {
      sqlite3_clear_bindings(add_plan);
      sqlite3_bind_int64(add_plan, 1, slot);
      for (int i = 2; i <= 4; ++i) bind_text(add_plan, i, cell[i]);
      sqlite3_bind_int64(add_plan, 5, strcmp(cell[7], "true") == 0);
      sqlite3_bind_int64(add_plan, 6, slot > 1);
      bind_text(add_plan, 7, cell[10]);
      finish(add_plan);
    }
    if (id == first_run && add_edge != NULL && slot > 1) {
      bind(add_edge, "ii", slot - 1, slot);
      finish(add_edge);
    }
    if (!keeps_rows) continue;
    if (*cell[11] != '\0') {
      enter(micros_of(cell[11]), "step.start", cell[0], "{\"fields\":{\"state\":[\"todo\",\"in_progress\"]},\"kind\":\"step\"}");
    }
    if (*cell[13] != '\0') {
      enter(micros_of(cell[13]), "step.complete", cell[0], "{\"fields\":{\"state\":[\"in_progress\",\"completed\"]},\"kind\":\"step\"}");
    }
    if (add != NULL) {
      sqlite3_clear_bindings(add);
      sqlite3_bind_int64(add, 1, id);
      sqlite3_bind_int64(add, 2, slot);
      sqlite3_bind_int64(add, 3, state);
      sqlite3_bind_int64(add, 4, number_in(cell[9]));
      sqlite3_bind_int64(add, 5, before != 4);
      sqlite3_bind_int64(add, 6, 1 + (*cell[11] != '\0') + (*cell[13] != '\0'));
      bind_time(add, 7, cell[11]);
      bind_text(add, 8, cell[12]);
      bind_time(add, 9, cell[13]);
      bind_text(add, 10, cell[14]);
      bind_time(add, 11, cell[15]);
      if (batch_of[id] != 0) sqlite3_bind_int64(add, 12, slot);
      finish(add);
    }
    before = state;
  }
  fclose(file);
}

int main(int argc, char** argv) {
  if (argc != 5 || (tables = tables_of(argv[2])) == 0) {
    fputs("usage: raw_load FILE step|apply|show|create|export|sign|verify RUNS.csv STEPS.csv\n", stderr);
    return 2;
  }
  const int keeps_rows = strcmp(argv[2], "create") != 0;
  open_lean(argv[1], SQLITE_OPEN_CREATE);
  for (int i = 0; i < kTables; ++i) {
    if (has(i)) run_sql(kTableTexts[i]);
  }
  run_sql("PRAGMA synchronous=OFF; BEGIN");
  make_people();
  load_runs(argv[3], keeps_rows);
  load_steps(argv[4], keeps_rows);
  if (has(kRuns) && keeps_rows) {
    run_sql(
        "UPDATE run SET (todo, in_progress, completed) = (SELECT count(*) FILTER (WHERE state = 0), count(*) FILTER "
        "(WHERE state = 1), count(*) FILTER (WHERE state = 4) FROM run_step s WHERE s.run = run.id)");
  }
  run_sql("COMMIT");
  printf("%lld runs\n", keeps_rows ? runs : 0);
  close_lean();
  return 0;
}
