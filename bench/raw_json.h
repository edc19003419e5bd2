// The JSON of runs and steps, as the program writes it in one line.
#ifndef BENCH_RAW_JSON_H
#define BENCH_RAW_JSON_H

#include "raw.h"

static char* out;
static size_t length, room;

static inline void put(const char* text, size_t size) {
  if (length + size > room) {
    room = 2 * (length + size) + 65536;
    out = realloc(out, room);
  }
  memcpy(out + length, text, size);
  length += size;
}

static inline void put_plain(const char* text) { put(text, strlen(text)); }

static inline void put_integer(integer number) {
  char text[24];
  put(text, (size_t)snprintf(text, sizeof text, "%lld", number));
}

static inline void put_text(const char* text) {
  put_plain("\"");
  const char* start = text;
  for (; *text != '\0'; ++text) {
    if (*text != '"' && *text != '\\' && (unsigned char)*text >= 0x20) continue;
    put(start, (size_t)(text - start));
    char escaped[8];
    put(escaped,
        (size_t)(*text == '"' || *text == '\\' ? snprintf(escaped, sizeof escaped, "\\%c", *text)
                                               : snprintf(escaped, sizeof escaped, "\\u%04x", *text)));
    start = text + 1;
  }
  put(start, (size_t)(text - start));
  put_plain("\"");
}

static inline void key(const char* name) { put_plain(name); }  // `,"name":`

// A run as its JSON needs it.
struct run {
  integer id, procedure_revision, item, quantity, lifecycle, batch, export_controlled, revision;
  char title[160], procedure[128], part[128], created_by[64], assignee[64], attributes[256];
  integer due, scheduled_start, scheduled_end, created_at, started_at, completed_at, updated_at;  // 0: none
  integer counts[7];
};

// Its columns in this order, `$1` the run.
static const char kFindRun[] =
    "SELECT r.title, c.key, c.revision, p.number, r.item, r.quantity, r.lifecycle, r.batch, r.assignee, r.due, "
    "r.scheduled_start, r.scheduled_end, r.export_controlled, r.created_at, r.created_by, r.started_at, "
    "r.completed_at, r.updated_at, r.revision, r.todo, r.in_progress, r.hold, r.redline, r.completed, r.failed, "
    "r.canceled, r.attributes, i.serial, i.lot FROM run r JOIN item i ON i.id = r.item JOIN part p ON p.id = i.part "
    "CROSS JOIN procedure c WHERE r.id = $1";

static inline void keep(char* to, size_t size, sqlite3_stmt* row, int column) {
  const size_t length = (size_t)sqlite3_column_bytes(row, column);
  if (length >= size) die("a long text");
  memcpy(to, text_of(row, column), length);
  to[length] = '\0';
}

static inline struct run read_run(sqlite3_stmt* row, integer id) {
  struct run run;
  run.id = id;
  keep(run.title, sizeof run.title, row, 0);
  keep(run.procedure, sizeof run.procedure, row, 1);
  run.procedure_revision = sqlite3_column_int64(row, 2);
  keep(run.part, sizeof run.part, row, 3);
  run.item = sqlite3_column_int64(row, 4);
  run.quantity = sqlite3_column_int64(row, 5);
  run.lifecycle = sqlite3_column_int64(row, 6);
  run.batch = sqlite3_column_int64(row, 7);
  keep(run.assignee, sizeof run.assignee, row, 8);
  run.due = sqlite3_column_int64(row, 9);
  run.scheduled_start = sqlite3_column_int64(row, 10);
  run.scheduled_end = sqlite3_column_int64(row, 11);
  run.export_controlled = sqlite3_column_int64(row, 12);
  run.created_at = sqlite3_column_int64(row, 13);
  keep(run.created_by, sizeof run.created_by, row, 14);
  run.started_at = sqlite3_column_int64(row, 15);
  run.completed_at = sqlite3_column_int64(row, 16);
  run.updated_at = sqlite3_column_int64(row, 17);
  run.revision = sqlite3_column_int64(row, 18);
  for (int i = 0; i < 7; ++i) run.counts[i] = sqlite3_column_int64(row, 19 + i);
  keep(run.attributes, sizeof run.attributes, row, 26);
  return run;
}

