/** The collections of a process in numbers: each once, however many files speak of it. */
import type { GcSummary } from '../../../shared/model/gc-summary.ts'
import { isSystemGc } from './explicit-gc/calls.ts'
import type { ProcessFacts } from './process-facts.ts'

/** Null without a GC log. */
export function gcSummaryOf({ records: { collections } }: ProcessFacts): GcSummary | null {
  if (collections.length === 0) return null
  let [full, explicit, concurrent, pausedMs, longest] = [0, 0, 0, 0, -Infinity]
  for (const record of collections) {
    if (record.collection === 'full') full++
    if (isSystemGc(record.cause)) explicit++
    if (record.concurrent) concurrent++
    if (record.pauseMs === null) continue
    pausedMs += record.pauseMs
    if (record.pauseMs > longest) longest = record.pauseMs
  }
  return {
    collections: collections.length,
    full,
    explicit,
    concurrent,
    // Printed with up to six decimals.
    pausedMs: Math.round(pausedMs * 1e6) / 1e6,
    longestPauseMs: longest === -Infinity ? null : longest,
  }
}
