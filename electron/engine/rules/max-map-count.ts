/**
 * Too many mappings: mm->map_count against vm.max_map_count. Kernel: do_mmap (mm/mmap.c), split_vma and __do_munmap or
 * vms_gather_munmap_vmas (mm/vma.c since 6.12), mremap. The count is exact, so is the claim: see facts/ledger.ts.
 */
import type { LimitLedger, Victim } from '../../../shared/model/analysis.ts'
import { formatCount, formatPercent } from '../../../shared/display/counts.ts'
import { LIMIT_SLACK, saturatedListing } from '../facts/ledger.ts'
import type { ProcessFacts } from '../facts/process-facts.ts'
import { kernelRefusals, refusalOf } from '../facts/refusals.ts'
import { describeRefusal, Findings, NOTHING_REFUSED, refusedWith } from './lib/evidence.ts'
import { defineRule, type RuleResult } from './rule.ts'

/** Below this share of the limit a whole listing of the moment of the failure rules the limit out; H1 of the decision table. */
const RULED_OUT_SHARE = 0.5
const POSSIBLE_SHARE = 0.98
/** A smaller request that fails while memory is free asks for another reason than memory. */
const SMALL_REQUEST = 1024 * 1024

export const maxMapCount = defineRule({
  id: 'max-map-count',
  title: 'vm.max_map_count was reached',
  question: 'Did the process have as many mappings as the kernel allows?',
  systems: ['linux'],
  evaluate(facts) {
    const findings = new Findings()
    citeLimit(facts, findings)
    const refusal = refusalOf(facts)
    const { ledger } = facts
    if (!refusal) return withoutRefusal(facts, ledger, findings)
    citeRefusals(refusal, facts, findings)
    if (!ledger) return withoutCount(facts, refusal, findings)
    return atFailure(facts, ledger) ? byExactCount(facts, ledger, findings) : bySnapshots(facts, ledger, findings)
  },
})

function citeLimit(facts: ProcessFacts, findings: Findings): void {
  const { maxMapCount: limit, otherMaxMapCounts } = facts.limits
  if (limit.source === 'assumed') {
    findings.lacks(
      `the value of vm.max_map_count at the failure; ${formatCount(limit.value)}, the default, is assumed`,
      'sysctl vm.max_map_count',
    )
  }
  for (const other of otherMaxMapCounts) {
    findings.against(
      `Another artifact states the limit as ${formatCount(other.value)}; ${formatCount(limit.value)} stands nearer to the failure`,
      other.citation,
    )
  }
}

function citeRefusals(refusal: Victim, facts: ProcessFacts, findings: Findings): void {
  const all = kernelRefusals(facts)
  const more = all.length > 1 ? `; ${formatCount(all.length)} refusals in all` : ''
  findings.for(
    `${capital(describeRefusal(refusal))} ${refusedWith(refusal)}, as the map count can make it${more}`,
    refusal.citation,
  )
  const { available, atCrash } = facts.memory
  if (
    refusal.bytes !== null &&
    refusal.bytes < SMALL_REQUEST &&
    available &&
    atCrash &&
    available.value > 100 * refusal.bytes
  ) {
    findings.for(
      `${formatCount(refusal.bytes)} bytes were refused while ${formatCount(available.value)} were available: not for want of memory`,
      available.citation,
    )
  }
}

/** Whether the ledger's count is that of the moment of the refusal. */
function atFailure(facts: ProcessFacts, ledger: LimitLedger): boolean {
  return facts.crash !== null && ledger.listing.artifact === facts.crash.artifact
}

function countClaim(ledger: LimitLedger): string {
  const gate = ledger.vsyscall ? ', less the [vsyscall] line which the kernel does not count' : ''
  const lines = `${formatCount(ledger.mapLines)} lines${gate}: ${formatCount(ledger.vmas)} VMAs`
  return `${lines}, limit ${formatCount(ledger.limit)}${ledger.limitSource === 'assumed' ? ' (assumed)' : ''}`
}

function headline(ledger: LimitLedger): string {
  return `${formatCount(ledger.vmas)} VMAs, limit ${formatCount(ledger.limit)}${ledger.limitSource === 'assumed' ? ' (assumed)' : ''}`
}

