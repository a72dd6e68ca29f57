import { expect, test } from 'vitest'
import type { ProcessAnalysis, TimelineEvent } from '../../../shared/model/analysis.ts'
import { TimelineJson, timelineJson } from '../../../shared/model/json/timeline.ts'
import { alive, cite, crashed, timeline } from '../../support/fake-process.ts'

const paths = new Map([1, 2, 3, 4, 5].map((id) => [id, `artifact-${id}`]))
const start = crashed.startedAt ?? 0

const event = (after: number, options: Partial<TimelineEvent> = {}): TimelineEvent => ({
  at: start + after,
  until: start + after,
  kind: 'warning',
  title: 'said',
  count: 1,
  tone: 'warn',
  clock: '',
  citation: cite(3, 7, 'said'),
  ...options,
})

const processes = (first: TimelineEvent[], second: TimelineEvent[] = []): ProcessAnalysis[] => [
  { ...crashed, timeline: first },
  { ...alive, startedAt: start + 60_000, timeline: second },
]

test('every event has its time, uptime, process, place and the origin of its time', () => {
  const events = timelineJson(processes(timeline), paths)
  expect(() => TimelineJson.parse(events)).not.toThrow()
  expect(events).toHaveLength(timeline.length)
  expect(events.at(-1)).toMatchObject({
    at: '2026-11-22T08:46:45.638Z',
    uptime: 27.638,
    process: 'kafka-broker-13 · 9615',
    processes: [0],
    kind: 'crash',
    artifact: 'artifact-1',
    line: 3,
    clock: 'time stamp',
  })
  expect(events.find(({ kind }) => kind === 'refusal')?.clock).toBe('uptime + start')
})

test('processes are merged in time order; equal times keep the order of the processes', () => {
  const events = timelineJson(processes([event(0), event(20)], [event(10), event(20, { title: 'other' })]), paths)
  expect(events.map(({ title, processes: of }) => [title, of])).toEqual([
    ['said', [0]],
    ['said', [1]],
    ['said', [0]],
    ['other', [1]],
  ])
})

test('what several processes tell of one line is one event, of none alone', () => {
  const events = timelineJson(processes([event(5)], [event(5)]), paths)
  expect(events).toHaveLength(1)
  expect(events[0]).toMatchObject({ process: null, processes: [0, 1], uptime: null })
})

test('before the start there is no uptime, and a time that no calendar has is left out', () => {
  const events = timelineJson(processes([event(-1000), event(1e18)]), paths)
  expect(events.map(({ uptime }) => uptime)).toEqual([null])
})

test('uptime is that of the life an event falls into', () => {
  const uptimes = (events: TimelineEvent[], startedAt: number | null): (number | null)[] =>
    timelineJson([{ ...crashed, startedAt, timeline: events }], paths).map(({ uptime }) => uptime)
  const lives = [
    event(-500_000),
    event(-400_000, { kind: 'start' }),
    event(-390_000, { kind: 'start', title: 'up' }),
    event(-100_000, { kind: 'restart' }),
    event(0, { kind: 'restart' }),
    event(5000),
  ]
  expect(uptimes(lives, null)).toEqual([null, 0, 10, 0, 0, 5])
  // The crash log's own start, told by its uptime, is that of the JVM: the log line of the application came 2 s later.
  expect(uptimes([event(2000, { kind: 'start' }), event(5000)], start)).toEqual([2, 5])
  // The application says that it is up after its JVM was started.
  expect(uptimes([event(0, { kind: 'start' }), event(5000)], start + 700)).toEqual([0, 5])
  expect(uptimes([event(5000)], null)).toEqual([null])
})
