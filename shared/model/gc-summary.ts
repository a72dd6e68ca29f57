import type { Milliseconds } from './units.ts'

/** Collections of a process in numbers, each counted once. */
export interface GcSummary {
  /** As many as the log has numbers; those of older logs are told apart by their text. */
  collections: number
  full: number
  /** By System.gc(). */
  explicit: number
  concurrent: number
  /** Stop-the-world time of all that print one. */
  pausedMs: Milliseconds
  longestPauseMs: Milliseconds | null
}
