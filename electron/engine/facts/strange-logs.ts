/**
 * GC logs of another life than the one whose start is known. A log of uptimes alone borrows the start from a log that has dates too; two
 * lives of a service, or two services, in one folder would then share a clock that is only the one's.
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
  /** Uptime of each number. */
  numbers: Map<number, Seconds>
  collections: Stored<GcRecord>[]
}

/** By artifact: the log it is part of. Empty where no log has dates, and where nothing speaks against one life. */
export function strangeLogs({ collections, artifacts }: ProcessRecords): ReadonlyMap<ArtifactId, ArtifactId> {
  const strangers = new Map<ArtifactId, ArtifactId>()
  if (!collections.some(({ at }) => at === null) || !collections.some(({ at }) => at !== null)) return strangers
  const logs = logsOf(collections, new Map(artifacts.map(({ id, log }) => [id, log?.sequence ?? id])))
  const reference = logs.findLast(({ dated }) => dated)
  for (const log of logs)
    if (reference && !log.dated && contradicts(log, reference))
      for (const artifact of log.artifacts) strangers.set(artifact, log.sequence)
  return strangers
}

function logsOf(collections: readonly Stored<GcRecord>[], sequences: ReadonlyMap<ArtifactId, ArtifactId>): Log[] {
  const logs = new Map<ArtifactId, Log>()
  for (const record of collections) {
    const { artifact, at, uptime, gcId } = record
    if (uptime === null) continue
    const sequence = sequences.get(artifact) ?? artifact
    let log = logs.get(sequence)
    if (!log) {
      const found = { sequence, artifacts: new Set<ArtifactId>(), dated: false, first: uptime, last: uptime }
      log = { ...found, numbers: new Map(), collections: [] }
      logs.set(sequence, log)
    }
    log.artifacts.add(artifact)
    log.dated ||= at !== null
    log.first = Math.min(log.first, uptime)
    log.last = Math.max(log.last, uptime)
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
