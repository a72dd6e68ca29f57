/** Who every mapping of a listing belongs to: one pass over the rows, paths judged once each. */
import { ownerIds, type OwnerGroup, type OwnerId, type OwnerTotal } from '../../../../shared/model/analysis.ts'
import { mappingPath, PERM_WRITE, permsText, type MappingTable } from '../../../../shared/model/mapping-table.ts'
import { QUOTE_LIMIT, type Citation } from '../../../../shared/model/span.ts'
import { PAGE_UNIT } from '../../../../shared/model/units.ts'
import { isVsyscallRow } from '../listing.ts'
import type { Listing, Ownership, ProcessFacts } from '../process-facts.ts'
import { accessOf, arenaRowsAt, knownRanges, stackPairs, type KnownRange } from './anonymous-rules.ts'
import { ownersOfPaths, type PathOwners } from './path-owners.ts'

const GROUPS_SHOWN = 20
const OWNER_NUMBER = Object.fromEntries(ownerIds.map((id, index) => [id, index])) as Record<OwnerId, number>
const ANONYMOUS = OWNER_NUMBER['anonymous']

/** Memoised by listing; ranges and thread stacks of the process are the same for all of them (one address space). */
export function ownershipOf(facts: ProcessFacts): (listing: Listing) => Ownership {
  const ranges = knownRanges(facts.records)
  const done = new Map<Listing, Ownership>()
  return (listing) => {
    const known = done.get(listing)
    if (known) return known
    const ownership = new Classification(listing, ranges, facts).finish()
    done.set(listing, ownership)
    return ownership
  }
}

class Classification {
  #listing: Listing
  #table: MappingTable
  #owners: Uint8Array<ArrayBuffer>
  #paths: PathOwners
  #whys = new Map<number, Map<string, number>>()
  #repeated = 0
  #deleted = 0
  #split = 0
  #multiMapped = 0
  #arenas = 0

  constructor(listing: Listing, ranges: readonly KnownRange[], facts: ProcessFacts) {
    this.#listing = listing
    this.#table = listing.record.table
    this.#owners = new Uint8Array(this.#table.count)
    this.#paths = ownersOfPaths(this.#table.paths)
    this.#classify(ranges, stackPairs(this.#table, facts.records, facts.pageSize.bytes))
    this.#countStale()
    this.#countSplits()
  }

