/**
 * Numbers for parts of a byte array, equal parts the same. 65 000 paths make 130 000 parts: as keys of a Map of strings they would
 * take most of the time that owners take. Loops over bytes are written out: a call a byte costs more than all the rest.
 */

/** When two parts are the same. */
export interface Sameness {
  hash(bytes: Uint8Array, start: number, end: number): number
  equals(bytes: Uint8Array, left: number, leftEnd: number, right: number, rightEnd: number): boolean
}

/** FNV-1a (draft-eastlake-fnv). */
const FNV_OFFSET = 0x811c9dc5
const FNV_PRIME = 0x01000193

export const sameBytes: Sameness = {
  hash(bytes, start, end) {
    let hash = FNV_OFFSET
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), FNV_PRIME)
    return hash
  },
  equals(bytes, left, leftEnd, right, rightEnd) {
    if (leftEnd - left !== rightEnd - right) return false
    while (left < leftEnd) if (bytes[left++] !== bytes[right++]) return false
    return true
  },
}

const ZERO = 0x30
const NINE = 0x39
/** Stands for any digit. */
const DIGIT = 0x23

/** But for which digits: `00000000000000000042.index` and its like are one shape; rules ask how many digits there are. */
export const sameShape: Sameness = {
  hash(bytes, start, end) {
    let hash = FNV_OFFSET
    for (let at = start; at < end; at++) {
      const byte = bytes[at] ?? 0
      hash = Math.imul(hash ^ (byte >= ZERO && byte <= NINE ? DIGIT : byte), FNV_PRIME)
    }
    return hash
  },
  equals(bytes, left, leftEnd, right, rightEnd) {
    if (leftEnd - left !== rightEnd - right) return false
    for (; left < leftEnd; left++, right++) {
      const [one, other] = [bytes[left] ?? 0, bytes[right] ?? 0]
      if (one === other) continue
      if (one < ZERO || one > NINE || other < ZERO || other > NINE) return false
    }
    return true
  },
}

export class ByteNumbers {
  readonly #bytes: Uint8Array
  readonly #same: Sameness
  readonly #starts: number[] = []
  readonly #ends: number[] = []
  /** Hash -> the last number that has it; number -> the one before. */
  readonly #byHash = new Map<number, number>()
  readonly #before: number[] = []

  constructor(bytes: Uint8Array, same: Sameness) {
    this.#bytes = bytes
    this.#same = same
  }

  /** The number of the part from `start` to `end`; numbers begin at 0, in order of appearance. */
  of(start: number, end: number): number {
    const hash = this.#same.hash(this.#bytes, start, end)
    const last = this.#byHash.get(hash) ?? -1
    for (let number = last; number !== -1; number = this.#before[number] ?? -1) {
      if (this.#same.equals(this.#bytes, this.#starts[number] ?? 0, this.#ends[number] ?? 0, start, end)) return number
    }
    const number = this.#starts.length
    this.#starts.push(start)
    this.#ends.push(end)
    this.#before.push(last)
    this.#byHash.set(hash, number)
    return number
  }
}
