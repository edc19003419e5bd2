-- What an item holds and held, by the entries of the history between which it did: the record of an ended run tells what was
-- there then, and what a piece took along from the lot that it left stands below it.

CREATE TABLE holding (
  parent INTEGER NOT NULL,          -- the item
  install INTEGER NOT NULL,
  since INTEGER NOT NULL,           -- seq of the entry
  until INTEGER,                    -- likewise; null: it still does
  quantity INTEGER NOT NULL,        -- of the install meanwhile
  direct INTEGER NOT NULL,          -- put there; else it came with a piece or a merge
  frozen INTEGER,                   -- came with a piece: what it is made of itself counts as of this entry
  PRIMARY KEY (parent, install, since)
) STRICT, WITHOUT ROWID;
CREATE INDEX holding_by_install ON holding (install);

ALTER TABLE run ADD COLUMN ended_seq INTEGER;                     -- of the entry that ended it; null: it is open
ALTER TABLE inventory_item ADD COLUMN merged_seq INTEGER;         -- of the entry that merged it into another

DROP TABLE install_parent;
