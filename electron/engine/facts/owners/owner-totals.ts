/** Counts and bytes by owner, the largest groups within each, and a mapping of each to point at. */
import { ownerIds, type OwnerGroup, type OwnerTotal } from '../../../../shared/model/analysis.ts'
import { mappingPath, permsText, type MappingTable } from '../../../../shared/model/mapping-table.ts'
import { QUOTE_LIMIT, type Citation } from '../../../../shared/model/span.ts'
import { PAGE_UNIT } from '../../../../shared/model/units.ts'
import type { Listing } from '../process-facts.ts'
import type { PathOwners } from './path-owners.ts'

const GROUPS_SHOWN = 20

/** A listing whose rows have been judged. */
export interface JudgedRows {
  listing: Listing
  /** Row -> index into `ownerIds`. */
  owners: Uint8Array<ArrayBuffer>
  paths: PathOwners
  /** Owner -> reason -> rows that it gave. */
  whys: ReadonlyMap<number, ReadonlyMap<string, number>>
  /** Row -> name of its group, for rows whose owner has no path to group by: the thread of a stack. */
  rowGroups: ReadonlyMap<number, string>
}

/** Largest count first. The `[vsyscall]` row is judged but not counted: the totals add up to the VMAs. */
export function ownerTotals(judged: JudgedRows): OwnerTotal[] {
  const { listing, owners } = judged
  const { table } = listing.record
  const rows = listing.vsyscall ? table.count - 1 : table.count
  const counts = new Float64Array(ownerIds.length)
  const pages = new Float64Array(ownerIds.length)
  const first = new Int32Array(ownerIds.length).fill(-1)
  for (let row = 0; row < rows; row++) {
    const owner = owners[row] ?? 0
    counts[owner] = (counts[owner] ?? 0) + 1
    pages[owner] = (pages[owner] ?? 0) + pagesOf(table, row)
    if (first[owner] === -1) first[owner] = row
  }
  const groups = groupsOf(judged, rows)
  return ownerIds
    .map((owner, index): OwnerTotal => ({
      owner,
      count: counts[index] ?? 0,
      bytes: (pages[index] ?? 0) * PAGE_UNIT,
      why: whyOf(judged, index),
      groups: groups.get(index)?.slice(0, GROUPS_SHOWN) ?? [],
      groupsInAll: groups.get(index)?.length ?? 0,
      example: exampleOf(listing, first[index] ?? -1),
    }))
    .filter((total) => total.count > 0)
    .toSorted((left, right) => right.count - left.count || ownerIds.indexOf(left.owner) - ownerIds.indexOf(right.owner))
}

function pagesOf(table: MappingTable, row: number): number {
  return (table.end[row] ?? 0) - (table.start[row] ?? 0)
}

function groupsOf({ listing, owners, paths, rowGroups }: JudgedRows, rows: number): Map<number, OwnerGroup[]> {
  const { table } = listing.record
  const byOwner = new Map<number, Map<string, OwnerGroup>>()
  const add = (owner: number, name: string, count: number, groupPages: number): void => {
    let named = byOwner.get(owner)
    if (!named) byOwner.set(owner, (named = new Map()))
    const entry = named.get(name) ?? { name, count: 0, bytes: 0 }
    entry.count += count
    entry.bytes += groupPages * PAGE_UNIT
    named.set(name, entry)
  }
  // Summed by number first: names are looked up once a group, not once a row.
  const count = new Float64Array(paths.groups.length)
  const sums = new Float64Array(paths.groups.length)
  const ofOwner = new Int16Array(paths.groups.length).fill(-1)
  for (let row = 0; row < rows; row++) {
    const group = paths.group[table.path[row] ?? 0] ?? 0
    if (group === 0) continue
    ofOwner[group] = owners[row] ?? 0
    count[group] = (count[group] ?? 0) + 1
    sums[group] = (sums[group] ?? 0) + pagesOf(table, row)
  }
  for (let group = 1; group < ofOwner.length; group++) {
    const owner = ofOwner[group] ?? -1
    if (owner !== -1) add(owner, paths.groups[group] ?? '', count[group] ?? 0, sums[group] ?? 0)
  }
  for (const [row, name] of rowGroups) if (row < rows) add(owners[row] ?? 0, name, 1, pagesOf(table, row))
  return new Map(
    [...byOwner].map(([owner, named]) => [
      owner,
      [...named.values()].toSorted((left, right) => right.count - left.count || (left.name < right.name ? -1 : 1)),
    ]),
  )
}

function whyOf({ whys }: JudgedRows, owner: number): string {
  const given = [...(whys.get(owner) ?? [])].toSorted((left, right) => right[1] - left[1])
  return given.map(([why]) => why).join('; ')
}

function exampleOf({ record }: Listing, row: number): Citation {
  const { table } = record
  const line = table.line[row] ?? record.span.line
  const path = row === -1 ? '' : mappingPath(table, row)
  const quote = row === -1 ? '' : path === '' ? rangeText(table, row) : path.slice(0, QUOTE_LIMIT)
  return { artifact: record.artifact, line, endLine: line, quote }
}

/** `7fe5f0202000-7fe5f02ff000 rw-p`, as show_vma_header_prefix writes it: at least eight digits. */
function rangeText(table: MappingTable, row: number): string {
  return `${address(table.start[row])}-${address(table.end[row])} ${permsText(table.perms[row] ?? 0)}`
}

function address(page: number | undefined): string {
  return `${(page ?? 0).toString(16)}000`.padStart(8, '0')
}
