-- The first schema of a workspace. Enums are stored as their index; the export views spell them.
-- Times are microseconds since 1970 (UTC), quantities millionths of the unit.

CREATE TABLE workspace (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  uuid TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

-- People, roles, places ------------------------------------------------------------------------

CREATE TABLE account (
  name TEXT PRIMARY KEY,
  printed_name TEXT NOT NULL,
  roles TEXT NOT NULL,              -- role names, separated by spaces
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  revision INTEGER NOT NULL CHECK (revision > 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE team (
  name TEXT PRIMARY KEY,
  users TEXT NOT NULL,              -- user names, separated by spaces
  roles TEXT NOT NULL,
  revision INTEGER NOT NULL CHECK (revision > 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE role (
  name TEXT PRIMARY KEY,
  allow TEXT NOT NULL,              -- permissions, separated by spaces
  revision INTEGER NOT NULL CHECK (revision > 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE location (
  code TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  work_center INTEGER NOT NULL CHECK (work_center IN (0, 1)),
  revision INTEGER NOT NULL CHECK (revision > 0)
) STRICT, WITHOUT ROWID;

-- Material -------------------------------------------------------------------------------------

CREATE TABLE part (
  id INTEGER PRIMARY KEY,
  number TEXT NOT NULL,
  revision TEXT,
  name TEXT NOT NULL,
  tracking INTEGER NOT NULL CHECK (tracking BETWEEN 0 AND 2),
  unit TEXT NOT NULL,
  precision INTEGER NOT NULL CHECK (precision BETWEEN 0 AND 6)
) STRICT;
CREATE UNIQUE INDEX part_by_number ON part (number, ifnull(revision, ''));

CREATE TABLE inventory_item (
  id INTEGER PRIMARY KEY,
  part INTEGER NOT NULL REFERENCES part (id),
  number TEXT NOT NULL,             -- of the part: serials are unique over its revisions
  serial TEXT,
  lot TEXT,
  quantity INTEGER NOT NULL CHECK (quantity >= 0),
  location TEXT REFERENCES location (code),
  origin INTEGER REFERENCES inventory_item (id),
  run INTEGER,                      -- that holds it, or made it
  wip INTEGER NOT NULL CHECK (wip IN (0, 1)),
  kitted INTEGER REFERENCES run (id),
  install INTEGER,                  -- the active one whose piece this is
  quarantined INTEGER NOT NULL CHECK (quarantined IN (0, 1)),
  scrapped INTEGER NOT NULL CHECK (scrapped IN (0, 1)),
  issue INTEGER REFERENCES issue (id),
  merged_into INTEGER REFERENCES inventory_item (id),
  status INTEGER NOT NULL CHECK (status BETWEEN 0 AND 7),  -- follows from the facts
  revision INTEGER NOT NULL CHECK (revision > 0),
  CHECK (serial IS NULL OR quantity IN (0, 1000000))
) STRICT;
CREATE UNIQUE INDEX inventory_by_serial ON inventory_item (number, serial) WHERE serial IS NOT NULL;
CREATE INDEX inventory_by_lot ON inventory_item (number, lot) WHERE lot IS NOT NULL;
CREATE INDEX inventory_by_part ON inventory_item (part);
CREATE INDEX inventory_by_kitted ON inventory_item (kitted) WHERE kitted IS NOT NULL;
CREATE INDEX inventory_by_issue ON inventory_item (issue) WHERE issue IS NOT NULL;

-- Plans: content-addressed, never changed, shared by all runs ----------------------------------

CREATE TABLE document (
  id INTEGER PRIMARY KEY,
  digest BLOB NOT NULL UNIQUE,      -- SHA-256 of the body
  body TEXT NOT NULL                -- canonical JSON of a whole procedure
) STRICT;

CREATE TABLE step_def (
  id INTEGER PRIMARY KEY,
  digest BLOB NOT NULL UNIQUE,      -- SHA-256 of the body
  body TEXT NOT NULL                -- canonical JSON of one step definition
) STRICT;

-- The fields of a definition as rows, for exports; they follow from its body.
CREATE TABLE field_def (
  step_def INTEGER NOT NULL REFERENCES step_def (id),
  field TEXT NOT NULL,
  col TEXT NOT NULL,                -- column of a table; empty otherwise
  type INTEGER NOT NULL,
  unit TEXT,
  min TEXT,
  max TEXT,
  PRIMARY KEY (step_def, field, col)
) STRICT, WITHOUT ROWID;

CREATE TABLE plan (
  id INTEGER PRIMARY KEY,
  digest BLOB NOT NULL UNIQUE,
  steps INTEGER NOT NULL,
  required_steps INTEGER NOT NULL
) STRICT;

CREATE TABLE plan_step (
  plan INTEGER NOT NULL REFERENCES plan (id),
  slot INTEGER NOT NULL,            -- stable identity in this plan and those derived from it
  position INTEGER NOT NULL,        -- order of display
  key TEXT NOT NULL,
  number TEXT NOT NULL,             -- "2.1"
  title TEXT NOT NULL,
  required INTEGER NOT NULL CHECK (required IN (0, 1)),
  required_for_run INTEGER NOT NULL CHECK (required_for_run IN (0, 1)),
  parent INTEGER,
  children INTEGER NOT NULL,
  upstreams INTEGER NOT NULL,       -- written edges into the step
  step_def INTEGER NOT NULL REFERENCES step_def (id),
  location TEXT,
  PRIMARY KEY (plan, slot)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX plan_step_by_key ON plan_step (plan, key);
CREATE INDEX plan_step_by_parent ON plan_step (plan, parent) WHERE parent IS NOT NULL;

CREATE TABLE plan_edge (
  plan INTEGER NOT NULL REFERENCES plan (id),
  downstream INTEGER NOT NULL,
  upstream INTEGER NOT NULL,
  PRIMARY KEY (plan, downstream, upstream)
) STRICT, WITHOUT ROWID;
CREATE INDEX plan_edge_by_upstream ON plan_edge (plan, upstream, downstream);

CREATE TABLE procedure_revision (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL,
  revision INTEGER NOT NULL CHECK (revision > 0),
  state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3),
  title TEXT NOT NULL,
  type INTEGER,                     -- null: a standard step, whose key is std:KEY
  parts TEXT NOT NULL,              -- part numbers, separated by spaces
  uses TEXT NOT NULL,               -- standard steps, std:KEY@REV, separated by spaces
  document INTEGER NOT NULL REFERENCES document (id),
  plan INTEGER NOT NULL REFERENCES plan (id),
  created_by TEXT NOT NULL REFERENCES account (name),
  created_at INTEGER NOT NULL,
  submitted_by TEXT REFERENCES account (name),
  submitted_at INTEGER,
  released_by TEXT REFERENCES account (name),
  released_at INTEGER,
  UNIQUE (key, revision)
) STRICT;

-- Runs -----------------------------------------------------------------------------------------

CREATE TABLE batch (
  id INTEGER PRIMARY KEY,
  title TEXT NOT NULL,
  revision INTEGER NOT NULL CHECK (revision > 0)
) STRICT;

-- Steps of a batch that move together; which steps, their rows say.
CREATE TABLE sibling_group (
  id INTEGER PRIMARY KEY,
  batch INTEGER NOT NULL REFERENCES batch (id),
  parent INTEGER REFERENCES sibling_group (id),
  origin TEXT NOT NULL,             -- PROCEDURE/KEY of the step that founded it
  standard TEXT,                    -- the standard step, std:KEY, or a child of it, std:KEY/CHILD
  definition BLOB NOT NULL          -- SHA-256 of the step's definition, but for the revision that says so
) STRICT;
CREATE INDEX sibling_group_by_batch ON sibling_group (batch);

CREATE TABLE run (
  id INTEGER PRIMARY KEY,
  title TEXT NOT NULL,
  procedure_revision INTEGER REFERENCES procedure_revision (id),
  part INTEGER NOT NULL REFERENCES part (id),
  inventory INTEGER NOT NULL REFERENCES inventory_item (id),
  quantity INTEGER NOT NULL CHECK (quantity > 0),
  plan INTEGER NOT NULL REFERENCES plan (id),
  lifecycle INTEGER NOT NULL CHECK (lifecycle BETWEEN 0 AND 3),
  batch INTEGER REFERENCES batch (id),
  assignee TEXT,
  due INTEGER,
  scheduled_start INTEGER,
  scheduled_end INTEGER,
  export_controlled INTEGER NOT NULL CHECK (export_controlled IN (0, 1)),
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL REFERENCES account (name),
  started_at INTEGER,
  completed_at INTEGER,
  updated_at INTEGER NOT NULL,
  revision INTEGER NOT NULL CHECK (revision > 0),
  -- Kept by every transition; they follow from run_step.
  todo INTEGER NOT NULL CHECK (todo >= 0),
  in_progress INTEGER NOT NULL CHECK (in_progress >= 0),
  hold INTEGER NOT NULL CHECK (hold >= 0),
  redline INTEGER NOT NULL CHECK (redline >= 0),
  completed INTEGER NOT NULL CHECK (completed >= 0),
  failed INTEGER NOT NULL CHECK (failed >= 0),
  canceled INTEGER NOT NULL CHECK (canceled >= 0),
  open_required INTEGER NOT NULL CHECK (open_required >= 0),
  status INTEGER NOT NULL CHECK (status BETWEEN 0 AND 7)
) STRICT;
CREATE TABLE run_attribute (
  run INTEGER NOT NULL REFERENCES run (id),
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (run, name)
) STRICT, WITHOUT ROWID;

CREATE INDEX run_by_open ON run (lifecycle, status) WHERE lifecycle < 2;
CREATE INDEX run_by_procedure ON run (procedure_revision, lifecycle);

CREATE TABLE run_step (
  run INTEGER NOT NULL REFERENCES run (id),
  slot INTEGER NOT NULL,
  state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 6),
  attempt INTEGER NOT NULL CHECK (attempt > 0),
  open_upstreams INTEGER NOT NULL CHECK (open_upstreams >= 0),  -- follows from states and edges
  revision INTEGER NOT NULL CHECK (revision > 0),
  held_from INTEGER,
  redlined_from INTEGER,
  canceled_with INTEGER,            -- slot of the ancestor whose cancel took it along
  siblings INTEGER REFERENCES sibling_group (id),  -- the steps of the batch that it moves with
  started_at INTEGER,
  started_by TEXT,
  completed_at INTEGER,
  completed_by TEXT,
  updated_at INTEGER,
  PRIMARY KEY (run, slot)
) STRICT, WITHOUT ROWID;

CREATE INDEX run_step_by_siblings ON run_step (siblings) WHERE siblings IS NOT NULL;

CREATE TABLE reading (
  run INTEGER NOT NULL,
  slot INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  field TEXT NOT NULL,
  row TEXT NOT NULL,                -- table cell; empty otherwise
  col TEXT NOT NULL,
  seq INTEGER NOT NULL,             -- of the history entry that recorded it
  step_def INTEGER NOT NULL REFERENCES step_def (id),
  value TEXT,                       -- as typed; NULL when cleared
  number TEXT,                      -- the value as a plain decimal, where it is one
  judgement INTEGER NOT NULL CHECK (judgement BETWEEN 0 AND 4),
  is_current INTEGER NOT NULL CHECK (is_current IN (0, 1)),
  superseded INTEGER NOT NULL CHECK (superseded IN (0, 1)),
  printed_name TEXT,
  recorded_by TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  deviation_reason TEXT,
  attachment TEXT,                  -- of a file: the digest of its content
  PRIMARY KEY (run, slot, attempt, field, row, col, seq),
  FOREIGN KEY (run, slot) REFERENCES run_step (run, slot)
) STRICT, WITHOUT ROWID;

-- Each time that a run was in a batch.
CREATE TABLE batch_member (
  batch INTEGER NOT NULL REFERENCES batch (id),
  run INTEGER NOT NULL REFERENCES run (id),
  joined_seq INTEGER NOT NULL,      -- of the history entry
  joined_at INTEGER NOT NULL,
  left_at INTEGER,
  PRIMARY KEY (batch, run, joined_seq)
) STRICT, WITHOUT ROWID;

-- Quality events -------------------------------------------------------------------------------

CREATE TABLE issue (
  id INTEGER PRIMARY KEY,
  title TEXT NOT NULL,
  state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3),
  run INTEGER REFERENCES run (id),
  step TEXT,
  created_by TEXT NOT NULL REFERENCES account (name),
  created_at INTEGER NOT NULL,
  revision INTEGER NOT NULL CHECK (revision > 0)
) STRICT;
CREATE INDEX issue_by_run ON issue (run) WHERE run IS NOT NULL;

-- Installs -------------------------------------------------------------------------------------

CREATE TABLE install (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES run (id),
  step TEXT NOT NULL,               -- key within the run
  part TEXT NOT NULL,               -- the requirement's
  inventory INTEGER NOT NULL REFERENCES inventory_item (id),
  quantity INTEGER NOT NULL CHECK (quantity >= 0),
  substitute INTEGER NOT NULL CHECK (substitute IN (0, 1)),
  installed_by TEXT NOT NULL REFERENCES account (name),
  installed_at INTEGER NOT NULL,
  uninstalled_by TEXT REFERENCES account (name),
  uninstalled_at INTEGER
) STRICT;
CREATE INDEX install_by_run ON install (run, step);
CREATE INDEX install_by_inventory ON install (inventory);

-- The items that hold an install: its run's, and after a split the other groups' until it is resolved.
CREATE TABLE install_parent (
  install INTEGER NOT NULL REFERENCES install (id),
  parent INTEGER NOT NULL REFERENCES inventory_item (id),
  PRIMARY KEY (install, parent)
) STRICT, WITHOUT ROWID;
CREATE INDEX install_parent_by_parent ON install_parent (parent, install);

CREATE TABLE requirement_exception (
  run INTEGER NOT NULL REFERENCES run (id),
  step TEXT NOT NULL,
  part TEXT NOT NULL,
  quantity INTEGER NOT NULL CHECK (quantity > 0),
  issue INTEGER NOT NULL REFERENCES issue (id),
  excepted_by TEXT NOT NULL REFERENCES account (name),
  excepted_at INTEGER NOT NULL,
  PRIMARY KEY (run, step, part)
) STRICT, WITHOUT ROWID;

-- Requests that were carried out under an idempotency key; no part of the history.
CREATE TABLE answered_request (
  key TEXT PRIMARY KEY,
  request BLOB NOT NULL,            -- SHA-256 of the request
  answer TEXT NOT NULL,             -- JSON
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- History: append-only, hash-chained -----------------------------------------------------------

CREATE TABLE history_entry (
  seq INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,              -- when it happened
  recorded_at INTEGER NOT NULL,     -- when it was entered
  actor TEXT NOT NULL,
  op TEXT NOT NULL,
  subject TEXT NOT NULL,
  root TEXT NOT NULL,               -- the run of a step or field, else the subject: what `log` asks for
  body BLOB NOT NULL,               -- canonical JSON; the hash covers these bytes
  prev BLOB NOT NULL,
  hash BLOB NOT NULL
) STRICT;
CREATE INDEX history_by_root ON history_entry (root, seq);

CREATE TRIGGER history_is_not_changed BEFORE UPDATE ON history_entry
BEGIN SELECT raise(ABORT, 'the history is append-only'); END;
CREATE TRIGGER history_is_not_deleted BEFORE DELETE ON history_entry
BEGIN SELECT raise(ABORT, 'the history is append-only'); END;
