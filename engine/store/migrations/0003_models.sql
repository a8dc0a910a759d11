-- Version 3: findings of several kinds, feedback, and what is measured of models.

-- The findings that are shown: of this run, or of the newest where there is no row. Undo moves it back.
CREATE TABLE active_run (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  run  INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE
);

-- The finding of its incident that another one follows from; null for the first.
ALTER TABLE finding ADD COLUMN leader INTEGER;

-- The first model that has learnt from a verdict; null: none so far.
ALTER TABLE verdict ADD COLUMN taught INTEGER REFERENCES model (id);

-- What a run measured of a log key's vectors or rates, over time, for charts: packed by the pipeline.
CREATE TABLE run_series (
  run  INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  key  INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (run, kind, key)
) WITHOUT ROWID;

-- Comparisons of detectors and sweeps of settings, as JSON; the newest of each kind is shown.
CREATE TABLE study (
  id      INTEGER PRIMARY KEY,
  kind    TEXT NOT NULL,
  created INTEGER NOT NULL,
  model   INTEGER REFERENCES model (id) ON DELETE SET NULL,
  result  TEXT NOT NULL
);

DROP VIEW finding_view;
CREATE VIEW finding_view AS
  SELECT finding.id AS id, finding.run AS run, finding.kind AS kind, finding.code AS code, finding.severity AS severity,
         finding.score AS score, finding.p AS p, finding.leader AS leader, event_view.path AS path,
         event_view.ordinal AS ordinal, event_view.stated_time AS stated_time, event_view.service AS service,
         session.label AS session, coalesce(verdict.status, 'open') AS status
    FROM finding
    LEFT JOIN session ON session.id = finding.session
    LEFT JOIN verdict ON verdict.fingerprint = finding.fingerprint
    LEFT JOIN event_view ON event_view.source = finding.event >> 32 AND event_view.ordinal = finding.event & 4294967295
   WHERE finding.run = coalesce((SELECT run FROM active_run), (SELECT max(id) FROM run));
