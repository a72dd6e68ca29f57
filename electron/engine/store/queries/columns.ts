/** Columns of the metrics exports of a case, as they were read. */
import type { SeriesOrigin, SeriesRecord } from '../../../../shared/model/records.ts'
import type { ArtifactId } from '../../../../shared/model/span.ts'
import { decodeSeries } from '../blobs/series.ts'
import { prepared, type ReadableDb } from '../database.ts'
import type { IngestId } from './ingests.ts'

export interface StoredColumn extends Pick<SeriesRecord, 'series' | 'title' | 'unit'> {
  artifact: ArtifactId
  origin: SeriesOrigin
}

interface ColumnRow extends Pick<SeriesRecord, 'series' | 'title' | 'unit'> {
  artifact_id: number
  origin: string
}

/** Without their points. In the order of the artifacts and their columns. */
export function columnsOf(db: ReadableDb, ingest: IngestId): StoredColumn[] {
  return prepared<ColumnRow>(
    db,
    `SELECT s.artifact_id, s.series, s.title, s.unit, s.origin FROM artifact a JOIN series s ON s.artifact_id = a.id
     WHERE a.ingest_id = ? AND s.origin IS NOT NULL ORDER BY s.artifact_id, s.position`,
  )
    .all(ingest)
    .map(({ artifact_id: artifact, series, title, unit, origin }) => {
      return { artifact, series, title, unit, origin: JSON.parse(origin) as SeriesOrigin }
    })
}

type PointsRow = ColumnRow & { columns: Uint8Array; line: number; end_line: number; quote: string }

/** With their points. @throws StoreDamage */
export function seriesOfArtifact(db: ReadableDb, artifact: ArtifactId): (SeriesRecord & { origin: SeriesOrigin })[] {
  return prepared<PointsRow>(
    db,
    `SELECT artifact_id, series, title, unit, origin, columns, line, end_line, quote FROM series
     WHERE artifact_id = ? AND origin IS NOT NULL ORDER BY position`,
  )
    .all(artifact)
    .map(({ series, title, unit, origin, columns, line, end_line: endLine, quote }) => {
      const span = { line, endLine }
      return {
        kind: 'series',
        series,
        title,
        unit,
        ...decodeSeries(columns),
        origin: JSON.parse(origin) as SeriesOrigin,
        span,
        quote,
      }
    })
}
