/**
 * Parts of a HotSpot VM that can be told by their place and shape in a listing, where no artifact states their bounds (a capture of
 * maps alone). Only what nothing else in such a process looks like; each reason says that it is the shape that speaks. A part whose
 * bounds some artifact states is left to that statement.
 */
import type { OwnerId } from '../../../../shared/model/analysis.ts'
import type { MappingTable } from '../../../../shared/model/mapping-table.ts'
import { PAGE_UNIT, type Bytes } from '../../../../shared/model/units.ts'
import { accessOf } from './anonymous-rules.ts'
import { codeCache, segmentMaps } from './code-shapes.ts'
import { disjoint, type KnownRange } from './known-ranges.ts'
import type { PathOwners } from './path-owners.ts'
import { anonymousRuns, endOf, isPlain, READ_WRITE, startOf, type Run } from './runs.ts'

/** What arguments and crash logs say of sizes. */
export interface VmSizes {
  heap: Bytes | null
  codeCache: Bytes | null
  classSpace: Bytes | null
}

const MIB = (1024 * 1024) / PAGE_UNIT
const GIB = 1024 * MIB

/** Empty for a process that is no HotSpot VM: none of its mappings is of libjvm.so. */
export function vmShapes(
  table: MappingTable,
  paths: PathOwners,
  sizes: VmSizes,
  known: readonly KnownRange[],
): KnownRange[] {
  if (!hasLibjvm(table)) return []
  const ownerOf = (row: number): OwnerId | null => pathOwner(table, paths, row)
  // Where these are stated, a second place that looks like them is something else.
  const stated = new Set(known.map(({ owner }) => owner))
  const runs = anonymousRuns(table)
  return disjoint([
    ...(stated.has('java-heap') ? [] : [...javaHeap(table, sizes, ownerOf), ...besideHeapFile(table, ownerOf)]),
    ...(stated.has('code-cache') ? [] : runs.flatMap((run) => codeCache(table, run, sizes.codeCache))),
    ...segmentMaps(table, known),
    ...classSpace(table, sizes, ownerOf),
    ...oldClassSpace(table, sizes),
    ...runs.flatMap((run) => metaspaceNodes(table, run)),
  ])
}

/** By content, not path by path: a store may have mapped 65 000 files. */
function hasLibjvm({ paths: { bytes } }: MappingTable): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes('/libjvm.so')
}

type OwnerOfRow = (row: number) => OwnerId | null

/** null for rows without a path. */
function pathOwner(table: MappingTable, paths: PathOwners, row: number): OwnerId | null {
  const path = table.path[row] ?? 0
  return path === 0 ? null : (paths.kinds[paths.kind[path] ?? 0]?.owner ?? null)
}

/** 4 and 32 GiB: HotSpot places a heap with compressed oops as high as possible below them (ReservedHeapSpace). */
const HEAP_ENDS: ReadonlySet<number> = new Set([4 * GIB, 32 * GIB])
const LEAST_HEAP = 2 * MIB

/** A stretch that ends there, or one exactly as long as the maximum heap; archived objects may be mapped into it. */
function javaHeap(table: MappingTable, sizes: VmSizes, ownerOf: OwnerOfRow): KnownRange[] {
  const heap = sizes.heap === null ? null : sizes.heap / PAGE_UNIT
  const range = (start: number, end: number, why: string): KnownRange[] => [{ start, end, owner: 'java-heap', why }]
  for (let first = 0; first < table.count; first++) {
    if (!isHeapPart(table, first, ownerOf)) continue
    let end = first + 1
    // What the VM maps at 32 GiB itself (an archive of classes) touches the heap, and is none.
    while (
      end < table.count &&
      !HEAP_ENDS.has(endOf(table, end - 1)) &&
      isHeapPart(table, end, ownerOf) &&
      startOf(table, end) === endOf(table, end - 1)
    )
      end++
    const [start, stop] = [startOf(table, first), endOf(table, end - 1)]
    const length = stop - start
    if (HEAP_ENDS.has(stop) && length >= LEAST_HEAP)
      return range(
        start,
        belowClassSpace(table, first, end),
        'ends where the VM places a heap with compressed oops, by shape',
      )
    if (heap !== null && heap >= 64 * MIB && length === heap)
      return range(start, stop, 'exactly as long as the maximum heap, by shape')
    first = end - 1
  }
  return []
}

/** Java 8 places the class space in the last GiB below 32 and the heap below it; a young generation may begin there as well. */
function belowClassSpace(table: MappingTable, first: number, end: number): number {
  const stop = endOf(table, end - 1)
  for (let row = first + 1; row < end; row++)
    if (startOf(table, row) === 31 * GIB && stop === 32 * GIB && accessOf(table, row) === READ_WRITE) return 31 * GIB
  return stop
}

function isHeapPart(table: MappingTable, row: number, ownerOf: OwnerOfRow): boolean {
  const access = accessOf(table, row)
  if (access !== 0 && access !== READ_WRITE) return false
  return (table.path[row] ?? 0) === 0 || ownerOf(row) === 'cds-archive'
}

