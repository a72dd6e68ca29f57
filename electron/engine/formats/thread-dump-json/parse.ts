import type { FactKey, FactValue } from '../../../../shared/model/facts.ts'
import type { LineNumber } from '../../../../shared/model/units.ts'
import type { LineParser, ParseContext } from '../format.ts'
import { isGcFrame, methodOfFrame } from '../lib/gc-call.ts'
import { isObject, JSON_BYTES, listAt, textAt, wholeAt, type JsonObject } from '../lib/json-text.ts'
import { quoteOf } from '../lib/quote.ts'
import { threadState } from '../lib/thread-header.ts'
import { readTimestamp } from '../lib/time.ts'

// "tid": "3",        (a name that holds the same has its quotes escaped)
const THREAD = /(?<!\\)"tid"\s{0,8}:/g
/** A thread's last frame when it is virtual: JDK 21 does not say so otherwise. */
const VIRTUAL_FRAME = /^java\.base\/java\.lang\.VirtualThread\.run\(/

/** The lines that facts and threads stand at, found while the text is collected: JSON.parse tells no places. */
interface Places {
  threads: LineNumber[]
  facts: Map<string, { line: LineNumber; quote: string }>
  first: { line: LineNumber; quote: string } | null
}

export function openThreadDumpJson(context: ParseContext): LineParser {
  const places: Places = { threads: [], facts: new Map(), first: null }
  let parts: string[] = []
  let bytes = 0

  return {
    line(line) {
      bytes += line.end - line.start
      if (bytes > JSON_BYTES) {
        parts = []
        return
      }
      const text = line.text()
      parts.push(text)
      note(places, text, line.number)
    },
    end(lines, cut) {
      if (lines === 0) return
      if (cut) context.report('truncated', lines, 'The thread dump ends early')
      const dump = bytes > JSON_BYTES ? null : read(parts, cut, context)
      if (bytes > JSON_BYTES) context.report('too-large', null, `JSON of more than ${JSON_BYTES} bytes is not read`)
      const count = dump === null ? null : state(context, dump, places, lines)
      context.emit({
        kind: 'region',
        id: 'thread-dumps',
        title: count ?? 'Thread dump',
        note: "Java's own threads only: those of the VM are not listed.",
        depth: 0,
        span: { line: 1, endLine: lines },
      })
    },
  }
}

function note(places: Places, text: string, line: LineNumber): void {
  if (text.trim() !== '') places.first ??= { line, quote: quoteOf(text) }
  if (text.includes('"tid"')) for (const _ of text.matchAll(THREAD)) places.threads.push(line)
  if (places.threads.length > 0) return
  for (const key of ['processId', 'time', 'runtimeVersion']) {
    if (!places.facts.has(key) && text.includes(`"${key}"`)) places.facts.set(key, { line, quote: quoteOf(text) })
  }
}

/** The object under `threadDump`; null, and an issue, when there is none. */
function read(parts: readonly string[], cut: boolean, context: ParseContext): JsonObject | null {
  let value: unknown
  try {
    value = JSON.parse(parts.join('\n'))
  } catch {
    if (!cut) context.report('malformed-line', null, 'Not JSON: it is damaged or ends early')
    return null
  }
  const dump = isObject(value) ? value['threadDump'] : null
  if (isObject(dump)) return dump
  context.report('malformed-line', null, 'JSON without a thread dump')
  return null
}

/** Emits what the dump says; returns a title with its numbers. */
function state(context: ParseContext, dump: JsonObject, places: Places, lines: LineNumber): string {
  const at = readTimestamp(textAt(dump, 'time') ?? '')?.at ?? null
  const fact = (key: FactKey, name: string, value: FactValue): void => {
    const place = places.facts.get(name) ?? places.first
    if (value === null || place === null) return
    context.emit({ kind: 'fact', key, value, at, span: { line: place.line, endLine: place.line }, quote: place.quote })
  }
  fact('process.pid', 'processId', wholeAt(dump, 'processId'))
  const version = textAt(dump, 'runtimeVersion')
  fact('jvm.version', 'runtimeVersion', version)
  const feature = /^(\d{1,3})\b/.exec(version ?? '')?.[1]
  if (feature !== undefined) fact('jvm.feature', 'runtimeVersion', Number(feature))

  const containers = listAt(dump, 'threadContainers').filter(isObject)
  const threads = containers.flatMap((container) => listAt(container, 'threads')).filter(isObject)
  // Where a thread's place cannot be told for sure, all of them stand in the whole text.
  const placed = places.threads.length === threads.length
  let virtuals = 0
  for (const [index, thread] of threads.entries()) {
    const virtual = isVirtual(thread)
    if (virtual) virtuals++
    const line = placed ? (places.threads[index] ?? 1) : 1
    const next = placed ? (places.threads[index + 1] ?? lines + 1) : lines + 1
    context.emit({
      kind: 'thread',
      name: textAt(thread, 'name') ?? '',
      threadKind: virtual ? 'VirtualThread' : 'JavaThread',
      state: threadState(textAt(thread, 'state') ?? undefined),
      osId: null,
      stackStart: null,
      stackEnd: null,
      current: false,
      span: { line, endLine: Math.max(line, next - 1) },
    })
    const caller = gcCallerOf(thread)
    if (caller !== null) {
      const event = { kind: 'event', type: 'gc-requested', level: 'info', source: '', uptime: null } as const
      const values = { thread: textAt(thread, 'name') ?? '', caller }
      const place = places.first ?? { line: 1, quote: '' }
      context.emit({ ...event, at, values, span: { line: place.line, endLine: lines }, quote: place.quote })
    }
  }
  const platform = threads.length - virtuals
  const place = places.facts.get('time') ?? places.first
  if (place !== null) {
    context.emit({
      kind: 'event',
      type: 'thread-dump',
      at,
      uptime: null,
      level: 'info',
      source: '',
      values: { threads: platform, ...(virtuals > 0 && { virtual: virtuals }) },
      span: { line: place.line, endLine: place.line },
      quote: place.quote,
    })
  }
  const words = platform === 1 ? 'thread' : 'threads'
  return `Thread dump, ${platform} ${words}${virtuals > 0 ? ` and ${virtuals} virtual` : ''}`
}

/** Who called System.gc() in a thread that stands there; null for all others. */
function gcCallerOf(thread: JsonObject): string | null {
  const frames = listAt(thread, 'stack').filter((frame) => typeof frame === 'string')
  const last = frames.findLastIndex(isGcFrame)
  return last < 0 ? null : methodOfFrame(frames[last + 1] ?? '')
}

function isVirtual(thread: JsonObject): boolean {
  if (thread['virtual'] === true) return true
  const last = listAt(thread, 'stack').at(-1)
  return typeof last === 'string' && VIRTUAL_FRAME.test(last)
}
