/** Numbers that were seen lately; older ones are forgotten in halves, so that it never grows. */
export class RecentKeys {
  readonly #half: number
  readonly #mask: number
  #young: Int32Array
  #old: Int32Array
  #count = 0

  /** @param most A power of two; between half as many and this many are remembered. */
  constructor(most: number) {
    this.#half = most / 2
    this.#mask = most - 1
    // Open addressing, at most half full; a slot whose second number is 0 is empty.
    this.#young = new Int32Array(most * 2)
    this.#old = new Int32Array(most * 2)
  }

  /** @param low Its low bits vary. @param high Not 0. Returns false when the two were there already. */
  add(low: number, high: number): boolean {
    const slot = this.#slotOf(this.#young, low, high)
    if (slot < 0 || this.#slotOf(this.#old, low, high) < 0) return false
    this.#young[slot] = low
    this.#young[slot + 1] = high
    if (++this.#count === this.#half) {
      const forgotten = this.#old
      this.#old = this.#young
      this.#young = forgotten.fill(0)
      this.#count = 0
    }
    return true
  }

  /** The slot it would take; -1 when it has one. */
  #slotOf(table: Int32Array, low: number, high: number): number {
    const mask = this.#mask
    for (let at = low & mask; ; at = (at + 1) & mask) {
      const known = table[at * 2 + 1]
      if (known === 0) return at * 2
      if (known === high && table[at * 2] === low) return -1
    }
  }
}