/** ZGC maps its file piecemeal into addresses that it reserved without access: they touch. */
function besideHeapFile(table: MappingTable, ownerOf: OwnerOfRow): KnownRange[] {
  const found: KnownRange[] = []
  const isFile = (row: number): boolean => row >= 0 && row < table.count && ownerOf(row) === 'java-heap'
  for (let row = 0; row < table.count; row++) {
    if ((table.path[row] ?? 0) !== 0 || accessOf(table, row) !== 0) continue
    const touches =
      (isFile(row - 1) && endOf(table, row - 1) === startOf(table, row)) ||
      (isFile(row + 1) && startOf(table, row + 1) === endOf(table, row))
    if (touches)
      found.push({
        start: startOf(table, row),
        end: endOf(table, row),
        owner: 'java-heap',
        why: 'reserved without access right beside the file of the heap, by shape',
      })
  }
  return found
}

/** CompressedClassSpaceSize, 1 GiB unless set; it is placed above the archive, at a boundary of 4 MiB or more. */
const CLASS_SPACE: Bytes = 1024 ** 3
const BESIDE_ARCHIVE = 'between the archive and the class space, by shape'
const CLASS_SPACE_WITHIN = 64 * MIB
const BOUNDARY = 4 * MIB

function classSpace(table: MappingTable, sizes: VmSizes, ownerOf: OwnerOfRow): KnownRange[] {
  const length = (sizes.classSpace ?? CLASS_SPACE) / PAGE_UNIT
  const why = 'as long as the class space and right above the class data archive, by shape'
  for (let row = 0; row < table.count; row++) {
    if (ownerOf(row) !== 'cds-archive') continue
    const archive = endOf(table, row)
    for (let first = row + 1; first < table.count; first++) {
      const start = startOf(table, first)
      if (!isPlain(table, first) || start !== endOf(table, first - 1) || start - archive > CLASS_SPACE_WITHIN) break
      if (start % BOUNDARY !== 0) continue
      if (coversExactly(table, first, length))
        return [
          { start: archive, end: start, owner: 'cds-archive' as const, why: BESIDE_ARCHIVE },
          { start, end: start + length, owner: 'metaspace' as const, why },
        ].filter((range) => range.end > range.start)
    }
  }
  return []
}

/** Metaspace::set_narrow_klass_base_and_shift until 16: the archive at 32 GiB (SharedBaseAddress), the class space a GiB above. */
const OLD_CLASS_SPACE = 33 * GIB

function oldClassSpace(table: MappingTable, sizes: VmSizes): KnownRange[] {
  const length = (sizes.classSpace ?? CLASS_SPACE) / PAGE_UNIT
  for (let row = 0; row < table.count && startOf(table, row) <= OLD_CLASS_SPACE; row++) {
    if (startOf(table, row) !== OLD_CLASS_SPACE || !coversExactly(table, row, length)) continue
    const why = 'as long as the class space, where Java 9 to 15 place it, by shape'
    return [{ start: OLD_CLASS_SPACE, end: OLD_CLASS_SPACE + length, owner: 'metaspace', why }]
  }
  return []
}

/** Whether plain neighbours from `first` on end exactly `length` pages after its start. */
function coversExactly(table: MappingTable, first: number, length: number): boolean {
  const stop = startOf(table, first) + length
  for (let row = first; row < table.count; row++) {
    if (!isPlain(table, row) || (row > first && startOf(table, row) !== endOf(table, row - 1))) return false
    if (endOf(table, row) >= stop) return endOf(table, row) === stop
  }
  return false
}

/** A node of metaspace since 16 (JEP 387): 64 MiB that end at a boundary of 4 MiB, committed in granules of 64 KiB. */
const NODE = 64 * MIB
const GRANULE = 65_536 / PAGE_UNIT

/**
 * A malloc arena is as long, but has one writable part; so has a node with little in it, which is then left to that rule. The lowest
 * part may have merged with writable memory below it.
 */
function metaspaceNodes(table: MappingTable, { from, to }: Run): KnownRange[] {
  const found: KnownRange[] = []
  for (let last = from + 2; last < to; last++) {
    const end = endOf(table, last)
    if (end % BOUNDARY !== 0 || accessOf(table, last) !== 0) continue
    const start = end - NODE
    let first = last
    while (first > from && startOf(table, first) > start) first--
    if (startOf(table, first) > start || accessOf(table, first) !== READ_WRITE) continue
    if (!inGranules(table, first, last)) continue
    const why = '64 MiB committed in parts of 64 KiB, as a node of metaspace, by shape'
    found.push({ start, end, owner: 'metaspace', why })
  }
  return found
}

/** Whether two parts or more between the rows are writable, and all bounds between them stand at a granule. */
function inGranules(table: MappingTable, first: number, last: number): boolean {
  let writable = 0
  for (let row = first; row <= last; row++) {
    if (!isPlain(table, row) || (row > first && startOf(table, row) % GRANULE !== 0)) return false
    if (accessOf(table, row) === READ_WRITE) writable++
  }
  return writable >= 2
}
