// raw_export FILE csv|ndjson|sql: the bytes of `traveler export steps`, a hand loop over the plain tables of the lean
// database FILE; `sql` prints a SELECT of the same columns, for sqlite3.
#include "raw.h"

static const char kSql[] =
    "SELECT 'R-' || s.run || '/' || d.key AS id, 'R-' || s.run AS run, d.key AS key, d.number AS number, "
    "d.title AS title, CASE s.state WHEN 0 THEN 'todo' WHEN 1 THEN 'in_progress' WHEN 2 THEN 'hold' WHEN 3 THEN "
    "'redline' WHEN 4 THEN 'completed' WHEN 5 THEN 'failed' WHEN 6 THEN 'canceled' END AS state, "
    "s.state IN (0, 1) AND s.open_upstreams = 0 AND r.lifecycle < 2 AS available, "
    "d.required AS required, d.parent AS parent, s.attempt AS attempt, d.location AS location, "
    "s.started_at AS started_at, s.started_by AS started_by, s.completed_at AS completed_at, "
    "s.completed_by AS completed_by, s.updated_at AS updated_at "
    "FROM run r CROSS JOIN run_step s ON s.run = r.id JOIN plan_step d ON d.slot = s.slot ORDER BY r.id, s.slot";

// The steps as they are kept, and the plan, which is read once; ids, states and times are spelled here.
static const char kSteps[] =
    "SELECT s.run, s.slot, s.state, s.open_upstreams, r.lifecycle, s.attempt, s.started_at, s.started_by, s.completed_at, "
    "s.completed_by, s.updated_at FROM run r CROSS JOIN run_step s ON s.run = r.id ORDER BY r.id, s.slot";
static const char kPlan[] = "SELECT slot, key, number, title, required, parent, location FROM plan_step";

static const char* const kStates[] = {"todo", "in_progress", "hold", "redline", "completed", "failed", "canceled"};

enum { kColumns = 16, kPiece = 65536, kMostSlots = 10000 };
static const char* const kNames[kColumns] = {"id",         "run",          "key",          "number",
                                             "title",      "state",        "available",    "required",
                                             "parent",     "attempt",      "location",     "started_at",
                                             "started_by", "completed_at", "completed_by", "updated_at"};

static char out[2 * kPiece];
static size_t length;

static void flush(void) {
  if (write(STDOUT_FILENO, out, length) != (ssize_t)length) exit(1);
  length = 0;
}

static void put(const char* text, size_t size) {
  memcpy(out + length, text, size);
  length += size;
}

static void put_integer(integer number) {
  char digits[24];
  int first = sizeof digits;
  do {
    digits[--first] = (char)('0' + number % 10);
  } while ((number /= 10) != 0);
  put(digits + first, sizeof digits - (size_t)first);
}

static void put_csv(const char* text, size_t size) {
  int quoted = size == 0;
  for (size_t i = 0; i < size && !quoted; ++i) {
    quoted = text[i] == '"' || text[i] == ',' || text[i] == '\r' || text[i] == '\n';
  }
  if (!quoted) {
    put(text, size);
    return;
  }
  out[length++] = '"';
  for (size_t i = 0; i < size; ++i) {
    if (text[i] == '"') out[length++] = '"';
    out[length++] = text[i];
  }
  out[length++] = '"';
}

static void put_json(const char* text, size_t size) {
  out[length++] = '"';
  for (size_t i = 0; i < size; ++i) {
    const unsigned char c = (unsigned char)text[i];
    if (c < 0x20) {
      length += (size_t)sprintf(out + length, "\\u%04x", c);
      continue;
    }
    if (c == '"' || c == '\\') out[length++] = '\\';
    out[length++] = (char)c;
  }
  out[length++] = '"';
}

static int json;
static char keys[kColumns][32];
static size_t key_sizes[kColumns];

static void begin(int column) {
  if (json) {
    put(keys[column], key_sizes[column]);
  } else if (column > 0) {
    out[length++] = ',';
  }
}

static void put_string(const char* text, size_t size) {
  if (json) {
    put_json(text, size);
  } else {
    put_csv(text, size);
  }
}

static void put_null(void) {
  if (json) put("null", 4);
}

static void put_column(sqlite3_stmt* row, int column) {
  if (sqlite3_column_type(row, column) == SQLITE_NULL) {
    put_null();
    return;
  }
  const char* text = text_of(row, column);
  put_string(text, (size_t)sqlite3_column_bytes(row, column));
}

