/** Concurrent work of CMS, G1 and Shenandoah up to JDK 8: phases without a number, put together to cycles by their order. */
import type { GcRecord } from '../../../../shared/model/records.ts'
import type { LineNumber } from '../../../../shared/model/units.ts'
import type { GcRecords } from '../lib/gc-records.ts'
import { addMs, causeOf, readPhase } from '../lib/gc-text.ts'
import type { Element } from './brackets.ts'
import { type Collected, stampOf } from './collection.ts'

type Cycle = GcRecord

// CMS-concurrent-mark-start    CMS-concurrent-mark: 0.042/0.042 secs    GC concurrent-mark-end, 0.12 secs    GC concurrent-mark-abort
const PHASE = /^(?:(?:AS)?CMS-|GC )concurrent-([a-z-]{1,60})/
/** What begins a cycle: CMS marks at once, G1 scans the roots before it. */
const BEGINNING = /^(?:(?:AS)?CMS-concurrent-mark-start|GC concurrent-root-region-scan-start)/
/** What ends a cycle: the last phase of CMS, the last of G1 (if it frees anything), a full collection. */
const LAST = new Set(['reset', 'cleanup-end', 'mark-abort'])

/** Cycles of CMS and G1. Their pauses are collections of their own; what is left does not stop anybody. */
export class ConcurrentCycles {
  readonly #records: GcRecords
  #cycle: Cycle | null = null
  #marked = false

  constructor(records: GcRecords) {
    this.#records = records
  }

  add(element: Element, line: LineNumber): void {
    const name = PHASE.exec(element.text)?.[1] ?? ''
    // [GC concurrent-string-deduplication, 31.4K->7128.0B(24.5K), avg 67.3%, 0.0009256 secs]: a thread of its own, at any time
    if (name === 'string-deduplication') return
    const begins = BEGINNING.test(element.text)
    if (begins || (name === 'mark-start' && this.#marked)) this.flush()
    if (!this.#cycle) {
      this.#marked = false
      this.#cycle = openCycle(element)
      this.#cycle.pauseMs = 0
      if (!begins) this.#cycle.lacks = 'start'
    }
    this.#cycle.span.endLine = line
    if (name === 'mark-start') this.#marked = true
    if (LAST.has(name)) this.flush()
  }

  /** The log ends; the cycle may go on in the next file. */
  end(): void {
    if (this.#cycle) this.#cycle.lacks = this.#cycle.lacks === 'start' ? 'both' : 'end'
    this.flush()
  }

  /** With -XX:+PrintGCID remark and cleanup have the number of their cycle and are one record with it; false for all others. */
  join({ gcId, pauseMs, heapBefore, heapAfter, heapCommitted }: Collected, line: LineNumber): boolean {
    const cycle = this.#cycle
    if (!cycle || gcId === null || cycle.gcId !== gcId) return false
    cycle.pauseMs = addMs(cycle.pauseMs, pauseMs ?? 0)
    cycle.heapBefore ??= heapBefore
    cycle.heapAfter = heapAfter ?? cycle.heapAfter
    cycle.heapCommitted = heapCommitted ?? cycle.heapCommitted
    cycle.span.endLine = line
    return true
  }

  flush(): void {
    if (this.#cycle) this.#records.add(this.#cycle)
    this.#cycle = null
    this.#marked = false
  }
}

/** Cycles of Shenandoah: a trigger, concurrent phases and short pauses; or one long pause. */
export class ShenandoahCycles {
  readonly #records: GcRecords
  #cycle: Cycle | null = null
  #names = new Set<string>()
  #trigger: { cause: string; line: LineNumber; quote: string } | null = null
  #upgraded = false
  /** Whether none was read before. */
  #first = true

  constructor(records: GcRecords) {
    this.#records = records
  }

  trigger(cause: string, line: LineNumber, quote: string): void {
    this.flush()
    this.#trigger = { cause, line, quote }
  }

  /** The degenerated collection that is told of next, or has begun, becomes a full one. */
  upgrade(): void {
    this.#upgraded = true
  }

  /** Why the next cycle begins, if that was said. */
  get nextCause(): string | null {
    return this.#trigger?.cause ?? null
  }

  /** Whether the phase was understood. */
  add(element: Element, line: LineNumber): boolean {
    const pause = element.text.startsWith('Pause ')
    const phase = readPhase(element.text.slice(pause ? 'Pause '.length : 'Concurrent '.length))
    const started = phase.durationMs === null
    const { name } = phase
    const whole = name === 'Full' || name === 'Degenerated GC'
    // Without triggers in the log: a phase that only begins a cycle, or one that this cycle had.
    const again = started && this.#names.has(name) && name !== 'cleanup'
    if (again || (this.#names.size > 0 && started && (name === 'reset' || whole))) this.flush()
    const cycle = (this.#cycle ??= this.#open(element, started && (name === 'reset' || whole)))
    this.#names.add(name)
    cycle.span.endLine = line
    if (whole) {
      if (name === 'Full' || (this.#upgraded && !started)) cycle.collection = 'full'
      else if (cycle.collection !== 'full') cycle.collection = 'other'
      this.#upgraded = false
    }
    if (name === 'Full') cycle.cause ??= causeOf(phase.groups)
    if (!pause) cycle.concurrent = true
    if (pause && phase.durationMs !== null) cycle.pauseMs = addMs(cycle.pauseMs, phase.durationMs)
    if (phase.heap) {
      cycle.heapBefore ??= phase.heap.before
      cycle.heapAfter = phase.heap.after
      cycle.heapCommitted = phase.heap.committed
    }
    return phase.understood
  }

  /** The log ends; nothing says whether the cycle goes on in the next file. */
  end(): void {
    if (this.#cycle) this.#cycle.lacks = this.#cycle.lacks === 'start' ? 'both' : 'end'
    this.flush()
  }

  flush(): void {
    const cycle = this.#cycle
    this.#cycle = null
    this.#first = false
    this.#names = new Set()
    if (!cycle) return
    if (cycle.collection === 'concurrent-cycle') {
      cycle.concurrent = true
      cycle.pauseMs ??= 0
    }
    this.#records.add(cycle)
  }

  #open(element: Element, begins: boolean): Cycle {
    const cycle = openCycle(element)
    cycle.concurrent = false
    // The first of a file may have begun in the one before.
    if (this.#first && !begins && !this.#trigger) cycle.lacks = 'start'
    if (this.#trigger) {
      const { cause, line, quote } = this.#trigger
      Object.assign(cycle, { cause, quote, span: { line, endLine: line } })
      this.#trigger = null
    }
    return cycle
  }
}

function openCycle(element: Element): Cycle {
  return {
    kind: 'gc',
    ...stampOf(element.prefix),
    collection: 'concurrent-cycle',
    cause: null,
    heapBefore: null,
    heapAfter: null,
    heapCommitted: null,
    pauseMs: null,
    concurrent: true,
    span: { line: element.line, endLine: element.line },
    quote: element.quote,
  }
}
