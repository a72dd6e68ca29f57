import type { EpochMs, Seconds } from '../../../shared/model/units.ts'
import type { ProcessFacts } from './process-facts.ts'

/** Unified logging may print the uptime alone; the start, or a line of the GC log that prints both, tells its date. */
export function dateOf(uptime: Seconds | null, { times, records }: ProcessFacts): EpochMs | null {
  if (uptime === null) return null
  const both = records.collections.find((each) => each.at !== null && each.uptime !== null)
  const start = both && both.at !== null && both.uptime !== null ? both.at - both.uptime * 1000 : times.startedAt
  return start === null ? null : Math.round(start + uptime * 1000)
}
