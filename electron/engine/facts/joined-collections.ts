/**
 * One record for each collection, where files show parts of it or show it twice: a rotated log breaks off in the middle of a
 * collection and goes on in the next file; bundles hold copies of a log, or the same log with other levels.
 */
import type { ProcessArtifact, ProcessRecords, Stored } from '../../../shared/model/process-records.ts'
import type { GcRecord } from '../../../shared/model/records.ts'
import type { ArtifactId } from '../../../shared/model/span.ts'
import type { Milliseconds } from '../../../shared/model/units.ts'

type Collection = Stored<GcRecord>

/** The same collection in two logs: the first line of it that each has, as their levels let through. */
const SAME_MOMENT: Milliseconds = 1000
/** Numbers begin anew with each life, so that some collections of a process may share one. */
const MOST_ALIKE = 64

export function withJoinedCollections(records: ProcessRecords): ProcessRecords {
  if (new Set(records.collections.map(({ artifact }) => artifact)).size < 2) return records
  return { ...records, collections: joinedCollections(records.collections, records.artifacts) }
}

/** @param collections In the order of their logs. */
export function joinedCollections(
  collections: readonly Collection[],
  artifacts: readonly ProcessArtifact[],
): Collection[] {
  const sequences = new Map(artifacts.map(({ id, log }) => [id, log?.sequence ?? id]))
  const causes = causesAcross(artifacts)
  const joined: Collection[] = []
  const alike = new Map<string, number[]>()
  /** Of each sequence: where the cycle is that went on when the last file ended. */
  const open = new Map<ArtifactId, number>()
  for (const collection of collections) {
    const sequence = sequences.get(collection.artifact) ?? collection.artifact
    const lacksStart = collection.lacks === 'start' || collection.lacks === 'both'
    const goesOn = collection.gcId === null && lacksStart ? open.get(sequence) : undefined
    const key = keyOf(collection)
    const candidates = alike.get(key) ?? []
    const found = goesOn ?? candidates.findLast((index) => isSame(joined[index] as Collection, collection, sequences))
    if (found === undefined) {
      candidates.push(joined.length)
      alike.set(key, candidates.slice(-MOST_ALIKE))
      const cause = collection.cause ?? causes.get(collection.artifact) ?? null
      if (collection.cause === null) causes.delete(collection.artifact)
      joined.push(cause === collection.cause ? collection : { ...collection, cause })
    } else {
      const first = joined[found] as Collection
      const copied = goesOn === undefined && !isPartOf(first, collection, sequences)
      joined[found] = copied
        ? completed(first, collection)
        : withoutInner(continued(first, collection), first, fullAfter(first, joined, alike))
    }
    if (collection.gcId === null && (collection.concurrent || collection.lacks)) {
      if (collection.lacks === 'end' || collection.lacks === 'both') open.set(sequence, found ?? joined.length - 1)
      else open.delete(sequence)
    }
  }
  return joined
}

/** The full collection with the next number, which may have run within a young one (gc-unified, Cycles.endPause). */
function fullAfter(
  { gcId, artifact }: Collection,
  joined: readonly Collection[],
  alike: ReadonlyMap<string, readonly number[]>,
): Collection | null {
  const places = gcId === null ? [] : (alike.get(`GC(${gcId + 1})`) ?? [])
  const found = places.map((index) => joined[index]).findLast((each) => each?.artifact === artifact)
  return found?.collection === 'full' ? found : null
}

/** The young one ended only in the next file: of its time the full one before the rotation has its own. */
function withoutInner(young: Collection, begun: Collection, full: Collection | null): Collection {
  const { collection, pauseMs } = young
  if (collection !== 'young' || begun.pauseMs !== null || pauseMs === null || !full || full.pauseMs === null)
    return young
  return full.pauseMs > pauseMs ? young : { ...young, pauseMs: Math.round((pauseMs - full.pauseMs) * 1e6) / 1e6 }
}

/** By file: the cause of its first collection, which the file before ends with. */
function causesAcross(artifacts: readonly ProcessArtifact[]): Map<ArtifactId, string> {
  const causes = new Map<ArtifactId, string>()
  for (const { log } of artifacts) {
    if (!log?.nextCause) continue
    const next = artifacts.find((other) => other.log?.sequence === log.sequence && other.log.part === log.part + 1)
    if (next && next.log?.missing === null) causes.set(next.id, log.nextCause)
  }
  return causes
}

/** What two records of one collection share for sure. */
function keyOf({ gcId, at, uptime, collection }: Collection): string {
  return gcId === null ? `${at} ${uptime} ${collection}` : `GC(${gcId})`
}

