import type { Confidence, Head, LineParser, ParseContext } from '../format.ts'
import { JSON_BYTES } from '../lib/json-text.ts'
import { emitSeries, MOST_SERIES, type ReadSeries } from '../lib/metrics-points.ts'
import { JsonFields, JsonReader } from '../lib/json-reader.ts'
import { frameSeries } from './frames.ts'
import { rowSeries } from './rows.ts'
import { datapointSeries, sampleSeries, type JsonText } from './samples.ts'
import { isAnswer, shapesOf, type Shape } from './shapes.ts'

/** The beginning is read as the whole will be: a key that has the right name is not enough. */
export function sniffMetricsJson(head: Head): Confidence {
  if (!/^\s{0,1000}[[{]/.test(head.text)) return 'no'
  const reader = new JsonReader()
  for (const [index, line] of head.text.split('\n').entries()) reader.feed(line, index + 1)
  reader.end()
  const shapes = shapesOf(reader.roots)
  if (shapes.some(({ kind }) => kind !== 'rows') || isAnswer(reader.roots[0])) return 'certain'
  return shapes.length > 0 ? 'yes' : 'no'
}

export function openMetricsJson(context: ParseContext): LineParser {
  let reader: JsonReader | null = new JsonReader()
  let lines: string[] = []
  let bytes = 0

  return {
    line(line) {
      bytes += line.end - line.start
      if (bytes > JSON_BYTES) {
        reader = null
        lines = []
      }
      if (reader === null) return
      const text = line.text()
      // Only names are quoted: lines that hold none need not be kept.
      lines.push(text.includes(':') || text.includes('{') ? text : '')
      reader.feed(text, line.number)
    },
    end(count, cut) {
      if (count === 0) return
      if (cut) context.report('truncated', count, 'The JSON ends early')
      if (reader === null) context.report('too-large', null, `JSON of more than ${JSON_BYTES} bytes is not read`)
      const read = reader === null ? [] : readSeries(context, reader, lines, cut)
      const points = read.reduce((sum, series) => sum + series.points.count, 0)
      context.emit({
        kind: 'region',
        id: 'metrics',
        title: `Metrics, ${points} ${points === 1 ? 'point' : 'points'}`,
        note: 'Series as a metrics server or a dashboard gives them.',
        depth: 0,
        span: { line: 1, endLine: count },
      })
      emitSeries(context, read)
    },
  }
}

function readSeries(context: ParseContext, reader: JsonReader, lines: readonly string[], cut: boolean): ReadSeries[] {
  const whole = reader.end()
  const { fault, roots } = reader
  if (fault !== null && !cut)
    context.report('malformed-line', fault.line, `Not JSON: ${fault.message}; what stands before it was read`)
  else if (!whole && !cut) context.report('truncated', lines.length, 'The JSON ends early')
  const text: JsonText = {
    lines,
    whole,
    malformed: (line, message) => context.report('malformed-line', line, message),
    overflowed: (line) => context.report('too-large', line, `More than ${MOST_SERIES} series: the others are not read`),
    unzoned: (line) => context.report('no-time-zone', line, 'Times have no zone; they were taken as UTC'),
  }
  const shapes = shapesOf(roots)
  const [root] = roots
  const error = root instanceof JsonFields ? root.text('error') : null
  if (error !== null && root instanceof JsonFields)
    text.malformed(root.lineOf('error'), `The server answered with an error: ${error.slice(0, 200)}`)
  else if (shapes.length === 0 && !isAnswer(root) && whole) text.malformed(1, 'JSON without a series of a metric')
  const read: ReadSeries[] = []
  for (const shape of shapes) {
    if (read.length > MOST_SERIES) break
    read.push(...seriesOf(shape, text))
  }
  if (read.length > MOST_SERIES) text.overflowed(read[MOST_SERIES]?.line ?? 1)
  return read.slice(0, MOST_SERIES)
}

function seriesOf(shape: Shape, text: JsonText): ReadSeries[] {
  switch (shape.kind) {
    case 'samples':
      return [sampleSeries(shape, text)]
    case 'datapoints':
      return [datapointSeries(shape, text)]
    case 'frame':
      return frameSeries(shape, text)
    case 'rows':
      return rowSeries(shape, text)
  }
}
