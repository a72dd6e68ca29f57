/** Where everything of the timeline stands. Pure: events, a range of time and a width in; positions out; CSS pixels. */
import type { ProcessAnalysis, TimelineEvent, TimelineKind } from '../../shared/model/analysis.ts'
import type { EpochMs, Milliseconds } from '../../shared/model/units.ts'

export const laneIds = ['life', 'gc', 'errors', 'broker', 'snapshots', 'kernel'] as const
export type LaneId = (typeof laneIds)[number]

const laneOfKind: Record<TimelineKind, LaneId> = {
  start: 'life',
  stop: 'life',
  crash: 'life',
  restart: 'life',
  'gc-full': 'gc',
  'gc-explicit': 'gc',
  refusal: 'errors',
  error: 'errors',
  warning: 'errors',
  segments: 'broker',
  leadership: 'broker',
  snapshot: 'snapshots',
  kernel: 'kernel',
}

/** Half of what a Date holds, so that a range of hostile times can still be widened. */
const farthest: EpochMs = 4e15

export interface TimeRange {
  from: EpochMs
  to: EpochMs
}

/** One line of the chart: what happened to one process, of one kind, in time order. */
export interface Lane {
  id: LaneId
  /** Index of the process in the list that was given. */
  process: number
  events: readonly TimelineEvent[]
}

/** Lanes with events, process after process; each process has its life, which bears its name. */
export function timelineLanes(processes: readonly ProcessAnalysis[]): Lane[] {
  return processes.flatMap(({ timeline }, process) => {
    const events = timeline.filter(({ at }) => Math.abs(at) <= farthest).toSorted((a, b) => a.at - b.at)
    return laneIds
      .map((id) => ({ id, process, events: events.filter(({ kind }) => laneOfKind[kind] === id) }))
      .filter((lane) => lane.id === 'life' || lane.events.length > 0)
  })
}

/** Smallest piece of time that can be shown, and what is drawn around a single moment. */
const shortest: Milliseconds = 20
const aroundOne: Milliseconds = 30_000

/** All events and the lives of the processes, with a little room at both ends. */
export function timelineExtent(lanes: readonly Lane[], processes: readonly ProcessAnalysis[]): TimeRange {
  let from = Infinity
  let to = -Infinity
  const take = (at: EpochMs | null): void => {
    if (at === null || Math.abs(at) > farthest) return
    from = Math.min(from, at)
    to = Math.max(to, at)
  }
  for (const { events } of lanes)
    for (const { at, until } of events) {
      take(at)
      take(until)
    }
  if (from > to) return { from: -aroundOne, to: aroundOne }
  for (const { startedAt, endedAt } of processes) {
    take(startedAt)
    take(endedAt)
  }
  const room = from === to ? aroundOne : Math.max(shortest, (to - from) * 0.02)
  return { from: from - room, to: to + room }
}

export interface Cluster {
  x0: number
  /** At least `x0`; beyond it for what lasts. */
  x1: number
  /** Indexes into the lane's events. */
  events: number[]
  /** The weightiest of them, the earliest of equals. */
  lead: number
  tone: TimelineEvent['tone']
  /** Of all events, bursts included. */
  count: number
  /** Whether it is drawn as a bar: it lasts longer than a mark is wide. */
  lasts: boolean
}

/** What starts within so many pixels is one cluster; also the width of the mark of a moment. */
export const CELL = 6
const weight: Record<TimelineEvent['tone'], number> = { bad: 3, warn: 2, good: 1, info: 0 }

export const xOf = (at: EpochMs, { from, to }: TimeRange, width: number): number => ((at - from) / (to - from)) * width

/** What of a lane is seen in `range`, aggregated so that never more is drawn than fits: in order of `x0`. */
export function clusters({ events }: Lane, range: TimeRange, width: number): Cluster[] {
  const found: Cluster[] = []
  const open = new Map<string, Cluster>()
  events.forEach((event, index) => {
    const start = xOf(event.at, range, width)
    const end = Math.max(start, xOf(event.until, range, width))
    if (end < -CELL || start > width + CELL) return
    const x0 = Math.max(-CELL, start)
    const x1 = Math.min(width + CELL, end)
    const lasts = x1 - x0 > CELL
    const key = `${Math.floor(x0 / CELL)} ${lasts}`
    const own = open.get(key)
    if (own === undefined) {
      const { tone, count } = event
      const cluster = { x0, x1, events: [index], lead: index, tone, count, lasts }
      open.set(key, cluster)
      found.push(cluster)
      return
    }
    own.events.push(index)
    own.x1 = Math.max(own.x1, x1)
    own.count += event.count
    if (weight[event.tone] > weight[own.tone]) {
      own.lead = index
      own.tone = event.tone
    }
  })
  return found.toSorted((a, b) => a.x0 - b.x0)
}

/** The cluster under `x`: a mark before the bar it lies on, the nearest of marks; null where there is none. */
export function clusterAt(placed: readonly Cluster[], x: number): Cluster | null {
  let best: Cluster | null = null
  let bestDistance = Infinity
  for (const cluster of placed) {
    const outside = Math.max(cluster.x0 - x, x - cluster.x1, 0)
    if (outside > CELL) continue
    const distance = cluster.lasts ? outside + CELL / 2 : outside
    if (distance < bestDistance) {
      best = cluster
      bestDistance = distance
    }
  }
  return best
}

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value))

/** `factor` below 1 shows less time. What stands at `anchor` (0..1 of the width) stays there, unless an end of `bounds` is met. */
export function zoomed(range: TimeRange, factor: number, anchor: number, bounds: TimeRange): TimeRange {
  const before = range.to - range.from
  const span = clamp(before * factor, shortest, bounds.to - bounds.from)
  return within(range.from + (before - span) * anchor, span, bounds)
}

/** `share` of the range to the right; to the left if negative. */
export function panned(range: TimeRange, share: number, bounds: TimeRange): TimeRange {
  const span = range.to - range.from
  return within(range.from + span * share, span, bounds)
}

/** Brings an event into view: in the middle, and large enough to be told from its neighbours. */
export function focusedOn(event: TimelineEvent, range: TimeRange, bounds: TimeRange): TimeRange {
  const lasting = (event.until - event.at) * 3
  const span = clamp(
    Math.min(range.to - range.from, Math.max(lasting, (bounds.to - bounds.from) / 40)),
    shortest,
    Infinity,
  )
  const wanted = Math.max(span, lasting)
  return within((event.at + event.until) / 2 - wanted / 2, Math.min(wanted, bounds.to - bounds.from), bounds)
}

/** Moves no further than needed for the event to be seen. */
export function showing(event: TimelineEvent, range: TimeRange, bounds: TimeRange): TimeRange {
  if (event.at >= range.from && event.at <= range.to) return range
  const span = range.to - range.from
  return within(event.at < range.from ? event.at - span * 0.1 : event.at - span * 0.9, span, bounds)
}

function within(from: EpochMs, span: Milliseconds, bounds: TimeRange): TimeRange {
  const start = clamp(from, bounds.from, Math.max(bounds.from, bounds.to - span))
  return { from: start, to: start + span }
}
