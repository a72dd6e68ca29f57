/** What the count of mappings and its limit say, in the words of every way to weigh them. */
import type { LimitLedger } from '../../../../shared/model/analysis.ts'
import { formatCount, formatPercent } from '../../../../shared/display/counts.ts'
import type { ProcessFacts } from '../../facts/process-facts.ts'
import type { RuleResult } from '../rule.ts'
import type { Findings } from './evidence.ts'

/** Below this share of the limit a whole listing of the moment of the failure rules the limit out; H1 of the decision table. */
export const RULED_OUT_SHARE = 0.5
export const POSSIBLE_SHARE = 0.98
/** A smaller request that fails while memory is free asks for another reason than memory. */
export const SMALL_REQUEST = 1024 * 1024

export function countClaim(ledger: LimitLedger): string {
  const gate = ledger.vsyscall ? ', less the [vsyscall] line which the kernel does not count' : ''
  const lines = `${formatCount(ledger.mapLines)} lines${gate}: ${formatCount(ledger.vmas)} VMAs`
  return `${lines}, limit ${formatCount(ledger.limit)}${ledger.limitSource === 'assumed' ? ' (assumed)' : ''}`
}

export function headline(ledger: LimitLedger): string {
  return `${formatCount(ledger.vmas)} VMAs, limit ${formatCount(ledger.limit)}${ledger.limitSource === 'assumed' ? ' (assumed)' : ''}`
}

/** An assumed limit costs trust; a count that meets it to the mapping gives most of it back. */
export function trust(confidence: number, ledger: LimitLedger): number {
  return ledger.limitSource === 'assumed' ? confidence - 0.1 : confidence
}

/** More than M + 1 mappings cannot exist under M. Whatever the reason, the printed limit was not the one that applied. */
export function aboveLimit(ledger: LimitLedger, findings: Findings): RuleResult {
  findings.against(`${countClaim(ledger)}: more than this limit lets exist`, ledger.listing)
  const assumed = ledger.limitSource === 'assumed'
  findings.lacks(
    assumed
      ? 'the value of vm.max_map_count: it is higher than the default'
      : 'the limit that held at the failure: the stated one was lowered later, or lines of the listing stand twice',
    'sysctl vm.max_map_count on the host, as it was then',
  )
  const summary = `${headline(ledger)}: ${formatCount(-ledger.distance)} more than it allows, so this limit did not hold when they were made.`
  return findings.result('possible', 0.4, summary)
}

export function belowLimit(ledger: LimitLedger, findings: Findings, when: string): RuleResult {
  const share = ledger.vmas / ledger.limit
  findings.against(`${countClaim(ledger)}: ${formatPercent(share)} ${when}`, ledger.listing)
  const summary = `${headline(ledger)}: ${formatPercent(share)} of it ${when}.`
  if (ledger.limitSource === 'assumed' && ledger.vmas >= LEAST_LIMIT) return belowAssumed(ledger, findings)
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

export function citeOwner(facts: ProcessFacts, findings: Findings): void {
  const { culprit, ownership } = facts
  const total = ownership?.totals.find((each) => each.owner === culprit?.owner)
  if (!culprit || !total || culprit.share < 0.3) return
  findings.for(
    `${formatCount(culprit.count)} of the mappings, ${formatPercent(culprit.share)}: ${total.why}`,
    culprit.citation,
  )
}

/** Whoever lowers the limit leaves a JVM its few hundred mappings. */
const LEAST_LIMIT = 4096

/** The limit may have been lower than the default: so many mappings are ruled out by the value alone that nobody stated. */
function belowAssumed(ledger: LimitLedger, findings: Findings): RuleResult {
  const summary = `${headline(ledger)}: below the default, but the limit that held is not known.`
  return findings.result(ledger.vmas < POSSIBLE_SHARE * ledger.limit ? 'unlikely' : 'possible', 0.4, summary)
}
