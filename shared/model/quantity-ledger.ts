/** Ledgers of the limits on amounts: what `LimitLedger` is for the map count, for bytes and tasks. */
import type { RootCauseId } from './analysis.ts'
import type { Citation } from './span.ts'
import type { EpochMs } from './units.ts'

/** In the order in which they stand between a request and what it asks for: kernel first, then the JVM's own. */
export const quantityLimits = [
  'address-space',
  'data',
  'commit',
  'overcommit-heuristic',
  'cgroup-tasks',
  'user-tasks',
  'system-tasks',
  'pid-max',
  'java-heap',
  'metaspace',
  'class-space',
  'direct-memory',
] as const
export type QuantityLimit = (typeof quantityLimits)[number]

/** Which hypotheses are about it. */
export const ledgerCauses: Record<QuantityLimit, readonly RootCauseId[]> = {
  'address-space': ['address-space-limit'],
  data: ['data-limit'],
  commit: ['commit-limit'],
  'overcommit-heuristic': ['commit-limit'],
  'cgroup-tasks': ['task-limit'],
  'user-tasks': ['task-limit'],
  'system-tasks': ['task-limit'],
  'pid-max': ['task-limit'],
  'java-heap': ['java-heap', 'gc-overhead'],
  metaspace: ['metaspace'],
  'class-space': ['metaspace'],
  'direct-memory': ['direct-memory'],
}

/**
 * reached: the request did not fit. close: almost. room: it fitted. unlimited: there is no such limit. not-applied: the kernel does
 * not test it for this process or request. open: the numbers do not tell.
 */
export const ledgerStandings = ['reached', 'close', 'room', 'unlimited', 'not-applied', 'open'] as const
export type LedgerStanding = (typeof ledgerStandings)[number]

export interface QuantityLedger {
  id: QuantityLimit
  /** `RLIMIT_AS`. */
  title: string
  unit: 'bytes' | 'tasks'
  /** null: unlimited. */
  limit: number | null
  /** derived: follows from another setting or a default; `limitNote` says from which. */
  limitSource: 'measured' | 'derived'
  limitNote: string
  /** Kept back from this request below the limit; 0 where nothing is. */
  reserve: number
  /** null: not known. */
  used: number | null
  /** Whether others count too, who are not counted here. */
  usedAtLeast: boolean
  /** Whether `used` is of the failure; false: of another moment; null: nothing failed, or nothing is known. */
  atFailure: boolean | null
  /** What the refused call would have added; null: nothing was refused, or not known how much. */
  request: number | null
  /** limit - reserve - used - request; null without limit or use. Negative: more than there was. */
  distance: number | null
  standing: LedgerStanding
  /** The condition that refuses, and where it stands: `total_vm + pages > RLIMIT_AS (may_expand_vm, mm/mmap.c)`. */
  test: string
  /** What the numbers prove, and what they do not. */
  proves: string
  limitCitation: Citation | null
  usedCitation: Citation | null
  requestCitation: Citation | null
  /** When `used` was measured. */
  at: EpochMs | null
}
