import { describe, expect, it } from 'vitest'
import { growthOf } from '../../../electron/engine/facts/growth.ts'
import { trendOf, type Sample } from '../../../electron/engine/facts/growth/theil-sen.ts'
import { createFacts } from '../../../electron/engine/facts/process-facts.ts'
import type { Growth } from '../../../shared/model/analysis.ts'
import type { EpochMs } from '../../../shared/model/units.ts'
import { CRASH_AT, indexFiles, ProcessBuilder, refusedCommit, VSYSCALL } from '../../support/process-builder.ts'

function series(count: number, value: (index: number) => number): Sample[] {
  return Array.from({ length: count }, (_, index) => ({ x: index, y: value(index) }))
}

/** Deterministic noise in -1..1. */
function noise(index: number): number {
  return ((index * 7919) % 2003) / 1001.5 - 1
}

describe('trendOf', () => {
  it('is exact on a line', () => {
    const trend = trendOf(series(20, (index) => 5 + 3 * index))
    expect(trend).toMatchObject({ slope: 3, interval: [3, 3], teeth: 0 })
  })

  it('hardly moves when a quarter of the points is wrong', () => {
    const trend = trendOf(
      series(80, (index) => (index % 4 === 0 ? 9999 * Math.abs(noise(index)) : 2 * index + noise(index))),
    )
    expect(trend?.slope).toBeGreaterThan(1.5)
    expect(trend?.slope).toBeLessThan(2.5)
  })

  it('brackets the slope of a noisy line', () => {
    const trend = trendOf(series(200, (index) => 2 * index + 40 * noise(index)))
    expect(trend?.slope).toBeCloseTo(2, 1)
    expect(trend?.interval?.[0]).toBeLessThan(2)
    expect(trend?.interval?.[1]).toBeGreaterThan(2)
  })

  it('has an interval around 0 when nothing grows', () => {
    const trend = trendOf(series(100, (index) => 500 + 10 * noise(index)))
    expect(trend?.interval?.[0]).toBeLessThan(0)
    expect(trend?.interval?.[1]).toBeGreaterThan(0)
  })

  it.each([
    // Climbs 30 a step, falls 250 every 12th: 110 in 12 steps.
    [12, 30, 250, 110 / 12],
    [10, 100, 1000, 0],
    [20, 10, 150, 50 / 20],
  ])('tells the net slope of a sawtooth (period %i, climb %i, fall %i)', (period, climb, fall, net) => {
    const samples = series(90, (index) => 300 + climb * index - fall * Math.floor(index / period))
    const trend = trendOf(samples)
    expect(trend?.teeth).toBeGreaterThanOrEqual(3)
    expect(trend?.slope).toBeCloseTo(net, 5)
  })

  it('takes a single wrong sample for no clearing', () => {
    const trend = trendOf(series(60, (index) => (index % 15 === 7 ? 0 : 100 + 10 * index)))
    expect(trend).toMatchObject({ teeth: 0 })
    expect(trend?.slope).toBeCloseTo(10, 1)
  })

  it('takes steps as they come', () => {
    const trend = trendOf(series(100, (index) => 1000 * Math.floor(index / 10)))
    expect(trend?.slope).toBeGreaterThan(90)
    expect(trend?.slope).toBeLessThan(110)
  })

  it('thins long series', () => {
    expect(trendOf(series(20_000, (index) => 7 * index))?.slope).toBe(7)
  })

  it('needs three points and a span', () => {
    expect(trendOf([])).toBeNull()
    expect(trendOf(series(2, (index) => index))).toBeNull()
    expect(trendOf([1, 2, 3].map((y) => ({ x: 0, y })))).toBeNull()
    expect(trendOf(series(3, (index) => index))).toMatchObject({ slope: 1, interval: null })
  })
})

function growth(builder: ProcessBuilder): Growth | null {
  return growthOf(createFacts(builder.records))
}

const SECOND = 1000

function snapshot(
  builder: ProcessBuilder,
  at: EpochMs | null,
  vmas: number,
  fileAt: EpochMs | null = at,
): ProcessBuilder {
  return builder.artifact('proc-maps', { at: fileAt }).maps([...indexFiles(vmas), VSYSCALL], { at })
}

