import type { PathTable } from '../../../../shared/model/mapping-table.ts'

/** Distinct byte strings in an open-addressing hash table (FNV-1a, load at most a half), kept end to end in one buffer. */
export class PathInterner {
  #bytes = new Uint8Array(64 * 1024)
  #offsets = new Uint32Array(1024)
  #count = 0
  #slots = new Int32Array(2048).fill(-1)
  #hashes = new Int32Array(1024)
  #last = 0

  constructor() {
    this.intern(this.#bytes, 0, 0)
  }

  /** The number of the string `buffer[start..end)`; the empty string is 0. */
  intern(buffer: Uint8Array, start: number, end: number): number {
    if (start === end && this.#count > 0) return 0
    if (this.#count > 0 && this.#same(this.#last, buffer, start, end)) return this.#last
    let hash = 0x811c9dc5 | 0
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ (buffer[at] ?? 0), 0x01000193)
    const mask = this.#slots.length - 1
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const known = this.#slots[slot] ?? -1
      if (known === -1) {
        this.#slots[slot] = this.#count
        return this.#append(buffer, start, end, hash)
      }
      if (this.#hashes[known] === hash && this.#same(known, buffer, start, end)) {
        this.#last = known
        return known
      }
    }
  }

  /** A view of this object's memory, not a copy; what is added later is not in it. */
  finish(): PathTable {
    const used = this.#offsets[this.#count] ?? 0
    return {
      count: this.#count,
      bytes: this.#bytes.subarray(0, used),
      offsets: this.#offsets.subarray(0, this.#count + 1),
    }
  }

  #same(index: number, buffer: Uint8Array, start: number, end: number): boolean {
    const from = this.#offsets[index] ?? 0
    const length = end - start
    if ((this.#offsets[index + 1] ?? 0) - from !== length) return false
    // From the end: neighbours in a listing share their folders and differ in their last characters.
    for (let at = length - 1; at >= 0; at--) if (this.#bytes[from + at] !== buffer[start + at]) return false
    return true
  }

  #append(buffer: Uint8Array, start: number, end: number, hash: number): number {
    const index = this.#count++
    const from = this.#offsets[index] ?? 0
    const to = from + end - start
    if (to > this.#bytes.length) {
      const bytes = new Uint8Array(Math.max(to, this.#bytes.length * 2))
      bytes.set(this.#bytes)
      this.#bytes = bytes
    }
    this.#bytes.set(buffer.subarray(start, end), from)
    if (index + 2 > this.#offsets.length) this.#growIndex()
    this.#offsets[index + 1] = to
    this.#hashes[index] = hash
    this.#last = index
    if (this.#count * 2 > this.#slots.length) this.#rehash()
    return index
  }

  #growIndex(): void {
    const offsets = new Uint32Array(this.#offsets.length * 2)
    offsets.set(this.#offsets)
    this.#offsets = offsets
    const hashes = new Int32Array(offsets.length)
    hashes.set(this.#hashes)
    this.#hashes = hashes
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 2).fill(-1)
    const mask = this.#slots.length - 1
    for (let index = 0; index < this.#count; index++) {
      let slot = (this.#hashes[index] ?? 0) & mask
      while (this.#slots[slot] !== -1) slot = (slot + 1) & mask
      this.#slots[slot] = index
    }
  }
}
