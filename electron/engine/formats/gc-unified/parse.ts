/**
 * Unified logging of garbage collections (JDK 9 and later). Streaming, bytes first: a log with debug levels has millions of lines
 * that only add details, and they cost a few comparisons each; what is decoded begins a record, ends it or changes it.
 */
import type { LineNumber, Milliseconds } from '../../../../shared/model/units.ts'
import type { Line, LineParser, ParseContext, Skimming, ToldLines } from '../format.ts'
import { EventSink } from '../lib/event-sink.ts'
import { bytesOf, skipBlanks, standsAt } from '../lib/gc-bytes.ts'
import { ConsoleExcerpt, isFailure } from '../lib/console-excerpt.ts'
import { GcRecords } from '../lib/gc-records.ts'
import { HotspotReader } from '../lib/hotspot-reader.ts'
import { quoteOf } from '../lib/quote.ts'
import { addPhase, Cycles, type Cycle, type Origin } from './cycles.ts'
import { Decorated, stampOf } from './decorations.ts'
import { Extent } from './extent.ts'
import { collectorOf, isStatement, readInit } from './init.ts'
import { GC_CONCURRENT, GC_DETAIL, GC_MESSAGE, GC_NUMBERS, GC_PAUSE } from './kernel.ts'
import { isMetaspaceFailure, isUpgrade, readStall, readTrigger } from './messages.ts'
import { ReadPhaseLine, textOf, ToldPhaseLine, type PhaseLine } from './phase-line.ts'
import { keyOf, Writers } from './writers.ts'

const GC = bytesOf('GC(')
const CAPACITY = bytesOf('Capacity: ')
const USING = bytesOf('Using ')
const TRIGGER = bytesOf('Trigger')
const STALL = bytesOf('Allocation Stall (')
// Out Of Memory (main)                                    zHeap.cpp, out_of_memory
const OUT_OF_MEMORY = bytesOf('Out Of Memory (')
const INIT = bytesOf('gc,init')
/** A VM that starts anew counts its time from 0; clocks of one VM do not go back. */
const RESTART_SECONDS = 1

// Capacity:     3884M (98%)        3954M (100%)       3954M (100%)       3954M (100%)  ...     at Mark Start, Mark End, Relocate Start, Relocate End
const CAPACITY_COLUMN = /(\d{1,12})M \(\d{1,3}%\)/g

const MIXED =
  'Uptimes go back and forth: several JVMs write this log, or files were put together in no order. Collections of one number may be taken for one'

/** Details of a collection that stand before what it is, or between lines of another. */
interface Waiting extends Origin {
  id: number
  endLine: LineNumber
}

export class UnifiedGcLog implements LineParser {
  readonly #context: ParseContext
  readonly #records: GcRecords
  readonly #cycles: Cycles
  readonly #sink: EventSink
  readonly #hotspot: HotspotReader
  readonly #head = new Decorated()
  readonly #extent = new Extent()
  readonly #console = new ConsoleExcerpt()
  readonly #phaseLine = new ReadPhaseLine()
  readonly #toldPhaseLine = new ToldPhaseLine()
  #waiting: Waiting | null = null
  readonly #writers = new Writers()
  /** Whether the decorations name the process. */
  #writes = false
  #collected = false
  #init: { line: LineNumber; endLine: LineNumber } | null = null
  /** Line of the last warning: blocks of HotSpot stand on consecutive lines. */
  #warning: LineNumber = 0
  #decorated = false
  #unzoned = false
  /** Whether a stamp was read: all lines have the same decorations. */
  #zoneIsKnown = false
  #stalls = 0
  #longestStall: Milliseconds = 0
  #heapFailures = 0
  #metaspaceFailures = 0

  readonly skimming: Skimming = {
    kernel: 'gc-lines',
    words: [],
    // The first decorated line says who writes.
    isReady: () => this.#decorated,
    take: (told) => this.#take(told),
  }

  constructor(context: ParseContext) {
    this.#context = context
    this.#records = new GcRecords(context)
    this.#cycles = new Cycles(this.#records)
    this.#sink = new EventSink(context)
    this.#hotspot = new HotspotReader(context, this.#sink)
  }

