#include <optional>
#include <string>
#include <unordered_map>

#include "base/json.h"
#include "model/field_codec.h"
#include "model/ids.h"
#include "store/holdings.h"

namespace traveler::store {

void holdings_from_history(Connection& db) {
  std::unordered_map<std::int64_t, Install> installs;
  Statement row = db.prepare_once(
      "SELECT h.seq, json_extract(c.value, '$.kind'), coalesce(json_extract(c.value, '$.subject'), h.subject), "
      "json_extract(c.value, '$.fields.parents[1]'), json_extract(c.value, '$.fields.quantity[1]'), "
      "json_extract(c.value, '$.fields.uninstalled_by[1]'), json_extract(c.value, '$.fields.origin[1]'), "
      "json_extract(c.value, '$.fields.merged_into[1]'), json_extract(c.value, '$.fields.lifecycle[1]') "
      "FROM history_entry h, json_each(CAST(h.body AS TEXT), '$.changes') c "
      "WHERE json_extract(c.value, '$.kind') IN ('install', 'inventory', 'run') ORDER BY h.seq, c.key");
  while (row.step()) {
    const std::int64_t seq = row.integer(0);
    const std::string_view kind = row.text(1);
    const std::string subject = row.string(2);
    if (kind == "install") {
      Install& install = installs[parse_short_id("IN-", subject).value_or(0)];
      install.id = parse_short_id("IN-", subject).value_or(0);
      if (!row.is_null(3)) decode_field(parse_stored_json(row.text(3)), install.parents);
      if (!row.is_null(4)) decode_field(Value(row.string(4)), install.quantity);
      // The time alone is asked for; when it was tells the row of the install.
      if (!row.is_null(5)) install.uninstalled_at = Timestamp{};
      hold(db, install, seq);
    } else if (kind == "inventory") {
      const std::int64_t item = parse_inventory_id(subject);
      if (!row.is_null(6)) leave_with(db, item, parse_inventory_id(row.string(6)), seq);
      if (row.is_null(7)) continue;
      db.execute("UPDATE inventory_item SET merged_seq = $1 WHERE id = $2", seq, item);
      take_over(db, item, parse_inventory_id(row.string(7)), seq);
    } else if (!row.is_null(8)) {
      const bool ended = row.text(8) == "complete" || row.text(8) == "failed";
      db.execute("UPDATE run SET ended_seq = $1 WHERE id = $2", ended ? std::optional(seq) : std::nullopt,
                 parse_short_id("R-", subject).value_or(0));
    }
  }
}

}  // namespace traveler::store
