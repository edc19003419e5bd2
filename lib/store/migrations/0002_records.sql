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
  quantity INTEGER NOT NULL CHECK (quantity >= 0),
  substitute INTEGER NOT NULL CHECK (substitute IN (0, 1)),
  installed_by TEXT NOT NULL,
  installed_at INTEGER NOT NULL,
  uninstalled_by TEXT,
  uninstalled_at INTEGER
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

-- References into tables that are gone.
UPDATE sqlite_schema SET sql = replace(replace(replace(replace(sql, ' REFERENCES account (name)', ''),
  ' REFERENCES location (code)', ''), ' REFERENCES issue (id)', ''), ' REFERENCES batch (id)', '')
  WHERE type = 'table';
