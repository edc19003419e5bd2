// raw_show FILE RUN: the JSON of `traveler run show RUN --json`, without indentation, from the lean database FILE.
#include "raw_json.h"

struct edge {
  integer downstream, upstream;
};
enum { kMostEdges = 20000, kMostSlots = 10000 };

static int compare_edges(const void* a, const void* b) {
  const struct edge *one = a, *other = b;
  const integer by_step = one->downstream - other->downstream;
  const integer order = by_step != 0 ? by_step : one->upstream - other->upstream;
  return (order > 0) - (order < 0);
}

int main(int argc, char** argv) {
  if (argc != 3) {
    fputs("usage: raw_show FILE RUN\n", stderr);
    return 2;
  }
  const integer id = atoll(argv[2]);
  open_lean(argv[1], 0);
  run_sql("BEGIN");
  sqlite3_stmt* row = prepare(kFindRun);
  bind(row, "i", id);
  need_row(row);
  const struct run run = read_run(row, id);
  put_run(&run);
  key(",\"serial\":");
  put_or_null(text_of(row, 27));
  key(",\"lot\":");
  put_or_null(text_of(row, 28));
  key(",\"steps\":[");
  // Small plans: all edges, sorted by the step that waits.
  sqlite3_stmt* list = prepare("SELECT downstream, upstream FROM plan_edge");
  static struct edge edges[kMostEdges];
  size_t count = 0;
  for (; sqlite3_step(list) == SQLITE_ROW && count < kMostEdges; ++count) {
    edges[count] = (struct edge){sqlite3_column_int64(list, 0), sqlite3_column_int64(list, 1)};
  }
  qsort(edges, count, sizeof *edges, compare_edges);
  sqlite3_stmt* step = prepare(
      "SELECT d.slot, s.state, s.attempt, s.open_upstreams, s.started_at, s.completed_at, d.key, d.number, d.title, "
      "d.required, d.location FROM plan_step d JOIN run_step s ON s.run = $1 AND s.slot = d.slot ORDER BY d.slot");
  bind(step, "i", id);
  static char keys[kMostSlots][128];
  size_t next = 0;
  for (int i = 0; sqlite3_step(step) == SQLITE_ROW; ++i) {
    const integer slot = sqlite3_column_int64(step, 0);
    const integer state = sqlite3_column_int64(step, 1);
    if (slot >= kMostSlots) die("too many steps");
    keep(keys[slot], sizeof keys[slot], step, 6);
    if (i > 0) put_plain(",");
    put_step(id, keys[slot], text_of(step, 7), text_of(step, 8), state,
             state <= 1 && sqlite3_column_int64(step, 3) == 0 && run.lifecycle < 2, sqlite3_column_int(step, 9));
    for (size_t first = next; next < count && edges[next].downstream == slot; ++next) {
      if (next > first) put_plain(",");
      put_text(keys[edges[next].upstream]);
    }
    put_step_end(sqlite3_column_int64(step, 2), text_of(step, 10), sqlite3_column_int64(step, 4),
                 sqlite3_column_int64(step, 5));
    put_plain("}");
  }
  put_plain("]}\n");
  write_out();
  run_sql("ROLLBACK");
  close_lean();
  return 0;
}
