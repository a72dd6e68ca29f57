/** How full the collectors left the Java heap at the end of the GC log. */
import type { Citation } from '../../../shared/model/span.ts'
import type { Bytes } from '../../../shared/model/units.ts'
import { citationOf } from './known.ts'
import type { ProcessFacts } from './process-facts.ts'

export interface HeapRoom {
  used: Bytes
  most: Bytes
  citation: Citation
}

/** The last collection that says what it left, against the heap's maximum; null when a part is not known. */
export function heapRoomOf({ records, index }: ProcessFacts): HeapRoom | null {
  const most = index.number('heap.max')?.value ?? null
  const last = records.collections.findLast(({ heapAfter }) => heapAfter !== null)
  if (most === null || most <= 0 || !last || last.heapAfter === null) return null
  return { used: last.heapAfter, most, citation: citationOf(last) }
}
