/** Walking the events of the timeline with the keyboard. Pure. */
import type { TimelineEvent } from '../../shared/model/analysis.ts'
import type { Lane } from './timeline-geometry.ts'

/** An event by its place: lane, and index in the lane. */
export interface Place {
  lane: number
  index: number
}

export type Step = 'next' | 'previous' | 'first' | 'last' | 'up' | 'down' | 'later' | 'earlier'

export const eventAt = (lanes: readonly Lane[], place: Place | null): TimelineEvent | null =>
  place === null ? null : (lanes[place.lane]?.events[place.index] ?? null)

/** First event of the first lane that has one, of `process` if it has any; null without events. */
export function firstPlace(lanes: readonly Lane[], process = -1): Place | null {
  const own = lanes.findIndex((lane) => lane.process === process && lane.events.length > 0)
  const lane = own >= 0 ? own : lanes.findIndex(({ events }) => events.length > 0)
  return lane < 0 ? null : { lane, index: 0 }
}

/**
 * `next`, `previous`, `first`, `last` stay in the lane; `up` and `down` go to what is nearest in time in the next lane with
 * events; `later` and `earlier` step through all lanes in time order. Stays where it is at an end.
 */
export function step(lanes: readonly Lane[], from: Place, to: Step): Place {
  const length = lanes[from.lane]?.events.length ?? 0
  const inLane = (index: number): Place => ({ lane: from.lane, index: Math.max(0, Math.min(length - 1, index)) })
  switch (to) {
    case 'next':
      return inLane(from.index + 1)
    case 'previous':
      return inLane(from.index - 1)
    case 'first':
      return inLane(0)
    case 'last':
      return inLane(length - 1)
    case 'up':
      return across(lanes, from, -1)
    case 'down':
      return across(lanes, from, 1)
    case 'later':
      return inTime(lanes, from, 1)
    case 'earlier':
      return inTime(lanes, from, -1)
  }
}

function across(lanes: readonly Lane[], from: Place, by: 1 | -1): Place {
  const at = eventAt(lanes, from)?.at ?? 0
  for (let lane = from.lane + by; lane >= 0 && lane < lanes.length; lane += by) {
    const events = lanes[lane]?.events ?? []
    if (events.length === 0) continue
    let nearest = 0
    events.forEach((event, index) => {
      if (Math.abs(event.at - at) < Math.abs((events[nearest]?.at ?? 0) - at)) nearest = index
    })
    return { lane, index: nearest }
  }
  return from
}

function inTime(lanes: readonly Lane[], from: Place, by: 1 | -1): Place {
  const all = lanes.flatMap(({ events }, lane) => events.map(({ at }, index) => ({ at, lane, index })))
  all.sort((a, b) => a.at - b.at || a.lane - b.lane || a.index - b.index)
  const place = all[all.findIndex(({ lane, index }) => lane === from.lane && index === from.index) + by]
  return place === undefined ? from : { lane: place.lane, index: place.index }
}