static void put_moment(sqlite3_stmt* row, int column) {
  if (sqlite3_column_type(row, column) == SQLITE_NULL) {
    put_null();
    return;
  }
  if (json) out[length++] = '"';
  put_time(out + length, sqlite3_column_int64(row, column));
  length += kTimeLength;
  if (json) out[length++] = '"';
}

static void put_boolean(int is_true) {
  if (is_true) {
    put("true", 4);
  } else {
    put("false", 5);
  }
}

struct text {
  char* bytes;  // NULL for none
  size_t size;
};
static struct plan_step {
  struct text key, number, title, parent, location;
  int required;
} plan[kMostSlots];

static struct text copy_of(sqlite3_stmt* row, int column) {
  struct text copy = {NULL, (size_t)sqlite3_column_bytes(row, column)};
  if (sqlite3_column_type(row, column) == SQLITE_NULL) return copy;
  copy.bytes = malloc(copy.size + 1);
  memcpy(copy.bytes, text_of(row, column), copy.size);
  return copy;
}

static void read_plan(void) {
  sqlite3_stmt* step = prepare(kPlan);
  while (sqlite3_step(step) == SQLITE_ROW) {
    const integer slot = sqlite3_column_int64(step, 0);
    if (slot >= kMostSlots) die("too many steps");
    plan[slot] = (struct plan_step){copy_of(step, 1), copy_of(step, 2), copy_of(step, 3), copy_of(step, 5),
                                    copy_of(step, 6), sqlite3_column_int(step, 4)};
  }
  sqlite3_finalize(step);
}

static void put_copy(struct text text) {
  if (text.bytes == NULL) {
    put_null();
  } else {
    put_string(text.bytes, text.size);
  }
}

int main(int argc, char** argv) {
  if (argc != 3) {
    fputs("usage: raw_export FILE csv|ndjson|sql\n", stderr);
    return 2;
  }
  if (strcmp(argv[2], "sql") == 0) {
    puts(kSql);
    return 0;
  }
  json = strcmp(argv[2], "ndjson") == 0;
  for (int i = 0; i < kColumns; ++i) {
    key_sizes[i] = (size_t)snprintf(keys[i], sizeof keys[i], "%c\"%s\":", i > 0 ? ',' : '{', kNames[i]);
  }
  open_lean(argv[1], 0);
  read_plan();
  for (int i = 0; i < kColumns && !json; ++i) {
    begin(i);
    put(kNames[i], strlen(kNames[i]));
  }
  if (!json) put("\r\n", 2);
  sqlite3_stmt* row = prepare(kSteps);
  int code = 0;
  while ((code = sqlite3_step(row)) == SQLITE_ROW) {
    const integer run = sqlite3_column_int64(row, 0);
    const struct plan_step* step = &plan[sqlite3_column_int64(row, 1)];
    const int state = sqlite3_column_int(row, 2);
    // Ids are plain: nothing in them to be quoted.
    for (int i = 0; i < 2; ++i) {
      begin(i);
      if (json) out[length++] = '"';
      put("R-", 2);
      put_integer(run);
      if (i == 0) {
        out[length++] = '/';
        put(step->key.bytes, step->key.size);
      }
      if (json) out[length++] = '"';
    }
    const struct text named[] = {step->key, step->number, step->title};
    for (int i = 0; i < 3; ++i) {
      begin(2 + i);
      put_copy(named[i]);
    }
    begin(5);
    put_string(kStates[state], strlen(kStates[state]));
    begin(6);
    put_boolean(state <= 1 && sqlite3_column_int(row, 3) == 0 && sqlite3_column_int(row, 4) < 2);
    begin(7);
    put_boolean(step->required);
    begin(8);
    put_copy(step->parent);
    begin(9);
    put_integer(sqlite3_column_int64(row, 5));
    begin(10);
    put_copy(step->location);
    begin(11);
    put_moment(row, 6);
    begin(12);
    put_column(row, 7);
    begin(13);
    put_moment(row, 8);
    begin(14);
    put_column(row, 9);
    begin(15);
    put_moment(row, 10);
    if (json) {
      put("}\n", 2);
    } else {
      put("\r\n", 2);
    }
    if (length >= kPiece) flush();
  }
  if (code != SQLITE_DONE) die("export");
  flush();
  sqlite3_finalize(row);
  close_lean();
  return 0;
}
