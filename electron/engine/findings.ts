/** The short list under a process in the case tree: what was found, weightiest first. */
import type { Finding, Hypothesis, Verdict, Victim } from '../../shared/model/analysis.ts'
import { formatExactBytes } from '../../shared/display/bytes.ts'
import { formatCount, formatPercent } from '../../shared/display/counts.ts'
import { endingFindings } from './facts/ending.ts'
import type { ProcessFacts } from './facts/process-facts.ts'
import { rivalsOf } from './rules/verdict.ts'

const AT_LIMIT = new Set(['exact', 'near', 'above'])

/** A signal and a full heap refuse nothing: they end, or they fail. */
function victimTitle({ operation, purpose, bytes }: Victim, { crash }: ProcessFacts): string {
  if (operation === 'signal') return `Ended by ${crash?.signal?.value ?? 'a signal'}`
  const size = bytes === null ? '' : `, ${formatExactBytes(bytes)}`
  return operation === 'java-allocation'
    ? `Failed: ${purpose ?? 'an allocation of the JVM'}${size}`
    : `Refused: ${purpose ?? operation}${size}`
}

export function findingsOf(verdict: Verdict, hypotheses: readonly Hypothesis[], facts: ProcessFacts): Finding[] {
  const findings: Finding[] = []
  const { victim, ledger, culprit, ownership } = facts
  const standing = hypotheses.find((each) => each.id === verdict.rootCause)
  const proof = standing?.evidence.find((each) => each.stance === 'for') ?? null
  const anchor = facts.crash?.headline.citation ?? proof?.citation ?? facts.listing?.citation ?? null
  if (anchor) {
    const quiet = verdict.rootCause === 'none'
    findings.push({
      title: verdict.title,
      severity: quiet ? 'good' : verdict.rootCause === 'near-map-limit' ? 'warn' : 'bad',
      citation: proof?.citation ?? anchor,
    })
  }
  if (victim) {
    findings.push({
      title: victimTitle(victim, facts),
      severity: 'bad',
      citation: victim.citation,
    })
  }
  findings.push(...endingFindings(facts))
  if (ledger) {
    const { vmas, limit, standing: place, limitSource } = ledger
    const refuted = place === 'above' && limitSource === 'assumed'
    findings.push({
      title: refuted
        ? `${formatCount(vmas)} mappings, limit not stated`
        : `${formatCount(vmas)} of ${formatCount(limit)} mappings, ${formatPercent(vmas / limit)}`,
      severity: refuted ? 'info' : AT_LIMIT.has(place) ? 'bad' : vmas >= 0.9 * limit ? 'warn' : 'info',
      citation: ledger.listing,
    })
  }
  if (ownership && culprit && culprit.count > 0) {
    const total = ownership.totals.find((each) => each.owner === culprit.owner)
    const title = `${formatCount(culprit.count)} mappings: ${total?.why ?? culprit.owner}`
    findings.push({ title, severity: 'info', citation: culprit.citation })
  }
  const memory = hypotheses.find(({ id }) => id === 'physical-memory')
  if (facts.crash?.kind === 'out-of-memory' && memory?.status === 'ruled-out') {
    findings.push({
      title:
        'The header’s "insufficient memory" and its possible reasons are printed always, for every refusal: no evidence that memory was short',
      severity: 'info',
      citation: facts.crash.headline.citation,
    })
  }
  const rivals = rivalsOf(facts)
  for (const hypothesis of hypotheses.filter(({ id }) => rivals.includes(id))) {
    const against = hypothesis.evidence.find((each) => each.stance === 'against')
    if (hypothesis.status === 'ruled-out' && against && verdict.rootCause !== 'none') {
      findings.push({ title: `Not: ${hypothesis.title}`, severity: 'good', citation: against.citation })
    }
  }
  return findings
}
