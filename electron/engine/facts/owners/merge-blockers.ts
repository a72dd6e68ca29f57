/**
 * Neighbours that stayed two mappings, and what keeps them apart. The kernel makes one of two that touch when is_mergeable_vma and
 * can_vma_merge_before or can_vma_merge_after hold (mm/mmap.c; mm/vma.c since 6.12): equal vm_flags (soft-dirty aside), the same file,
 * contiguous offsets, equal name, NUMA policy and userfaultfd context, compatible anon_vma, no close operation. A listing shows the
 * permissions, the file, the offset and the name; the rest only smaps (VmFlags) or nothing shows.
 */
import { ownerIds } from '../../../../shared/model/analysis.ts'
import { pathAt, permsText, type MappingTable } from '../../../../shared/model/mapping-table.ts'
import {
  mergeBlockerReasons,
  type MergeBlockerPattern,
  type MergeBlockerReason,
  type MergeBlockers,
  type MergeBlockerTotal,
  type Neighbour,
} from '../../../../shared/model/neighbours.ts'
import { PAGE_UNIT } from '../../../../shared/model/units.ts'
import type { Ownership, ProcessFacts } from '../process-facts.ts'
import { printsOffsets } from './listed-offsets.ts'
import { citeRows } from './quote-row.ts'

const PATTERNS_SHOWN = 8
const FLAGS = 'is_mergeable_vma, mm/mmap.c (mm/vma.c since 6.12)'

const WHYS: Record<MergeBlockerReason, string> = {
  permission: `Only the permissions differ: read, write, execute and shared are among the vm_flags, which must be equal (${FLAGS})`,
  offset:
    'The same file with the same permissions, but the second does not go on where the first ends (vm_pgoff in can_vma_merge_after)',
  file: `Different files never become one mapping: vm_file must be the same (${FLAGS}). Each FileChannel.map of another file costs one`,
  'anonymous-and-file': `One has a file, the other none: vm_file must be the same (${FLAGS}). A library's zero-initialised data is such a neighbour`,
  name: 'Anonymous, but named differently: anon_vma_name must be equal (since Linux 5.17)',
  'kernel-special':
    'The kernel’s own pages and the first thread’s stack: VM_SPECIAL and VM_GROWSDOWN are never merged with others (vma_merge)',
  unseen:
    'Nothing that the listing shows keeps them apart: another flag does (madvise DONTDUMP or HUGEPAGE, mlock, NORESERVE, VM_ACCOUNT of what was writable once), the NUMA policy, the anon_vma, or that one was moved (mremap). VmFlags of /proc/PID/smaps show most of these',
  several: 'More than one thing differs: without one of them they would still be two',
}

/** null: no listing. */
export function mergeBlockersOf({ ownership }: ProcessFacts): MergeBlockers | null {
  return ownership && new NeighbourCount(ownership).finish()
}

/** What a path stands for, beside its text. */
const ANONYMOUS = 0
const FILE = 1
const NAMED = 2
const SPECIAL = 3

interface Pattern {
  count: number
  /** The second row of the first pair. */
  row: number
}

class NeighbourCount {
  readonly #ownership: Ownership
  readonly #table: MappingTable
  readonly #sorts: Uint8Array
  readonly #offsetsKnown: boolean
  readonly #patterns = new Map<MergeBlockerReason, Map<number, Pattern>>()
  #adjacent = 0

  constructor(ownership: Ownership) {
    this.#ownership = ownership
    this.#table = ownership.listing.record.table
    this.#sorts = sortsOf(this.#table)
    this.#offsetsKnown = printsOffsets(this.#table)
    for (const reason of mergeBlockerReasons) this.#patterns.set(reason, new Map())
    const { start, end, count } = this.#table
    for (let row = 1; row < count; row++) {
      if (start[row] !== end[row - 1]) continue
      this.#adjacent++
      this.#count(this.#reasonAt(row), row)
    }
  }

