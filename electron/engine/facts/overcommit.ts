/** vm.overcommit_memory as stated, or as far as the numbers prove it. */
import { formatBytes } from '../../../shared/display/bytes.ts'
import type { Citation } from '../../../shared/model/span.ts'
import type { ProcessFacts } from './process-facts.ts'

export interface OvercommitMode {
  /** 0, 1 or 2; `not-2` where only that is proven. */
  mode: 0 | 1 | 2 | 'not-2'
  claim: string
  citation: Citation
}

/**
 * In mode 2 Committed_AS cannot pass CommitLimit (__vm_enough_memory refuses before), so a process that still runs above it is
 * in mode 0 or 1. The counter is per CPU and read approximately: 1 % is left to that.
 */
export function overcommitMode(facts: ProcessFacts): OvercommitMode | null {
  const { mode } = facts.overcommit
  if (mode && (mode.value === 0 || mode.value === 1 || mode.value === 2)) {
    return { mode: mode.value, claim: `vm.overcommit_memory is ${mode.value}`, citation: mode.citation }
  }
  const { committed, commitLimit } = facts.memory
  if (!committed || !commitLimit || committed.value <= commitLimit.value * 1.01) return null
  return {
    mode: 'not-2',
    claim: `Committed_AS ${formatBytes(committed.value)} is above CommitLimit ${formatBytes(commitLimit.value)}: vm.overcommit_memory is not 2`,
    citation: committed.citation,
  }
}
