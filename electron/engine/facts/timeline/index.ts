/** All that happened to one process, on one clock (UTC): what the window draws under metrics and collections (FOUNDING_CASE S1, S5). */
import type { TimelineEvent } from '../../../../shared/model/analysis.ts'
import type { ProcessFacts } from '../process-facts.ts'
import { burstsOf, byTime } from './bursts.ts'
import { collectionEntries } from './collections.ts'
import { eventOf, type Entry } from './entry.ts'
import { lifeEntries } from './life.ts'
import { lineEntries } from './lines.ts'
import { segmentEntries } from './segments.ts'
import { snapshotEntries } from './snapshots.ts'
import { Times } from './times.ts'

/** More than any screen shows; of more the heaviest are kept, and of equals the latest: the end is what is asked about. */
export const MOST_EVENTS = 2000
/** What a Date can hold: artifacts may state anything. */
const LATEST = 8.64e15

/** In time order, at most {@link MOST_EVENTS}, bursts grouped. What has no time that can be known is left out. */
export function timelineOf(facts: ProcessFacts): TimelineEvent[] {
  const times = new Times(facts)
  const entries = [
    ...lifeEntries(facts, times),
    ...collectionEntries(facts, times),
    ...lineEntries(facts, times),
    ...segmentEntries(facts, times),
    ...snapshotEntries(facts, times),
  ].filter(({ at, until }) => Math.abs(at) <= LATEST && Math.abs(until) <= LATEST)
  return heaviestOf(burstsOf(entries)).map(eventOf)
}

function heaviestOf(entries: readonly Entry[]): readonly Entry[] {
  if (entries.length <= MOST_EVENTS) return entries
  return entries
    .toSorted((left, right) => right.weight - left.weight || right.at - left.at)
    .slice(0, MOST_EVENTS)
    .toSorted(byTime)
}