  /** Of the pair that `row` is the second of. */
  #reasonAt(row: number): MergeBlockerReason {
    const { perms, path } = this.#table
    const before = row - 1
    const left = this.#sorts[path[before] ?? 0] ?? ANONYMOUS
    const right = this.#sorts[path[row] ?? 0] ?? ANONYMOUS
    if (left === SPECIAL || right === SPECIAL) return 'kernel-special'
    const difference = this.#backing(row, left, right)
    if (perms[before] === perms[row]) return difference ?? 'unseen'
    return difference === null ? 'permission' : 'several'
  }

  /** How they differ in what they map; null when they do not. */
  #backing(row: number, left: number, right: number): MergeBlockerReason | null {
    const { path, inode, device, offset, start, end } = this.#table
    const before = row - 1
    if (left !== right) return left === FILE || right === FILE ? 'anonymous-and-file' : 'name'
    if (left === ANONYMOUS) return null
    if (path[before] !== path[row]) return left === FILE ? 'file' : 'name'
    if (left === NAMED) return null
    if (inode[before] !== inode[row] || device[before] !== device[row]) return 'file'
    if (!this.#offsetsKnown) return null
    const size = ((end[before] ?? 0) - (start[before] ?? 0)) * PAGE_UNIT
    return (offset[before] ?? 0) + size === offset[row] ? null : 'offset'
  }

  #count(reason: MergeBlockerReason, row: number): void {
    const patterns = this.#patterns.get(reason)
    const key = (this.#half(row - 1) << 8) | this.#half(row)
    const known = patterns?.get(key)
    if (known === undefined) patterns?.set(key, { count: 1, row })
    else known.count++
  }

  /** Owner and permissions in eight bits: there are 15 owners, and four permissions. */
  #half(row: number): number {
    return ((this.#ownership.owners[row] ?? 0) << 4) | (this.#table.perms[row] ?? 0)
  }

  finish(): MergeBlockers {
    return {
      adjacent: this.#adjacent,
      reasons: mergeBlockerReasons
        .map((reason) => this.#total(reason))
        .filter(({ count }) => count > 0)
        .toSorted((left, right) => right.count - left.count),
      complete: this.#ownership.listing.complete,
    }
  }

  #total(reason: MergeBlockerReason): MergeBlockerTotal {
    const patterns = [...(this.#patterns.get(reason) ?? [])].toSorted(
      ([, left], [, right]) => right.count - left.count || left.row - right.row,
    )
    return {
      reason,
      why: WHYS[reason],
      count: patterns.reduce((sum, [, { count }]) => sum + count, 0),
      patterns: patterns.slice(0, PATTERNS_SHOWN).map(([key, pattern]) => this.#pattern(key, pattern)),
      patternsInAll: patterns.length,
    }
  }

  #pattern(key: number, { count, row }: Pattern): MergeBlockerPattern {
    const example = citeRows(this.#ownership.listing, row - 1, row)
    return { left: neighbourOf(key >> 8), right: neighbourOf(key & 0xff), count, example }
  }
}

function neighbourOf(half: number): Neighbour {
  return { owner: ownerIds[half >> 4] ?? 'anonymous', perms: permsText(half & 0xf) }
}

/**
 * Path number -> what it stands for. `[heap]` and `[stack:TID]` (before Linux 4.5) are no property of a mapping, but told from where it
 * lies: it is anonymous as any other.
 */
function sortsOf({ paths }: MappingTable): Uint8Array {
  const sorts = new Uint8Array(paths.count)
  for (let path = 1; path < paths.count; path++) {
    if (paths.bytes[paths.offsets[path] ?? 0] !== BRACKET) {
      sorts[path] = FILE
      continue
    }
    const text = pathAt(paths, path)
    if (text === '[heap]' || text.startsWith('[stack:')) sorts[path] = ANONYMOUS
    else if (text.startsWith('[anon')) sorts[path] = NAMED
    else sorts[path] = SPECIAL
  }
  return sorts
}

/** `[` */
const BRACKET = 0x5b
