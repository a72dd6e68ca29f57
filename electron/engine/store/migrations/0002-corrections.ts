import type { WritableDb } from '../database.ts'

/** What the user corrected of an artifact. It is known by its path and its content, since ids are those of the index. */
export function addCorrections(db: WritableDb): void {
  db.exec(`
    CREATE TABLE artifact_correction (
      case_id TEXT NOT NULL REFERENCES library_case ON DELETE CASCADE,
      path TEXT NOT NULL,
      sha256 TEXT NOT NULL,
      kind TEXT NOT NULL,
      -- Of a role; else empty.
      column_name TEXT NOT NULL,
      -- JSON, shared/model/corrections.ts.
      correction TEXT NOT NULL,
      made_at REAL NOT NULL,
      PRIMARY KEY (case_id, path, sha256, kind, column_name)
    ) STRICT, WITHOUT ROWID;
  `)
}
