/**
 * The arithmetic of the map limit. M = vm.max_map_count, C = mm->map_count.
 *
 * - mmap and brk test `C > M` before anything else (do_mmap, do_brk_flags): a process saturated by mmap holds M + 1.
 * - splitting a VMA (mprotect, madvise, munmap of a hole, mmap over its middle) tests `C >= M`: it stops at M.
 * - /proc/PID/maps shows one line more where a [vsyscall] page is: the gate VMA, which C does not count.
 */
import type { LimitLedger } from '../../../shared/model/analysis.ts'
import type { Citation } from '../../../shared/model/span.ts'
import type { EpochMs } from '../../../shared/model/units.ts'
import { citationOf } from './known.ts'
import type { CountedMaps, Listing, ProcessFacts } from './process-facts.ts'

/** Other threads run, and a Cleaner may unmap, between the refusal and the reading of maps. */
export const LIMIT_SLACK = 16

export function standingOf(vmas: number, limit: number): LimitLedger['standing'] {
  if (vmas > limit + 1) return 'above'
  if (vmas >= limit) return 'exact'
  return vmas >= limit - LIMIT_SLACK ? 'near' : 'below'
}

/** What a count at the limit proves of the operation that met it. */
export function operatorOf(vmas: number, limit: number): string | null {
  if (vmas === limit + 1)
    return 'the kernel refuses mmap when the count is above the limit, so mmap alone leaves limit + 1'
  if (vmas === limit) {
    return 'the kernel refuses to split a mapping (mprotect, madvise, munmap or mmap inside it) at the limit; or one mapping was released since'
  }
  return null
}

interface Count {
  mapLines: number
  vsyscall: boolean
  vmas: number
  complete: boolean
  citation: Citation
  at: EpochMs | null
}

export function ledgerOf(facts: ProcessFacts): LimitLedger | null {
  const count = countOf(facts)
  if (!count) return null
  const { maxMapCount } = facts.limits
  return {
    mapLines: count.mapLines,
    vsyscall: count.vsyscall,
    vmas: count.vmas,
    limit: maxMapCount.value,
    limitSource: maxMapCount.source,
    distance: maxMapCount.value - count.vmas,
    standing: standingOf(count.vmas, maxMapCount.value),
    complete: count.complete,
    operator: operatorOf(count.vmas, maxMapCount.value),
    listing: count.citation,
    limitCitation: maxMapCount.citation,
    at: count.at,
  }
}

function countOf(facts: ProcessFacts): Count | null {
  const { listing } = facts
  const printed = printedTotal(facts, listing)
  if (printed) return printed
  const peak = facts.mapCounts?.peak ?? null
  const limit = facts.limits.maxMapCount.value
  if (!listing) return peak && countOfMetrics(peak, limit)
  // A snapshot is a count of its own moment. Where no crash log has one, the highest count ever measured stands nearer to a failure.
  if (!listing.fromCrashLog && peak && peak.vmas[0] > listing.vmas) return countOfMetrics(peak, limit)
  return {
    mapLines: listing.record.table.count,
    vsyscall: listing.vsyscall,
    vmas: listing.vmas,
    complete: listing.complete,
    citation: listing.citation,
    at: listing.at,
  }
}

/** JDK 21+ prints `Total number of mappings: N`, all lines of maps; it outlives a listing that somebody shortened. */
function printedTotal(facts: ProcessFacts, listing: Listing | null): Count | null {
  const total = facts.index.first('mappings.total')
  if (!total || typeof total.value !== 'number') return null
  const whole = listing?.fromCrashLog && listing.complete && listing.record.table.count >= total.value
  if (whole || total.artifact !== facts.crash?.artifact) return null
  // Of a listing that is cut the last line is missing: other listings of the process show whether its kernel has that page, and
  // limit + 2 cannot be without it.
  const shown = facts.listings.some((each) => each.vsyscall)
  const vsyscall = shown || total.value === facts.limits.maxMapCount.value + 2
  return {
    mapLines: total.value,
    vsyscall,
    vmas: total.value - (vsyscall ? 1 : 0),
    complete: true,
    citation: citationOf(total),
    at: facts.crash.at,
  }
}

/** M + 2 cannot be VMAs: an export that shows it counts lines, the [vsyscall] line among them. */
function countOfMetrics(peak: CountedMaps, limit: number): Count {
  const lines = peak.unit === 'lines' || (peak.unit === 'unknown' && peak.value === limit + 2)
  return {
    mapLines: peak.value,
    vsyscall: lines,
    vmas: lines ? peak.value - 1 : peak.value,
    complete: true,
    citation: peak.citation,
    at: peak.at,
  }
}

/**
 * A whole listing that holds M or M + 1 VMAs to the mapping, the newest of them. A count stops there only because the next mapping was
 * refused, whoever tells of it; several artifacts of one end (a core file, maps) need not agree.
 */
export function saturatedListing({ listings, limits }: ProcessFacts): Listing | null {
  const limit = limits.maxMapCount.value
  return listings.findLast((each) => each.complete && standingOf(each.vmas, limit) === 'exact') ?? null
}
