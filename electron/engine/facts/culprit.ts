import type { Culprit } from '../../../shared/model/analysis.ts'
import type { ProcessFacts } from './process-facts.ts'

/** Counts this close together are one: a store that maps an index beside every data file has a few more of one or the other. */
const LEVEL = 0.02

/**
 * The owner of most mappings. Whether it is to blame depends on the verdict: it spent the map limit, no other.
 * Two owners can be one habit: malloc arenas are made for threads (glibc, arena_get2), so where threads are about as many they are
 * the reason; and an index that is mapped beside every data file (Cassandra's -Index.db and -Data.db) names the pair, as it does
 * for Kafka, whose data files are not mapped.
 */
export function culpritOf({ ownership }: ProcessFacts): Culprit | null {
  const first = ownership?.totals[0]
  if (!ownership || !first) return null
  const other = ownership.totals.find(
    ({ owner, count }) =>
      (first.owner === 'malloc-arena' && owner === 'thread-stack' && count >= first.count / 2) ||
      (first.owner === 'data-file' && owner === 'index-file' && count >= first.count * (1 - LEVEL)),
  )
  const largest = other ?? first
  return {
    owner: largest.owner,
    count: largest.count,
    share: ownership.listing.vmas > 0 ? largest.count / ownership.listing.vmas : 0,
    citation: largest.example,
  }
}
