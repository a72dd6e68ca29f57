import { describe, expect, it } from 'vitest'
import type { ProcessAnalysis, TimelineEvent, TimelineKind } from '../../../shared/model/analysis.ts'
import { timeTicks } from '../../../renderer/charts/time-ticks.ts'
import { markPath, placeLabels } from '../../../renderer/charts/timeline-marks.ts'
import {
  CELL,
  clusterAt,
  clusters,
  focusedOn,
  panned,
  showing,
  timelineExtent,
  timelineLanes,
  zoomed,
  type Lane,
  type TimeRange,
} from '../../../renderer/charts/timeline-geometry.ts'
import { eventAt, firstPlace, step, type Place } from '../../../renderer/charts/timeline-walk.ts'
import { alive, cite, crashed, crashLog, timeline } from '../../support/fake-process.ts'

const event = (at: number, more: Partial<TimelineEvent> = {}): TimelineEvent => ({
  at,
  until: at,
  kind: 'error',
  title: `at ${at}`,
  count: 1,
  tone: 'info',
  clock: '',
  citation: cite(crashLog, 1, ''),
  ...more,
})
const lane = (...events: TimelineEvent[]): Lane => ({ id: 'errors', process: 0, events })
const processOf = (events: TimelineEvent[]): ProcessAnalysis => ({
  ...alive,
  startedAt: null,
  endedAt: null,
  timeline: events,
})
const second: TimeRange = { from: 0, to: 1000 }

describe('lanes', () => {
  it('are those with events, after the life of each process', () => {
    const lanes = timelineLanes([crashed, alive])
    expect(lanes.map(({ process, id, events }) => `${process} ${id} ${events.length}`)).toEqual([
      '0 life 2',
      '0 gc 1',
      '0 errors 1',
      '0 broker 1',
      '0 snapshots 1',
      '1 life 0',
    ])
  })

  it('are in time order and leave out times that no axis can hold', () => {
    const [, errors] = timelineLanes([processOf([event(2), event(8.64e15), event(1)])])
    expect(errors?.events.map(({ at }) => at)).toEqual([1, 2])
  })

  it('cover every kind', () => {
    const kinds: TimelineKind[] = ['restart', 'warning', 'leadership', 'kernel', 'gc-full', 'stop']
    const lanes = timelineLanes([processOf(kinds.map((kind, at) => event(at, { kind })))])
    expect(lanes.map(({ id, events }) => `${id} ${events.length}`)).toEqual([
      'life 2',
      'gc 1',
      'errors 1',
      'broker 1',
      'kernel 1',
    ])
  })
})

describe('extent', () => {
  it('holds all events, ends of bursts and lives, with room', () => {
    const processes = [{ ...processOf([event(1000, { until: 9000 })]), startedAt: 0, endedAt: 5000 }]
    expect(timelineExtent(timelineLanes(processes), processes)).toEqual({ from: -180, to: 9180 })
  })

  it('is a minute around a single moment, and finite without events', () => {
    const processes = [processOf([event(100_000)])]
    expect(timelineExtent(timelineLanes(processes), processes)).toEqual({ from: 70_000, to: 130_000 })
    expect(timelineExtent([], [])).toEqual({ from: -30_000, to: 30_000 })
  })
})

describe('clusters', () => {
  it('hold what starts in one cell, led by the weightiest', () => {
    const placed = clusters(lane(event(1), event(2, { tone: 'bad' }), event(3, { count: 5 }), event(500)), second, 1000)
    expect(placed).toHaveLength(2)
    expect(placed[0]).toMatchObject({ events: [0, 1, 2], lead: 1, tone: 'bad', count: 7, lasts: false })
  })

  it('are never more than fit, however many events there are', () => {
    const events = Array.from({ length: 2000 }, (_, index) =>
      event(index / 2, { until: index / 2 + (index % 3) * 100 }),
    )
    const placed = clusters(lane(...events), second, 600)
    expect(placed.length).toBeLessThanOrEqual(2 * (600 / CELL + 3))
    expect(placed.reduce((sum, { count }) => sum + count, 0)).toBe(2000)
  })

  it('cut bars at the edges and leave out what is not in the range', () => {
    const placed = clusters(lane(event(-5000, { until: 5000 }), event(-100), event(1200)), second, 100)
    expect(placed).toMatchObject([{ x0: -CELL, x1: 100 + CELL, lasts: true }])
  })

  it('are hit near a mark, and a mark before the bar below it', () => {
    const placed = clusters(lane(event(100, { until: 900 }), event(500, { title: 'mark' })), second, 1000)
    expect(clusterAt(placed, 502)?.lead).toBe(1)
    expect(clusterAt(placed, 700)?.lead).toBe(0)
    expect(clusterAt(placed, 950)).toBeNull()
  })
})

