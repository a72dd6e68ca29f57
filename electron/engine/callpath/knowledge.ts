/** THE list of known paths, most telling first: the first whose anchor stands on the failing stack is taken. */
import { fileMap } from './file-map.ts'
import { cHeap, unsafeAllocate } from './hotspot/c-heap.ts'
import { guardRemoval } from './hotspot/guard-removal.ts'
import { guardProtect, guardZone } from './hotspot/guard-zone.ts'
import {
  codeCache,
  g1Heap,
  parallelHeap,
  plainCommit,
  shenandoahHeap,
  sideTables,
  virtualSpace,
} from './hotspot/heap.ts'
import { metaspace } from './hotspot/metaspace.ts'
import { reserve } from './hotspot/reserve.ts'
import { threadStart, vmThreadStart } from './hotspot/thread-start.ts'
import type { CallPathTable } from './path-table.ts'

/** Paths that end in a refused commit (os::commit_memory). */
export const commitPaths: readonly CallPathTable[] = [
  guardZone,
  metaspace,
  codeCache,
  g1Heap,
  shenandoahHeap,
  parallelHeap,
  sideTables,
  virtualSpace,
  plainCommit,
]

export const mallocPaths: readonly CallPathTable[] = [unsafeAllocate, cHeap]

export const allPaths: readonly CallPathTable[] = [
  ...commitPaths,
  ...mallocPaths,
  guardProtect,
  guardRemoval,
  threadStart,
  vmThreadStart,
  fileMap,
  reserve,
]
