/** The timeline in words. Pure. */
import type { TimelineEvent, TimelineKind } from '../../shared/model/analysis.ts'
import { formatDuration } from '../../shared/display/durations.ts'
import { formatTimestamp } from '../../shared/display/timestamps.ts'
import type { LaneId } from './timeline-geometry.ts'

export const laneTitles: Record<LaneId, string> = {
  life: 'Life',
  gc: 'GC',
  errors: 'Refusals, errors',
  broker: 'Segments, leaders',
  snapshots: 'Snapshots',
  kernel: 'Kernel',
}

export const kindTitles: Record<TimelineKind, string> = {
  start: 'start',
  stop: 'stop',
  crash: 'crash',
  restart: 'restart',
  'gc-full': 'full GC',
  'gc-explicit': 'explicit GC',
  refusal: 'refusal',
  error: 'error',
  warning: 'warning',
  segments: 'segments',
  snapshot: 'snapshot',
  kernel: 'kernel',
  leadership: 'leadership',
}

/** `2026-11-22 08:46:44.123 UTC`; with how long it lasted where it did. */
export function eventTime({ at, until }: TimelineEvent): string {
  return until > at ? `${formatTimestamp(at)}, for ${formatDuration(until - at)}` : formatTimestamp(at)
}

/** All of it in one line, for those who hear it. */
export function eventText(event: TimelineEvent, process: string): string {
  const clock = event.clock === '' ? '' : `, time from ${event.clock}`
  return `${event.title}, ${kindTitles[event.kind]}, ${eventTime(event)}${clock}, ${process}`
}