  line(line: Line): void {
    const { buffer, end } = line
    let { start } = line
    // A file that was emptied under a running VM begins with a hole: the VM writes on at its old offset.
    while (start < end && buffer[start] === 0) start++
    if (start === end) return
    const head = this.#head
    head.read(buffer, start, end)
    const at = head.messageAt
    if (standsAt(GC, buffer, at, end)) this.#collection(line, start, at)
    else if (head.decorated) {
      if (!this.#decorated) this.#first(line, start)
      if (head.level === 0x77 || head.level === 0x65) this.#warn(line)
      else this.#message(line, start, at)
    } else if (tells(buffer, at, end)) this.#message(line, start, at)
    else this.#foreign(line, start)
  }

  /** Messages of several lines have decorations on the first only (trace of gc,task): the rest is indented. */
  #foreign(line: Line, start: number): void {
    const { buffer, number } = line
    if (buffer[start] === 0x20 || buffer[start] === 0x09) this.#console.follow(number)
    else {
      const text = textOf(line, start, line.end)
      if (this.#decorated || isFailure(text)) this.#console.hear(text, number)
    }
  }

  end(lines: LineNumber, cut: boolean): void {
    this.#endWaiting()
    const { nextCause } = this.#cycles
    this.#cycles.flush()
    this.#hotspot.flush()
    this.#endInit()
    this.#console.end(this.#context, 'Not a line of unified logging')
    if (lines === 0) return
    if (cut) this.#context.report('truncated', lines, 'The log ends early')
    const stalls =
      this.#stalls === 0 ? '' : ` Waits of threads for memory: ${this.#stalls}, the longest ${this.#longestStall} ms.`
    const failures =
      (this.#heapFailures === 0 ? '' : ` Requests that found no room in the heap: ${this.#heapFailures}.`) +
      (this.#metaspaceFailures === 0 ? '' : ` Requests that found none in metaspace: ${this.#metaspaceFailures}.`)
    const shared =
      this.#writers.count > 1 ? ` Of ${this.#writers.count} processes: ${this.#writers.pids.join(', ')}.` : ''
    const events = this.#sink.end(lines)
    this.#context.emit({
      kind: 'region',
      id: 'gc-log',
      title: 'GC log',
      note: `${this.#records.summary()}${shared}${stalls}${failures}${events === '' ? '' : ` Also ${events}.`}`,
      depth: 0,
      span: { line: 1, endLine: lines },
    })
    this.#context.emit(this.#extent.record(lines, nextCause))
  }

  #take(told: ToldLines): void {
    const { entryCount, firstLine, lines, kinds } = told
    const phase = this.#toldPhaseLine
    let numbers = 0
    /** The last line that shows how far the log reaches. */
    let marked = -1
    for (let entry = 0; entry < entryCount; entry++) {
      const line = lines[entry] ?? 0
      const kind = kinds[entry]
      let known = false
      if (kind === GC_MESSAGE) {
        marked = line
        known = true
      } else if (kind === GC_DETAIL) known = this.#extend(firstLine + line)
      else if (kind === GC_PAUSE || kind === GC_CONCURRENT) {
        known = phase.place(told, entry, numbers)
        numbers += GC_NUMBERS
        if (known) {
          this.#tell(phase.id, phase)
          marked = line
        }
      }
      if (known) continue
      if (marked >= 0) this.#mark(told.at(marked))
      marked = -1
      told.give(line)
    }
    if (marked >= 0) this.#mark(told.at(marked))
  }

