/** Lines about segments as events, the first of them, and as a history, all of them. */
import type { LineNumber } from '../../../../shared/model/units.ts'
import type { Line, ParseContext } from '../format.ts'
import type { EventSink } from './event-sink.ts'
import { SegmentLine } from './kafka-segments.ts'
import type { LineDetails } from './log-fields.ts'
import { LOG_DELETED, LOG_ROLLED, STATE_COUNTS, STATE_HISTORY, STATE_LAST, STATE_RECENT_KEYS } from './log-kernel.ts'
import { quoteOf } from './quote.ts'
import { RecentKeys } from './recent-keys.ts'
import { SegmentHistory } from './segment-history.ts'

/** Deleted segments that are remembered: several lines name each on its way out, within a minute or so. Small enough for a CPU's cache. */
const REMEMBERED = 1 << 14
const decoder = new TextDecoder()

export class SegmentReader {
  readonly #context: ParseContext
  readonly #sink: EventSink
  readonly #segment = new SegmentLine()
  readonly #history = new SegmentHistory()
  #deleted: RecentKeys | null = null
  #isShared = false
  /** Changes to one point of the history when the kernel told lines last. */
  #stride = 1

  constructor(context: ParseContext, sink: EventSink) {
    this.#context = context
    this.#sink = sink
  }

  /** Takes part in the series, and in the events while there are few. False when the message at `at`, whose prefix in brackets may begin at `from`, is about something else. */
  read(line: Line, from: number, at: number, details: LineDetails): boolean {
    const segment = this.#segment
    if (!segment.read(line.buffer, from, at, line.end)) return false
    if (segment.type === 'deleted') this.#forgetKnown(line.buffer)
    const rolled = segment.type === 'rolled'
    const changes = rolled ? 1 : segment.count
    if (changes === 0) return true
    this.#history.add(rolled ? 1 : -changes, line.number, details)
    const type = rolled ? 'segment-rolled' : 'segment-deleted'
    for (let index = 0; index < changes; index++) {
      if (!this.#sink.skipIfFull(type))
        this.#emit(type, index < segment.count ? segment.offsets[index] : undefined, line, details)
    }
    return true
  }

  /** Whether a kernel may count lines of the kind from here on: their events are not listed any more. */
  isCounted(kind: typeof LOG_ROLLED | typeof LOG_DELETED): boolean {
    return this.#sink.isFull(kind === LOG_ROLLED ? 'segment-rolled' : 'segment-deleted')
  }

  /** A kernel, which told lines from `firstLine` on, may have counted some. */
  beginTold(state: Int32Array<ArrayBuffer>, firstLine: LineNumber): void {
    if (!this.#isShared) {
      this.#history.moveTo(state.subarray(STATE_HISTORY, STATE_LAST))
      ;(this.#deleted ??= new RecentKeys(REMEMBERED)).moveTo(state.subarray(STATE_RECENT_KEYS))
      this.#isShared = true
    }
    this.#stride = this.#history.stride
    const last = state[STATE_LAST] ?? 0
    if (last > 0) this.#history.counted(firstLine + last - 1)
    this.#sink.count('segment-rolled', state[STATE_COUNTS + LOG_ROLLED] ?? 0)
    this.#sink.count('segment-deleted', state[STATE_COUNTS + LOG_DELETED] ?? 0)
  }

  /** A line at which the kernel wants the history to have a point. */
  toldPoint(sum: number, total: number, line: LineNumber, details: LineDetails): void {
    this.#history.point(sum, total, this.#stride, line, details)
  }

  /** Before the kernel goes on. */
  endTold(): void {
    this.#history.settle()
  }

  /** @param details Of the last line. */
  end(details: LineDetails): void {
    this.#history.emit(this.#context, details)
  }

  #emit(
    type: 'segment-rolled' | 'segment-deleted',
    offset: number | undefined,
    line: Line,
    details: LineDetails,
  ): void {
    this.#segment.findName(line.buffer)
    const { nameStart, nameEnd } = this.#segment
    const partition = nameEnd > nameStart ? decoder.decode(line.buffer.subarray(nameStart, nameEnd)) : undefined
    const values = { ...(partition === undefined ? {} : { partition }), ...(offset === undefined ? {} : { offset }) }
    const { source } = details.fields()
    const span = { line: line.number, endLine: line.number }
    const quote = quoteOf(details.text())
    this.#sink.add({ type, at: details.time(), uptime: null, level: 'info', source, values, span, quote })
  }

  /** Keeps the offsets that no earlier line named. */
  #forgetKnown(buffer: Uint8Array): void {
    this.#deleted ??= new RecentKeys(REMEMBERED)
    this.#segment.findName(buffer)
    const { nameStart, nameEnd, offsets, count } = this.#segment
    const hash = hashOf(buffer, nameStart, nameEnd)
    let kept = 0
    for (let index = 0; index < count; index++) {
      const offset = offsets[index] ?? 0
      const { low, high } = keyOf(hash, offset)
      if (this.#deleted.add(low, high)) offsets[kept++] = offset
    }
    this.#segment.count = kept
  }
}

/** Four bytes at a time, as the kernel does it. */
function hashOf(buffer: Uint8Array, from: number, to: number): number {
  const byte = (at: number): number => (at < to ? (buffer[at] ?? 0) : 0)
  let hash = 0x811c9dc5
  let at = from
  for (; at + 4 <= to; at += 4) hash = mix(hash ^ word(at))
  return mix(hash ^ ((to - at) << 24) ^ word(at))

  function word(first: number): number {
    return byte(first) | (byte(first + 1) << 8) | (byte(first + 2) << 16) | (byte(first + 3) << 24)
  }
}

function mix(hash: number): number {
  const product = Math.imul(hash, 0x01000193)
  return product ^ (product >>> 15)
}

/** Two numbers of 32 bits made of both, the second never 0. */
function keyOf(name: number, offset: number): { low: number; high: number } {
  let low = Math.imul(name ^ (offset % 2 ** 32), 0x9e3779b1)
  low = Math.imul(low ^ (low >>> 15), 0x85ebca77)
  let high = Math.imul(name ^ Math.floor(offset / 2 ** 32) ^ low, 0xc2b2ae3d)
  high ^= high >>> 13
  return { low: low ^ (low >>> 16), high: high === 0 ? 1 : high }
}
