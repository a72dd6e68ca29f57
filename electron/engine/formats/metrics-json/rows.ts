/** Lists of flat objects: a row each. */
import type { LineNumber } from '../../../../shared/model/units.ts'
import type { ReadSeries } from '../lib/metrics-points.ts'
import { MetricTable, type TableSeries } from '../lib/metrics-table.ts'
import { TimeColumn } from '../lib/metrics-times.ts'
import { JsonFields, type JsonNode } from '../lib/json-reader.ts'
import { place, textOf, type JsonText } from './samples.ts'
import { sampleOf, type Shape } from './shapes.ts'

export function rowSeries({ rows: list, shape }: Extract<Shape, { kind: 'rows' }>, text: JsonText): ReadSeries[] {
  const table = new MetricTable(shape)
  const times = new TimeColumn()
  const first = new Map<TableSeries, JsonFields>()
  const last = new Map<TableSeries, JsonFields>()
  for (const [index, row] of list.items.entries()) {
    if (!(row instanceof JsonFields)) {
      text.malformed(list.lineAt(index), 'Not an object as the ones before')
      continue
    }
    const cell = (column: number): JsonNode | undefined => row.get(shape.names[column] ?? '')
    const time = cell(shape.time)
    const at = typeof time === 'number' || typeof time === 'string' ? times.add(time) : null
    if (at === null) {
      text.malformed(row.line, 'Row without a time')
      continue
    }
    for (const column of shape.values) {
      const value = sampleOf(cell(column))
      const series = table.at((label) => textOf(cell(label)), column)
      if (series === null) continue
      const line = row.lineOf(shape.names[column] ?? '')
      if (value === null) text.malformed(line, `No number in ${shape.names[column]}`)
      else if (Number.isFinite(value)) {
        if (!first.has(series)) first.set(series, row)
        last.set(series, row)
        series.points.push(at, value, line)
      }
    }
  }
  if (table.overflowed) text.overflowed(list.line)
  const resolved = times.resolve()
  if (resolved === null) {
    text.malformed(list.line, 'Day and month of the times cannot be told apart')
    return []
  }
  if (times.unzoned) text.unzoned(list.line)
  return table.series.map((series) => {
    const { metric, points, column } = series
    points.form = times.form
    const { line, quote } = rowPlace(first.get(series), shape.names[column] ?? '', text)
    return { metric, points, times: resolved, line, endLine: last.get(series)?.endLine ?? line, quote }
  })
}

/** The row where it is one line, otherwise the line of the value. */
function rowPlace(row: JsonFields | undefined, key: string, text: JsonText): { line: LineNumber; quote: string } {
  if (row === undefined) return { line: 1, quote: '' }
  return place(row, row.line === row.endLine ? '' : key, text)
}
