/** What the diagnosis of a process shows beside its verdict: other limits, what its listing tells beside owners, what to bring. */
import type { CoachItem } from './coach.ts'
import type { MergeBlockers, StaleMappings } from './neighbours.ts'
import type { QuantityLedger } from './quantity-ledger.ts'

export interface EvidenceViews {
  /** The limits beside the map count that are known, each with its sum. */
  ledgers?: QuantityLedger[]
  /** Mappings that nobody needs any more; null without a listing. */
  stale?: StaleMappings | null
  /** Neighbours that stayed two mappings, and why; null without a listing. */
  mergeBlockers?: MergeBlockers | null
  /** What to bring to settle what is open, by artifact, the most telling first. */
  coach?: CoachItem[]
}
