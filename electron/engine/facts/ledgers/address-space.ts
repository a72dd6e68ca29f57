/** RLIMIT_AS: all addresses of the process, reserved ones too. */
import type { QuantityLedger } from '../../../../shared/model/quantity-ledger.ts'
import type { Bytes } from '../../../../shared/model/units.ts'
import type { ProcessFacts } from '../process-facts.ts'
import { refusalOf } from '../refusals.ts'
import { ledgerFrom, usedOf, type LedgerDraft } from './draft.ts'
import { addressesNeeded, addsAddresses } from './need.ts'

/** What rules/address-space-limit.ts calls close. */
const CLOSE_SHARE = 0.01
const CLOSE_BYTES: Bytes = 64 * 1024 ** 2
const TEST = 'total_vm + pages > RLIMIT_AS → ENOMEM (may_expand_vm, mm/mmap.c; mm/vma.c since 6.12)'

export function addressSpaceLedger(facts: ProcessFacts): QuantityLedger | null {
  const limit = facts.limits.addressSpace
  if (!limit) return null
  const base = {
    id: 'address-space',
    title: 'RLIMIT_AS',
    unit: 'bytes',
    // The kernel compares whole pages: rlimit >> PAGE_SHIFT.
    limit: limit.value === null ? null : limit.value - (limit.value % facts.pageSize.bytes),
    limitCitation: limit.citation,
    test: TEST,
  } as const
  const startup = atStartup(facts, limit.value)
  if (startup) return ledgerFrom({ ...base, ...startup })
  const inUse = facts.memory.virtualSize
  const refusal = refusalOf(facts)
  const closeBelow =
    limit.value === null ? 0 : Math.max(CLOSE_SHARE * limit.value, Math.min(CLOSE_BYTES, 0.05 * limit.value))
  if (!refusal) return ledgerFrom({ ...base, ...usedOf(inUse), closeBelow })
  const adds = addsAddresses(refusal)
  return ledgerFrom({
    ...base,
    ...usedOf(inUse),
    closeBelow,
    atFailure: inUse?.atFailure ?? null,
    request: adds ? addressesNeeded(refusal, facts).bytes : 0,
    requestCitation: refusal.citation,
    ...(adds || limit.value === null || inUse === null
      ? {}
      : {
          proves:
            'The refused call used addresses that were reserved before: it adds none, so this limit did not refuse it',
        }),
  })
}

/** The Java heap is reserved in one call, of a process that has hardly begun. */
function atStartup({ startupFailure }: ProcessFacts, limit: Bytes | null): Partial<LedgerDraft> | null {
  if (!startupFailure || startupFailure.bytes === null || !/reserve/i.test(startupFailure.reason)) return null
  const { bytes, citation } = startupFailure
  const asked = { request: bytes, requestCitation: citation, atFailure: true }
  if (limit === null) return asked
  return bytes > limit
    ? { ...asked, standing: 'reached', proves: 'The heap alone is larger than the limit: it cannot be reserved' }
    : {
        ...asked,
        standing: 'open',
        proves: 'The heap alone would fit; what the JVM had taken before it asked is not known',
      }
}
