import { describe, expect, it } from 'vitest'
import {
  readNumber,
  readSeconds,
  readShort,
  readSize,
  splitRow,
} from '../../../electron/engine/formats/metrics-csv/csv.ts'
import { metricsCsv } from '../../../electron/engine/formats/metrics-csv/index.ts'
import { feed, headOf } from '../../support/feed.ts'

describe('cells', () => {
  it.each([
    ['a,"b ""c"", d",', ['a', 'b "c", d', '']],
    ['"open', ['open']],
    ['""', ['']],
    ['', ['']],
  ])('splits %s', (row, cells) => {
    expect(splitRow(row, ',')).toEqual(cells)
  })

  it.each([
    ['8.5', ',', 8.5],
    ['8,5', ';', 8.5],
    ['1,234', ',', 1234],
    ['1,234', ';', 1.234],
    ['1,234,567.5', ',', 1_234_567.5],
    ['1.234,5', ';', 1234.5],
    ['1.234.567', ';', 1_234_567],
    ['1.234', ';', 1.234],
    ['65 530', ';', 65_530],
    ['65\u202f530,5', '\t', 65_530.5],
    ["65'530", ';', 65_530],
    ['1e3', ',', 1000],
    ['-', ',', Number.NaN],
    ['12 MiB', ',', null],
    ['1,2,3', ';', null],
  ] as const)('reads %s between %s', (cell, separator, value) => {
    expect(readNumber(cell, separator)).toBe(value)
  })

  it.each([
    ['286 MiB', 286 * 2 ** 20],
    ['1.5 GiB', 1.5 * 2 ** 30],
    ['512 B', 512],
    ['286 MB', null],
    ['65.5 K', null],
    ['12', null],
  ])('takes %s for %s bytes', (cell, value) => {
    expect(readSize(cell, ',')).toBe(value)
  })
})

describe('cells that a dashboard has formatted', () => {
  it.each([
    ['62.9 K', ',', { value: 62_900, rounding: 50 }],
    ['1,2 K', ';', { value: 1200, rounding: 50 }],
    ['65 K', ',', { value: 65_000, rounding: 500 }],
    ['1.25 Mil', ',', { value: 1_250_000, rounding: 5000 }],
    ['842', ',', null],
    ['62.9 KiB', ',', null],
  ] as const)('%s between %s is a rounded count', (cell, separator, value) => {
    expect(readShort(cell, separator)).toEqual(value)
  })

  it.each([
    ['350 ms', ',', 0.35],
    ['1,2 s', ';', 1.2],
    ['4.5 mins', ',', 270],
    ['12', ',', null],
    ['3 d', ',', null],
  ] as const)('%s between %s is a duration', (cell, separator, value) => {
    expect(readSeconds(cell, separator)).toBe(value)
  })

  it('are series of their unit, and rounded counts say how far they may be off', () => {
    const rows = [
      'time,maps,GC time,RSS',
      '2026-03-01T10:00:00Z,62.9 K,350 ms,1.5 GiB',
      '2026-03-01T10:01:00Z,842,1.2 s,2 GiB',
    ]
    const { records, issues } = feed(metricsCsv, `${rows.join('\n')}\n`)
    const series = records.filter((record) => record.kind === 'series')
    expect(series.map(({ series: id, unit, value }) => [id, unit, ...value])).toEqual([
      ['map-count', 'count', 62_900, 842],
      ['gc-pause', 'seconds', 0.35, 1.2],
      ['rss', 'bytes', 1.5 * 2 ** 30, 2 ** 31],
    ])
    expect(series[0]?.origin).toEqual({ column: 'maps', factor: 1, times: 'zoned', rounding: 50 })
    expect(issues).toEqual([])
  })

  it('of two units in one column cannot be told into one series', () => {
    const text = 'time,GC time\n2026-03-01T10:00:00Z,350 ms\n2026-03-01T10:01:00Z,2 MiB\n'
    expect(feed(metricsCsv, text).issues).toMatchObject([{ code: 'malformed-line', line: 3 }])
  })
})

describe('sniff', () => {
  it.each([
    ['no header', '2026-03-01 10:00:00,5\n2026-03-01 10:00:01,6\n', 'no'],
    ['no number', 'time,word\n2026-03-01 10:00:00,a\n', 'no'],
    ['no row', 'time,map_count\n', 'no'],
    ['no time', 'id,map_count\n1,2\n', 'no'],
    ['a table', 'time\tmaps\n2026-03-01 10:00:00\t5\n', 'yes'],
    ['an index without a name', ',time,maps\n0,2026-03-01 10:00:00,5\n', 'yes'],
    ['a size that could be a time', 'time,rss_bytes\n2026-03-01 10:00:00,1772359200\n', 'yes'],
    ['an exposition of Prometheus', '# TYPE process_maps gauge\nprocess_maps 5\nprocess_threads 6\n', 'no'],
  ])('%s', (_, text, expected) => {
    expect(metricsCsv.sniff(headOf(text))).toBe(expected)
  })
})

describe('rows', () => {
  it('are put in time order', () => {
    const text = 'time,maps\n2026-03-01T10:00:02Z,3\n2026-03-01T10:00:00Z,1\n2026-03-01T10:00:01Z,2\n'
    const series = feed(metricsCsv, text).records.find((record) => record.kind === 'series')
    expect(Array.from(series?.value ?? [])).toEqual([1, 2, 3])
    expect(Array.from(series?.line ?? [])).toEqual([3, 4, 2])
  })

  it('of more series than are kept are counted as an issue', () => {
    const rows = Array.from({ length: 2500 }, (_, index) => `1772359200,m${index},1`)
    const fed = feed(metricsCsv, ['time,metric,value', ...rows].join('\n'))
    expect(fed.records.filter(({ kind }) => kind === 'series')).toHaveLength(2000)
    expect(fed.issues).toMatchObject([{ code: 'too-large' }])
  })
})
