/** Checks of what memory there is to give: locked memory, the pool of huge pages, the kernel's own structures; and of what is mapped. */
import { formatBytes } from '../../../../shared/display/bytes.ts'
import { formatCount } from '../../../../shared/display/counts.ts'
import type { Gate } from '../../../../shared/model/analysis.ts'
import type { Bytes } from '../../../../shared/model/units.ts'
import { asksForHugePages, freeHugeBytes } from '../../facts/huge-pages.ts'
import { EAGAIN, ENOMEM, gate, type GateEvaluation } from './gate-context.ts'

/** A mapping needs some hundred bytes of slab; with this much free, no such allocation fails. */
const PLENTY: Bytes = 64 * 1024 * 1024

export const lockedMemory: GateEvaluation = ({ facts, errno }) => {
  const condition = 'VM_LOCKED && locked_vm + pages > RLIMIT_MEMLOCK'
  const locked = facts.memory.lockedSize
  const limit = facts.limits.locked
  if (errno === ENOMEM)
    return gate(condition, false, 'this check gives EAGAIN; the call was refused with ENOMEM', null, 'EAGAIN')
  if (limit?.value === null) return gate(condition, false, 'RLIMIT_MEMLOCK is unlimited', limit.citation, 'EAGAIN')
  if (locked?.value === 0) return gate(condition, false, 'VmLck 0: nothing is locked', locked.citation, 'EAGAIN')
  return gate(
    condition,
    null,
    'whether the process locked its memory (VmLck) is not stated',
    limit?.citation ?? null,
    'EAGAIN',
  )
}

/** do_mlock compares the request itself, and gives ENOMEM (EAGAIN is what mlockall(MCL_FUTURE) makes mmap give). */
export const lockedLimit: GateEvaluation = ({ facts, request }) => {
  const condition = 'locked_vm + pages > RLIMIT_MEMLOCK'
  const locked = facts.memory.lockedSize
  const limit = facts.limits.locked
  if (!limit) return gate(condition, null, 'RLIMIT_MEMLOCK is not stated')
  if (limit.value === null) return gate(condition, false, 'RLIMIT_MEMLOCK is unlimited', limit.citation)
  const used = locked?.value ?? 0
  if (request === null)
    return gate(
      condition,
      null,
      `RLIMIT_MEMLOCK is ${formatCount(limit.value)}; what was asked for is not stated`,
      limit.citation,
    )
  const sum = `${formatCount(used)} + ${formatCount(request)} > ${formatCount(limit.value)}`
  const holds = used + request > limit.value ? true : locked ? false : null
  return gate(condition, holds, `${sum}, unless the process has CAP_IPC_LOCK`, limit.citation)
}

/** hugetlb_reserve_pages, called by the mapping's own mmap: only for explicit huge pages, which nothing asks for unless told to. */
export const hugePool: GateEvaluation = ({ facts, call, request }) => {
  const asked = asksForHugePages(facts)
  if (!asked || call.shared) return null
  const condition = 'huge pages asked > free - reserved'
  const free = freeHugeBytes(facts)
  if (facts.memory.hugeTotal?.value === 0)
    return gate(
      condition,
      false,
      'no pool, so that the VM fell back to small pages at its start',
      facts.memory.hugeTotal.citation,
    )
  if (!free || request === null) return gate(condition, null, 'the free part of the pool is not stated', asked.citation)
  const values = `${formatCount(request)} asked, ${formatCount(free.value)} free, if this part of the VM is in huge pages`
  return gate(condition, free.value >= request ? false : null, values, free.citation)
}

/** Only what the VM itself mapped a moment before is known to be there. */
export const unmapped: GateEvaluation = ({ call, errno }) => {
  const condition = 'a page of the range is not mapped'
  if (call.own === true) return gate(condition, false, 'the VM has just mapped it')
  if (call.name === 'madvise' && errno === EAGAIN)
    return gate(condition, false, 'this check gives ENOMEM; the call was refused with EAGAIN')
  return gate(condition, null, 'the range is not stated')
}

export const kernelMemory: GateEvaluation = ({ facts }) => {
  const condition = 'no memory for the kernel’s own structures'
  const available = facts.memory.available ?? facts.memory.free
  if (!available) return gate(condition, null, 'free memory is not stated')
  const values = `${formatBytes(available.value)} available`
  return gate(condition, available.value >= PLENTY ? false : null, values, available.citation)
}

/** Whether the check can be the one that was met. EAGAIN is what pthread_create and madvise make of ENOMEM too. */
export function couldGive(found: Gate, errno: number | null): boolean {
  if (errno === null || errno === EAGAIN) return true
  return errno === ENOMEM && found.errno === 'ENOMEM'
}
