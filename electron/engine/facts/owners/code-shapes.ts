/** The code cache and its side tables, by their shape in a listing. */
import { PERM_EXEC, type MappingTable } from '../../../../shared/model/mapping-table.ts'
import { PAGE_UNIT, type Bytes } from '../../../../shared/model/units.ts'
import { accessOf } from './anonymous-rules.ts'
import type { KnownRange } from './known-ranges.ts'
import { endOf, READ_WRITE, startOf, type Run } from './runs.ts'

const READ_WRITE_EXEC = READ_WRITE | PERM_EXEC

/** ReservedCodeCacheSize: 240 MiB with tiered compilation, 48 MiB without. Each of the heaps is rounded to pages. */
const CODE_CACHES: readonly Bytes[] = [240 * 1024 ** 2, 48 * 1024 ** 2]
const ROUNDING = 16

/** Writable and executable at once is compiled code. The parts without access between and above are its reserve, if it adds up. */
export function codeCache(table: MappingTable, { from, to }: Run, stated: Bytes | null): KnownRange[] {
  const isCode = (row: number): boolean => accessOf(table, row) === READ_WRITE_EXEC
  const found: KnownRange[] = []
  const why = 'writable and executable memory of the VM, by shape: compiled code'
  for (let row = from; row < to; row++) {
    if (!isCode(row)) continue
    let end = row + 1
    while (end < to && (isCode(end) || accessOf(table, end) === 0)) end++
    const length = endOf(table, end - 1) - startOf(table, row)
    const whole = [stated, ...CODE_CACHES].some(
      (size) => size !== null && Math.abs(length - size / PAGE_UNIT) <= ROUNDING,
    )
    // A reserve above the last code may have merged with what another part reserved next to it.
    if (!whole) while (!isCode(end - 1)) end--
    found.push({ start: startOf(table, row), end: endOf(table, end - 1), owner: 'code-cache', why })
    row = end - 1
  }
  return found
}

/** CodeHeap::_segmap: a byte for each 128 of a code heap (CodeCacheSegmentSize), reserved at once and committed as the heap grows. */
const SEGMENT: Bytes = 128
/** Shorter pairs are too common to say anything. */
const LEAST_MAP = 16

/** Each begins where a code heap does: at the start of its writable and executable part. */
export function segmentMaps(table: MappingTable, known: readonly KnownRange[]): KnownRange[] {
  const stated = known.filter(({ owner }) => owner === 'code-cache')
  const lengths = new Set(
    (stated.length > 0 ? stated : codeHeaps(table)).map(({ start, end }) => Math.ceil((end - start) / SEGMENT)),
  )
  const found: KnownRange[] = []
  for (let row = 0; row + 1 < table.count; row++) {
    const next = row + 1
    if ((table.path[row] ?? 0) !== 0 || (table.path[next] ?? 0) !== 0) continue
    if (accessOf(table, row) !== READ_WRITE || accessOf(table, next) !== 0) continue
    const [start, end] = [startOf(table, row), endOf(table, next)]
    if (startOf(table, next) !== endOf(table, row) || end - start < LEAST_MAP || !lengths.has(end - start)) continue
    found.push({ start, end, owner: 'code-cache', why: 'as long as the segment map of a code heap, by shape' })
  }
  return found
}

function codeHeaps(table: MappingTable): { start: number; end: number }[] {
  const starts: number[] = []
  let end = 0
  for (let row = 0; row < table.count; row++) {
    if ((table.path[row] ?? 0) !== 0) continue
    const access = accessOf(table, row)
    if (access === READ_WRITE_EXEC) starts.push(startOf(table, row))
    if (
      access === READ_WRITE_EXEC ||
      (access === 0 && endOf(table, row - 1) === startOf(table, row) && end === startOf(table, row))
    )
      end = endOf(table, row)
  }
  return starts.map((start, index) => ({ start, end: starts[index + 1] ?? end }))
}
