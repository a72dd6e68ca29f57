/**
 * Collections that a JVM prints to its console, between the lines of the application: they are handed over to be read as the GC log that
 * they are.
 *
 *   [0.086s][info][gc] GC(29) Pause Young (Normal) (G1 Evacuation Pause) 35M->30M(40M) 0.426ms          -Xlog:gc without a file
 *   27.529: [GC (Allocation Failure)  24576K->3128K(94208K), 0.0042 secs]                               -verbose:gc without -Xloggc
 */
import type { LineSpan } from '../../../../shared/model/span.ts'
import type { LineNumber } from '../../../../shared/model/units.ts'
import type { Line, LineParser, ParseContext, Skimming } from '../format.ts'

const OPEN = 0x5b
const SPACE = 0x20
const CLOSE = 0x5d
const LETTER_C = 0x43
const LETTER_F = 0x46
const LETTER_G = 0x47
const LETTER_S = 0x73
const LETTER_U = 0x55
/** A date and an uptime. */
const TIMES_BYTES = 48
/** Longer than the decorations of unified logging, or the times, before what tells. */
const HEAD_BYTES = 200
const UNIFIED = /^(?:\[[^\]]{1,60}\]){1,10} ?(?:GC\(\d{1,10}\) |Using [A-Z])/
const LEGACY = /^(?:\d{4}-\d\d-\d\dT[\d:.,+-]{17,24}: ?)?(?:\d{1,12}[.,]\d{3}: ?)?\[(?:GC|Full GC)[ ([-]/
const MOST_SPANS = 100_000

export class CollectionsAside implements LineParser {
  readonly #parser: LineParser
  readonly #context: ParseContext
  readonly #spans: LineSpan[] = []
  #last: LineNumber = 0
  /** Lines below one of `-XX:+PrintGCDetails` that are indented belong to it. */
  #goesOn = false

  /** @param parser Of all other lines. */
  constructor(parser: LineParser, context: ParseContext) {
    this.#parser = parser
    this.#context = context
  }

  get skimming(): Skimming | undefined {
    return this.#parser.skimming
  }

  line(line: Line): void {
    if (this.#isCollection(line)) this.#put(line.number)
    else this.#parser.line(line)
  }

  end(lines: LineNumber, cut: boolean): void {
    this.#parser.end(lines, cut)
    if (this.#spans.length > 0) this.#context.excerpt({ name: 'gc', spans: this.#spans, isOther: true })
  }

  #isCollection(line: Line): boolean {
    const { buffer, start, end, number } = line
    if (this.#goesOn && number === this.#last + 1 && buffer[start] === SPACE && indentedDetail(buffer, start, end))
      return true
    const first = buffer[start] ?? 0
    if (
      (first !== OPEN && (first < 0x30 || first > 0x39)) ||
      !mayBeCollection(buffer, start, Math.min(end, start + HEAD_BYTES))
    )
      return false
    const head = line.slice(start, Math.min(end, start + HEAD_BYTES))
    this.#goesOn = LEGACY.test(head)
    return this.#goesOn || UNIFIED.test(head)
  }

  #put(line: LineNumber): void {
    const last = this.#spans.at(-1)
    this.#last = line
    if (last?.endLine === line - 1) last.endLine = line
    else if (this.#spans.length < MOST_SPANS) this.#spans.push({ line, endLine: line })
  }
}

/** Whether the first letters behind the decorations, or behind the times, may be of a collection: no other line pays a decoding. */
function mayBeCollection(buffer: Uint8Array, start: number, end: number): boolean {
  let at = start
  if (buffer[at] === OPEN && buffer[at + 1] !== LETTER_G && buffer[at + 1] !== LETTER_F) {
    // Decorations stand bracket on bracket.
    while (buffer[at] === OPEN) {
      while (at < end && buffer[at] !== CLOSE) at++
      at++
    }
    if (buffer[at] === SPACE) at++
    return (
      (buffer[at] === LETTER_G && buffer[at + 1] === LETTER_C) ||
      (buffer[at] === LETTER_U && buffer[at + 1] === LETTER_S)
    )
  }
  const limit = Math.min(end, start + TIMES_BYTES)
  while (at < limit && buffer[at] !== OPEN) at++
  return buffer[at] === OPEN && (buffer[at + 1] === LETTER_G || buffer[at + 1] === LETTER_F)
}

/** `   [Parallel Time: 1.2 ms, GC Workers: 4]`, ` [Times: user=0.01 ...`: the first letter is a bracket. */
function indentedDetail(buffer: Uint8Array, start: number, end: number): boolean {
  let at = start
  while (at < end && buffer[at] === SPACE) at++
  return buffer[at] === OPEN
}
