/** A line that says what a collection is or does, as the parser meets it: read by itself, or by a kernel. */
import type { EpochMs, LineNumber, Milliseconds, Seconds } from '../../../../shared/model/units.ts'
import type { Line, ToldLines } from '../format.ts'
import { bytesOf, standsAt } from '../lib/gc-bytes.ts'
import { readPhase, readPhaseName, type HeapChange, type Phase, type PhaseName } from '../lib/gc-text.ts'
import { quoteOf } from '../lib/quote.ts'
import { stampOf } from './decorations.ts'
import {
  AFTER,
  AT,
  BEFORE,
  COMMITTED,
  DURATION,
  GC_CONCURRENT,
  ID,
  NAME,
  NAME_FROM,
  NAME_TO,
  UPTIME,
} from './kernel.ts'

const PAUSE = bytesOf('Pause ')
const CONCURRENT = bytesOf('Concurrent ')
// Details of a pause (g1Policy.cpp, g1RemSet.cpp; JDK 17, 21):
// GC(5) Concurrent refinement: 0.00ms, refined: 0, precleaned: 0, dirtied: 0
// GC(5) Concurrent refinement times: Logged Cards Scan time goal: 10.00ms Logged Cards Scan time: 0.00ms HCC time: 0.00ms
const REFINEMENT = bytesOf('Concurrent refinement')
// Detail of the full collection that takes over from CMS (JDK 9 to 13, report_concurrent_mode_interruption):
// GC(5) Concurrent mode failure      GC(5) Concurrent mode interrupted
const MODE = bytesOf('Concurrent mode ')
// A whole collection of Shenandoah's old generation, concurrent by nature (shenandoahOldGeneration.cpp, entry_coalesce_and_fill; JDK 24):
// GC(27) Coalescing and filling (Old) 0.174ms
const COALESCING = bytesOf('Coalescing and filling ')
const GARBAGE = bytesOf('Garbage Collection ')
const MAJOR = bytesOf('Major Collection ')
const MINOR = bytesOf('Minor Collection ')
const CYCLE = bytesOf('Cycle')
/** What is decoded of a line; the longest that says something here has some hundred bytes. */
const LINE_BYTES = 4096

export type PhaseKind = 'pause' | 'concurrent' | 'collection'

export interface PhaseLine {
  readonly number: LineNumber
  readonly kind: PhaseKind
  stamp(): { at: EpochMs | null; uptime: Seconds | null; unzoned: boolean }
  quote(): string
  /** Whether a concurrent phase tells of the heap, or may end its cycle. */
  changes(): boolean
  phase(): Phase
}

/** Reads the words themselves. One for all lines. */
export class ReadPhaseLine implements PhaseLine {
  number: LineNumber = 1
  kind: PhaseKind = 'collection'
  #line: Line | null = null
  #start = 0
  #messageAt = 0
  #at = 0
  /** How long the word is that the phases of one kind share. */
  #shared = 0
  #stamp: ReturnType<PhaseLine['stamp']> | null = null

  /** Takes the line whose message begins at `messageAt`, its words behind the number at `at`; false when they are details. */
  place(line: Line, start: number, messageAt: number, at: number): boolean {
    const kind = kindAt(line.buffer, at, line.end)
    if (kind === null) return false
    this.kind = kind
    this.number = line.number
    this.#line = line
    this.#start = start
    this.#messageAt = messageAt
    this.#at = at
    // Phases of a cycle do not repeat the word.
    this.#shared = sharedBytes(kind, line.buffer, at, line.end)
    this.#stamp = null
    return true
  }

