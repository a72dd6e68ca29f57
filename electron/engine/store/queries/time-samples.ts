/** What of an artifact shows how its times are written: its first and last record with a time, and the first with seconds only. */
import type { ArtifactId, Citation } from '../../../../shared/model/span.ts'
import type { GcRecord, SeriesOrigin } from '../../../../shared/model/records.ts'
import type { EpochMs, Seconds } from '../../../../shared/model/units.ts'
import { decodeSeries } from '../blobs/series.ts'
import { prepared, type ReadableDb } from '../database.ts'
import { collectionsOf, type CollectionBlock } from './collection-blocks.ts'

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
/** Of the first and the last block of collections of an artifact. */
const FIRST_BLOCK = 'SELECT collections, held FROM collection_block WHERE artifact_id = ? ORDER BY position LIMIT 1'
const LAST_BLOCK = 'SELECT collections, held FROM collection_block WHERE artifact_id = ? ORDER BY position DESC LIMIT 1'
/** The time of the crash is the one that the others of its log repeat; a javacore states it as a value alone. */
const FACT = `SELECT coalesce(at, value) AS at, ${PLACE} FROM fact
  WHERE artifact_id = ? AND (at IS NOT NULL OR key = 'crash.time') ORDER BY key <> 'crash.time', position LIMIT 1`
/** The kernel's own events; only theirs count from the start of the host. */
const BOOT = `SELECT json_extract(details, '$.seconds') AS at, ${PLACE} FROM event
  WHERE artifact_id = ? AND at IS NULL AND source = 'kernel' AND json_extract(details, '$.seconds') IS NOT NULL
  ORDER BY position LIMIT 1`

export function timeSamplesOf(db: ReadableDb, artifact: ArtifactId): TimeSamples {
  const row = (sql: string): Row | null => prepared<Row>(db, sql).get(artifact) ?? null
  const gc = collectionRows(db, artifact)
  const samples = (end: 'first' | 'last'): TimeSample[] =>
    [row(FACT), row(DATED.event[end]), gc.dated[end], row(DATED.mappings[end])].flatMap((found) =>
      found ? [{ at: found.at, citation: citationOf(artifact, found), form: null }] : [],
    )
  const counted = (end: 'first' | 'last'): CountedSample[] =>
    [row(COUNTED[end]), gc.counted[end]].flatMap((found) =>
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

type Ends = Record<'first' | 'last', Row | null>

/** Lines of one GC log have the same decorations: its first collection tells whether they are dated. @throws StoreDamage */
function collectionRows(db: ReadableDb, artifact: ArtifactId): { dated: Ends; counted: Ends } {
  const none: Ends = { first: null, last: null }
  const block = (sql: string): readonly GcRecord[] => {
    const found = prepared<CollectionBlock>(db, sql).get(artifact)
    return found === undefined ? [] : collectionsOf(db, found)
  }
  const first = block(FIRST_BLOCK)
  const [beginning] = first
  if (beginning === undefined) return { dated: none, counted: none }
  const time = beginning.at === null ? 'uptime' : 'at'
  const isTimed = (record: GcRecord): boolean => record[time] !== null
  const found: Ends = {
    first: collectionRow(first.find(isTimed), time),
    last: collectionRow(block(LAST_BLOCK).findLast(isTimed), time),
  }
  return time === 'at' ? { dated: found, counted: none } : { dated: none, counted: found }
}

function collectionRow(record: GcRecord | undefined, time: 'at' | 'uptime'): Row | null {
  const at = record?.[time]
  if (record === undefined || at === null || at === undefined) return null
  return { at, line: record.span.line, end_line: record.span.endLine, quote: record.quote }
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
