/**
 * Keys of segments that were deleted lately. Twin of formats/lib/recent-keys.ts, on the same memory: the parser adds to it too. Open
 * addressing, at most half full; a slot of 0 is empty.
 */

/** segment-reader.ts, REMEMBERED: slots of a table. */
const SLOTS: u32 = 1 << 14
const MASK: u32 = SLOTS - 1
const TABLE_BYTES: usize = (<usize>SLOTS) << 2

class RecentKeys {
  /** Two numbers, how many keys the young table holds and which of the two it is, then the tables. */
  base: usize = 0

  /** False when the two numbers were there already. */
  add(low: u32, high: u32): bool {
    const young = load<u32>(this.base, 4)
    const tables = this.base + 8
    const own = tables + <usize>young * TABLE_BYTES
    const slot = slotOf(own, low, high)
    if (slot == 0 || slotOf(tables + <usize>(1 - young) * TABLE_BYTES, low, high) == 0) return false
    store<u32>(slot, high)
    const count = load<u32>(this.base) + 1
    store<u32>(this.base, count)
    if (count == SLOTS >> 1) {
      memory.fill(tables + <usize>(1 - young) * TABLE_BYTES, 0, TABLE_BYTES)
      store<u32>(this.base, 0)
      store<u32>(this.base, 1 - young, 4)
    }
    return true
  }
}

export const recentKeys = new RecentKeys()

/** The slot that they would take; 0 when they have one. */
function slotOf(table: usize, low: u32, high: u32): usize {
  let at = low & MASK
  let slot = table + ((<usize>at) << 2)
  let known = load<u32>(slot)
  while (known != 0) {
    if (known == high) return 0
    at = (at + 1) & MASK
    slot = table + ((<usize>at) << 2)
    known = load<u32>(slot)
  }
  return slot
}
