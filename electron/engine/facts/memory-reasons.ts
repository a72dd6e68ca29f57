/**
 * Whether a lack of memory, of mappings or of address space can be why a thread did not start, or why memory was refused: glibc makes
 * EAGAIN of the ENOMEM that the mapping of a stack gives (nptl/pthread_create.c), so that the errno does not tell it from a limit of
 * tasks.
 */
import { formatCount } from '../../../shared/display/counts.ts'
import type { Victim } from '../../../shared/model/analysis.ts'
import type { Citation } from '../../../shared/model/span.ts'
import type { Bytes, EpochMs, Milliseconds } from '../../../shared/model/units.ts'
import { dataSizeOf } from './data-size.ts'
import { statedTime } from './listing.ts'
import { overcommitMode } from './overcommit.ts'
import type { ProcessFacts } from './process-facts.ts'
import { grantedAfter } from './traced-calls.ts'

export interface MemoryReason {
  /** `the map count`. */
  name: string
  /** excluded: the numbers leave room. holds: they do not. open: they are not known well enough. */
  standing: 'excluded' | 'holds' | 'open'
  claim: string
  citation: Citation | null
}

/** The default stack of a Java thread and what its creation maps beside it, malloc arena included. */
const NEEDED: Bytes = 64 * 1024 ** 2
const SAFE_SHARE = 0.5
/** A count this long before the refusal may be outdated by then. */
const RECENT: Milliseconds = 120_000
const SAME_MOMENT: Milliseconds = 2000
/** In a millisecond. */
const FAST_GROWTH = 2

/** The reasons that stand before the task itself is made, in the kernel's order. */
export function memoryReasons(facts: ProcessFacts, refusedAt: EpochMs | null): readonly MemoryReason[] {
  return [mapCount(facts, refusedAt), addressSpace(facts), ...privateMemory(facts), promised(facts)]
}

/**
 * Whether all reasons but `name` left room, so that only that one is left to explain what was refused. Never for a thread, which
 * limits of tasks refuse as well.
 */
export function isLastReason(name: string, facts: ProcessFacts, { operation, at }: Victim): boolean {
  if (operation === 'thread-start') return false
  return memoryReasons(facts, at).every((reason) => reason.name === name || reason.standing === 'excluded')
}

function mapCount(facts: ProcessFacts, refusedAt: EpochMs | null): MemoryReason {
  const name = 'the map count'
  const { ledger } = facts
  const granted = grantedAfter(facts)
  if (granted)
    return {
      name,
      standing: 'excluded',
      claim: `${formatCount(granted.value)} bytes were mapped right after the refusal, which a full map count does not allow`,
      citation: granted.citation,
    }
  // Before it runs anything a JVM has some hundred mappings; no sane limit is near that.
  if (facts.startupFailure && !ledger && facts.limits.maxMapCount.value >= 4096)
    return {
      name,
      standing: 'excluded',
      claim: 'A JVM that starts has some hundred mappings',
      citation: facts.startupFailure.citation,
    }
  if (!ledger) return { name, standing: 'open', claim: '', citation: null }
  const claim = `${formatCount(ledger.vmas)} VMAs of ${formatCount(ledger.limit)}`
  const citation = ledger.listing
  if (ledger.standing !== 'below') return { name, standing: 'holds', claim, citation }
  if (!ledger.complete || ledger.vmas >= SAFE_SHARE * ledger.limit) return { name, standing: 'open', claim, citation }
  return { name, standing: seesRefusal(facts, refusedAt) ? 'excluded' : 'open', claim, citation }
}

interface Count {
  at: EpochMs
  vmas: number
}

function countsOf({ listings, mapCounts }: ProcessFacts): Count[] {
  const counts = listings.flatMap((listing) => {
    const at = statedTime(listing)
    return at === null ? [] : [{ at, vmas: listing.vmas }]
  })
  if (mapCounts) counts.push({ at: mapCounts.last.at, vmas: mapCounts.last.vmas[1] })
  return counts.toSorted((left, right) => left.at - right.at)
}

/** Whether the mappings were counted at the failure: by the crash log itself, or at that moment or later. */
export function countedThen(facts: ProcessFacts, refusedAt: EpochMs | null): boolean {
  const { ledger, crash } = facts
  if (crash && ledger?.listing.artifact === crash.artifact) return true
  const newest = countsOf(facts).at(-1)
  return refusedAt !== null && newest !== undefined && refusedAt - newest.at <= SAME_MOMENT
}

