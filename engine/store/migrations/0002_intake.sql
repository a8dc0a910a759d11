-- Version 2: key edits, users' layouts, ground truth and numeric values.

-- What a user calls a key; empty: it goes by its template.
ALTER TABLE log_key ADD COLUMN name TEXT NOT NULL DEFAULT '';

-- A key that a user split off another: messages that match `parent` and have the word `token` are of `key`. One that is
-- not active was taken back: its events are the parent's again, and its id stays taken.
CREATE TABLE key_split (
  key    INTEGER PRIMARY KEY REFERENCES log_key (id),
  parent INTEGER NOT NULL REFERENCES log_key (id),
  token  TEXT NOT NULL,
  active INTEGER NOT NULL DEFAULT 1
);

-- What users said to be parameters: RE2 expressions.
CREATE TABLE key_mask (
  id         INTEGER PRIMARY KEY,
  expression TEXT NOT NULL,
  active     INTEGER NOT NULL DEFAULT 1
);

-- What was read as what when a model was learnt (JSON), so that it can be told whether the keys are still those.
CREATE TABLE model_keys (
  model INTEGER PRIMARY KEY REFERENCES model (id) ON DELETE CASCADE,
  keys  TEXT NOT NULL
);

-- Keys as they are read: merged ones as the one that they were merged into.
DROP VIEW event_view;
CREATE VIEW event_view AS
  SELECT event.id >> 32 AS source, event.id & 4294967295 AS ordinal, source.path AS path,
         datetime(event.time / 1000000000, 'unixepoch') AS stated_time, source.zone AS zone,
         coalesce(source.host, stream.host) AS host, coalesce(source.service, stream.service) AS service,
         stream.process AS process, log_key.template AS template, session.label AS session,
         event.offset AS offset, event.length AS length, log_key.id AS key, log_key.name AS key_name
    FROM event
    JOIN source ON source.id = event.id >> 32
    JOIN stream ON stream.id = event.stream
    LEFT JOIN key_alias ON key_alias.key = event.key
    LEFT JOIN log_key ON log_key.id = coalesce(key_alias.canonical, event.key)
    LEFT JOIN session ON session.id = event.session;

-- The numbers in messages. Parameters are counted in `template`, the key's own when it was imported: it may have become
-- more general since.
CREATE TABLE value_shape (
  id       INTEGER PRIMARY KEY,
  key      INTEGER NOT NULL REFERENCES log_key (id),
  template TEXT NOT NULL
);
CREATE INDEX value_shape_by_key ON value_shape (key);

-- Those of one shape among 65,536 events, packed.
CREATE TABLE value_block (
  id          INTEGER PRIMARY KEY,
  shape       INTEGER NOT NULL REFERENCES value_shape (id),
  first_event INTEGER NOT NULL,
  count       INTEGER NOT NULL,
  data        BLOB NOT NULL,
  UNIQUE (shape, first_event)
);

-- Layouts that users wrote.
CREATE TABLE layout (
  name    TEXT PRIMARY KEY,
  pattern TEXT NOT NULL
) WITHOUT ROWID;

-- Ground truth, for evaluation alone: nothing is learnt from it. A session is known by its label, so that the truth may
-- come before the log.
CREATE TABLE session_truth (
  label    TEXT PRIMARY KEY,
  abnormal INTEGER NOT NULL,
  text     TEXT NOT NULL
) WITHOUT ROWID;

-- Sources whose lines carry labels. What they call normal has no row in event_truth.
CREATE TABLE source_truth (
  source INTEGER PRIMARY KEY REFERENCES source (id) ON DELETE CASCADE
);

CREATE TABLE event_truth (
  event INTEGER PRIMARY KEY,
  text  TEXT NOT NULL
);