  #classify(ranges: readonly KnownRange[], pairs: Uint8Array): void {
    const table = this.#table
    let range = 0
    for (let row = 0; row < table.count; row++) {
      const start = table.start[row] ?? 0
      while (range < ranges.length && (ranges[range]?.end ?? 0) <= start) range++
      const inside = ranges[range]
      if ((table.path[row] ?? 0) !== 0) {
        this.#byPath(row)
      } else if (isVsyscallRow(table, row)) {
        this.#set(row, 'kernel-special', 'the [vsyscall] page')
      } else if (inside && start >= inside.start) {
        this.#set(row, inside.owner, inside.why)
      } else if (pairs[row] === 1) {
        this.#set(row, 'thread-stack', 'guard pages below a stack, by shape')
        this.#set(row + 1, 'thread-stack', 'a stack above its guard pages, by shape')
        row++
      } else {
        row += this.#byShape(row, inside)
      }
    }
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
      this.#set(row, 'thread-stack', 'guard page below the stack of a listed thread')
      return 0
    }
    const before = row - 1
    // The loader puts a library's zero-initialised data right behind its writable part (elf/dl-load.c, _dl_map_segments).
    if (
      before >= 0 &&
      this.#owners[before] === OWNER_NUMBER['shared-library'] &&
      table.end[before] === table.start[row]
    ) {
      const writable = (table.perms[row] ?? 0) & PERM_WRITE
      if (writable !== 0 && (table.perms[before] ?? 0) & PERM_WRITE && (table.path[before] ?? 0) !== 0) {
        this.#set(row, 'shared-library', 'zero-initialised data behind a library')
        return 0
      }
    }
    this.#set(row, 'anonymous', 'no file, no known range, no telling shape')
    return 0
  }

  #byPath(row: number): void {
    const path = this.#table.path[row] ?? 0
    const kind = this.#paths.kinds[this.#paths.kind[path] ?? 0]
    if (!kind) return
    this.#set(row, kind.owner, kind.why)
    if (kind.owner === 'java-heap') this.#multiMapped++
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
      totals: this.#totals(),
      repeated: this.#repeated,
      deleted: this.#deleted,
      split: this.#split,
      multiMapped: this.#multiMapped,
      arenas: this.#arenas,
    }
  }

  /** The `[vsyscall]` row is classified but not counted: the totals add up to the VMAs. */
  #totals(): OwnerTotal[] {
    const table = this.#table
    const rows = this.#listing.vsyscall ? table.count - 1 : table.count
    const counts = new Float64Array(ownerIds.length)
    const pages = new Float64Array(ownerIds.length)
    const first = new Int32Array(ownerIds.length).fill(-1)
    const groupCount = new Float64Array(this.#paths.groups.length)
    const groupPages = new Float64Array(this.#paths.groups.length)
    const groupOwner = new Int16Array(this.#paths.groups.length).fill(-1)
    for (let row = 0; row < rows; row++) {
      const owner = this.#owners[row] ?? 0
      const size = (table.end[row] ?? 0) - (table.start[row] ?? 0)
      counts[owner] = (counts[owner] ?? 0) + 1
      pages[owner] = (pages[owner] ?? 0) + size
      if (first[owner] === -1) first[owner] = row
      const group = this.#paths.group[table.path[row] ?? 0] ?? 0
      if (group === 0) continue
      groupOwner[group] = owner
      groupCount[group] = (groupCount[group] ?? 0) + 1
      groupPages[group] = (groupPages[group] ?? 0) + size
    }
    const groups = this.#groups(groupOwner, groupCount, groupPages)
    return ownerIds
      .map((owner, index): OwnerTotal => ({
        owner,
        count: counts[index] ?? 0,
        bytes: (pages[index] ?? 0) * PAGE_UNIT,
        why: this.#why(index),
        groups: groups.get(index)?.slice(0, GROUPS_SHOWN) ?? [],
        groupsInAll: groups.get(index)?.length ?? 0,
        example: this.#example(first[index] ?? -1),
      }))
      .filter((total) => total.count > 0)
      .toSorted(
        (left, right) => right.count - left.count || ownerIds.indexOf(left.owner) - ownerIds.indexOf(right.owner),
      )
  }

  #groups(owner: Int16Array, count: Float64Array, pages: Float64Array): Map<number, OwnerGroup[]> {
    const byOwner = new Map<number, Map<string, OwnerGroup>>()
    for (let group = 1; group < owner.length; group++) {
      const of = owner[group] ?? -1
      if (of === -1) continue
      let named = byOwner.get(of)
      if (!named) byOwner.set(of, (named = new Map()))
      const name = this.#paths.groups[group] ?? ''
      const entry = named.get(name) ?? { name, count: 0, bytes: 0 }
      entry.count += count[group] ?? 0
      entry.bytes += (pages[group] ?? 0) * PAGE_UNIT
      named.set(name, entry)
    }
    return new Map(
      [...byOwner].map(([of, named]) => [
        of,
        [...named.values()].toSorted((left, right) => right.count - left.count || (left.name < right.name ? -1 : 1)),
      ]),
    )
  }

  #why(owner: number): string {
    const whys = [...(this.#whys.get(owner) ?? [])].toSorted((left, right) => right[1] - left[1])
    return whys.map(([why]) => why).join('; ')
  }

  #example(row: number): Citation {
    const line = this.#table.line[row] ?? this.#listing.record.span.line
    const path = row === -1 ? '' : mappingPath(this.#table, row)
    const quote = row === -1 ? '' : path === '' ? this.#range(row) : path.slice(0, QUOTE_LIMIT)
    return { artifact: this.#listing.record.artifact, line, endLine: line, quote }
  }

  /** `7fe5f0202000-7fe5f02ff000 rw-p`, as show_vma_header_prefix writes it: at least eight digits. */
  #range(row: number): string {
    return `${address(this.#table.start[row])}-${address(this.#table.end[row])} ${permsText(this.#table.perms[row] ?? 0)}`
  }
}

function address(page: number | undefined): string {
  return `${(page ?? 0).toString(16)}000`.padStart(8, '0')
}
