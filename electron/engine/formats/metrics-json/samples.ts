/** Series as metrics servers answer: pairs of time and value; and what all shapes need to be read. */
import type { LineNumber } from '../../../../shared/model/units.ts'
import { metricOf, NAME_LABEL, type Label } from '../lib/metrics-names.ts'
import { Points, type ReadSeries } from '../lib/metrics-points.ts'
import { readCellTime, readEpoch, type CellTime } from '../lib/metrics-times.ts'
import { quoteOf } from '../lib/quote.ts'
import { type JsonFields, JsonList, type JsonNode } from '../lib/json-reader.ts'
import { sampleOf, type Shape } from './shapes.ts'

export interface JsonText {
  /** Line n at n - 1; empty where no name and no object's beginning stands. */
  lines: readonly string[]
  /** It has its end: what is missing was never there. */
  whole: boolean
  malformed(line: LineNumber, message: string): void
  overflowed(line: LineNumber): void
  unzoned(line: LineNumber): void
}

export function sampleSeries({ node, labels }: Extract<Shape, { kind: 'samples' }>, text: JsonText): ReadSeries {
  const points = new Points()
  const one = node.list('value')
  const times = node.list('timestamps')
  const values = node.list('values')
  if (times) {
    for (const [index, at] of times.items.entries())
      push(points, at, values?.items[index], values?.lineAt(index) ?? node.line, text)
  } else if (values) pairs(values, 0, points, text)
  else if (one) push(points, one.items[0], one.items[1], one.lineAt(1), text)
  if (node.list('histograms') ?? node.list('histogram')) text.malformed(node.line, 'Native histograms are not read')
  const metric = metricOf('', labelsOf(labels))
  const named = labels.get(NAME_LABEL) !== undefined
  const { line, quote } = place(labels, named ? NAME_LABEL : (labels.keys[0] ?? ''), text)
  return { metric, points, times: null, line, endLine: node.endLine, quote }
}

export function datapointSeries(
  { node, name, points: list }: Extract<Shape, { kind: 'datapoints' }>,
  text: JsonText,
): ReadSeries {
  const points = new Points()
  pairs(list, 1, points, text)
  // Graphite repeats the name among the tags.
  const labels = labelsOf(node.fields('tags')).filter(([key]) => key !== 'name')
  const { line, quote } = place(node, node.text('target') === null ? 'name' : 'target', text)
  return { metric: metricOf(name, labels), points, times: null, line, endLine: node.endLine, quote }
}

/** @param time Which of the two of each pair is the time. */
function pairs(list: JsonList, time: 0 | 1, points: Points, text: JsonText): void {
  for (const [index, pair] of list.items.entries()) {
    // The last one of a text that ends early may lack its second half.
    if (pair instanceof JsonList && pair.items.length >= 2)
      push(points, pair.items[time], pair.items[1 - time], pair.lineAt(1 - time), text)
    else if (text.whole || index < list.items.length - 1)
      text.malformed(list.lineAt(index), 'Not a pair of time and value')
  }
}

export function push(
  points: Points,
  time: JsonNode | undefined,
  sample: JsonNode | undefined,
  line: LineNumber,
  text: JsonText,
): void {
  const at = timeOf(time)
  const value = sampleOf(sample)
  if (at === null || value === null) {
    text.malformed(line, at === null ? 'Sample without a time' : 'Sample that is no number')
    return
  }
  if (!at.zoned) text.unzoned(line)
  if (typeof time === 'string' && points.form !== 'local') points.form = at.zoned ? 'zoned' : 'local'
  if (Number.isFinite(value)) points.push(at.at, value, line)
}

function timeOf(value: JsonNode | undefined): CellTime | null {
  if (typeof value === 'string') return readCellTime(value)
  const at = typeof value === 'number' ? readEpoch(value) : null
  return at === null ? null : { at, zoned: true }
}

export function labelsOf(fields: JsonFields | null): Label[] {
  if (fields === null) return []
  return fields.keys.flatMap((key, index): Label[] => {
    const value = fields.values[index]
    return typeof value === 'string' || typeof value === 'number' ? [[key, String(value)]] : []
  })
}

/** Where a name stands: its line, and the text from there on. Without it, where the object begins. */
export function place(fields: JsonFields, key: string, text: JsonText): { line: LineNumber; quote: string } {
  const line = fields.get(key) === undefined ? fields.line : fields.lineOf(key)
  const from = line === fields.line ? fields.column : 0
  const whole = text.lines[line - 1] ?? ''
  const named = whole.indexOf(`"${key}"`, from)
  if (named >= 0) return { line, quote: quoteOf(whole.slice(named).trim()) }
  return { line: fields.line, quote: quoteOf((text.lines[fields.line - 1] ?? '').slice(fields.column).trim()) }
}

export function textOf(value: JsonNode | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
