/**
 * The index: everything read from bundles. Derived and disposable: no migrations, a version that differs is dropped and built
 * anew. Raise {@link INDEX_VERSION} with any change here, in writer.ts or in blobs/.
 */
import { write, type ReadableDb, type WritableDb } from './database.ts'

export const INDEX_VERSION = 5

/** Marks the file as ours (PRAGMA application_id): "Mrtm". */
const APPLICATION_ID = 0x4d72746d

/**
 * Records hang on their artifact by (artifact_id, position): they are written in that order and always read by artifact.
 * Tables with BLOBs keep a rowid, since SQLite stores large rows of WITHOUT ROWID tables badly.
 */
const tables = `
CREATE TABLE counter (name TEXT PRIMARY KEY, next INTEGER NOT NULL) STRICT, WITHOUT ROWID;

-- One ingest of a case. It counts once it is complete; case_id is the one of user.db.
CREATE TABLE ingest (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  case_id TEXT NOT NULL,
  content_key TEXT,
  parsers TEXT NOT NULL,
  paths TEXT NOT NULL,
  complete INTEGER NOT NULL,
  writer_pid INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX ingest_complete ON ingest (case_id) WHERE complete = 1;
CREATE INDEX ingest_content ON ingest (content_key);

CREATE TABLE bundle (
  ingest_id INTEGER NOT NULL REFERENCES ingest ON DELETE CASCADE,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  sha256 TEXT,
  issues TEXT NOT NULL,
  parts TEXT NOT NULL,
  root TEXT NOT NULL,
  PRIMARY KEY (ingest_id, position)
) STRICT, WITHOUT ROWID;

-- line_index comes last: a listing of artifacts must not read it.
CREATE TABLE artifact (
  id INTEGER PRIMARY KEY,
  ingest_id INTEGER NOT NULL REFERENCES ingest ON DELETE CASCADE,
  bundle INTEGER NOT NULL,
  path TEXT NOT NULL,
  format TEXT NOT NULL,
  format_title TEXT NOT NULL,
  role TEXT,
  bytes INTEGER NOT NULL,
  text_bytes INTEGER NOT NULL,
  lines INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  at REAL,
  time_source TEXT,
  cut INTEGER NOT NULL,
  issues TEXT NOT NULL,
  log TEXT,
  text_path TEXT,
  text_spooled INTEGER NOT NULL,
  text_size INTEGER,
  text_mtime REAL,
  line_index BLOB
) STRICT;
CREATE INDEX artifact_ingest ON artifact (ingest_id);
CREATE INDEX artifact_spooled ON artifact (text_path) WHERE text_spooled = 1;

CREATE TABLE process (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  ingest_id INTEGER NOT NULL REFERENCES ingest ON DELETE CASCADE,
  label TEXT NOT NULL,
  host TEXT,
  pid INTEGER,
  started_at REAL,
  crash_at REAL
) STRICT;
CREATE INDEX process_ingest ON process (ingest_id);

CREATE TABLE process_artifact (
  process_id INTEGER NOT NULL REFERENCES process ON DELETE CASCADE,
  artifact_id INTEGER NOT NULL REFERENCES artifact ON DELETE CASCADE,
  scope TEXT NOT NULL,
  PRIMARY KEY (process_id, artifact_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX process_artifact_artifact ON process_artifact (artifact_id);

CREATE TABLE fact (
  artifact_id INTEGER NOT NULL REFERENCES artifact ON DELETE CASCADE,
  position INTEGER NOT NULL,
  key TEXT NOT NULL,
  value ANY,
  at REAL,
  line INTEGER NOT NULL,
  end_line INTEGER NOT NULL,
  quote TEXT NOT NULL,
  PRIMARY KEY (artifact_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE event (
  artifact_id INTEGER NOT NULL REFERENCES artifact ON DELETE CASCADE,
  position INTEGER NOT NULL,
  type TEXT NOT NULL,
  at REAL,
  uptime REAL,
  level TEXT NOT NULL,
  source TEXT NOT NULL,
  details TEXT NOT NULL,
  line INTEGER NOT NULL,
  end_line INTEGER NOT NULL,
  quote TEXT NOT NULL,
  PRIMARY KEY (artifact_id, position)
) STRICT, WITHOUT ROWID;

-- Events that are counted only.
CREATE TABLE unlisted (
  artifact_id INTEGER NOT NULL REFERENCES artifact ON DELETE CASCADE,
  position INTEGER NOT NULL,
  type TEXT NOT NULL,
  count INTEGER NOT NULL,
  line INTEGER NOT NULL,
  end_line INTEGER NOT NULL,
  PRIMARY KEY (artifact_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE frame (
  artifact_id INTEGER NOT NULL REFERENCES artifact ON DELETE CASCADE,
  position INTEGER NOT NULL,
  stack TEXT NOT NULL,
  depth INTEGER NOT NULL,
  type TEXT NOT NULL,
  library TEXT,
  library_offset TEXT,
  symbol TEXT,
  line INTEGER NOT NULL,
  end_line INTEGER NOT NULL,
  quote TEXT NOT NULL,
  PRIMARY KEY (artifact_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE collection_block (
  id INTEGER PRIMARY KEY,
  artifact_id INTEGER NOT NULL REFERENCES artifact ON DELETE CASCADE,
  position INTEGER NOT NULL,
  -- JSON; or the number of a block that is held in memory (held-collections.ts).
  collections TEXT,
  held INTEGER
) STRICT;
CREATE INDEX collection_block_artifact ON collection_block (artifact_id, position);

CREATE TABLE range (
  artifact_id INTEGER NOT NULL REFERENCES artifact ON DELETE CASCADE,
  position INTEGER NOT NULL,
  role TEXT NOT NULL,
  name TEXT NOT NULL,
  start REAL NOT NULL,
  end REAL NOT NULL,
  line INTEGER NOT NULL,
  end_line INTEGER NOT NULL,
  quote TEXT NOT NULL,
  PRIMARY KEY (artifact_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE region (
  artifact_id INTEGER NOT NULL REFERENCES artifact ON DELETE CASCADE,
  position INTEGER NOT NULL,
  region_id TEXT NOT NULL,
  title TEXT NOT NULL,
  note TEXT NOT NULL,
  depth INTEGER NOT NULL,
  line INTEGER NOT NULL,
  end_line INTEGER NOT NULL,
  PRIMARY KEY (artifact_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE series (
  id INTEGER PRIMARY KEY,
  artifact_id INTEGER NOT NULL REFERENCES artifact ON DELETE CASCADE,
  position INTEGER NOT NULL,
  series TEXT NOT NULL,
  title TEXT NOT NULL,
  unit TEXT NOT NULL,
  origin TEXT,
  line INTEGER NOT NULL,
  end_line INTEGER NOT NULL,
  quote TEXT NOT NULL,
  columns BLOB NOT NULL
) STRICT;
CREATE INDEX series_artifact ON series (artifact_id, position);

CREATE TABLE mappings (
  id INTEGER PRIMARY KEY,
  artifact_id INTEGER NOT NULL REFERENCES artifact ON DELETE CASCADE,
  position INTEGER NOT NULL,
  complete INTEGER NOT NULL,
  at REAL,
  line INTEGER NOT NULL,
  end_line INTEGER NOT NULL,
  quote TEXT NOT NULL,
  columns BLOB NOT NULL
) STRICT;
CREATE INDEX mappings_artifact ON mappings (artifact_id, position);

-- Threads come by the ten thousand: a block is one JSON array of records.
CREATE TABLE thread_block (
  id INTEGER PRIMARY KEY,
  artifact_id INTEGER NOT NULL REFERENCES artifact ON DELETE CASCADE,
  position INTEGER NOT NULL,
  threads TEXT NOT NULL
) STRICT;
CREATE INDEX thread_block_artifact ON thread_block (artifact_id, position);
`

