/** Why so many mappings: the causes behind a full map count, by share of the listing (DESIGN.md section 6, H21-H24). */
import type { ContributingCauseId, OwnerId } from '../../../shared/model/analysis.ts'
import type { Ownership, ProcessFacts } from './process-facts.ts'

const MOST = 0.5
const MANY = 0.3

export function contributingOf({ ownership }: ProcessFacts): readonly ContributingCauseId[] {
  if (!ownership || ownership.listing.vmas === 0) return []
  const shares = sharesOf(ownership)
  const causes = (Object.keys(shares) as (keyof typeof shares)[]).filter(
    (cause) => shares[cause].share > shares[cause].over,
  )
  if (causes.length === 0) return ['other']
  // Threads make the arenas, not the other way round.
  const weight = (cause: keyof typeof shares): number =>
    cause === 'threads' && causes.includes('malloc-arenas') ? 1 : shares[cause].share
  return causes.toSorted((left, right) => weight(right) - weight(left))
}

function sharesOf(
  ownership: Ownership,
): Record<Exclude<ContributingCauseId, 'other'>, { share: number; over: number }> {
  const { vmas } = ownership.listing
  const count = (...owners: OwnerId[]): number =>
    ownership.totals.reduce((sum, total) => sum + (owners.includes(total.owner) ? total.count : 0), 0)
  const files = count('index-file', 'data-file')
  const stale = Math.max(ownership.deleted, ownership.repeated)
  return {
    'mapped-index-files': { share: files / vmas, over: MOST },
    // Remains of replaced or deleted files matter as a part of the mapped files: a few are normal after every roll.
    'stale-mappings': { share: files + stale > 0 && stale > files * MANY ? stale / vmas : 0, over: 0.1 },
    threads: { share: count('thread-stack') / vmas, over: MANY },
    'malloc-arenas': { share: (ownership.arenas * 2) / vmas, over: MANY },
    fragmentation: { share: ownership.split / vmas, over: MANY },
    'zgc-multi-mapping': { share: ownership.multiMapped / vmas, over: MANY },
  }
}
