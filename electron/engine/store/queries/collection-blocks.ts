import type { GcRecord } from '../../../../shared/model/records.ts'
import { decodeCollections } from '../blobs/collections.ts'
import type { ReadableDb } from '../database.ts'
import { heldBlock } from '../held-collections.ts'

/** Of a row: one of them is null. */
export interface CollectionBlock {
  collections: string | null
  held: number | null
}

/** @throws StoreDamage */
export function collectionsOf(db: ReadableDb, { collections, held }: CollectionBlock): readonly GcRecord[] {
  if (held !== null) return heldBlock(db, held)
  return collections === null ? [] : decodeCollections(collections)
}
