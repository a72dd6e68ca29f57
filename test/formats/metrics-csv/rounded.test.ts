/** Cells that a dashboard or a spreadsheet has formatted for its readers: sizes of two meanings, separators of thousands. */
import { describe, expect, it } from 'vitest'
import { metricsCsv } from '../../../electron/engine/formats/metrics-csv/index.ts'
import { readRoughSize } from '../../../electron/engine/formats/metrics-csv/csv.ts'
import { feed, headOf } from '../../support/feed.ts'

function seriesOf(text: string): unknown[] {
  if (metricsCsv.sniff(headOf(text)) === 'no') return ['not recognised']
  return feed(metricsCsv, text).records.flatMap((record) =>
    record.kind === 'series' ? [[record.series, [...record.value], record.origin?.rounding ?? 0]] : [],
  )
}

const at = (minute: number): string => `2026-11-22 08:0${minute}:00`

describe('sizes', () => {
  it.each([
    ['3,84 GB', ';', 3_840_000_000],
    ['3.84 GB', ',', 3_840_000_000],
    ['512 kB', ',', 512_000],
    ['3,84 Go', ';', 3_840_000_000],
  ] as const)('%s may be powers of 1000 or of 1024', (cell, separator, value) => {
    const size = readRoughSize(cell, separator)
    expect(size?.value).toBe(value)
    // The other meaning lies within what the value may be off.
    const power = cell.includes('k') ? 1 : 3
    expect(value + (size?.rounding ?? 0)).toBeGreaterThanOrEqual((value / 1000 ** power) * 1024 ** power)
  })

  it.each(['3.84 GiB', '3.84', '3.84 K', 'GB'])('%s does not', (cell) => {
    expect(readRoughSize(cell, ',')).toBeNull()
  })

  it('alone make a table', () => {
    const text = `Time;process_resident_memory_bytes\n${at(0)};3,84 GB\n${at(1)};3,85 GB\n`
    expect(seriesOf(text)).toEqual([['rss', [3_840_000_000, 3_850_000_000], expect.any(Number)]])
  })
})

describe('a point as separator of thousands', () => {
  it.each([
    ['65.123', '65.530', [65_123, 65_530]],
    ['65.12', '65.530', [65.12, 65.53]],
  ])('of mappings between semicolons: %s, %s', (first, second, values) => {
    const text = `Time;map_count\n${at(0)};${first}\n${at(1)};${second}\n`
    expect(seriesOf(text)).toEqual([['map-count', values, 0]])
  })

  it('is none between commas, nor of what may be a fraction', () => {
    expect(seriesOf(`Time,map_count\n${at(0)},65.123\n${at(1)},65.530\n`)).toEqual([['map-count', [65.123, 65.53], 0]])
    expect(seriesOf(`Time;threads\n${at(0)};120.333\n${at(1)};120.667\n`)).toEqual([['threads', [120.333, 120.667], 0]])
  })
})
