-- Version 4: workflows.

-- Mined ones, and what came of them by editing; immutable. `edits`: what users changed, told by log keys, so that it can
-- be done to the next one that is mined.
CREATE TABLE workflow (
  id        INTEGER PRIMARY KEY,
  parent    INTEGER REFERENCES workflow (id) ON DELETE SET NULL,
  created   INTEGER NOT NULL,
  settings  TEXT NOT NULL,
  saw       TEXT NOT NULL,
  edits     TEXT NOT NULL DEFAULT '[]',
  automaton BLOB NOT NULL
);

-- The one in use. Undo moves it back.
CREATE TABLE active_workflow (
  only     INTEGER PRIMARY KEY CHECK (only = 1),
  workflow INTEGER NOT NULL REFERENCES workflow (id)
);

-- Events that name no session and were found to belong to one, by an identifier that they share with it or by when they
-- come. Made anew whenever a workflow is mined.
CREATE TABLE linked_event (
  session INTEGER NOT NULL,
  event   INTEGER NOT NULL,
  PRIMARY KEY (session, event)
) WITHOUT ROWID;
CREATE INDEX linked_event_by_event ON linked_event (event);
