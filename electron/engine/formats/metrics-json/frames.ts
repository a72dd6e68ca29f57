/** Frames of Grafana: a field of times, and fields of numbers with labels (wide) or beside fields of text (long). */
import { metricOf, NAME_LABEL, VALUE_NAME, type Metric } from '../lib/metrics-names.ts'
import { Points, type ReadSeries } from '../lib/metrics-points.ts'
import { MetricTable, METRIC_NAME, type TableShape } from '../lib/metrics-table.ts'
import type { JsonFields } from '../lib/json-reader.ts'
import { labelsOf, place, push, textOf, type JsonText } from './samples.ts'
import type { Shape } from './shapes.ts'

type Frame = Omit<Extract<Shape, { kind: 'frame' }>, 'kind'>

/** Grafana's units of sizes (grafana-data, valueFormats/categories.ts). */
const UNITS = new Map<string, number>([
  ['bytes', 1],
  ['decbytes', 1],
  ['kbytes', 2 ** 10],
  ['deckbytes', 1e3],
  ['mbytes', 2 ** 20],
  ['decmbytes', 1e6],
  ['gbytes', 2 ** 30],
  ['decgbytes', 1e9],
])
const TIME_UNITS = new Map<string, number>([
  ['s', 1],
  ['ms', 1e-3],
  ['µs', 1e-6],
  ['ns', 1e-9],
])
// percent   percentunit   Bps   cpm   reqps
const RELATIVE_UNIT = /^percent|p[sm]$/

export function frameSeries({ node, fields, values }: Frame, text: JsonText): ReadSeries[] {
  const types = fields.map((field) => field.text('type'))
  const time = types.indexOf('time')
  const numbers = [...fields.keys()].filter((index) => types[index] === 'number')
  if (types.includes('string') && numbers.length > 0) return longFrame({ node, fields, values }, types, text)
  const timeList = values[time]?.items ?? []
  const frameName = (node.fields('schema') ?? node).text('name')
  return numbers.flatMap((index) => {
    const [field, list] = [fields[index], values[index]]
    if (!field || !list) return []
    const points = new Points()
    if (text.whole && list.items.length !== timeList.length)
      text.malformed(list.line, `${list.items.length} values and ${timeList.length} times`)
    const known = Math.min(list.items.length, timeList.length)
    for (let row = 0; row < known; row++) push(points, timeList[row], list.items[row], list.lineAt(row), text)
    const labels = field.fields('labels')
    const named = labels?.get(NAME_LABEL) === undefined ? place(field, 'name', text) : place(labels, NAME_LABEL, text)
    const metric = fieldMetric(field, frameName)
    return [{ metric, points, times: null, line: named.line, endLine: node.endLine, quote: named.quote }]
  })
}

/** The field's own name says nothing where it is `Value`: then its labels do, the query's legend, or the frame. */
function fieldMetric(field: JsonFields, frameName: string | null): Metric {
  const name = field.text('name') ?? ''
  const config = field.fields('config')
  const labels = labelsOf(field.fields('labels'))
  const named = (name !== '' && !VALUE_NAME.test(name)) || labels.some(([key]) => key === NAME_LABEL)
  const shown = config?.text('displayName') ?? config?.text('displayNameFromDS') ?? frameName ?? ''
  return withUnit(metricOf(named ? name : shown, labels), config)
}

function withUnit(metric: Metric, config: JsonFields | null): Metric {
  const unit = config?.text('unit') ?? null
  if (unit === null) return metric
  const seconds = TIME_UNITS.get(unit)
  return {
    ...metric,
    factor: UNITS.get(unit) ?? metric.factor,
    ...(seconds === undefined ? {} : { seconds }),
    relative: RELATIVE_UNIT.test(unit),
  }
}

/** Fields of text say of what and of whom the numbers are: one series for each combination. */
function longFrame({ node, fields, values }: Frame, types: readonly (string | null)[], text: JsonText): ReadSeries[] {
  const names = fields.map((field) => field.text('name') ?? '')
  const columns = [...fields.keys()]
  const metric = columns.find((index) => types[index] === 'string' && METRIC_NAME.test(names[index] ?? '')) ?? -1
  const shape: TableShape = {
    names,
    time: types.indexOf('time'),
    metric,
    labels: columns.filter((index) => types[index] === 'string' && index !== metric),
    values: columns.filter((index) => types[index] === 'number'),
    long: true,
  }
  const table = new MetricTable(shape)
  const times = values[shape.time]?.items ?? []
  for (const [row, time] of times.entries()) {
    for (const column of shape.values) {
      const list = values[column]
      if (!list || row >= list.items.length) continue
      const series = table.at((index) => textOf(values[index]?.items[row]), column)
      if (series) push(series.points, time, list.items[row], list.lineAt(row), text)
    }
  }
  if (table.overflowed) text.overflowed(node.line)
  return table.series.map(({ metric: name, points, column }) => {
    const field = fields[column] ?? node
    const { line, quote } = place(field, 'name', text)
    return { metric: withUnit(name, field.fields('config')), points, times: null, line, endLine: node.endLine, quote }
  })
}
