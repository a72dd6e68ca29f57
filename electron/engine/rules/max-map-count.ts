/**
 * Too many mappings: mm->map_count against vm.max_map_count. Kernel: do_mmap (mm/mmap.c), split_vma and __do_munmap or
 * vms_gather_munmap_vmas (mm/vma.c since 6.12), mremap. The count is exact, so is the claim: see facts/ledger.ts.
 */
import type { LimitLedger, Victim } from '../../../shared/model/analysis.ts'
import { formatCount } from '../../../shared/display/counts.ts'
import { LIMIT_SLACK, saturatedListing } from '../facts/ledger.ts'
import type { ProcessFacts } from '../facts/process-facts.ts'
import { kernelRefusals, mappingAlone, refusalOf, refusedAtStart } from '../facts/refusals.ts'
import { grantedAfter } from '../facts/traced-calls.ts'
import { countVictims } from '../facts/unlisted.ts'
import { capital, describeRefusal, Findings, NOTHING_REFUSED, refusedWith } from './lib/evidence.ts'
import {
  aboveLimit,
  belowLimit,
  citeOwner,
  countClaim,
  headline,
  POSSIBLE_SHARE,
  RULED_OUT_SHARE,
  SMALL_REQUEST,
  trust,
} from './lib/map-claims.ts'
import { bySnapshots, withoutCount } from './lib/map-snapshots.ts'
import { mappingWanted } from './lib/only-mapping.ts'
import { defineRule, type RuleResult } from './rule.ts'

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
    const granted = facts.crash ? null : grantedAfter(facts)
    if (granted && !mappingAlone(facts)) {
      findings.against(
        `${formatCount(granted.value)} bytes were mapped right after the refusal, with no mapping removed between: the count had room`,
        granted.citation,
      )
      return findings.result(
        'ruled-out',
        0.92,
        'A smaller mapping was made right after the refusal: the map count had room.',
      )
    }
    if (!ledger) {
      if (isStarting(facts)) return starting(refusal, facts, findings)
      const alone = mappingAlone(facts)
      return alone ? mappingWanted(alone, findings) : withoutCount(facts, refusal, findings)
    }
    return atFailure(facts, ledger) ? byExactCount(facts, ledger, findings) : bySnapshots(facts, ledger, findings)
  },
})

/** What a VM has mapped when it reserves its heap: libraries and its own tables, some hundred. */
const STARTING = 1000

function isStarting(facts: ProcessFacts): boolean {
  return (facts.startupFailure !== null || refusedAtStart(facts)) && facts.limits.maxMapCount.value > STARTING
}

function starting(refusal: Victim, { startupFailure }: ProcessFacts, findings: Findings): RuleResult {
  const citation = startupFailure?.citation ?? refusal.citation
  findings.against('The VM was only starting: it had some hundred mappings', citation)
  return findings.result('unlikely', 0.8, 'A VM that is starting has some hundred mappings.')
}

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
  const { count, least } = countVictims(facts, kernelRefusals(facts))
  const more = count > 1 ? `; ${least ? 'at least ' : ''}${formatCount(count)} refusals in all` : ''
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
