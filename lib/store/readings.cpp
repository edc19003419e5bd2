#include "store/readings.h"

#include "model/fields.h"
#include "store/rows.h"

namespace traveler::store {
namespace {

Reading read_reading(const Statement& row) {
  Reading r;
  r.run = row.integer(0);
  r.slot = row.integer(1);
  r.attempt = row.integer(2);
  r.field = row.string(3);
  r.row = row.string(4);
  r.column = row.string(5);
  r.seq = row.integer(6);
  r.value = row.optional_text(7);
  r.judgement = row.enumeration<Judgement>(8);
  r.current = row.boolean(9);
  r.superseded = row.boolean(10);
  r.printed_name = row.optional_text(11);
  r.recorded_by = row.string(12);
  r.recorded_at = row.time(13);
  r.deviation_reason = row.optional_text(14);
  r.attachment = row.optional_text(15);
  return r;
}

}  // namespace

std::vector<Reading> readings_of_step(Connection& db, std::int64_t run, std::int64_t slot,
                                      std::int64_t attempt, bool current_only) {
  return read_all(
      db.query("SELECT run, slot, attempt, field, row, col, seq, value, judgement, is_current, superseded, "
               "printed_name, recorded_by, recorded_at, deviation_reason, attachment FROM reading "
               "WHERE run = $1 AND slot = $2 AND attempt = $3 AND (is_current = 1 OR $4 = 0) "
               "ORDER BY seq, field, row, col",
               run, slot, attempt, current_only),
      read_reading);
}

std::vector<Reading> current_readings_of_run(Connection& db, std::int64_t run) {
  return read_all(
      db.query("SELECT run, slot, attempt, field, row, col, seq, value, judgement, is_current, superseded, "
               "printed_name, recorded_by, recorded_at, deviation_reason, attachment FROM reading "
               "WHERE run = $1 AND is_current = 1 ORDER BY slot, attempt, seq, field, row, col",
               run),
      read_reading);
}

std::optional<ReadingChange> put_reading(Connection& db, const Reading& r, std::int64_t definition) {
  const auto number = r.value ? plain_number(*r.value) : std::nullopt;
  // Looked for first: most readings take the place of none, and an UPDATE that returns rows is dear.
  std::int64_t seq = 0;
  auto before = read_one(
      db.query("SELECT value, judgement, superseded, attachment, seq FROM reading WHERE run = $1 AND "
               "slot = $2 AND attempt = $3 AND field = $4 AND row = $5 AND col = $6 AND is_current = 1",
               r.run, r.slot, r.attempt, r.field, r.row, r.column),
      [&seq](const Statement& row) {
        ReadingChange known;
        known.value = row.optional_text(0);
        known.judgement = row.enumeration<Judgement>(1);
        known.superseded = row.boolean(2);
        known.attachment = row.optional_text(3);
        seq = row.integer(4);
        return known;
      });
  if (before) {
    db.execute(
        "UPDATE reading SET is_current = 0 WHERE run = $1 AND slot = $2 AND attempt = $3 AND field = $4 "
        "AND row = $5 AND col = $6 AND seq = $7",
        r.run, r.slot, r.attempt, r.field, r.row, r.column, seq);
  }
  db.execute(
      "INSERT INTO reading (run, slot, attempt, field, row, col, seq, step_def, value, number, judgement, "
      "is_current, superseded, printed_name, recorded_by, recorded_at, deviation_reason, attachment) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
      r.run, r.slot, r.attempt, r.field, r.row, r.column, r.seq, definition, r.value, number, r.judgement,
      r.current, r.superseded, r.printed_name, r.recorded_by, r.recorded_at, r.deviation_reason,
      r.attachment);
  return before;
}

void update_reading(Connection& db, const Reading& r) {
  db.execute(
      "UPDATE reading SET judgement = $1, superseded = $2, deviation_reason = $3 WHERE run = $4 "
      "AND slot = $5 AND attempt = $6 AND field = $7 AND row = $8 AND col = $9 AND seq = $10",
      r.judgement, r.superseded, r.deviation_reason, r.run, r.slot, r.attempt, r.field, r.row, r.column,
      r.seq);
}

}  // namespace traveler::store