describe('growthOf', () => {
  it('is null without a count', () => {
    expect(growth(new ProcessBuilder())).toBeNull()
  })

  it('takes whole listings with their owners, [vsyscall] not counted', () => {
    const found = growth(snapshot(new ProcessBuilder(), CRASH_AT, 30))
    expect(found?.points).toMatchObject([
      { at: CRASH_AT, vmas: 30, origin: 'maps-snapshot', owners: { 'index-file': 30 } },
    ])
    expect(Object.values(found?.points[0]?.owners ?? {}).reduce((sum, count) => sum + count, 0)).toBe(30)
    expect(found).toMatchObject({
      slopePerHour: null,
      slopeInterval: null,
      hoursToLimit: null,
      limit: 65_530,
      crashAt: null,
    })
  })

  it('says when the limit is reached', () => {
    const builder = new ProcessBuilder().artifact('sysctl').fact('limit.max-map-count', 1000)
    for (let minute = 0; minute < 10; minute++) snapshot(builder, CRASH_AT + minute * 60 * SECOND, 100 + 10 * minute)
    const found = growth(builder)
    expect(found?.slopePerHour).toBeCloseTo(600, 6)
    expect(found?.hoursToLimit).toBeCloseTo((1000 - 190) / 600, 6)
  })

  it('is at the limit already', () => {
    const builder = new ProcessBuilder().artifact('sysctl').fact('limit.max-map-count', 100)
    for (let minute = 0; minute < 3; minute++) snapshot(builder, CRASH_AT + minute * SECOND, 98 + minute)
    expect(growth(builder)?.hoursToLimit).toBe(0)
  })

  it('never promises a time when the count does not grow', () => {
    const builder = new ProcessBuilder()
    for (let minute = 0; minute < 12; minute++) snapshot(builder, CRASH_AT + minute * 60 * SECOND, 100 + (minute % 2))
    expect(growth(builder)?.hoursToLimit).toBeNull()
  })

  it('leaves out listings dated by their file when better times are there', () => {
    const builder = snapshot(new ProcessBuilder(), null, 50, CRASH_AT + 999 * SECOND)
    expect(growth(builder)?.points.map((point) => point.vmas)).toEqual([50])
    snapshot(builder, CRASH_AT, 40)
    expect(growth(builder)?.points.map((point) => point.vmas)).toEqual([40])
  })

  it('takes one off a metric that counts lines, and says so', () => {
    const builder = snapshot(new ProcessBuilder(), CRASH_AT + 200, 30)
    builder.artifact('metrics-csv').series('map-count', [
      [CRASH_AT - SECOND, 21],
      [CRASH_AT, 31],
      [CRASH_AT + SECOND, 41],
    ])
    const found = growth(builder)
    expect(found?.points.map((point) => [point.origin, point.vmas])).toEqual([
      ['metrics', 20],
      ['metrics', 30],
      ['maps-snapshot', 30],
      ['metrics', 40],
    ])
    expect(found?.points[0]?.citation).toMatchObject({ artifact: 2, line: 2 })
    expect(found?.notes?.[0]).toContain('1 is taken off for [vsyscall]')
  })

  it('prefers a listing to a sample of the same moment', () => {
    const builder = snapshot(new ProcessBuilder(), CRASH_AT, 30)
    builder.artifact('metrics-csv').series('map-count', [[CRASH_AT, 25]])
    expect(growth(builder)?.points).toMatchObject([{ origin: 'maps-snapshot', vmas: 30 }])
  })

  it('ends with the crash', () => {
    const builder = refusedCommit(12_288).maps([...indexFiles(500), VSYSCALL])
    builder.artifact('metrics-csv').series('map-count', [
      [CRASH_AT - 3 * SECOND, 300],
      [CRASH_AT - 2 * SECOND, 400],
      [CRASH_AT, 501],
      [CRASH_AT, 120],
      [CRASH_AT + SECOND, 80],
    ])
    const found = growth(builder)
    expect(found?.points.map((point) => [point.origin, point.vmas])).toEqual([
      ['metrics', 299],
      ['metrics', 399],
      ['crash-log', 500],
    ])
    expect(found?.crashAt).toBe(CRASH_AT)
  })

  it('begins with this life of the process', () => {
    const builder = refusedCommit(12_288)
      .fact('process.uptime', 60)
      .maps([...indexFiles(500), VSYSCALL])
    builder.artifact('metrics-csv').series('map-count', [
      [CRASH_AT - 90 * SECOND, 65_000],
      [CRASH_AT - 50 * SECOND, 300],
    ])
    expect(growth(builder)?.points.map((point) => point.vmas)).toEqual([300, 500])
  })

  it('leaves out the last sample of a process that was half gone', () => {
    const builder = new ProcessBuilder().artifact('exit-status').fact('process.exit', 'exit code 1')
    builder.artifact('metrics-csv').series('map-count', [
      [CRASH_AT, 300],
      [CRASH_AT + SECOND, 400],
      [CRASH_AT + 2 * SECOND, 120],
    ])
    const found = growth(builder)
    expect(found?.points.map((point) => point.vmas)).toEqual([300, 400])
    expect(found?.notes?.at(-1)).toContain('The last sample is left out')
  })

  it('promises no time to the limit when the growth has come to rest', () => {
    const points = Array.from(
      { length: 40 },
      (_, index) => [CRASH_AT + index * SECOND, Math.min(index, 25) * 1000] as const,
    )
    const found = growth(new ProcessBuilder().artifact('metrics-csv').series('map-count', points))
    expect(found?.slopePerHour).toBeGreaterThan(0)
    expect(found?.hoursToLimit).toBeNull()
    expect(found?.notes?.at(-1)).toContain('has not grown in the last quarter')
  })

  it('bounds the points of a long export and keeps its extremes', () => {
    const points = Array.from(
      { length: 50_000 },
      (_, index) => [CRASH_AT + index * SECOND, index === 777 ? 60_000 : 1000 + index / 10] as const,
    )
    const found = growth(new ProcessBuilder().artifact('metrics-csv').series('map-count', points))
    expect(found?.points.length).toBeLessThanOrEqual(2000)
    expect(found?.points.some((point) => point.vmas === 60_000)).toBe(true)
    expect(found?.slopePerHour).toBeCloseTo(360, 0)
  })
})
