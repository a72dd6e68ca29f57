/** What a series allows to say of its trend, its shape and its end, and what it does not. */
import { describe, expect, it } from 'vitest'
import { growthOf } from '../../../electron/engine/facts/growth.ts'
import { createFacts } from '../../../electron/engine/facts/process-facts.ts'
import type { Growth, GrowthPattern } from '../../../shared/model/analysis.ts'
import { CRASH_AT, ProcessBuilder } from '../../support/process-builder.ts'

const HOUR = 3_600_000
const LIMIT = 65_530

/** Hours and counts, against the default limit. */
function grown(points: readonly (readonly [hours: number, count: number])[]): Growth {
  const builder = new ProcessBuilder().artifact('sysctl', { scope: 'host' }).fact('limit.max-map-count', LIMIT)
  builder.artifact('metrics-csv').series(
    'map-count',
    points.map(([hours, count]) => [CRASH_AT + hours * HOUR, Math.round(count)] as const),
  )
  const growth = growthOf(createFacts(builder.records))
  if (!growth) throw new Error('no growth')
  return growth
}

function every(step: number, count: number, value: (index: number) => number): (readonly [number, number])[] {
  return Array.from({ length: count }, (_, index) => [index * step, value(index)] as const)
}

/** Deterministic, about normal, of variance 1: a sum of four uniform numbers. */
function noise(): () => number {
  let seed = 7
  const next = (): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return seed / 2_147_483_648
  }
  return () => (next() + next() + next() + next() - 2) * Math.sqrt(3)
}

const random = noise()

describe('a trend that is there', () => {
  it.each<[string, readonly (readonly [number, number])[], GrowthPattern, number]>([
    ['a line', every(0.1, 100, (i) => 5000 + 30 * i), 'linear', 300],
    ['a line with noise', every(0.1, 200, (i) => 5000 + 30 * i + 200 * random()), 'linear', 300],
    [
      'a line with two days missing',
      [
        ...every(0.1, 50, (i) => 5000 + 30 * i + 50 * random()),
        ...every(0.1, 50, (i) => 5000 + 30 * (i + 480) + 50 * random()).map(([x, y]) => [x + 48, y] as const),
      ],
      'linear',
      300,
    ],
    ['a line with lost samples', every(0.1, 100, (i) => (i % 17 === 3 ? 0 : 5000 + 30 * i)), 'linear', 300],
    [
      'a line under the load of each day',
      every(1, 240, (i) => 20_000 + 40 * i + 1500 * Math.sin(i / 3.82)),
      'linear',
      40,
    ],
    ['a fall', every(0.1, 100, (i) => 50_000 - 30 * i + 10 * random()), 'linear', -300],
    ['a sawtooth', every(0.1, 240, (i) => 5000 + 10 * i + 150 * (i % 20) + 30 * random()), 'sawtooth', 100],
    ['a sawtooth of five', every(0.1, 240, (i) => 5000 + 10 * i + 62 * (i % 48) + 30 * random()), 'sawtooth', 100],
    [
      'a ramp at the start, then slow',
      every(0.1, 200, (i) => (i < 10 ? 2000 * i : 20_000 + 10 * (i - 10))),
      'step',
      100,
    ],
  ])('%s', (_, points, pattern, slope) => {
    const growth = grown(points)
    expect(growth.pattern).toBe(pattern)
    expect(Math.abs((growth.slopePerHour ?? 0) / slope - 1)).toBeLessThan(0.05)
    const last = growth.points.at(-1)?.vmas ?? 0
    const hours = slope < 0 ? null : (LIMIT - last) / slope
    expect(growth.hoursToLimit === null).toBe(hours === null)
    expect(Math.abs((growth.hoursToLimit ?? 1) / (hours ?? 1) - 1)).toBeLessThan(0.1)
  })

  it('of a sawtooth says when its tops meet the limit, which is sooner', () => {
    const { notes = [] } = grown(every(0.1, 246, (i) => 5000 + 10 * i + 150 * (i % 20)))
    expect(notes.some((note) => note.startsWith('Before a clearing the count stands higher'))).toBe(true)
  })
})

describe('noise', () => {
  it.each([
    ['around a level', every(0.1, 200, () => 30_000 + 100 * random()), 'flat'],
    // As large as all of the growth: no shape, and no clearings.
    ['around a line', every(0.1, 200, (i) => 5000 + 30 * i + 2000 * random()), 'unknown'],
  ] as const)('%s is taken for no clearing', (_, points, pattern) => {
    const growth = grown(points)
    expect(growth.pattern).toBe(pattern)
    expect(growth.notes?.join(' ')).not.toContain('cleared')
  })
})

