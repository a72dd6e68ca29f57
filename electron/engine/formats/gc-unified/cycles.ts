/** Lines of `GC(n)` put together: one record for each n, however many lines, phases and other collections stand between. */
import type { GcRecord } from '../../../../shared/model/records.ts'
import type { Bytes, EpochMs, LineNumber, Milliseconds, Seconds } from '../../../../shared/model/units.ts'
import type { Collection, GcRecords } from '../lib/gc-records.ts'
import { addMs, causeOf, type Phase } from '../lib/gc-text.ts'
import { stampOf } from './decorations.ts'
import type { Reason } from './messages.ts'
import { idOf, writerOf } from './writers.ts'
import type { PhaseKind, PhaseLine } from './phase-line.ts'

/** The line that a record begins with. */
export interface Origin {
  line: LineNumber
  at: EpochMs | null
  uptime: Seconds | null
  quote: string
  /** Decorations that are read only if the record begins with this line after all: details come before the line that tells. */
  unread: string | null
}

export interface Trigger extends Origin, Reason {}

export interface Cycle extends Origin {
  /** See writers.ts, keyOf. */
  id: number
  endLine: LineNumber
  /** Whether a line said what it is; before that there are only details such as `Using 4 workers`. */
  told: boolean
  collection: Collection | null
  cause: string | null
  before: Bytes | null
  after: Bytes | null
  committed: Bytes | null
  pauseMs: Milliseconds | null
  concurrent: boolean
  /** Shenandoah stopped all threads for what it could not do beside them; where that was not enough, it became a full collection. */
  degenerated: boolean
  upgraded: boolean
  /** The line that ends it was seen. Details (`User=0.01s`) may follow. */
  finished: boolean
}

/** Details follow the end of a collection closely: a finished one is given away when so many came after it. */
const KEPT = 64
/** A concurrent cycle may outlast many young collections. One that is older than so many lost its end. */
const OPEN_LIMIT = 4096
/** Kinds that say more than that a cycle ran concurrently. */
const MAIN = new Set<Collection>(['young', 'mixed', 'full'])

/** Pauses that are a collection and not a phase of a cycle. */
const DEGENERATED = 'Degenerated GC'
const WHOLE = new Set(['Young', 'Mixed', 'Full', DEGENERATED])

/** A full collection that ended: it may stand within a young one that has not. */
interface Ended extends Pick<Origin, 'at' | 'uptime'> {
  id: number
  pauseMs: Milliseconds
}

export class Cycles {
  readonly #records: GcRecords
  readonly #cycles = new Map<number, Cycle>()
  #last: Cycle | null = null
  #trigger: Trigger | null = null
  #full: Ended | null = null
  #settleAt = 2 * KEPT

  constructor(records: GcRecords) {
    this.#records = records
  }

