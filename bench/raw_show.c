// raw_show DIR RUN: the JSON of `traveler run show RUN --json`, from the same selects.
#include "raw.h"

static char* out;
static size_t length, room;

static void put(const char* text, size_t size) {
  if (length + size > room) {
    room = 2 * (length + size) + 65536;
    out = realloc(out, room);
  }
  memcpy(out + length, text, size);
  length += size;
}

static void put_plain(const char* text) { put(text, strlen(text)); }

static void put_integer(integer number) {
  char text[24];
  put(text, (size_t)snprintf(text, sizeof text, "%lld", number));
}

static void put_text(const char* text) {
  put_plain("\"");
  const char* start = text;
  for (; *text != '\0'; ++text) {
    if (*text != '"' && *text != '\\' && (unsigned char)*text >= 0x20) continue;
    put(start, (size_t)(text - start));
    char escaped[8];
    put(escaped, (size_t)(*text == '"' || *text == '\\' ? snprintf(escaped, sizeof escaped, "\\%c", *text)
                                                          : snprintf(escaped, sizeof escaped, "\\u%04x", *text)));
    start = text + 1;
  }
  put(start, (size_t)(text - start));
  put_plain("\"");
}

static void key(const char* name) { put_plain(name); }  // `,"name":`

static void put_text_or_null(sqlite3_stmt* row, int column) {
  if (sqlite3_column_type(row, column) == SQLITE_NULL) {
    put_plain("null");
  } else {
    put_text(text_of(row, column));
  }
}

static void put_time_or_null(sqlite3_stmt* row, int column) {
  if (sqlite3_column_type(row, column) == SQLITE_NULL) {
    put_plain("null");
    return;
  }
  char text[kTimeLength];
  put_time(text, sqlite3_column_int64(row, column));
  put_plain("\"");
  put(text, sizeof text);
  put_plain("\"");
}

static const char* const kStates[] = {"todo", "in_progress", "hold", "redline", "completed", "failed", "canceled"};
static const char* const kStatuses[] = {"todo",   "in_progress", "hold",     "redline",
                                        "failed", "canceled",    "complete", "partial_complete"};
static const char* const kLifecycles[] = {"todo", "in_progress", "complete", "failed"};

struct edge {
  integer downstream, upstream;
};

