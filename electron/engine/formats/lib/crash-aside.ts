/**
 * A crash log in the middle of a console (-XX:+ErrorFileToStdout, or no file could be opened), behind which the next lives of the service
 * went on: it is handed over to be read as what it is. One at the end of a text is found before (ingest/late.ts).
 */
import type { LineSpan } from '../../../../shared/model/span.ts'
import type { LineNumber } from '../../../../shared/model/units.ts'
import { MOST_EXCERPTS, type Line, type LineParser, type ParseContext, type Skimming } from '../format.ts'
import { LogHeader } from './log-header.ts'

const HASH = 0x23
const DASH = 0x2d
const LETTER_E = 0x45
const HEADING =
  /^# {1,4}(?:(?:A fatal|An unexpected) error has been detected by |There is insufficient memory for the Java Runtime Environment)/
// ---------------  S U M M A R Y ------------        ---------------  T H R E A D  ---------------
const BANNER = /^-{3,}\s{1,4}[A-Z] (?:[A-Z] )*[A-Z]\s{1,4}-{3,}\s*$/
const END = 'END.'
const LINE_BYTES = 400
/** Between the heading and the first banner stands nothing but blank lines, and what other threads print. */
const LINES_TO_BANNER: LineNumber = 20

export class CrashAside implements LineParser {
  readonly #parser: LineParser
  readonly #context: ParseContext
  readonly #header = new LogHeader()
  readonly #spans: LineSpan[] = []
  /** The lines of `#` that were seen last, and whether the words of a heading are among them. */
  #hashes: (LineSpan & { heads: boolean }) | null = null
  #crash: LineSpan | null = null

  /** @param parser Of all other lines. */
  constructor(parser: LineParser, context: ParseContext) {
    this.#parser = parser
    this.#context = context
  }

  get skimming(): Skimming | undefined {
    return this.#parser.skimming
  }

  line(line: Line): void {
    if (this.#crash === null && !this.#begins(line)) this.#parser.line(line)
    else if (this.#crash !== null) this.#goOn(line, this.#crash)
  }

  end(lines: LineNumber, cut: boolean): void {
    this.#close()
    this.#parser.end(lines, cut)
    for (const span of this.#spans.slice(-MOST_EXCERPTS))
      this.#context.excerpt({ name: `crash at line ${span.line}`, spans: [span], isOther: true })
  }

  /** Whether the line is the first banner of a crash log; its heading is of the console, too. */
  #begins(line: Line): boolean {
    const { number } = line
    const first = line.end > line.start ? line.buffer[line.start] : 0
    if (first === HASH) {
      const text = line.slice(line.start, Math.min(line.end, line.start + LINE_BYTES))
      const before = this.#hashes?.endLine === number - 1 ? this.#hashes : null
      this.#hashes = {
        line: before?.line ?? number,
        endLine: number,
        heads: (before?.heads ?? false) || HEADING.test(text),
      }
      return false
    }
    if (first !== DASH || this.#hashes?.heads !== true || number - this.#hashes.endLine > LINES_TO_BANNER) return false
    if (!BANNER.test(line.slice(line.start, Math.min(line.end, line.start + LINE_BYTES)))) return false
    this.#crash = { line: this.#hashes.line, endLine: number - 1 }
    this.#hashes = null
    return true
  }

  #goOn(line: Line, crash: LineSpan): void {
    const { buffer, start, end, number } = line
    const isLast = buffer[start] === LETTER_E && end - start === END.length && line.text() === END
    // Lines between that nobody gave are of a log.
    if (number !== crash.endLine + 1 || this.#header.read(buffer, start, end)) {
      this.#close()
      this.line(line)
      return
    }
    crash.endLine = number
    if (isLast) this.#close()
  }

  #close(): void {
    if (this.#crash !== null) this.#spans.push(this.#crash)
    this.#crash = null
  }
}
