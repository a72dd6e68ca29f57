import type { WritableDb } from '../database.ts'

/** The cases of the library: what was opened, when, and what the user calls it. */
export function addCases(db: WritableDb): void {
  db.exec(`
    CREATE TABLE library_case (
      id TEXT PRIMARY KEY,
      -- Given by the user; null: the title made of the bundles' names is shown.
      name TEXT,
      title TEXT NOT NULL,
      -- JSON arrays: absolute paths, and the names of the bundles.
      paths TEXT NOT NULL,
      bundles TEXT NOT NULL,
      -- What the originals held when last opened (content-key.ts).
      content_key TEXT NOT NULL,
      verdict TEXT NOT NULL,
      created_at REAL NOT NULL,
      opened_at REAL NOT NULL
    ) STRICT;
    CREATE INDEX library_case_opened ON library_case (opened_at);
    CREATE INDEX library_case_content ON library_case (content_key);
    CREATE INDEX library_case_paths ON library_case (paths);
  `)
}
