/**
 * Keys that were seen lately; older ones are forgotten in halves, so that they never grow. Of a key its place and one number are kept:
 * small enough for a CPU's cache, and among a billion keys one is taken for another.
 */

const COUNT = 0
const YOUNG = 1
const TABLES = 2

/** Its numbers may lie in a kernel's memory, which adds to them too (engine/kernels, recent-keys.ts). */
export class RecentKeys {
  readonly #half: number
  readonly #mask: number
  /** How many keys the young table holds, which of the two that is, and both. */
  #store: Int32Array
  #tables: [Int32Array, Int32Array]

  /** @param most A power of two; between half as many and this many are remembered. */
  constructor(most: number) {
    this.#half = most / 2
    this.#mask = most - 1
    this.#store = new Int32Array(TABLES + most * 2)
    this.#tables = this.#tablesOf(this.#store)
  }

  /** Goes on in `store`. */
  moveTo(store: Int32Array): void {
    store.set(this.#store)
    this.#store = store
    this.#tables = this.#tablesOf(store)
  }

  /** @param low Its low bits vary: they are the place. @param high Of 32 bits with a sign, not 0. Returns false when it was there already. */
  add(low: number, high: number): boolean {
    const store = this.#store
    const which = store[YOUNG] === 1 ? 1 : 0
    const [young, old] = [this.#tables[which], this.#tables[1 - which]]
    const slot = this.#slotOf(young, low, high)
    if (slot < 0 || old === undefined || this.#slotOf(old, low, high) < 0) return false
    young[slot] = high
    const count = (store[COUNT] ?? 0) + 1
    store[COUNT] = count
    if (count === this.#half) {
      old.fill(0)
      store[COUNT] = 0
      store[YOUNG] = 1 - which
    }
    return true
  }

  /** Open addressing, at most half full; a slot of 0 is empty. */
  #tablesOf(store: Int32Array): [Int32Array, Int32Array] {
    const length = this.#mask + 1
    return [store.subarray(TABLES, TABLES + length), store.subarray(TABLES + length, TABLES + 2 * length)]
  }

  /** The slot it would take; -1 when it has one. */
  #slotOf(table: Int32Array, low: number, high: number): number {
    const mask = this.#mask
    for (let at = low & mask; ; at = (at + 1) & mask) {
      const known = table[at]
      if (known === 0) return at
      if (known === high) return -1
    }
  }
}