describe('no time to the limit', () => {
  it.each<[string, readonly (readonly [number, number])[], string]>([
    ['after one step', every(0.1, 100, (i) => (i < 50 ? 1000 : 31_000) + i / 10), 'rose in a step'],
    ['after a step to rest', every(0.1, 100, (i) => (i < 50 ? 1000 : 31_000)), 'has not grown in the last quarter'],
    ['when it rests', every(0.1, 100, (i) => Math.min(5000 + 300 * i, 20_000)), 'has not grown in the last quarter'],
    ['when it was cleared once', every(0.1, 240, (i) => 5000 + 10 * i + 25 * (i % 120)), 'cleared 1 time'],
    ['when it was cleared twice', every(0.1, 240, (i) => 5000 + 10 * i + 37 * (i % 80)), 'cleared 2 times'],
  ])('%s', (_, points, note) => {
    const growth = grown(points)
    expect(growth.hoursToLimit).toBeNull()
    expect(growth.notes?.some((each) => each.includes(note))).toBe(true)
  })

  it('but what it would be without another clearing', () => {
    const { notes = [] } = grown(every(0.1, 240, (i) => 5000 + 10 * i + 25 * (i % 120)))
    // 350 an hour from 10 365 on.
    expect(notes.at(-1)).toContain('if it is not cleared again, the limit is reached after 6 d 14 h')
  })

  it.each([
    [[5000], null],
    [[5000, 5300], null],
    [[5000, 5300, 5600], (LIMIT - 5600) / 300],
    [[5000, 5300, 5600, 5900], (LIMIT - 5900) / 300],
    // Without an interval they must at least all rise.
    [[5000, 9000, 6000, 8000], null],
    [[5000, 4000, 9000], null],
  ])('from the few points %j', (counts, hours) => {
    const growth = grown(counts.map((count, index) => [index, count] as const))
    expect(growth.pattern).toBe('unknown')
    expect(growth.hoursToLimit === null).toBe(hours === null)
    expect(growth.hoursToLimit ?? 0).toBeCloseTo(hours ?? 0, 6)
    expect(growth.notes?.some((note) => note.includes('too few for an interval'))).toBe(hours !== null)
  })
})

describe('a change of pace', () => {
  it('to a faster one counts', () => {
    const growth = grown(every(0.1, 200, (i) => (i < 140 ? 5000 + 10 * i : 6400 + 200 * (i - 140))))
    expect(growth.hoursToLimit).toBeCloseTo((LIMIT - 18_200) / 2000, 6)
    expect(growth.notes?.at(-1)).toContain('follows the last quarter')
  })

  it('to a slower one would only promise more time', () => {
    const growth = grown(every(0.1, 200, (i) => 1000 + 3000 * Math.sqrt(i)))
    const last = growth.points.at(-1)?.vmas ?? 0
    expect(growth.hoursToLimit).toBeCloseTo((LIMIT - last) / (growth.slopePerHour ?? 1), 6)
  })
})

describe('other lives and clocks', () => {
  it('only the last of several lives is told', () => {
    const growth = grown(every(1, 300, (i) => 300 + 650 * (i % 100)))
    expect(growth).toMatchObject({ pattern: 'linear', slopePerHour: 650 })
    expect(growth.points).toHaveLength(100)
    expect(growth.notes?.some((note) => note.includes('taken for a restart'))).toBe(true)
  })

  it('a single sample far below or far above is no restart', () => {
    for (const odd of [50, 64_000]) {
      const growth = grown(every(1, 100, (i) => (i === 60 ? odd : 5000 + 30 * i)))
      expect(growth.points.length).toBeGreaterThan(98)
      expect(growth.slopePerHour).toBeCloseTo(30, 0)
    }
  })

  it('a count that is cleared by half is that of one life', () => {
    expect(grown(every(1, 100, (i) => (i < 50 ? 30_000 : 15_000) + 10 * i)).points).toHaveLength(100)
  })

  it('a clock that was set back is told', () => {
    const points = every(0.1, 100, (i) => 5000 + 30 * i).map(([x, y], i) => [i > 50 ? x - 1 : x, y] as const)
    expect(grown(points).notes?.[0]).toContain('go back by 54 minutes')
    // Newest first is an order, not a clock.
    expect(grown(every(0.1, 100, (i) => 5000 + 30 * i).toReversed()).notes).toEqual([])
  })
})
