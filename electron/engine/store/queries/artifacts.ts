/** Bundles and artifacts of an ingest. */
import type { ArtifactSummary, CaseSummary } from '../../../../shared/model/case.ts'
import type { LogPart } from '../../../../shared/model/log-part.ts'
import type { LayoutPart } from '../../../../shared/model/ingest.ts'
import type { Issue } from '../../../../shared/model/records.ts'
import type { ArtifactId, ProcessId } from '../../../../shared/model/span.ts'
import type { Bytes, EpochMs } from '../../../../shared/model/units.ts'
import { prepared, write, type ReadableDb, type WritableDb } from '../database.ts'
import type { IngestId } from './ingests.ts'

export type StoredBundle = CaseSummary['bundles'][number] & {
  /** Absolute path that was opened. */
  root: string
}

interface BundleRow {
  name: string
  kind: string
  bytes: number
  sha256: string | null
  issues: string
  parts: string
  root: string
}

export function bundlesOf(db: ReadableDb, ingest: IngestId): StoredBundle[] {
  return prepared<BundleRow>(
    db,
    'SELECT name, kind, bytes, sha256, issues, parts, root FROM bundle WHERE ingest_id = ? ORDER BY position',
  )
    .all(ingest)
    .map(({ name, kind, bytes, sha256, issues, parts, root }) => {
      const lists = { issues: JSON.parse(issues) as Issue[], parts: JSON.parse(parts) as LayoutPart[] }
      return { name, kind, bytes, sha256, ...lists, root }
    })
}

interface ArtifactRow {
  id: number
  path: string
  format: string
  format_title: string
  role: string | null
  bytes: number
  text_bytes: number
  lines: number
  sha256: string
  at: number | null
  time_source: string | null
  issues: string
  log: string | null
}

export const ARTIFACTS_OF = `SELECT id, path, format, format_title, role, bytes, text_bytes, lines, sha256, at, time_source, issues, log
  FROM artifact WHERE ingest_id = ? ORDER BY id`

/** In the order in which they were read. */
export function artifactsOf(db: ReadableDb, ingest: IngestId): ArtifactSummary[] {
  const processes = new Map<ArtifactId, ProcessId[]>()
  const links = prepared<{ artifact_id: number; process_id: number }>(
    db,
    `SELECT artifact_id, process_id FROM process_artifact
     WHERE process_id IN (SELECT id FROM process WHERE ingest_id = ?) ORDER BY process_id`,
  ).all(ingest)
  for (const { artifact_id: artifact, process_id: process } of links) {
    const list = processes.get(artifact)
    if (list) list.push(process)
    else processes.set(artifact, [process])
  }
  return prepared<ArtifactRow>(db, ARTIFACTS_OF)
    .all(ingest)
    .map((row) => ({
      id: row.id,
      path: row.path,
      format: row.format,
      formatTitle: row.format_title,
      role: row.role,
      bytes: row.bytes,
      textBytes: row.text_bytes,
      lines: row.lines,
      sha256: row.sha256,
      at: row.at,
      timeSource: row.time_source,
      issues: JSON.parse(row.issues) as Issue[],
      log: readLogPart(row.log),
      processes: processes.get(row.id) ?? [],
    }))
}

export function readLogPart(log: string | null): LogPart | null {
  return log === null ? null : (JSON.parse(log) as LogPart)
}

/** The plain file with an artifact's text, and how it looked when it was read. */
export interface TextFileStamp {
  path: string
  /** Unpacked or converted by us, as opposed to the user's original. */
  spooled: boolean
  size: Bytes
  mtime: EpochMs
}

export function textFilesOf(db: ReadableDb, ingest: IngestId): TextFileStamp[] {
  return prepared<{ text_path: string; text_spooled: number; text_size: number; text_mtime: number }>(
    db,
    'SELECT text_path, text_spooled, text_size, text_mtime FROM artifact WHERE ingest_id = ? AND text_path IS NOT NULL',
  )
    .all(ingest)
    .map((row) => ({
      path: row.text_path,
      spooled: row.text_spooled === 1,
      size: row.text_size,
      mtime: row.text_mtime,
    }))
}

export function hasArtifact(db: ReadableDb, ingest: IngestId, artifact: ArtifactId): boolean {
  return prepared(db, 'SELECT 1 FROM artifact WHERE id = ? AND ingest_id = ?').get(artifact, ingest) !== undefined
}

/** The original was written anew with the same content: its new time is the one to expect. */
export function updateTextMtime(db: WritableDb, artifact: ArtifactId, mtime: EpochMs): void {
  write(db, () => prepared(db, 'UPDATE artifact SET text_mtime = ? WHERE id = ?').run(mtime, artifact))
}
