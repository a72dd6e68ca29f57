/** The collections of a process in numbers: each once, however many files speak of it. */
import type { GcSummary } from '../../../shared/model/gc-summary.ts'
import { isSystemGc } from './explicit-gc/calls.ts'
import type { ProcessFacts } from './process-facts.ts'

/** Null without a GC log. */
export function gcSummaryOf({ records: { collections } }: ProcessFacts): GcSummary | null {
  if (collections.length === 0) return null
  const pauses = collections.flatMap(({ pauseMs }) => (pauseMs === null ? [] : [pauseMs]))
  return {
    collections: collections.length,
    full: collections.filter(({ collection }) => collection === 'full').length,
    explicit: collections.filter(({ cause }) => isSystemGc(cause)).length,
    concurrent: collections.filter(({ concurrent }) => concurrent).length,
    // Printed with up to six decimals.
    pausedMs: Math.round(pauses.reduce((sum, pause) => sum + pause, 0) * 1e6) / 1e6,
    longestPauseMs: pauses.length === 0 ? null : pauses.reduce((most, pause) => Math.max(most, pause)),
  }
}
