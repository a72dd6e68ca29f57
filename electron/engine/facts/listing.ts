import { pathAt, type MappingTable } from '../../../shared/model/mapping-table.ts'
import type { EpochMs } from '../../../shared/model/units.ts'
import { citationOf, CRASH_LOG_FORMAT } from './known.ts'
import type { Listing, ProcessFacts } from './process-facts.ts'

/** ffffffffff600000, VSYSCALL_ADDR of arch/x86: the gate VMA that is listed but never counted in mm->map_count. */
const VSYSCALL_PAGE = 0xffffffffff600

/** The `[vsyscall]` line is always the last: no address is higher. */
export function isVsyscallRow(table: MappingTable, row: number): boolean {
  if (row < 0 || row >= table.count) return false
  return table.start[row] === VSYSCALL_PAGE || pathAt(table.paths, table.path[row] ?? 0) === '[vsyscall]'
}

export function listingsOf(facts: ProcessFacts): readonly Listing[] {
  const crashLogs = new Set(
    facts.records.artifacts.filter((artifact) => artifact.format === CRASH_LOG_FORMAT).map((artifact) => artifact.id),
  )
  const times = new Map(facts.records.artifacts.map((artifact) => [artifact.id, artifact.at]))
  return facts.records.mappings
    .map((record): Listing => {
      const fromCrashLog = crashLogs.has(record.artifact)
      const vsyscall = isVsyscallRow(record.table, record.table.count - 1)
      return {
        record,
        citation: citationOf(record),
        at: record.at ?? (fromCrashLog ? facts.crash?.at : undefined) ?? times.get(record.artifact) ?? null,
        complete: record.complete,
        vsyscall,
        vmas: record.table.count - (vsyscall ? 1 : 0),
        fromCrashLog,
      }
    })
    .filter((listing) => listing.record.table.count > 0)
    .toSorted(
      (left, right) =>
        Number(left.fromCrashLog) - Number(right.fromCrashLog) ||
        (left.at ?? -Infinity) - (right.at ?? -Infinity) ||
        left.record.artifact - right.record.artifact ||
        0,
    )
}

/**
 * When it was taken, as its name or its content says; null where only its file has a time: that may be when somebody copied it, and
 * then the listing would seem to come from after a failure that it was taken long before.
 */
export function statedTime({ record, fromCrashLog, at }: Listing): EpochMs | null {
  return fromCrashLog ? at : record.at
}

/**
 * The listing that stands for the failure. The crash log's own was read while the process failed; even cut short it bounds the
 * count at that moment from below, but a whole snapshot that is longer tells more of the owners.
 */
export function listingOf({ listings }: ProcessFacts): Listing | null {
  const last = listings.at(-1)
  if (!last) return null
  if (!last.fromCrashLog || last.complete) return last
  const snapshot = listings.findLast((each) => !each.fromCrashLog && each.complete)
  return snapshot && snapshot.vmas > last.vmas ? snapshot : last
}
