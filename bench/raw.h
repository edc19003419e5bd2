// What the raw floors share: the settings of the program's own connection, binding, SHA-256 of an
// entry, times. Any error ends the process: a floor is a measuring stick, not a program.
#ifndef BENCH_RAW_H
#define BENCH_RAW_H

#include <nettle/sha2.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

typedef long long integer;

static sqlite3* db;

static inline void die(const char* what) {
  fprintf(stderr, "%s: %s\n", what, db != NULL ? sqlite3_errmsg(db) : "failed");
  exit(1);
}

static inline void run_sql(const char* sql) {
  if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) die(sql);
}

static inline sqlite3_stmt* prepare(const char* sql) {
  sqlite3_stmt* statement = NULL;
  if (sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK) die(sql);
  return statement;
}

// Binds by letters: i integer, t text, h 32 bytes, b bytes and length, n NULL.
static inline void bind(sqlite3_stmt* statement, const char* kinds, ...) {
  va_list values;
  va_start(values, kinds);
  for (int i = 1; *kinds != '\0'; ++kinds, ++i) {
    switch (*kinds) {
      case 'i':
        sqlite3_bind_int64(statement, i, va_arg(values, integer));
        break;
      case 't':
        sqlite3_bind_text(statement, i, va_arg(values, const char*), -1, SQLITE_STATIC);
        break;
      case 'h':
        sqlite3_bind_blob(statement, i, va_arg(values, const unsigned char*), 32, SQLITE_STATIC);
        break;
      case 'b': {
        const void* bytes = va_arg(values, const void*);
        sqlite3_bind_blob(statement, i, bytes, va_arg(values, int), SQLITE_STATIC);
        break;
      }
      default:
        sqlite3_bind_null(statement, i);
        break;
    }
  }
  va_end(values);
}

// Steps to a row, which must be there.
static inline void need_row(sqlite3_stmt* statement) {
  if (sqlite3_step(statement) != SQLITE_ROW) die(sqlite3_sql(statement));
}

// Steps to the end.
static inline void finish(sqlite3_stmt* statement) {
  int code = SQLITE_ROW;
  while (code == SQLITE_ROW) code = sqlite3_step(statement);
  if (code != SQLITE_DONE) die(sqlite3_sql(statement));
  sqlite3_reset(statement);
}

static inline const char* text_of(sqlite3_stmt* statement, int column) {
  const unsigned char* text = sqlite3_column_text(statement, column);
  return text != NULL ? (const char*)text : "";
}

