/** The commit limit of the host: what the kernel lets all processes together promise themselves, in mode 2. */
import type { QuantityLedger } from '../../../../shared/model/quantity-ledger.ts'
import type { Bytes } from '../../../../shared/model/units.ts'
import { overcommitMode } from '../overcommit.ts'
import type { ProcessFacts } from '../process-facts.ts'
import { refusalOf } from '../refusals.ts'
import { ledgerFrom, usedOf, type LedgerDraft } from './draft.ts'

/** sysctl defaults: admin_reserve_kbytes 8 MiB (not held against CAP_SYS_ADMIN), user_reserve_kbytes 128 MiB. */
const ADMIN_RESERVE: Bytes = 8 * 1024 ** 2
const USER_RESERVE: Bytes = 128 * 1024 ** 2
const CLOSE_SHARE = 0.05

export function commitLedger(facts: ProcessFacts): QuantityLedger | null {
  const { committed, commitLimit, virtualSize, atCrash } = facts.memory
  if (!commitLimit) return null
  const user = Math.min((virtualSize?.value ?? 0) / 32, facts.overcommit.userReserve?.value ?? USER_RESERVE)
  const reserve = Math.ceil(user) + (facts.overcommit.adminReserve?.value ?? ADMIN_RESERVE)
  const refusal = refusalOf(facts)
  const shared = refusal?.operation === 'mmap-file'
  const draft: LedgerDraft = {
    id: 'commit',
    title: 'CommitLimit',
    unit: 'bytes',
    limit: commitLimit.value,
    limitCitation: commitLimit.citation,
    reserve,
    refusesAtLimit: true,
    closeBelow: CLOSE_SHARE * commitLimit.value,
    test: 'Committed_AS + request >= CommitLimit - reserves, with vm.overcommit_memory 2 → ENOMEM (__vm_enough_memory, mm/util.c)',
    ...usedOf(committed),
    ...(refusal && {
      request: shared ? null : refusal.bytes,
      requestCitation: refusal.citation,
      atFailure: atCrash,
    }),
  }
  return ledgerFrom({ ...draft, ...applied(facts, draft, shared) })
}

/** Only mode 2 holds a process to it; which mode was set may be unknown. */
function applied(facts: ProcessFacts, draft: LedgerDraft, shared: boolean): Partial<LedgerDraft> {
  const mode = overcommitMode(facts)
  if (mode && mode.mode !== 2)
    return { standing: 'not-applied', proves: `${mode.claim}: only mode 2 holds a process to this limit` }
  if (shared)
    return {
      standing: 'not-applied',
      proves: 'A shared mapping of a file is not accounted (VM_SHARED): this limit did not refuse it',
    }
  if (mode) return {}
  const { standing } = ledgerFrom(draft)
  if (standing === 'reached')
    return { standing: 'open', proves: 'Mode 2 would refuse this; which mode vm.overcommit_memory set is not known' }
  if (standing === 'open') return {}
  return { proves: 'Which mode vm.overcommit_memory set is not known; even mode 2 would have allowed it' }
}
