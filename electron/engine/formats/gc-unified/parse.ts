/**
 * Unified logging of garbage collections (JDK 9 and later). Streaming, bytes first: a log with debug levels has millions of lines
 * that only add details, and they cost a few comparisons each; what is decoded begins a record, ends it or changes it.
 */
import type { LineNumber, Milliseconds } from '../../../../shared/model/units.ts'
import type { Line, LineParser, ParseContext, Skimming, ToldLines } from '../format.ts'
import { EventSink } from '../lib/event-sink.ts'
import { bytesOf, skipBlanks, standsAt } from '../lib/gc-bytes.ts'
import { GcRecords } from '../lib/gc-records.ts'
import { readPhase } from '../lib/gc-text.ts'
import { HotspotReader } from '../lib/hotspot-reader.ts'
import { quoteOf } from '../lib/quote.ts'
import { addCollection, addConcurrent, addPause, Cycles, type Cycle, type Origin } from './cycles.ts'
import { Decorated, stampOf } from './decorations.ts'
import { Extent } from './extent.ts'
import { collectorOf, readInit } from './init.ts'
import { GC_DETAIL, GC_MESSAGE } from './kernel.ts'
import { readStall, readTrigger } from './messages.ts'

const GC = bytesOf('GC(')
const PAUSE = bytesOf('Pause ')
const CONCURRENT = bytesOf('Concurrent ')
// GC(5) Concurrent refinement: 0.00ms, refined: 0, precleaned: 0, dirtied: 0          a detail of a pause
const REFINEMENT = bytesOf('Concurrent refinement: ')
const GARBAGE = bytesOf('Garbage Collection ')
const MAJOR = bytesOf('Major Collection ')
const MINOR = bytesOf('Minor Collection ')
const CAPACITY = bytesOf('Capacity: ')
const USING = bytesOf('Using ')
const TRIGGER = bytesOf('Trigger')
const STALL = bytesOf('Allocation Stall (')
const INIT = bytesOf('gc,init')
/** What is decoded of a line; the longest that says something here has some hundred bytes. */
const LINE_BYTES = 4096
/** A VM that starts anew counts its time from 0; clocks of one VM do not go back. */
const RESTART_SECONDS = 1

// Capacity:     3884M (98%)        3954M (100%)       3954M (100%)       3954M (100%)  ...     at Mark Start, Mark End, Relocate Start, Relocate End
const CAPACITY_COLUMN = /(\d{1,12})M \(\d{1,3}%\)/g

