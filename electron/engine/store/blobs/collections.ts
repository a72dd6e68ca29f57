/** Collections as one JSON array a block: a GC log of a gigabyte has a hundred thousand. Columns keep their names from repeating. */
import type { GcRecord } from '../../../../shared/model/records.ts'
import { StoreDamage } from './store-damage.ts'

type CollectionRow = [
  gcId: number | null,
  at: number | null,
  uptime: number | null,
  collection: GcRecord['collection'],
  cause: string | null,
  heapBefore: number | null,
  heapAfter: number | null,
  heapCommitted: number | null,
  pauseMs: number | null,
  concurrent: 0 | 1,
  line: number,
  endLine: number,
  quote: string,
  lacks: NonNullable<GcRecord['lacks']> | null,
]

export function encodeCollections(collections: readonly GcRecord[]): string {
  return JSON.stringify(
    collections.map((record): CollectionRow => [
      record.gcId,
      record.at,
      record.uptime,
      record.collection,
      record.cause,
      record.heapBefore,
      record.heapAfter,
      record.heapCommitted,
      record.pauseMs,
      record.concurrent ? 1 : 0,
      record.span.line,
      record.span.endLine,
      record.quote,
      record.lacks ?? null,
    ]),
  )
}

/** Throws {@link StoreDamage}. */
export function decodeCollections(block: string): GcRecord[] {
  let rows: CollectionRow[]
  try {
    rows = JSON.parse(block) as CollectionRow[]
  } catch (cause) {
    throw new StoreDamage('a block of collections cannot be read', { cause })
  }
  return rows.map(
    ([gcId, at, uptime, collection, cause, heapBefore, heapAfter, heapCommitted, pauseMs, concurrent, ...rest]) => {
      const [line, endLine, quote, lacks] = rest
      return {
        kind: 'gc',
        gcId,
        at,
        uptime,
        collection,
        cause,
        heapBefore,
        heapAfter,
        heapCommitted,
        pauseMs,
        concurrent: concurrent === 1,
        ...(lacks === null ? {} : { lacks }),
        span: { line, endLine },
        quote,
      }
    },
  )
}
