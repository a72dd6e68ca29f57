/** Everything the artifacts of one process say: the input of the diagnosis. */
import type { FactKey, FactValue } from '../../../../shared/model/facts.ts'
import type { ProcessArtifact, ProcessRecords, Stored } from '../../../../shared/model/process-records.ts'
import type {
  EventRecord,
  FactRecord,
  FrameRecord,
  GcRecord,
  MappingsRecord,
  RangeRecord,
  SeriesOrigin,
  SeriesRecord,
  ThreadRecord,
  UnlistedRecord,
} from '../../../../shared/model/records.ts'
import type { LineSpan, ProcessId } from '../../../../shared/model/span.ts'
import type { EpochMs } from '../../../../shared/model/units.ts'
import { decodeMappings } from '../blobs/mappings.ts'
import { decodeSeries } from '../blobs/series.ts'
import { decodeThreads } from '../blobs/threads.ts'
import { prepared, type ReadableDb } from '../database.ts'
import { collectionsOf, type CollectionBlock } from './collection-blocks.ts'
import { readLogPart } from './artifacts.ts'
import type { IngestId } from './ingests.ts'

/** The crash log's own listing comes last: it is the one taken at the failure. */
const CRASH_LOG_FORMAT = 'hs-err'

export function processesOf(db: ReadableDb, ingest: IngestId): ProcessId[] {
  return prepared<{ id: number }>(db, 'SELECT id FROM process WHERE ingest_id = ? ORDER BY id')
    .all(ingest)
    .map(({ id }) => id)
}

/** Null if the ingest has no such process. @throws StoreDamage */
export function loadProcessRecords(db: ReadableDb, ingest: IngestId, processId: ProcessId): ProcessRecords | null {
  const process = prepared<{ label: string; host: string | null; pid: number | null }>(
    db,
    'SELECT label, host, pid FROM process WHERE id = ? AND ingest_id = ?',
  ).get(processId, ingest)
  if (process === undefined) return null
  const artifacts = prepared<Omit<ProcessArtifact, 'log' | 'cut'> & { log: string | null; cut: number }>(
    db,
    `SELECT a.id, a.path, a.format, a.at, a.log, a.time_source AS timeSource, pa.scope,
       a.cut = 1 OR a.issues LIKE '%"truncated"%' AS cut,
       iif(a.issues LIKE '%"no-time-zone"%' OR a.issues LIKE '%"zone-unknown"%', 'assumed', 'stated') AS zone FROM process_artifact pa JOIN artifact a ON a.id = pa.artifact_id
     WHERE pa.process_id = ? ORDER BY a.id`,
  )
    .all(processId)
    .map(({ log, cut, ...artifact }): ProcessArtifact => ({
      ...artifact,
      ...(cut === 1 && { cut: true }),
      log: readLogPart(log),
    }))
  return {
    process: processId,
    ...process,
    others: prepared<{ host: string | null; pid: number | null }>(
      db,
      'SELECT host, pid FROM process WHERE ingest_id = ? AND id <> ? ORDER BY id',
    ).all(ingest, processId),
    artifacts,
    facts: facts(db, processId),
    events: inLogOrder(events(db, processId), artifacts),
    unlisted: unlisted(db, processId),
    series: series(db, processId),
    mappings: mappings(db, processId, artifacts),
    frames: frames(db, processId),
    threads: threads(db, processId),
    ranges: ranges(db, processId),
    collections: inLogOrder(collections(db, processId), artifacts),
  }
}

/** `records` of all artifacts of a process, in the order of the artifacts and within them of the parser. */
export function recordsQuery(table: string, columns: string): string {
  return `SELECT r.artifact_id, ${columns} FROM process_artifact pa CROSS JOIN ${table} r ON r.artifact_id = pa.artifact_id
    WHERE pa.process_id = ? ORDER BY pa.artifact_id, r.position`
}

interface Placed {
  artifact_id: number
  line: number
  end_line: number
  quote: string
}

const PLACE = 'r.line, r.end_line, r.quote'

function spanOf(row: Omit<Placed, 'quote'>): LineSpan {
  return { line: row.line, endLine: row.end_line }
}

function facts(db: ReadableDb, process: ProcessId): Stored<FactRecord>[] {
  return prepared<Placed & { key: FactKey; value: FactValue; at: EpochMs | null }>(
    db,
    recordsQuery('fact', `r.key, r.value, r.at, ${PLACE}`),
  )
    .all(process)
    .map((row) => ({
      kind: 'fact',
      key: row.key,
      value: row.value,
      at: row.at,
      artifact: row.artifact_id,
      span: spanOf(row),
      quote: row.quote,
    }))
}

type EventRow = Placed & Pick<EventRecord, 'type' | 'at' | 'uptime' | 'level' | 'source'> & { details: string }

/** In the order of lines: the last ones of a log in a loop are written behind everything else (ingest/listed-events.ts). */
function events(db: ReadableDb, process: ProcessId): Stored<EventRecord>[] {
  return prepared<EventRow>(db, recordsQuery('event', `r.type, r.at, r.uptime, r.level, r.source, r.details, ${PLACE}`))
    .all(process)
    .toSorted((left, right) => left.artifact_id - right.artifact_id || left.line - right.line)
    .map((row) => ({
      kind: 'event',
      type: row.type,
      at: row.at,
      uptime: row.uptime,
      level: row.level,
      source: row.source,
      values: JSON.parse(row.details) as EventRecord['values'],
      artifact: row.artifact_id,
      span: spanOf(row),
      quote: row.quote,
    }))
}

