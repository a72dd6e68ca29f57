import type { Culprit } from '../../../shared/model/analysis.ts'
import type { ProcessFacts } from './process-facts.ts'

/**
 * The owner of most mappings. Whether it is to blame depends on the verdict: it spent the map limit, no other.
 * Malloc arenas are made for threads (glibc, arena_get2): where threads are about as many, the threads are the reason.
 */
export function culpritOf({ ownership }: ProcessFacts): Culprit | null {
  const first = ownership?.totals[0]
  if (!ownership || !first) return null
  const stacks = ownership.totals.find((total) => total.owner === 'thread-stack')
  const largest = first.owner === 'malloc-arena' && stacks && stacks.count >= first.count / 2 ? stacks : first
  return {
    owner: largest.owner,
    count: largest.count,
    share: ownership.listing.vmas > 0 ? largest.count / ownership.listing.vmas : 0,
    citation: largest.example,
  }
}
