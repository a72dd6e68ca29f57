import { describe, expect, test } from 'vitest'
import { formats } from '../../../electron/engine/formats/index.ts'
import { Listed } from '../../../electron/engine/ingest/listed.ts'
import { THIN_SPACE } from '../../../shared/display/counts.ts'
import { LISTED_EVENTS, type EventRecord } from '../../../shared/model/records.ts'
import { openForTest } from '../../support/open-case.ts'
import { file, ingested } from './support.ts'

const event = (line: number, type: EventRecord['type'] = 'map-failed'): EventRecord => ({
  kind: 'event',
  type,
  at: null,
  uptime: null,
  level: 'error',
  source: '',
  values: {},
  span: { line, endLine: line },
  quote: 'x',
})

const typeOf = ({ type }: EventRecord) => type

describe('of one type are listed', () => {
  const listedOf = (count: number): { lines: number[]; between: unknown } => {
    const lines: number[] = []
    const events = new Listed(typeOf, ({ span }: EventRecord) => void lines.push(span.line))
    for (let line = 1; line <= count; line++) events.add(event(line))
    return { lines, between: events.end() }
  }
  const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, at) => from + at)

  test.each([0, 1, LISTED_EVENTS, LISTED_EVENTS + 1, 2 * LISTED_EVENTS])('all of %i', (count) => {
    expect(listedOf(count)).toEqual({ lines: range(1, count), between: [] })
  })

  test.each([2 * LISTED_EVENTS + 1, 3 * LISTED_EVENTS, 3 * LISTED_EVENTS + 7])('the first and last of %i', (count) => {
    const { lines, between } = listedOf(count)
    expect(lines).toEqual([...range(1, LISTED_EVENTS), ...range(count - LISTED_EVENTS + 1, count)])
    expect(between).toEqual([{ key: 'map-failed', count: count - 2 * LISTED_EVENTS }])
  })

  test('each type for itself', () => {
    const lines: number[] = []
    const events = new Listed(typeOf, ({ span }: EventRecord) => void lines.push(span.line))
    for (let line = 1; line <= 2 * LISTED_EVENTS; line++) events.add(event(line))
    events.add(event(5000, 'shutdown'))
    expect(events.end()).toEqual([])
    expect(lines).toHaveLength(2 * LISTED_EVENTS + 1)
  })
})

describe('a log with 2 500 failed maps', () => {
  const line = (second: number): string => {
    const time = new Date(Date.UTC(2026, 10, 22, 8, 0, second)).toISOString().replace('T', ' ').slice(0, 19)
    return `[${time},000] ERROR Error while flushing log for a-1 (kafka.log.LogManager)\njava.io.IOException: Map failed\n\tat a.b.C.d(C.java:1)\n`
  }
  const log = Array.from({ length: 2500 }, (_, second) => line(second)).join('')

  test('lists the last ones, in the order of their lines', async () => {
    const { artifacts } = await ingested(file('server.log', log), { formats })
    const failed = (artifacts[0]?.records ?? []).flatMap((record) =>
      record.kind === 'event' && record.type === 'map-failed' ? [record] : [],
    )
    expect(failed).toHaveLength(1000)
    expect(failed.at(-1)?.span.line).toBe(7499)
    expect(failed.at(-1)?.at).toBe(Date.UTC(2026, 10, 22, 8, 41, 39))
  })

  test('is analysed with their number', async () => {
    const summary = await openForTest([file('server.log', log)])
    const [process] = summary.processes
    expect(process?.hypotheses.flatMap(({ evidence }) => evidence.map(({ claim }) => claim)).join()).toContain(
      `; 2${THIN_SPACE}500 refusals in all`,
    )
  })
})

test('1 500 captures in one file: the first and last facts of each key are kept, and an issue says so', async () => {
  const capture = (at: number): string => `Name:\tjava\nPid:\t4711\nVmRSS:\t    ${at + 1} kB\nThreads:\t40\n`
  const text = Array.from({ length: 1500 }, (_, at) => capture(at)).join('')
  const { artifacts } = await ingested(file('status.txt', text), { formats })
  const [status] = artifacts
  const rss = (status?.records ?? []).flatMap((record) =>
    record.kind === 'fact' && record.key === 'process.rss' ? [record.value] : [],
  )
  expect(rss).toHaveLength(2 * LISTED_EVENTS)
  expect([rss[0], rss.at(-1)]).toEqual([1024, 1500 * 1024])
  expect(status?.result.issues.map(({ message }) => message).join('\n')).toMatch(
    /is stated 1500 times; the first and last 500 are kept/,
  )
})
