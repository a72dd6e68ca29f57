import { describe, expect, it } from 'vitest'
import { metricsJson } from '../../../electron/engine/formats/metrics-json/index.ts'
import { JSON_BYTES } from '../../../electron/engine/formats/lib/json-text.ts'
import type { SeriesRecord } from '../../../shared/model/records.ts'
import { feed, headOf, type Fed } from '../../support/feed.ts'

function seriesOf({ records }: Fed): SeriesRecord[] {
  return records.filter((record) => record.kind === 'series')
}

function answer(...result: unknown[]): string {
  return JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } })
}

function maps(points: number, instance = 'a:1'): unknown {
  const values = Array.from({ length: points }, (_, index) => [1_795_336_800 + index * 15, String(60_000 + index)])
  return { metric: { __name__: 'process_map_count', instance }, values }
}

describe('sniff', () => {
  it.each([
    ['an answer', answer(maps(2)), 'certain'],
    ['an answer longer than the head', answer(maps(20_000)), 'certain'],
    ['an empty answer', answer(), 'certain'],
    ['promtool', JSON.stringify([maps(1)]), 'certain'],
    ['samples', '[{"time": 1795336800, "map_count": 5}]', 'yes'],
    ['a value in text', '[{"time": "2026-11-22T08:46:18Z", "value": "5", "instance": "a"}]', 'yes'],
    [
      'a thread dump',
      '{"threadDump": {"processId": "1", "time": "2026-11-22T08:46:18Z", "threadContainers": []}}',
      'no',
    ],
    ['a journal', '{"__REALTIME_TIMESTAMP": "1795336800000000", "MESSAGE": "x"}', 'no'],
    ['a list of log entries', '[{"timestamp": 1795336800, "level": "INFO", "pid": 5, "message": "x"}]', 'no'],
    ['a list of things that happened', '[{"time": 1795336800, "id": 5, "title": "x"}]', 'no'],
    [
      'log entries',
      '{"@timestamp": "2026-11-22T08:46:18Z", "value": 5}\n{"@timestamp": "2026-11-22T08:46:19Z", "value": 5}',
      'no',
    ],
    ['statistics of a node', '{"nodes": {"x": {"timestamp": 1795336800000, "jvm": {"threads": {"count": 5}}}}}', 'no'],
    ['a cat table', '[{"epoch": "1795336800", "timestamp": "08:46:18", "cluster": "x", "node.total": "3"}]', 'no'],
    [
      'a schema',
      '{"schema": {"type": "struct", "fields": [{"type": "int64", "field": "time"}]}, "payload": {"time": 5}}',
      'no',
    ],
    ['a shape', '{"name": "area", "points": [[600, 400], [700, 500]]}', 'no'],
    ['a log that begins with a bracket', '[2026-11-22 08:46:18] INFO x\n', 'no'],
    [
      'a dashboard without data',
      '{"panels": [{"targets": [{"expr": "process_maps"}]}], "time": {"from": "now-6h"}}',
      'no',
    ],
  ])('%s', (_, text, expected) => {
    expect(metricsJson.sniff(headOf(text))).toBe(expected)
  })
})

describe('an answer', () => {
  it('that a long line cut is read up to there', () => {
    const whole = answer(maps(5000), maps(5000, 'b:1'))
    const fed = feed(metricsJson, whole.slice(0, -40_003))
    const [first, second] = seriesOf(fed)
    expect(first?.value.length).toBe(5000)
    expect(second?.value.length).toBeGreaterThan(3000)
    expect(second?.value.at(-1)).toBe(60_000 + (second?.value.length ?? 0) - 1)
    expect(fed.issues).toHaveLength(1)
  })

  it('of an error says it', () => {
    const fed = feed(metricsJson, '{"status": "error", "errorType": "timeout", "error": "query timed out"}')
    expect(fed.issues).toMatchObject([
      { code: 'malformed-line', message: 'The server answered with an error: query timed out' },
    ])
  })

  it('without series is no fault', () => {
    expect(feed(metricsJson, answer())).toMatchObject({ issues: [], records: [{ kind: 'region' }] })
  })

  it('keeps its points and reports what is none', () => {
    const values = [[1_795_336_800, '5'], [1_795_336_815, 'x'], ['soon', '6'], 7, [1_795_336_830, '8']]
    const fed = feed(metricsJson, answer({ metric: { __name__: 'process_maps' }, values }))
    expect(seriesOf(fed).map(({ value }) => Array.from(value))).toEqual([[5, 8]])
    expect(fed.issues).toMatchObject([{ code: 'malformed-line', count: 3 }])
  })

  it('with native histograms says that they are not read', () => {
    const fed = feed(metricsJson, answer({ metric: {}, values: [], histograms: [] }))
    expect(fed.issues).toMatchObject([{ message: 'Native histograms are not read' }])
  })

  it('of too many series is cut', () => {
    const fed = feed(metricsJson, answer(...Array.from({ length: 2100 }, (_, index) => maps(1, `a:${index}`))))
    expect(seriesOf(fed)).toHaveLength(2000)
    expect(fed.issues).toMatchObject([{ code: 'too-large' }])
  })

  it('of many megabytes is not read', () => {
    const line = `${' '.repeat(1_000_000)}[\n`
    const fed = feed(metricsJson, line.repeat(Math.ceil(JSON_BYTES / 1_000_000) + 1))
    expect(fed.issues).toMatchObject([{ code: 'too-large' }])
    expect(fed.records).toHaveLength(1)
  })
})

it('a frame whose columns differ in length gives what has a time', () => {
  const fields = [
    { name: 'Time', type: 'time' },
    { name: 'process_maps', type: 'number' },
  ]
  const fed = feed(
    metricsJson,
    JSON.stringify([{ schema: { fields }, data: { values: [[1_795_336_800_000], [5, 6]] } }]),
  )
  expect(seriesOf(fed).map(({ series, value }) => [series, ...value])).toEqual([['map-count', 5]])
  expect(fed.issues).toMatchObject([{ code: 'malformed-line', message: '2 values and 1 times' }])
})
