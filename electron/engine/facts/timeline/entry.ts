/** An event of the timeline on its way: with what is needed to put several into one, and to choose when there are too many. */
import type { TimelineEvent } from '../../../../shared/model/analysis.ts'
import type { Milliseconds } from '../../../../shared/model/units.ts'

export interface Entry extends TimelineEvent {
  /** Entries of one kind with equal stems are of the same sort: a title without amounts and names. */
  stem: string
  /** The title of several. */
  many: string
  /** Of several the longest is told; null where nothing lasts. */
  lasts: Milliseconds | null
  /** Of too many the heaviest are kept. */
  weight: number
}

/** What an entry weighs by its kind, unless it says so itself. */
const WEIGHTS: Record<TimelineEvent['kind'], number> = {
  crash: 100,
  restart: 95,
  start: 90,
  stop: 90,
  refusal: 80,
  kernel: 75,
  error: 70,
  snapshot: 60,
  segments: 55,
  'gc-full': 50,
  'gc-explicit': 50,
  leadership: 40,
  warning: 30,
}

export type EntryDraft = Pick<TimelineEvent, 'at' | 'kind' | 'title' | 'tone' | 'clock' | 'citation'> &
  Partial<Pick<Entry, 'until' | 'count' | 'stem' | 'many' | 'lasts' | 'weight'>>

/** A moment that stands for itself, unless the draft says otherwise. */
export function entryOf(draft: EntryDraft): Entry {
  const { at, kind, title } = draft
  return { until: at, count: 1, stem: title, many: title, lasts: null, weight: WEIGHTS[kind], ...draft }
}

/** What the events of the analysis are: without the means of making them. */
export function eventOf({ at, until, kind, title, count, tone, clock, citation }: Entry): TimelineEvent {
  return { at, until, kind, title, count, tone, clock, citation }
}
