/** A text that is one JSON document: what it says, and its lines as evidence. */
import type { LineNumber } from '../../../../shared/model/units.ts'
import type { Line, ParseContext } from '../format.ts'
import { JsonReader } from './json-reader.ts'
import { JSON_BYTES } from './json-text.ts'
import { quoteOf } from './quote.ts'

/** Lines whose text is kept for quotes. */
const QUOTED = 200_000

export class QuotedJson {
  readonly reader = new JsonReader()
  readonly #context: ParseContext
  readonly #quotes = new Map<LineNumber, string>()
  #bytes = 0

  constructor(context: ParseContext) {
    this.#context = context
  }

  line(line: Line): void {
    if (this.#bytes > JSON_BYTES) return
    const text = line.text()
    this.#bytes += text.length
    if (this.#bytes > JSON_BYTES) {
      this.#context.report('too-large', line.number, `More than ${JSON_BYTES} bytes of JSON are not read`)
      return
    }
    if (this.#quotes.size < QUOTED) this.#quotes.set(line.number, quoteOf(text))
    this.reader.feed(text, line.number)
  }

  quote(line: LineNumber): string {
    return this.#quotes.get(line) ?? ''
  }

  /** Says what is wrong with it. @param what How the text is called: `The answer` */
  end(lines: LineNumber, cut: boolean, what: string): void {
    const whole = this.reader.end()
    if (lines === 0) return
    const { fault } = this.reader
    if (fault !== null) this.#context.report('malformed-line', fault.line, fault.message)
    if (cut || (!whole && fault === null)) this.#context.report('truncated', lines, `${what} ends early`)
  }
}
