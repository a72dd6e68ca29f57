/** How much a refused call would have added to what the kernel counts. */
import type { Victim } from '../../../../shared/model/analysis.ts'
import type { Bytes } from '../../../../shared/model/units.ts'
import type { ProcessFacts } from '../process-facts.ts'
import { kernelRefusals } from '../refusals.ts'

/** glibc asks for at least this much more when its top chunk is used up (malloc.c: DEFAULT_TOP_PAD). */
const MALLOC_STEP: Bytes = 132 * 1024
/** ThreadStackSize of Linux on x86-64; with -Xss less or more. */
const DEFAULT_STACK: Bytes = 1024 * 1024
const XSS = /(?:^|\s)-Xss(\d{1,9})([kKmM]?)(?=\s|$)/

export interface Need {
  bytes: Bytes
  /** false: only that it was a page or more. */
  known: boolean
}

/** A commit maps over what is reserved already, and the others change what is mapped: total_vm does not grow. */
export function addsAddresses({ operation }: Victim): boolean {
  return operation !== 'mmap-commit' && operation !== 'mprotect' && operation !== 'munmap'
}

/** Of addresses, in whole pages. A process that lives on may have been refused more than once: the call that needed most tells most. */
export function addressesNeeded(refusal: Victim, facts: ProcessFacts): Need {
  if (facts.crash) return leastNeed(refusal, facts)
  const needs = kernelRefusals(facts).map((each) => leastNeed(each, facts))
  return (
    needs.toSorted((left, right) => Number(right.known) - Number(left.known) || right.bytes - left.bytes)[0] ??
    leastNeed(refusal, facts)
  )
}

/** The least the refused call would have added. */
function leastNeed(refusal: Victim, facts: ProcessFacts): Need {
  const page = facts.pageSize.bytes
  if (refusal.operation === 'thread-start') return { bytes: stackSize(facts) + page, known: true }
  if (refusal.operation === 'malloc') return { bytes: Math.max(MALLOC_STEP, refusal.bytes ?? 0), known: true }
  if (refusal.bytes !== null) return { bytes: Math.ceil(refusal.bytes / page) * page, known: true }
  return { bytes: page, known: false }
}

/**
 * Of private writable memory. A commit over reserved addresses is tested with no pages of its own: it fails when there is too much
 * already.
 */
export function dataNeeded({ operation, bytes }: Victim): Bytes {
  if (operation === 'mmap-commit' || operation === 'munmap') return 0
  if (operation === 'thread-start') return DEFAULT_STACK
  if (operation === 'malloc') return Math.max(MALLOC_STEP, bytes ?? 0)
  return bytes ?? 0
}

function stackSize(facts: ProcessFacts): Bytes {
  const match = XSS.exec(facts.index.text('jvm.arguments')?.value ?? '')
  const unit = (match?.[2] ?? '').toLowerCase()
  return match ? Number(match[1]) * (unit === 'm' ? 1024 * 1024 : unit === 'k' ? 1024 : 1) : DEFAULT_STACK
}