// Opens the lean database of a floor (lean.h) with the settings of the program's own connection.
static inline void open_lean(const char* path, int flags) {
  static const int kOptions[][2] = {
      {SQLITE_DBCONFIG_DEFENSIVE, 1},   {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
      {SQLITE_DBCONFIG_ENABLE_FKEY, 1}, {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
      {SQLITE_DBCONFIG_DQS_DML, 0},     {SQLITE_DBCONFIG_DQS_DDL, 0},
  };
  flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  if (sqlite3_open_v2(path, &db, flags, NULL) != SQLITE_OK) die(path);
  for (size_t i = 0; i < sizeof kOptions / sizeof *kOptions; ++i) {
    sqlite3_db_config(db, kOptions[i][0], kOptions[i][1], NULL);
  }
  sqlite3_busy_timeout(db, 10000);
  run_sql(
      "PRAGMA cell_size_check=ON; PRAGMA journal_mode=TRUNCATE; PRAGMA synchronous=EXTRA; PRAGMA cache_size=-16384");
}

static inline void close_lean(void) {
  sqlite3_stmt* s = NULL;
  while ((s = sqlite3_next_stmt(db, NULL)) != NULL) sqlite3_finalize(s);
  sqlite3_close(db);
}

static inline integer now_micros(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return (integer)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

enum { kTimeLength = 27 };

// Writes "2026-11-22T05:30:00.000000Z" without an end; the date of the day before is kept.
static inline void put_time(char* out, integer micros) {
  static integer kept_day = -1;
  static char kept_date[32];
  const integer second = micros / 1000000;
  const integer day = second / 86400;
  if (day != kept_day) {
    const time_t start = (time_t)(day * 86400);
    struct tm date;
    gmtime_r(&start, &date);
    strftime(kept_date, sizeof kept_date, "%Y-%m-%dT00:00:00.000000Z", &date);
    kept_day = day;
  }
  memcpy(out, kept_date, kTimeLength);
  const unsigned in_day = (unsigned)(second % 86400);
  unsigned fraction = (unsigned)(micros % 1000000);
  out[11] = (char)('0' + in_day / 36000);
  out[12] = (char)('0' + in_day / 3600 % 10);
  out[14] = (char)('0' + in_day / 600 % 6);
  out[15] = (char)('0' + in_day / 60 % 10);
  out[17] = (char)('0' + in_day / 10 % 6);
  out[18] = (char)('0' + in_day % 10);
  for (int i = 25; i >= 20; --i, fraction /= 10) out[i] = (char)('0' + fraction % 10);
}

// The hash that chains an entry to the one before it.
static inline void hash_entry(unsigned char hash[32], const char* uuid, integer seq,
                              const unsigned char prev[32], const char* body, int length) {
  static const unsigned char kLabel[] = "traveler/history/1";  // with its NUL
  unsigned char number[8];
  for (int i = 0; i < 8; ++i) number[i] = (unsigned char)((uint64_t)seq >> (8 * (7 - i)));
  struct sha256_ctx state;
  sha256_init(&state);
  sha256_update(&state, sizeof kLabel, kLabel);
  sha256_update(&state, strlen(uuid), (const unsigned char*)uuid);
  sha256_update(&state, sizeof number, number);
  sha256_update(&state, 32, prev);
  sha256_update(&state, (size_t)length, (const unsigned char*)body);
  sha256_digest(&state, 32, hash);
}

// The chain that entries are appended to, and what every change has to know: who acts, and what that one may.
static const char kAddEntry[] = "INSERT INTO history VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9)";

struct chain {
  char uuid[64];
  char printed_name[128];
  integer seq;
  unsigned char hash[32];
  sqlite3_stmt *head, *add;
};

static inline void read_head(struct chain* chain) {
  need_row(chain->head);
  chain->seq = sqlite3_column_int64(chain->head, 0);
  memcpy(chain->hash, sqlite3_column_blob(chain->head, 1), sizeof chain->hash);
  sqlite3_reset(chain->head);
}

static inline void read_chain(struct chain* chain, const char* permission) {
  sqlite3_stmt* actor = prepare(
      "SELECT w.uuid, a.printed_name, r.allow FROM workspace w, account a JOIN role r ON r.name = a.role "
      "WHERE a.name = $1 AND a.active");
  bind(actor, "t", "bench");
  need_row(actor);
  snprintf(chain->uuid, sizeof chain->uuid, "%s", text_of(actor, 0));
  snprintf(chain->printed_name, sizeof chain->printed_name, "%s", text_of(actor, 1));
  if (strcmp(text_of(actor, 2), "*") != 0 && strstr(text_of(actor, 2), permission) == NULL)
    die("not allowed");
  sqlite3_reset(actor);
  chain->head = prepare("SELECT seq, hash FROM history ORDER BY seq DESC LIMIT 1");
  chain->add = prepare(kAddEntry);
  read_head(chain);
}

static inline void append(struct chain* chain, integer at, const char* op, const char* subject,
                          const char* body, int length) {
  unsigned char hash[32];
  ++chain->seq;
  hash_entry(hash, chain->uuid, chain->seq, chain->hash, body, length);
  char root[64];  // the run of a step: what `log` asks for
  snprintf(root, sizeof root, "%.*s", (int)strcspn(subject, "/"), subject);
  bind(chain->add, "iittttbhh", chain->seq, at, "bench", op, subject, root, body, length, chain->hash, hash);
  finish(chain->add);
  memcpy(chain->hash, hash, sizeof hash);
}

#endif