/** An assumed limit costs trust; a count that meets it to the mapping gives most of it back. */
function trust(confidence: number, ledger: LimitLedger): number {
  return ledger.limitSource === 'assumed' ? confidence - 0.1 : confidence
}

function byExactCount(facts: ProcessFacts, ledger: LimitLedger, findings: Findings): RuleResult {
  if (!ledger.complete) return byCutListing(facts, ledger, findings)
  if (ledger.standing === 'exact') {
    findings.for(countClaim(ledger), ledger.listing)
    if (ledger.operator) findings.for(capital(ledger.operator), ledger.limitCitation ?? ledger.listing)
    citeOwner(facts, findings)
    return findings.result('confirmed', trust(0.97, ledger), `${headline(ledger)}.`)
  }
  if (ledger.standing === 'near') {
    findings.for(`${countClaim(ledger)}; ${LIMIT_SLACK} may be released while the crash log is written`, ledger.listing)
    citeOwner(facts, findings)
    return findings.result(
      'likely',
      trust(0.85, ledger),
      `${headline(ledger)}: ${formatCount(ledger.distance)} below when the listing was written.`,
    )
  }
  if (ledger.standing === 'above') return aboveLimit(ledger, findings)
  return belowLimit(ledger, findings, 'at the failure')
}

/** More than M + 1 mappings cannot exist under M. Whatever the reason, the printed limit was not the one that applied. */
function aboveLimit(ledger: LimitLedger, findings: Findings): RuleResult {
  findings.against(`${countClaim(ledger)}: more than this limit lets exist`, ledger.listing)
  findings.lacks(
    'the limit that held at the failure: the stated one was lowered later, or lines of the listing stand twice',
    'sysctl vm.max_map_count on the host, as it was then',
  )
  const summary = `${headline(ledger)}: ${formatCount(-ledger.distance)} more than it allows, so this limit did not hold when they were made.`
  return findings.result('possible', 0.4, summary)
}

function belowLimit(ledger: LimitLedger, findings: Findings, when: string): RuleResult {
  const share = ledger.vmas / ledger.limit
  findings.against(`${countClaim(ledger)}: ${formatPercent(share)} ${when}`, ledger.listing)
  const summary = `${headline(ledger)}: ${formatPercent(share)} of it ${when}.`
  if (share < RULED_OUT_SHARE) return findings.result('ruled-out', trust(0.97, ledger), summary)
  if (share < POSSIBLE_SHARE) {
    return findings.result(
      'unlikely',
      0.7,
      `${summary} A collection or a deletion would have had to release the rest since.`,
    )
  }
  return findings.result('possible', 0.4, summary)
}

/** A cut listing can only have been longer: it bounds the count from below. */
function byCutListing(facts: ProcessFacts, ledger: LimitLedger, findings: Findings): RuleResult {
  if (ledger.standing === 'exact' || ledger.standing === 'near') {
    findings.for(`At least ${countClaim(ledger)}; the listing is cut`, ledger.listing)
    citeOwner(facts, findings)
    const exact = ledger.standing === 'exact'
    return findings.result(
      exact ? 'confirmed' : 'likely',
      trust(exact ? 0.9 : 0.8, ledger),
      `At least ${headline(ledger)}; the listing is cut.`,
    )
  }
  if (ledger.standing === 'above') return aboveLimit(ledger, findings)
  findings.lacks('the rest of the mapping listing: it is cut', 'an uncut copy of the crash log')
  const estimate = 2 * facts.threads.threads.length
  if (estimate >= POSSIBLE_SHARE * ledger.limit) {
    const claim = `${formatCount(facts.threads.threads.length)} threads are listed, each with a stack and its guard pages: at least ${formatCount(estimate)} mappings`
    findings.for(claim, facts.crash?.headline.citation ?? null)
    return findings.result(
      'likely',
      trust(0.7, ledger),
      `The listing is cut; the listed threads alone make ${formatCount(estimate)} mappings, limit ${formatCount(ledger.limit)}.`,
    )
  }
  return findings.result(
    'unknown',
    0.3,
    `The listing is cut after ${formatCount(ledger.vmas)} mappings: the count at the failure was that or more.`,
  )
}

