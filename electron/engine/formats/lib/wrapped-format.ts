/**
 * Lets a format read its text through wrappers (wrapper.ts): `kubectl logs --timestamps` of a broker is still the broker's log.
 * Spans and quotes stay those of the artifact; times that the text has not, or has without a zone, come from the wrapper.
 */
import { type LineSpan, QUOTE_LIMIT } from '../../../../shared/model/span.ts'
import type { ExtentRecord, FormatRecord, GcRecord, IssueCode, LogMoment } from '../../../../shared/model/records.ts'
import type { EpochMs, LineNumber } from '../../../../shared/model/units.ts'
import {
  MOST_EXCERPTS,
  type Excerpt,
  type Format,
  type Head,
  type Line,
  type LineParser,
  type ParseContext,
  type Skimming,
} from '../format.ts'
import { quoteOf } from './quote.ts'
import { WRAPPER_SAMPLE, wrapperOf, type Wrapped, type Wrapper } from './wrapper.ts'

/** A pod's prefix around docker's object around a library's object. */
const DEEPEST = 3
/** Lines whose time and words are remembered: those of a trace and of HotSpot's blocks are fewer. */
const REMEMBERED = 1024
/** Lines of which records come later than that: collections that are not over yet, one after the other. */
const KEPT = 8192
/** A zone is a multiple of it. */
const QUARTER_MS = 15 * 60 * 1000
/** Characters need up to four bytes. */
const QUOTE_BYTES = 4 * QUOTE_LIMIT

const decoder = new TextDecoder()
const encoder = new TextEncoder()
const unwrapped = new WeakMap<Head, Head>()

/** The format, which then also reads what is wrapped. */
export function readsWrapped(format: Format): Format {
  return {
    ...format,
    sniff: (head) => format.sniff(unwrappedHead(head)),
    open: (context) => new Unwrapping(context, (inner) => format.open(inner), DEEPEST),
  }
}

/** The beginning of what is within; the head itself when nothing is around it. */
function unwrappedHead(head: Head): Head {
  const known = unwrapped.get(head)
  if (known) return known
  let inner = head
  for (let depth = 0; depth < DEEPEST; depth++) {
    const wrapper = wrapperOf(inner.lines)
    if (!wrapper) break
    const lines = inner.lines.flatMap((line) => rowsWithin(wrapper, line))
    const text = lines.map((line) => `${line}\n`).join('')
    inner = { ...head, text, lines, bytes: encoder.encode(text) }
  }
  unwrapped.set(head, inner)
  return inner
}

function rowsWithin(wrapper: Wrapper, text: string): readonly string[] {
  if (wrapper.kind === 'object') return wrapper.read(text)?.rows ?? [text]
  const line = new OwnLine()
  line.set(text, 1)
  const found = wrapper.read(line)
  return [found ? decoder.decode(line.buffer.subarray(found.from, line.end)) : text]
}

/** A line in a buffer of its own, or a part of another's. */
class OwnLine implements Line {
  number: LineNumber = 0
  buffer = new Uint8Array(1024)
  start = 0
  end = 0
  #own = this.buffer

  set(text: string, number: LineNumber): void {
    // Three bytes at the most for each UTF-16 unit.
    if (this.#own.length < text.length * 3) this.#own = new Uint8Array(text.length * 4)
    this.buffer = this.#own
    this.number = number
    this.start = 0
    this.end = encoder.encodeInto(text, this.buffer).written
  }

  part(line: Line, from: number): void {
    this.buffer = line.buffer as Uint8Array<ArrayBuffer>
    this.number = line.number
    this.start = Math.min(from, line.end)
    this.end = line.end
  }

  text(): string {
    return this.slice(this.start, this.end)
  }

  slice(from: number, to: number): string {
    return decoder.decode(this.buffer.subarray(from, to))
  }
}

/** Waits for enough lines to tell the wrapper, then passes on what is within. */
class Unwrapping implements LineParser {
  readonly #context: ParseContext
  readonly #open: (context: ParseContext) => LineParser
  readonly #depth: number
  #waiting: { text: string; number: LineNumber }[] = []
  #next: LineParser | null = null

  constructor(context: ParseContext, open: (context: ParseContext) => LineParser, depth: number) {
    this.#context = context
    this.#open = open
    this.#depth = depth
  }

  /** Of a text that is not wrapped, once that is known. */
  get skimming(): Skimming | undefined {
    return this.#next?.skimming
  }

