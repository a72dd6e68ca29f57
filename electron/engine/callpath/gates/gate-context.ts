/** What a gate may look at: the facts, the system call, and what was asked of it. */
import type { Gate } from '../../../../shared/model/analysis.ts'
import type { Citation } from '../../../../shared/model/span.ts'
import type { Bytes } from '../../../../shared/model/units.ts'
import type { ProcessFacts } from '../../facts/process-facts.ts'
import type { SystemCall } from '../path-table.ts'

export interface GateContext {
  facts: ProcessFacts
  call: SystemCall
  /** What the kernel was asked for, whole pages; null: no artifact says. */
  request: Bytes | null
  /** As the caller of the system call saw it; null: not known. */
  errno: number | null
  /** Where the range stood that MAP_FIXED, mprotect or munmap named, in the listing; null: not to be told. */
  target: 'inside' | 'edge' | null
}

export interface EvaluatedGate extends Gate {
  /** Open, but so near its limit that it is the first to be suspected. */
  near?: true
}

/** null: this call does not pass this check at all. */
export type GateEvaluation = (context: GateContext) => EvaluatedGate | null

/** Errors by number, as far as these paths give them. */
export const ENOMEM = 12
export const EAGAIN = 11

export function gate(
  condition: string,
  holds: boolean | null,
  values: string,
  citation: Citation | null = null,
  errno = 'ENOMEM',
): Gate {
  return { condition, holds, values, errno, citation }
}

/** A check that only private writable mappings meet, where it is not known whether what was asked for is one. */
export function ifCounted(found: Gate, { call }: GateContext): Gate {
  return call.accountable === null && found.holds === true
    ? { ...found, holds: null, values: `${found.values}, if what was asked for is private and writable` }
    : found
}
