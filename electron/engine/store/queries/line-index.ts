/** Where the lines of an artifact's text are. */
import type { ArtifactId } from '../../../../shared/model/span.ts'
import type { Bytes, LineNumber } from '../../../../shared/model/units.ts'
import { ColumnReader } from '../blobs/columns.ts'
import { prepared, type ReadableDb } from '../database.ts'
import type { TextFileStamp } from './artifacts.ts'
import type { IngestId } from './ingests.ts'

export interface IndexedText {
  /** Null for artifacts without text. */
  file: TextFileStamp | null
  lines: LineNumber
  textBytes: Bytes
  /** Of the bytes in the bundle; those of `file` only if it is the original. */
  sha256: string
  /** Byte offset of every LINE_INDEX_STEP-th line, from line 1 on. */
  lineIndex: Float64Array<ArrayBuffer>
}

interface Row {
  lines: number
  text_bytes: number
  sha256: string
  text_path: string | null
  text_spooled: number
  text_size: number | null
  text_mtime: number | null
  line_index: Uint8Array | null
}

/** Null if the ingest has no such artifact. @throws StoreDamage */
export function indexedText(db: ReadableDb, ingest: IngestId, artifact: ArtifactId): IndexedText | null {
  const row = prepared<Row>(
    db,
    `SELECT lines, text_bytes, sha256, text_path, text_spooled, text_size, text_mtime, line_index
     FROM artifact WHERE id = ? AND ingest_id = ?`,
  ).get(artifact, ingest)
  if (row === undefined) return null
  return {
    file:
      row.text_path === null
        ? null
        : {
            path: row.text_path,
            spooled: row.text_spooled === 1,
            size: row.text_size ?? -1,
            mtime: row.text_mtime ?? -1,
          },
    lines: row.lines,
    textBytes: row.text_bytes,
    sha256: row.sha256,
    lineIndex: row.line_index === null ? new Float64Array(0) : new ColumnReader(row.line_index).float64(),
  }
}
