import { describe, expect, it, test } from 'vitest'
import { mapsFor, partitionsWithin, recommendedFor } from '../../../shared/display/what-if.ts'
import type { MapInputs } from '../../../shared/model/what-if.ts'

const broker: MapInputs = {
  partitions: 1000,
  segmentsPerPartition: 32.5,
  mapsPerSegment: 2,
  threads: 200,
  mapsPerThread: 2,
  base: 300,
  reserve: 1,
}
const plain = (steps: readonly string[]): string[] => steps.map((step) => step.replaceAll('\u202f', ' '))

describe('mapsFor', () => {
  it('adds up files, stacks and the rest, and says how', () => {
    const { maps, recommended, steps } = mapsFor(broker)
    expect(maps).toBe(65_700)
    expect(recommended).toBe(262_144)
    expect(plain(steps)).toEqual([
      '1 000 partitions × 32.50 segments × 2 mapped files = 65 000',
      '200 threads × 2 mappings = 400',
      '300 for all the rest: libraries, heap, malloc, archives',
      'Together 65 700 mappings; with 100 % in reserve 131 400',
      'The next power of two, and at least 262 144: 262 144',
    ])
  })

  it('asks for more when there is more', () => {
    expect(mapsFor({ ...broker, partitions: 4000 }).recommended).toBe(524_288)
    expect(mapsFor({ ...broker, partitions: 4000, reserve: 0 }).recommended).toBe(262_144)
    expect(mapsFor({ ...broker, partitions: 5000 }).recommended).toBe(1_048_576)
  })

  it('leaves files out where there are none', () => {
    expect(plain(mapsFor({ ...broker, partitions: 0 }).steps)[0]).toBe('200 threads × 2 mappings = 400')
  })

  it('takes what is no number for zero', () => {
    const { maps, inputs } = mapsFor({ ...broker, partitions: Number.NaN, threads: -5, base: Infinity })
    expect(maps).toBe(0)
    expect(inputs).toMatchObject({ partitions: 0, threads: 0, base: 0 })
  })
})

test.each([
  [0, 262_144],
  [262_144, 262_144],
  [262_145, 524_288],
  [1e12, 2_147_483_647],
])('%d mappings: vm.max_map_count %d', (maps, limit) => {
  expect(recommendedFor(maps)).toBe(limit)
})

describe('partitionsWithin', () => {
  it.each([
    [65_700, 1000],
    [65_699, 999],
    [65_765, 1001],
    [700, 0],
    [0, 0],
  ])('a limit of %d has room for %d', (limit, partitions) => {
    expect(partitionsWithin(broker, limit)).toBe(partitions)
  })

  it('is no question where partitions have no files', () => {
    expect(partitionsWithin({ ...broker, mapsPerSegment: 0 }, 65_530)).toBeNull()
  })
})
