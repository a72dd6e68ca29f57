/** What happens to a process, as events on one clock. */
import type { Citation } from './span.ts'
import type { EpochMs } from './units.ts'

export const timelineKinds = [
  'start',
  'stop',
  'crash',
  'restart',
  'gc-full',
  'gc-explicit',
  'refusal',
  'error',
  'warning',
  'segments',
  'snapshot',
  'kernel',
  'leadership',
] as const
export type TimelineKind = (typeof timelineKinds)[number]

/** Something that happened, on the one clock of the case (UTC). Bursts are one event with a count. */
export interface TimelineEvent {
  at: EpochMs
  /** End of a burst or a span of time; equal to `at` for a moment. */
  until: EpochMs
  kind: TimelineKind
  /** A few words: "Full GC (System.gc()) 144.7 ms", "12 errors in 3 s". */
  title: string
  count: number
  tone: 'bad' | 'warn' | 'good' | 'info'
  /** How its time is known when not from a full time stamp: "uptime + start", "zone assumed". Empty otherwise. */
  clock: string
  citation: Citation
}
