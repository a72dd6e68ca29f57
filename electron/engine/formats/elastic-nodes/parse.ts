import type { FactKey, FactValue } from '../../../../shared/model/facts.ts'
import type { LineNumber } from '../../../../shared/model/units.ts'
import type { Confidence, Head, LineParser, ParseContext } from '../format.ts'
import { JsonFields, type JsonNode } from '../lib/json-reader.ts'
import { QuotedJson } from '../lib/quoted-json.ts'

/** Names that stand in the beginning of the answer, whatever was asked for. */
const SIGNS = ['"cluster_name"', '"nodes"', '"transport_address"']
const ADDRESS = /^[\d.]+$|:/

export function sniffElasticNodes({ text }: Head): Confidence {
  return text.trimStart().startsWith('{') && SIGNS.every((sign) => text.includes(sign)) ? 'certain' : 'no'
}

/** Where a fact stands in a node's object. */
const FACTS: readonly (readonly [path: string, key: FactKey])[] = [
  ['jvm.pid', 'process.pid'],
  ['process.id', 'process.pid'],
  ['jvm.vm_name', 'jvm.vm'],
  ['jvm.mem.heap_used_in_bytes', 'heap.used'],
  ['jvm.mem.heap_committed_in_bytes', 'heap.committed'],
  ['jvm.mem.heap_max_in_bytes', 'heap.max'],
  ['jvm.threads.count', 'process.threads'],
  ['jvm.buffer_pools.mapped.count', 'buffers.mapped'],
  ['jvm.buffer_pools.mapped.used_in_bytes', 'buffers.mapped-bytes'],
  ['jvm.buffer_pools.direct.count', 'buffers.direct'],
  ['jvm.buffer_pools.direct.used_in_bytes', 'buffers.direct-bytes'],
  ['process.mem.total_virtual_in_bytes', 'process.virtual-size'],
  ['process.max_file_descriptors', 'limit.files'],
  ['os.pretty_name', 'os.name'],
  ['os.version', 'os.kernel'],
  ['os.arch', 'os.arch'],
  ['os.mem.total_in_bytes', 'memory.total'],
  ['os.mem.free_in_bytes', 'memory.free'],
  ['os.swap.total_in_bytes', 'memory.swap-total'],
  ['os.swap.free_in_bytes', 'memory.swap-free'],
]

/** A value with its line. */
interface Found {
  value: JsonNode
  line: LineNumber
}

function find(node: JsonFields, path: string): Found | null {
  let at = node
  const names = path.split('.')
  const last = names.pop() ?? ''
  for (const name of names) {
    const next = at.fields(name)
    if (next === null) return null
    at = next
  }
  const value = at.get(last)
  return value === undefined ? null : { value, line: at.lineOf(last) }
}

export function openElasticNodes(context: ParseContext): LineParser {
  const json = new QuotedJson(context)

  function fact(key: FactKey, value: FactValue, line: LineNumber, at: number | null): void {
    const span = { line, endLine: line }
    context.emit({ kind: 'fact', key, value, at, span, quote: json.quote(line) })
  }

  /** Of the one node of the answer. */
  function emitFacts(node: JsonFields): void {
    const stamp = find(node, 'jvm.timestamp')?.value
    const at = isWhole(stamp) ? stamp : null
    const host = find(node, 'host')
    if (typeof host?.value === 'string' && !ADDRESS.test(host.value)) fact('host.name', host.value, host.line, at)
    const stated = new Set<FactKey>()
    for (const [path, key] of FACTS) {
      const found = find(node, path)
      if (found === null || stated.has(key)) continue
      const { value, line } = found
      // Sizes are -1 where the node could not tell them.
      if (typeof value === 'string' || (isWhole(value) && value >= 0)) {
        stated.add(key)
        fact(key, value, line, at)
      }
    }
    // The runtime's version is not that of the node beside it.
    const version = find(node, 'jvm.version')
    if (typeof version?.value === 'string') fact('jvm.version', version.value, version.line, at)
    emitStart(node, at)
    const options = node.fields('jvm')?.list('input_arguments') ?? null
    const words = options?.items.filter((item) => typeof item === 'string') ?? []
    if (options !== null && words.length > 0) fact('jvm.arguments', words.join(' '), options.line, at)
  }

  /** Counted from the start, an uptime is that of the answer and not of the process's end: the start is what holds. */
  function emitStart(node: JsonFields, at: number | null): void {
    const [start, uptime] = ['jvm.start_time_in_millis', 'jvm.uptime_in_millis'].map((path) => find(node, path))
    const since = start?.value ?? (at !== null && isWhole(uptime?.value) ? at - uptime.value : null)
    const line = start?.line ?? uptime?.line
    if (!isWhole(since) || line === undefined) return
    context.emit({
      kind: 'event',
      type: 'start',
      at: since,
      uptime: null,
      level: 'info',
      source: 'jvm',
      values: { phase: 'starting' },
      span: { line, endLine: line },
      quote: json.quote(line),
    })
  }

  function titleOf(id: string, node: JsonFields): string {
    const pid = (find(node, 'jvm.pid') ?? find(node, 'process.id'))?.value
    const mapped = find(node, 'jvm.buffer_pools.mapped.count')?.value
    return [
      node.text('name') ?? id,
      node.text('host'),
      typeof pid === 'number' ? `process ${pid}` : null,
      typeof mapped === 'number' ? `${mapped} mapped buffers` : null,
    ]
      .filter((part) => part !== null)
      .join(', ')
  }

  return {
    line: (line) => json.line(line),
    end(lines, cut) {
      json.end(lines, cut, 'The answer')
      if (lines === 0) return
      const [root] = json.reader.roots
      const nodes = root instanceof JsonFields ? root.fields('nodes') : null
      let count = 0
      for (const [index, id] of (nodes?.keys ?? []).entries()) {
        const node = nodes?.values[index]
        if (!(node instanceof JsonFields)) continue
        count++
        const span = { line: node.line, endLine: Math.max(node.line, node.endLine) }
        context.emit({ kind: 'region', id: 'node', title: titleOf(id, node), note: '', depth: 1, span })
        // What is told of several processes must not be mixed: the facts of a file are of one.
        if (nodes?.keys.length === 1) emitFacts(node)
      }
      context.emit({
        kind: 'region',
        id: 'elastic-nodes',
        title: `${count} ${count === 1 ? 'node' : 'nodes'} of the cluster`,
        note: count > 1 ? 'Each with its process and its mapped buffers; nothing of it is taken for one process.' : '',
        depth: 0,
        span: { line: 1, endLine: lines },
      })
    },
  }
}

/** JSON may hold 1e999, which is Infinity. */
function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value)
}
