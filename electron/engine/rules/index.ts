/** THE list of hypotheses, in the order in which the kernel tests them (mmap first), then what needs no kernel. */
import { addressSpaceExhausted } from './address-space-exhausted.ts'
import { addressSpaceLimit } from './address-space-limit.ts'
import { commitLimit } from './commit-limit.ts'
import { dataLimit } from './data-limit.ts'
import { directMemory } from './direct-memory.ts'
import { gcOverhead } from './gc-overhead.ts'
import { hugePages } from './huge-pages.ts'
import { javaHeap } from './java-heap.ts'
import { lockedMemory } from './locked-memory.ts'
import { mappedFileTruncated } from './mapped-file-truncated.ts'
import { maxMapCount } from './max-map-count.ts'
import { metaspace } from './metaspace.ts'
import { nativeCrash } from './native-crash.ts'
import { nearMapLimit } from './near-map-limit.ts'
import { oomKiller } from './oom-killer.ts'
import { physicalMemory } from './physical-memory.ts'
import type { Rule } from './rule.ts'
import { stackOverflow } from './stack-overflow.ts'
import { taskLimit } from './task-limit.ts'
import { vmInternalError } from './vm-internal-error.ts'

export const rules: readonly Rule[] = [
  maxMapCount,
  addressSpaceExhausted,
  lockedMemory,
  addressSpaceLimit,
  dataLimit,
  commitLimit,
  hugePages,
  taskLimit,
  physicalMemory,
  oomKiller,
  javaHeap,
  gcOverhead,
  metaspace,
  directMemory,
  nativeCrash,
  stackOverflow,
  mappedFileTruncated,
  vmInternalError,
  nearMapLimit,
]
