/** What settles a hypothesis as a rule: asked for where the hypothesis itself names nothing that is missing, first what tells most. */
import type { RootCauseId } from '../../../shared/model/analysis.ts'

interface Usual {
  what: string
  /** Ids of sources.ts. */
  sources: readonly string[]
  /** It ends the process: what lives did not meet it. */
  ends?: true
}

const JAVA_ERROR = {
  what: 'whether such an OutOfMemoryError was thrown',
  sources: ['standard-output', 'application-log'],
}
const HEAP_ERROR = { ...JAVA_ERROR, sources: [...JAVA_ERROR.sources, 'gc-log'] }
const FAULT: Usual = {
  ends: true,
  what: 'the signal, the address and the frames of the end',
  sources: ['crash-log', 'core-file', 'kernel-log'],
}

export const usualSources: Partial<Record<RootCauseId, Usual>> = {
  'max-map-count': {
    what: 'the count of mappings at the failure, and its limit',
    sources: ['crash-log', 'proc-maps', 'sysctl'],
  },
  'address-space-limit': { what: 'RLIMIT_AS, and the size of the process', sources: ['proc-limits', 'proc-status'] },
  'data-limit': { what: 'RLIMIT_DATA, and the private memory of the process', sources: ['proc-limits', 'proc-status'] },
  'commit-limit': { what: 'the mode of overcommit, and what was committed', sources: ['sysctl', 'meminfo'] },
  'physical-memory': { what: 'the memory of the host at the failure', sources: ['crash-log', 'meminfo'] },
  'oom-killer': { ends: true, what: 'whether the kernel killed the process', sources: ['kernel-log', 'control-group'] },
  'task-limit': {
    what: 'the limits of tasks, and how many there were',
    sources: ['control-group', 'proc-limits', 'sysctl', 'user-tasks'],
  },
  'huge-pages': { what: 'how many huge pages were free', sources: ['meminfo'] },
  'locked-memory': { what: 'how much memory was locked, and the limit of it', sources: ['proc-limits', 'proc-status'] },
  'address-space-exhausted': { what: 'the holes between the mappings', sources: ['crash-log', 'proc-maps'] },
  'java-heap': HEAP_ERROR,
  'gc-overhead': HEAP_ERROR,
  metaspace: JAVA_ERROR,
  'direct-memory': JAVA_ERROR,
  'native-crash': FAULT,
  'stack-overflow': FAULT,
  'mapped-file-truncated': FAULT,
  'vm-internal-error': FAULT,
  'near-map-limit': { what: 'how many mappings the process has', sources: ['proc-maps'] },
}
