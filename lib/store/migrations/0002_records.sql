-- Export views leave the file: they are made where they are asked for. Kinds of which there are few objects
-- share one table of canonical records. A step has one identity, its slot. Sibling identity stands in the plan.

DROP VIEW IF EXISTS runs;
DROP VIEW IF EXISTS steps;
DROP VIEW IF EXISTS measurements;
DROP VIEW IF EXISTS installs;
DROP VIEW IF EXISTS abom;
DROP VIEW IF EXISTS batches;
DROP VIEW IF EXISTS inventory;
DROP VIEW IF EXISTS history;

-- Records: what the history tells of an object, as canonical JSON --------------------------------

CREATE TABLE record (
  kind TEXT NOT NULL,
  number INTEGER NOT NULL,          -- of a short id, else 0
  name TEXT NOT NULL,               -- where there is no number
  revision INTEGER NOT NULL CHECK (revision > 0),
  body TEXT NOT NULL,
  PRIMARY KEY (kind, number, name)
) STRICT, WITHOUT ROWID;

-- The ids that a record is looked for by, besides its own.
CREATE TABLE record_target (
  target TEXT NOT NULL,
  kind TEXT NOT NULL,
  number INTEGER NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (target, kind, number, name)
) STRICT, WITHOUT ROWID;

INSERT INTO record SELECT 'user', 0, name, revision, '{"active":' || iif(active, 'true', 'false')
  || ',"printed_name":' || json_quote(printed_name)
  || ',"roles":' || iif(roles = '', '[]', '["' || replace(roles, ' ', '","') || '"]') || '}' FROM account;
INSERT INTO record SELECT 'team', 0, name, revision,
  '{"roles":' || iif(roles = '', '[]', '["' || replace(roles, ' ', '","') || '"]')
  || ',"users":' || iif(users = '', '[]', '["' || replace(users, ' ', '","') || '"]') || '}' FROM team;
INSERT INTO record SELECT 'role', 0, name, revision,
  '{"allow":' || iif(allow = '', '[]', '["' || replace(allow, ' ', '","') || '"]') || '}' FROM role;
INSERT INTO record SELECT 'setting', 0, key, 1, '{"value":' || json_quote(value) || '}' FROM setting;
INSERT INTO record SELECT 'location', 0, code, revision, '{"name":' || json_quote(name)
  || ',"work_center":' || iif(work_center, 'true', 'false') || '}' FROM location;
INSERT INTO record SELECT 'batch', id, '', revision, '{"title":' || json_quote(title) || '}' FROM batch;
INSERT INTO record SELECT 'issue', id, '', revision, '{"created_at":"'
  || strftime('%Y-%m-%dT%H:%M:%S', (created_at - ((created_at % 1000000) + 1000000) % 1000000) / 1000000, 'unixepoch')
  || printf('.%06dZ', ((created_at % 1000000) + 1000000) % 1000000)
  || '","created_by":' || json_quote(created_by)
  || coalesce(',"run":"R-' || run || '"', '')
  || ',"state":"' || CASE state WHEN 0 THEN 'pending' WHEN 1 THEN 'in_progress' WHEN 2 THEN 'in_review' ELSE 'resolved' END
  || '"' || coalesce(',"step":' || CASE WHEN step IS NOT NULL THEN json_quote(step) END, '')
  || ',"title":' || json_quote(title) || '}' FROM issue;
INSERT INTO record_target SELECT 'R-' || run, 'issue', id, '' FROM issue WHERE run IS NOT NULL;

DROP TABLE account;
DROP TABLE team;
DROP TABLE role;
DROP TABLE setting;
DROP TABLE location;
DROP TABLE batch;
DROP TABLE issue;

-- Steps by slot -----------------------------------------------------------------------------------

CREATE TABLE new_install (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES run (id),
  slot INTEGER NOT NULL,
  part TEXT NOT NULL,               -- the requirement's
  inventory INTEGER NOT NULL REFERENCES inventory_item (id),
  quantity INTEGER NOT NULL,
  substitute INTEGER NOT NULL,
  installed_by TEXT NOT NULL,
  installed_at INTEGER NOT NULL,
  uninstalled_by TEXT,
  uninstalled_at INTEGER,
  CHECK (quantity >= 0)
) STRICT;
INSERT INTO new_install SELECT i.id, i.run, d.slot, i.part, i.inventory, i.quantity, i.substitute, i.installed_by,
  i.installed_at, i.uninstalled_by, i.uninstalled_at
  FROM install i JOIN run r ON r.id = i.run JOIN plan_step d ON d.plan = r.plan AND d.key = i.step ORDER BY i.id;
DROP TABLE install;
ALTER TABLE new_install RENAME TO install;
CREATE INDEX install_by_run ON install (run, slot);
CREATE INDEX install_by_inventory ON install (inventory);

