/** RLIMIT_DATA: private writable memory that is no stack; only brk before Linux 4.7. */
import type { QuantityLedger } from '../../../../shared/model/quantity-ledger.ts'
import { dataSizeOf } from '../data-size.ts'
import { kernelAtLeast } from '../kernel.ts'
import type { ProcessFacts } from '../process-facts.ts'
import { refusalOf } from '../refusals.ts'
import { ledgerFrom, usedOf, type LedgerDraft } from './draft.ts'
import { dataNeeded } from './need.ts'

/** What rules/data-limit.ts calls close. */
const CLOSE_SHARE = 0.03

export function dataLedger(facts: ProcessFacts): QuantityLedger | null {
  const limit = facts.limits.data
  if (!limit) return null
  const inUse = dataSizeOf(facts)
  const refusal = refusalOf(facts)
  const base = {
    id: 'data',
    title: 'RLIMIT_DATA',
    unit: 'bytes',
    limit: limit.value,
    limitCitation: limit.citation,
    test: 'data_vm + pages > RLIMIT_DATA → ENOMEM (may_expand_vm, mm/mmap.c; mm/vma.c since 6.12)',
    closeBelow: CLOSE_SHARE * (limit.value ?? 0),
    ...usedOf(inUse),
  } satisfies LedgerDraft
  if (!refusal) return ledgerFrom(base)
  const atFailure = inUse?.atFailure ?? null
  const shared = refusal.operation === 'mmap-file'
  const draft = { ...base, atFailure, request: shared ? 0 : dataNeeded(refusal), requestCitation: refusal.citation }
  if (limit.value === null) return ledgerFrom(draft)
  if (shared)
    return ledgerFrom({
      ...draft,
      standing: 'not-applied',
      proves: 'A shared mapping of a file is not counted (VM_SHARED): this limit did not refuse it',
    })
  const { kernel } = facts
  if (kernel && !kernelAtLeast(kernel, 4, 7) && refusal.operation !== 'malloc')
    return ledgerFrom({
      ...draft,
      standing: 'not-applied',
      proves: `Linux ${kernel.major}.${kernel.minor} tests it for brk only: mmap is not refused for it`,
    })
  return ledgerFrom(draft)
}