int main(int argc, char** argv) {
  if (argc != 3) {
    fputs("usage: raw_show DIR RUN\n", stderr);
    return 2;
  }
  const integer run = atoll(argv[2]);
  open_workspace(argv[1]);
  run_sql("BEGIN; PRAGMA schema_version");
  sqlite3_stmt* row = prepare("SELECT " RUN_COLUMNS "WHERE r.id = $1");
  bind(row, "i", run);
  need_row(row);
  const integer plan = sqlite3_column_int64(row, 8);
  const integer lifecycle = sqlite3_column_int64(row, 10);
  char id[32];
  snprintf(id, sizeof id, "R-%lld", run);

  put_plain("{\"id\":");
  put_text(id);
  key(",\"title\":");
  put_text(text_of(row, 1));
  key(",\"procedure\":{\"key\":");
  put_text_or_null(row, 2);
  key(",\"revision\":");
  put_integer(sqlite3_column_int64(row, 3));
  key("},\"part\":");
  put_text(text_of(row, 4));
  key(",\"part_revision\":");
  put_text_or_null(row, 5);
  key(",\"inventory\":\"INV-");
  put_integer(sqlite3_column_int64(row, 6));
  key("\",\"quantity\":\"");
  put_integer(sqlite3_column_int64(row, 7) / 1000000);
  key("\",\"status\":");
  put_text(lifecycle >= 2 ? kLifecycles[lifecycle] : kStatuses[sqlite3_column_int64(row, 32)]);
  key(",\"lifecycle\":");
  put_text(kLifecycles[lifecycle]);
  key(",\"batch\":null,\"assignee\":");
  put_text_or_null(row, 12);
  key(",\"due\":");
  put_time_or_null(row, 13);
  key(",\"scheduled_start\":");
  put_time_or_null(row, 14);
  key(",\"scheduled_end\":");
  put_time_or_null(row, 15);
  key(",\"export_controlled\":");
  put_plain(sqlite3_column_int64(row, 16) != 0 ? "true" : "false");
  key(",\"attributes\":{");
  sqlite3_stmt* attributes = prepare("SELECT name, value FROM run_attribute WHERE run = $1 ORDER BY name");
  bind(attributes, "i", run);
  for (int i = 0; sqlite3_step(attributes) == SQLITE_ROW; ++i) {
    if (i > 0) put_plain(",");
    put_text(text_of(attributes, 0));
    put_plain(":");
    put_text(text_of(attributes, 1));
  }
  key("},\"counts\":{");
  for (int i = 0; i < 7; ++i) {
    put_plain(i > 0 ? ",\"" : "\"");
    put_plain(kStates[i]);
    put_plain("\":");
    put_integer(sqlite3_column_int64(row, 23 + i));
  }
  key("},\"created_at\":");
  put_time_or_null(row, 17);
  key(",\"created_by\":");
  put_text(text_of(row, 18));
  key(",\"started_at\":");
  put_time_or_null(row, 19);
  key(",\"completed_at\":");
  put_time_or_null(row, 20);
  key(",\"updated_at\":");
  put_time_or_null(row, 21);
  key(",\"revision\":");
  put_integer(sqlite3_column_int64(row, 22));
  sqlite3_stmt* item = prepare(
      "SELECT i.id, p.number, p.revision, i.serial, i.lot, i.quantity, i.location, i.origin, i.run, i.status, "
      "i.revision FROM inventory_item i JOIN part p ON p.id = i.part WHERE i.id = $1");
  bind(item, "i", (integer)sqlite3_column_int64(row, 6));
  need_row(item);
  key(",\"serial\":");
  put_text_or_null(item, 3);
  key(",\"lot\":");
  put_text_or_null(item, 4);
  key(",\"steps\":[");

  sqlite3_stmt* list = prepare("SELECT downstream, upstream FROM plan_edge WHERE plan = $1 ORDER BY downstream, upstream");
  bind(list, "i", plan);
  struct edge* edges = NULL;
  size_t count = 0, most = 0;
  while (sqlite3_step(list) == SQLITE_ROW) {
    if (count == most) edges = realloc(edges, (most = 2 * most + 64) * sizeof *edges);
    edges[count++] = (struct edge){sqlite3_column_int64(list, 0), sqlite3_column_int64(list, 1)};
  }
  // Slots are small numbers here, so keys are kept by slot; upstreams come before their step.
  char(*keys)[160] = calloc(100000, sizeof *keys);
  sqlite3_stmt* step = prepare(
      "SELECT s.run, s.slot, s.state, s.attempt, s.open_upstreams, s.revision, s.held_from, s.redlined_from, "
      "s.started_at, s.started_by, s.completed_at, s.completed_by, s.updated_at, d.plan, d.position, d.key, d.number, "
      "d.title, d.required, d.required_for_run, d.parent, d.children, d.upstreams, d.step_def, d.location, u.state "
      "FROM run_step s JOIN plan_step d ON d.plan = $2 AND d.slot = s.slot "
      "LEFT JOIN run_step u ON u.run = s.run AND u.slot = d.parent WHERE s.run = $1 ORDER BY d.position");
  // $2 comes first in the text.
  bind(step, "ii", plan, run);
  size_t next = 0;
  for (int i = 0; sqlite3_step(step) == SQLITE_ROW; ++i) {
    const integer slot = sqlite3_column_int64(step, 1);
    const integer state = sqlite3_column_int64(step, 2);
    const char* name = text_of(step, 15);
    snprintf(keys[slot], sizeof keys[slot], "%s", name);
    put_plain(i > 0 ? ",{\"id\":\"" : "{\"id\":\"");
    put_plain(id);
    put_plain("/");
    put_plain(name);
    key("\",\"run\":");
    put_text(id);
    key(",\"key\":");
    put_text(name);
    key(",\"number\":");
    put_text(text_of(step, 16));
    key(",\"title\":");
    put_text(text_of(step, 17));
    key(",\"state\":");
    put_text(kStates[state]);
    const int parent_works = sqlite3_column_type(step, 20) == SQLITE_NULL || sqlite3_column_int64(step, 25) == 1;
    key(",\"available\":");
    put_plain(state <= 1 && sqlite3_column_int64(step, 4) == 0 && parent_works && lifecycle < 2 ? "true" : "false");
    key(",\"required\":");
    put_plain(sqlite3_column_int64(step, 18) != 0 ? "true" : "false");
    key(",\"parent\":null,\"after\":[");
    while (next < count && edges[next].downstream < slot) ++next;
    for (size_t e = next; e < count && edges[e].downstream == slot; ++e) {
      if (e > next) put_plain(",");
      put_text(keys[edges[e].upstream]);
    }
    key("],\"attempt\":");
    put_integer(sqlite3_column_int64(step, 3));
    key(",\"assignee\":null,\"location\":");
    put_text_or_null(step, 24);
    key(",\"started_at\":");
    put_time_or_null(step, 8);
    key(",\"completed_at\":");
    put_time_or_null(step, 10);
    put_plain("}");
  }
  put_plain("]}\n");
  if (write(STDOUT_FILENO, out, length) != (ssize_t)length) return 1;
  sqlite3_stmt* s = NULL;
  while ((s = sqlite3_next_stmt(db, NULL)) != NULL) sqlite3_finalize(s);
  run_sql("ROLLBACK");
  sqlite3_close(db);
  return 0;
}
