// raw_export DIR csv|ndjson|sql: the bytes of `traveler export steps`, a hand loop over the same
// SELECT; `sql` prints that SELECT for sqlite3.
#include "raw.h"

static const char kSelect[] =
    "SELECT 'R-' || s.run || '/' || d.key AS id, 'R-' || s.run AS run, d.key AS key, d.number AS number, "
    "d.title AS title, CASE s.state WHEN 0 THEN 'todo' WHEN 1 THEN 'in_progress' WHEN 2 THEN 'hold' WHEN 3 THEN "
    "'redline' WHEN 4 THEN 'completed' WHEN 5 THEN 'failed' WHEN 6 THEN 'canceled' END AS state, "
    "s.state IN (0, 1) AND s.open_upstreams = 0 AND (d.parent IS NULL OR u.state = 1) AND r.lifecycle < 2 AS available, "
    "d.required AS required, e.key AS parent, s.attempt AS attempt, d.location AS location, "
    "s.started_at AS started_at, s.started_by AS started_by, s.completed_at AS completed_at, "
    "s.completed_by AS completed_by, s.updated_at AS updated_at "
    "FROM run r CROSS JOIN plan_step d ON d.plan = r.plan JOIN run_step s ON s.run = r.id AND s.slot = d.slot "
    "LEFT JOIN plan_step e ON e.plan = r.plan AND e.slot = d.parent "
    "LEFT JOIN run_step u ON u.run = s.run AND u.slot = d.parent ORDER BY r.id, d.slot";

enum { kColumns = 16, kPiece = 65536 };
static const char kKinds[] = "tttttsbbtitztztz";  // t text, s plain text, b boolean, i integer, z time
static const char* const kNames[kColumns] = {"id",         "run",        "key",          "number",
                                             "title",      "state",      "available",    "required",
                                             "parent",     "attempt",    "location",     "started_at",
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

int main(int argc, char** argv) {
  if (argc != 3) {
    fputs("usage: raw_export DIR csv|ndjson|sql\n", stderr);
    return 2;
  }
  if (strcmp(argv[2], "sql") == 0) {
    puts(kSelect);
    return 0;
  }
  const int json = strcmp(argv[2], "ndjson") == 0;
  char keys[kColumns][32];
  size_t key_sizes[kColumns];
  for (int i = 0; i < kColumns; ++i) {
    key_sizes[i] = (size_t)snprintf(keys[i], sizeof keys[i], "%c\"%s\":", i > 0 ? ',' : '{', kNames[i]);
    if (json) continue;
    if (i > 0) put(",", 1);
    put(kNames[i], strlen(kNames[i]));
  }
  if (!json) put("\r\n", 2);
  open_workspace(argv[1]);
  sqlite3_stmt* row = prepare(kSelect);
  int code = 0;
  while ((code = sqlite3_step(row)) == SQLITE_ROW) {
    for (int i = 0; i < kColumns; ++i) {
      if (json) {
        put(keys[i], key_sizes[i]);
      } else if (i > 0) {
        out[length++] = ',';
      }
      if (sqlite3_column_type(row, i) == SQLITE_NULL) {
        if (json) put("null", 4);
        continue;
      }
      switch (kKinds[i]) {
        case 'i': put_integer(sqlite3_column_int64(row, i)); break;
        case 'b':
          if (sqlite3_column_int(row, i) != 0) {
            put("true", 4);
          } else {
            put("false", 5);
          }
          break;
        case 'z':
          if (json) out[length++] = '"';
          put_time(out + length, sqlite3_column_int64(row, i));
          length += kTimeLength;
          if (json) out[length++] = '"';
          break;
        default: {
          const char* text = text_of(row, i);
          const size_t size = (size_t)sqlite3_column_bytes(row, i);
          if (json) {
            put_json(text, size);
          } else {
            put_csv(text, size);
          }
        }
      }
    }
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
  sqlite3_close(db);
  return 0;
}
