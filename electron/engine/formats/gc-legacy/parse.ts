/** Logs of -verbose:gc, -XX:+PrintGC and -XX:+PrintGCDetails: JDK 5 to 8. Streaming; see brackets.ts for how collections are found. */
import type { LineNumber } from '../../../../shared/model/units.ts'
import type { Line, LineParser, ParseContext } from '../format.ts'
import { ConsoleExcerpt, isFailure } from '../lib/console-excerpt.ts'
import { GcRecords } from '../lib/gc-records.ts'
import { quoteOf } from '../lib/quote.ts'
import { Brackets, type Element } from './brackets.ts'
import { leadOf, readCollection, readHeapLine, stampOf, type Collected } from './collection.ts'
import { ConcurrentCycles, ShenandoahCycles } from './concurrent.ts'
import { Extent } from './extent.ts'
import { readHeader } from './header.ts'
import { beginsListing, isKnown, isUpgrade, readTrigger } from './messages.ts'

const SPACE = 0x20
const TAB = 0x09
/** What is decoded of a line at the margin; flags may be long. */
const LINE_BYTES = 16_384

const decoder = new TextDecoder()

export class LegacyGcLog implements LineParser {
  readonly #context: ParseContext
  readonly #records: GcRecords
  readonly #brackets: Brackets
  readonly #cycles: ConcurrentCycles
  readonly #shenandoah: ShenandoahCycles
  readonly #extent = new Extent()
  readonly #console = new ConsoleExcerpt()
  #line: LineNumber = 0
  /** Elements that were opened so far, details left out. */
  #elements = 0
  /** The last collection, until the lines of its details are over. */
  #last: { record: Omit<Collected, 'understood'>; line: LineNumber; endLine: LineNumber } | null = null
  #header: { line: LineNumber; endLine: LineNumber } | null = null
  /** In a listing without a fixed form: the heap at exit, statistics. */
  #listing = false
  #collected = false

  constructor(context: ParseContext) {
    this.#context = context
    this.#records = new GcRecords(context)
    this.#cycles = new ConcurrentCycles(this.#records)
    this.#shenandoah = new ShenandoahCycles(this.#records)
    this.#brackets = new Brackets({
      closed: (element, outer) => this.#closed(element, outer),
      abandoned: (element) => this.#abandoned(element),
    })
  }

  line(line: Line): void {
    const { buffer, start, end, number } = line
    if (start === end) return
    this.#line = number
    const top = this.#brackets.depth === 0
    const indented = buffer[start] === SPACE || buffer[start] === TAB
    if (top && indented && this.#last?.endLine === number - 1) this.#last.endLine = number
    const elements = this.#elements
    let quote: string | null = null
    this.#brackets.line(line, () => {
      this.#elements++
      return (quote ??= quoteOf(textOf(line)))
    })
    if (this.#elements > elements) return
    if (!indented) this.#margin(line, top)
    else if (top) this.#console.follow(number)
  }

  end(lines: LineNumber, cut: boolean): void {
    this.#brackets.reset()
    this.#endLast()
    this.#cycles.end()
    this.#shenandoah.end()
    this.#flush()
    this.#endHeader()
    this.#console.end(this.#context, 'Not a line of a GC log')
    if (lines === 0) return
    if (cut) this.#context.report('truncated', lines, 'The log ends early')
    this.#context.emit({
      kind: 'region',
      id: 'gc-log',
      title: 'GC log',
      note: this.#records.summary(),
      depth: 0,
      span: { line: 1, endLine: lines },
    })
    this.#context.emit(this.#extent.record(lines, this.#shenandoah.nextCause))
  }

  #closed(element: Element, outer: Element | null): void {
    this.#listing = false
    // Phases that were printed within a collection began after it, and end before.
    if (element.kind !== 'heap' && !outer) this.#extent.mark(stampOf(element.prefix))
    if (element.kind !== 'heap') this.#context.keep?.(element.line)
    if (element.kind === 'collection') this.#collection(element)
    else if (element.kind === 'heap') this.#heap(element)
    else if (element.text.includes('concurrent-')) {
      this.#begin()
      this.#cycles.add(element, this.#line)
    } else if (!outer) {
      this.#begin()
      if (!this.#shenandoah.add(element, this.#line)) {
        this.#context.report('malformed-line', this.#line, 'Phase not understood')
      }
    }
  }

  #collection(element: Element): void {
    this.#begin()
    this.#endLast()
    const { understood, ...record } = readCollection(element)
    if (understood && this.#cycles.join({ understood, ...record }, this.#line)) return
    if (!understood) this.#context.report('malformed-line', element.line, 'Collection without a duration')
    this.#last = { record, line: element.line, endLine: this.#line }
  }

  /** Its end is missing; what it began with still tells that it was. */
  #abandoned(element: Element): void {
    this.#begin()
    this.#endLast()
    this.#context.report('malformed-line', element.line, 'Collection without an end')
    const { understood: _, ...record } = readCollection(element)
    this.#last = { record: { ...record, pauseMs: null }, line: element.line, endLine: element.line }
  }

  #heap(element: Element): void {
    const heap = readHeapLine(element.text)
    if (!heap || !this.#last) return
    // More exact than the line of the collection, where sizes have no decimals.
    Object.assign(this.#last.record, {
      heapBefore: heap.before,
      heapAfter: heap.after,
      heapCommitted: heap.committed,
    })
    this.#last.endLine = this.#line
  }

  #begin(): void {
    this.#collected = true
    this.#endHeader()
  }

  #endLast(): void {
    const last = this.#last
    this.#last = null
    if (!last) return
    const { record, line, endLine } = last
    this.#records.add({ kind: 'gc', ...record, span: { line, endLine } })
  }

  #flush(): void {
    this.#brackets.reset()
    this.#endLast()
    this.#cycles.flush()
    this.#shenandoah.flush()
  }

  /** A line at the left margin in which no element begins. */
  #margin(line: Line, top: boolean): void {
    const text = textOf(line)
    const header = readHeader(text)
    this.#extent.margin(text, header?.starts === true)
    if (header) {
      if (header.starts) this.#flush()
      this.#heading(line.number)
      for (const [key, value] of header.statements) this.#records.fact(key, value, line.number, text)
      return
    }
    if (!top) return
    this.#brackets.forget()
    this.#extent.mark(leadOf(text))
    const trigger = readTrigger(text)
    if (trigger !== null) this.#shenandoah.trigger(trigger, line.number, quoteOf(text))
    else if (isUpgrade(text)) this.#shenandoah.upgrade()
    else if (beginsListing(text)) this.#listing = true
    else if (!isKnown(text) && ((this.#collected && !this.#listing) || isFailure(text))) {
      this.#console.hear(text, line.number)
    }
  }

  #heading(line: LineNumber): void {
    if (this.#header) this.#header.endLine = line
    else this.#header = { line, endLine: line }
    this.#listing = false
  }

  #endHeader(): void {
    const span = this.#header
    this.#header = null
    if (!span) return
    const note = 'Java version, memory of the host and flags, those that the VM chose included.'
    this.#context.emit({ kind: 'region', id: 'gc-init', title: 'Start of the VM', note, depth: 1, span })
  }
}

function textOf({ buffer, start, end }: Line): string {
  return decoder.decode(buffer.subarray(start, Math.min(end, start + LINE_BYTES)))
}
