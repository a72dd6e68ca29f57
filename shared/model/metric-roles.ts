/** What a column of a metrics export can measure: the words of the guess, of the user's choice, and of the command line. */
import type { SeriesRecord } from './records.ts'

export const metricRoles = ['map-count', 'rss', 'virtual-size', 'heap-used', 'threads', 'gc-count', 'gc-pause'] as const
export type MetricRole = (typeof metricRoles)[number]

export type SeriesUnit = SeriesRecord['unit']

export const roleInfo: Record<MetricRole, { title: string; unit: Exclude<SeriesUnit, 'none'> }> = {
  'map-count': { title: 'Memory mappings', unit: 'count' },
  rss: { title: 'Resident set size', unit: 'bytes' },
  'virtual-size': { title: 'Virtual size', unit: 'bytes' },
  'heap-used': { title: 'Java heap used', unit: 'bytes' },
  threads: { title: 'Threads', unit: 'count' },
  'gc-count': { title: 'Garbage collections', unit: 'count' },
  'gc-pause': { title: 'Time in garbage collections', unit: 'seconds' },
}

/** A role by its id, or by what series of it are called in the store; null for a column without one. */
export function roleOf(series: string): MetricRole | null {
  return metricRoles.find((role) => role === series) ?? null
}

/** Units that a column may be in, with the bytes or seconds of one. */
export const columnUnits = {
  B: { of: 'bytes', factor: 1 },
  KiB: { of: 'bytes', factor: 2 ** 10 },
  MiB: { of: 'bytes', factor: 2 ** 20 },
  GiB: { of: 'bytes', factor: 2 ** 30 },
  kB: { of: 'bytes', factor: 1e3 },
  MB: { of: 'bytes', factor: 1e6 },
  GB: { of: 'bytes', factor: 1e9 },
  s: { of: 'seconds', factor: 1 },
  ms: { of: 'seconds', factor: 1e-3 },
  us: { of: 'seconds', factor: 1e-6 },
} as const
export type ColumnUnit = keyof typeof columnUnits
export const columnUnitNames = Object.keys(columnUnits) as [ColumnUnit, ...ColumnUnit[]]

/** Units that a column of this role may be in; none for counts. */
export function unitsOf(role: MetricRole): ColumnUnit[] {
  return columnUnitNames.filter((unit) => columnUnits[unit].of === roleInfo[role].unit)
}

/** A value in another unit. */
export function scaled(value: number, factor: number, unit: SeriesUnit): number {
  if (factor === 1) return value
  // 12.6 GB is no whole number of bytes: no such thing was measured. Of seconds, nanoseconds are kept.
  return unit === 'seconds' ? Math.round(value * factor * 1e9) / 1e9 : Math.round(value * factor)
}
