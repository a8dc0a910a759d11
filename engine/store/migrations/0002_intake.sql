-- Version 2: key edits, users' layouts, ground truth and numeric values.

-- What a user calls a key; empty: it goes by its template.
ALTER TABLE log_key ADD COLUMN name TEXT NOT NULL DEFAULT '';

-- A key that a user split off another: messages that match `parent` and have the word `token` are of `key`.
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

CREATE TABLE event_truth (
  event INTEGER PRIMARY KEY,
  text  TEXT NOT NULL
);