export class UnifiedGcLog implements LineParser {
  readonly #context: ParseContext
  readonly #records: GcRecords
  readonly #cycles: Cycles
  readonly #sink: EventSink
  readonly #hotspot: HotspotReader
  readonly #head = new Decorated()
  readonly #extent = new Extent()
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
    } else if (standsAt(USING, buffer, at, end) || standsAt(TRIGGER, buffer, at, end)) this.#message(line, start, at)
    // Messages of several lines have decorations on the first only (trace of gc,task): the rest is indented.
    else if (this.#decorated && buffer[start] !== 0x20) {
      this.#context.report('malformed-line', line.number, 'Not a line of unified logging')
    }
  }

  end(lines: LineNumber, cut: boolean): void {
    const { nextCause } = this.#cycles
    this.#cycles.flush()
    this.#hotspot.flush()
    this.#endInit()
    if (lines === 0) return
    if (cut) this.#context.report('truncated', lines, 'The log ends early')
    const stalls =
      this.#stalls === 0 ? '' : ` ${this.#stalls} threads waited for memory, the longest ${this.#longestStall} ms.`
    const events = this.#sink.summary()
    this.#context.emit({
      kind: 'region',
      id: 'gc-log',
      title: 'GC log',
      note: `${this.#records.summary()}${stalls}${events === '' ? '' : ` Also ${events}.`}`,
      depth: 0,
      span: { line: 1, endLine: lines },
    })
    this.#context.emit(this.#extent.record(lines, nextCause))
  }

  #take(told: ToldLines): void {
    const { entryCount, firstLine, lines, kinds } = told
    for (let entry = 0; entry < entryCount; entry++) {
      const line = lines[entry] ?? 0
      const kind = kinds[entry]
      if (kind === GC_MESSAGE) {
        const { buffer, start, end } = told.at(line)
        this.#head.read(buffer, start, end)
        this.#extent.mark(buffer, start, this.#head.messageAt)
      } else if (kind !== GC_DETAIL || !this.#cycles.extend(firstLine + line)) told.give(line)
    }
  }

  /** Who writes, as far as the decorations say. */
  #first(line: Line, start: number): void {
    this.#decorated = true
    this.#extent.mark(line.buffer, start, this.#head.messageAt)
    const { host, pid } = stampOf(textOf(line, start, this.#head.messageAt))
    const text = textOf(line, line.start, line.end)
    if (host !== null) this.#records.fact('host.name', host, line.number, text)
    if (pid !== null) this.#records.fact('process.pid', pid, line.number, text)
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
    at = skipBlanks(buffer, at + 1, end)
    // Generations of ZGC: `Y: ` and `y: ` young, `O: ` old.
    if (buffer[at + 1] === 0x3a && buffer[at + 2] === 0x20) at = skipBlanks(buffer, at + 2, end)
    let cycle = this.#cycles.find(id)
    const main = readerAt(buffer, at, end)
    if (cycle?.finished && main && this.#restarted(cycle, line, start, messageAt)) {
      this.#cycles.flush(id)
      cycle = null
    }
    if (!cycle) {
      if (this.#init) this.#endInit()
      this.#collected = true
      cycle = this.#cycles.open(id, this.#origin(line, start, messageAt, main === null))
    } else if (main && !cycle.told) Object.assign(cycle, this.#origin(line, start, messageAt))
    cycle.endLine = number
    if (main) {
      this.#extent.mark(buffer, start, messageAt)
      this.#tell(cycle, main, line, at)
    } else if (standsAt(CAPACITY, buffer, at, end)) {
      const columns = [...textOf(line, at, end).matchAll(CAPACITY_COLUMN)]
      if (columns.length >= 4) cycle.committed = Number(columns[3]?.[1]) * 2 ** 20
    }
  }

  #tell(cycle: Cycle, main: Main, line: Line, at: number): void {
    cycle.told = true
    const { buffer, end } = line
    if (main.kind === 'concurrent' && cycle.concurrent && !hasArrow(buffer, at, end) && !endsCycle(buffer, at, end))
      return
    const phase = readPhase(textOf(line, at + main.skip, end))
    if (main.kind === 'pause') {
      addPause(cycle, phase)
      if (!phase.understood) this.#context.report('malformed-line', line.number, 'Pause not understood')
    } else if (main.kind === 'concurrent') addConcurrent(cycle, phase)
    else addCollection(cycle, phase)
  }

  /** Whether the VM counts from 0 again: the uptime went back since the record with this number. */
  #restarted(cycle: Cycle, line: Line, start: number, messageAt: number): boolean {
    const { uptime } = stampOf(textOf(line, start, messageAt))
    return uptime !== null && cycle.uptime !== null && uptime < cycle.uptime - RESTART_SECONDS
  }

  /** @param later Whether times are wanted only if no line follows that tells more. */
  #origin(line: Line, start: number, messageAt: number, later = false): Origin {
    const { number } = line
    if (later && this.#zoneIsKnown) {
      const unread = textOf(line, start, messageAt)
      return { line: number, at: null, uptime: null, quote: quoteOf(textOf(line, start, line.end)), unread }
    }
    this.#zoneIsKnown = true
    const { at, uptime, unzoned } = stampOf(textOf(line, start, messageAt))
    if (unzoned && !this.#unzoned) {
      this.#unzoned = true
      this.#context.report('no-time-zone', number, 'Times have no zone; they were taken as UTC')
    }
    return { line: number, at, uptime, quote: quoteOf(textOf(line, start, line.end)) }
  }

  #message(line: Line, start: number, at: number): void {
    const { buffer, end, number } = line
    this.#extent.mark(buffer, start, at)
    if (isInit(buffer, start, at) || standsAt(USING, buffer, at, end)) this.#start(line, at)
    else if (standsAt(TRIGGER, buffer, at, end)) {
      const cause = readTrigger(textOf(line, at, end))
      if (cause !== null) this.#cycles.trigger({ cause, ...this.#origin(line, start, at) })
    } else if (standsAt(STALL, buffer, at, end)) {
      const stall = readStall(textOf(line, at, end))
      if (stall === null) this.#context.report('malformed-line', number, 'Stall not understood')
      else {
        this.#stalls++
        this.#longestStall = Math.max(this.#longestStall, stall)
      }
    }
  }

  #start(line: Line, at: number): void {
    const { number } = line
    const message = textOf(line, at, line.end)
    const statements = readInit(message)
    if (collectorOf(message) !== null) {
      this.#cycles.flush()
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

interface Main {
  kind: 'pause' | 'concurrent' | 'collection'
  /** Bytes of the word that phases do not repeat. */
  skip: number
}
const PAUSES: Main = { kind: 'pause', skip: PAUSE.length }
const CONCURRENTS: Main = { kind: 'concurrent', skip: CONCURRENT.length }
const COLLECTIONS: Main = { kind: 'collection', skip: 0 }

/** What a line of a collection says; null for details. */
function readerAt(buffer: Uint8Array, at: number, end: number): Main | null {
  switch (buffer[at]) {
    case 0x50:
      return standsAt(PAUSE, buffer, at, end) ? PAUSES : null
    case 0x43:
      return standsAt(CONCURRENT, buffer, at, end) && !standsAt(REFINEMENT, buffer, at, end) ? CONCURRENTS : null
    case 0x47:
      return standsAt(GARBAGE, buffer, at, end) ? COLLECTIONS : null
    case 0x4d:
      return standsAt(MAJOR, buffer, at, end) || standsAt(MINOR, buffer, at, end) ? COLLECTIONS : null
    default:
      return null
  }
}

/** `->` of a change of the heap. */
function hasArrow(buffer: Uint8Array, from: number, end: number): boolean {
  for (let at = from + 1; at < end; at++) if (buffer[at] === 0x3e && buffer[at - 1] === 0x2d) return true
  return false
}

const CYCLE = bytesOf('Cycle')
/** `Concurrent Mark Cycle 12.1ms`, `Concurrent Undo Cycle`, `Concurrent Cycle`. */
function endsCycle(buffer: Uint8Array, from: number, end: number): boolean {
  for (let at = from + CONCURRENT.length; at + CYCLE.length <= end; at++) {
    if (buffer[at] === 0x43 && standsAt(CYCLE, buffer, at, end)) return true
  }
  return false
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

function textOf(line: Line, start: number, end: number): string {
  return line.slice(start, Math.min(end, start + LINE_BYTES))
}