CREATE TABLE new_exception (
  run INTEGER NOT NULL REFERENCES run (id),
  slot INTEGER NOT NULL,
  part TEXT NOT NULL,
  quantity INTEGER NOT NULL CHECK (quantity > 0),
  issue INTEGER NOT NULL,
  excepted_by TEXT NOT NULL,
  excepted_at INTEGER NOT NULL,
  PRIMARY KEY (run, slot, part)
) STRICT, WITHOUT ROWID;
INSERT INTO new_exception SELECT x.run, d.slot, x.part, x.quantity, x.issue, x.excepted_by, x.excepted_at
  FROM requirement_exception x JOIN run r ON r.id = x.run JOIN plan_step d ON d.plan = r.plan AND d.key = x.step
  ORDER BY x.run, d.slot, x.part;
DROP TABLE requirement_exception;
ALTER TABLE new_exception RENAME TO requirement_exception;

-- Sibling identity --------------------------------------------------------------------------------

ALTER TABLE step_def ADD COLUMN outside INTEGER NOT NULL DEFAULT 0;  -- has an outside process
ALTER TABLE step_def ADD COLUMN meaning BLOB;                        -- its digest but for the revision it uses; null: the same
ALTER TABLE plan ADD COLUMN last_slot INTEGER NOT NULL DEFAULT 0;    -- the highest ever used in it or before it
UPDATE plan SET last_slot = (SELECT coalesce(max(d.slot), 0) FROM plan_step d WHERE d.plan = plan.id);
ALTER TABLE plan_step ADD COLUMN standard TEXT;                      -- std:KEY, or std:KEY/CHILD
UPDATE step_def SET outside = 1 WHERE json_type(body, '$.outside') IS NOT NULL;
WITH RECURSIVE used (plan, slot, root, standard, key) AS (
  SELECT d.plan, d.slot, d.key, substr(json_extract(f.body, '$.use'), 1, instr(json_extract(f.body, '$.use'), '@') - 1), d.key
    FROM plan_step d JOIN step_def f ON f.id = d.step_def WHERE json_type(f.body, '$.use') IS NOT NULL
  UNION ALL
  SELECT c.plan, c.slot, u.root, u.standard, c.key FROM used u JOIN plan_step c ON c.plan = u.plan AND c.parent = u.slot
    JOIN step_def f ON f.id = c.step_def WHERE json_type(f.body, '$.use') IS NULL)
UPDATE plan_step SET standard = used.standard || iif(used.key = used.root, '', '/' || substr(used.key, length(used.root) + 2))
  FROM used WHERE used.plan = plan_step.plan AND used.slot = plan_step.slot;

DROP INDEX part_by_number;
CREATE UNIQUE INDEX part_by_number ON part (number, coalesce(revision, ''));

-- Texts of the schema, which every command reads at every open: no references into tables that are gone, and checks where a
-- fault of the program could make a row wrong; what an enum or a flag can be is decided where it is written and read. The
-- columns stay as they are.

UPDATE sqlite_schema SET sql = 'CREATE TABLE part (
  id INTEGER PRIMARY KEY, number TEXT NOT NULL, revision TEXT, name TEXT NOT NULL, tracking INTEGER NOT NULL,
  unit TEXT NOT NULL, precision INTEGER NOT NULL
) STRICT' WHERE name = 'part';

UPDATE sqlite_schema SET sql = 'CREATE TABLE inventory_item (
  id INTEGER PRIMARY KEY, part INTEGER NOT NULL REFERENCES part (id), number TEXT NOT NULL, serial TEXT, lot TEXT,
  quantity INTEGER NOT NULL, location TEXT, origin INTEGER REFERENCES inventory_item (id), run INTEGER,
  wip INTEGER NOT NULL, kitted INTEGER REFERENCES run (id), install INTEGER, quarantined INTEGER NOT NULL,
  scrapped INTEGER NOT NULL, issue INTEGER, merged_into INTEGER REFERENCES inventory_item (id),
  status INTEGER NOT NULL, revision INTEGER NOT NULL,
  CHECK (quantity >= 0 AND (serial IS NULL OR quantity IN (0, 1000000)))
) STRICT' WHERE name = 'inventory_item';

UPDATE sqlite_schema SET sql = 'CREATE TABLE plan_step (
  plan INTEGER NOT NULL REFERENCES plan (id), slot INTEGER NOT NULL, position INTEGER NOT NULL, key TEXT NOT NULL,
  number TEXT NOT NULL, title TEXT NOT NULL, required INTEGER NOT NULL, required_for_run INTEGER NOT NULL,
  parent INTEGER, children INTEGER NOT NULL, upstreams INTEGER NOT NULL,
  step_def INTEGER NOT NULL REFERENCES step_def (id), location TEXT, standard TEXT,
  PRIMARY KEY (plan, slot)
) STRICT, WITHOUT ROWID' WHERE name = 'plan_step';

