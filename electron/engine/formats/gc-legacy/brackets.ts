/**
 * The brackets of a PrintGC log. A collection is one pair of them, however many lines it takes and whatever other threads print in
 * between: concurrent phases of CMS, listings of the heap, statistics. So lines mean little here, and nesting means all:
 *
 *   1.565: [GC 1.565: [ParNew1.578: [CMS-concurrent-abortable-preclean: 0.002/0.190 secs] [Times: user=0.09 sys=0.00, real=0.19 secs]
 *   : 118008K->13040K(118016K), 0.0281748 secs] 194351K->128075K(249088K), 0.0282363 secs] [Times: ...]
 */
import type { LineNumber } from '../../../../shared/model/units.ts'
import type { Line } from '../format.ts'
import { bytesOf, standsAt } from '../lib/gc-bytes.ts'

/**
 * collection: `[GC`, `[Full GC`; phase: `[CMS-concurrent-`, `[GC concurrent-`, `[Pause `, `[Concurrent `; heap: `[Eden:`, `[ 29M->`;
 * detail: everything else, whose text nobody reads.
 */
export type ElementKind = 'collection' | 'phase' | 'heap' | 'detail'

export interface Element {
  kind: ElementKind
  /** What stands directly in the brackets; that of elements within is left out. */
  text: string
  /** What stands before the bracket on its line: the time. */
  prefix: string
  line: LineNumber
  /** Of the first line; empty for details. */
  quote: string
  /** First words of the elements directly within. */
  parts: string[]
  /** The collection within, as with -XX:+CMSScavengeBeforeRemark, once it has ended. */
  inner: Element | null
}

export interface BracketEvents {
  /** An element ended whose text is known. `outer` is the collection around it. */
  closed(element: Element, outer: Element | null): void
  /** A collection that never ended: its closing bracket is missing. */
  abandoned(element: Element): void
}

const OPEN = 0x5b
const CLOSE = 0x5d
const TEXT_LIMIT = 2000
const PREFIX_BYTES = 90
const PART_BYTES = 24
const DEPTH_LIMIT = 64

const GC = bytesOf('GC')
const FULL = bytesOf('Full GC')
const GC_CONCURRENT = bytesOf('GC concurrent-')
const CMS_CONCURRENT = bytesOf('CMS-concurrent-')
/** With -XX:+UseAdaptiveSizePolicy (ASConcurrentMarkSweepGeneration::short_name), up to 8. */
const ASCMS_CONCURRENT = bytesOf('ASCMS-concurrent-')
const PAUSE = bytesOf('Pause ')
const CONCURRENT = bytesOf('Concurrent ')
const EDEN = bytesOf('Eden: ')
/** `[GC Worker Start (ms): ...`, `[GC ref-proc, 0.1 secs]` are parts of a collection. */
const GC_PARTS = [bytesOf('GC Worker'), bytesOf('GC ref-proc')]

