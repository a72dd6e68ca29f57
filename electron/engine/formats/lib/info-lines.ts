/** INFO lines worth reading: segments that come and go, servers that start and stop, who leads. Found by the first bytes of the message. */
import type { LineNumber } from '../../../../shared/model/units.ts'
import type { Line, ParseContext } from '../format.ts'
import type { EventSink } from './event-sink.ts'
import { bytesOf, standsAt } from './gc-bytes.ts'
import { LIFE_WORDS } from './life-words.ts'
import { leadershipOf, maySpeakOfLeadership } from './leadership-lines.ts'
import { hostOf, lifeSign } from './life-lines.ts'
import type { LineDetails } from './log-fields.ts'
import type { LogShape } from './log-header.ts'
import { quoteOf } from './quote.ts'
import { SegmentReader } from './segment-reader.ts'

const SPACE = 0x20
const OPEN = 0x5b
const CLOSE = 0x5d
const COLON = 0x3a
const DASH = 0x2d
const COMMA = 0x2c
/** Loggers, threads and `[LocalLog partition=..., dir=...]` stand before the message. */
const LONGEST_PREFIX = 600

const BY_FIRST_BYTE: (Uint8Array[] | undefined)[] = Array.from({ length: 256 }, () => undefined)
for (const word of LIFE_WORDS.map(bytesOf)) (BY_FIRST_BYTE[word[0] ?? 0] ??= []).push(word)

export class InfoReader {
  readonly #context: ParseContext
  readonly #sink: EventSink
  readonly #segments: SegmentReader
  #host = ''
  #pid = 0

  constructor(context: ParseContext, sink: EventSink) {
    this.#context = context
    this.#sink = sink
    this.#segments = new SegmentReader(context, sink)
  }

  /** `from` is behind the level of the line. Returns whether the message is about segments, and so about nothing else. */
  read(line: Line, from: number, shape: LogShape, details: LineDetails): boolean {
    const { buffer, end } = line
    const limit = Math.min(end, from + LONGEST_PREFIX)
    const prefixAt = prefixStart(buffer, from, limit, shape)
    const at = messageAt(buffer, prefixAt, limit)
    if (this.#segments.read(line, from, at, details)) return true
    const words = BY_FIRST_BYTE[buffer[at] ?? 0]
    if (words?.some((word) => standsAt(word, buffer, at, end)) === true) this.#readLife(line.number, details)
    else if (maySpeakOfLeadership(buffer, prefixAt, at, end)) this.#readLeadership(line.number, details)
    return false
  }

  get segments(): SegmentReader {
    return this.#segments
  }

  /** @param details Of the last line. */
  end(details: LineDetails): void {
    this.#segments.end(details)
  }

  #readLeadership(line: LineNumber, details: LineDetails): void {
    if (this.#sink.skipIfFull('leadership')) return
    const { source, message } = details.fields()
    const values = leadershipOf(message)
    if (values === null) return
    const [at, quote] = [details.time(), quoteOf(details.text())]
    const span = { line, endLine: line }
    this.#sink.add({ type: 'leadership', at, uptime: null, level: 'info', source, values, span, quote })
  }

  #readLife(line: LineNumber, details: LineDetails): void {
    const { source, message, pid } = details.fields()
    const life = lifeSign(source, message)
    const host = hostOf(message) ?? life?.values['host']
    const process = life?.values['pid'] ?? (life ? pid : null)
    if (life === null && typeof host !== 'string') return
    const at = details.time()
    const span = { line, endLine: line }
    const quote = quoteOf(details.text())
    if (life) this.#sink.add({ ...life, at, uptime: null, level: 'info', source, span, quote })
    if (typeof host === 'string' && host !== this.#host) {
      this.#host = host
      this.#context.emit({ kind: 'fact', key: 'host.name', value: host, at, span, quote })
    }
    if (typeof process === 'number' && process !== this.#pid) {
      this.#pid = process
      this.#context.emit({ kind: 'fact', key: 'process.pid', value: process, at, span, quote })
    }
  }
}

/** Past logger and thread, where they stand before the message. */
function prefixStart(buffer: Uint8Array, from: number, limit: number, shape: LogShape): number {
  return shape === 'level-after-time' || shape === 'level-first' ? afterSeparator(buffer, from, limit) : from
}

/** Past bracketed prefixes: where the sentence begins. */
function messageAt(buffer: Uint8Array, prefixAt: number, limit: number): number {
  let at = prefixAt
  // A bracket ends with a blank, `]: ` or `], `.
  for (let groups = 0; groups < 3 && buffer[at] === OPEN; groups++) {
    let close = at
    while (close < limit && buffer[close] !== CLOSE) close++
    if (close === limit) return at
    at = close + 1
    if (buffer[at] === COLON || buffer[at] === COMMA) at++
    while (at < limit && buffer[at] === SPACE) at++
  }
  return at
}

/** After the first ` : ` or ` - `; `from` when neither stands there. */
function afterSeparator(buffer: Uint8Array, from: number, limit: number): number {
  for (let at = from; at + 2 < limit; at++) {
    const character = buffer[at + 1]
    if (buffer[at] === SPACE && (character === COLON || character === DASH) && buffer[at + 2] === SPACE) return at + 3
  }
  return from
}