UPDATE sqlite_schema SET sql = 'CREATE TABLE procedure_revision (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL, revision INTEGER NOT NULL, state INTEGER NOT NULL, title TEXT NOT NULL,
  type INTEGER, parts TEXT NOT NULL, uses TEXT NOT NULL, document INTEGER NOT NULL REFERENCES document (id),
  plan INTEGER NOT NULL REFERENCES plan (id), created_by TEXT NOT NULL, created_at INTEGER NOT NULL,
  submitted_by TEXT, submitted_at INTEGER, released_by TEXT, released_at INTEGER,
  UNIQUE (key, revision)
) STRICT' WHERE name = 'procedure_revision';

UPDATE sqlite_schema SET sql = 'CREATE TABLE sibling_group (
  id INTEGER PRIMARY KEY, batch INTEGER NOT NULL, parent INTEGER REFERENCES sibling_group (id), origin TEXT NOT NULL,
  standard TEXT, definition BLOB NOT NULL
) STRICT' WHERE name = 'sibling_group';

UPDATE sqlite_schema SET sql = 'CREATE TABLE run (
  id INTEGER PRIMARY KEY, title TEXT NOT NULL, procedure_revision INTEGER REFERENCES procedure_revision (id),
  part INTEGER NOT NULL REFERENCES part (id), inventory INTEGER NOT NULL REFERENCES inventory_item (id),
  quantity INTEGER NOT NULL, plan INTEGER NOT NULL REFERENCES plan (id), lifecycle INTEGER NOT NULL, batch INTEGER,
  assignee TEXT, due INTEGER, scheduled_start INTEGER, scheduled_end INTEGER, export_controlled INTEGER NOT NULL,
  created_at INTEGER NOT NULL, created_by TEXT NOT NULL, started_at INTEGER, completed_at INTEGER,
  updated_at INTEGER NOT NULL, revision INTEGER NOT NULL, todo INTEGER NOT NULL, in_progress INTEGER NOT NULL,
  hold INTEGER NOT NULL, redline INTEGER NOT NULL, completed INTEGER NOT NULL, failed INTEGER NOT NULL,
  canceled INTEGER NOT NULL, open_required INTEGER NOT NULL, status INTEGER NOT NULL,
  CHECK (quantity > 0 AND min(todo, in_progress, hold, redline, completed, failed, canceled, open_required) >= 0)
) STRICT' WHERE name = 'run';

UPDATE sqlite_schema SET sql = 'CREATE TABLE run_step (
  run INTEGER NOT NULL REFERENCES run (id), slot INTEGER NOT NULL, state INTEGER NOT NULL, attempt INTEGER NOT NULL,
  open_upstreams INTEGER NOT NULL, revision INTEGER NOT NULL, held_from INTEGER, redlined_from INTEGER,
  canceled_with INTEGER, siblings INTEGER REFERENCES sibling_group (id), started_at INTEGER, started_by TEXT,
  completed_at INTEGER, completed_by TEXT, updated_at INTEGER,
  PRIMARY KEY (run, slot),
  CHECK (open_upstreams >= 0)
) STRICT, WITHOUT ROWID' WHERE name = 'run_step';

UPDATE sqlite_schema SET sql = 'CREATE TABLE reading (
  run INTEGER NOT NULL, slot INTEGER NOT NULL, attempt INTEGER NOT NULL, field TEXT NOT NULL, row TEXT NOT NULL,
  col TEXT NOT NULL, seq INTEGER NOT NULL, step_def INTEGER NOT NULL REFERENCES step_def (id), value TEXT, number TEXT,
  judgement INTEGER NOT NULL, is_current INTEGER NOT NULL, superseded INTEGER NOT NULL, printed_name TEXT,
  recorded_by TEXT NOT NULL, recorded_at INTEGER NOT NULL, deviation_reason TEXT, attachment TEXT,
  PRIMARY KEY (run, slot, attempt, field, row, col, seq),
  FOREIGN KEY (run, slot) REFERENCES run_step (run, slot)
) STRICT, WITHOUT ROWID' WHERE name = 'reading';

UPDATE sqlite_schema SET sql = 'CREATE TABLE batch_member (
  batch INTEGER NOT NULL, run INTEGER NOT NULL REFERENCES run (id), joined_seq INTEGER NOT NULL,
  joined_at INTEGER NOT NULL, left_at INTEGER,
  PRIMARY KEY (batch, run, joined_seq)
) STRICT, WITHOUT ROWID' WHERE name = 'batch_member';
