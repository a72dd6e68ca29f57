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
const ends = (table: string, column: string, condition: string): Record<'first' | 'last', string> => {
  const rows = `SELECT ${column} AS at, ${PLACE} FROM ${table} WHERE artifact_id = ? AND ${condition} ORDER BY position`
  return { first: `${rows} LIMIT 1`, last: `${rows} DESC LIMIT 1` }
}
const DATED = { event: ends('event', 'at', 'at IS NOT NULL'), mappings: ends('mappings', 'at', 'at IS NOT NULL') }
const COUNTED = ends('event', 'uptime', 'at IS NULL AND uptime IS NOT NULL')
const COLLECTIONS = {
  dated: ends('collection', 'at', 'at IS NOT NULL'),
  counted: ends('collection', 'uptime', 'at IS NULL AND uptime IS NOT NULL'),
}
/** Lines of one GC log have the same decorations: the first of maybe a million tells, without looking at all. */
const FIRST_COLLECTION = 'SELECT at FROM collection WHERE artifact_id = ? ORDER BY position LIMIT 1'
/** The time of the crash is the one that the others of its log repeat; a javacore states it as a value alone. */
const FACT = `SELECT coalesce(at, value) AS at, ${PLACE} FROM fact
  WHERE artifact_id = ? AND (at IS NOT NULL OR key = 'crash.time') ORDER BY key <> 'crash.time', position LIMIT 1`
/** The kernel's own events; only theirs count from the start of the host. */
const BOOT = `SELECT json_extract(details, '$.seconds') AS at, ${PLACE} FROM event
  WHERE artifact_id = ? AND at IS NULL AND source = 'kernel' AND json_extract(details, '$.seconds') IS NOT NULL
  ORDER BY position LIMIT 1`

export function timeSamplesOf(db: ReadableDb, artifact: ArtifactId): TimeSamples {
  const row = (sql: string): Row | null => prepared<Row>(db, sql).get(artifact) ?? null
  const collection = prepared<{ at: EpochMs | null }>(db, FIRST_COLLECTION).get(artifact)
  const gc = collection === undefined ? null : collection.at === null ? 'counted' : 'dated'
  const samples = (end: 'first' | 'last'): TimeSample[] =>
    [
      row(FACT),
      row(DATED.event[end]),
      gc === 'dated' ? row(COLLECTIONS.dated[end]) : null,
      row(DATED.mappings[end]),
    ].flatMap((found) => (found ? [{ at: found.at, citation: citationOf(artifact, found), form: null }] : []))
  const counted = (end: 'first' | 'last'): CountedSample[] =>
    [row(COUNTED[end]), gc === 'counted' ? row(COLLECTIONS.counted[end]) : null].flatMap((found) =>
      found ? [{ seconds: found.at, citation: citationOf(artifact, found) }] : [],
    )
  const series = seriesSamples(db, artifact)
  const boot = row(BOOT)
  return {
    first: [...samples('first'), ...series].reduce<TimeSample | null>(earlier, null),
    last: [...samples('last'), ...series].reduce<TimeSample | null>(later, null),
    uptime: counted('first').reduce<CountedSample | null>(fewer, null),
    lastUptime: counted('last').reduce<CountedSample | null>(more, null),
    boot: boot && { seconds: boot.at, citation: citationOf(artifact, boot) },
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

function fewer(one: CountedSample | null, other: CountedSample): CountedSample {
  return one === null || other.seconds < one.seconds ? other : one
}

function more(one: CountedSample | null, other: CountedSample): CountedSample {
  return one === null || other.seconds > one.seconds ? other : one
}
