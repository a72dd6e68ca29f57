/**
 * One snapshot of an address space as columns: 65 000 to a million VMAs are typed arrays, never objects.
 * Rows keep the order of the listing.
 */
import { PAGE_UNIT, type Bytes, type PageNumber } from './units.ts'

export const PERM_READ = 1
export const PERM_WRITE = 2
export const PERM_EXEC = 4
/** `s` in the fourth column: MAP_SHARED. Absent means `p`, private. */
export const PERM_SHARED = 8

export interface MappingTable {
  /** Rows, the `[vsyscall]` line included. */
  count: number
  start: Float64Array<ArrayBuffer>
  end: Float64Array<ArrayBuffer>
  perms: Uint8Array<ArrayBuffer>
  /** Offset into the file in bytes. */
  offset: Float64Array<ArrayBuffer>
  /** major * 2^20 + minor. */
  device: Uint32Array<ArrayBuffer>
  inode: Float64Array<ArrayBuffer>
  /** Index into `paths`; 0 is the empty path. */
  path: Uint32Array<ArrayBuffer>
  /** 1-based line of the artifact. */
  line: Uint32Array<ArrayBuffer>
  paths: PathTable
}

/** Distinct paths, UTF-8, end to end: path `i` is `bytes[offsets[i]..offsets[i + 1]]`. A `(deleted)` suffix stays in the path. */
export interface PathTable {
  count: number
  bytes: Uint8Array<ArrayBuffer>
  offsets: Uint32Array<ArrayBuffer>
}

const decoder = new TextDecoder()

export function pathAt(paths: PathTable, index: number): string {
  return decoder.decode(paths.bytes.subarray(paths.offsets[index], paths.offsets[index + 1]))
}

export function mappingPath(table: MappingTable, row: number): string {
  return pathAt(table.paths, table.path[row] ?? 0)
}

export function mappingBytes(table: MappingTable, row: number): Bytes {
  return ((table.end[row] ?? 0) - (table.start[row] ?? 0)) * PAGE_UNIT
}

export function permsText(perms: number): string {
  return (
    (perms & PERM_READ ? 'r' : '-') +
    (perms & PERM_WRITE ? 'w' : '-') +
    (perms & PERM_EXEC ? 'x' : '-') +
    (perms & PERM_SHARED ? 's' : 'p')
  )
}

/** The row whose range holds `page`, or -1. Rows are in address order in every kernel listing. */
export function rowOfPage(table: MappingTable, page: PageNumber): number {
  let low = 0
  let high = table.count - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    if (page < (table.start[middle] ?? 0)) high = middle - 1
    else if (page >= (table.end[middle] ?? 0)) low = middle + 1
    else return middle
  }
  return -1
}
