/**
 * No hole in the address space is large enough: get_unmapped_area (mm/mmap.c). Real in 32-bit processes, which have 3 or 4 GiB;
 * 64-bit ones have 128 TiB, of which the largest hole is always most.
 */
import type { Victim } from '../../../shared/model/analysis.ts'
import type { Bytes } from '../../../shared/model/units.ts'
import { formatBytes } from '../../../shared/display/bytes.ts'
import { formatCount, formatPercent } from '../../../shared/display/counts.ts'
import { addressRoomOf, largestHole, type AddressRoom } from '../facts/address-room.ts'
import type { ProcessFacts } from '../facts/process-facts.ts'
import { refusalOf } from '../facts/refusals.ts'
import { Findings, NOTHING_REFUSED, size } from './lib/evidence.ts'
import { defineRule, type RuleResult } from './rule.ts'

const MALLOC_STEP: Bytes = 1024 * 1024
const STACK: Bytes = 512 * 1024
/** Libraries, code cache, metaspace and stacks of a 32-bit JVM, with what lies scattered between. */
const OTHERS: Bytes = 1.2 * 1024 ** 3

export const addressSpaceExhausted = defineRule({
  id: 'address-space-exhausted',
  title: 'The address space was used up',
  question: 'Was there no hole left that is large enough (32-bit process, fragmentation)?',
  evaluate(facts) {
    const findings = new Findings()
    const refusal = refusalOf(facts)
    if (!refusal) return findings.result('unlikely', 0.7, `${NOTHING_REFUSED}.`)
    const room = addressRoomOf(facts)
    if (!room)
      return findings.result('unlikely', 0.5, 'Whether the process has 32-bit addresses is not known; few still have.')
    return room.bits === 64 ? wide(facts, room, refusal, findings) : narrow(facts, room, refusal, findings)
  },
})

function wide(facts: ProcessFacts, room: AddressRoom, refusal: Victim, findings: Findings): RuleResult {
  const { listing } = facts
  const cited = room.stated?.citation ?? listing?.citation ?? null
  if (refusal.bytes !== null && refusal.bytes > room.space) {
    findings.for(`${formatCount(refusal.bytes)} bytes asked, more than 47-bit addresses can name`, refusal.citation)
    return findings.result('confirmed', 0.95, `${formatBytes(refusal.bytes)} asked: more than a process can address.`)
  }
  findings.against('64-bit addresses: 128 TiB for each process', cited)
  if (!listing?.complete) return findings.result('ruled-out', 0.93, '64-bit addresses leave holes of many TiB.')
  const hole = largestHole(listing, room.space)
  findings.against(`The largest hole between mappings has ${formatBytes(hole)}`, listing.citation)
  return hole > (refusal.bytes ?? 0)
    ? findings.result('ruled-out', 0.96, `64-bit addresses; the largest hole has ${formatBytes(hole)}.`)
    : findings.result('possible', 0.5, `The largest hole has ${formatBytes(hole)}.`)
}

function narrow(facts: ProcessFacts, room: AddressRoom, refusal: Victim, findings: Findings): RuleResult {
  findings.for(`A 32-bit JVM: ${formatBytes(room.space)} of addresses at the most`, room.stated?.citation ?? null)
  if (facts.startupFailure) return atStartup(facts, room, findings)
  // A commit maps over addresses that are reserved already: it needs no hole.
  const overReserved = ['mmap-commit', 'mprotect', 'munmap'].includes(refusal.operation)
  const { listing } = facts
  if (listing?.complete && listing.fromCrashLog && !overReserved) {
    const hole = largestHole(listing, room.space)
    const need = needOf(refusal)
    const claim = `The largest hole has ${formatCount(hole)} bytes, ${formatCount(need)} or more were needed`
    if (hole < need) {
      findings.for(claim, listing.citation)
      return findings.result('confirmed', 0.92, `The largest hole has ${size(hole)}; ${size(need)} were needed.`)
    }
    findings.against(claim, listing.citation)
    return findings.result('ruled-out', 0.85, `The largest hole has ${size(hole)}: large enough.`)
  }
  if (overReserved) {
    findings.against('The call used addresses that were reserved before', refusal.citation)
    return findings.result('unlikely', 0.75, 'The refused call needed no new addresses.')
  }
  return bySize(facts, room, findings)
}

function needOf(refusal: Victim): Bytes {
  if (refusal.operation === 'thread-start') return STACK
  return refusal.operation === 'malloc' ? Math.max(refusal.bytes ?? 0, MALLOC_STEP) : (refusal.bytes ?? 4096)
}

function bySize(facts: ProcessFacts, room: AddressRoom, findings: Findings): RuleResult {
  const inUse = facts.memory.virtualSize
  if (!inUse) {
    findings.lacks(
      'the size of the process or its list of mappings',
      'cat /proc/PID/maps; grep VmSize /proc/PID/status',
    )
    return findings.result(
      'possible',
      0.4,
      `A 32-bit JVM; how much of its ${formatBytes(room.space)} was used is not known.`,
    )
  }
  const share = inUse.value / room.space
  const claim = `${formatCount(inUse.value)} of ${formatCount(room.space)} bytes of addresses in use, ${formatPercent(share)}`
  if (share >= 0.9) {
    findings.for(claim, inUse.citation)
    return findings.result('likely', 0.75, `${claim}.`)
  }
  if (share >= 0.6) {
    findings.for(`${claim}; holes are smaller than what is left in all`, inUse.citation)
    return findings.result('possible', 0.45, `${claim}.`)
  }
  findings.against(claim, inUse.citation)
  return findings.result('unlikely', 0.75, `${claim}.`)
}

/** The Java heap must be one piece. */
function atStartup(facts: ProcessFacts, room: AddressRoom, findings: Findings): RuleResult {
  const failure = facts.startupFailure
  if (!failure || failure.bytes === null || !/reserve/i.test(failure.reason))
    return findings.result(
      'unlikely',
      0.6,
      'The JVM did not start for another reason than the reservation of its heap.',
    )
  const claim = `The JVM could not reserve ${formatCount(failure.bytes)} bytes in one piece`
  if (failure.bytes + OTHERS > room.space) {
    findings.for(claim, failure.citation)
    return findings.result(
      'likely',
      failure.bytes > room.space - OTHERS / 2 ? 0.9 : 0.75,
      `${size(failure.bytes)} of heap in one piece do not fit into a 32-bit process.`,
    )
  }
  findings.against(claim, failure.citation)
  return findings.result('unlikely', 0.6, `${size(failure.bytes)} of heap fit into a 32-bit process.`)
}
