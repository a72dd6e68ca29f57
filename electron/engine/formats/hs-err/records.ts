import type { FactKey, FactValue } from '../../../../shared/model/facts.ts'
import type {
  FactRecord,
  FormatRecord,
  FrameRecord,
  IssueCode,
  MappingsRecord,
  RangeRecord,
  RangeRole,
  RegionRecord,
  ThreadRecord,
} from '../../../../shared/model/records.ts'
import type { EpochMs, LineNumber } from '../../../../shared/model/units.ts'
import type { ParseContext } from '../format.ts'
import type { HotSpotDate } from '../lib/hotspot-time.ts'
import { zoneClock } from '../lib/zone-clock.ts'
import { quoteOf } from '../lib/quote.ts'

/** One line of the log, decoded, without what a log shipper put before it. */
export interface LogLine {
  number: LineNumber
  text: string
  /** The same as it stands in the file, where a log shipper escaped it. */
  written?: string
}

/** Enough for a log with every optional section; a hostile one could open millions. */
const MAX_REGIONS = 10_000

/** The line as evidence: verbatim, so as it stands in the file. */
export function quoteLine(line: LogLine): string {
  return quoteOf((line.written ?? line.text).trim())
}

/** Stated of living processes too. */
const NO_CRASH: ReadonlySet<FactKey> = new Set<FactKey>(['crash.time', 'crash.exception-count'])

/**
 * What the log has said so far. Facts, ranges and regions wait until its end: JDK 8 and earlier print the time of the crash last,
 * and some statements only count when nothing better was printed.
 */
export class CrashRecords {
  /** The variable TZ, for dates without a zone or with an ambiguous one. */
  timeZone: string | null = null
  /** Mapping listings opened so far. */
  listings = 0
  /** Feature release, once known: some words mean other things in other releases. */
  feature: number | null = null
  #context: ParseContext
  #facts = new Map<FactKey, FactRecord>()
  #fallbacks = new Map<FactKey, FactRecord>()
  #lastResorts = new Map<FactKey, FactRecord>()
  #repeated: FactRecord[] = []
  #ranges: RangeRecord[] = []
  #fallbackRanges: RangeRecord[] = []
  #regions: RegionRecord[] = []
  #mappings: MappingsRecord[] = []
  #stacks = new Map<FrameRecord['stack'], readonly FrameRecord[]>()
  #threads = 0
  #date: { date: HotSpotDate; line: LogLine } | null = null
  #currentThread: ThreadRecord | null = null

  constructor(context: ParseContext) {
    this.#context = context
  }

  report(code: IssueCode, line: LineNumber | null, message: string): void {
    this.#context.report(code, line, message)
  }

