/**
 * Tables of samples. Wide: a column each series. Long: a column of values, and others that say of what and of whom they are.
 * A wide table with a column that names hosts or processes holds one series for each of them.
 */
import type { LineNumber } from '../../../../shared/model/units.ts'
import { metricOf, VALUE_NAME, type Label, type Metric } from './metrics-names.ts'
import { MOST_SERIES, Points } from './metrics-points.ts'
import { isTarget } from './metrics-roles.ts'

/** What the first row holds in a column. `epoch`: a number that could be a time. */
export type CellKind = 'date' | 'epoch' | 'number' | 'text'

export interface TableShape {
  names: readonly string[]
  time: number
  /** Column that names what is measured; -1 in wide tables. */
  metric: number
  labels: readonly number[]
  values: readonly number[]
  long: boolean
}

const TIME_NAME =
  /^(?:.*[_ .-])?(?:time|timestamp|date|datetime|ts|epoch)(?:[_ .-](?:s|ms|us|ns|utc|sec|seconds|millis))?$/i
export const METRIC_NAME = /^(?:series|metric|metric[_ ]?name|__name__|name|_?measurement|_?field|counter)$/i
const ID_NAME = /^(?:pid|process_?id|broker(?:_?id)?|node_?id)$/i

/** null when there is no column of times beside another column. */
export function shapeOf(names: readonly string[], kinds: readonly CellKind[]): TableShape | null {
  const time = timeColumnOf(names, kinds)
  if (time < 0) return null
  const others = [...names.keys()].filter((column) => column !== time && names[column] !== '')
  const isNumber = (column: number): boolean => kinds[column] === 'number' || kinds[column] === 'epoch'
  const nameOf = (column: number): string => names[column] ?? ''
  const numbers = others.filter((column) => isNumber(column) && !ID_NAME.test(nameOf(column)))
  const texts = others.filter((column) => kinds[column] === 'text')
  const metric = texts.find((column) => METRIC_NAME.test(nameOf(column))) ?? -1
  const value = numbers.find((column) => VALUE_NAME.test(nameOf(column))) ?? -1
  if ((value >= 0 && texts.length > 0) || (metric >= 0 && numbers.length === 1)) {
    const values = value >= 0 ? [value] : numbers
    const labels = others.filter(
      (column) => column !== metric && !values.includes(column) && (!isNumber(column) || isTarget(nameOf(column))),
    )
    return { names, time, metric, labels, values, long: true }
  }
  const labels = others.filter(
    (column) =>
      (kinds[column] === 'text' && isTarget(nameOf(column))) || (isNumber(column) && ID_NAME.test(nameOf(column))),
  )
  // A text in the first row may be a value that failed: the rows below decide.
  const values = others.filter((column) => !labels.includes(column) && kinds[column] !== 'date')
  return numbers.length === 0 ? null : { names, time, metric: -1, labels, values, long: false }
}

/** A column named as a time wins; a bare number is a time only there or in the first column. */
function timeColumnOf(names: readonly string[], kinds: readonly CellKind[]): number {
  const named = names.findIndex((name, index) => isTimeKind(kinds[index]) && TIME_NAME.test(name))
  return named >= 0 ? named : kinds.findIndex((kind, index) => kind === 'date' || (index === 0 && kind === 'epoch'))
}

function isTimeKind(kind: CellKind | undefined): boolean {
  return kind === 'date' || kind === 'epoch'
}

export interface TableSeries {
  metric: Metric
  points: Points
  lastLine: LineNumber
  /** The column it stands in. */
  column: number
}

/** Collects the rows of one table. */
export class MetricTable {
  readonly shape: TableShape
  /** More of them were there than are kept. */
  overflowed = false
  readonly #all: TableSeries[] = []
  /** By the cells that tell the target; within them by column. */
  readonly #byTarget = new Map<string, (TableSeries | undefined)[]>()

  constructor(shape: TableShape) {
    this.shape = shape
  }

  get series(): readonly TableSeries[] {
    return this.#all
  }

  /** The series of a row's target in a column; null when there are too many. `cell` gives the row's texts. */
  at(cell: (column: number) => string, column: number): TableSeries | null {
    const { labels, metric } = this.shape
    let key = metric < 0 ? '' : cell(metric)
    for (const label of labels) key += `\0${cell(label)}`
    let row = this.#byTarget.get(key)
    if (row === undefined) {
      if (this.#all.length >= MOST_SERIES) return this.#overflow()
      row = []
      this.#byTarget.set(key, row)
    }
    const known = row[column]
    if (known) return known
    if (this.#all.length >= MOST_SERIES) return this.#overflow()
    const series = { metric: this.#metricOf(cell, column), points: new Points(), lastLine: 0, column }
    row[column] = series
    this.#all.push(series)
    return series
  }

  #overflow(): null {
    this.overflowed = true
    return null
  }

  #metricOf(cell: (column: number) => string, column: number): Metric {
    const { names, metric, labels } = this.shape
    const pairs = labels.map((label): Label => [names[label] ?? '', cell(label)]).filter(([, value]) => value !== '')
    const name = names[column] ?? ''
    if (metric >= 0) return metricOf(cell(metric), pairs)
    return metricOf(this.shape.long && VALUE_NAME.test(name) ? '' : name, pairs)
  }
}
