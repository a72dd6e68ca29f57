/** Numbers that were seen lately; older ones are forgotten in halves, so that it never grows. */
export class RecentKeys {
  readonly #half: number
  #young: Float64Array
  #old: Float64Array
  #count = 0

  /** @param most A power of two; between half as many and this many are remembered. */
  constructor(most: number) {
    this.#half = most / 2
    // Open addressing, at most half full; 0 is an empty slot.
    this.#young = new Float64Array(most)
    this.#old = new Float64Array(most)
  }

  /** @param key A whole number above 0, whose low bits vary. Returns false when it was there already. */
  add(key: number): boolean {
    const slot = this.#slotOf(this.#young, key)
    if (slot < 0) return false
    if (this.#slotOf(this.#old, key) < 0) return false
    this.#young[slot] = key
    if (++this.#count === this.#half) {
      const forgotten = this.#old
      this.#old = this.#young
      this.#young = forgotten.fill(0)
      this.#count = 0
    }
    return true
  }

  /** The slot it would take; -1 when it has one. */
  #slotOf(table: Float64Array, key: number): number {
    const mask = table.length - 1
    for (let slot = key & mask; ; slot = (slot + 1) & mask) {
      const known = table[slot]
      if (known === key) return -1
      if (known === 0) return slot
    }
  }
}
