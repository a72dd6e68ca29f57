/** Checks of the size asked for: a length, a hole, room above the heap segment, RLIMIT_AS, RLIMIT_DATA. */
import { formatBytes } from '../../../../shared/display/bytes.ts'
import { formatCount } from '../../../../shared/display/counts.ts'
import type { Gate } from '../../../../shared/model/analysis.ts'
import type { Citation } from '../../../../shared/model/span.ts'
import { pathAt, type MappingTable } from '../../../../shared/model/mapping-table.ts'
import { PAGE_UNIT, type Bytes } from '../../../../shared/model/units.ts'
import { addressRoomOf, largestHole } from '../../facts/address-room.ts'
import { kernelAtLeast } from '../../facts/kernel.ts'
import type { Known, ProcessFacts } from '../../facts/process-facts.ts'
import { gate, ifCounted, type GateContext, type GateEvaluation } from './gate-context.ts'

/**
 * User space of a 64-bit process with four page-table levels: TASK_SIZE_MAX of x86_64 (47 bits), TASK_SIZE of arm64 (48 bits unless
 * the kernel was built for fewer: CONFIG_ARM64_VA_BITS_39 leaves 512 GiB).
 */
const SPACE_X86: Bytes = 2 ** 47
const SPACE_ARM: Bytes = 2 ** 48
const LEAST_SPACE_ARM: Bytes = 2 ** 39

export const length: GateEvaluation = ({ request }) =>
  gate(
    'PAGE_ALIGN(length) == 0',
    false,
    request === null ? 'a length that overflows is never asked for' : formatCount(request),
  )

export const hole: GateEvaluation = (context) => {
  const { facts, call, request } = context
  if (call.fixed) return null
  const condition = 'no hole of this length'
  const room = addressRoomOf(facts)
  const bits = room?.bits ?? bitsOfMachine(facts)
  if (bits === 64) return wideHole(condition, context)
  const { listing } = facts
  if (!listing) return gate(condition, null, 'no listing of the mappings')
  const space = room?.space ?? SPACE_32
  const largest = largestHole(listing, space)
  const below = `${formatCount(largest)} in the largest hole below ${formatBytes(space)}`
  if (request === null) return gate(condition, null, `the length asked for is not stated; ${below}`, listing.citation)
  return gate(condition, largest < request, `${formatCount(request)} asked, ${below}`, listing.citation)
}

/** TASK_SIZE of a 32-bit process on a 32-bit kernel with the usual 3:1 split. */
const SPACE_32: Bytes = 0xc0000000

function bitsOfMachine({ os }: ProcessFacts): 32 | 64 | null {
  const machine = os?.arch ?? ''
  if (/^(?:i[3-6]86|arm|armv[5-7]\w*)$/.test(machine)) return 32
  return /^(?:x86_64|amd64|aarch64|arm64|ppc64|ppc64le|s390x|riscv64|loongarch64)$/.test(machine) ? 64 : null
}

/** 64-bit processes have room for all but absurd lengths: what is in use, or a machine with fewer bits, may then decide. */
function wideHole(condition: string, { facts, request }: GateContext): Gate {
  const arm = /^(?:aarch64|arm64)$/.test(facts.os?.arch ?? '')
  const space = arm ? SPACE_ARM : SPACE_X86
  const used = facts.memory.virtualSize
  const values = `${request === null ? '' : `${formatBytes(request)} of `}${formatBytes(space)} of addresses${used ? `, ${formatBytes(used.value)} in use` : ''}`
  const asked = (request ?? 0) + (used?.value ?? 0)
  const sure = arm ? LEAST_SPACE_ARM / 2 : space / 2
  const holds = request !== null && request > space ? true : asked < sure ? false : null
  return gate(condition, holds, `64-bit: ${values}`, used?.citation ?? null)
}

/** sys_brk: `next && newbrk + PAGE_SIZE > vm_start_gap(next)`. The Java heap in low addresses can stand in the way of the heap segment. */
export const brkRoom: GateEvaluation = ({ facts, request }) => {
  const condition = 'the next mapping stands in the way'
  const { listing } = facts
  const row = listing ? heapSegment(listing.record.table) : -1
  if (!listing || row === -1 || request === null)
    return gate(condition, null, listing ? 'no [heap] is listed' : 'no listing of the mappings', listing?.citation)
  const { table } = listing.record
  const room = ((table.start[row + 1] ?? Infinity) - (table.end[row] ?? 0)) * PAGE_UNIT
  const when = listing.fromCrashLog ? '' : ', at another time'
  const values = `${formatCount(request)} asked, ${Number.isFinite(room) ? formatCount(room) : 'all'} free above [heap]${when}`
  if (room < request) return gate(condition, listing.fromCrashLog ? true : null, values, listing.citation)
  return gate(condition, listing.fromCrashLog || room > 64 * request ? false : null, values, listing.citation)
}

function heapSegment(table: MappingTable): number {
  let segment = -1
  for (let path = 1; path < table.paths.count; path++) if (pathAt(table.paths, path) === '[heap]') segment = path
  return segment === -1 ? -1 : table.path.lastIndexOf(segment)
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

/** Since 4.5 (may_expand_vm, commit 846383359614; in its final form since 4.7): private writable mappings but stacks. */
export const data: GateEvaluation = (context) => {
  const condition = 'data_vm + pages > RLIMIT_DATA'
  const { kernel } = context.facts
  if (context.call.name !== 'brk' && kernel && !kernelAtLeast(kernel, 4, 5)) {
    return gate(
      condition,
      false,
      `Linux ${kernel.major}.${kernel.minor} compares RLIMIT_DATA for brk alone`,
      kernel.citation,
    )
  }
  if (context.call.accountable === false) return gate(condition, false, 'not counted: no private writable mapping')
  return ifCounted(
    against(condition, 'RLIMIT_DATA', context.facts.limits.data, context.facts.memory.dataSize, false, context),
    context,
  )
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
  if (!used && request !== null && request > limit.value)
    return gate(condition, true, `${formatCount(request)} alone > ${formatCount(limit.value)}`, limit.citation)
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
