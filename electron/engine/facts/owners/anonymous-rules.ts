/**
 * Owners of mappings without a path: by ranges an artifact states, by stack bounds of listed threads, and by shapes that
 * nothing else has. What none of them shows stays `anonymous`.
 */
import type { OwnerId } from '../../../../shared/model/analysis.ts'
import { PERM_EXEC, PERM_READ, PERM_WRITE, type MappingTable } from '../../../../shared/model/mapping-table.ts'
import type { ProcessRecords } from '../../../../shared/model/process-records.ts'
import type { RangeRole } from '../../../../shared/model/records.ts'
import { PAGE_UNIT, type Bytes } from '../../../../shared/model/units.ts'
import { stackSizes } from './stack-sizes.ts'

export interface KnownRange {
  /** Pages of PAGE_UNIT, half open. */
  start: number
  end: number
  owner: OwnerId
  why: string
}

const RANGE_OWNERS: Record<RangeRole, { owner: OwnerId; why: string }> = {
  'java-heap': { owner: 'java-heap', why: 'within the Java heap that an artifact states' },
  'code-cache': { owner: 'code-cache', why: 'within the code cache that an artifact states' },
  'class-space': { owner: 'metaspace', why: 'within the compressed class space' },
  metaspace: { owner: 'metaspace', why: 'within metaspace' },
  'cds-archive': { owner: 'cds-archive', why: 'within the mapped class data archive' },
  'card-table': { owner: 'gc-structure', why: 'within the card table that an artifact states' },
}

/** Ranges of the process, sorted and without the ones that overlap an earlier one: a stack is no range of these. */
export function knownRanges(records: ProcessRecords): KnownRange[] {
  const stacks = records.threads
    .filter((thread) => thread.stackStart !== null && thread.stackEnd !== null && thread.stackEnd > thread.stackStart)
    .map((thread) => ({
      start: (thread.stackStart ?? 0) / PAGE_UNIT,
      end: (thread.stackEnd ?? 0) / PAGE_UNIT,
      owner: 'thread-stack' as const,
      why: 'within the stack of a listed thread',
    }))
  const ranges = records.ranges
    .filter((range) => range.end > range.start)
    .map((range) => {
      const { owner, why } = RANGE_OWNERS[range.role]
      return { start: range.start / PAGE_UNIT, end: range.end / PAGE_UNIT, owner, why }
    })
  const sorted = [...stacks, ...ranges].toSorted((left, right) => left.start - right.start || left.end - right.end)
  const disjoint: KnownRange[] = []
  for (const range of sorted) if (range.start >= (disjoint.at(-1)?.end ?? 0)) disjoint.push(range)
  return disjoint
}

const ARENA_PAGES = (64 * 1024 * 1024) / PAGE_UNIT

/**
 * A malloc arena of glibc (arena.c, new_heap): HEAP_MAX_SIZE = 64 MiB on 64-bit, aligned to its size, the used part readable and
 * writable, the rest reserved without access. Returns the rows it takes, 0 when there is none at `row`.
 */
export function arenaRowsAt(table: MappingTable, row: number): number {
  const start = table.start[row] ?? 0
  const end = table.end[row] ?? 0
  if (start % ARENA_PAGES !== 0 || accessOf(table, row) !== READ_WRITE) return 0
  if (end - start === ARENA_PAGES) return 1
  const next = row + 1
  const pair =
    next < table.count &&
    table.path[next] === 0 &&
    accessOf(table, next) === 0 &&
    table.start[next] === end &&
    // The reserve may have merged with what follows it, but it reaches at least to the end of the 64 MiB.
    (table.end[next] ?? 0) >= start + ARENA_PAGES
  return pair ? 2 : 0
}

const READ_WRITE = PERM_READ | PERM_WRITE

export function accessOf(table: MappingTable, row: number): number {
  return (table.perms[row] ?? 0) & (PERM_READ | PERM_WRITE | PERM_EXEC)
}

/** Guard pages: 1 of glibc, 3 or 4 of HotSpot, both together; in pages of 4 to 64 KiB. */
const GUARD_MOST: Bytes = 32 * 4096
const STACK_LEAST: Bytes = 96 * 1024
const STACK_MOST: Bytes = 16 * 1024 * 1024
/** So many equal pairs are no accident. */
const REPEATED = 16

/** Whether `row` is a guard and `row + 1` the stack above it; the sum of both in bytes, or 0. */
function stackPairBytes(table: MappingTable, row: number, pageSize: Bytes): Bytes {
  const next = row + 1
  if (next >= table.count || table.path[row] !== 0 || table.path[next] !== 0) return 0
  if (accessOf(table, row) !== 0 || accessOf(table, next) !== READ_WRITE || table.start[next] !== table.end[row])
    return 0
  const guard = ((table.end[row] ?? 0) - (table.start[row] ?? 0)) * PAGE_UNIT
  const bytes = ((table.end[next] ?? 0) - (table.start[row] ?? 0)) * PAGE_UNIT
  return guard <= GUARD_MOST * (pageSize / 4096) && bytes >= STACK_LEAST && bytes <= STACK_MOST ? bytes : 0
}

/**
 * Rows that begin a guard + stack pair by their shape. Sizes count when the JVM's defaults or arguments give them, when a listed
 * thread has them, or when many pairs have them: the thread list of a process with tens of thousands of threads is often cut.
 */
export function stackPairs(table: MappingTable, records: ProcessRecords, pageSize: Bytes): Uint8Array<ArrayBuffer> {
  const sizes = stackSizes(records)
  const bytesOf = new Float64Array(table.count)
  const seen = new Map<Bytes, number>()
  for (let row = 0; row < table.count; row++) {
    const bytes = stackPairBytes(table, row, pageSize)
    bytesOf[row] = bytes
    if (bytes > 0) seen.set(bytes, (seen.get(bytes) ?? 0) + 1)
  }
  const pairs = new Uint8Array(table.count)
  for (let row = 0; row < table.count; row++) {
    const bytes = bytesOf[row] ?? 0
    // glibc puts its own guard below the size that was asked for: a page more than the JVM knows.
    if (bytes > 0 && (sizes.has(bytes) || sizes.has(bytes - pageSize) || (seen.get(bytes) ?? 0) >= REPEATED))
      pairs[row] = 1
  }
  return pairs
}