type Sequences = ReadonlyMap<ArtifactId, ArtifactId>

/** Whether both are parts of it in files that are one log, and in one life: a file may hold the end of one and the next. */
function isPartOf(first: Collection, other: Collection, sequences: Sequences): boolean {
  if (first.gcId === null || sequences.get(first.artifact) !== sequences.get(other.artifact)) return false
  if (isWholePause(first) && isWholePause(other)) return false
  if (first.uptime === null || other.uptime === null) return true
  if (other.uptime * 1000 < first.uptime * 1000 - SAME_MOMENT) return false
  return first.at === null || other.at === null || other.at - other.uptime * 1000 < first.at
}

/** Details such as `User=0.01s` have no kind of their own. */
function isWholePause({ concurrent, pauseMs, collection }: Collection): boolean {
  return !concurrent && pauseMs !== null && collection !== 'other'
}

/** Records of one file are as many collections. */
function isSame(first: Collection, other: Collection, sequences: Sequences): boolean {
  if (first.artifact === other.artifact) return false
  return isPartOf(first, other, sequences) || isCopy(first, other)
}

/** The same number at the same time; or, without numbers, all that is printed. */
function isCopy(first: Collection, other: Collection): boolean {
  if (differ(first.pauseMs, other.pauseMs) || differ(first.heapBefore, other.heapBefore)) return false
  if (differ(first.heapAfter, other.heapAfter) || differ(first.cause, other.cause)) return false
  if (first.gcId === null) return first.at !== null || first.uptime !== null
  if (first.uptime !== null && other.uptime !== null)
    return Math.abs(first.uptime - other.uptime) * 1000 <= SAME_MOMENT && isNear(first.at, other.at)
  return first.at !== null && other.at !== null && isNear(first.at, other.at)
}

function differ<T>(one: T | null, other: T | null): boolean {
  return one !== null && other !== null && one !== other
}

function isNear(one: number | null, other: number | null): boolean {
  return one === null || other === null || Math.abs(one - other) <= SAME_MOMENT
}

/** What the one copy does not print the other may. */
function completed(first: Collection, copy: Collection): Collection {
  return {
    ...first,
    at: first.at ?? copy.at,
    uptime: first.uptime ?? copy.uptime,
    cause: first.cause ?? copy.cause,
    heapBefore: first.heapBefore ?? copy.heapBefore,
    heapAfter: first.heapAfter ?? copy.heapAfter,
    heapCommitted: first.heapCommitted ?? copy.heapCommitted,
    pauseMs: first.pauseMs ?? copy.pauseMs,
  }
}

/** Kinds that say more than that a cycle ran concurrently. */
const MAIN: ReadonlySet<GcRecord['collection']> = new Set(['young', 'mixed', 'full'])

function continued(first: Collection, rest: Collection): Collection {
  // What begins with details of a log's debug levels has its time and name from its own first line.
  if (isDetails(first)) return rest
  const { lacks: _, ...start } = first
  const lacksEnd = rest.lacks === 'end' || rest.lacks === 'both'
  const lacksStart = first.lacks === 'start' || first.lacks === 'both'
  const lacks = lacksStart ? (lacksEnd ? 'both' : 'start') : lacksEnd ? 'end' : null
  const concurrent = first.concurrent || rest.concurrent
  const pauses = [first.pauseMs, rest.pauseMs].filter((pause) => pause !== null)
  return {
    ...start,
    collection: kindOf(first, rest, concurrent),
    at: first.at ?? rest.at,
    uptime: first.uptime ?? rest.uptime,
    cause: first.cause ?? rest.cause,
    heapBefore: first.heapBefore ?? rest.heapBefore,
    heapAfter: rest.heapAfter ?? first.heapAfter,
    heapCommitted: rest.heapCommitted ?? first.heapCommitted,
    // Printed with up to six decimals.
    pauseMs: pauses.length === 0 ? null : Math.round(pauses.reduce((sum, pause) => sum + pause, 0) * 1e6) / 1e6,
    concurrent,
    ...(lacks === null ? {} : { lacks }),
  }
}

function isDetails({ collection, concurrent, cause, pauseMs, heapAfter }: Collection): boolean {
  return collection === 'other' && !concurrent && cause === null && pauseMs === null && heapAfter === null
}

function kindOf(first: Collection, rest: Collection, concurrent: boolean): GcRecord['collection'] {
  const kinds = [first.collection, rest.collection]
  const main = kinds.find((kind) => MAIN.has(kind))
  if (main) return main
  return concurrent ? 'concurrent-cycle' : (kinds.find((kind) => kind !== 'other') ?? 'other')
}