  /** The record of `GC(id)`, or null when none is open. */
  find(id: number): Cycle | null {
    if (this.#last?.id === id) return this.#last
    const found = this.#cycles.get(id)
    if (found) this.#last = found
    return found ?? null
  }

  /** Another line of the record that was found last, of number `id` if that is given; false when that is none. */
  extend(line: LineNumber, id?: number): boolean {
    if (this.#last === null || (id !== undefined && this.#last.id !== id)) return false
    this.#last.endLine = line
    return true
  }

  open(id: number, origin: Origin): Cycle {
    if (this.#cycles.size >= this.#settleAt) this.#settle(id)
    const cycle: Cycle = {
      id,
      line: origin.line,
      at: origin.at,
      uptime: origin.uptime,
      quote: origin.quote,
      unread: origin.unread,
      endLine: origin.line,
      told: false,
      collection: null,
      cause: null,
      before: null,
      after: null,
      committed: null,
      pauseMs: null,
      concurrent: false,
      degenerated: false,
      upgraded: false,
      finished: false,
    }
    // Details above the trigger are of a collection before.
    if (this.#trigger && this.#trigger.line <= origin.line) {
      const { cause, line, at, uptime, quote } = this.#trigger
      Object.assign(cycle, { cause, line, at, uptime, quote, told: true })
      this.#trigger = null
    }
    this.#cycles.set(id, cycle)
    this.#last = cycle
    return cycle
  }

  /** Shenandoah says why before it gives the cycle a number; between the two its regulator may wish for another. */
  trigger(trigger: Trigger): void {
    if (this.#trigger?.binding === true && !trigger.binding) return
    this.#trigger = trigger
  }

  /** Why the next cycle begins, if that was said. */
  get nextCause(): string | null {
    return this.#trigger?.cause ?? null
  }

  /** The VM started anew and counts from 0 again. */
  restart(writer: number): void {
    for (const cycle of this.#cycles.values()) if (writerOf(cycle.id) === writer) this.#emit(cycle)
    this.#last = null
    this.#trigger = null
    this.#full = null
  }

  /** Gives away one record, or all. */
  flush(id?: number): void {
    const cycles = id === undefined ? [...this.#cycles.values()] : [this.#cycles.get(id)]
    for (const cycle of cycles) if (cycle) this.#emit(cycle)
    this.#last = null
    if (id !== undefined) return
    this.#trigger = null
    this.#full = null
  }

  /**
   * A pause ended. Up to JDK 11 (GenCollectedHeap::do_collection) a young collection of Serial and CMS that is not enough has the full
   * one within its own time: what it stopped threads for itself is the rest.
   *
   *   GC(1) Pause Full (Allocation Failure) 40M->0M(96M) 2.102ms
   *   GC(0) Pause Young (Allocation Failure) 42M->0M(96M) 3.711ms
   */
  endPause(cycle: Cycle, { name, durationMs }: Phase, line: PhaseLine): void {
    if (durationMs === null || !WHOLE.has(name)) return
    const full = this.#full
    this.#full = name === 'Full' ? { id: cycle.id, pauseMs: durationMs, ...line.stamp() } : null
    if (name !== 'Young' || full === null || full.id !== cycle.id + 1 || full.pauseMs > durationMs) return
    const { at, uptime } = line.stamp()
    if (isBefore(uptime, full.uptime) || isBefore(at, full.at)) return
    cycle.pauseMs = addMs(cycle.pauseMs, -full.pauseMs)
  }

  /** Gives away what no line will speak of again. */
  #settle(newest: number): void {
    for (const cycle of this.#cycles.values()) {
      if (cycle.id >= newest - (cycle.finished ? KEPT : OPEN_LIMIT)) continue
      if (writerOf(cycle.id) === writerOf(newest)) this.#emit(cycle)
    }
    // Numbers in no order are no life of a VM.
    if (this.#cycles.size > 2 * OPEN_LIMIT) this.flush()
    this.#settleAt = this.#cycles.size + KEPT
  }

  #emit(cycle: Cycle): void {
    this.#cycles.delete(cycle.id)
    if (this.#last === cycle) this.#last = null
    if (cycle.unread !== null && !cycle.told) Object.assign(cycle, timesOf(cycle.unread))
    const { id, line, endLine, at, uptime, quote, cause, before, after, committed, pauseMs, concurrent } = cycle
    const record: GcRecord = {
      kind: 'gc',
      gcId: idOf(id),
      at,
      uptime,
      collection: kindOf(cycle),
      cause,
      heapBefore: before,
      heapAfter: after,
      heapCommitted: committed,
      pauseMs: pauseMs ?? (concurrent ? 0 : null),
      concurrent,
      span: { line, endLine },
      quote,
    }
    if (isOpen(cycle)) record.lacks = 'end'
    this.#records.add(record)
  }
}

function kindOf({ collection, concurrent, degenerated, upgraded }: Cycle): Collection {
  if (degenerated && upgraded) return 'full'
  if (collection !== null && (MAIN.has(collection) || !concurrent)) return collection
  return concurrent ? 'concurrent-cycle' : 'other'
}

function isBefore(one: number | null, other: number | null): boolean {
  return one !== null && other !== null && one < other
}

/** A pause that began and did not end. Of cycles that cannot be told: Shenandoah says of none that it ends. */
function isOpen({ told, concurrent, collection, pauseMs }: Cycle): boolean {
  return told && !concurrent && collection !== null && pauseMs === null
}

export function addPhase(cycle: Cycle, kind: PhaseKind, phase: Phase): void {
  if (kind === 'pause') addPause(cycle, phase)
  else if (kind === 'concurrent') addConcurrent(cycle, phase)
  else addCollection(cycle, phase)
}

/** `Pause ...`: stop-the-world, as a whole or as a phase of a concurrent cycle. */
function addPause(cycle: Cycle, phase: Phase): void {
  const { name, groups, durationMs } = phase
  const kind = pauseKind(name, groups)
  // Phases of a cycle do not rename it; that it is concurrent is decided at its end.
  if (kind !== 'other' && (cycle.collection === null || MAIN.has(kind))) cycle.collection = kind
  if (name === DEGENERATED) cycle.degenerated = true
  else if (MAIN.has(kind) || kind === 'initial-mark') cycle.cause ??= causeOf(groups)
  addHeap(cycle, phase)
  if (durationMs === null) return
  cycle.pauseMs = addMs(cycle.pauseMs, durationMs)
  if (WHOLE.has(name)) cycle.finished = true
}

/** `Concurrent ...`: phases beside the application, and G1's lines around the whole cycle. */
function addConcurrent(cycle: Cycle, phase: Phase): void {
  const { name, groups } = phase
  // Debug details of a pause: `Concurrent refinement: 0.00ms, refined: 0, ...`
  if (name.includes(':')) return
  cycle.concurrent = true
  // Generational Shenandoah: Concurrent reset (Young)
  if (cycle.collection === null && groups.includes('Young')) cycle.collection = 'young'
  if (cycle.collection === null && groups.includes('Mixed')) cycle.collection = 'mixed'
  addHeap(cycle, phase)
  if (phase.durationMs !== null && /\bCycle$/.test(name)) cycle.finished = true
}

/** ZGC: `Garbage Collection (cause)`, `Major Collection (cause)`, `Minor Collection (cause)`; at the end with the heap. */
function addCollection(cycle: Cycle, phase: Phase): void {
  cycle.concurrent = true
  if (phase.name === 'Minor Collection') cycle.collection = 'young'
  cycle.cause ??= causeOf(phase.groups)
  if (!phase.heap) return
  cycle.before = phase.heap.before
  cycle.after = phase.heap.after
  cycle.finished = true
}

function addHeap(cycle: Cycle, { heap }: Phase): void {
  if (!heap) return
  cycle.before ??= heap.before
  cycle.after = heap.after
  cycle.committed = heap.committed ?? cycle.committed
}

function timesOf(decorations: string): Pick<Origin, 'at' | 'uptime'> {
  const { at, uptime } = stampOf(decorations)
  return { at, uptime }
}

/** Words of G1, Serial, Parallel and CMS; `other` for the pauses within cycles of ZGC and Shenandoah. */
function pauseKind(name: string, groups: readonly string[]): Collection {
  switch (name) {
    case 'Young':
      return groups.includes('Concurrent Start') ? 'initial-mark' : groups.includes('Mixed') ? 'mixed' : 'young'
    case 'Mixed':
      return 'mixed'
    case 'Full':
      return 'full'
    case 'Initial Mark':
      return 'initial-mark'
    case 'Remark':
      return 'remark'
    case 'Cleanup':
      return 'cleanup'
    // Generational Shenandoah: Pause Degenerated GC (Young) (Mark)
    case DEGENERATED:
      return groups.includes('Young') ? 'young' : 'other'
    default:
      return 'other'
  }
}