// [GC (CMS Final Remark) 30.385: [GC (CMS Final Remark)  890910K->620060K(7992832K), 0.1 secs]      [GC 30.385: [GC 890910K->...
const REMARK_ALONE =
  /^GC ?(?:\(CMS Final Remark\) ?)?(?:\d{4}-\d\d-\d\dT[\d:.,]{12}[+-]\d{4}: ?)?(?:\d{1,12}[.,]\d{3}: ?)?(?:#\d{1,9}: ?)?$/

const decoder = new TextDecoder()

export class Brackets {
  readonly #events: BracketEvents
  #stack: Element[] = []
  /** The outermost collection that is open. */
  #outer: Element | null = null

  constructor(events: BracketEvents) {
    this.#events = events
  }

  get depth(): number {
    return this.#stack.length
  }

  line(line: Line, quote: () => string): void {
    const { buffer, start, end } = line
    if (isHistogram(buffer, start, end)) return
    let from = start
    for (let at = start; at < end; at++) {
      const byte = buffer[at]
      if (byte === OPEN) {
        // Addresses of the heap: [0x00000000eae00000, 0x00000000f2e00000, 0x00000000f2e00000)
        if (buffer[at + 1] === 0x30 && buffer[at + 2] === 0x78) continue
        this.#take(buffer, from, at)
        this.#open(line, at, quote)
        from = at + 1
      } else if (byte === CLOSE) {
        this.#take(buffer, from, at)
        this.#close()
        from = at + 1
      }
    }
    this.#take(buffer, from, end)
  }

  /** Gives up what is open: the VM starts anew, or the log ends. */
  reset(): void {
    const outer = this.#outer
    this.#outer = null
    this.#stack = []
    if (!outer) return
    this.#events.abandoned(outer)
  }

  /** What is open outside of collections was opened by a line that has nothing to do with them. */
  forget(): void {
    if (!this.#outer) this.#stack = []
  }

  #take(buffer: Uint8Array, from: number, to: number): void {
    const top = this.#stack.at(-1)
    if (!top || top.kind === 'detail' || to <= from) return
    const text = top.text + decoder.decode(buffer.subarray(from, Math.min(to, from + TEXT_LIMIT)))
    // The name stands at the beginning, heap and duration at the end; statistics may stand between.
    top.text = text.length <= TEXT_LIMIT ? text : text.slice(0, TEXT_LIMIT / 2) + text.slice(-TEXT_LIMIT / 2)
  }

  #open(line: Line, at: number, quote: () => string): void {
    const { buffer, start, end, number } = line
    const kind = kindAt(buffer, at + 1, end)
    if (kind === 'collection') this.#check(number)
    else if (this.#stack.length >= DEPTH_LIMIT) this.reset()
    const parent = this.#stack.at(-1)
    if (parent?.kind === 'collection') parent.parts.push(decode(buffer, at + 1, Math.min(end, at + 1 + PART_BYTES)))
    const element: Element = {
      kind: kind === 'heap' && this.#outer ? 'detail' : kind,
      text: '',
      prefix: kind === 'detail' ? '' : decode(buffer, Math.max(start, at - PREFIX_BYTES), at),
      line: number,
      quote: kind === 'detail' ? '' : quote(),
      parts: [],
      inner: null,
    }
    this.#stack.push(element)
    if (kind === 'collection') this.#outer ??= element
  }

  /** A collection begins although another is open. Only a remark of CMS may hold one, and only one. */
  #check(line: LineNumber): void {
    const outer = this.#outer
    if (!outer) this.#stack = []
    else if (outer.inner || !this.#holdsAnother(outer, line)) this.reset()
  }

  /** Without details all that stands before the inner one is the beginning of the remark, on the same line. */
  #holdsAnother(outer: Element, line: LineNumber): boolean {
    if (outer.parts.some((part) => part.startsWith('YG occupancy'))) return true
    return outer.line === line && this.#stack.at(-1) === outer && REMARK_ALONE.test(outer.text)
  }

  #close(): void {
    const element = this.#stack.pop()
    // At the beginning of a rotated file the opening brackets are in the file before.
    if (!element || element.kind === 'detail') return
    if (element === this.#outer) this.#outer = null
    const outer = this.#outer
    if (element.kind === 'collection' && outer) outer.inner = element
    this.#events.closed(element, outer)
  }
}

function kindAt(buffer: Uint8Array, at: number, end: number): ElementKind {
  switch (buffer[at]) {
    case 0x47:
      if (standsAt(GC_CONCURRENT, buffer, at, end)) return 'phase'
      return standsAt(GC, buffer, at, end) && !GC_PARTS.some((part) => standsAt(part, buffer, at, end))
        ? 'collection'
        : 'detail'
    case 0x46:
      return standsAt(FULL, buffer, at, end) ? 'collection' : 'detail'
    case 0x43:
      return standsAt(CMS_CONCURRENT, buffer, at, end) || standsAt(CONCURRENT, buffer, at, end) ? 'phase' : 'detail'
    case 0x41:
      return standsAt(ASCMS_CONCURRENT, buffer, at, end) ? 'phase' : 'detail'
    case 0x50:
      return standsAt(PAUSE, buffer, at, end) ? 'phase' : 'detail'
    case 0x20:
      return isTransition(buffer, at, end) ? 'heap' : 'detail'
    case 0x45:
      return standsAt(EDEN, buffer, at, end) ? 'heap' : 'detail'
    default:
      return 'detail'
  }
}

/** `   1:        123456      7890  [C` of -XX:+PrintClassHistogram: names of array types open brackets that nobody closes. */
function isHistogram(buffer: Uint8Array, start: number, end: number): boolean {
  let at = start
  while (at < end && buffer[at] === 0x20) at++
  const digits = at
  while (at < end && isDigit(buffer[at])) at++
  return at > digits && buffer[at] === 0x3a && buffer[at + 1] === 0x20 && buffer[at + 2] === 0x20
}

/** `   [ 29M->2589K(59M)]`: the heap of G1 up to 7u2 (g1CollectedHeap.cpp, print_size_transition). */
function isTransition(buffer: Uint8Array, start: number, end: number): boolean {
  let at = start
  while (at < end && buffer[at] === 0x20) at++
  const digits = at
  while (at < end && isDigit(buffer[at])) at++
  return at > digits && buffer[at + 1] === 0x2d && buffer[at + 2] === 0x3e
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39
}

function decode(buffer: Uint8Array, from: number, to: number): string {
  return decoder.decode(buffer.subarray(from, to))
}