function unlisted(db: ReadableDb, process: ProcessId): Stored<UnlistedRecord>[] {
  type Row = Omit<Placed, 'quote'> & Pick<UnlistedRecord, 'type' | 'count'>
  return prepared<Row>(db, recordsQuery('unlisted', 'r.type, r.count, r.line, r.end_line'))
    .all(process)
    .map((row) => ({
      kind: 'unlisted',
      type: row.type,
      count: row.count,
      artifact: row.artifact_id,
      span: spanOf(row),
    }))
}

type SeriesRow = Placed &
  Pick<SeriesRecord, 'series' | 'title' | 'unit'> & { columns: Uint8Array; origin: string | null }

function series(db: ReadableDb, process: ProcessId): Stored<SeriesRecord>[] {
  return prepared<SeriesRow>(db, recordsQuery('series', `r.series, r.title, r.unit, r.origin, r.columns, ${PLACE}`))
    .all(process)
    .map((row) => {
      return {
        kind: 'series',
        series: row.series,
        title: row.title,
        unit: row.unit,
        ...decodeSeries(row.columns),
        ...(row.origin === null ? {} : { origin: JSON.parse(row.origin) as SeriesOrigin }),
        artifact: row.artifact_id,
        span: spanOf(row),
        quote: row.quote,
      }
    })
}

type MappingsRow = Placed & { complete: number; at: EpochMs | null; columns: Uint8Array }

function mappings(db: ReadableDb, process: ProcessId, artifacts: readonly ProcessArtifact[]): Stored<MappingsRecord>[] {
  const snapshots = prepared<MappingsRow>(db, recordsQuery('mappings', `r.complete, r.at, r.columns, ${PLACE}`))
    .all(process)
    .map((row): Stored<MappingsRecord> => ({
      kind: 'mappings',
      table: decodeMappings(row.columns),
      complete: row.complete === 1,
      at: row.at,
      artifact: row.artifact_id,
      span: spanOf(row),
      quote: row.quote,
    }))
  return mappingsInOrder(snapshots, artifacts)
}

/** In time order where times are known; the crash log's own listing last. */
export function mappingsInOrder(
  snapshots: readonly Stored<MappingsRecord>[],
  artifacts: readonly ProcessArtifact[],
): Stored<MappingsRecord>[] {
  const byId = new Map(artifacts.map((artifact) => [artifact.id, artifact]))
  const rank = ({ artifact, at }: Stored<MappingsRecord>): number => {
    if (byId.get(artifact)?.format === CRASH_LOG_FORMAT) return Infinity
    return at ?? byId.get(artifact)?.at ?? -Infinity
  }
  // Compared, not subtracted: infinities have no difference. The sort is stable.
  return snapshots.toSorted((left, right) => Number(rank(left) > rank(right)) - Number(rank(left) < rank(right)))
}

type FrameRow = Placed &
  Pick<FrameRecord, 'stack' | 'type' | 'library' | 'symbol'> & { depth: number; library_offset: string | null }

function frames(db: ReadableDb, process: ProcessId): Stored<FrameRecord>[] {
  return prepared<FrameRow>(
    db,
    recordsQuery('frame', `r.stack, r.depth, r.type, r.library, r.library_offset, r.symbol, ${PLACE}`),
  )
    .all(process)
    .map((row) => ({
      kind: 'frame',
      stack: row.stack,
      index: row.depth,
      type: row.type,
      library: row.library,
      libraryOffset: row.library_offset,
      symbol: row.symbol,
      artifact: row.artifact_id,
      span: spanOf(row),
      quote: row.quote,
    }))
}

function threads(db: ReadableDb, process: ProcessId): Stored<ThreadRecord>[] {
  return prepared<{ artifact_id: number; threads: string }>(db, recordsQuery('thread_block', 'r.threads'))
    .all(process)
    .flatMap((row) => decodeThreads(row.threads).map((thread) => Object.assign(thread, { artifact: row.artifact_id })))
}

type RangeRow = Placed & Pick<RangeRecord, 'role' | 'name' | 'start' | 'end'>

function ranges(db: ReadableDb, process: ProcessId): Stored<RangeRecord>[] {
  return prepared<RangeRow>(db, recordsQuery('range', `r.role, r.name, r.start, r.end, ${PLACE}`))
    .all(process)
    .map((row) => ({
      kind: 'range',
      role: row.role,
      name: row.name,
      start: row.start,
      end: row.end,
      artifact: row.artifact_id,
      span: spanOf(row),
      quote: row.quote,
    }))
}

/** In the order of the files that are one log; of all others by artifact, as they come. */
function inLogOrder<R extends { artifact: number }>(records: R[], artifacts: readonly ProcessArtifact[]): R[] {
  const order = new Map(artifacts.map(({ id, log }) => [id, log?.order ?? id]))
  if (artifacts.every(({ id }) => order.get(id) === id)) return records
  return records.toSorted((left, right) => (order.get(left.artifact) ?? 0) - (order.get(right.artifact) ?? 0))
}

/** One block after another: all of their texts at once would double the memory of a large log. */
function collections(db: ReadableDb, process: ProcessId): Stored<GcRecord>[] {
  const blocks = prepared<{ artifact_id: number } & CollectionBlock>(
    db,
    recordsQuery('collection_block', 'r.collections, r.held'),
  )
  const found: Stored<GcRecord>[] = []
  for (const { artifact_id: artifact, ...block } of blocks.iterate(process))
    for (const record of collectionsOf(db, block)) found.push(Object.assign(record, { artifact }))
  return found
}
