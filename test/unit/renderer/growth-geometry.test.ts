import { describe, expect, it } from 'vitest'
import type { Growth, GrowthPoint } from '../../../shared/model/analysis.ts'
import { downsample } from '../../../renderer/charts/downsample.ts'
import { growthGeometry } from '../../../renderer/charts/growth-geometry.ts'
import { cite, crashed } from '../../support/fake-process.ts'

const size = { width: 600, height: 240 }
const at = Date.UTC(2026, 10, 22, 8, 46, 18)

const point = (seconds: number, vmas: number, owners: GrowthPoint['owners'] = null): GrowthPoint => ({
  at: at + seconds * 1000,
  vmas,
  origin: owners === null ? 'metrics' : 'maps-snapshot',
  citation: cite(1, seconds + 1, ''),
  owners,
})
const growth = (points: GrowthPoint[], more: Partial<Growth> = {}): Growth => ({
  points,
  limit: null,
  slopePerHour: null,
  slopeInterval: null,
  hoursToLimit: null,
  crashAt: null,
  ...more,
})

describe('growth geometry', () => {
  it('draws the limit to scale, above every point that is below it', () => {
    const { limit, marks, plot } = growthGeometry(
      growth([point(0, 10_000), point(10, 60_000)], { limit: 65_530 }),
      size,
    )
    expect(limit?.value).toBe(65_530)
    expect(limit?.y).toBeGreaterThan(plot.top)
    for (const mark of marks) expect(mark.y).toBeGreaterThan(limit?.y ?? Infinity)
  })

  it('names a far limit without drawing it, so that the growth stays visible', () => {
    const { limit, marks, plot } = growthGeometry(growth([point(0, 100), point(10, 900)], { limit: 1_048_576 }), size)
    expect(limit).toEqual({ value: 1_048_576, y: null })
    expect(marks[1]?.y).toBeLessThan(plot.top + 30)
  })

  it('orders points by time, keeps their index and stays within the plot', () => {
    const { marks, plot } = growthGeometry(growth([point(10, 5), point(0, 1), point(5, 9)]), size)
    expect(marks.map(({ index }) => index)).toEqual([1, 2, 0])
    for (const { x, y } of marks) {
      expect(x).toBeGreaterThanOrEqual(plot.left)
      expect(x).toBeLessThanOrEqual(plot.right)
      expect(y).toBeGreaterThanOrEqual(plot.top)
      expect(y).toBeLessThanOrEqual(plot.bottom)
    }
  })

  it('draws one listing as a column and no line', () => {
    const { bands, total, marks } = growthGeometry(growth([point(0, 30, { 'index-file': 20, anonymous: 10 })]), size)
    expect(total).toBe('')
    expect(marks).toHaveLength(1)
    expect(bands.map(({ owner }) => owner)).toEqual(['anonymous', 'index-file'])
    expect(bands[0]?.path).not.toBe('')
  })

  it('has nothing to draw without points', () => {
    const geometry = growthGeometry(growth([]), size)
    expect(geometry.marks).toEqual([])
    expect(geometry.bands).toEqual([])
  })

  it('interpolates shares between listings so that the bands end at the measured total', () => {
    const listing = { 'index-file': 90, anonymous: 10 }
    const { bands, marks } = growthGeometry(
      growth([point(0, 100, listing), point(5, 150), point(10, 200, { 'index-file': 190, anonymous: 10 })]),
      size,
    )
    const index = bands.find(({ owner }) => owner === 'index-file')
    const middle = marks[1]
    const tops = [...(index?.path.matchAll(/(-?[\d.]+),(-?[\d.]+)/g) ?? [])].map(([, x, y]) => [Number(x), Number(y)])
    expect(
      tops.some(
        ([x, y]) => Math.abs((x ?? 0) - (middle?.x ?? 0)) < 0.01 && Math.abs((y ?? 0) - (middle?.y ?? 0)) < 0.01,
      ),
    ).toBe(true)
  })

  it('marks only whole listings among thousands of points', () => {
    const many = Array.from({ length: 5000 }, (_, second) => point(second, second))
    const { marks, total } = growthGeometry(growth([...many, point(2500, 2500, { 'index-file': 2500 })]), size)
    expect(marks).toHaveLength(1)
    expect(total.split('L').length).toBeLessThan(size.width * 4 + 2)
  })

  it('draws the crash where it happened', () => {
    const { crashX, plot } = growthGeometry(crashed.growth as Growth, size)
    expect(crashX).toBeCloseTo(plot.right, 3)
  })
})

describe('downsampling', () => {
  it('keeps the extremes of every column', () => {
    const points = Array.from({ length: 10_000 }, (_, index) => ({
      x: index / 100,
      y: index === 4321 ? -50 : index % 7,
    }))
    const kept = downsample(points, 100)
    expect(kept.length).toBeLessThanOrEqual(400)
    expect(kept).toContain(points[4321])
    expect(kept[0]).toBe(points[0])
    expect(kept.at(-1)).toBe(points.at(-1))
    expect(kept.map(({ x }) => x)).toEqual(kept.map(({ x }) => x).toSorted((a, b) => a - b))
  })

  it('leaves few points alone', () => {
    const points = [
      { x: 0, y: 1 },
      { x: 0, y: 2 },
    ]
    expect(downsample(points, 100)).toEqual(points)
  })
})
