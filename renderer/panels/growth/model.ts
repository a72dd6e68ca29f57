/** The growth header in words. Pure. */
import type { Growth } from '../../../shared/model/analysis.ts'
import { formatCount, formatDecimal } from '../../../shared/display/counts.ts'
import { formatDuration } from '../../../shared/display/durations.ts'

const HOUR_MS = 3_600_000

/** In the unit in which it is at least one: `2 431 / s`, `12 / h`. */
export function formatRate(perHour: number): string {
  const size = Math.abs(perHour)
  if (size >= 3600) return rate(perHour / 3600, 's')
  if (size >= 60) return rate(perHour / 60, 'min')
  if (size >= 1 || size === 0) return rate(perHour, 'h')
  return rate(perHour * 24, 'day')
}

const rate = (value: number, unit: string): string =>
  `${Math.abs(value) >= 10 || value === 0 ? formatCount(value) : formatDecimal(value, 1)} / ${unit}`

/**
 * `2 431 / s · limit in 2.0 s when last measured`. What has ended below its limit will never meet it.
 * @param ended The process crashed or ended
 */
export function growthSummary({ points, slopePerHour, slopeInterval, hoursToLimit }: Growth, ended: boolean): string {
  if (slopePerHour === null) return points.length === 1 ? 'one point: no trend' : 'no trend'
  const parts = [formatRate(slopePerHour)]
  if (hoursToLimit !== null && hoursToLimit > 0 && !ended)
    parts.push(`limit in ${formatDuration(hoursToLimit * HOUR_MS)} when last measured`)
  else if (hoursToLimit !== null && hoursToLimit <= 0) parts.push('limit reached')
  else if (slopeInterval !== null && slopeInterval[0] <= 0) parts.push('no growth that is sure')
  return parts.join(' · ')
}

/** The band of the slope, the shape and what was assumed, for the tooltip; empty without any. */
export function slopeDetail(growth: Growth): string {
  const { pattern, patternWhy, notes } = growth
  const shape = pattern === undefined ? '' : `${pattern}: ${patternWhy ?? ''}`
  return [slopeBand(growth), shape, ...(notes ?? [])].filter((line) => line !== '').join('\n')
}

function slopeBand({ slopePerHour, slopeInterval }: Growth): string {
  if (slopePerHour === null) return ''
  const base = `Theil-Sen slope ${formatRate(slopePerHour)}`
  return slopeInterval === null
    ? base
    : `${base}, 95 % interval ${formatRate(slopeInterval[0])} to ${formatRate(slopeInterval[1])}`
}
