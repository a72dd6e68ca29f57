/**
 * What RLIMIT_DATA counts since Linux 4.7: private writable mappings that are no stacks (is_data_mapping, mm/internal.h: VM_WRITE
 * without VM_SHARED and VM_STACK). /proc/PID/status prints it as VmData; a whole listing adds up to it.
 */
import { mappingBytes, mappingPath, PERM_SHARED, PERM_WRITE } from '../../../shared/model/mapping-table.ts'
import type { Bytes } from '../../../shared/model/units.ts'
import type { Known } from './known.ts'
import type { Listing, ProcessFacts } from './process-facts.ts'

export type DataSize = Known<Bytes> & { atFailure: boolean }

/** The crash log's own listing first: it is of the failure. */
export function dataSizeOf(facts: ProcessFacts): DataSize | null {
  const { listing } = facts
  if (listing?.fromCrashLog && listing.complete) return sizeOf(listing, true)
  const stated = facts.memory.dataSize
  if (stated) return { ...stated, atFailure: false }
  return listing ? sizeOf(listing, false) : null
}

function sizeOf(listing: Listing, atFailure: boolean): DataSize {
  return { value: dataBytes(listing), citation: listing.citation, at: listing.at, atFailure }
}

/** Only the first thread's stack grows by itself (VM_STACK); those of other threads are data. */
export function dataBytes({ record: { table } }: Listing): Bytes {
  let bytes = 0
  for (let row = 0; row < table.count; row++) {
    const perms = table.perms[row] ?? 0
    if ((perms & PERM_WRITE) === 0 || (perms & PERM_SHARED) !== 0) continue
    if (mappingPath(table, row) !== '[stack]') bytes += mappingBytes(table, row)
  }
  return bytes
}
