/** Ranges of the address space that artifacts state: of the heap and its tables, of code, metadata and stacks. */
import type { OwnerId } from '../../../../shared/model/analysis.ts'
import type { ProcessRecords } from '../../../../shared/model/process-records.ts'
import type { RangeRole } from '../../../../shared/model/records.ts'
import { PAGE_UNIT } from '../../../../shared/model/units.ts'

export interface KnownRange {
  /** Pages of PAGE_UNIT, half open. */
  start: number
  end: number
  owner: OwnerId
  why: string
  /** What its mappings are grouped by: for stacks the thread's name, its digits left out. */
  group?: string
}

const RANGE_OWNERS: Record<RangeRole, { owner: OwnerId; why: string }> = {
  'java-heap': { owner: 'java-heap', why: 'within the Java heap that an artifact states' },
  'code-cache': { owner: 'code-cache', why: 'within the code cache that an artifact states' },
  'class-space': { owner: 'metaspace', why: 'within the compressed class space' },
  metaspace: { owner: 'metaspace', why: 'within metaspace' },
  'cds-archive': { owner: 'cds-archive', why: 'within the mapped class data archive' },
  'card-table': { owner: 'gc-structure', why: 'within the card table that an artifact states' },
  'gc-structure': { owner: 'gc-structure', why: 'within a table of the collector that an artifact states' },
  'thread-stack': { owner: 'thread-stack', why: 'within the stack of a listed thread' },
}

/** Ranges of the process, sorted and without the ones that overlap an earlier one: a stack is no range of these. */
export function knownRanges(records: ProcessRecords): KnownRange[] {
  const stacks = records.threads
    .filter((thread) => thread.stackStart !== null && thread.stackEnd !== null && thread.stackEnd > thread.stackStart)
    .map((thread) => ({
      start: (thread.stackStart ?? 0) / PAGE_UNIT,
      end: (thread.stackEnd ?? 0) / PAGE_UNIT,
      ...RANGE_OWNERS['thread-stack'],
      group: threadGroup(thread.name),
    }))
  const ranges = records.ranges
    .filter((range) => range.end > range.start)
    .map((range): KnownRange => {
      const stated = { start: range.start / PAGE_UNIT, end: range.end / PAGE_UNIT, ...RANGE_OWNERS[range.role] }
      // Native memory tracking states the bounds of stacks, not whose they are.
      const unnamed = range.role !== 'thread-stack' || range.name === 'Thread Stack'
      return unnamed ? stated : { ...stated, group: threadGroup(range.name) }
    })
  return disjoint([...stacks, ...ranges])
}

/** The first of those that overlap. */
export function disjoint(ranges: readonly KnownRange[]): KnownRange[] {
  const sorted = ranges.toSorted((left, right) => left.start - right.start || left.end - right.end)
  const kept: KnownRange[] = []
  for (const range of sorted) if (range.start >= (kept.at(-1)?.end ?? 0)) kept.push(range)
  return kept
}

/** `pool-2041-thread-5` and its like are one pool: runs of digits become `#`, at most so many letters of the name are kept. */
const NAME_KEPT = 60

export function threadGroup(name: string): string {
  return name.replaceAll(/\d{1,20}/g, '#').slice(0, NAME_KEPT)
}

/** `known`, and those of `shapes` that overlap none of them: what an artifact states is not overruled by how it looks. */
export function withShapes(known: readonly KnownRange[], shapes: readonly KnownRange[]): readonly KnownRange[] {
  const free = shapes.filter((shape) => !known.some(({ start, end }) => shape.start < end && start < shape.end))
  return free.length === 0 ? known : disjoint([...known, ...free])
}

/** Finds the ranges of rows that are asked for in the order of their addresses. */
export class RangeFinder {
  readonly #ranges: readonly KnownRange[]
  #at = 0

  constructor(ranges: readonly KnownRange[]) {
    this.#ranges = ranges
  }

  /** The first range that the last row asked for did not leave behind. */
  get next(): KnownRange | undefined {
    return this.#ranges[this.#at]
  }

  /** The range that holds at least half of the mapping: bounds are stated to the byte, mappings end at pages and merge. */
  of(start: number, end: number): KnownRange | null {
    const ranges = this.#ranges
    while (this.#at < ranges.length && (ranges[this.#at]?.end ?? 0) <= start) this.#at++
    if ((ranges[this.#at]?.start ?? Infinity) >= end) return null
    let best: KnownRange | null = null
    let most = (end - start) / 2
    const held = new Map<OwnerId, number>()
    for (let index = this.#at; index < ranges.length; index++) {
      const range = ranges[index]
      if (!range || range.start >= end) break
      const overlap = Math.min(end, range.end) - Math.max(start, range.start)
      // Parts of one kind add up: the heap of a collector with generations is stated as several.
      const sum = (held.get(range.owner) ?? 0) + overlap
      held.set(range.owner, sum)
      if (sum >= most) [best, most] = [range, sum]
    }
    return best
  }
}