  stamp(): ReturnType<PhaseLine['stamp']> {
    return (this.#stamp ??= stampOf(this.#text(this.#start, this.#messageAt)))
  }

  quote(): string {
    return quoteOf(this.#text(this.#start))
  }

  changes(): boolean {
    const { buffer, end } = this.#placed()
    return hasArrow(buffer, this.#at, end) || endsCycle(buffer, this.#at, end)
  }

  phase(): Phase {
    return readPhase(this.#text(this.#at + this.#shared))
  }

  #placed(): Line {
    if (this.#line === null) throw new Error('no line is placed')
    return this.#line
  }

  #text(from: number, to?: number): string {
    const line = this.#placed()
    return textOf(line, from, to ?? line.end)
  }
}

/** Of a line that a kernel told; null for words that are no name alone. */
interface ToldName extends PhaseName {
  /** Whether it makes {@link PhaseLine.changes} true. */
  changes: boolean
}

/** What a kernel read of a line; the name of its phase is read here, once. One for all lines. */
export class ToldPhaseLine implements PhaseLine {
  number: LineNumber = 1
  kind: PhaseKind = 'pause'
  readonly #names: (ToldName | null)[] = []
  #told: ToldLines | null = null
  #line = 0
  #from = 0
  #name: ToldName = { name: '', groups: [], changes: false }

  /** @param entry Of the lines told. @param from Its first number. False when the line has to be read by the parser. */
  place(told: ToldLines, entry: number, from: number): boolean {
    this.#told = told
    this.#line = told.lines[entry] ?? 0
    this.#from = from
    this.number = told.firstLine + this.#line
    this.kind = told.kinds[entry] === GC_CONCURRENT ? 'concurrent' : 'pause'
    const known = this.#number(NAME)
    let name = this.#names[known]
    if (name === undefined) {
      name = this.#readName(told.at(this.#line))
      if (known >= 0) this.#names[known] = name
    }
    if (name === null) return false
    this.#name = name
    return true
  }

  get id(): number {
    return this.#number(ID)
  }

  stamp(): ReturnType<PhaseLine['stamp']> {
    return { at: this.#printed(AT), uptime: this.#printed(UPTIME), unzoned: false }
  }

  quote(): string {
    const line = this.#told?.at(this.#line)
    return line === undefined ? '' : quoteOf(textOf(line, line.start, line.end))
  }

  changes(): boolean {
    return this.#name.changes || !Number.isNaN(this.#number(BEFORE))
  }

  phase(): Phase {
    const { name, groups } = this.#name
    const heap: HeapChange | null =
      this.#printed(BEFORE) === null
        ? null
        : { before: this.#printed(BEFORE), after: this.#printed(AFTER), committed: this.#printed(COMMITTED) }
    const durationMs: Milliseconds | null = this.#printed(DURATION)
    return { name, groups, heap, durationMs, understood: true }
  }

  #readName(line: Line): ToldName | null {
    const words = line.slice(line.start + this.#number(NAME_FROM), line.start + this.#number(NAME_TO))
    const name = readPhaseName(words)
    return name && { ...name, changes: words.includes('->') || words.includes('Cycle') }
  }

  #number(field: number): number {
    return this.#told?.numbers[this.#from + field] ?? NaN
  }

  #printed(field: number): number | null {
    const number = this.#number(field)
    return Number.isNaN(number) ? null : number
  }
}

/** What a line of a collection says; null for details. */
function kindAt(buffer: Uint8Array, at: number, end: number): PhaseKind | null {
  switch (buffer[at]) {
    case 0x50:
      return standsAt(PAUSE, buffer, at, end) ? 'pause' : null
    case 0x43:
      return isConcurrent(buffer, at, end) ? 'concurrent' : null
    case 0x47:
      return standsAt(GARBAGE, buffer, at, end) ? 'collection' : null
    case 0x4d:
      return standsAt(MAJOR, buffer, at, end) || standsAt(MINOR, buffer, at, end) ? 'collection' : null
    default:
      return null
  }
}

function isConcurrent(buffer: Uint8Array, at: number, end: number): boolean {
  if (!standsAt(CONCURRENT, buffer, at, end)) return standsAt(COALESCING, buffer, at, end)
  return !standsAt(REFINEMENT, buffer, at, end) && !standsAt(MODE, buffer, at, end)
}

function sharedBytes(kind: PhaseKind, buffer: Uint8Array, at: number, end: number): number {
  if (kind === 'pause') return PAUSE.length
  return standsAt(CONCURRENT, buffer, at, end) ? CONCURRENT.length : 0
}

/** `->` of a change of the heap. */
function hasArrow(buffer: Uint8Array, from: number, end: number): boolean {
  for (let at = from + 1; at < end; at++) if (buffer[at] === 0x3e && buffer[at - 1] === 0x2d) return true
  return false
}

/** `Concurrent Mark Cycle 12.1ms`, `Concurrent Undo Cycle`, `Concurrent Cycle`. */
function endsCycle(buffer: Uint8Array, from: number, end: number): boolean {
  for (let at = from + CONCURRENT.length; at + CYCLE.length <= end; at++) {
    if (buffer[at] === 0x43 && standsAt(CYCLE, buffer, at, end)) return true
  }
  return false
}

/** `line.buffer[start..end)`, decoded, as much of it as is looked at. */
export function textOf(line: Line, start: number, end: number): string {
  return line.slice(start, Math.min(end, start + LINE_BYTES))
}
