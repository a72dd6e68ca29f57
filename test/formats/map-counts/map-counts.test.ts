import { expect, it } from 'vitest'
import { mapCounts } from '../../../electron/engine/formats/map-counts/index.ts'
import { feed, headOf } from '../../support/feed.ts'

const AT = Date.UTC(2026, 10, 22, 8, 46)

it('of one process is a point of its growth', () => {
  const { records } = feed(mapCounts, '65532 /proc/9615/maps\n', { at: AT })
  expect(records).toContainEqual(expect.objectContaining({ key: 'process.pid', value: 9615 }))
  const series = records.find((record) => record.kind === 'series')
  expect([series?.series, [...(series?.at ?? [])], [...(series?.value ?? [])]]).toEqual(['map-count', [AT], [65_532]])
})

it('without a time is no point', () => {
  expect(feed(mapCounts, '65532 /proc/9615/maps\n').records.some(({ kind }) => kind === 'series')).toBe(false)
})

it('of several processes: each is of its own, and the sum of nobody', () => {
  const { records, excerpts } = feed(mapCounts, '  65532 /proc/9615/maps\n    800 /proc/4711/maps\n  66332 total\n', {
    at: AT,
  })
  expect(excerpts.map(({ name, spans }) => [name, spans[0]?.line])).toEqual([
    ['map-count-pid9615', 1],
    ['map-count-pid4711', 2],
  ])
  expect(records.map(({ kind }) => kind)).toEqual(['region'])
})

it('counts of other files are none', () => {
  for (const text of ['65532 /proc/9615/smaps\n', '10 server.log\n', '65532\n', '66332 total\n'])
    expect(mapCounts.sniff(headOf(text))).toBe('no')
})
