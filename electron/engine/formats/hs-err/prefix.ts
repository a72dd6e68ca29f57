/**
 * What a log shipper puts before every line of a captured log: `web-1  | `, `2022-03-08T03:12:47.123456789Z stdout F `. It is learnt
 * from the header's line: digits stand for any digits, everything else for itself. Matched on bytes, since a listing of 65 000
 * mappings may follow.
 */
const ZERO = 0x30
const NINE = 0x39
const SPACE = 0x20
/** In a pattern: one digit or more. */
const DIGITS = -1
export const MAX_PREFIX = 200

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= NINE
}

export class LinePrefix {
  #pattern: number[] = []

  /** `text` is what stands before the header in its line. Not ASCII or too long: there is no telling what it is. */
  static of(text: string): LinePrefix | null {
    if (text.length > MAX_PREFIX) return null
    const prefix = new LinePrefix()
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code > 0x7e || code < 0x09) return null
      if (!isDigit(code)) prefix.#pattern.push(code)
      else if (prefix.#pattern.at(-1) !== DIGITS) prefix.#pattern.push(DIGITS)
    }
    return prefix
  }

  /** Where the line's own text begins; -1 when the line does not begin like that. Blanks at the prefix's end may be missing. */
  end(buffer: Uint8Array, start: number, end: number): number {
    let at = start
    for (const [index, code] of this.#pattern.entries()) {
      if (at >= end) return this.#pattern.slice(index).every((rest) => rest === SPACE) ? end : -1
      if (code === DIGITS) {
        if (!isDigit(buffer[at])) return -1
        while (at < end && isDigit(buffer[at])) at++
      } else if (buffer[at++] !== code) {
        return -1
      }
    }
    return at
  }
}