/** Whether the mappings were counted then, or so shortly before that they cannot have come near the limit since. */
function seesRefusal(facts: ProcessFacts, refusedAt: EpochMs | null): boolean {
  const { ledger } = facts
  if (!ledger) return false
  if (countedThen(facts, refusedAt)) return true
  const counts = countsOf(facts)
  const newest = counts.at(-1)
  // Without times, a count that is a small part of the limit is believed.
  if (refusedAt === null || !newest) return ledger.vmas < 0.1 * ledger.limit
  const since = refusedAt - newest.at
  return since <= RECENT && newest.vmas + since * growthOf(counts, facts) < SAFE_SHARE * ledger.limit
}

/** Mappings in a millisecond at the most, by the counts and from nothing at the start. */
function growthOf(counts: readonly Count[], facts: ProcessFacts): number {
  const start = facts.times.startedAt
  const points = start === null ? counts : [{ at: start, vmas: 0 }, ...counts]
  // Nothing tells when it started: as fast as a JVM that maps one file after the other.
  let most = points.length > 1 ? 0 : FAST_GROWTH
  for (let point = 1; point < points.length; point++) {
    const [left, right] = [points[point - 1], points[point]]
    if (left && right && right.at > left.at) most = Math.max(most, (right.vmas - left.vmas) / (right.at - left.at))
  }
  return most
}

function addressSpace(facts: ProcessFacts): MemoryReason {
  const name = 'RLIMIT_AS'
  const limit = facts.limits.addressSpace
  if (!limit) return { name, standing: 'open', claim: '', citation: null }
  if (limit.value === null)
    return { name, standing: 'excluded', claim: 'RLIMIT_AS is unlimited', citation: limit.citation }
  const inUse = facts.memory.virtualSize
  const claim = `RLIMIT_AS is ${formatCount(limit.value)}${inUse ? `, ${formatCount(inUse.value)} in use` : ''}`
  if (!inUse) return { name, standing: 'open', claim, citation: limit.citation }
  const room = limit.value - inUse.value
  const standing = room < 2 * 1024 ** 2 ? 'holds' : inUse.atFailure && room > NEEDED ? 'excluded' : 'open'
  return { name, standing, claim, citation: limit.citation }
}

/** Seldom set: of no interest where nothing states it. */
function privateMemory(facts: ProcessFacts): MemoryReason[] {
  const name = 'RLIMIT_DATA'
  const limit = facts.limits.data
  if (!limit) return []
  if (limit.value === null)
    return [{ name, standing: 'excluded', claim: 'RLIMIT_DATA is unlimited', citation: limit.citation }]
  const inUse = dataSizeOf(facts)
  const claim = `RLIMIT_DATA is ${formatCount(limit.value)}${inUse ? `, ${formatCount(inUse.value)} in use` : ''}`
  const room = limit.value - (inUse?.value ?? 0)
  const standing = inUse && room < 2 * 1024 ** 2 ? 'holds' : inUse?.atFailure && room > NEEDED ? 'excluded' : 'open'
  return [{ name, standing, claim, citation: limit.citation }]
}

function promised(facts: ProcessFacts): MemoryReason {
  const name = 'overcommit'
  const mode = overcommitMode(facts)
  const { committed, commitLimit, atCrash } = facts.memory
  if (mode && mode.mode !== 2) return { name, standing: 'excluded', claim: mode.claim, citation: mode.citation }
  if (!committed || !commitLimit)
    return { name, standing: 'open', claim: mode?.claim ?? '', citation: mode?.citation ?? null }
  const claim = `${formatCount(committed.value)} of ${formatCount(commitLimit.value)} bytes committed`
  const room = 0.95 * commitLimit.value - committed.value > NEEDED
  if (mode) {
    const standing = !atCrash ? 'open' : room ? 'excluded' : 'holds'
    return { name, standing, claim: `${mode.claim}; ${claim}`, citation: committed.citation }
  }
  // Whichever mode it is, it leaves room.
  return { name, standing: room ? 'excluded' : 'open', claim, citation: committed.citation }
}
