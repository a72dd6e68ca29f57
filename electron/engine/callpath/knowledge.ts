/** THE list of known paths, most telling first: the first whose anchor stands on the failing stack is taken. */
import { directMemory } from './direct-memory.ts'
import { fileMap } from './file-map.ts'
import { attachGuardZone, mainGuardZone } from './hotspot/attach.ts'
import { cHeap, unsafeAllocate } from './hotspot/c-heap.ts'
import { guardProtect } from './hotspot/guard-protect.ts'
import { guardRemoval } from './hotspot/guard-removal.ts'
import { guardZone } from './hotspot/guard-zone.ts'
import { codeCache, g1Heap, parallelHeap, plainCommit, shenandoahHeap, virtualSpace } from './hotspot/heap.ts'
import { metaspace } from './hotspot/metaspace.ts'
import { reserveCodeCache, reserveHeap, reserveMetaspace, reserveOther } from './hotspot/reserve.ts'
import { markStack, sideTables } from './hotspot/side-tables.ts'
import { threadStart } from './hotspot/thread-start.ts'
import { compilerThreadStart, vmThreadStart } from './hotspot/vm-thread-start.ts'
import { zgcMap, zgcUnmap } from './hotspot/zgc.ts'
import type { CallPathTable } from './path-table.ts'

/** Paths that end in a refused commit (os::commit_memory). */
export const commitPaths: readonly CallPathTable[] = [
  attachGuardZone,
  mainGuardZone,
  guardZone,
  metaspace,
  codeCache,
  markStack,
  sideTables,
  g1Heap,
  shenandoahHeap,
  parallelHeap,
  virtualSpace,
  plainCommit,
]

/** Paths that end in a refused reservation, which the log counts as mmap too. */
export const reservePaths: readonly CallPathTable[] = [reserveMetaspace, reserveCodeCache, reserveHeap, reserveOther]

export const mallocPaths: readonly CallPathTable[] = [unsafeAllocate, cHeap]

export const threadPaths: readonly CallPathTable[] = [compilerThreadStart, vmThreadStart, threadStart]

export const zgcPaths: readonly CallPathTable[] = [zgcUnmap, zgcMap]

export const allPaths: readonly CallPathTable[] = [
  ...commitPaths,
  ...reservePaths,
  ...mallocPaths,
  ...threadPaths,
  ...zgcPaths,
  guardProtect,
  guardRemoval,
  fileMap,
  directMemory,
]
