-- The project file, version 1. Times are nanoseconds since 1970-01-01 *as the log states them*; the zone and the clock
-- offset of a source are applied on reading. README.md in this folder describes every table.

CREATE TABLE project (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE session_scheme (
  id      INTEGER PRIMARY KEY,
  rule    TEXT NOT NULL,
  version INTEGER NOT NULL,
  UNIQUE (rule, version)
);

CREATE TABLE source (
  id              INTEGER PRIMARY KEY,
  path            TEXT NOT NULL,
  compression     TEXT NOT NULL DEFAULT '',
  encoding        TEXT NOT NULL,
  size            INTEGER NOT NULL,
  modified        INTEGER NOT NULL,
  head_length     INTEGER NOT NULL,
  head_hash       INTEGER NOT NULL,
  tail_length     INTEGER NOT NULL,
  tail_hash       INTEGER NOT NULL,
  imported_bytes  INTEGER NOT NULL,
  imported_events INTEGER NOT NULL,
  last_line_open  INTEGER NOT NULL DEFAULT 0,
  unfitting       INTEGER NOT NULL DEFAULT 0,
  sessions        INTEGER NOT NULL DEFAULT 0,
  layout          TEXT NOT NULL,
  layout_pattern  TEXT NOT NULL DEFAULT '',
  session_scheme  INTEGER NOT NULL REFERENCES session_scheme (id),
  zone            TEXT NOT NULL DEFAULT 'UTC',
  zone_in_log     INTEGER NOT NULL DEFAULT 0,
  clock_offset    INTEGER NOT NULL DEFAULT 0,
  host            TEXT,
  service         TEXT,
  state           TEXT NOT NULL CHECK (state IN ('complete', 'partial'))
);

CREATE TABLE stream (
  id      INTEGER PRIMARY KEY,
  source  INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
  host    TEXT NOT NULL,
  service TEXT NOT NULL,
  process TEXT NOT NULL,
  UNIQUE (source, host, service, process)
);

CREATE TABLE session (
  id     INTEGER PRIMARY KEY,
  scheme INTEGER NOT NULL REFERENCES session_scheme (id),
  label  TEXT NOT NULL,
  UNIQUE (scheme, label)
);

CREATE TABLE log_key (
  id       INTEGER PRIMARY KEY,
  template TEXT NOT NULL,
  revision INTEGER NOT NULL DEFAULT 1
);

CREATE TABLE key_alias (
  key       INTEGER PRIMARY KEY REFERENCES log_key (id),
  canonical INTEGER NOT NULL REFERENCES log_key (id),
  revision  INTEGER NOT NULL
);

-- No foreign keys here: eleven million rows are written at the speed of the disk, by one writer that made the ids.
CREATE TABLE event (
  id          INTEGER PRIMARY KEY,
  offset      INTEGER NOT NULL,
  length      INTEGER NOT NULL,
  extra_lines INTEGER NOT NULL,
  time        INTEGER,
  stream      INTEGER NOT NULL,
  key         INTEGER,
  session     INTEGER
);
CREATE INDEX event_by_session ON event (session) WHERE session IS NOT NULL;

CREATE TABLE event_session (
  session INTEGER NOT NULL,
  event   INTEGER NOT NULL,
  PRIMARY KEY (session, event)
) WITHOUT ROWID;

CREATE TABLE event_block (
  first_event INTEGER PRIMARY KEY,
  first_line  INTEGER NOT NULL,
  earliest    INTEGER,
  latest      INTEGER
);

-- In place of an index on event (key), which would take a tenth of the log's size.
CREATE TABLE key_block (
  key         INTEGER NOT NULL,
  first_event INTEGER NOT NULL,
  count       INTEGER NOT NULL,
  PRIMARY KEY (key, first_event)
) WITHOUT ROWID;

CREATE TABLE model (
  id       INTEGER PRIMARY KEY,
  parent   INTEGER REFERENCES model (id),
  created  INTEGER NOT NULL,
  settings TEXT NOT NULL,
  saw      TEXT NOT NULL,
  bundle   BLOB NOT NULL
);

CREATE TABLE active_model (
  only  INTEGER PRIMARY KEY CHECK (only = 1),
  model INTEGER NOT NULL REFERENCES model (id)
);

CREATE TABLE run (
  id       INTEGER PRIMARY KEY,
  model    INTEGER NOT NULL REFERENCES model (id),
  started  INTEGER NOT NULL,
  finished INTEGER NOT NULL,
  events   INTEGER NOT NULL,
  sessions INTEGER NOT NULL
);

CREATE TABLE incident (
  id       INTEGER PRIMARY KEY,
  run      INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  session  INTEGER
);

CREATE TABLE finding (
  id          INTEGER PRIMARY KEY,
  run         INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  incident    INTEGER REFERENCES incident (id) ON DELETE CASCADE,
  kind        TEXT NOT NULL,
  code        TEXT NOT NULL,
  arguments   TEXT NOT NULL,
  severity    INTEGER NOT NULL,
  score       REAL NOT NULL,
  p           REAL NOT NULL,
  event       INTEGER,
  session     INTEGER,
  evidence    TEXT NOT NULL,
  fingerprint INTEGER NOT NULL
);
CREATE INDEX finding_by_run ON finding (run, score DESC);
CREATE INDEX finding_by_session ON finding (session);
CREATE INDEX finding_by_incident ON finding (incident);

CREATE TABLE verdict (
  fingerprint INTEGER PRIMARY KEY,
  status      TEXT NOT NULL CHECK (status IN ('confirmed', 'false-positive', 'harmless')),
  note        TEXT NOT NULL DEFAULT '',
  who         TEXT NOT NULL,
  at          INTEGER NOT NULL
);

CREATE TABLE journal (
  id      INTEGER PRIMARY KEY,
  at      INTEGER NOT NULL,
  who     TEXT NOT NULL,
  action  TEXT NOT NULL,
  forward TEXT NOT NULL,
  inverse TEXT NOT NULL,
  undone  INTEGER NOT NULL DEFAULT 0
);

CREATE VIEW event_view AS
  SELECT event.id >> 32 AS source, event.id & 4294967295 AS ordinal, source.path AS path,
         datetime(event.time / 1000000000, 'unixepoch') AS stated_time, source.zone AS zone,
         coalesce(source.host, stream.host) AS host, coalesce(source.service, stream.service) AS service,
         stream.process AS process, log_key.template AS template, session.label AS session,
         event.offset AS offset, event.length AS length
    FROM event
    JOIN source ON source.id = event.id >> 32
    JOIN stream ON stream.id = event.stream
    LEFT JOIN log_key ON log_key.id = event.key
    LEFT JOIN session ON session.id = event.session;

CREATE VIEW finding_view AS
  SELECT finding.id AS id, finding.run AS run, finding.code AS code, finding.severity AS severity, finding.score AS score,
         finding.p AS p, event_view.path AS path, event_view.ordinal AS ordinal, event_view.stated_time AS stated_time,
         event_view.service AS service, session.label AS session, coalesce(verdict.status, 'open') AS status
    FROM finding
    LEFT JOIN session ON session.id = finding.session
    LEFT JOIN verdict ON verdict.fingerprint = finding.fingerprint
    LEFT JOIN event_view ON event_view.source = finding.event >> 32 AND event_view.ordinal = finding.event & 4294967295
   WHERE finding.run = (SELECT max(id) FROM run);