describe('range', () => {
  const bounds = { from: 0, to: 100_000 }

  it('zooms around the anchor and stays within its bounds', () => {
    expect(zoomed(bounds, 0.5, 0.5, bounds)).toEqual({ from: 25_000, to: 75_000 })
    expect(zoomed({ from: 90_000, to: 100_000 }, 4, 1, bounds)).toEqual({ from: 60_000, to: 100_000 })
    expect(zoomed(bounds, 2, 0.2, bounds)).toEqual(bounds)
    const { from, to } = zoomed(bounds, 1e-9, 0.5, bounds)
    expect(to - from).toBeCloseTo(20)
  })

  it('moves up to the ends', () => {
    expect(panned({ from: 10_000, to: 20_000 }, 0.5, bounds)).toEqual({ from: 15_000, to: 25_000 })
    expect(panned({ from: 10_000, to: 20_000 }, -9, bounds)).toEqual({ from: 0, to: 10_000 })
  })

  it('follows an event: no further than needed when walking, into the middle when focused', () => {
    const shown = { from: 10_000, to: 20_000 }
    expect(showing(event(15_000), shown, bounds)).toBe(shown)
    expect(showing(event(30_000), shown, bounds)).toEqual({ from: 21_000, to: 31_000 })
    expect(focusedOn(event(50_000), bounds, bounds)).toEqual({ from: 48_750, to: 51_250 })
    expect(focusedOn(event(40_000, { until: 60_000 }), bounds, bounds)).toEqual({ from: 20_000, to: 80_000 })
  })
})

describe('walking', () => {
  const lanes = timelineLanes([crashed, { ...alive, timeline: [event((timeline[0]?.at ?? 0) + 1)] }])
  const title = (place: Place): string | undefined => eventAt(lanes, place)?.title

  it('goes along a lane, to the nearest in the next lane, and through time', () => {
    const start = firstPlace(lanes)
    if (start === null) throw new Error('there are events')
    expect(title(start)).toBe('Started')
    expect(lanes[firstPlace(lanes, 1)?.lane ?? 0]?.process).toBe(1)
    expect(firstPlace(lanes, 7)).toEqual(start)
    expect(title(step(lanes, start, 'next'))).toBe('Crashed')
    expect(title(step(lanes, start, 'last'))).toBe('Crashed')
    expect(step(lanes, start, 'previous')).toEqual(start)
    expect(title(step(lanes, start, 'down'))).toBe('Full GC (System.gc()) 144.7 ms')
    expect(step(lanes, start, 'up')).toEqual(start)
    const later = step(lanes, start, 'later')
    expect(lanes[later.lane]?.process).toBe(1)
    expect(step(lanes, later, 'earlier')).toEqual(start)
  })

  it('skips lanes without events', () => {
    const place = step(lanes, { lane: 4, index: 0 }, 'down')
    expect(lanes[place.lane]).toMatchObject({ process: 1, id: 'errors' })
  })

  it('has nowhere to go without events', () => {
    expect(firstPlace(timelineLanes([alive]))).toBeNull()
  })
})

describe('marks', () => {
  it('are one path a look', () => {
    const placed = clusters(lane(event(100), event(500)), second, 1000)
    expect(markPath(placed, 22, 22)).toBe('M98 26h4v14h-4zM498 26h4v14h-4z')
  })

  it('bear their title where there is room, cut to it', () => {
    const one = lane(event(0, { title: 'first title' }), event(60, { title: 'second' }), event(70), event(800))
    const labels = placeLabels(clusters(one, second, 1000), one, 1000)
    expect(labels.map(({ text }) => text)).toEqual(['first…', 'at 70', 'at 800'])
  })
})

describe('ticks', () => {
  const from = Date.UTC(2026, 10, 22, 23, 59, 0)
  const labels = (span: number): string[] => timeTicks({ from, to: from + span }, 500).map(({ label }) => label)

  it('say as much as differs between them, and the date where a day begins', () => {
    expect(labels(400)).toContain('23:59:00.100')
    expect(labels(30_000)).toContain('23:59:10')
    expect(labels(7_200_000)).toContain('00:30')
    expect(labels(7_200_000)).toContain('2026-11-23')
    expect(labels(40 * 86_400_000).every((label) => label.length === 10)).toBe(true)
  })
})
