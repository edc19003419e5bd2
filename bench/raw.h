// What the raw floors share: the settings of the program's own connection, binding, SHA-256 of an
// entry, times. Any error ends the process: a floor is a measuring stick, not a program.
#ifndef BENCH_RAW_H
#define BENCH_RAW_H

#include <sodium.h>
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

static inline void open_workspace(const char* directory) {
  static const int kOptions[][2] = {
      {SQLITE_DBCONFIG_DEFENSIVE, 1},   {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
      {SQLITE_DBCONFIG_ENABLE_FKEY, 1}, {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
      {SQLITE_DBCONFIG_DQS_DML, 0},     {SQLITE_DBCONFIG_DQS_DDL, 0},
  };
  char path[4096];
  snprintf(path, sizeof path, "%s/.traveler/traveler.db", directory);
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  if (sqlite3_open_v2(path, &db, flags, NULL) != SQLITE_OK) die(path);
  for (size_t i = 0; i < sizeof kOptions / sizeof *kOptions; ++i) {
    sqlite3_db_config(db, kOptions[i][0], kOptions[i][1], NULL);
  }
  sqlite3_busy_timeout(db, 10000);
  run_sql(
      "PRAGMA cell_size_check=ON; PRAGMA journal_mode=TRUNCATE; PRAGMA synchronous=EXTRA; PRAGMA cache_size=-16384");
  run_sql("PRAGMA application_id; PRAGMA user_version");
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
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  crypto_hash_sha256_update(&state, kLabel, sizeof kLabel);
  crypto_hash_sha256_update(&state, (const unsigned char*)uuid, strlen(uuid));
  crypto_hash_sha256_update(&state, number, sizeof number);
  crypto_hash_sha256_update(&state, prev, 32);
  crypto_hash_sha256_update(&state, (const unsigned char*)body, (unsigned long long)length);
  crypto_hash_sha256_final(&state, hash);
}

// The columns of a run that the program reads.
#define RUN_COLUMNS                                                                                             \
  "r.id, r.title, v.key, v.revision, p.number, p.revision, r.inventory, r.quantity, r.plan, l.digest, "         \
  "r.lifecycle, r.batch, r.assignee, r.due, r.scheduled_start, r.scheduled_end, r.export_controlled, "          \
  "r.created_at, r.created_by, r.started_at, r.completed_at, r.updated_at, r.revision, r.todo, r.in_progress, " \
  "r.hold, r.redline, r.completed, r.failed, r.canceled, r.open_required, l.required_steps, r.status "          \
  "FROM run r JOIN part p ON p.id = r.part JOIN plan l ON l.id = r.plan "                                       \
  "LEFT JOIN procedure_revision v ON v.id = r.procedure_revision "

#endif
