/** Ingests of a case: begun, completed, reused, swept. */
import process from 'node:process'
import type { CaseId } from '../../../../shared/model/case.ts'
import { prepared, write, type ReadableDb, type WritableDb } from '../database.ts'

export type IngestId = number

/** What an ingest was made of. It may be shown again only while all of it still holds. */
export interface IngestKey {
  /** Absolute, sorted. */
  paths: readonly string[]
  /** What the originals hold; null where it was not computed: then it is never reused. */
  contentKey: string | null
  /** Formats and their versions. */
  parsers: string
}

export interface StoredIngest extends IngestKey {
  id: IngestId
  case: CaseId
}

interface IngestRow {
  id: number
  case_id: string
  content_key: string | null
  parsers: string
  paths: string
}

export function beginIngest(db: WritableDb, caseId: CaseId, key: IngestKey): IngestId {
  const { lastInsertRowid } = write(db, () =>
    prepared(
      db,
      'INSERT INTO ingest (case_id, content_key, parsers, paths, complete, writer_pid) VALUES (?, ?, ?, ?, 0, ?)',
    ).run(caseId, key.contentKey, key.parsers, JSON.stringify(key.paths), process.pid),
  )
  return Number(lastInsertRowid)
}

/**
 * Makes `id` the one ingest of its case. If another instance completed the same meanwhile, that one stays, since its window
 * already shows it, and its id is returned.
 */
export function completeIngest(db: WritableDb, id: IngestId): IngestId {
  return write(db, () => {
    const mine = prepared<IngestRow>(
      db,
      'SELECT id, case_id, content_key, parsers, paths FROM ingest WHERE id = ?',
    ).get(id)
    if (mine === undefined) throw new Error(`ingest ${id} is gone`)
    const other = completeRow(db, mine.case_id)
    if (other !== undefined) {
      const isSame =
        other.content_key !== null &&
        other.content_key === mine.content_key &&
        other.parsers === mine.parsers &&
        other.paths === mine.paths
      prepared(db, 'DELETE FROM ingest WHERE id = ?').run(isSame ? mine.id : other.id)
      if (isSame) return other.id
    }
    prepared(db, 'UPDATE ingest SET complete = 1 WHERE id = ?').run(id)
    return id
  })
}

export function removeIngest(db: WritableDb, id: IngestId): void {
  write(db, () => prepared(db, 'DELETE FROM ingest WHERE id = ?').run(id))
}

export function removeCaseIngests(db: WritableDb, caseId: CaseId): void {
  write(db, () => prepared(db, 'DELETE FROM ingest WHERE case_id = ? AND complete = 1').run(caseId))
}

export function completeIngestOf(db: ReadableDb, caseId: CaseId): StoredIngest | null {
  const row = completeRow(db, caseId)
  return row === undefined ? null : storedIngest(row)
}

/** A complete ingest of the same content from the same places, whichever case it was made for. */
export function findIngest(db: ReadableDb, key: IngestKey): StoredIngest | null {
  if (key.contentKey === null) return null
  const row = prepared<IngestRow>(db, FIND_INGEST).get(key.contentKey, key.parsers, JSON.stringify(key.paths))
  return row === undefined ? null : storedIngest(row)
}

export const FIND_INGEST =
  'SELECT id, case_id, content_key, parsers, paths FROM ingest WHERE content_key = ? AND parsers = ? AND paths = ? AND complete = 1'

/** Removes ingests whose writer died half way. One that another running instance is writing stays. */
export function sweepIncomplete(db: WritableDb): void {
  const rows = prepared<{ id: number; writer_pid: number }>(
    db,
    'SELECT id, writer_pid FROM ingest WHERE complete = 0',
  ).all()
  // Of this process there is none yet: it sweeps when it opens the library.
  for (const { id, writer_pid: pid } of rows) if (pid === process.pid || !isAlive(pid)) removeIngest(db, id)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it lives, under another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function completeRow(db: ReadableDb, caseId: CaseId): IngestRow | undefined {
  return prepared<IngestRow>(
    db,
    'SELECT id, case_id, content_key, parsers, paths FROM ingest WHERE case_id = ? AND complete = 1',
  ).get(caseId)
}

function storedIngest(row: IngestRow): StoredIngest {
  return {
    id: row.id,
    case: row.case_id,
    contentKey: row.content_key,
    parsers: row.parsers,
    paths: JSON.parse(row.paths) as string[],
  }
}
