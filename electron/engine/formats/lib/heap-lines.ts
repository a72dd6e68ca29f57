/**
 * The Java heap as its collector prints it: `jcmd GC.heap_info`, the end of a thread dump by signal, a section of crash logs
 * (CollectedHeap::print_on of each collector, src/hotspot/share/gc). JDK 25 indents less and prints no Metaspace there.
 */
import type { FactKey, FactValue } from '../../../../shared/model/facts.ts'
import type { EpochMs, LineNumber } from '../../../../shared/model/units.ts'
import type { RangeRole } from '../../../../shared/model/records.ts'
import type { LineSpan } from '../../../../shared/model/span.ts'
import type { ParseContext } from '../format.ts'
import { parseHex } from './hex.ts'
import { quoteOf } from './quote.ts'
import { parseSize } from './sizes.ts'

//  garbage-first heap   total 389120K, used 8756K [0x00000000e0000000, 0x0000000100000000)
// garbage-first heap   total reserved 524288K, committed 389120K, used 8756K [0x..., 0x...)          (25)
//  PSYoungGen      total 123392K, used 4606K [0x00000000ed980000, 0x00000000f5680000, 0x0000000100000000)
//  concurrent mark-sweep generation total 68288K, used 0K [0x..., 0x..., 0x...)
const SPACE =
  /^ {0,2}([A-Za-z][A-Za-z -]{2,40}?) +total (?:reserved (\d{1,15}[KMGB]), committed )?(\d{1,15}[KMGB]), used (\d{1,15}[KMGB]) ?\[([^[\])]{1,100})\)/
//  ZHeap           used 66M, capacity 418M, max capacity 2048M
const ZGC = /^ {0,2}ZHeap +used (\d{1,15}[KMG]), capacity (\d{1,15}[KMG]), max capacity (\d{1,15}[KMG])/
//  512M max, 512M soft max, 22016K committed, 20731K used                       (Shenandoah; 8 and 11: `512M total, 22M committed`)
const SHENANDOAH =
  /^ {0,2}(\d{1,15}[KMGB]?) (?:max|total), (?:\d{1,15}[KMGB]? soft max, )?(\d{1,15}[KMGB]?) committed, (\d{1,15}[KMGB]?) used/
//  Young:        512M max, 100M used        Old:        Entire heap:        512M soft max, 448M committed     (generational, 24 and later)
const GENERATION = /^ {0,3}\d{1,15}[KMGTB] max, (\d{1,15}[KMGTB]) used/
const ENTIRE = /^ {0,3}\d{1,15}[KMGTB] soft max, (\d{1,15}[KMGTB]) committed/
//  Metaspace       used 945K, committed 1088K, reserved 1114112K                (8 and 11 also: capacity 15540K)
const METASPACE =
  /^ {0,2}Metaspace +used (\d{1,15}K)(?:, capacity \d{1,15}K)?, committed (\d{1,15}K), reserved (\d{1,15}K)/
//  - [0x00000000e0000000, 0x0000000100000000)
const RESERVED = /^ - \[(0x[0-9a-f]{1,16}), (0x[0-9a-f]{1,16})\)/
/** What else stands there and says nothing that is kept. */
const OTHERS =
  /^\s{0,4}(?:Heap\s*$|region size |class space |(?:eden|from|to|object|the|ro|rw) +space |space +\d|\d+ x \d+ ?[KMG]? ?regions|(?:Generational )?(?:Shenandoah|Epsilon) Heap|(?:Young|Old|Entire heap):\s*$|Status: |Reserved region:|Collection set:|- map |Cache +\d|size classes |No shared spaces |Allocation space:|Virtual space:| - (?:committed|reserved): )/

/** By the first words of the heap or of its generations. */
const COLLECTORS: readonly (readonly [string, string])[] = [
  ['garbage-first', 'g1'],
  ['PSYoungGen', 'parallel'],
  ['par new generation', 'cms'],
  ['concurrent mark-sweep', 'cms'],
  ['def new generation', 'serial'],
  ['DefNew', 'serial'],
  ['ZHeap', 'z'],
  ['Shenandoah', 'shenandoah'],
  ['Generational Shenandoah', 'shenandoah'],
  ['Epsilon', 'epsilon'],
]

/** Whether the line can begin such a report. */
export function beginsHeap(text: string): boolean {
  const words = text.trimStart()
  return text.length - words.length <= 2 && COLLECTORS.some(([start]) => words.startsWith(start)) && isHeapLine(text)
}

export function isHeapLine(text: string): boolean {
  return [SPACE, ZGC, SHENANDOAH, GENERATION, ENTIRE, METASPACE, RESERVED, OTHERS].some((shape) => shape.test(text))
}

/** A line of whoever prints the report. */
export interface HeapLine {
  number: LineNumber
  text: string
}

/** Takes what the report states. */
export interface HeapSink<L extends HeapLine> {
  /** @param last the last line that says so, where several do */
  fact: (key: FactKey, value: FactValue, line: L, last?: L) => void
  /** Concluded from the report, not stated in it: the collector, from the names of its spaces; the maximum, from its addresses. */
  concluded: (key: FactKey, value: FactValue, line: L, last?: L) => void
  range: (role: RangeRole, name: string, start: number, end: number, line: L) => void
}

