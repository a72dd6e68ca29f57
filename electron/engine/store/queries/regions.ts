/** Titled stretches of an artifact. */
import type { RegionRecord } from '../../../../shared/model/records.ts'
import type { ArtifactId } from '../../../../shared/model/span.ts'
import { prepared, type ReadableDb } from '../database.ts'

export const REGIONS_OF = `SELECT region_id, title, note, depth, line, end_line FROM region WHERE artifact_id = ? ORDER BY position`

interface Row {
  region_id: string
  title: string
  note: string
  depth: number
  line: number
  end_line: number
}

/** In the order in which the parser found them. */
export function regionsOf(db: ReadableDb, artifact: ArtifactId): RegionRecord[] {
  return prepared<Row>(db, REGIONS_OF)
    .all(artifact)
    .map((row) => ({
      kind: 'region',
      id: row.region_id,
      title: row.title,
      note: row.note,
      depth: row.depth,
      span: { line: row.line, endLine: row.end_line },
    }))
}