/** No count of the moment of the failure: snapshots and metrics bound it. */
function bySnapshots(facts: ProcessFacts, ledger: LimitLedger, findings: Findings): RuleResult {
  const peak = facts.mapCounts?.peak ?? null
  const newest = facts.listings.findLast((listing) => listing.complete) ?? null
  const { limit } = ledger
  // A count of an unknown kind stands for VMAs or for one line more: M..M + 2 are all at the limit.
  if (peak && peak.vmas[1] >= limit && peak.vmas[0] <= limit + 1) {
    const kind = peak.unit === 'unknown' ? '; lines or VMAs, the export does not say' : ''
    findings.for(
      `The metrics rose to ${formatCount(peak.value)} mappings${kind}, and no further; limit ${formatCount(limit)}`,
      peak.citation,
    )
    citeOwner(facts, findings)
    return findings.result(
      'confirmed',
      trust(peak.unit === 'unknown' ? 0.85 : 0.93, ledger),
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
  const covered = newest?.at !== null && newest?.at !== undefined && refusedAt !== null && newest.at >= refusedAt
  if (covered || (peak !== null && most < RULED_OUT_SHARE * limit))
    return belowLimit(ledger, findings, 'at the most that was measured')
  findings.against(`${countClaim(ledger)}, at another moment`, ledger.listing)
  const summary = `${headline(ledger)} when it was counted; how many at the failure is not known.`
  return findings.result(most >= 0.8 * limit ? 'possible' : 'unlikely', 0.4, summary)
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

function withoutCount(facts: ProcessFacts, refusal: Victim, findings: Findings): RuleResult {
  findings.lacks('how many mappings the process had', 'the whole crash log, or /proc/PID/maps of the living process')
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

/** Nothing was refused that a full map count refuses. */
function withoutRefusal(facts: ProcessFacts, ledger: LimitLedger | null, findings: Findings): RuleResult {
  const what = facts.crash
    ? `The process ended of ${facts.crash.kind === 'signal' ? (facts.crash.signal?.value ?? 'a signal') : 'another error'}, which is no refusal`
    : NOTHING_REFUSED
  if (facts.crash) findings.against(what, facts.crash.headline.citation)
  if (!ledger) return findings.result('unlikely', 0.5, `${what}; the mappings were not counted.`)
  // abort() is how programs answer a refusal that they cannot handle; a fault may come of one that they did not look at.
  const own = !facts.crash || facts.crash.signal?.value.includes('SIGABRT') === true
  const full = saturatedListing(facts)
  if (full && own) {
    const count = `${formatCount(full.vmas)} VMAs, limit ${formatCount(ledger.limit)}${ledger.limitSource === 'assumed' ? ' (assumed)' : ''}`
    findings.for(`A listing of the process holds ${count}`, full.citation)
    findings.lacks('what was refused: no artifact shows it', 'standard output and the log of the application')
    return findings.result('likely', trust(0.65, ledger), `${count}, but no refusal is seen.`)
  }
  if (ledger.standing === 'exact' || ledger.standing === 'near') {
    findings.for(countClaim(ledger), ledger.listing)
    findings.lacks('what was refused: no artifact shows it', 'standard output and the log of the application')
    const saturated = ledger.standing === 'exact' && own
    return findings.result(
      saturated ? 'likely' : 'possible',
      saturated ? trust(0.65, ledger) : 0.4,
      `${headline(ledger)}, but no refusal is seen.`,
    )
  }
  findings.against(countClaim(ledger), ledger.listing)
  if (ledger.complete && ledger.vmas < RULED_OUT_SHARE * ledger.limit) {
    return findings.result('ruled-out', 0.9, `${what}; ${headline(ledger)}.`)
  }
  return findings.result('unlikely', 0.8, `${what}; ${headline(ledger)}.`)
}

function citeOwner(facts: ProcessFacts, findings: Findings): void {
  const { culprit, ownership } = facts
  const total = ownership?.totals.find((each) => each.owner === culprit?.owner)
  if (!culprit || !total || culprit.share < 0.3) return
  findings.for(
    `${formatCount(culprit.count)} of the mappings, ${formatPercent(culprit.share)}: ${total.why}`,
    culprit.citation,
  )
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
