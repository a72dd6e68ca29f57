import { describe, expect, it } from 'vitest'
import { zoneClock } from '../../../electron/engine/formats/lib/zone-clock.ts'
import { readDuration, readInstant, writeDuration } from '../../../shared/display/typed-times.ts'
import { isZoned, printedZone } from '../../../shared/model/zones.ts'

describe('the zone of a line', () => {
  it.each([
    ['[2026-11-22 08:46:17,797] INFO x', null],
    ['2026-11-22 08:46:17,797 INFO  [main] x', null],
    ['2026-11-22 08:46:17,797 CET INFO x', { name: 'CET', offset: 60 }],
    ['2026-11-22 08:46:17,797 +0800 INFO x', { name: '+0800', offset: 480 }],
    ['[2026-11-22T08:46:17.797-03:30][1.2s]', { name: '-03:30', offset: -210 }],
    ['2026-11-22T08:46:17Z text', { name: 'Z', offset: 0 }],
    ['Sun 2026-11-22 08:46:45 CST host kernel: x', { name: 'CST', offset: null }],
    ['Time: Sun Nov 22 08:59:20 2026 UTC elapsed time: 1.3 seconds', { name: 'UTC', offset: 0 }],
    ['Time: Sun Nov 22 08:59:20 2026 CST elapsed time: 1.3 seconds', { name: 'CST', offset: null }],
    [
      'Time: Sun Nov 22 08:59:20 2026 E. Africa Standard Time elapsed time: 1',
      { name: 'E. Africa Standard Time', offset: 180 },
    ],
    ['time: Tue Mar  8 03:12:47 2022', null],
    ['no clock at all', null],
  ])('%s', (line, zone) => {
    expect(printedZone(line)).toEqual(zone)
    expect(isZoned(line)).toBe(zone !== null && zone.offset !== null)
  })
})

describe('a clock of a zone', () => {
  const day = Date.UTC(2026, 2, 29)
  const HOUR = 3_600_000
  it.each([
    // Clocks in Berlin go from 02:00 to 03:00 that night.
    ['Europe/Berlin', day + 1.5 * HOUR, 1],
    ['Europe/Berlin', day + 3.5 * HOUR, 2],
    ['Asia/Shanghai', day, 8],
    ['asia/shanghai', day, 8],
    ['Asia/Kathmandu', day, 5.75],
    ['+05:30', day, 5.5],
    ['UTC-3', day, -3],
    ['EST', day, -5],
  ])('%s', (name, local, hours) => {
    expect(zoneClock(name)?.toUtc(local)).toBe(local - hours * HOUR)
  })

  it.each(['CST', 'IST', 'Nowhere/Land', '+25:00', '../etc', ''])('%s is none', (name) => {
    expect(zoneClock(name)).toBeNull()
  })
})

describe('a duration as typed', () => {
  it.each([
    ['-8h', -28_800_000],
    ['1h30m', 5_400_000],
    ['+ 1 h 30 min', 5_400_000],
    ['45.5s', 45_500],
    ['500ms', 500],
    ['2d1s', 172_801_000],
    ['0s', 0],
  ])('%s', (text, milliseconds) => {
    expect(readDuration(text)).toBe(milliseconds)
    expect(readDuration(writeDuration(milliseconds))).toBe(milliseconds)
  })
  it.each(['', '-', '8', '8x', 'h', '1s1h'])('"%s" is none', (text) => expect(readDuration(text)).toBeNull())
})

it.each([
  ['2026-11-22T08:46:17Z', Date.UTC(2026, 10, 22, 8, 46, 17), true],
  ['2026-11-22 08:46:17.250 +08:00', Date.UTC(2026, 10, 22, 0, 46, 17, 250), true],
  ['2026-11-22 08:46:45.100 UTC', Date.UTC(2026, 10, 22, 8, 46, 45, 100), true],
  ['2026-11-22 08:46', Date.UTC(2026, 10, 22, 8, 46), false],
])('an instant as typed: %s', (text, at, zoned) => expect(readInstant(text)).toEqual({ at, zoned }))

it.each(['', '08:46', '2026-13-01 00:00', 'yesterday'])('"%s" is no instant', (text) => {
  expect(readInstant(text)).toBeNull()
})
