/**
 * What a log shipper puts around every line of a captured log: `web-1  | `, `2022-03-08T03:12:47.123456789Z stdout F `, the comma of
 * a list, the JSON object of Docker's json-file driver. It is learnt from the header's line: digits stand for any digits, everything
 * else for itself. Matched on bytes, since a listing of 65 000 mappings may follow.
 */
const ZERO = 0x30
const NINE = 0x39
const SPACE = 0x20
const QUOTE = 0x22
const BACKSLASH = 0x5c
/** In a pattern: one digit or more. */
const DIGITS = -1
/** In a prefix: blanks beside a number, which are fewer where that has more digits (`Nov  9`, `Nov 10`). */
const PADDING = -2
/** Longer than any shipper's: what is longer is no wrapping. */
const MAX_LENGTH = 400

const encoder = new TextEncoder()
const decoder = new TextDecoder()

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= NINE
}

function patternOf(text: string): number[] {
  const pattern: number[] = []
  for (const byte of encoder.encode(text)) {
    if (!isDigit(byte)) pattern.push(byte)
    else if (pattern.at(-1) !== DIGITS) pattern.push(DIGITS)
  }
  return pattern
}

/** A prefix whose numbers may be padded. The blanks at its end stay as they are: those that follow are the log's own. */
function prefixOf(text: string): number[] {
  const pattern = patternOf(text)
  const last = pattern.findLastIndex((code) => code !== SPACE)
  const prefix: number[] = []
  for (let at = 0; at < pattern.length; at++) {
    const code = pattern[at] ?? SPACE
    let next = at
    while (next <= last && pattern[next] === SPACE) next++
    const beside = pattern[next] === DIGITS || pattern[at - 1] === DIGITS
    if (code === SPACE && at < last && beside) {
      prefix.push(PADDING)
      at = next - 1
    } else {
      prefix.push(code)
    }
  }
  return prefix
}

/** Part of a line that is the log's own. */
export interface Inner {
  start: number
  end: number
}

export class Wrapping {
  #prefix: number[]
  #suffix: number[]
  /** The line is a string of JSON: quotes, backslashes and tabs are escaped. */
  readonly #json: boolean

  private constructor(prefix: number[], suffix: number[], json: boolean) {
    this.#prefix = prefix
    this.#suffix = suffix
    this.#json = json
  }

  /** `before` and `after` stand around the header in its line; null when nothing does, or what no shipper would write. */
  static of(before: string, after: string): Wrapping | null {
    const rest = after.trimEnd()
    if ((before === '' && rest === '') || before.length > MAX_LENGTH || rest.length > MAX_LENGTH) return null
    // {"log":"# A fatal error ...:\n","stream":"stdout","time":"..."}      "# A fatal error ...:",
    const json = before.endsWith('"') && /^(?:\\[nr]){0,2}"/.test(rest)
    return new Wrapping(prefixOf(before), patternOf(rest), json)
  }

  /**
   * Where the log's own text stands in `buffer[start..end)`; null when the line does not begin like the others: another program
   * wrote it. Blanks at the prefix's end may be missing, and so may the suffix (the last of a list has no comma).
   */
  find(buffer: Uint8Array, start: number, end: number): Inner | null {
    const own = this.#afterPrefix(buffer, start, end)
    return own < 0 ? null : { start: own, end: this.#beforeSuffix(buffer, own, end) }
  }

  /** Whether the text at `inner` is written as it stands, so that bytes can be read without decoding. */
  isPlain(buffer: Uint8Array, { start, end }: Inner): boolean {
    if (!this.#json) return true
    const backslash = buffer.indexOf(BACKSLASH, start)
    return backslash < 0 || backslash >= end
  }

  /** What `written`, the part of a line that is the log's own, says. */
  textOf(written: string): string {
    if (!this.#json || !written.includes('\\')) return written
    try {
      return String(JSON.parse(`"${written}"`)).trimEnd()
    } catch {
      return written
    }
  }

  /** The log's own text of a line; null when another program wrote it. */
  unwrap(text: string): string | null {
    const bytes = encoder.encode(text)
    const inner = this.find(bytes, 0, bytes.length)
    return inner && this.textOf(decoder.decode(bytes.subarray(inner.start, inner.end)))
  }

  #afterPrefix(buffer: Uint8Array, start: number, end: number): number {
    let at = start
    for (const [index, code] of this.#prefix.entries()) {
      if (at >= end) return this.#prefix.slice(index).every((rest) => rest === SPACE) ? end : -1
      if (code === PADDING) {
        while (at < end && buffer[at] === SPACE) at++
      } else if (code === DIGITS) {
        if (!isDigit(buffer[at])) return -1
        while (at < end && isDigit(buffer[at])) at++
      } else if (buffer[at++] !== code) {
        return -1
      }
    }
    return at
  }

  #beforeSuffix(buffer: Uint8Array, start: number, end: number): number {
    if (this.#suffix.length === 0) return end
    let at = end
    while (at > start && buffer[at - 1] === SPACE) at--
    for (let index = this.#suffix.length - 1; index >= 0; index--) {
      const code = this.#suffix[index]
      if (at <= start) return end
      if (code === DIGITS) {
        if (!isDigit(buffer[at - 1])) return this.#withoutQuote(buffer, start, end)
        while (at > start && isDigit(buffer[at - 1])) at--
      } else if (buffer[--at] !== code) {
        return this.#withoutQuote(buffer, start, end)
      }
    }
    return at
  }

  #withoutQuote(buffer: Uint8Array, start: number, end: number): number {
    return this.#json && end > start && buffer[end - 1] === QUOTE ? end - 1 : end
  }
}
