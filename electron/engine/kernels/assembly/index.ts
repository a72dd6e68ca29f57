/** What the host calls. Compiled by build/kernels.ts; AssemblyScript, not TypeScript: `u32` is a type and `load` reads memory. */
import { tables } from './tables'

export { beginGcLines, gcLines } from './gc-lines'
export { logLines } from './log-lines'
export { newlines } from './newlines'

/** Before each of the functions that tell lines. */
export function beginTables(ends: usize, lines: usize, kinds: usize, counts: usize, heads: usize): void {
  tables.begin(ends, lines, kinds, counts, heads)
}

/** The last line behind the last entry that heads what stands below; 65535 for none. */
export function lastHead(): u32 {
  return tables.head
}

/** How many lines were given or told since. */
export function entries(): u32 {
  return tables.entries
}
