/** Checks of the size asked for: address space, RLIMIT_AS, RLIMIT_DATA, RLIMIT_MEMLOCK, and the kernel's own memory. */
import { formatBytes } from '../../../../shared/display/bytes.ts'
import { formatCount } from '../../../../shared/display/counts.ts'
import type { Gate } from '../../../../shared/model/analysis.ts'
import type { Citation } from '../../../../shared/model/span.ts'
import type { Bytes } from '../../../../shared/model/units.ts'
import type { Known, ProcessFacts } from '../../facts/process-facts.ts'
import { EAGAIN, ENOMEM, gate, type GateContext, type GateEvaluation } from './gate-context.ts'

/** 2^47: user space of x86_64 with four page-table levels (TASK_SIZE_MAX, arch/x86/include/asm/page_64_types.h). */
const ADDRESS_SPACE_64: Bytes = 2 ** 47
/** TASK_SIZE of a 32-bit process on a 32-bit kernel with the usual 3:1 split. */
const ADDRESS_SPACE_32: Bytes = 0xc0000000
/** A mapping needs some hundred bytes of slab; with this much free, no such allocation fails. */
const PLENTY: Bytes = 64 * 1024 * 1024

export const length: GateEvaluation = ({ request }) =>
  gate(
    'PAGE_ALIGN(length) == 0',
    false,
    request === null ? 'a length that overflows is never asked for' : formatCount(request),
  )

export function is32Bit(facts: ProcessFacts): boolean | null {
  const machine = facts.os?.arch ?? ''
  if (/64-Bit/.test(facts.jvm?.vm ?? '')) return false
  if (/^(?:i[3-6]86|arm|armv[5-7]\w*)$/.test(machine)) return true
  const { listing } = facts
  if (listing) {
    const { table } = listing.record
    for (let row = 0; row < table.count; row++) if ((table.start[row] ?? 0) >= 2 ** 20) return false
  }
  return /^(?:x86_64|amd64|aarch64|arm64|ppc64|ppc64le|s390x|riscv64)$/.test(machine) ? false : null
}

export const hole: GateEvaluation = ({ facts, call, request }) => {
  if (call.fixed) return null
  const condition = 'no hole of this length'
  const used = facts.memory.virtualSize
  const narrow = is32Bit(facts)
  if (narrow === false) {
    const inUse = used ? `, ${formatBytes(used.value)} in use` : ''
    return gate(
      condition,
      false,
      `64-bit: ${formatBytes(ADDRESS_SPACE_64)} of addresses${inUse}`,
      used?.citation ?? null,
    )
  }
  const largest = largestHole(facts)
  if (largest === null || request === null) {
    return gate(
      condition,
      null,
      largest === null
        ? 'no listing of the mappings'
        : `the length asked for is not stated; the largest hole has ${formatCount(largest)} bytes`,
    )
  }
  const citation = facts.listing?.citation ?? null
  return gate(
    condition,
    largest < request,
    `${formatCount(request)} asked, ${formatCount(largest)} in the largest hole below 3 GiB`,
    citation,
  )
}

function largestHole({ listing }: ProcessFacts): Bytes | null {
  if (!listing) return null
  const { table } = listing.record
  let end = 16
  let largest = 0
  for (let row = 0; row < table.count; row++) {
    const start = table.start[row] ?? 0
    if (start * 4096 > ADDRESS_SPACE_32) break
    largest = Math.max(largest, start - end)
    end = Math.max(end, table.end[row] ?? 0)
  }
  return Math.max(largest * 4096, ADDRESS_SPACE_32 - end * 4096, 0)
}

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

export const addressSpace: GateEvaluation = (context) => {
  const { virtualSize } = context.facts.memory
  return against(
    'total_vm + pages > RLIMIT_AS',
    'RLIMIT_AS',
    context.facts.limits.addressSpace,
    virtualSize,
    virtualSize?.atFailure ?? false,
    context,
  )
}

/** Since 4.7 (may_expand_vm, commit 846383359614): private writable mappings but stacks. */
export const data: GateEvaluation = (context) => {
  const condition = 'data_vm + pages > RLIMIT_DATA'
  if (!context.call.accountable) return gate(condition, false, 'not counted: no private writable mapping')
  return against(condition, 'RLIMIT_DATA', context.facts.limits.data, context.facts.memory.dataSize, false, context)
}

/** The heap segment is a part of what VmData counts, so the larger bounds the smaller. */
export const brkData: GateEvaluation = (context) => {
  const found = data(context)
  return (
    found && {
      ...found,
      condition: 'brk - start_brk + data segment > RLIMIT_DATA',
      holds: found.holds === true ? null : found.holds,
    }
  )
}

function against(
  condition: string,
  name: string,
  limit: Known<Bytes | null> | null,
  used: Known<Bytes> | null,
  atFailure: boolean,
  { request }: GateContext,
): Gate {
  if (!limit) return gate(condition, null, `${name} is not stated`, used?.citation ?? null)
  if (limit.value === null) return gate(condition, false, `${name} is unlimited`, limit.citation)
  if (!used)
    return gate(
      condition,
      null,
      `${name} is ${formatCount(limit.value)}; how much was in use is not stated`,
      limit.citation,
    )
  const cited: Citation = used.citation
  if (request === null) {
    const room = limit.value - used.value
    if (room <= 0)
      return gate(condition, true, `${formatCount(used.value)} + at least a page > ${formatCount(limit.value)}`, cited)
    return gate(
      condition,
      isRoomy(room, limit.value) ? false : null,
      `${formatCount(used.value)} of ${formatCount(limit.value)} in use${atFailure ? '' : ' at another time'}; what was asked for is not stated`,
      cited,
    )
  }
  const sum = `${formatCount(used.value)} + ${formatCount(request)} > ${formatCount(limit.value)}`
  if (used.value + request > limit.value) return gate(condition, true, sum, cited)
  if (atFailure) return gate(condition, false, sum, cited)
  // A size of another time decides only when it leaves far more room than the process can have used up since.
  const decided = isRoomy(limit.value - used.value - request, limit.value)
  return gate(condition, decided ? false : null, `${sum}, with the size of another time`, cited)
}

function isRoomy(room: Bytes, limit: Bytes): boolean {
  return room >= limit / 2
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