  line(line: Line): void {
    if (this.#next) {
      this.#next.line(line)
      return
    }
    this.#waiting.push({ text: line.text(), number: line.number })
    if (this.#waiting.length >= WRAPPER_SAMPLE) this.#begin()
  }

  end(lines: LineNumber, cut: boolean): void {
    const next = this.#next ?? this.#begin()
    next.end(lines, cut)
  }

  #begin(): LineParser {
    const wrapper = this.#depth > 0 ? wrapperOf(this.#waiting.map(({ text }) => text)) : null
    const next = wrapper
      ? new WrappedLines(this.#context, wrapper, (inner) => new Unwrapping(inner, this.#open, this.#depth - 1))
      : this.#open(this.#context)
    const line = new OwnLine()
    for (const { text, number } of this.#waiting) {
      line.set(text, number)
      next.line(line)
    }
    this.#waiting = []
    this.#next = next
    return next
  }
}

/** What stands around a line; NaN for what does not. */
interface Kept {
  time: EpochMs
  pid: number
  quote: string | undefined
}
const NOTHING: Kept = { time: Number.NaN, pid: Number.NaN, quote: undefined }

/** A moment that the text tells by the uptime alone. */
function placed(moment: LogMoment, start: EpochMs): LogMoment {
  const { at, uptime } = moment
  return at !== null || uptime === null ? moment : { at: start + Math.round(uptime * 1000), uptime }
}

class WrappedLines implements LineParser {
  readonly #context: ParseContext
  readonly #wrapper: Wrapper
  readonly #next: LineParser
  readonly #line = new OwnLine()
  readonly #times = new Float64Array(REMEMBERED).fill(Number.NaN)
  readonly #pids = new Float64Array(REMEMBERED).fill(Number.NaN)
  readonly #quotes: (string | undefined)[] = []
  readonly #numbers = new Float64Array(REMEMBERED)
  /** First lines of records that end long after they began: of a series. */
  readonly #kept = new Map<LineNumber, string>()
  /** Lines that the format asked to keep. */
  readonly #asked = new Map<LineNumber, Kept>()
  /** When the JVMs started that wrote the first and the last collection, by the wrapper's times. */
  #starts: { first: EpochMs; last: EpochMs } | null = null
  /** Lines that are no output. */
  readonly #asides: Excerpt[] = []
  /** Lines of the kernel. */
  readonly #kernel: LineSpan[] = []
  #zoned = false
  #unzoned = false
  #offset: EpochMs | null = null

  constructor(context: ParseContext, wrapper: Wrapper, open: (context: ParseContext) => LineParser) {
    this.#context = context
    this.#wrapper = wrapper
    this.#next = open({
      name: context.name,
      at: context.at,
      emit: (record) => this.#emit(record),
      // The lines are the artifact's own, and so is the wrapper around them.
      excerpt: (excerpt) => context.excerpt(excerpt),
      report: (code, line, message) => this.#report(code, line, message),
      keep: (line) => this.#keep(line),
    })
  }

  line(line: Line): void {
    if (this.#wrapper.kind === 'prefix') {
      const found = this.#wrapper.read(line)
      this.#remember(line, found)
      if (found === null && this.#wrapper.isKernel?.(line.text()) === true) {
        this.#ofKernel(line.number)
        return
      }
      this.#line.part(line, found ? found.from : line.start)
      this.#next.line(this.#line)
      return
    }
    const found = this.#wrapper.read(line.text())
    this.#remember(line, found)
    if (found?.ofKernel === true) this.#ofKernel(line.number)
    if (found?.aside !== undefined) {
      const span = { line: line.number, endLine: line.number }
      this.#asides.push({ name: found.aside, spans: [span], isOther: true })
    }
    for (const row of found?.rows ?? [line.text()]) {
      this.#line.set(row, line.number)
      this.#next.line(this.#line)
    }
  }