  /** States a fact; the first statement of a key stands. */
  fact(key: FactKey, value: FactValue, line: LogLine): void {
    if (!this.#facts.has(key) && isStated(value)) this.#facts.set(key, factRecord(key, value, line))
  }

  /** States a fact that counts only if {@link fact} never does: rounded, derived, or of the container instead of the host. */
  fallback(key: FactKey, value: FactValue, line: LogLine): void {
    if (!this.#fallbacks.has(key) && isStated(value)) this.#fallbacks.set(key, factRecord(key, value, line))
  }

  /** States a fact that counts only if neither {@link fact} nor {@link fallback} does: less than any line about it would say. */
  lastResort(key: FactKey, value: FactValue, line: LogLine): void {
    if (!this.#lastResorts.has(key) && isStated(value)) this.#lastResorts.set(key, factRecord(key, value, line))
  }

  /** States one of several values of the same key. */
  repeated(key: FactKey, value: FactValue, line: LogLine): void {
    if (this.#repeated.length < 100 && isStated(value)) this.#repeated.push(factRecord(key, value, line))
  }

  has(key: FactKey): boolean {
    return this.#facts.has(key)
  }

  range(role: RangeRole, name: string, start: number, end: number, line: LogLine): void {
    if (isRange(start, end)) this.#ranges.push(rangeRecord(role, name, start, end, line))
  }

  /** A range that counts only if no other of its role was stated. */
  fallbackRange(role: RangeRole, name: string, start: number, end: number, line: LogLine): void {
    if (isRange(start, end)) this.#fallbackRanges.push(rangeRecord(role, name, start, end, line))
  }

  /** When printing a stack with source lines failed, JDK 21 and later print it again without: the longer attempt stands. */
  frames(stack: FrameRecord['stack'], frames: readonly FrameRecord[]): void {
    if (frames.length > (this.#stacks.get(stack)?.length ?? 0)) this.#stacks.set(stack, frames)
  }

  thread(thread: ThreadRecord): void {
    this.#threads++
    this.#context.emit(thread)
  }

  /** The failing thread: it is usually in the thread lists too, and is emitted only if there were none. */
  currentThread(thread: ThreadRecord): void {
    this.#currentThread = thread
  }

  /** The date of the crash as printed; the first one stands. */
  date(date: HotSpotDate, line: LogLine): void {
    this.#date ??= { date, line }
  }

  mappings(record: MappingsRecord): void {
    this.#mappings.push(record)
  }

  region(region: RegionRecord): void {
    if (this.#regions.length < MAX_REGIONS) this.#regions.push(region)
  }

  /** What was stated so far was the notice's, perhaps of another life: the log itself says it all again. Regions stay. */
  forget(): void {
    for (const facts of [this.#facts, this.#fallbacks, this.#lastResorts, this.#stacks]) facts.clear()
    for (const list of [this.#repeated, this.#ranges, this.#fallbackRanges]) list.length = 0
    this.#date = this.#currentThread = null
    this.feature = this.timeZone = null
  }

  /** Hands over what waited. */
  finish(): void {
    const time = this.#settleTime()
    const emit = (record: FormatRecord) => this.#context.emit(record)
    if (this.#threads === 0 && this.#currentThread) emit(this.#currentThread)
    for (const frames of this.#stacks.values()) for (const frame of frames) emit(frame)
    for (const record of this.#mappings) emit({ ...record, at: time })
    const weaker = new Map([...this.#lastResorts, ...this.#fallbacks])
    const fallbacks = [...weaker.values()].filter((fact) => !this.#facts.has(fact.key))
    const facts = [...this.#facts.values(), ...this.#repeated, ...fallbacks].toSorted(
      (a, b) => a.span.line - b.span.line,
    )
    // `jcmd VM.info` prints the same sections of a process that lives (VMError::print_vm_info): its time is no crash.
    const crashed = facts.some(({ key }) => key.startsWith('crash.') && !NO_CRASH.has(key))
    for (const fact of facts) if (crashed || fact.key !== 'crash.time') emit({ ...fact, at: time })
    const roles = new Set(this.#ranges.map((range) => range.role))
    for (const range of this.#ranges) emit(range)
    for (const range of this.#fallbackRanges) if (!roles.has(range.role)) emit(range)
    for (const region of this.#regions.toSorted((a, b) => a.span.line - b.span.line || a.depth - b.depth)) emit(region)
  }

  #settleTime(): EpochMs | null {
    if (!this.#date) return null
    const { date, line } = this.#date
    let { at } = date
    if (date.zone !== 'known') {
      const zoned = this.timeZone === null ? null : (zoneClock(this.timeZone)?.toUtc(date.at) ?? null)
      if (zoned !== null) at = zoned
      else if (date.zone === 'absent')
        this.report('no-time-zone', line.number, 'The time of the crash has no zone: taken as UTC')
      else
        this.report('zone-unknown', line.number, `Time zone "${date.zoneName}" is ambiguous or unknown: taken as UTC`)
    }
    this.fact('crash.time', at, line)
    return at
  }
}

function isStated(value: FactValue): boolean {
  return value !== '' && !Number.isNaN(value)
}

function isRange(start: number, end: number): boolean {
  return Number.isSafeInteger(start) && Number.isSafeInteger(end) && end > start
}

function factRecord(key: FactKey, value: FactValue, line: LogLine): FactRecord {
  const span = { line: line.number, endLine: line.number }
  return { kind: 'fact', key, value, at: null, span, quote: quoteLine(line) }
}

function rangeRecord(role: RangeRole, name: string, start: number, end: number, line: LogLine): RangeRecord {
  const span = { line: line.number, endLine: line.number }
  return { kind: 'range', role, name, start, end, span, quote: quoteLine(line) }
}