static inline void put_moment(integer micros) {
  if (micros == 0) {
    put_plain("null");
    return;
  }
  char text[kTimeLength];
  put_time(text, micros);
  put_plain("\"");
  put(text, sizeof text);
  put_plain("\"");
}

static inline void put_or_null(const char* text) {
  if (*text == '\0') {
    put_plain("null");
  } else {
    put_text(text);
  }
}

static const char* const kStates[] = {"todo",      "in_progress", "hold",    "redline",
                                      "completed", "failed",      "canceled"};
static const char* const kLifecycles[] = {"todo", "in_progress", "complete", "failed"};

// Of the runs here, which have neither held nor failed steps.
static inline const char* status_of(const struct run* run) {
  if (run->lifecycle >= 2) return kLifecycles[run->lifecycle];
  return run->counts[1] + run->counts[4] > 0 ? "in_progress" : "todo";
}

// From the brace to `revision`, without the closing one.
static inline void put_run(const struct run* run) {
  put_plain("{\"id\":\"R-");
  put_integer(run->id);
  key("\",\"title\":");
  put_text(run->title);
  key(",\"procedure\":{\"key\":");
  put_text(run->procedure);
  key(",\"revision\":");
  put_integer(run->procedure_revision);
  key("},\"part\":");
  put_text(run->part);
  key(",\"part_revision\":null,\"inventory\":\"INV-");
  put_integer(run->item);
  key("\",\"quantity\":\"");
  put_integer(run->quantity / 1000000);
  key("\",\"status\":");
  put_text(status_of(run));
  key(",\"lifecycle\":");
  put_text(kLifecycles[run->lifecycle]);
  key(",\"batch\":null,\"assignee\":");
  put_or_null(run->assignee);
  key(",\"due\":");
  put_moment(run->due);
  key(",\"scheduled_start\":");
  put_moment(run->scheduled_start);
  key(",\"scheduled_end\":");
  put_moment(run->scheduled_end);
  key(",\"export_controlled\":");
  put_plain(run->export_controlled != 0 ? "true" : "false");
  key(",\"attributes\":");
  put_plain(*run->attributes == '\0' ? "{}" : run->attributes);
  key(",\"counts\":{");
  for (int i = 0; i < 7; ++i) {
    put_plain(i > 0 ? ",\"" : "\"");
    put_plain(kStates[i]);
    put_plain("\":");
    put_integer(run->counts[i]);
  }
  key("},\"created_at\":");
  put_moment(run->created_at);
  key(",\"created_by\":");
  put_text(run->created_by);
  key(",\"started_at\":");
  put_moment(run->started_at);
  key(",\"completed_at\":");
  put_moment(run->completed_at);
  key(",\"updated_at\":");
  put_moment(run->updated_at);
  key(",\"revision\":");
  put_integer(run->revision);
}

// A step from the brace to `after`, whose elements follow.
static inline void put_step(integer run, const char* name, const char* number, const char* title,
                            integer state, int is_available, int is_required) {
  put_plain("{\"id\":\"R-");
  put_integer(run);
  put_plain("/");
  put_plain(name);
  key("\",\"run\":\"R-");
  put_integer(run);
  key("\",\"key\":");
  put_text(name);
  key(",\"number\":");
  put_text(number);
  key(",\"title\":");
  put_text(title);
  key(",\"state\":");
  put_text(kStates[state]);
  key(",\"available\":");
  put_plain(is_available ? "true" : "false");
  key(",\"required\":");
  put_plain(is_required ? "true" : "false");
  key(",\"parent\":null,\"after\":[");
}

// The rest of a step, without the closing brace.
static inline void put_step_end(integer attempt, const char* location, integer started_at,
                                integer completed_at) {
  key("],\"attempt\":");
  put_integer(attempt);
  key(",\"assignee\":null,\"location\":");
  put_or_null(location);
  key(",\"started_at\":");
  put_moment(started_at);
  key(",\"completed_at\":");
  put_moment(completed_at);
}

static inline void write_out(void) {
  if (fwrite(out, 1, length, stdout) != length) exit(1);
  length = 0;
}

#endif
