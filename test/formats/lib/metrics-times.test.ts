import { describe, expect, it } from 'vitest'
import { isTime, readCellTime, TimeColumn } from '../../../electron/engine/formats/lib/metrics-times.ts'

describe('a cell', () => {
  it.each([
    ['2026-03-01T10:00:00+02:00', Date.UTC(2026, 2, 1, 8), true],
    ['2026-03-01 10:00', Date.UTC(2026, 2, 1, 10), false],
    ['2026-03-01, 10:00:00', Date.UTC(2026, 2, 1, 10), false],
    ['2026-03-01', Date.UTC(2026, 2, 1), false],
    ['1772359200', 1_772_359_200_000, true],
    ['1772359200.25', 1_772_359_200_250, true],
    ['1772359200000', 1_772_359_200_000, true],
    ['1772359200000000', 1_772_359_200_000, true],
    ['1772359200000000000', 1_772_359_200_000, true],
    ['22.11.2026 08:46:18', Date.UTC(2026, 10, 22, 8, 46, 18), false],
    ['11/11/2026 08:46', Date.UTC(2026, 10, 11, 8, 46), false],
  ])('%s is a time', (cell, at, zoned) => {
    expect(readCellTime(cell)).toEqual({ at, zoned })
  })

  it.each([
    '2026-13-01 10:00:00',
    '2026-03-01 25:00:00',
    '12',
    '99999999999999',
    'yesterday',
    '2026-03-01T10:00:00Z tail',
    '30.02.2026 10:00',
    '13/13/2026 10:00',
    '11/22/2026 13:00 PM',
    '1.2.2026',
  ])('%s is none', (cell) => {
    expect(isTime(cell)).toBe(false)
  })
})

describe('a column', () => {
  it.each([
    ['month first', ['11/09/2026 08:00', '11/22/2026 08:00'], [Date.UTC(2026, 10, 9, 8), Date.UTC(2026, 10, 22, 8)]],
    ['day first', ['09/11/2026 08:00', '22/11/2026 08:00'], [Date.UTC(2026, 10, 9, 8), Date.UTC(2026, 10, 22, 8)]],
    [
      'halves of the day',
      ['11/22/2026, 12:00:00 AM', '11/22/2026, 12:30:00 PM'],
      [Date.UTC(2026, 10, 22), Date.UTC(2026, 10, 22, 12, 30)],
    ],
    ['unclear', ['09/11/2026 08:00', '10/11/2026 08:00'], null],
    ['both orders', ['22/11/2026 08:00', '11/22/2026 08:00'], null],
    [
      'days that are months',
      ['10/10/2026 08:00', '11/11/2026 08:00'],
      [Date.UTC(2026, 9, 10, 8), Date.UTC(2026, 10, 11, 8)],
    ],
  ])('%s', (_, cells, times) => {
    const column = new TimeColumn()
    expect(cells.map((cell) => column.add(cell))).toEqual([0, 1])
    expect(column.resolve()).toEqual(times)
    expect(column.unzoned).toBe(true)
  })
})
