/** Comparing and scanning bytes of a line, where decoding every line of a log of gigabytes would cost too much. */

const encoder = new TextEncoder()

export function bytesOf(text: string): Uint8Array {
  return encoder.encode(text)
}

export function standsAt(word: Uint8Array, buffer: Uint8Array, at: number, end: number): boolean {
  if (at + word.length > end) return false
  for (let index = 0; index < word.length; index++) if (buffer[at + index] !== word[index]) return false
  return true
}

export function skipBlanks(buffer: Uint8Array, from: number, end: number): number {
  let at = from
  while (at < end && buffer[at] === 0x20) at++
  return at
}

/** Finds a word by Horspool's rule: looks at the byte where the word would end, and most bytes let it go on by a whole word. */
export class WordSearch {
  readonly #word: Uint8Array
  readonly #steps: Uint8Array

  /** @param word At most 255 bytes. */
  constructor(word: string) {
    this.#word = bytesOf(word)
    const last = this.#word.length - 1
    this.#steps = new Uint8Array(256).fill(this.#word.length)
    for (let at = 0; at < last; at++) this.#steps[this.#word[at] ?? 0] = last - at
  }

  /** Where the word begins in `buffer[from..end)`; -1 when it does not stand there. */
  find(buffer: Uint8Array, from: number, end: number): number {
    const word = this.#word
    const steps = this.#steps
    const last = word.length - 1
    for (let at = from + last; at < end;) {
      const byte = buffer[at] ?? 0
      if (byte === word[last] && standsAt(word, buffer, at - last, end)) return at - last
      at += steps[byte] ?? 1
    }
    return -1
  }
}
