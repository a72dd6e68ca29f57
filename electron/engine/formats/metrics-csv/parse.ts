import type { LineNumber } from '../../../../shared/model/units.ts'
import type { LineParser, ParseContext } from '../format.ts'
import type { Metric } from '../lib/metrics-names.ts'
import { emitSeries, MOST_SERIES, type ReadSeries } from '../lib/metrics-points.ts'
import { MetricTable, type TableSeries } from '../lib/metrics-table.ts'
import { isTime, TimeColumn } from '../lib/metrics-times.ts'
import { quoteOf } from '../lib/quote.ts'
import {
  isGroup,
  readNumber,
  readRoughSize,
  readSeconds,
  readShort,
  readSize,
  splitRow,
  type Separator,
} from './csv.ts'
import { isPreamble, layoutOf } from './layout.ts'

/** A table while it is read. One file may hold several: a blank line, then another header. */
interface OpenTable {
  header: { text: string; line: LineNumber }
  separator: Separator
  table: MetricTable
  times: TimeColumn
  /** Cells with a unit of their own are bytes or seconds, whatever the header says. */
  sized: Map<TableSeries, 'bytes' | 'seconds'>
  quotes: Map<TableSeries, string>
  rows: number
  lastLine: LineNumber
}

export function openMetrics(context: ParseContext): LineParser {
  let header: OpenTable['header'] | null = null
  let open: OpenTable | null = null
  const tables: OpenTable[] = []
  let gap = false
  let unzoned = false

  function begin(above: OpenTable['header'], text: string, line: LineNumber): OpenTable | null {
    const layout = layoutOf(above.text, text)
    if (layout === null) {
      context.report('malformed-line', line, 'No table with a time and numbers')
      return null
    }
    const { separator, shape } = layout
    const [table, times] = [new MetricTable(shape), new TimeColumn()]
    const begun: OpenTable = {
      header: above,
      separator,
      table,
      times,
      sized: new Map(),
      quotes: new Map(),
      rows: 0,
      lastLine: line,
    }
    tables.push(begun)
    return begun
  }

  function row(text: string, line: LineNumber, into: OpenTable): void {
    const { table, separator, times } = into
    const { names, time, values } = table.shape
    const cells = splitRow(text, separator)
    const at = cells.length === names.length ? times.add(cells[time] ?? '') : null
    if (at === null) {
      const why = cells.length === names.length ? 'Row without a time' : 'Row with another number of columns'
      context.report('malformed-line', line, why)
      return
    }
    into.rows++
    into.lastLine = line
    if (times.unzoned && !unzoned) {
      unzoned = true
      context.report('no-time-zone', line, 'Times have no zone; they were taken as UTC')
    }
    for (const column of values) {
      const series = table.at((index) => cells[index] ?? '', column)
      if (series === null) continue
      const value = valueOf(cells[column] ?? '', series, into)
      if (value !== null && Number.isFinite(value)) {
        if (series.points.count === 0) into.quotes.set(series, quoteOf(text))
        series.points.push(at, value, line)
        series.lastLine = line
      } else if (value === null && (table.shape.long || series.points.count > 0)) {
        context.report('malformed-line', line, `No number in column ${names[column]}`)
      }
    }
  }

  return {
    line(line) {
      const text = line.text()
      const blank = text.trim() === ''
      if (open !== null && (blank || text === open.header.text)) {
        gap ||= blank
        return
      }
      if (header === null || (gap && open !== null && isHeader(text, open))) {
        if (!isPreamble(text)) header = { text, line: line.number }
        open = null
        gap = false
        return
      }
      if (blank) return
      gap = false
      open ??= begin(header, text, line.number)
      if (open) row(text, line.number, open)
    },
    end(lines, cut) {
      if (lines === 0) return
      if (cut) context.report('truncated', lines, 'The table ends early')
      const rows = tables.reduce((most, table) => most + table.rows, 0)
      context.emit({
        kind: 'region',
        id: 'metrics',
        title: `Metrics, ${rows} ${rows === 1 ? 'row' : 'rows'}`,
        note: tables.some(({ table }) => table.shape.long)
          ? 'One row a time and series.'
          : 'One row a time, one column a series.',
        depth: 0,
        span: { line: 1, endLine: lines },
      })
      emitSeries(
        context,
        tables.flatMap((table) => seriesOf(context, table)),
      )
    },
  }
}

/** Behind a blank line: a row of names, not of the table before. */
function isHeader(text: string, { separator, table }: OpenTable): boolean {
  const cells = splitRow(text, separator)
  return cells.length > 1 && !isTime(cells[table.shape.time] ?? '')
}

function valueOf(cell: string, series: TableSeries, { separator, sized }: OpenTable): number | null {
  const number = readNumber(cell, separator)
  if (isGroup(cell)) series.points.groups++
  if (number !== null && (Number.isNaN(number) || !sized.has(series))) return number
  const short = number === null ? readShort(cell, separator) : null
  if (short !== null && !sized.has(series)) {
    series.points.rounding = Math.max(series.points.rounding, short.rounding)
    return short.value
  }
  const rough = readRoughSize(cell, separator)
  if (rough) series.points.rounding = Math.max(series.points.rounding, rough.rounding)
  const size = rough?.value ?? readSize(cell, separator)
  const amount = size ?? readSeconds(cell, separator)
  if (amount === null) return null
  const unit = size === null ? 'seconds' : 'bytes'
  // Numbers of two units, or with and without one, cannot be told into one series.
  if (series.points.count > 0 && sized.get(series) !== unit) return null
  sized.set(series, unit)
  return amount
}

function withUnit(metric: Metric, unit: 'bytes' | 'seconds' | undefined): Metric {
  if (unit === undefined) return metric
  return unit === 'bytes' ? { ...metric, factor: 1 } : { ...metric, seconds: 1 }
}

function seriesOf(context: ParseContext, open: OpenTable): ReadSeries[] {
  const { header, table, sized, quotes, lastLine } = open
  if (table.overflowed)
    context.report('too-large', header.line, `More than ${MOST_SERIES} series: the others are not read`)
  const times = open.times.resolve()
  if (times === null) {
    const why = 'Day and month of the times cannot be told apart: no row has a number above 12 in one place only'
    context.report('malformed-line', header.line, why)
    return []
  }
  return table.series.map((series) => {
    const { points, metric } = series
    points.form = open.times.form
    // Where commas separate the cells a point is no separator of thousands.
    if (open.separator === ',') points.groups = 0
    const long = table.shape.long
    return {
      metric: withUnit(metric, sized.get(series)),
      points,
      times,
      line: long ? points.firstLine : header.line,
      endLine: long ? series.lastLine : lastLine,
      quote: long ? (quotes.get(series) ?? '') : quoteOf(header.text),
    }
  })
}
