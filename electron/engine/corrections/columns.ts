/** Columns of metrics exports: what they are taken for, by name and by the user, and whose they are. */
import type { ProcessAnalysis } from '../../../shared/model/analysis.ts'
import type { Correction, MetricColumn, MetricColumnValues } from '../../../shared/model/corrections.ts'
import { roleOf } from '../../../shared/model/metric-roles.ts'
import type { SeriesOrigin, SeriesRecord } from '../../../shared/model/records.ts'
import type { ArtifactId, ProcessId } from '../../../shared/model/span.ts'
import { corrected, correctedClock } from './clock.ts'
import { roleCorrections, withRoles } from './roles.ts'

/** Enough of a series to say its role. */
type Column = Pick<SeriesRecord, 'series' | 'title' | 'unit'> & { origin: SeriesOrigin }

const NO_POINTS = {
  kind: 'series',
  at: new Float64Array(0),
  value: new Float64Array(0),
  line: new Uint32Array(0),
  quote: '',
} as const

/** Of one artifact, in its order. */
export function metricColumns(
  artifact: ArtifactId,
  columns: readonly Column[],
  corrections: readonly Correction[],
  processes: readonly Pick<ProcessAnalysis, 'process' | 'ownColumns'>[],
): MetricColumn[] {
  const roles = roleCorrections(corrections)
  const series = columns.map((column) => ({ ...NO_POINTS, ...column, span: { line: 1, endLine: 1 } }))
  const inEffect = withRoles(series, roles)
  const users = usersOf(artifact, processes)
  return columns.map(({ series: guess, origin }, index) => {
    const { series: id, unit, origin: used } = inEffect[index] ?? { series: guess, unit: 'none' as const, origin }
    const role = roleOf(id)
    return {
      column: origin.column,
      role,
      guessed: roleOf(guess),
      corrected: roles.some(({ column }) => column === origin.column),
      unit,
      factor: used.factor,
      processes: role === null ? [] : [...(users.get(origin.column) ?? [])],
    }
  })
}

function usersOf(
  artifact: ArtifactId,
  processes: readonly Pick<ProcessAnalysis, 'process' | 'ownColumns'>[],
): ReadonlyMap<string, ProcessId[]> {
  const users = new Map<string, ProcessId[]>()
  for (const { process, ownColumns = [] } of processes)
    for (const own of ownColumns)
      if (own.artifact === artifact) users.set(own.column, [...(users.get(own.column) ?? []), process])
  return users
}

/** The same with what stands in the columns. */
export function metricColumnValues(
  artifact: ArtifactId,
  series: readonly (SeriesRecord & { origin: SeriesOrigin })[],
  corrections: readonly Correction[],
  processes: readonly Pick<ProcessAnalysis, 'process' | 'ownColumns'>[],
): MetricColumnValues[] {
  const clock = correctedClock(corrections)
  return metricColumns(artifact, series, corrections, processes).map((column, index) => {
    const { at, value, origin, span } = series[index] ?? {
      ...NO_POINTS,
      origin: undefined,
      span: { line: 1, endLine: 1 },
    }
    const last = value.length - 1
    const time = (point: number): number | null => {
      const read = at[point]
      if (read === undefined) return null
      return clock === null ? read : corrected(clock, read, origin?.times === 'local')
    }
    const places = [...new Set([0, Math.floor(last / 2), last])].filter((point) => point >= 0)
    const factor = origin?.factor ?? 1
    return {
      ...column,
      points: value.length,
      from: time(0),
      to: time(last),
      // In the unit of the export, which is what the user sees there.
      samples: places.map((point) => Number(((value[point] ?? Number.NaN) / factor).toPrecision(12))),
      span,
    }
  })
}
