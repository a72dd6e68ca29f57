/** What the verdict panel says, in order and in words. Pure. */
import type {
  ExplicitGc,
  ExplicitGcCause,
  Hypothesis,
  HypothesisStatus,
  MissingFact,
  ProcessAnalysis,
} from '../../../shared/model/analysis.ts'
import { formatCount, formatQuantity } from '../../../shared/display/counts.ts'
import { formatSeconds } from '../../../shared/display/durations.ts'
import { formatTimestamp } from '../../../shared/display/timestamps.ts'
import { explicitGcTitles } from '../../ui/words.ts'

/** `confirmed · 0.97`: the status of the verdict's own hypothesis, with the confidence as it is. */
export function confidenceText(confidence: number): string {
  return confidence.toFixed(2)
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
