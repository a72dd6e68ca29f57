/** The cases of the library (user.db). */
import type { CaseId } from '../../../../shared/model/case.ts'
import type { EpochMs } from '../../../../shared/model/units.ts'
import { prepared, write, type ReadableDb, type WritableDb } from '../database.ts'

export interface LibraryCase {
  id: CaseId
  /** The user's name for it, else the title made of the bundles' names. */
  title: string
  paths: string[]
  bundles: string[]
  contentKey: string
  verdict: string
  openedAt: EpochMs
}

interface Row {
  id: string
  shown: string
  paths: string
  bundles: string
  content_key: string
  verdict: string
  opened_at: number
}

const COLUMNS = 'id, coalesce(name, title) AS shown, paths, bundles, content_key, verdict, opened_at'
/** More than anyone scrolls through; the others stay in the library. */
const RECENT_LIMIT = 200

export const RECENT = `SELECT ${COLUMNS} FROM library_case ORDER BY opened_at DESC LIMIT ${RECENT_LIMIT}`

/** Latest first. */
export function recentCases(db: ReadableDb): LibraryCase[] {
  return prepared<Row>(db, RECENT).all().map(libraryCase)
}

export function caseById(db: ReadableDb, id: CaseId): LibraryCase | null {
  const row = prepared<Row>(db, `SELECT ${COLUMNS} FROM library_case WHERE id = ?`).get(id)
  return row === undefined ? null : libraryCase(row)
}

/**
 * The case that these originals belong to: the one with the same content, from the same places if there are several,
 * else the one that was opened from the same places (its content has changed since).
 */
export function caseOfOriginals(
  db: ReadableDb,
  { paths, contentKey }: { paths: readonly string[]; contentKey: string },
): LibraryCase | null {
  const place = JSON.stringify(paths)
  const row =
    prepared<Row>(
      db,
      `SELECT ${COLUMNS} FROM library_case WHERE content_key = ? ORDER BY paths = ? DESC, opened_at DESC LIMIT 1`,
    ).get(contentKey, place) ??
    prepared<Row>(db, `SELECT ${COLUMNS} FROM library_case WHERE paths = ? ORDER BY opened_at DESC LIMIT 1`).get(place)
  return row === undefined ? null : libraryCase(row)
}

/** Adds the case, or brings it up to date; the user's own name for it stays. */
export function rememberCase(db: WritableDb, entry: LibraryCase): void {
  write(db, () =>
    prepared(
      db,
      `INSERT INTO library_case (id, name, title, paths, bundles, content_key, verdict, created_at, opened_at)
       VALUES (?, NULL, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET title = excluded.title, paths = excluded.paths, bundles = excluded.bundles,
         content_key = excluded.content_key, verdict = excluded.verdict, opened_at = excluded.opened_at`,
    ).run(
      entry.id,
      entry.title,
      JSON.stringify(entry.paths),
      JSON.stringify(entry.bundles),
      entry.contentKey,
      entry.verdict,
      entry.openedAt,
      entry.openedAt,
    ),
  )
}

/** The verdict by which the case is listed, after it was diagnosed anew. */
export function updateVerdict(db: WritableDb, id: CaseId, verdict: string): void {
  write(db, () => prepared(db, 'UPDATE library_case SET verdict = ? WHERE id = ?').run(verdict, id))
}

/** Whether there was such a case. */
export function forgetCase(db: WritableDb, id: CaseId): boolean {
  return write(db, () => prepared(db, 'DELETE FROM library_case WHERE id = ?').run(id)).changes > 0
}

function libraryCase(row: Row): LibraryCase {
  return {
    id: row.id,
    title: row.shown,
    paths: JSON.parse(row.paths) as string[],
    bundles: JSON.parse(row.bundles) as string[],
    contentKey: row.content_key,
    verdict: row.verdict,
    openedAt: row.opened_at,
  }
}