  end(lines: LineNumber, cut: boolean): void {
    this.#next.end(lines, cut)
    for (const aside of this.#asides.slice(-MOST_EXCERPTS)) this.#context.excerpt(aside)
    if (this.#asides.length > MOST_EXCERPTS) {
      const many = `${this.#asides.length} core dumps, of which the last ${MOST_EXCERPTS} are analysed`
      this.#context.report('unsupported', null, `It tells of ${many}`)
    }
    if (this.#kernel.length > 0) this.#context.excerpt({ name: 'kernel', spans: this.#kernel, isOther: true })
  }

  /** The journal is of the whole host: what the kernel says is read as its log. */
  #ofKernel(line: LineNumber): void {
    const last = this.#kernel.at(-1)
    if (last?.endLine === line - 1) last.endLine = line
    else this.#kernel.push({ line, endLine: line })
  }

  #remember(line: Line, found: Wrapped | null): void {
    const slot = line.number % REMEMBERED
    this.#numbers[slot] = line.number
    this.#times[slot] = found?.time?.zoned === true ? found.time.at : Number.NaN
    this.#pids[slot] = found?.pid ?? Number.NaN
    if (found?.time?.zoned === true) this.#zoned = true
    if (this.#wrapper.kind !== 'object') return
    const bytes = line.buffer.subarray(line.start, Math.min(line.end, line.start + QUOTE_BYTES))
    this.#quotes[slot] = quoteOf(decoder.decode(bytes))
  }

  #keep(line: LineNumber): void {
    const kept = this.#remembered(line)
    if (kept === null) return
    const oldest = this.#asked.size < KEPT ? undefined : this.#asked.keys().next().value
    if (oldest !== undefined) this.#asked.delete(oldest)
    this.#asked.set(line, kept)
    this.#context.keep?.(line)
  }

  #remembered(line: LineNumber): Kept | null {
    const slot = line % REMEMBERED
    if (this.#numbers[slot] !== line) return this.#asked.get(line) ?? null
    return {
      time: this.#times[slot] ?? Number.NaN,
      pid: this.#pids[slot] ?? Number.NaN,
      quote: this.#quotes[slot],
    }
  }

  #emit(record: FormatRecord): void {
    const remembered = this.#remembered(record.span.line)
    const { time: written, pid, quote } = remembered ?? NOTHING
    const told = this.#wrapper.kind === 'object' && 'quote' in record ? this.#quoted(record, quote) : record
    const at = Number.isNaN(written) ? null : written
    const whole = told.kind === 'extent' ? this.#shifted(told) : this.#timed(told, at)
    if (whole.kind === 'gc' && record.kind === 'gc' && record.at === null) this.#noteStart(whole)
    const isWritten = whole.kind === 'event' && !Number.isNaN(pid)
    this.#context.emit(isWritten ? { ...whole, values: { ...whole.values, writer: pid } } : whole)
  }

  /** The words of a line within an object stand there escaped, or not at all. */
  #quoted<R extends FormatRecord & { quote: string }>(record: R, known: string | undefined): R {
    const { line } = record.span
    const quote = known ?? this.#kept.get(line) ?? '{'
    if (record.kind === 'event' && this.#kept.size < REMEMBERED) this.#kept.set(line, quote)
    return { ...record, quote }
  }

  #timed<R extends FormatRecord>(record: R, written: EpochMs | null): R {
    if (record.kind === 'series') {
      const offset = this.#unzoned ? (this.#offset ?? 0) : 0
      return offset === 0 ? record : { ...record, at: record.at.map((at) => at + offset) }
    }
    if (!('at' in record)) return record
    if (record.at === null) return record.kind === 'event' || record.kind === 'gc' ? { ...record, at: written } : record
    if (!this.#unzoned) return record
    // What the text says in local time differs from the wrapper's time by the zone, and by the moment it took to be written.
    if (written !== null) this.#offset = Math.round((written - record.at) / QUARTER_MS) * QUARTER_MS
    return { ...record, at: record.at + (this.#offset ?? 0) }
  }

  #noteStart({ at, uptime }: GcRecord): void {
    if (at === null || uptime === null) return
    const start = at - Math.round(uptime * 1000)
    if (this.#starts === null) this.#starts = { first: start, last: start }
    else this.#starts.last = start
  }

  #shifted(record: ExtentRecord): ExtentRecord {
    const starts = this.#starts
    if (starts !== null)
      return { ...record, first: placed(record.first, starts.first), last: placed(record.last, starts.last) }
    const offset = this.#unzoned ? this.#offset : null
    if (offset === null) return record
    const moment = (each: LogMoment): LogMoment => ({ ...each, at: each.at === null ? null : each.at + offset })
    return { ...record, first: moment(record.first), last: moment(record.last), zoned: true }
  }

  /** A zone that the text does not print is known from the wrapper. */
  #report(code: IssueCode, line: LineNumber | null, message: string): void {
    if (code === 'no-time-zone' && this.#zoned) this.#unzoned = true
    else this.#context.report(code, line, message)
  }
}
