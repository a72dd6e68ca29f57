/** How many bits addresses have, and the largest hole that a listing leaves. */
import type { Bytes } from '../../../shared/model/units.ts'
import { PAGE_UNIT } from '../../../shared/model/units.ts'
import type { Known } from './known.ts'
import { isVsyscallRow } from './listing.ts'
import type { Listing, ProcessFacts } from './process-facts.ts'

const GIB = 1024 ** 3
/** mmap_min_addr: nothing is mapped below. */
const LOWEST: Bytes = 64 * 1024
/** arch/x86: a 32-bit kernel leaves 3 GiB to a process, a 64-bit one all but the last pages of 4 GiB; 47 bits for 64-bit processes. */
const USER_SPACE = { small: 3 * GIB, compat: 4 * GIB, large: 2 ** 47 } as const

export interface AddressRoom {
  bits: 32 | 64
  /** What says so; null when it follows from the addresses themselves. */
  stated: Known<string> | null
  /** What a process may use in all. */
  space: Bytes
}

// OpenJDK Server VM (25.162-b12) for linux-x86 JRE, OpenJDK 64-Bit Server VM (17.0.15+6) for linux-amd64 JRE
const VM_32 = /\bfor (?:linux|windows|bsd|solaris)-(?:x86|i[3-6]86|arm|ppc|sparc|mips(?:el)?)\b(?!64|_64)/
const VM_64 = /\b64-Bit\b|\bfor \w+-(?:amd64|x86_64|aarch64|ppc64(?:le)?|s390x|riscv64|sparcv9|loongarch64)\b/

/** Null when nothing tells. */
export function addressRoomOf(facts: ProcessFacts): AddressRoom | null {
  const top = highestAddress(facts.listing)
  for (const key of ['jvm.vm-info', 'jvm.vm'] as const) {
    const stated = facts.index.text(key)
    if (!stated) continue
    if (VM_64.test(stated.value)) return { bits: 64, stated, space: USER_SPACE.large }
    if (VM_32.test(stated.value) || (key === 'jvm.vm' && /\b(?:Server|Client) VM\b/.test(stated.value)))
      return { bits: 32, stated, space: top > USER_SPACE.small ? USER_SPACE.compat : USER_SPACE.small }
  }
  return top > USER_SPACE.compat ? { bits: 64, stated: null, space: USER_SPACE.large } : null
}

function highestAddress(listing: Listing | null): number {
  if (!listing) return 0
  const { table } = listing.record
  const last = table.count - (isVsyscallRow(table, table.count - 1) ? 2 : 1)
  return (table.end[last] ?? 0) * PAGE_UNIT
}

/** Of a whole listing, below `space`. */
export function largestHole(listing: Listing, space: Bytes): Bytes {
  const { table } = listing.record
  let end = LOWEST
  let largest = 0
  for (let row = 0; row < table.count && !isVsyscallRow(table, row); row++) {
    const start = (table.start[row] ?? 0) * PAGE_UNIT
    largest = Math.max(largest, start - end)
    end = Math.max(end, (table.end[row] ?? 0) * PAGE_UNIT)
  }
  return Math.max(largest, space - end)
}
