/** THE list of system calls whose kernel path is known. */
import type { SystemCallName } from '../path-table.ts'
import { brkTable } from './brk.ts'
import { cloneTable } from './clone.ts'
import type { KernelTable } from './kernel-table.ts'
import { mmapTable } from './mmap.ts'
import { mremapTable } from './mremap.ts'
import { munmapTable } from './munmap.ts'
import { madviseTable, mbindTable, mlockTable, mprotectTable } from './ranges.ts'

export const kernelTables: Record<SystemCallName, KernelTable> = {
  mmap: mmapTable,
  mprotect: mprotectTable,
  munmap: munmapTable,
  mremap: mremapTable,
  madvise: madviseTable,
  mlock: mlockTable,
  mbind: mbindTable,
  brk: brkTable,
  clone: cloneTable,
}
