/** Who every mapping of a listing belongs to: one pass over the rows, paths judged once each. */
import { ownerIds, type OwnerId } from '../../../../shared/model/analysis.ts'
import { mappingPath, PERM_EXEC, PERM_WRITE, type MappingTable } from '../../../../shared/model/mapping-table.ts'
import { PAGE_UNIT, type Bytes } from '../../../../shared/model/units.ts'
import { isVsyscallRow } from '../listing.ts'
import type { Listing, Ownership, ProcessFacts } from '../process-facts.ts'
import { accessOf, arenaRowsAt, stackPairs } from './anonymous-rules.ts'
import { vmSizes } from './argument-sizes.ts'
import { knownRanges, RangeFinder, withShapes, type KnownRange } from './known-ranges.ts'
import { ownerTotals } from './owner-totals.ts'
import { ownersOfPaths, type PathOwners } from './path-owners.ts'
import { stackSizes } from './stack-sizes.ts'
import { vmShapes } from './vm-shapes.ts'

const OWNER_NUMBER = Object.fromEntries(ownerIds.map((id, index) => [id, index])) as Record<OwnerId, number>
/** libjvm.so has half a MiB, of others hardly one a tenth of that. More is other memory that has merged with it. */
const LIBRARY_DATA_MOST = { libjvm: (1024 * 1024) / PAGE_UNIT, other: (128 * 1024) / PAGE_UNIT } as const
const ANONYMOUS = OWNER_NUMBER['anonymous']

/** Memoised by listing; ranges and thread stacks of the process are the same for all of them (one address space). */
export function ownershipOf(facts: ProcessFacts): (listing: Listing) => Ownership {
  const known = knownRanges(facts.records)
  const sizes = vmSizes(facts.records)
  const stacks = stackSizes(facts.records)
  const done = new Map<Listing, Ownership>()
  return (listing) => {
    const judged = done.get(listing)
    if (judged) return judged
    const { table } = listing.record
    const paths = ownersOfPaths(table.paths)
    const ranges = withShapes(known, vmShapes(table, paths, sizes, known))
    const ownership = new Classification(listing, paths, ranges, stacks, facts).finish()
    done.set(listing, ownership)
    return ownership
  }
}

class Classification {
  readonly #listing: Listing
  readonly #table: MappingTable
  readonly #owners: Uint8Array<ArrayBuffer>
  readonly #paths: PathOwners
  /** Path number -> 1 for files of which a part is executable. */
  readonly #executable: Uint8Array<ArrayBuffer>
  readonly #whys = new Map<number, Map<string, number>>()
  readonly #rowGroups = new Map<number, string>()
  #repeated = 0
  #deleted = 0
  #split = 0
  #multiMapped = 0
  #arenas = 0

  constructor(
    listing: Listing,
    paths: PathOwners,
    ranges: readonly KnownRange[],
    stacks: ReadonlySet<Bytes>,
    facts: ProcessFacts,
  ) {
    this.#listing = listing
    this.#table = listing.record.table
    this.#owners = new Uint8Array(this.#table.count)
    this.#paths = paths
    this.#executable = executablePaths(this.#table)
    this.#classify(new RangeFinder(ranges), stackPairs(this.#table, stacks, facts.pageSize.bytes))
    this.#countStale()
    this.#countSplits()
  }

