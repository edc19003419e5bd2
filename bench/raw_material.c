// raw_material FILE init PIECES: makes the lean database: two lots of BENCH-LOT (INV-2 is the larger) and the item INV-3 of R-1.
// raw_material FILE receive COUNT: receives COUNT lots of BENCH-LOT at A1.
// raw_material FILE install COUNT: installs COUNT pieces of 1 from INV-2 into R-1/fit, whose item is INV-3.
// Prepared writes and one history entry with its hash for each; one durable transaction.
#include "lean.h"

static void make(integer pieces) {
  const unsigned tables = tables_of("material");
  for (int i = 0; i < kTables; ++i) {
    if ((tables & BIT(i)) != 0) run_sql(kTableTexts[i]);
  }
  run_sql(
      "INSERT INTO workspace VALUES ('018f3b5e-7c1a-7000-8000-000000000000'); INSERT INTO history VALUES (1, 0, 0, 'bench', "
      "'init', 'bench', 'bench', x'7b7d', zeroblob(32), zeroblob(32)); INSERT INTO account VALUES ('bench', 'Bench', 'admin', 1); INSERT INTO role "
      "VALUES ('admin', '*'); INSERT INTO part VALUES (1, 'BENCH-LOT'), (2, 'BENCH-TOP')");
  sqlite3_stmt* items = prepare(
      "INSERT INTO item VALUES (1, 1, NULL, 'L-1', 1000000, NULL, NULL, NULL, NULL, 6), (2, 1, NULL, 'L-2', $1, NULL, NULL, "
      "NULL, NULL, 6), (3, 2, 'T-1', NULL, 1000000, NULL, NULL, NULL, 1, 2)");
  bind(items, "i", pieces * 2000000);
  finish(items);
}

int main(int argc, char** argv) {
  if (argc != 4) {
    fputs("usage: raw_material FILE init|receive|install COUNT\n", stderr);
    return 2;
  }
  const int installs = strcmp(argv[2], "install") == 0;
  const integer count = atoll(argv[3]);
  open_lean(argv[1], SQLITE_OPEN_CREATE);
  if (strcmp(argv[2], "init") == 0) {
    make(count);
    close_lean();
    return 0;
  }
  run_sql("BEGIN IMMEDIATE");
  struct chain chain;
  read_chain(&chain, installs ? "step.install" : "inventory.receive");
  sqlite3_stmt* source = prepare(
      "SELECT p.id, (SELECT max(id) FROM item), ifnull((SELECT max(id) FROM install), 0), i.quantity "
      "FROM part p, item i WHERE p.number = 'BENCH-LOT' AND i.id = 2");
  need_row(source);
  const integer part = sqlite3_column_int64(source, 0);
  integer item = sqlite3_column_int64(source, 1);
  integer install = sqlite3_column_int64(source, 2), rest = sqlite3_column_int64(source, 3);
  sqlite3_reset(source);
  sqlite3_stmt* add_item = prepare("INSERT INTO item VALUES ($1, $2, NULL, $3, $4, $5, $6, $7, NULL, $8)");
  sqlite3_stmt* change_rest = prepare("UPDATE item SET quantity = $1 WHERE id = 2");
  sqlite3_stmt* add_install = prepare("INSERT INTO install VALUES ($1, 1, 'fit', $2, 3, 1000000, 'bench', $3)");
  const integer now = now_micros();
  char at[kTimeLength + 1] = "";
  put_time(at, now);
  for (integer i = 0; i < count; ++i) {
    char id[32], lot[32], body[2048];
    int length;
    ++item;
    snprintf(id, sizeof id, "INV-%lld", item);
    snprintf(lot, sizeof lot, "L-%lld", i + 1);
    if (installs) {
      ++install;
      rest -= 1000000;
      bind(change_rest, "i", rest);
      finish(change_rest);
      length = snprintf(
          body, sizeof body,
          "{\"actor\":\"bench\",\"at\":\"%s\",\"changes\":[{\"fields\":{\"quantity\":[\"%lld\",\"%lld\"]},\"kind\":"
          "\"inventory\",\"subject\":\"INV-2\"},{\"fields\":{\"install\":[null,\"IN-%lld\"],\"lot\":[null,\"L-2\"],"
          "\"origin\":[null,\"INV-2\"],\"part\":[null,\"BENCH-LOT\"],\"quantity\":[null,\"1\"],\"quarantined\":[null,"
          "false],\"scrapped\":[null,false],\"wip\":[null,false]},\"kind\":\"inventory\",\"subject\":\"%s\"},{\"fields\":"
          "{\"installed_at\":[null,\"%s\"],\"installed_by\":[null,\"bench\"],\"inventory\":[null,\"%s\"],\"parents\":"
          "[null,[\"INV-3\"]],\"part\":[null,\"BENCH-LOT\"],\"quantity\":[null,\"1\"],\"run\":[null,\"R-1\"],\"step\":"
          "[null,\"fit\"],\"substitute\":[null,false]},\"kind\":\"install\",\"subject\":\"IN-%lld\"}],\"op\":"
          "\"step.install\",\"subject\":\"R-1/fit\"}",
          at, rest / 1000000 + 1, rest / 1000000, install, id, at, id, install);
      bind(add_item, "iitiniii", item, part, "L-2", 1000000LL, 2LL, install, 1LL);
    } else {
      length = snprintf(
          body, sizeof body,
          "{\"actor\":\"bench\",\"at\":\"%s\",\"changes\":[{\"fields\":{\"location\":[null,\"A1\"],\"lot\":[null,\"%s\"],"
          "\"part\":[null,\"BENCH-LOT\"],\"quantity\":[null,\"12\"],\"quarantined\":[null,false],\"scrapped\":[null,false],"
          "\"wip\":[null,false]},\"kind\":\"inventory\"}],\"op\":\"inventory.receive\",\"subject\":\"%s\"}",
          at, lot, id);
      bind(add_item, "iititnni", item, part, lot, 12000000LL, "A1", 6LL);
    }
    finish(add_item);
    if (installs) {
      bind(add_install, "iii", install, item, now);
      finish(add_install);
    }
    append(&chain, now, installs ? "step.install" : "inventory.receive", installs ? "R-1/fit" : id, body, length);
  }
  run_sql("COMMIT");
  printf("%s %lld\n", installs ? "installed" : "received", count);
  close_lean();
  return 0;
}
