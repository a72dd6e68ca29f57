/** What of an artifact shows how its times are written: its first and last record with a time, and the first with seconds only. */
import type { ArtifactId, Citation } from '../../../../shared/model/span.ts'
import type { SeriesOrigin } from '../../../../shared/model/records.ts'
import type { EpochMs, Seconds } from '../../../../shared/model/units.ts'
import { decodeSeries } from '../blobs/series.ts'
import { prepared, type ReadableDb } from '../database.ts'

export interface TimeSample {
  at: EpochMs
  citation: Citation
  /** Of a metrics export: how it writes times. */
  form: SeriesOrigin['times'] | null
}

export interface CountedSample {
  seconds: Seconds
  citation: Citation
}

export interface TimeSamples {
  first: TimeSample | null
  last: TimeSample | null
  /** Seconds since the JVM started, of lines that have no date. */
  uptime: CountedSample | null
  lastUptime: CountedSample | null
  /** Seconds since the host booted, of lines that have no date. */
  boot: CountedSample | null
}

interface Row {
  at: number
  line: number
  end_line: number
  quote: string
}

const PLACE = 'line, end_line, quote'
const DATED = ['event', 'collection', 'mappings'].map((table) => ({
  first: `SELECT at, ${PLACE} FROM ${table} WHERE artifact_id = ? AND at IS NOT NULL ORDER BY position LIMIT 1`,
  last: `SELECT at, ${PLACE} FROM ${table} WHERE artifact_id = ? AND at IS NOT NULL ORDER BY position DESC LIMIT 1`,
}))
/** The time of the crash is the one that the others of its log repeat. */
const FACT = `SELECT at, ${PLACE} FROM fact WHERE artifact_id = ? AND at IS NOT NULL ORDER BY key <> 'crash.time', position LIMIT 1`
const UPTIME = ['event', 'collection'].map((table) => ({
  first: `SELECT uptime AS at, ${PLACE} FROM ${table} WHERE artifact_id = ? AND at IS NULL AND uptime IS NOT NULL ORDER BY position LIMIT 1`,
  last: `SELECT uptime AS at, ${PLACE} FROM ${table} WHERE artifact_id = ? AND at IS NULL AND uptime IS NOT NULL ORDER BY position DESC LIMIT 1`,
}))
const BOOT = `SELECT json_extract(details, '$.seconds') AS at, ${PLACE} FROM event
  WHERE artifact_id = ? AND at IS NULL AND json_extract(details, '$.seconds') IS NOT NULL ORDER BY position LIMIT 1`

export function timeSamplesOf(db: ReadableDb, artifact: ArtifactId): TimeSamples {
  const row = (sql: string): Row | null => prepared<Row>(db, sql).get(artifact) ?? null
  const sample = (found: Row): TimeSample => ({ at: found.at, citation: citationOf(artifact, found), form: null })
  const counted = (found: Row | null): CountedSample | null =>
    found && { seconds: found.at, citation: citationOf(artifact, found) }
  const facts = [row(FACT)]
  const firsts = [...facts, ...DATED.map(({ first }) => row(first))].flatMap((found) => (found ? [sample(found)] : []))
  const lasts = [...facts, ...DATED.map(({ last }) => row(last))].flatMap((found) => (found ? [sample(found)] : []))
  const series = seriesSamples(db, artifact)
  return {
    first: [...firsts, ...series].reduce<TimeSample | null>(earlier, null),
    last: [...lasts, ...series].reduce<TimeSample | null>(later, null),
    uptime: UPTIME.map(({ first }) => counted(row(first))).reduce(fewer, null),
    lastUptime: UPTIME.map(({ last }) => counted(row(last))).reduce(more, null),
    boot: counted(row(BOOT)),
  }
}

interface SeriesRow {
  origin: string | null
  columns: Uint8Array
  line: number
  quote: string
}

/** Of the first series: those of an export share their times. A count made from a log has those of its lines. */
function seriesSamples(db: ReadableDb, artifact: ArtifactId): TimeSample[] {
  const row = prepared<SeriesRow>(
    db,
    'SELECT origin, columns, line, quote FROM series WHERE artifact_id = ? ORDER BY position LIMIT 1',
  ).get(artifact)
  if (row === undefined) return []
  const { at, line } = decodeSeries(row.columns)
  const form = row.origin === null ? null : (JSON.parse(row.origin) as SeriesOrigin).times
  return [0, at.length - 1].flatMap((point): TimeSample[] => {
    const [time, stands] = [at[point], line[point]]
    if (time === undefined || stands === undefined || !Number.isFinite(time)) return []
    // The quote is of the series' own line; what stands on that of a point is not kept.
    const quote = stands === row.line ? row.quote : ''
    return [{ at: time, citation: { artifact, line: stands, endLine: stands, quote }, form }]
  })
}

function citationOf(artifact: ArtifactId, { line, end_line: endLine, quote }: Row): Citation {
  return { artifact, line, endLine, quote }
}

function earlier(one: TimeSample | null, other: TimeSample): TimeSample {
  return one === null || other.at < one.at ? other : one
}

function later(one: TimeSample | null, other: TimeSample): TimeSample {
  return one === null || other.at > one.at ? other : one
}

function fewer(one: CountedSample | null, other: CountedSample | null): CountedSample | null {
  return one === null || (other !== null && other.seconds < one.seconds) ? other : one
}

function more(one: CountedSample | null, other: CountedSample | null): CountedSample | null {
  return one === null || (other !== null && other.seconds > one.seconds) ? other : one
}
