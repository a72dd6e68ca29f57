/**
 * Collections of an index in memory, as they are: packing them only to unpack them would cost as much as reading their log. A GC log
 * of a gigabyte has a hundred thousand.
 */
import type { GcRecord } from '../../../shared/model/records.ts'
import type { ReadableDb } from './database.ts'

/** Beyond this, blocks take less memory. */
const MOST = 200_000

interface Held {
  blocks: GcRecord[][]
  records: number
}

const heldOf = new WeakMap<ReadableDb, Held>()

/** Keeps a block as long as the connection is open. Returns its number; null when it is to be packed. */
export function hold(db: ReadableDb, block: GcRecord[]): number | null {
  if (!db.memory) return null
  let held = heldOf.get(db)
  if (held === undefined) heldOf.set(db, (held = { blocks: [], records: 0 }))
  if (held.records + block.length > MOST) return null
  held.records += block.length
  return held.blocks.push(block) - 1
}

export function heldBlock(db: ReadableDb, number: number): readonly GcRecord[] {
  return heldOf.get(db)?.blocks[number] ?? []
}
