/** Which JSON holds series: found by its own marks wherever it stands, never by the name of what holds it. */
import { VALUE_NAME } from '../lib/metrics-names.ts'
import { isTarget } from '../lib/metrics-roles.ts'
import { shapeOf, type CellKind, type TableShape } from '../lib/metrics-table.ts'
import { isTime, readCellTime, readEpoch } from '../lib/metrics-times.ts'
import { JsonFields, JsonList, type JsonNode } from '../lib/json-reader.ts'

export type Shape =
  | { kind: 'samples'; node: JsonFields; labels: JsonFields }
  | { kind: 'datapoints'; node: JsonFields; name: string; points: JsonList }
  | { kind: 'frame'; node: JsonFields; fields: readonly JsonFields[]; values: readonly (JsonList | null)[] }
  | { kind: 'rows'; rows: JsonList; shape: TableShape }

const MOST_LEVELS = 12
/** What makes an object an entry of a log. */
const LOG_KEY = /^(?:message|msg|level|severity|logger|log|text|thread|exception|stack|stack_?trace)$/i

export function shapesOf(roots: readonly JsonNode[]): Shape[] {
  const shapes: Shape[] = []
  for (const root of roots) visit(root, shapes, 0)
  const [root] = roots
  if (shapes.length > 0 || roots.length !== 1 || !(root instanceof JsonList)) return shapes
  const shape = rowShapeOf(root.items[0])
  return shape === null ? [] : [{ kind: 'rows', rows: root, shape }]
}

/** Answers of Prometheus say what they hold, also when that is nothing. */
export function isAnswer(root: JsonNode | undefined): boolean {
  if (!(root instanceof JsonFields)) return false
  const type = (root.fields('data') ?? root).text('resultType')
  return type === 'matrix' || type === 'vector'
}

function visit(node: JsonNode, shapes: Shape[], level: number): void {
  if (level > MOST_LEVELS) return
  if (node instanceof JsonList) for (const item of node.items) visit(item, shapes, level + 1)
  if (!(node instanceof JsonFields)) return
  const shape = samplesOf(node) ?? datapointsOf(node) ?? frameOf(node)
  if (shape) shapes.push(shape)
  else for (const value of node.values) visit(value, shapes, level + 1)
}

/** `{"metric":{"__name__":"up"},"values":[[1772359200,"1"]]}`: prometheus.io, HTTP API, range and instant vectors. */
function samplesOf(node: JsonFields): Shape | null {
  const labels = node.fields('metric')
  const list = node.list('values') ?? node.list('value')
  if (labels === null || list === null || labels.values.some((value) => typeof value !== 'string')) return null
  const [first] = list.items
  if (first !== undefined && !(first instanceof JsonList) && typeof first !== 'number') return null
  return { kind: 'samples', node, labels }
}

/** `{"target":"host.maps","datapoints":[[600,1772359200]]}` of Graphite; `{"name":"","points":[[600,1772359200000]]}` of old Grafana. */
function datapointsOf(node: JsonFields): Shape | null {
  const name = node.text('target') ?? node.text('name')
  const points = node.list('datapoints') ?? node.list('points')
  const [first] = points?.items ?? []
  const time = first instanceof JsonList ? first.items[1] : null
  return name !== null && points && typeof time === 'number' && readEpoch(time) !== null
    ? { kind: 'datapoints', node, name, points }
    : null
}

/** A frame of Grafana: as the server sends it (schema and data apart), or as its inspector shows it. */
function frameOf(node: JsonFields): Shape | null {
  const schema = node.fields('schema') ?? node
  const fields = (schema.list('fields')?.items ?? []).filter((field) => field instanceof JsonFields)
  const columns = node.fields('data')?.list('values')?.items
  if (!fields.some((field) => field.text('type') === 'time')) return null
  const values = fields.map((field, index) => {
    const own = columns === undefined ? field.get('values') : columns[index]
    return own instanceof JsonList ? own : null
  })
  return columns === undefined && !values.some((list) => list !== null) ? null : { kind: 'frame', node, fields, values }
}

/** `[{"time":"2026-11-22T08:46:18Z","map_count":600}]`: flat objects of a time, numbers, and names of what they are of. */
function rowShapeOf(row: JsonNode | undefined): TableShape | null {
  if (!(row instanceof JsonFields) || row.keys.length < 2) return null
  if (row.values.some((value) => value instanceof JsonList || value instanceof JsonFields)) return null
  if (row.keys.some((key) => LOG_KEY.test(key))) return null
  const kinds = row.values.map(kindOf)
  const shape = shapeOf(row.keys, kinds)
  if (shape === null) return null
  const numbers = shape.values.some(
    (column) =>
      typeof row.values[column] === 'number' || (kinds[column] === 'number' && VALUE_NAME.test(row.keys[column] ?? '')),
  )
  const strange = row.keys.some((key, column) => !shape.long && kinds[column] === 'text' && !isTarget(key))
  return numbers && !strange ? shape : null
}

function kindOf(value: JsonNode): CellKind {
  if (typeof value === 'number') return readEpoch(value) === null ? 'number' : 'epoch'
  if (typeof value !== 'string') return value === null ? 'number' : 'text'
  if (sampleOf(value) !== null) return readCellTime(value) === null ? 'number' : 'epoch'
  return isTime(value) ? 'date' : 'text'
}

// 600   65530.5   1.5e9   -1
const NUMBER = /^[+-]?\d+(?:\.\d*)?(?:e[+-]?\d+)?$/i
/** As Go prints what JSON has no number for. */
const ABSENT = new Set(['NaN', '+Inf', '-Inf', 'Inf', ''])

/** A sample's value, a number or a text of one; NaN where it states that there is none, null where it is something else. */
export function sampleOf(value: JsonNode | undefined): number | null {
  if (value === undefined || value === null) return Number.NaN
  if (typeof value === 'number') return value
  if (typeof value !== 'string') return null
  if (ABSENT.has(value)) return Number.NaN
  return NUMBER.test(value) ? Number(value) : null
}
