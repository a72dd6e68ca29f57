/** The words and tones for closed sets of the model, the same in every panel. Colours live in tokens.css under the same ids. */
import type {
  ExplicitGcCause,
  HypothesisStatus,
  OwnerId,
  RootCauseId,
  VictimOperation,
} from '../../shared/model/analysis.ts'

export type Tone = 'bad' | 'warn' | 'good' | 'mute' | 'open'

export const ownerTitles: Record<OwnerId, string> = {
  'index-file': 'Index files',
  'data-file': 'Data files',
  jar: 'Jars',
  'shared-library': 'Shared libraries',
  'java-heap': 'Java heap',
  'gc-structure': 'GC structures',
  'code-cache': 'Code cache',
  metaspace: 'Metaspace',
  'cds-archive': 'CDS archive',
  'thread-stack': 'Thread stacks, guards',
  'malloc-arena': 'Malloc arenas',
  'shared-memory': 'Shared memory',
  'kernel-special': 'Kernel',
  'other-file': 'Other files',
  anonymous: 'Anonymous',
}

export const ownerColour = (owner: OwnerId): string => `var(--owner-${owner})`

const statusWords: Record<HypothesisStatus, string> = {
  confirmed: 'confirmed',
  likely: 'likely',
  possible: 'possible',
  unlikely: 'unlikely',
  'ruled-out': 'ruled out',
  unknown: 'unknown',
  failed: 'check failed',
}

/** How a hypothesis' status reads. A confirmed `none` is good news; every other confirmed cause is not. */
export function statusTag(id: RootCauseId, status: HypothesisStatus): { word: string; tone: Tone } {
  return { word: statusWords[status], tone: statusTone(id, status) }
}

function statusTone(id: RootCauseId, status: HypothesisStatus): Tone {
  switch (status) {
    case 'confirmed':
    case 'likely':
      if (id === 'none') return 'good'
      if (id === 'near-map-limit') return 'warn'
      return status === 'confirmed' ? 'bad' : 'warn'
    case 'possible':
      return 'warn'
    case 'unlikely':
    case 'ruled-out':
      return 'mute'
    case 'unknown':
      return 'open'
    case 'failed':
      return 'warn'
  }
}

export const operationTitles: Record<VictimOperation, string> = {
  'mmap-commit': 'mmap to commit reserved memory',
  'mmap-file': 'mmap of a file',
  mprotect: 'mprotect',
  munmap: 'munmap',
  'thread-start': 'thread start',
  malloc: 'malloc',
  signal: 'a signal',
  'java-allocation': 'Java allocation',
  other: 'another operation',
}

/** Linux errno names for the refusals that the diagnosis speaks of (include/uapi/asm-generic/errno-base.h). */
const errnoNames: Record<number, string> = {
  1: 'EPERM',
  9: 'EBADF',
  11: 'EAGAIN',
  12: 'ENOMEM',
  13: 'EACCES',
  22: 'EINVAL',
}

export const errnoName = (errno: number): string => errnoNames[errno] ?? `errno ${errno}`

export const explicitGcTitles: Record<ExplicitGcCause, string> = {
  'nio-map-retry': 'retry of a refused file mapping',
  'direct-memory': 'direct memory reservation',
  'rmi-dgc': 'RMI distributed GC',
  application: 'call by the application',
  'diagnostic-command': 'diagnostic command',
  unknown: 'cause unknown',
}
