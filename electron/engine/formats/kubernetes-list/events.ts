/** Read by the package yaml, as kubernetes-pod is: JSON is YAML, and nodes know their places. */
import { isMap, isScalar, isSeq, LineCounter, parseAllDocuments, type Node } from 'yaml'
import type { LineNumber } from '../../../../shared/model/units.ts'
import type { Head, LineParser, ParseContext } from '../format.ts'
import { EventSink } from '../lib/event-sink.ts'
import { kubernetesKill } from '../lib/kubernetes-events.ts'
import { quoteOf } from '../lib/quote.ts'
import { readTimestamp } from '../lib/time.ts'
import { YamlText } from '../lib/yaml-text.ts'

const KIND = /^(?:- )?\s{0,4}kind: Event$|"kind"\s{0,4}:\s{0,4}"Event"/m
/** Of events only. */
const ABOUT = /^\s{0,8}(?:involvedObject|regarding):|"(?:involvedObject|regarding)"\s{0,4}:/m

export function isEventList({ text }: Head): boolean {
  return KIND.test(text) && ABOUT.test(text)
}

export function openEventList(context: ParseContext): LineParser {
  const sink = new EventSink(context)
  const counter = new LineCounter()
  const yaml = new YamlText()
  const { lines } = yaml

  function textAt(node: unknown, ...path: string[]): { text: string; line: LineNumber } | null {
    let found = node
    for (const name of path) found = isMap(found) ? found.get(name, true) : undefined
    if (!isScalar(found) || (typeof found.value !== 'string' && typeof found.value !== 'number')) return null
    return { text: String(found.value), line: Math.max(1, counter.linePos((found as Node).range?.[0] ?? 0).line) }
  }

  function read(node: unknown): boolean {
    if (textAt(node, 'kind')?.text !== 'Event') return false
    const about = isMap(node) && node.has('regarding') ? 'regarding' : 'involvedObject'
    const reason = textAt(node, 'reason')
    const message = textAt(node, 'message') ?? textAt(node, 'note')
    const object = `${textAt(node, about, 'kind')?.text ?? ''}/${textAt(node, about, 'name')?.text ?? ''}`
    const values = reason && message && kubernetesKill(reason.text, object, message.text)
    if (!values || !message) return true
    const time =
      textAt(node, 'lastTimestamp') ??
      textAt(node, 'series', 'lastObservedTime') ??
      textAt(node, 'eventTime') ??
      textAt(node, 'deprecatedLastTimestamp')
    const at = readTimestamp(time?.text ?? '')?.at ?? null
    const span = { line: message.line, endLine: message.line }
    const quote = quoteOf(lines[message.line - 1] ?? '')
    sink.add({ type: 'oom-kill', at, uptime: null, level: 'error', source: 'kubernetes', values, span, quote })
    return true
  }

  function documents(): readonly unknown[] {
    try {
      const found = parseAllDocuments(yaml.text(), {
        lineCounter: counter,
        logLevel: 'silent',
        uniqueKeys: false,
      })
      return Array.isArray(found) ? found.map(({ contents }) => contents) : []
    } catch (error) {
      // Nested deeper than the parser's stack: no event is.
      if (!(error instanceof RangeError)) throw error
      context.report('malformed-line', 1, 'Nested too deeply to be read')
      return []
    }
  }

  return {
    line(line) {
      yaml.add(line.text())
    },
    end(count, cut) {
      if (count === 0) return
      if (cut) context.report('truncated', count, 'The events end early')
      yaml.end(context, 'of events')
      let events = 0
      for (const root of documents()) {
        const items = isMap(root) ? root.get('items', true) : null
        for (const item of isSeq(items) ? items.items : [root]) if (read(item)) events++
      }
      const found = sink.end(count)
      context.emit({
        kind: 'region',
        id: 'kubernetes-list',
        title: `Events: ${events}`,
        note: found === '' ? '' : `Found: ${found}.`,
        depth: 0,
        span: { line: 1, endLine: count },
      })
    },
  }
}
