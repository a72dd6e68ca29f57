/** Stretches of a listing: neighbours without a path that touch. */
import { PERM_READ, PERM_WRITE, type MappingTable } from '../../../../shared/model/mapping-table.ts'
import { accessOf } from './anonymous-rules.ts'

export const READ_WRITE = PERM_READ | PERM_WRITE

export interface Run {
  /** Rows, half open. */
  from: number
  to: number
}

export function anonymousRuns(table: MappingTable): Run[] {
  const runs: Run[] = []
  for (let row = 0; row < table.count; row++) {
    if ((table.path[row] ?? 0) !== 0) continue
    const last = runs.at(-1)
    if (last && last.to === row && table.end[row - 1] === table.start[row]) last.to = row + 1
    else runs.push({ from: row, to: row + 1 })
  }
  return runs
}

export function startOf(table: MappingTable, row: number): number {
  return table.start[row] ?? 0
}

export function endOf(table: MappingTable, row: number): number {
  return table.end[row] ?? 0
}

/** Anonymous, and either readable and writable or without access. */
export function isPlain(table: MappingTable, row: number): boolean {
  const access = accessOf(table, row)
  return (table.path[row] ?? 0) === 0 && (access === 0 || access === READ_WRITE)
}