  #classify(ranges: RangeFinder, pairs: Uint8Array): void {
    const table = this.#table
    for (let row = 0; row < table.count; row++) {
      const found = ranges.of(table.start[row] ?? 0, table.end[row] ?? 0)
      if ((table.path[row] ?? 0) !== 0) {
        this.#byPath(row, found)
      } else if (isVsyscallRow(table, row)) {
        this.#set(row, 'kernel-special', 'the [vsyscall] page')
      } else if (found) {
        this.#byRange(row, found)
      } else if (pairs[row] === 1) {
        this.#set(row, 'thread-stack', 'guard pages below a stack, by shape')
        this.#set(row + 1, 'thread-stack', 'a stack above its guard pages, by shape')
        row++
      } else {
        row += this.#byShape(row, ranges.next)
      }
    }
  }

  #byRange(row: number, { owner, why, group }: KnownRange): void {
    this.#set(row, owner, why)
    if (group !== undefined) this.#rowGroups.set(row, group)
  }

  /** Returns how many further rows were taken. */
  #byShape(row: number, next: KnownRange | undefined): number {
    const table = this.#table
    const arena = arenaRowsAt(table, row)
    if (arena > 0) {
      this.#arenas++
      for (let part = row; part < row + arena; part++)
        this.#set(part, 'malloc-arena', '64 MiB aligned, used part and reserve')
      return arena - 1
    }
    if (accessOf(table, row) === 0 && next?.owner === 'thread-stack' && next.start === table.end[row]) {
      this.#byRange(row, { ...next, why: 'guard page below the stack of a listed thread' })
      return 0
    }
    if (this.#isDataBehindLibrary(row)) this.#set(row, 'shared-library', 'zero-initialised data behind a library')
    else this.#set(row, 'anonymous', 'no file, no known range, no telling shape')
    return 0
  }

  /** The loader puts a library's zero-initialised data right behind its writable part (elf/dl-load.c, _dl_map_segments). */
  #isDataBehindLibrary(row: number): boolean {
    const table = this.#table
    const before = row - 1
    if (before < 0) return false
    const most = LIBRARY_DATA_MOST[/libjvm\.so\b/.test(mappingPath(table, before)) ? 'libjvm' : 'other']
    return (
      (table.end[row] ?? 0) - (table.start[row] ?? 0) <= most &&
      this.#owners[before] === OWNER_NUMBER['shared-library'] &&
      table.end[before] === table.start[row] &&
      ((table.perms[row] ?? 0) & (table.perms[before] ?? 0) & PERM_WRITE) !== 0 &&
      (table.path[before] ?? 0) !== 0
    )
  }

  #byPath(row: number, found: KnownRange | null): void {
    const path = this.#table.path[row] ?? 0
    const kind = this.#paths.kinds[this.#paths.kind[path] ?? 0]
    if (!kind) return
    if (found && (kind.owner === 'shared-memory' || kind.owner === 'anonymous')) {
      // Memory that bears a name (System V, memfd, huge pages): what the VM uses it for says more.
      this.#byRange(row, found)
    } else if (kind.owner === 'other-file' && this.#executable[path] === 1) {
      this.#set(row, 'shared-library', 'a file of which a part is executable')
    } else {
      this.#set(row, kind.owner, kind.why)
      if (kind.owner === 'java-heap') this.#multiMapped++
    }
  }

  #set(row: number, owner: OwnerId, why: string): void {
    const number = OWNER_NUMBER[owner]
    this.#owners[row] = number
    let whys = this.#whys.get(number)
    if (!whys) this.#whys.set(number, (whys = new Map()))
    whys.set(why, (whys.get(why) ?? 0) + 1)
  }

  /** A store maps a segment's file once; the same file at the same offset again is a mapping that nobody released. */
  #countStale(): void {
    const table = this.#table
    const firstOffset = new Float64Array(table.paths.count).fill(-1)
    const further = new Set<string>()
    for (let row = 0; row < table.count; row++) {
      const owner = ownerIds[this.#owners[row] ?? 0]
      if (owner !== 'index-file' && owner !== 'data-file' && owner !== 'other-file') continue
      const path = table.path[row] ?? 0
      if (this.#paths.deleted[path] === 1) this.#deleted++
      const offset = table.offset[row] ?? 0
      if (firstOffset[path] === -1) {
        firstOffset[path] = offset
        continue
      }
      const key = `${path} ${offset}`
      if (firstOffset[path] === offset || further.has(key)) this.#repeated++
      else further.add(key)
    }
  }

  /** Neighbours that could be one mapping but for permissions, advice or guards: the kernel merges equal ones (vma_merge). */
  #countSplits(): void {
    const table = this.#table
    for (let row = 1; row < table.count; row++) {
      if (this.#owners[row] !== ANONYMOUS || this.#owners[row - 1] !== ANONYMOUS) continue
      if (table.start[row] === table.end[row - 1]) this.#split++
    }
  }

  finish(): Ownership {
    return {
      listing: this.#listing,
      owners: this.#owners,
      totals: ownerTotals({
        listing: this.#listing,
        owners: this.#owners,
        paths: this.#paths,
        whys: this.#whys,
        rowGroups: this.#rowGroups,
      }),
      repeated: this.#repeated,
      deleted: this.#deleted,
      split: this.#split,
      multiMapped: this.#multiMapped,
      arenas: this.#arenas,
    }
  }
}

function executablePaths(table: MappingTable): Uint8Array<ArrayBuffer> {
  const executable = new Uint8Array(table.paths.count)
  for (let row = 0; row < table.count; row++)
    if (((table.perms[row] ?? 0) & PERM_EXEC) !== 0) executable[table.path[row] ?? 0] = 1
  return executable
}
