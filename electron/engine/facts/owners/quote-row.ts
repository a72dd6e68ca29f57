/** How a row of a mapping table is cited: its line, and its path or, where it has none, its range as the kernel prints it. */
import { mappingPath, permsText, type MappingTable } from '../../../../shared/model/mapping-table.ts'
import { QUOTE_LIMIT, type Citation } from '../../../../shared/model/span.ts'
import type { Listing } from '../process-facts.ts'

/** Rows `row` to `last`; the quote is of the first. */
export function citeRows({ record }: Listing, row: number, last = row): Citation {
  const { table, artifact, span } = record
  const line = table.line[row] ?? span.line
  const path = mappingPath(table, row)
  const quote = path === '' ? rangeText(table, row) : path.slice(0, QUOTE_LIMIT)
  return { artifact, line, endLine: Math.max(line, table.line[last] ?? line), quote }
}

/** `7fe5f0202000-7fe5f02ff000 rw-p`, as show_vma_header_prefix (fs/proc/task_mmu.c) writes it: at least eight digits. */
function rangeText(table: MappingTable, row: number): string {
  return `${address(table.start[row])}-${address(table.end[row])} ${permsText(table.perms[row] ?? 0)}`
}

function address(page: number | undefined): string {
  return `${(page ?? 0).toString(16)}000`.padStart(8, '0')
}