  #mark({ buffer, start, end }: Line): void {
    this.#head.read(buffer, start, end)
    this.#extent.mark(buffer, start, this.#head.messageAt)
  }

  /** Who writes, as far as the decorations say. */
  #first(line: Line, start: number): void {
    this.#decorated = true
    this.#extent.mark(line.buffer, start, this.#head.messageAt)
    const { host, pid } = stampOf(textOf(line, start, this.#head.messageAt))
    const text = textOf(line, line.start, line.end)
    if (host !== null) this.#records.fact('host.name', host, line.number, text)
    this.#writes = pid !== null
    if (pid !== null) this.#writerOf(line, start, this.#head.messageAt)
  }

  #writerOf(line: Line, start: number, messageAt: number): number {
    if (!this.#writes) return 0
    const { pid } = stampOf(textOf(line, start, messageAt))
    const text = textOf(line, line.start, line.end)
    if (pid !== null) this.#records.fact('process.pid', pid, line.number, text)
    return this.#writers.of(pid)
  }

  #collection(line: Line, start: number, messageAt: number): void {
    const { buffer, end, number } = line
    let id = 0
    let at = messageAt + GC.length
    for (; at < end && isDigit(buffer[at]); at++) id = id * 10 + (buffer[at] ?? 0) - 0x30
    if (buffer[at] !== 0x29 || at === messageAt + GC.length || !Number.isSafeInteger(id)) {
      this.#context.report('malformed-line', number, 'GC number not understood')
      return
    }
    if (!this.#decorated && this.#head.decorated) this.#first(line, start)
    if (this.#writes) id = keyOf(id, this.#writerOf(line, start, messageAt))
    at = skipBlanks(buffer, at + 1, end)
    // Generations of ZGC: `Y: ` and `y: ` young, `O: ` old.
    if (buffer[at + 1] === 0x3a && buffer[at + 2] === 0x20) at = skipBlanks(buffer, at + 2, end)
    const phase = this.#phaseLine
    if (phase.place(line, start, messageAt, at)) {
      this.#tell(id, phase)
      this.#extent.mark(buffer, start, messageAt)
      return
    }
    if (this.#waiting?.id !== id) this.#endWaiting()
    if (!this.#extend(number, id)) {
      this.#waiting = { id, endLine: number, ...this.#origin(line, start, messageAt, true) }
    }
    const upgrades = isUpgrade(buffer, at, end)
    if (!upgrades && !standsAt(CAPACITY, buffer, at, end)) return
    this.#endWaiting()
    const cycle = this.#cycles.find(id)
    if (cycle && upgrades) cycle.upgraded = true
    if (upgrades) return
    const columns = [...textOf(line, at, end).matchAll(CAPACITY_COLUMN)]
    if (cycle && columns.length >= 4) cycle.committed = Number(columns[3]?.[1]) * 2 ** 20
  }

  /** A line more of the collection that was spoken of last, which is `id` if that is given; false when there is none. */
  #extend(line: LineNumber, id?: number): boolean {
    if (this.#waiting === null) return this.#cycles.extend(line, id)
    this.#waiting.endLine = line
    return true
  }

  /** The details that waited are of a collection that was told before, or never is. */
  #endWaiting(): void {
    const waiting = this.#waiting
    if (waiting === null) return
    this.#waiting = null
    const { id, endLine } = waiting
    const cycle = this.#cycles.find(id) ?? this.#open(id, waiting)
    cycle.endLine = endLine
  }

  #open(id: number, origin: Origin): Cycle {
    if (this.#init) this.#endInit()
    this.#collected = true
    return this.#cycles.open(id, origin)
  }

  #tell(id: number, line: PhaseLine): void {
    // Details of its own that waited for this line say nothing beside it.
    if (this.#waiting?.id === id) this.#waiting = null
    this.#endWaiting()
    let cycle = this.#cycles.find(id)
    if (cycle?.finished && restarted(cycle, line)) {
      this.#cycles.flush(id)
      cycle = null
    }
    if (!cycle) cycle = this.#open(id, this.#originOf(line))
    else if (!cycle.told) Object.assign(cycle, this.#originOf(line))
    cycle.endLine = line.number
    cycle.told = true
    if (line.kind === 'concurrent' && cycle.concurrent && !line.changes()) return
    const phase = line.phase()
    addPhase(cycle, line.kind, phase)
    if (line.kind !== 'pause') return
    this.#cycles.endPause(cycle, phase, line)
    if (!phase.understood) this.#context.report('malformed-line', line.number, 'Pause not understood')
  }

  #originOf(line: PhaseLine): Origin {
    const { at, uptime, unzoned } = line.stamp()
    this.#zoneIsKnown = true
    if (unzoned) this.#reportZone(line.number)
    if (this.#writers.goesBack(uptime)) this.#context.report('malformed-line', line.number, MIXED)
    this.#context.keep?.(line.number)
    return { line: line.number, at, uptime, quote: line.quote(), unread: null }
  }

  #reportZone(line: LineNumber): void {
    if (this.#unzoned) return
    this.#unzoned = true
    this.#context.report('no-time-zone', line, 'Times have no zone; they were taken as UTC')
  }

  /** @param later Whether times are wanted only if no line follows that tells more. */
  #origin(line: Line, start: number, messageAt: number, later = false): Origin {
    const { number } = line
    const decorations = textOf(line, start, messageAt)
    const quote = quoteOf(textOf(line, start, line.end))
    this.#context.keep?.(number)
    if (later && this.#zoneIsKnown) return { line: number, at: null, uptime: null, quote, unread: decorations }
    this.#zoneIsKnown = true
    const { at, uptime, unzoned } = stampOf(decorations)
    if (unzoned) this.#reportZone(number)
    return { line: number, at, uptime, quote, unread: null }
  }

  #message(line: Line, start: number, at: number): void {
    const { buffer, end, number } = line
    this.#extent.mark(buffer, start, at)
    if (isInit(buffer, start, at) || standsAt(USING, buffer, at, end) || isStatement(buffer, at, end)) {
      this.#start(line, at)
    } else if (standsAt(TRIGGER, buffer, at, end)) {
      // Details that wait are of a collection that began before: the reason for that one stands above them.
      this.#endWaiting()
      const reason = readTrigger(textOf(line, at, end))
      if (reason !== null) this.#cycles.trigger({ ...reason, ...this.#origin(line, start, at) })
    } else if (standsAt(STALL, buffer, at, end)) {
      const stall = readStall(textOf(line, at, end))
      if (stall === null) this.#context.report('malformed-line', number, 'Stall not understood')
      else {
        this.#stalls++
        this.#longestStall = Math.max(this.#longestStall, stall)
      }
    } else if (standsAt(OUT_OF_MEMORY, buffer, at, end)) this.#heapFailures++
    else if (isMetaspaceFailure(buffer, at, end)) this.#metaspaceFailures++
  }

  #start(line: Line, at: number): void {
    const { number } = line
    const message = textOf(line, at, line.end)
    const statements = readInit(message)
    if (collectorOf(message) !== null) {
      this.#endWaiting()
      this.#cycles.restart(this.#writerOf(line, line.start, at))
      this.#writers.start()
      if (!this.#collected) this.#extent.startsVm = true
    }
    if (statements.length === 0 && !isInit(line.buffer, line.start, at)) return
    if (this.#init) this.#init.endLine = number
    else this.#init = { line: number, endLine: number }
    const text = textOf(line, line.start, line.end)
    for (const [key, value] of statements) this.#records.fact(key, value, number, text)
  }

  #endInit(): void {
    const span = this.#init
    this.#init = null
    if (!span) return
    const note = 'Collector, Java version and sizes of the heap.'
    this.#context.emit({ kind: 'region', id: 'gc-init', title: 'Start of the VM', note, depth: 1, span })
  }

  #warn(line: Line): void {
    const { number } = line
    const text = textOf(line, line.start, line.end)
    if (number !== this.#warning + 1) this.#hotspot.flush()
    this.#warning = number
    if (this.#hotspot.begins(text)) this.#hotspot.open(text, number)
    else this.#hotspot.take(text, number)
  }
}

/** Whether a message without a number says something by its words alone; logs may have no decorations. */
function tells(buffer: Uint8Array, at: number, end: number): boolean {
  return (
    standsAt(USING, buffer, at, end) ||
    standsAt(TRIGGER, buffer, at, end) ||
    standsAt(STALL, buffer, at, end) ||
    standsAt(OUT_OF_MEMORY, buffer, at, end) ||
    isMetaspaceFailure(buffer, at, end) ||
    isStatement(buffer, at, end)
  )
}

/** Whether the VM counts from 0 again: the uptime went back since the record with this number. */
function restarted(cycle: Cycle, line: PhaseLine): boolean {
  const { uptime } = line.stamp()
  return uptime !== null && cycle.uptime !== null && uptime < cycle.uptime - RESTART_SECONDS
}

/** Whether the last decoration holds the tags `gc,init`. */
function isInit(buffer: Uint8Array, start: number, messageAt: number): boolean {
  let at = messageAt - 2
  if (buffer[at] !== 0x5d) return false
  at--
  while (at > start && buffer[at] === 0x20) at--
  return at - INIT.length >= start && standsAt(INIT, buffer, at - INIT.length + 1, messageAt)
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39
}
