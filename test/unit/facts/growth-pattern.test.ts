import { expect, it } from 'vitest'
import { patternOf } from '../../../electron/engine/facts/growth/pattern.ts'
import { trendOf, type Sample } from '../../../electron/engine/facts/growth/theil-sen.ts'

function series(count: number, value: (index: number) => number): Sample[] {
  return Array.from({ length: count }, (_, index) => ({ x: index, y: value(index) }))
}

/** Deterministic noise in -1..1. */
function noise(index: number): number {
  const value = Math.sin(index * 12.9898) * 43_758.5453
  return 2 * (value - Math.floor(value)) - 1
}

it.each([
  ['a line', 'linear', series(50, (index) => 1000 + 100 * index)],
  ['a noisy line', 'linear', series(50, (index) => 1000 + 100 * index + 150 * noise(index))],
  ['a falling line', 'linear', series(50, (index) => 10_000 - 100 * index)],
  ['a slow but steady rise', 'linear', series(200, (index) => 65_000 + 2 * index)],
  ['clearings', 'sawtooth', series(60, (index) => 500 + 100 * (index % 12) + 20 * index)],
  ['a start that maps all it needs', 'step', series(60, (index) => (index < 2 ? 200 : 30_000))],
  ['two jumps', 'step', series(60, (index) => 1000 + 5000 * Math.floor(index / 25))],
  ['nothing', 'flat', series(60, (index) => 250 + (index % 3))],
  ['noise', 'flat', series(60, (index) => 10_000 + 300 * noise(index))],
  ['a swing', 'unknown', series(60, (index) => 10_000 + 9000 * Math.sin(index / 5))],
  ['four points', 'unknown', series(4, (index) => 1000 * index)],
])('%s is %s', (_, pattern, samples) => {
  const found = patternOf(samples, trendOf(samples))
  expect(found).toMatchObject({ pattern })
  expect(found.why).toMatch(/\d/)
})
