/** THE list of system calls whose kernel path is known. */
import type { SystemCallName } from '../path-table.ts'
import type { KernelTable } from './kernel-table.ts'
import { mmapTable } from './mmap.ts'
import { brkTable, cloneTable, madviseTable, mprotectTable, munmapTable } from './other-calls.ts'

export const kernelTables: Record<SystemCallName, KernelTable> = {
  mmap: mmapTable,
  mprotect: mprotectTable,
  munmap: munmapTable,
  madvise: madviseTable,
  brk: brkTable,
  clone: cloneTable,
}
