import type { MappingTable } from '../../../../shared/model/mapping-table.ts'

/**
 * Whether a listing prints offsets into files. pmap -x does not, and its rows read 0; in every listing of a JVM that does, shared
 * libraries have parts that begin behind their first page.
 */
export function printsOffsets(table: MappingTable): boolean {
  for (let row = 0; row < table.count; row++) if ((table.offset[row] ?? 0) !== 0) return true
  return false
}
