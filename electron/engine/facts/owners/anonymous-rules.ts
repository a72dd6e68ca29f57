/** Shapes of mappings without a path that nothing else has, in any process: malloc arenas, stacks with their guard pages. */
import { PERM_EXEC, PERM_READ, PERM_WRITE, type MappingTable } from '../../../../shared/model/mapping-table.ts'
import { PAGE_UNIT, type Bytes } from '../../../../shared/model/units.ts'

const ARENA_PAGES = (64 * 1024 * 1024) / PAGE_UNIT

/**
 * A malloc arena of glibc (arena.c, new_heap): HEAP_MAX_SIZE = 64 MiB on 64-bit, aligned to its size, the used part readable and
 * writable, the rest reserved without access. Returns the rows it takes, 0 when there is none at `row`. A reserve that has merged with
 * another above it is not told from other reserves, nor is a full arena from other memory that it touches: both stay anonymous.
 */
export function arenaRowsAt(table: MappingTable, row: number): number {
  const start = table.start[row] ?? 0
  const end = table.end[row] ?? 0
  const stop = start + ARENA_PAGES
  if (start % ARENA_PAGES !== 0 || end > stop || accessOf(table, row) !== READ_WRITE) return 0
  const next = row + 1
  if (end === stop) return touches(table, row - 1, row) || touches(table, row, next) ? 0 : 1
  const pair =
    next < table.count &&
    table.path[next] === 0 &&
    accessOf(table, next) === 0 &&
    table.start[next] === end &&
    table.end[next] === stop
  return pair ? 2 : 0
}

/** Whether both are anonymous neighbours; another arena above begins with a used part of its own and would have merged. */
function touches(table: MappingTable, row: number, next: number): boolean {
  if (row < 0 || next >= table.count) return false
  return table.path[row] === 0 && table.path[next] === 0 && table.end[row] === table.start[next]
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
 * @param sizes of stacks that are known, as `stackSizes` gives them
 */
export function stackPairs(table: MappingTable, sizes: ReadonlySet<Bytes>, pageSize: Bytes): Uint8Array<ArrayBuffer> {
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
    // glibc puts its own guard below the size that was asked for, and HotSpot asks for that page as well (11 on glibc 2.24): a page
    // or two more than the JVM knows.
    const known = [0, 1, 2].some((guards) => sizes.has(bytes - guards * pageSize))
    if (bytes > 0 && (known || (seen.get(bytes) ?? 0) >= REPEATED)) pairs[row] = 1
  }
  return pairs
}
