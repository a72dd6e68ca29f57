/**
 * Whether a lack of memory, of mappings or of address space can be why a thread did not start: glibc makes EAGAIN of the ENOMEM that
 * the mapping of its stack gives (nptl/pthread_create.c), so that the errno does not tell it from a limit of tasks.
 */
import { formatCount } from '../../../shared/display/counts.ts'
import type { Citation } from '../../../shared/model/span.ts'
import type { Bytes, EpochMs, Milliseconds } from '../../../shared/model/units.ts'
import { overcommitMode } from './overcommit.ts'
import type { ProcessFacts } from './process-facts.ts'

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

/** The reasons that stand before the task itself is made, in the kernel's order. */
export function memoryReasons(facts: ProcessFacts, refusedAt: EpochMs | null): readonly MemoryReason[] {
  return [mapCount(facts, refusedAt), addressSpace(facts), promised(facts)]
}

function mapCount(facts: ProcessFacts, refusedAt: EpochMs | null): MemoryReason {
  const name = 'the map count'
  const { ledger } = facts
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

/** Whether a count of mappings was taken at the refusal, after it, or shortly before. */
function seesRefusal(facts: ProcessFacts, refusedAt: EpochMs | null): boolean {
  const { ledger, listings, mapCounts, crash } = facts
  if (crash && ledger?.listing.artifact === crash.artifact) return true
  const newest = Math.max(mapCounts?.last.at ?? -Infinity, ...listings.map((listing) => listing.at ?? -Infinity))
  // Without times, a count that is a small part of the limit is believed.
  if (refusedAt === null || newest === -Infinity) return ledger !== null && ledger.vmas < 0.1 * ledger.limit
  return newest >= refusedAt - RECENT
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
