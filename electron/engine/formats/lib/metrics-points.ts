/** Points of series while they are read, and the records they become. */
import { scaled, type SeriesUnit } from '../../../../shared/model/metric-roles.ts'
import type { SeriesOrigin, SeriesRecord } from '../../../../shared/model/records.ts'
import type { EpochMs, LineNumber } from '../../../../shared/model/units.ts'
import type { ParseContext } from '../format.ts'
import type { Metric } from './metrics-names.ts'
import { rolesOf } from './metrics-roles.ts'
import type { TimeForm } from './metrics-times.ts'

/** A dashboard has dozens; an export of everything has more than anyone can look at. */
export const MOST_SERIES = 2000

export class Points {
  #count = 0
  #at = new Float64Array(16)
  #value = new Float64Array(16)
  #line = new Uint32Array(16)

  get count(): number {
    return this.#count
  }

  /** The farthest that a value may lie from what was measured, where the export prints rounded ones: half of their last digit. */
  rounding = 0
  /** How many values may be whole ones with a point as separator of thousands (`65.123`). */
  groups = 0
  /** How the times of the points are written. */
  form: TimeForm = 'epoch'

  get firstLine(): LineNumber {
    return this.#line[0] ?? 1
  }

  /** @param at A time, or whatever `columns` is told to make a time of. */
  push(at: number, value: number, line: LineNumber): void {
    if (this.#count === this.#at.length) {
      const length = this.#count * 2
      const [times, values, lines] = [new Float64Array(length), new Float64Array(length), new Uint32Array(length)]
      times.set(this.#at)
      values.set(this.#value)
      lines.set(this.#line)
      this.#at = times
      this.#value = values
      this.#line = lines
    }
    this.#at[this.#count] = at
    this.#value[this.#count] = value
    this.#line[this.#count++] = line
  }

  /** In time order; points of one time stay in the order of the export. */
  columns(
    { factor, unit }: { factor: number; unit: SeriesUnit },
    times: readonly EpochMs[] | null,
  ): Pick<SeriesRecord, 'at' | 'value' | 'line'> {
    const count = this.#count
    const at = this.#at.slice(0, count)
    const value = this.#value.slice(0, count)
    const line = this.#line.slice(0, count)
    if (times !== null) for (let index = 0; index < count; index++) at[index] = times[at[index] ?? 0] ?? Number.NaN
    for (let index = 0; index < count; index++) value[index] = scaled(value[index] ?? 0, factor, unit)
    if (at.every((time, index) => index === 0 || time >= (at[index - 1] ?? 0))) return { at, value, line }
    const order = Uint32Array.from(at, (_, index) => index).toSorted((a, b) => (at[a] ?? 0) - (at[b] ?? 0) || a - b)
    return {
      at: Float64Array.from(order, (index) => at[index] ?? 0),
      value: Float64Array.from(order, (index) => value[index] ?? 0),
      line: Uint32Array.from(order, (index) => line[index] ?? 0),
    }
  }
}

export interface ReadSeries {
  metric: Metric
  points: Points
  /** Times of the rows that the points were pushed with; null: they were pushed with their times. */
  times: readonly EpochMs[] | null
  line: LineNumber
  endLine: LineNumber
  quote: string
}

/** One record a series that has points. Returns how many series there were. */
export function emitSeries(context: ParseContext, all: readonly ReadSeries[]): number {
  const filled = all.filter(({ points }) => points.count > 0)
  const roles = rolesOf(filled.map(({ metric }) => metric))
  for (const [index, { metric, points, times, line, endLine, quote }] of filled.entries()) {
    const role = roles[index]
    if (!role) continue
    const { series, title, unit } = role
    // Nobody has 65.123 mappings.
    const factor = series === 'map-count' && points.groups === points.count ? role.factor * 1000 : role.factor
    context.emit({
      kind: 'series',
      series,
      title,
      unit,
      ...points.columns({ factor, unit }, times),
      origin: originOf(metric, factor, points),
      span: { line, endLine: Math.max(line, endLine) },
      quote,
    })
  }
  return filled.length
}

function originOf(metric: Metric, factor: number, { form, rounding }: Points): SeriesOrigin {
  const origin: SeriesOrigin = { column: metric.text, factor, times: form }
  if (rounding > 0) origin.rounding = rounding * factor
  return origin
}
