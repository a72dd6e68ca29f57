/** The map limit where no count of the moment of the failure is here: snapshots, metrics and what else could have refused bound it. */
import type { LimitLedger, Victim } from '../../../../shared/model/analysis.ts'
import { formatCount } from '../../../../shared/display/counts.ts'
import { addressRoomOf } from '../../facts/address-room.ts'
import { LIMIT_SLACK } from '../../facts/ledger.ts'
import { statedTime } from '../../facts/listing.ts'
import { memoryReasons } from '../../facts/memory-reasons.ts'
import type { ProcessFacts } from '../../facts/process-facts.ts'
import { kernelRefusals } from '../../facts/refusals.ts'
import type { RuleResult } from '../rule.ts'
import type { Findings } from './evidence.ts'
import {
  aboveLimit,
  belowLimit,
  citeOwner,
  countClaim,
  headline,
  RULED_OUT_SHARE,
  SMALL_REQUEST,
  trust,
} from './map-claims.ts'

/** Of the limit: so many after a refusal speak for it, whatever was released since. */
const NEAR_SHARE = 0.9

/** No count of the moment of the failure: snapshots and metrics bound it. */
export function bySnapshots(facts: ProcessFacts, ledger: LimitLedger, findings: Findings): RuleResult {
  const peak = facts.mapCounts?.peak ?? null
  const newest = facts.listings.findLast((listing) => listing.complete) ?? null
  const { limit } = ledger
  // A count of an unknown kind stands for VMAs or for one line more: M..M + 2 are all at the limit.
  if (peak && peak.vmas[1] >= limit && peak.vmas[0] <= limit + 1) {
    const kind = peak.rounded
      ? ' as the export rounds them'
      : peak.unit === 'unknown'
        ? '; lines or VMAs, the export does not say'
        : ''
    findings.for(
      `The metrics rose to ${formatCount(peak.value)} mappings${kind}, and no further; limit ${formatCount(limit)}`,
      peak.citation,
    )
    citeOwner(facts, findings)
    return findings.result(
      peak.rounded ? 'likely' : 'confirmed',
      trust(peak.rounded ? 0.6 : peak.unit === 'unknown' ? 0.85 : 0.93, ledger),
      `The map count stopped at ${headline(ledger)}.`,
    )
  }
  if (newest && newest.vmas >= limit && newest.vmas <= limit + 1) {
    findings.for(
      `A listing of the process holds ${formatCount(newest.vmas)} VMAs, limit ${formatCount(limit)}`,
      newest.citation,
    )
    citeOwner(facts, findings)
    return findings.result('confirmed', trust(0.9, ledger), `${headline(ledger)}.`)
  }
  const most = Math.max(peak?.vmas[0] ?? 0, newest?.vmas ?? 0, ledger.vmas)
  if (ledger.standing === 'above') return aboveLimit(ledger, findings)
  if (most >= limit - LIMIT_SLACK) {
    findings.for(`${countClaim(ledger)}, not long before or after`, ledger.listing)
    citeOwner(facts, findings)
    return findings.result('likely', trust(0.8, ledger), `${headline(ledger)}: within ${LIMIT_SLACK} of it.`)
  }
  if (facts.silentRefusals.some(({ counts }) => counts.fall > 0)) return byRecovery(facts, ledger, findings)
  findings.lacks(
    'the count at the failure: the newest listing and the metrics are of other moments',
    'the crash log, or wc -l /proc/PID/maps every few seconds',
  )
  const refusedAt = kernelRefusals(facts).at(-1)?.at ?? null
  const countedAt = newest && statedTime(newest)
  const covered = countedAt !== null && refusedAt !== null && countedAt >= refusedAt
  const alone = lastReasonOfFileMaps(facts)
  if (alone && most >= (covered ? NEAR_SHARE : RULED_OUT_SHARE) * limit) {
    findings.for(`${countClaim(ledger)}, at another moment`, ledger.listing)
    citeOwner(facts, findings)
    const summary = `${headline(ledger)} when it was counted; ${alone}.`
    return findings.result('likely', trust(0.82, ledger), summary)
  }
  if (covered || (peak !== null && most < RULED_OUT_SHARE * limit)) {
    const below = belowLimit(ledger, findings, 'at the most that was measured')
    // Samples miss a burst; and what FileChannel.map's System.gc() released is not in a count from after it.
    const released = kernelRefusals(facts).some(({ operation }) => operation === 'mmap-file')
    return below.status === 'ruled-out' && (released || !covered)
      ? { ...below, status: 'unlikely', confidence: 0.75 }
      : below
  }
  findings.against(`${countClaim(ledger)}, at another moment`, ledger.listing)
  const summary = `${headline(ledger)} when it was counted; how many at the failure is not known.`
  return findings.result(most >= 0.8 * limit ? 'possible' : 'unlikely', 0.4, summary)
}

/**
 * A shared mapping of a file is counted neither by overcommit nor by RLIMIT_DATA: without RLIMIT_AS and with 64-bit addresses nothing
 * but the map count refuses it with ENOMEM, which is what FileChannel.map's `Map failed` stands for. Null where another could have.
 */
function lastReasonOfFileMaps(facts: ProcessFacts): string | null {
  const files = kernelRefusals(facts).some(({ operation, frame, purpose }) => {
    return operation === 'mmap-file' && /FileChannel/.test(`${frame ?? ''} ${purpose ?? ''}`)
  })
  const space = memoryReasons(facts, null).find(({ name }) => name === 'RLIMIT_AS')
  const alone = files && space?.standing === 'excluded' && addressRoomOf(facts)?.bits !== 32
  return alone ? 'nothing else refuses the mapping of a file where RLIMIT_AS leaves room' : null
}

/** Samples miss the peak of a count that a collection clears at once; that it rose so far and was cleared then shows it. */
function byRecovery(facts: ProcessFacts, ledger: LimitLedger, findings: Findings): RuleResult {
  const recovered = facts.silentRefusals.filter(({ counts }) => counts.fall > 0)
  for (const { victim, counts } of recovered.slice(0, 5)) {
    const { before, after, fall } = counts
    if (!before || !after) continue
    findings.for(
      `FileChannel.map was refused and called System.gc(), which released ${formatCount(fall)} mappings: ${formatCount(before.vmas)} before, ${formatCount(after.vmas)} after`,
      victim.citation,
    )
  }
  citeOwner(facts, findings)
  const times = `${formatCount(recovered.length)} ${recovered.length === 1 ? 'time' : 'times'}`
  return findings.result(
    'likely',
    trust(recovered.length > 1 ? 0.85 : 0.78, ledger),
    `The map count met its limit of ${formatCount(ledger.limit)} ${times}, ${formatCount(ledger.vmas)} at the last count before; System.gc(), called by FileChannel.map, freed mappings, so that the second try succeeded.`,
  )
}

export function withoutCount(facts: ProcessFacts, refusal: Victim, findings: Findings): RuleResult {
  findings.lacks('how many mappings the process had', 'the whole crash log, or /proc/PID/maps of the living process')
  const alone = lastReasonOfFileMaps(facts)
  if (alone) return findings.result('likely', 0.66, `No artifact counts the mappings, but ${alone}.`)
  const telling = refusal.operation === 'mmap-file' || (refusal.bytes !== null && refusal.bytes < SMALL_REQUEST)
  const free = facts.memory.available !== null && facts.memory.available.value > 100 * (refusal.bytes ?? 0)
  return telling && free
    ? findings.result(
        'possible',
        0.4,
        'So small a request fails for few other reasons, but no artifact counts the mappings.',
      )
    : findings.result('unknown', 0.2, 'No artifact counts the mappings.')
}
