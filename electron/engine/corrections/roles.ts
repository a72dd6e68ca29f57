/** Columns of a metrics export in the roles that the user gave them. */
import type { RoleCorrection } from '../../../shared/model/corrections.ts'
import { columnUnits, roleInfo, roleOf, scaled, type MetricRole } from '../../../shared/model/metric-roles.ts'
import type { SeriesOrigin, SeriesRecord } from '../../../shared/model/records.ts'

// process_maps {instance="kafka-1:9404"}
const LABELS = / ?\{.*\}$/

/** `series` of one artifact. Another column that the guess gave the same role of the same target loses it: the user chose. */
export function withRoles<Series extends SeriesRecord>(
  series: readonly Series[],
  corrections: readonly RoleCorrection[],
): Series[] {
  const byColumn = new Map(corrections.map((correction) => [correction.column, correction]))
  const chosen = new Set<string>()
  for (const { origin } of series) {
    const role = origin && byColumn.get(origin.column)?.role
    if (origin && role && role !== 'ignore') chosen.add(`${role} ${labelsOf(origin)}`)
  }
  return series.map((one) => {
    if (!one.origin) return one
    const correction = byColumn.get(one.origin.column)
    if (correction) return inRole(one, one.origin, correction)
    const role = roleOf(one.series)
    return role !== null && chosen.has(`${role} ${labelsOf(one.origin)}`) ? asColumn(one, one.origin) : one
  })
}

function inRole<Series extends SeriesRecord>(
  one: Series,
  origin: SeriesOrigin,
  { role, unit }: RoleCorrection,
): Series {
  if (role === 'ignore') return asColumn(one, origin)
  const wanted = roleInfo[role].unit
  // A guess at the unit stands unless the user overrules it or the role is of another kind: counts have none.
  const factor = unit !== null ? columnUnits[unit].factor : one.unit === wanted ? origin.factor : 1
  const ratio = factor / origin.factor
  return {
    ...one,
    series: role,
    title: titleOf(role, origin),
    unit: wanted,
    value: ratio === 1 ? one.value : one.value.map((value) => scaled(value, ratio, wanted)),
    origin: { ...origin, factor, ...(origin.rounding === undefined ? {} : { rounding: origin.rounding * ratio }) },
  }
}

function asColumn<Series extends SeriesRecord>(one: Series, origin: SeriesOrigin): Series {
  return { ...one, series: `column:${origin.column}`, title: origin.column }
}

/** With the labels, by which the process is found that the column is of. */
function titleOf(role: MetricRole, origin: SeriesOrigin): string {
  const labels = labelsOf(origin)
  return labels === '' ? roleInfo[role].title : `${roleInfo[role].title} ${labels}`
}

export function labelsOf({ column }: Pick<SeriesOrigin, 'column'>): string {
  return LABELS.exec(column)?.[0].trim() ?? ''
}

export function roleCorrections(corrections: readonly { kind: string }[]): RoleCorrection[] {
  return corrections.filter((correction): correction is RoleCorrection => correction.kind === 'role')
}
