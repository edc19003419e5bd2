// raw_material DIR receive COUNT: receives COUNT lots of BENCH-LOT at A1.
// raw_material DIR install COUNT: installs COUNT pieces of 1 from INV-2 into R-1/fit, whose item is INV-3.
// Prepared writes and one history entry with its hash for each; one transaction.
#include "raw.h"

static const char kAddItem[] =
    "INSERT INTO inventory_item (id, part, number, serial, lot, quantity, location, origin, run, wip, install, "
    "quarantined, scrapped, status, revision) VALUES ($1, $2, 'BENCH-LOT', NULL, $3, $4, $5, $6, NULL, 0, $7, 0, 0, "
    "$8, 1)";

int main(int argc, char** argv) {
  if (argc != 4) {
    fputs("usage: raw_material DIR receive|install COUNT\n", stderr);
    return 2;
  }
  const int installs = strcmp(argv[2], "install") == 0;
  const integer count = atoll(argv[3]);
  open_workspace(argv[1]);
  run_sql("BEGIN IMMEDIATE");
  sqlite3_stmt* source = prepare(
      "SELECT w.uuid, p.id, ifnull((SELECT max(id) FROM inventory_item), 0), h.seq, h.hash, "
      "ifnull((SELECT max(id) FROM install), 0), ifnull((SELECT quantity FROM inventory_item WHERE id = 2), 0) "
      "FROM workspace w, part p, history_entry h WHERE p.number = 'BENCH-LOT' ORDER BY h.seq DESC LIMIT 1");
  need_row(source);
  const char* uuid = text_of(source, 0);
  const integer part = sqlite3_column_int64(source, 1);
  integer item = sqlite3_column_int64(source, 2), seq = sqlite3_column_int64(source, 3);
  integer install = sqlite3_column_int64(source, 5), rest = sqlite3_column_int64(source, 6);
  unsigned char prev[32], hash[32];
  memcpy(prev, sqlite3_column_blob(source, 4), sizeof prev);
  sqlite3_stmt* entry = prepare(
      "INSERT INTO history_entry (seq, at, recorded_at, actor, op, subject, root, body, prev, hash) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
  sqlite3_stmt* add_item = prepare(kAddItem);
  sqlite3_stmt* change_rest =
      prepare("UPDATE inventory_item SET quantity = $1, revision = revision + 1 WHERE id = 2");
  sqlite3_stmt* add_install = prepare(
      "INSERT INTO install (id, run, step, part, inventory, quantity, substitute, installed_by, installed_at) "
      "VALUES ($1, 1, 'fit', 'BENCH-LOT', $2, 1000000, 0, 'bench', $3)");
  sqlite3_stmt* add_parent = prepare("INSERT INTO install_parent (install, parent) VALUES ($1, 3)");
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
      bind(add_parent, "i", install);
      finish(add_parent);
    }
    ++seq;
    hash_entry(hash, uuid, seq, prev, body, length);
    bind(entry, "iiittttbhh", seq, now, now, "bench", installs ? "step.install" : "inventory.receive",
         installs ? "R-1/fit" : id, installs ? "R-1" : id, body, length, prev, hash);
    finish(entry);
    memcpy(prev, hash, sizeof prev);
  }
  sqlite3_reset(source);
  run_sql("COMMIT");
  printf("%s %lld\n", installs ? "installed" : "received", count);
  sqlite3_stmt* s = NULL;
  while ((s = sqlite3_next_stmt(db, NULL)) != NULL) sqlite3_finalize(s);
  sqlite3_close(db);
  return 0;
}
