/**
 * The Java heap as its collector prints it: `jcmd GC.heap_info`, and the end of a thread dump by signal
 * (CollectedHeap::print_on of each collector, src/hotspot/share/gc). JDK 25 indents less and prints no Metaspace there.
 */
import type { FactKey, FactValue } from '../../../../shared/model/facts.ts'
import type { EpochMs, LineNumber } from '../../../../shared/model/units.ts'
import type { ParseContext } from '../format.ts'
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

interface Sums {
  line: LineNumber
  endLine: LineNumber
  quote: string
  used: number
  committed: number
  start: number
  end: number
}

/** Reads one report, line by line; `end` states what its generations add up to. */
export class HeapLines {
  readonly #context: Pick<ParseContext, 'emit'>
  readonly #at: EpochMs | null
  #sums: Sums | null = null
  #collector = false

  constructor(context: Pick<ParseContext, 'emit'>, at: EpochMs | null) {
    this.#context = context
    this.#at = at
  }

  /** Whether the line belongs to a heap report. */
  read(text: string, line: LineNumber): boolean {
    const z = ZGC.exec(text)
    const shenandoah = SHENANDOAH.exec(text)
    const space = SPACE.exec(text)
    const metaspace = METASPACE.exec(text)
    const reserved = RESERVED.exec(text)
    const generation = GENERATION.exec(text)
    const entire = ENTIRE.exec(text)
    if (z) this.#state(text, line, { 'heap.used': z[1], 'heap.committed': z[2], 'heap.max': z[3] })
    else if (shenandoah) {
      const [, max, committed, used] = shenandoah
      this.#state(text, line, { 'heap.used': used, 'heap.committed': committed, 'heap.max': max })
    } else if (generation) this.#sum(text, line).used += parseSize(generation[1] ?? '') ?? 0
    else if (entire) this.#sum(text, line).committed = parseSize(entire[1] ?? '') ?? 0
    else if (metaspace) {
      const [, used, committed, whole] = metaspace
      this.#state(text, line, {
        'metaspace.used': used,
        'metaspace.committed': committed,
        'metaspace.reserved': whole,
      })
    } else if (space) this.#space(text, line, space)
    else if (reserved) this.#reserved(text, line, reserved)
    else if (!OTHERS.test(text)) return false
    this.#nameCollector(text, line)
    return true
  }

  end(): void {
    const sums = this.#sums
    if (!sums) return
    const { line, endLine, quote, used, committed, start, end } = sums
    const fact = (key: FactKey, value: number): void =>
      this.#context.emit({ kind: 'fact', key, value, at: this.#at, span: { line, endLine }, quote })
    fact('heap.used', used)
    fact('heap.committed', committed)
    if (end > start) fact('heap.max', end - start)
  }

  #space(text: string, line: LineNumber, match: RegExpExecArray): void {
    const [, name = '', , committed = '', used = '', bounds = ''] = match
    // The perm gen of JDK 7 and earlier is no part of the heap that -Xmx bounds.
    if (/perm/i.test(name)) return
    const [first = '', ...others] = bounds.split(/, ?/)
    const range = this.#range(name, first, others.at(-1), text, line)
    const sums = this.#sum(text, line)
    sums.used += parseSize(used) ?? 0
    sums.committed += parseSize(committed) ?? 0
    if (!range) return
    sums.start = Math.min(sums.start, range.start)
    sums.end = Math.max(sums.end, range.end)
  }

  /** The sums so far, with this line. */
  #sum(text: string, line: LineNumber): Sums {
    const [start, quote] = [Number.POSITIVE_INFINITY, quoteOf(text)]
    const sums = (this.#sums ??= { line, endLine: line, quote, used: 0, committed: 0, start, end: 0 })
    sums.endLine = line
    return sums
  }

  /** Of Shenandoah: where it has generations, it prints the most that the heap may be in no other way. */
  #reserved(text: string, line: LineNumber, [, first, last]: RegExpExecArray): void {
    const range = this.#range('Reserved region', first, last, text, line)
    if (range && this.#sums) Object.assign(this.#sums, range)
  }

  #range(
    name: string,
    first: string | undefined,
    last: string | undefined,
    text: string,
    line: LineNumber,
  ): { start: number; end: number } | null {
    const [start, end] = [Number(first), Number(last)]
    if (!(start < end)) return null
    const span = { line, endLine: line }
    this.#context.emit({ kind: 'range', role: 'java-heap', name, start, end, span, quote: quoteOf(text) })
    return { start, end }
  }

  #nameCollector(text: string, line: LineNumber): void {
    if (this.#collector) return
    const words = text.trimStart()
    const collector = COLLECTORS.find(([start]) => words.startsWith(start))?.[1]
    if (collector === undefined) return
    this.#collector = true
    this.#emit('jvm.gc', collector, text, line)
  }

  #state(text: string, line: LineNumber, sizes: Partial<Record<FactKey, string | undefined>>): void {
    for (const [key, size] of Object.entries(sizes)) {
      const bytes = parseSize(size ?? '')
      if (bytes !== null) this.#emit(key as FactKey, bytes, text, line)
    }
  }

  #emit(key: FactKey, value: FactValue, text: string, line: LineNumber): void {
    const span = { line, endLine: line }
    this.#context.emit({ kind: 'fact', key, value, at: this.#at, span, quote: quoteOf(text) })
  }
}
