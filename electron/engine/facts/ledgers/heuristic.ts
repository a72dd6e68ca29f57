/** vm.overcommit_memory 0: one request is held against what there is, whatever was promised before. */
import type { QuantityLedger } from '../../../../shared/model/quantity-ledger.ts'
import type { Bytes } from '../../../../shared/model/units.ts'
import { heuristicOvercommit } from '../kernel.ts'
import { overcommitMode } from '../overcommit.ts'
import type { ProcessFacts } from '../process-facts.ts'
import { refusalOf } from '../refusals.ts'
import { ledgerFrom, type LedgerDraft } from './draft.ts'

/** sysctl default of admin_reserve_kbytes, not held against CAP_SYS_ADMIN. */
const ADMIN_RESERVE: Bytes = 8 * 1024 ** 2

/** null where nothing was refused that is accounted, or where another mode was set. */
export function heuristicLedger(facts: ProcessFacts): QuantityLedger | null {
  const refusal = refusalOf(facts)
  const { total, swapTotal } = facts.memory
  const mode = overcommitMode(facts)
  if (!refusal || refusal.bytes === null || refusal.operation === 'mmap-file' || !total) return null
  if (mode && mode.mode !== 0 && mode.mode !== 'not-2') return null
  const base = {
    id: 'overcommit-heuristic',
    title: 'Overcommit heuristic',
    unit: 'bytes',
    limitSource: 'derived',
    request: refusal.bytes,
    requestCitation: refusal.citation,
  } as const
  const doubt: Partial<LedgerDraft> =
    mode?.mode === 0
      ? {}
      : { standing: 'open', proves: 'Mode 0 tests this; which mode vm.overcommit_memory set is not known' }
  // Whichever test the kernel has, what passes none is refused by both.
  const most = total.value + (swapTotal?.value ?? 0)
  if (heuristicOvercommit(facts.kernel) !== 'free-now' || refusal.bytes > most)
    return ledgerFrom({
      ...base,
      limit: most,
      limitNote: 'MemTotal + SwapTotal: mode 0 holds one request against it, since Linux 5.2 nothing else',
      limitCitation: total.citation,
      // The size of the host is the same at any moment.
      atFailure: true,
      used: 0,
      test: 'request > MemTotal + SwapTotal, with vm.overcommit_memory 0 → ENOMEM (__vm_enough_memory, mm/util.c)',
      ...(heuristicOvercommit(facts.kernel) === null && refusal.bytes <= most ? unknownKernel : {}),
      ...doubt,
    })
  return freeNow(facts, { ...base, ...doubt })
}

const unknownKernel: Partial<LedgerDraft> = {
  standing: 'open',
  proves: 'A kernel before 5.2 would hold it against what is free; which kernel this is, is not known',
}

/** Before 5.2: free + page cache - shmem + free swap + reclaimable slab - reserves. */
function freeNow(
  { memory, overcommit }: ProcessFacts,
  base: Pick<LedgerDraft, 'id' | 'title' | 'unit'> & Partial<LedgerDraft>,
): QuantityLedger | null {
  const { free, cached, shmem, swapFree, slabReclaimable, atCrash } = memory
  if (!free || !cached) return null
  const reclaimable = cached.value - (shmem?.value ?? 0) + (swapFree?.value ?? 0) + (slabReclaimable?.value ?? 0)
  return ledgerFrom({
    ...base,
    limit: Math.max(0, free.value + reclaimable),
    limitNote:
      'MemFree + Cached - Shmem + SwapFree + SReclaimable; the kernel keeps back totalreserve_pages too, which nothing prints',
    limitCitation: free.citation,
    reserve: overcommit.adminReserve?.value ?? ADMIN_RESERVE,
    used: 0,
    at: free.at,
    atFailure: atCrash,
    // totalreserve_pages are a few percent of the memory.
    closeBelow: (memory.total?.value ?? 0) / 20,
    test: 'request >= free + reclaimable - reserves, with vm.overcommit_memory 0 before Linux 5.2 → ENOMEM (__vm_enough_memory, mm/util.c)',
    refusesAtLimit: true,
  })
}