/**
 * Brings the file to {@link INDEX_VERSION}, dropping whatever another version left. One transaction: another instance
 * sees the old tables or the new ones.
 */
export function prepareIndex(db: WritableDb): void {
  if (userVersion(db) === INDEX_VERSION) return
  // Dropping a table deletes its rows, whose references may already be gone; within a transaction the pragma has no effect.
  db.pragma('foreign_keys = OFF')
  try {
    write(db, () => replaceTables(db))
  } finally {
    db.pragma('foreign_keys = ON')
  }
}

function replaceTables(db: WritableDb): void {
  // Another instance may have done it while this one waited for the lock.
  if (userVersion(db) === INDEX_VERSION) return
  const found = db.prepare<[], string>(
    `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'`,
  )
  for (const name of found.pluck().all()) db.exec(`DROP TABLE "${name.replaceAll('"', '""')}"`)
  db.exec(tables)
  db.pragma(`application_id = ${APPLICATION_ID}`)
  db.pragma(`user_version = ${INDEX_VERSION}`)
}

export function userVersion(db: ReadableDb): number {
  return db.pragma('user_version', { simple: true }) as number
}

/** Names of all tables, for the tests that fill and check every one. */
export const indexTables: readonly string[] = [...tables.matchAll(/^CREATE TABLE (\w+)/gm)].map(
  ([, name]) => name as string,
)
