import { describe, expect, it, test } from 'vitest'
import { formatBytes, formatExactBytes } from '../../../shared/display/bytes.ts'
import {
  formatCount,
  formatDecimal,
  formatPercent,
  formatQuantity,
  formatSigned,
  withGroupedCounts,
} from '../../../shared/display/counts.ts'
import { formatDuration, formatSeconds } from '../../../shared/display/durations.ts'
import { formatLogPart } from '../../../shared/display/log-part.ts'
import { formatDate, formatIso, formatTimeOfDay, formatTimestamp } from '../../../shared/display/timestamps.ts'

/** Thin spaces are written as _ here: they cannot be told from spaces by eye. */
const visible = (text: string): string => text.replaceAll('\u202f', '_')

test.each([
  [0, '0'],
  [7, '7'],
  [999, '999'],
  [1000, '1_000'],
  [65_531, '65_531'],
  [-65_531, '-65_531'],
  [-0.2, '0'],
  [23_182_794_752, '23_182_794_752'],
  [2 ** 70, '1_180_591_620_717_411_303_424'],
  [NaN, 'not a number'],
  [Infinity, 'infinite'],
])('count %d', (value, text) => {
  expect(visible(formatCount(value))).toBe(text)
})

test('decimals, signs, shares and quantities', () => {
  expect(visible(formatDecimal(1234.5, 2))).toBe('1_234.50')
  expect([formatSigned(1), formatSigned(0), formatSigned(-1)]).toEqual(['+1', '0', '-1'])
  expect([0, 0.0001, 0.004, 0.5, 0.976, 0.996, 0.9999, 1].map((share) => visible(formatPercent(share)))).toEqual([
    '0_%',
    '<_0.1_%',
    '0.4_%',
    '50_%',
    '98_%',
    '99.6_%',
    '>_99.9_%',
    '100_%',
  ])
  expect(visible(formatQuantity(1, 'line'))).toBe('1 line')
  expect(visible(formatQuantity(65_531, 'line'))).toBe('65_531 lines')
  expect(formatQuantity(2, 'entry', 'entries')).toBe('2 entries')
  expect(visible(withGroupedCounts('12606 mappings (9000 of files), 3 others'))).toBe(
    '12_606 mappings (9_000 of files), 3 others',
  )
  const names = 'pid 29188 ended (kafka-12606 worker), line 12606 of 0x12606 and 12606.'
  expect(withGroupedCounts(names)).toBe(names)
})

test.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [1023, '1_023 bytes'],
  [1024, '1 KiB'],
  [12_288, '12 KiB'],
  [9_680_000, '9.23 MiB'],
  [1024 ** 2 - 1, '1.00 MiB'],
  [23_182_794_752, '21.6 GiB'],
  [536_870_912, '512 MiB'],
  [-12_288, '-12 KiB'],
  [1024 ** 7, '1_024 EiB'],
])('bytes %d', (value, text) => {
  expect(visible(formatBytes(value))).toBe(text)
})

test('exact bytes keep every digit', () => {
  expect(visible(formatExactBytes(12_288))).toBe('12_288 bytes')
  expect(formatExactBytes(1)).toBe('1 byte')
})

test.each([
  [0, '0 s'],
  [0.345, '0.34 ms'],
  [850, '850 ms'],
  [27_638, '27.6 s'],
  [59_960, '1 min'],
  [252_000, '4 min 12 s'],
  [3_599_900, '1 h'],
  [11_100_000, '3 h 5 min'],
  [86_400_000, '1 d'],
  [1_051_200_000, '12 d 4 h'],
  [400 * 86_400_000, '400 d'],
  [-1500, '-1.5 s'],
  [NaN, 'unknown'],
])('duration %d', (value, text) => {
  expect(formatDuration(value)).toBe(text)
})

test('seconds', () => {
  expect(formatSeconds(27.638)).toBe('27.6 s')
})

test('time stamps are UTC and never throw', () => {
  const at = Date.UTC(2026, 10, 22, 18, 46, 45)
  expect(formatTimestamp(at)).toBe('2026-11-22 18:46:45 UTC')
  expect(formatTimestamp(at + 123)).toBe('2026-11-22 18:46:45.123 UTC')
  expect(formatDate(at)).toBe('2026-11-22')
  expect(formatTimeOfDay(at)).toBe('18:46:45')
  expect(formatIso(at)).toBe('2026-11-22T18:46:45.000Z')
  expect([NaN, 1e18].map((bad) => [formatTimestamp(bad), formatIso(bad)])).toEqual([
    ['time out of range', null],
    ['time out of range', null],
  ])
})

describe('formatLogPart', () => {
  const moment = (at: number | null, uptime: number | null) => ({ at, uptime })
  const day = Date.UTC(2022, 2, 7)
  const hour = 3_600_000
  it.each([
    [
      'one day',
      2,
      3,
      moment(day + 10 * hour + 999, 5),
      moment(day + 11 * hour, 6),
      true,
      'GC log 2 of 3, 2022-03-07 10:00:00 to 11:00:00 UTC',
    ],
    [
      'two days',
      1,
      1,
      moment(day, null),
      moment(day + 25 * hour, null),
      true,
      'GC log, 2022-03-07 00:00:00 to 2022-03-08 01:00:00 UTC',
    ],
    [
      'no zone',
      1,
      1,
      moment(day, null),
      moment(day + hour, null),
      false,
      'GC log, 2022-03-07 00:00:00 to 01:00:00, no zone stated',
    ],
    [
      'uptimes',
      1,
      2,
      moment(null, 90),
      moment(null, 7500),
      true,
      'GC log 1 of 2, 1 min 30 s to 2 h 5 min after the start of the VM',
    ],
    ['no times', 1, 2, moment(null, null), moment(null, null), true, 'GC log 1 of 2'],
  ])('%s', (_, part, parts, first, last, zoned, expected) => {
    const log = { sequence: 1, part, parts, first, last, zoned, nextCause: null, missing: null, order: 1 }
    expect(formatLogPart('GC log (JDK 5 to 8)', log)).toBe(expected)
  })
})