/** Facts of that moment, each ending in the store as it stands. */
export function heapSink(context: Pick<ParseContext, 'emit'>, at: EpochMs | null): HeapSink<HeapLine> {
  const fact: HeapSink<HeapLine>['fact'] = (key, value, line, last = line) =>
    context.emit({ kind: 'fact', key, value, at, span: spanOf(line, last), quote: quoteOf(line.text) })
  return {
    fact,
    concluded: fact,
    range: (role, name, start, end, line) =>
      context.emit({ kind: 'range', role, name, start, end, span: spanOf(line, line), quote: quoteOf(line.text) }),
  }
}

const spanOf = (line: HeapLine, last: HeapLine): LineSpan => ({ line: line.number, endLine: last.number })

interface Sums<L> {
  line: L
  last: L
  used: number
  committed: number
  start: number
  end: number
}

/** Reads one report, line by line; `end` states what its generations add up to. */
export class HeapLines<L extends HeapLine> {
  readonly #sink: HeapSink<L>
  #sums: Sums<L> | null = null
  #collector = false

  constructor(sink: HeapSink<L>) {
    this.#sink = sink
  }

  /** Whether the line belongs to a heap report. */
  read(line: L): boolean {
    const { text } = line
    const z = ZGC.exec(text)
    const shenandoah = SHENANDOAH.exec(text)
    const space = SPACE.exec(text)
    const metaspace = METASPACE.exec(text)
    const reserved = RESERVED.exec(text)
    const generation = GENERATION.exec(text)
    const entire = ENTIRE.exec(text)
    if (z) this.#state(line, { 'heap.used': z[1], 'heap.committed': z[2], 'heap.max': z[3] })
    else if (shenandoah) {
      const [, max, committed, used] = shenandoah
      this.#state(line, { 'heap.used': used, 'heap.committed': committed, 'heap.max': max })
    } else if (generation) this.#sum(line).used += parseSize(generation[1] ?? '') ?? 0
    else if (entire) this.#sum(line).committed = parseSize(entire[1] ?? '') ?? 0
    else if (metaspace) {
      const [, used, committed, whole] = metaspace
      this.#state(line, { 'metaspace.used': used, 'metaspace.committed': committed, 'metaspace.reserved': whole })
    } else if (space) this.#space(line, space)
    else if (reserved) this.#reserved(line, reserved)
    else if (!OTHERS.test(text)) return false
    this.#nameCollector(line)
    return true
  }

  end(): void {
    const sums = this.#sums
    if (!sums) return
    const { line, last, used, committed, start, end } = sums
    this.#sink.fact('heap.used', used, line, last)
    this.#sink.fact('heap.committed', committed, line, last)
    if (end > start) this.#sink.concluded('heap.max', end - start, line, last)
  }

  #space(line: L, match: RegExpExecArray): void {
    const [, name = '', , committed = '', used = '', bounds = ''] = match
    const [first = '', ...others] = bounds.split(/, ?/)
    // The perm gen of JDK 7 and earlier holds what Metaspace holds later; it is no part of the heap that -Xmx bounds.
    const permanent = /perm/i.test(name)
    const range = this.#range(permanent ? 'metaspace' : 'java-heap', name, first, others.at(-1), line)
    if (permanent) return
    const sums = this.#sum(line)
    sums.used += parseSize(used) ?? 0
    sums.committed += parseSize(committed) ?? 0
    if (!range) return
    sums.start = Math.min(sums.start, range.start)
    sums.end = Math.max(sums.end, range.end)
  }

  /** The sums so far, with this line. */
  #sum(line: L): Sums<L> {
    const start = Number.POSITIVE_INFINITY
    const sums = (this.#sums ??= { line, last: line, used: 0, committed: 0, start, end: 0 })
    sums.last = line
    return sums
  }

  /** Of Shenandoah: where it has generations, it prints the most that the heap may be in no other way. */
  #reserved(line: L, [, first, last]: RegExpExecArray): void {
    const range = this.#range('java-heap', 'Reserved region', first, last, line)
    if (range && this.#sums) Object.assign(this.#sums, range)
  }

  #range(
    role: RangeRole,
    name: string,
    first: string | undefined,
    last: string | undefined,
    line: L,
  ): { start: number; end: number } | null {
    const [start, end] = [parseHex(first ?? ''), parseHex(last ?? '')]
    if (!(start < end)) return null
    this.#sink.range(role, name, start, end, line)
    return { start, end }
  }

  #nameCollector(line: L): void {
    if (this.#collector) return
    const words = line.text.trimStart()
    const collector = COLLECTORS.find(([start]) => words.startsWith(start))?.[1]
    if (collector === undefined) return
    this.#collector = true
    this.#sink.concluded('jvm.gc', collector, line)
  }

  #state(line: L, sizes: Partial<Record<FactKey, string | undefined>>): void {
    for (const [key, size] of Object.entries(sizes)) {
      const bytes = parseSize(size ?? '')
      if (bytes !== null) this.#sink.fact(key as FactKey, bytes, line)
    }
  }
}
