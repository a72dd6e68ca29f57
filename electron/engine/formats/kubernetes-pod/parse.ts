/**
 * Of a pod that matters how a container ended before it was restarted, and how much memory it may use. The text is read by the
 * package yaml into nodes that know their places; aliases are left unresolved, so that none can multiply.
 */
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Node } from 'yaml'
import type { FactKey, FactValue } from '../../../../shared/model/facts.ts'
import type { EpochMs, LineNumber } from '../../../../shared/model/units.ts'
import type { Confidence, Head, LineParser, ParseContext } from '../format.ts'
import { containerEnd } from '../lib/container-end.ts'
import { killEvent, kubernetesKill } from '../lib/kubernetes-events.ts'
import { readQuantity } from '../lib/kubernetes-quantity.ts'
import { quoteOf } from '../lib/quote.ts'
import { readTimestamp } from '../lib/time.ts'
import { YamlText } from '../lib/yaml-text.ts'

const KIND = /^(?:- )?(?: {0,2})kind: Pod$/
const API = /^(?:- )?(?: {0,2})apiVersion: v1$/
// {    "apiVersion": "v1",    "kind": "Pod",
const JSON_API = /"apiVersion"\s{0,4}:\s{0,4}"v1"/
const JSON_KIND = /"kind"\s{0,4}:\s{0,4}"Pod"/
/** In no object that only names a pod, as events do. */
const JSON_STATUS = /"(?:containers|containerStatuses)"\s{0,4}:/
export function sniffKubernetesPod({ lines, text }: Head): Confidence {
  if (/^\s{0,8}\{/.test(text)) return [JSON_API, JSON_KIND, JSON_STATUS].every((sign) => sign.test(text)) ? 'yes' : 'no'
  return lines.some((line) => API.test(line)) && lines.some((line) => KIND.test(line)) ? 'yes' : 'no'
}

const WHOLE = { kind: 'region', id: 'kubernetes-pod', title: 'Description of pods', depth: 0 } as const

interface Stated {
  text: string
  line: LineNumber
}

export function openKubernetesPod(context: ParseContext): LineParser {
  const yaml = new YamlText()
  const { lines } = yaml
  const counter = new LineCounter()

  function lineOf(node: Node): LineNumber {
    return Math.max(1, counter.linePos(node.range?.[0] ?? 0).line)
  }

  /** Null for what nests deeper than the parser's stack: no description of a pod does. */
  function parsed(): ReturnType<typeof parseDocument> | null {
    try {
      return parseDocument(yaml.text(), {
        lineCounter: counter,
        logLevel: 'silent',
        uniqueKeys: false,
      })
    } catch (error) {
      if (error instanceof RangeError) return null
      throw error
    }
  }

  /** What stands at a path, if it is a plain value. */
  function at(node: unknown, ...path: string[]): Stated | null {
    const found = inside(node, path)
    if (!isScalar(found)) return null
    const { value } = found
    const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    return isPlain ? { text: String(value), line: lineOf(found) } : null
  }

  function fact(key: FactKey, value: FactValue, line: LineNumber, time: EpochMs | null = null): void {
    const span = { line, endLine: line }
    context.emit({ kind: 'fact', key, value, at: time, span, quote: quoteOf(lines[line - 1] ?? '') })
  }

  /** The last end of the container. */
  function container(ended: unknown): void {
    const code = at(ended, 'exitCode')
    if (code === null) return
    const reason = at(ended, 'reason')
    const finished = at(ended, 'finishedAt')
    const time = finished === null ? null : (readTimestamp(finished.text)?.at ?? null)
    const end = containerEnd(reason?.text ?? null, code.text)
    if (end === null) return
    const { line } = reason ?? code
    if (end.otherKilled) fact('cgroup.oom-kills', 1, line)
    fact('process.exit', end.value, end.otherKilled ? code.line : line, time)
  }

  /** Of the container that ended, or of the only one. */
  function containerLimit(pod: unknown, name: string | null): void {
    const containers = items(inside(pod, ['spec', 'containers']))
    const limits =
      name === null && containers.length === 1
        ? containers[0]
        : containers.find((each) => at(each, 'name')?.text === name)
    const memory = at(limits, 'resources', 'limits', 'memory')
    const limit = readQuantity(memory?.text ?? '')
    if (memory && limit !== null) fact('limit.cgroup-memory', limit, memory.line)
  }

  /** All of the pod ended for want of memory of its node. */
  function evicted(pod: unknown, name: string): void {
    const reason = at(pod, 'status', 'reason')
    const values = reason && kubernetesKill(reason.text, `pod/${name}`, at(pod, 'status', 'message')?.text ?? '')
    if (reason && values) context.emit(killEvent(values, reason.line, quoteOf(lines[reason.line - 1] ?? '')))
  }

  /** @returns How many of its containers ended, whether they were restarted or not. */
  function readPod(node: unknown, alone: boolean): number {
    const statuses = items(inside(node, ['status', 'containerStatuses']))
    const ended = statuses.filter((status) => lastEnd(status) !== undefined)
    const name = at(node, 'metadata', 'name')
    if (isMap(node) && name !== null) {
      const first = lineOf(node)
      const [, , end] = node.range ?? [0, 0, 0]
      const last = Math.min(lines.length, Math.max(first, counter.linePos(Math.max(0, end - 1)).line))
      const span = { line: first, endLine: last }
      context.emit({ kind: 'region', id: 'pod', title: `Pod ${name.text}`, note: '', depth: 1, span })
    }
    if (!alone) return ended.length
    if (name !== null) fact('host.name', name.text, name.line)
    const [only, ...others] = ended
    if (only !== undefined && others.length === 0) container(lastEnd(only))
    containerLimit(node, only !== undefined && others.length === 0 ? (at(only, 'name')?.text ?? null) : null)
    evicted(node, name?.text ?? '')
    return ended.length
  }

  return {
    line(line) {
      yaml.add(line.text())
    },
    end(count, cut) {
      if (count === 0) return
      if (cut) context.report('truncated', count, 'The description ends early')
      yaml.end(context, 'of YAML')
      const document = parsed()
      if (document === null) {
        context.report('malformed-line', 1, 'Nested too deeply to be read')
        context.emit({ ...WHOLE, note: '', span: { line: 1, endLine: count } })
        return
      }
      const [error] = document.errors
      if (error && !cut)
        context.report('malformed-line', error.linePos?.[0].line ?? null, error.message.split('\n')[0] ?? '')
      const root = document.contents
      const isPod = at(root, 'kind')?.text === 'Pod'
      const pods = isPod ? [root] : items(inside(root, ['items'])).filter((item) => at(item, 'kind')?.text === 'Pod')
      const ended = pods.reduce<number>((sum, each) => sum + readPod(each, pods.length === 1), 0)
      context.emit({
        ...WHOLE,
        title: pods.length === 1 ? 'A pod' : `${pods.length} pods`,
        note: `${ended} of the containers ended.`,
        span: { line: 1, endLine: count },
      })
    },
  }
}

function inside(node: unknown, path: readonly string[]): unknown {
  let found = node
  for (const name of path) found = isMap(found) ? found.get(name, true) : undefined
  return found
}

/** Of two ends the later one: a container that runs no more has it in its state. */
function lastEnd(status: unknown): unknown {
  return inside(status, ['state', 'terminated']) ?? inside(status, ['lastState', 'terminated'])
}

function items(node: unknown): readonly unknown[] {
  return isSeq(node) ? node.items : []
}
