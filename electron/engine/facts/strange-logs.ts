/**
 * GC logs of another life than the one whose start is known. A log of uptimes alone borrows the start from a log that has dates too, or
 * from the crash; two lives of a service, or two services, in one folder would then share a clock that is only the one's.
 */
import type { ProcessRecords, Stored } from '../../../shared/model/process-records.ts'
import type { GcRecord } from '../../../shared/model/records.ts'
import type { ArtifactId } from '../../../shared/model/span.ts'
import type { Seconds } from '../../../shared/model/units.ts'

/** Two logs of one VM have the same first line of a collection, as far as their levels let it through. */
const SAME_MOMENT: Seconds = 1

interface Log {
  sequence: ArtifactId
  artifacts: Set<ArtifactId>
  dated: boolean
  first: Seconds
  last: Seconds
  /** Its lowest line: a file may have several lives one after the other, and the last one counts. */
  lowest: Stored<GcRecord>
  /** Uptime of each number. */
  numbers: Map<number, Seconds>
  collections: Stored<GcRecord>[]
}

/**
 * By artifact: the log it is part of. Empty where nothing speaks against one life.
 * @param uptime At the crash, whose date is the start of logs that have none; null without one.
 */
export function strangeLogs(
  { collections, artifacts }: ProcessRecords,
  uptime: Seconds | null,
): ReadonlyMap<ArtifactId, ArtifactId> {
  const strangers = new Map<ArtifactId, ArtifactId>()
  if (!collections.some(({ at }) => at === null)) return strangers
  const sequences = new Map(artifacts.map(({ id, log }) => [id, log?.sequence ?? id]))
  const logs = logsOf(collections, sequences)
  const isBeyond = ({ lowest }: Log): boolean => uptime !== null && (lowest.uptime ?? 0) > uptime + SAME_MOMENT
  const dated = logs.findLast((log) => log.dated)
  // Older files come first: the last log that the crash may have ended is the one that it did.
  const reference = dated ?? (uptime === null ? undefined : logs.findLast((log) => !isBeyond(log)))
  for (const log of logs) {
    if (log.dated || log === reference) continue
    const isOther = (reference && contradicts(log, reference)) || (dated === undefined && isBeyond(log))
    if (isOther) for (const artifact of log.artifacts) strangers.set(artifact, log.sequence)
  }
  return strangers
}

function logsOf(collections: readonly Stored<GcRecord>[], sequences: ReadonlyMap<ArtifactId, ArtifactId>): Log[] {
  const logs = new Map<ArtifactId, Log>()
  // Of a million collections of one log nothing needs to be compared.
  const isAlone = new Set(collections.map(({ artifact }) => sequences.get(artifact))).size < 2
  for (const record of collections) {
    const { artifact, at, uptime, gcId } = record
    if (uptime === null) continue
    const sequence = sequences.get(artifact) ?? artifact
    let log = logs.get(sequence)
    if (!log) {
      const found = {
        sequence,
        artifacts: new Set<ArtifactId>(),
        dated: false,
        first: uptime,
        last: uptime,
        lowest: record,
      }
      log = { ...found, numbers: new Map(), collections: [] }
      logs.set(sequence, log)
    }
    log.artifacts.add(artifact)
    log.dated ||= at !== null
    log.first = Math.min(log.first, uptime)
    log.last = Math.max(log.last, uptime)
    if (artifact !== log.lowest.artifact || record.span.line > log.lowest.span.line) log.lowest = record
    if (isAlone) continue
    if (gcId !== null) log.numbers.set(gcId, uptime)
    log.collections.push(record)
  }
  return [...logs.values()]
}

/**
 * Whether both cannot be of one life: a number that stands for two collections, or, without numbers, a collection that one has and the
 * other, which covers its time, has not. What both have is one record already (joined-collections.ts).
 */
function contradicts(log: Log, reference: Log): boolean {
  return log.collections.some(({ gcId, uptime }) => {
    if (uptime === null) return false
    if (gcId === null) return uptime > reference.first + SAME_MOMENT && uptime < reference.last - SAME_MOMENT
    const other = reference.numbers.get(gcId)
    return other !== undefined && Math.abs(other - uptime) > SAME_MOMENT
  })
}
