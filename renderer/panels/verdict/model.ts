/** What the verdict panel says, in order and in words. Pure. */
import type {
  ExplicitGc,
  ExplicitGcCause,
  Hypothesis,
  HypothesisStatus,
  LimitLedger,
  MissingFact,
  ProcessAnalysis,
  Victim,
} from '../../../shared/model/analysis.ts'
import type { MapEstimate } from '../../../shared/model/map-estimate.ts'
import type { Citation } from '../../../shared/model/span.ts'
import { formatCount, formatQuantity } from '../../../shared/display/counts.ts'
import { formatSeconds } from '../../../shared/display/durations.ts'
import { formatTimestamp } from '../../../shared/display/timestamps.ts'
import { errnoName, explicitGcTitles } from '../../ui/words.ts'

/** `confirmed · 0.97`: the status of the verdict's own hypothesis, with the confidence as it is. */
export function confidenceText(confidence: number): string {
  return confidence.toFixed(2)
}

export interface LedgerCell {
  label: string
  value: string
  /** Where the number stands, or null if it is computed. */
  citation: Citation | null
  /** At the limit and refused. */
  hit: boolean
}

export interface LedgerView {
  /** Cells with the operator that stands before each but the first. */
  cells: { operator: string; cell: LedgerCell }[]
  note: string
}

/** `65 532 lines − 1 [vsyscall] = 65 531 mappings > 65 530 limit → ENOMEM` */
export function ledgerView(
  ledger: LimitLedger,
  victim: Victim | null,
  estimate: MapEstimate | null = null,
): LedgerView {
  const { mapLines, vsyscall, vmas, limit, limitSource, limitCitation, listing, complete } = ledger
  // With M+1 or M mappings the kernel refuses one more, depending on the path: that is what `exact` says.
  const hit = ledger.standing === 'exact'
  const atLeast = complete ? '' : 'at least '
  const plain = { citation: null, hit: false }
  const cells: LedgerView['cells'] = [
    {
      operator: '',
      cell: { ...plain, label: 'lines listed', value: atLeast + formatCount(mapLines), citation: listing },
    },
    { operator: '−', cell: { ...plain, label: '[vsyscall]', value: vsyscall ? '1' : '0' } },
    { operator: '=', cell: { ...plain, label: 'mappings', value: atLeast + formatCount(vmas) } },
    {
      operator: vmas > limit ? '>' : vmas === limit ? '=' : '<',
      cell: {
        label: limitSource === 'assumed' ? 'limit, assumed' : 'limit',
        value: formatCount(limit),
        citation: limitCitation,
        hit,
      },
    },
  ]
  if (hit && victim !== null && victim.errno !== null)
    cells.push({
      operator: '→',
      cell: {
        label: `errno ${victim.errno}${victim.errnoOrigin === 'inferred' ? ', inferred' : ''}`,
        value: errnoName(victim.errno),
        citation: victim.citation,
        hit: true,
      },
    })
  return { cells, note: ledgerNote(ledger, estimate) }
}

function ledgerNote(
  { operator, standing, limitSource, distance, complete }: LimitLedger,
  estimate: MapEstimate | null,
): string {
  const parts = operator === null ? [] : [operator]
  if (standing === 'below' || standing === 'near') parts.push(`${formatCount(distance)} to spare`)
  if (standing === 'above')
    parts.push(
      limitSource === 'assumed'
        ? 'more than the default allows: a higher limit is in force'
        : 'more than the stated limit allows: another one held at the time',
    )
  if (!complete) parts.push('the listing is cut: these are lower bounds')
  if (estimate) parts.push(`${formatCount(estimate.least)} to ${formatCount(estimate.most)} estimated: ${estimate.why}`)
  return parts.join(' · ')
}

/** `kafka-broker-13 · pid 9615 · OpenJDK 17.0.15+6 · Linux 6.1 · ran 27.6 s · ended …` */
export function identity({ host, pid, jvm, os, uptime, endedAt, state }: ProcessAnalysis): string {
  const parts = [
    host,
    pid === null ? null : `pid ${pid}`,
    jvm === null ? null : [jvm.vendor, jvm.version].filter(Boolean).join(' ') || jvm.vm,
    os === null ? null : (os.name ?? os.kernel),
    uptime === null ? null : `${state === 'alive' ? 'up' : 'ran'} ${formatSeconds(uptime)}`,
    endedAt === null ? null : `${state === 'crashed' ? 'crashed' : 'ended'} ${formatTimestamp(endedAt)}`,
  ]
  return parts.filter((part) => part !== null && part !== '').join(' · ')
}

/** What would settle an open case: the facts that hypotheses still in question lack, each once. */
export function missingFacts(hypotheses: readonly Hypothesis[]): MissingFact[] {
  const open = new Set<HypothesisStatus>(['confirmed', 'likely', 'possible', 'unknown'])
  const seen = new Map<string, MissingFact>()
  for (const { status, missing } of hypotheses)
    if (open.has(status)) for (const fact of missing) if (!seen.has(fact.what)) seen.set(fact.what, fact)
  return [...seen.values()]
}

/** `3 collections that somebody asked for: 2 by retry of a refused file mapping, 1 by the application.` */
export function explicitGcSummary(events: readonly ExplicitGc[]): string {
  const counts = new Map<ExplicitGcCause, number>()
  for (const { cause } of events) counts.set(cause, (counts.get(cause) ?? 0) + 1)
  const parts = [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .map(([cause, count]) =>
      counts.size === 1 ? explicitGcTitles[cause] : `${formatCount(count)} ${explicitGcTitles[cause]}`,
    )
  return `${formatQuantity(events.length, 'collection')} that somebody asked for: ${parts.join(', ')}.`
}
