import type { Head } from '../format.ts'
import type { ByteRange } from './head-lines.ts'
import { MappingTableBuilder } from './mapping-lines.ts'

/** How many lines of an artifact's beginning are mappings and how many are something else; blank lines are neither. */
export function countMappingLines(head: Head, bounds: readonly ByteRange[]): { mappings: number; others: number } {
  const builder = new MappingTableBuilder()
  let others = 0
  for (const { start, end } of bounds) {
    if (end > start && !builder.add(head.bytes, start, end, 1)) others++
  }
  return { mappings: builder.count, others }
}
