/** Explicit collections, by who asked for them. Pure. */
import {
  explicitGcCauses,
  type ExplicitGc,
  type ExplicitGcCause,
  type WeighedGcCause,
} from '../../../shared/model/analysis.ts'
import { formatTimestamp } from '../../../shared/display/timestamps.ts'
import type { Tone } from '../../ui/words.ts'

export interface GcGroup {
  cause: ExplicitGcCause
  events: ExplicitGc[]
  /** `2026-11-22 08:46:44 UTC`, or from and to; empty where no time is known. */
  when: string
}

/** Groups in the order of the closed set, each in time order; those without a time stand last. */
export function gcGroups(events: readonly ExplicitGc[]): GcGroup[] {
  return explicitGcCauses
    .map((cause) => ({
      cause,
      events: events
        .filter((event) => event.cause === cause)
        .toSorted((a, b) => (a.at ?? Infinity) - (b.at ?? Infinity) || a.citation.line - b.citation.line),
    }))
    .filter((group) => group.events.length > 0)
    .map((group) => ({ ...group, when: timeRange(group.events) }))
}

function timeRange(events: readonly ExplicitGc[]): string {
  const times = events.map(({ at }) => at).filter((at) => at !== null)
  const [first, last] = [times[0], times.at(-1)]
  if (first === undefined || last === undefined) return ''
  return first === last ? formatTimestamp(first) : `${formatTimestamp(first)} to ${formatTimestamp(last)}`
}

export const stances: Record<WeighedGcCause['stance'], { word: string; tone: Tone }> = {
  stands: { word: 'stands', tone: 'bad' },
  possible: { word: 'possible', tone: 'warn' },
  unlikely: { word: 'unlikely', tone: 'mute' },
  excluded: { word: 'excluded', tone: 'mute' },
}
