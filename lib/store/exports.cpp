#include "store/exports.h"

#include <array>

#include "base/concat.h"
#include "base/enum_text.h"
#include "model/records.h"
#include "store/install_rows.h"

namespace traveler::store {
namespace {

using enum ColumnType;

template <TextEnum E>
constexpr ExportColumn enum_column(std::string_view name, std::string_view expression) {
  return {name, expression, kEnum, {}, EnumText<E>::kTexts};
}
constexpr ExportColumn run_column(std::string_view name, std::string_view expression) {
  return {name, expression, kShortId, "R-"};
}
constexpr ExportColumn step_column(std::string_view name, std::string_view expressions) {
  return {name, expressions, kStepId, "R-"};
}

constexpr std::array kRuns{
    run_column("id", "r.id"),
    ExportColumn{"title", "r.title"},
    ExportColumn{"procedure", "v.key"},
    ExportColumn{"procedure_revision", "v.revision", kInteger},
    ExportColumn{"part", "p.number"},
    ExportColumn{"part_revision", "p.revision"},
    ExportColumn{"inventory", "r.inventory", kShortId, "INV-"},
    ExportColumn{"serial", "i.serial"},
    ExportColumn{"lot", "i.lot"},
    ExportColumn{"quantity", "r.quantity, p.precision", kQuantity},
    enum_column<RunStatus>("status", "r.status"),
    enum_column<Lifecycle>("lifecycle", "r.lifecycle"),
    ExportColumn{"batch", "r.batch", kShortId, "B-"},
    ExportColumn{"assignee", "r.assignee"},
    ExportColumn{"due", "r.due", kTime},
    ExportColumn{"scheduled_start", "r.scheduled_start", kTime},
    ExportColumn{"scheduled_end", "r.scheduled_end", kTime},
    ExportColumn{"export_controlled", "r.export_controlled", kBoolean},
    ExportColumn{"created_at", "r.created_at", kTime},
    ExportColumn{"created_by", "r.created_by"},
    ExportColumn{"started_at", "r.started_at", kTime},
    ExportColumn{"completed_at", "r.completed_at", kTime},
    ExportColumn{"updated_at", "r.updated_at", kTime},
    ExportColumn{"revision", "r.revision", kInteger},
};

constexpr std::array kSteps{
    step_column("id", "s.run, d.key"),
    run_column("run", "s.run"),
    ExportColumn{"key", "d.key"},
    ExportColumn{"number", "d.number"},
    ExportColumn{"title", "d.title"},
    enum_column<StepState>("state", "s.state"),
    ExportColumn{"available",
                 "s.state IN (0, 1) AND s.open_upstreams = 0 AND (d.parent IS NULL OR u.state = 1) "
                 "AND r.lifecycle < 2",
                 kBoolean},
    ExportColumn{"required", "d.required", kBoolean},
    ExportColumn{"parent", "e.key"},
    ExportColumn{"attempt", "s.attempt", kInteger},
    ExportColumn{"location", "d.location"},
    ExportColumn{"started_at", "s.started_at", kTime},
    ExportColumn{"started_by", "s.started_by"},
    ExportColumn{"completed_at", "s.completed_at", kTime},
    ExportColumn{"completed_by", "s.completed_by"},
    ExportColumn{"updated_at", "s.updated_at", kTime},
};

constexpr std::array kMeasurements{
    ExportColumn{"seq", "m.seq", kInteger},
    run_column("run", "m.run"),
    step_column("step", "m.run, d.key"),
    ExportColumn{"field", "m.field"},
    ExportColumn{"row", "nullif(m.row, '')"},
    ExportColumn{"column", "nullif(m.col, '')"},
    ExportColumn{"attempt", "m.attempt", kInteger},
    enum_column<FieldType>("type", "f.type"),
    ExportColumn{"value", "m.value"},
    ExportColumn{"value_number", "CASE WHEN f.type = 0 THEN m.number END", kNumber},
    ExportColumn{"unit", "f.unit"},
    ExportColumn{"min", "f.min", kNumber},
    ExportColumn{"max", "f.max", kNumber},
    enum_column<Judgement>("judgement", "m.judgement"),
    ExportColumn{"current", "m.is_current = 1 AND m.superseded = 0 AND m.attempt = s.attempt", kBoolean},
    ExportColumn{"recorded_by", "m.recorded_by"},
    ExportColumn{"recorded_at", "m.recorded_at", kTime},
    ExportColumn{"deviation_reason", "m.deviation_reason"},
};

// A value of a change is shown as plain text: a list or object as its JSON.
constexpr std::array kHistory{
    ExportColumn{"seq", "h.seq", kInteger},
    ExportColumn{"at", "h.at", kTime},
    ExportColumn{"recorded_at", "h.recorded_at", kTime},
    ExportColumn{"actor", "h.actor"},
    ExportColumn{"op", "h.op"},
    ExportColumn{"subject", "coalesce(json_extract(c.value, '$.subject'), h.subject)"},
    ExportColumn{"field", "f.key"},
    ExportColumn{"old",
                 "CASE json_type(f.value, '$[0]') WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' "
                 "ELSE CAST(json_extract(f.value, '$[0]') AS TEXT) END"},
    ExportColumn{"new",
                 "CASE json_type(f.value, '$[1]') WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' "
                 "ELSE CAST(json_extract(f.value, '$[1]') AS TEXT) END"},
    ExportColumn{"reason", "json_extract(CAST(h.body AS TEXT), '$.reason')"},
    ExportColumn{"hash", "lower(hex(h.hash))"},
    ExportColumn{"login", "json_extract(CAST(h.body AS TEXT), '$.login')"},
};

constexpr ExportColumn inventory_column(std::string_view name, std::string_view expression) {
  return {name, expression, kShortId, "INV-"};
}
constexpr ExportColumn install_column(std::string_view name, std::string_view expression) {
  return {name, expression, kShortId, "IN-"};
}

constexpr std::array kInstalls{
    install_column("id", "n.id"),
    run_column("run", "n.run"),
    step_column("step", "n.run, d.key"),
    ExportColumn{"part", "p.number"},
    ExportColumn{"part_revision", "p.revision"},
    inventory_column("inventory", "n.inventory"),
    ExportColumn{"serial", "i.serial"},
    ExportColumn{"lot", "i.lot"},
    ExportColumn{"quantity", "n.quantity, p.precision", kQuantity},
    ExportColumn{"substitute_for", "CASE WHEN n.substitute = 1 THEN n.part END"},
    ExportColumn{"installed_by", "n.installed_by"},
    ExportColumn{"installed_at", "n.installed_at", kTime},
    ExportColumn{"uninstalled_at", "n.uninstalled_at", kTime},
    ExportColumn{
        "shared",
        "(SELECT count(*) FROM holding l WHERE l.install = n.id AND l.direct = 1 AND l.until IS NULL) > 1",
        kBoolean},
};

constexpr std::array kBatches{
    ExportColumn{"batch", "m.batch", kShortId, "B-"},
    ExportColumn{"title", "json_extract(b.body, '$.title')"},
    run_column("run", "m.run"),
    ExportColumn{"joined_at", "m.joined_at", kTime},
    ExportColumn{"left_at", "m.left_at", kTime},
};

constexpr std::array kInventory{
    inventory_column("id", "i.id"),
    ExportColumn{"part", "p.number"},
    ExportColumn{"part_revision", "p.revision"},
    ExportColumn{"serial", "i.serial"},
    ExportColumn{"lot", "i.lot"},
    ExportColumn{"quantity", "i.quantity, p.precision", kQuantity},
    ExportColumn{"unit", "p.unit"},
    ExportColumn{"location", "i.location"},
    enum_column<InventoryStatus>("status", "i.status"),
    inventory_column("origin", "i.origin"),
    run_column("run", "coalesce(i.kitted, i.run)"),
    ExportColumn{"issue", "i.issue", kShortId, "I-"},
};

constexpr std::array kAbom{
    run_column("run", "t.run"),
    ExportColumn{"level", "t.level", kInteger},
    inventory_column("parent_inventory", "t.parent"),
    ExportColumn{"parent_part", "h.number"},
    install_column("install", "t.install"),
    ExportColumn{"part", "coalesce(p.number, t.part)"},
    inventory_column("inventory", "n.inventory"),
    ExportColumn{"serial", "i.serial"},
    ExportColumn{"lot", "i.lot"},
    ExportColumn{
        "quantity",
        "t.quantity, coalesce(p.precision, (SELECT max(e.precision) FROM part e WHERE e.number = t.part), 0)",
        kQuantity},
    ExportColumn{"designators",
                 "(SELECT group_concat(e.value, ' ') FROM run r JOIN plan_step d ON d.plan = r.plan "
                 "JOIN step_def f ON f.id = d.step_def, json_each(f.body, '$.requires') q, "
                 "json_each(q.value, '$.designators') e WHERE r.id = t.step_run AND "
                 "d.key = t.step AND json_extract(q.value, '$.part') = t.part)"},
    step_column("step", "t.step_run, t.step"),
    ExportColumn{"installed_by", "n.installed_by"},
    ExportColumn{"installed_at", "n.installed_at", kTime},
    ExportColumn{"substitute_for", "CASE WHEN n.substitute = 1 THEN n.part END"},
    ExportColumn{"exception", "t.issue", kShortId, "I-"},
    ExportColumn{"shared",
                 "t.frozen IS NOT NULL OR (SELECT count(*) FROM holding k WHERE k.install = t.install AND "
                 "k.direct = 1 AND k.since <= t.as_of AND coalesce(k.until, t.as_of + 1) > t.as_of) > 1",
                 kBoolean},
};

constexpr std::array kTables{
    ExportTable{"runs", kRuns,
                "FROM run r JOIN part p ON p.id = r.part JOIN inventory_item i ON i.id = r.inventory "
                "LEFT JOIN procedure_revision v ON v.id = r.procedure_revision",
                "r.id"},
    ExportTable{"steps", kSteps,
                "FROM run r CROSS JOIN plan_step d JOIN run_step s ON s.run = r.id AND s.slot = d.slot "
                "LEFT JOIN plan_step e ON e.plan = r.plan AND e.slot = d.parent "
                "LEFT JOIN run_step u ON u.run = s.run AND u.slot = d.parent WHERE d.plan = r.plan",
                "r.id, d.slot"},
    ExportTable{"measurements", kMeasurements,
                "FROM reading m JOIN run r ON r.id = m.run JOIN run_step s ON s.run = m.run AND s.slot = "
                "m.slot JOIN plan_step d ON d.plan = r.plan AND d.slot = m.slot "
                "JOIN field_def f ON f.step_def = m.step_def AND f.field = m.field AND f.col = m.col",
                "m.run, m.slot, m.attempt, m.field, m.row, m.col, m.seq"},
    ExportTable{"installs", kInstalls,
                "FROM install n JOIN inventory_item i ON i.id = n.inventory JOIN part p ON p.id = i.part "
                "JOIN run r ON r.id = n.run JOIN plan_step d ON d.plan = r.plan AND d.slot = n.slot",
                "n.id"},
    // What is in the item of each run, or was when the run ended, and in that, to any depth (a cycle cannot
    // be, and would end); then what was excepted. A piece left its lot before its run ended.
    ExportTable{
        "abom", kAbom,
        "FROM (WITH RECURSIVE held (run, told, level, parent, install, quantity, frozen, as_of, below, path) AS "
        "(SELECT e.run, e.seq, 1, l.parent, l.install, l.quantity, l.frozen, e.seq, coalesce(l.frozen, e.seq), "
        "printf('%012d', l.install) FROM (SELECT r.id AS run, r.inventory, " TRAVELER_RUN_END
        " AS seq FROM run r) e JOIN holding l ON l.parent = e.inventory AND l.since <= e.seq "
        "AND coalesce(l.until, e.seq + 1) > e.seq UNION ALL "
        "SELECT t.run, t.told, t.level + 1, l.parent, l.install, l.quantity, l.frozen, t.below, "
        "coalesce(l.frozen, t.below), t.path || printf('%012d', l.install) FROM held t "
        "JOIN install o ON o.id = t.install JOIN holding l ON l.parent = o.inventory AND l.since <= t.below "
        "AND coalesce(l.until, t.below + 1) > t.below WHERE t.level < 100 AND EXISTS (SELECT 1 FROM holding u "
        "WHERE u.install = l.install AND u.since <= t.told AND coalesce(u.until, t.told + 1) > t.told)) "
        "SELECT k.run, k.level, k.parent, k.install, k.quantity, k.frozen, k.as_of, k.path, m.run AS step_run, "
        "q.key AS step, m.part, NULL AS issue FROM held k JOIN install m ON m.id = k.install "
        "JOIN run w ON w.id = m.run JOIN plan_step q ON q.plan = w.plan AND q.slot = m.slot UNION ALL "
        "SELECT x.run, 1, r.inventory, NULL, x.quantity, NULL, 0, 'x' || y.key || ':' || x.part, x.run, "
        "y.key, x.part, x.issue FROM requirement_exception x JOIN run r ON r.id = x.run "
        "JOIN plan_step y ON y.plan = r.plan AND y.slot = x.slot) t "
        "JOIN inventory_item g ON g.id = t.parent JOIN part h ON h.id = g.part "
        "LEFT JOIN install n ON n.id = t.install "
        "LEFT JOIN inventory_item i ON i.id = n.inventory LEFT JOIN part p ON p.id = i.part",
        "t.run, t.path"},
    ExportTable{"batches", kBatches,
                "FROM batch_member m JOIN record b ON b.kind = 'batch' AND b.number = m.batch",
                "m.batch, m.run, m.joined_seq"},
    ExportTable{"inventory", kInventory, "FROM inventory_item i JOIN part p ON p.id = i.part", "i.id"},
    ExportTable{"history", kHistory,
                "FROM history_entry h JOIN json_each(CAST(h.body AS TEXT), '$.changes') c "
                "JOIN json_each(c.value, '$.fields') f",
                "h.seq, c.key, f.key"},
};

/// The SQL that spells a raw column as the export does; for the views.
std::string spelled(const ExportColumn& column) {
  const std::string_view raw = column.expression;
  switch (column.type) {
    case kBoolean:
      return concat("CASE WHEN (", raw, ") THEN 1 ELSE 0 END");
    case kTime: {
      // Before 1970 the fraction counts from the second below, as everywhere.
      const std::string fraction = concat("(((", raw, ") % 1000000 + 1000000) % 1000000)");
      return concat("strftime('%Y-%m-%dT%H:%M:%S', ((", raw, ") - ", fraction,
                    ") / 1000000, 'unixepoch') || printf('.%06dZ', ", fraction, ")");
    }
    case kQuantity: {
      const std::size_t comma = raw.find(", ");
      const std::string_view micros = raw.substr(0, comma);
      const std::string_view precision = raw.substr(comma + 2);
      const std::string decimals = concat("substr(CAST(1000000 + ", micros, " % 1000000 AS TEXT), 2)");
      return concat("CAST(", micros, " / 1000000 AS TEXT) || CASE WHEN ", precision, " = 0 AND ", micros,
                    " % 1000000 = 0 THEN '' ELSE '.' || substr(", decimals, ", 1, max(", precision,
                    ", length(rtrim(", decimals, ", '0')))) END");
    }
    case kShortId:
      return concat("'", column.prefix, "' || ", raw);
    case kStepId: {
      const std::size_t comma = raw.find(", ");
      return concat("'", column.prefix, "' || ", raw.substr(0, comma), " || '/' || ", raw.substr(comma + 2));
    }
    case kEnum: {
      std::string out = concat("CASE ", raw);
      for (std::size_t i = 0; i < column.texts.size(); ++i) {
        out += concat(" WHEN ", i, " THEN '", column.texts[i], "'");
      }
      return out + " END";
    }
    case kText:
    case kInteger:
    case kNumber:
      break;
  }
  return std::string(raw);
}

}  // namespace

std::span<const ExportTable> export_table_specs() { return kTables; }

const ExportTable* find_export_table(std::string_view name) {
  for (const ExportTable& table : kTables) {
    if (table.name == name) return &table;
  }
  return nullptr;
}

void create_export_views(Connection& db) {
  for (const ExportTable& table : kTables) {
    std::string sql = concat("CREATE TEMP VIEW ", table.name, " AS SELECT ");
    bool first = true;
    for (const ExportColumn& column : table.columns) {
      sql += concat(first ? "" : ", ", spelled(column), " AS \"", column.name, '"');
      first = false;
    }
    db.run_script(concat(sql, ' ', table.from, " ORDER BY ", table.order));
  }
}

Statement read_export(Connection& db, const ExportTable& table) {
  std::string sql = "SELECT ";
  bool first = true;
  for (const ExportColumn& column : table.columns) {
    sql += concat(first ? "" : ", ", column.expression);
    first = false;
  }
  return db.prepare_once(concat(sql, ' ', table.from, " ORDER BY ", table.order));
}

}  // namespace traveler::store
