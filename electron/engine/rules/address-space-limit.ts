/**
 * RLIMIT_AS: may_expand_vm (mm/mmap.c; mm/vma.c since 6.12) refuses when mm->total_vm + pages > limit, in whole pages.
 * Its symptoms are those of a full map count to the letter; only the sizes tell them apart.
 */
import type { Victim } from '../../../shared/model/analysis.ts'
import type { Bytes } from '../../../shared/model/units.ts'
import { formatCount, formatPercent } from '../../../shared/display/counts.ts'
import { citationOf, type Known } from '../facts/known.ts'
import type { ProcessFacts } from '../facts/process-facts.ts'
import { addressesNeeded, addsAddresses } from '../facts/ledgers/need.ts'
import { kernelRefusals, refusalOf } from '../facts/refusals.ts'
import { addressRoomOf } from '../facts/address-room.ts'
import { refusedAddresses } from '../facts/traced-calls.ts'
import { isLastReason } from '../facts/memory-reasons.ts'
import { Findings, NOTHING_REFUSED, size } from './lib/evidence.ts'
import { asksForNothing } from './lib/only-mapping.ts'
import { defineRule, type RuleResult } from './rule.ts'

const CLOSE_SHARE = 0.01
const CLOSE_BYTES: Bytes = 64 * 1024 * 1024

export const addressSpaceLimit = defineRule({
  id: 'address-space-limit',
  title: 'RLIMIT_AS was reached',
  question: 'Was the address space of the process limited (ulimit -v, LimitAS)?',
  systems: ['linux', 'macos', 'other'],
  evaluate(facts) {
    const findings = new Findings()
    const limit = facts.limits.addressSpace
    const refusal = refusalOf(facts)
    const nothing = limit?.value === null ? null : asksForNothing(facts, findings)
    if (nothing) return nothing
    if (!limit) {
      const [first, ...others] = kernelRefusals(facts)
      if (first && ![first, ...others].some(addsAddresses)) {
        findings.against('The refused call only used what was reserved before, which counts already', first.citation)
        return findings.result('unlikely', 0.7, 'The refused call adds no addresses: this limit is no reason for it.')
      }
      findings.lacks('RLIMIT_AS of the process', 'grep "address space" /proc/PID/limits')
      const traced = refusal && byTrace(facts, refusal, findings, null)
      if (traced) return traced
      return findings.result(refusal ? 'unknown' : 'unlikely', 0.3, 'No artifact states RLIMIT_AS.')
    }
    if (limit.value === null) {
      findings.against('RLIMIT_AS is unlimited', limit.citation)
      return findings.result('ruled-out', 0.98, 'RLIMIT_AS is unlimited.')
    }
    const finite = { ...limit, value: limit.value }
    findings.for(`RLIMIT_AS is ${formatCount(finite.value)} bytes`, finite.citation)
    if (facts.startupFailure) return atStartup(facts, finite, findings)
    if (!refusal) return findings.result('unlikely', 0.7, `${NOTHING_REFUSED}; RLIMIT_AS is ${size(finite.value)}.`)
    return byVirtualSize(facts, finite, refusal, findings)
  },
})

/** The reservation of the Java heap is one mmap: larger than the limit, it cannot succeed. */
function atStartup(facts: ProcessFacts, limit: Known<Bytes>, findings: Findings): RuleResult {
  const failure = facts.startupFailure
  if (!failure || failure.bytes === null || !/reserve/i.test(failure.reason)) {
    return findings.result('possible', 0.4, `The JVM did not start; RLIMIT_AS is ${size(limit.value)}.`)
  }
  if (failure.bytes > limit.value) {
    findings.for(
      `The JVM could not reserve ${formatCount(failure.bytes)} bytes, more than RLIMIT_AS allows in all`,
      failure.citation,
    )
    return findings.result(
      'confirmed',
      0.96,
      `${size(failure.bytes)} of heap could not be reserved: RLIMIT_AS is ${size(limit.value)}.`,
    )
  }
  // Libraries, class space (1 GiB), code cache (240 MiB) and CDS are reserved as well.
  const others: Bytes = 1.5 * 1024 ** 3
  if (failure.bytes + others > limit.value) {
    findings.for(
      `${formatCount(failure.bytes)} bytes of heap leave ${size(limit.value - failure.bytes)} for everything else`,
      failure.citation,
    )
    return findings.result(
      'likely',
      0.8,
      `${size(failure.bytes)} of heap and the rest of a JVM do not fit into RLIMIT_AS ${size(limit.value)}.`,
    )
  }
  findings.against(`${formatCount(failure.bytes)} bytes are well below the limit`, failure.citation)
  return findings.result('unlikely', 0.6, `${size(failure.bytes)} of heap fit into RLIMIT_AS ${size(limit.value)}.`)
}

/** A request larger than the limit alone, or a trace of calls that leaves no other reason, unless a capture of the process shows room. */
function byRequest(facts: ProcessFacts, limit: Known<Bytes>, refusal: Victim, findings: Findings): RuleResult | null {
  const need = addressesNeeded(refusal, facts)
  if (need.known && need.bytes > limit.value) {
    findings.for(
      `${formatCount(need.bytes)} bytes were asked at once, more than RLIMIT_AS allows in all`,
      refusal.citation,
    )
    return findings.result('confirmed', 0.96, `${size(need.bytes)} asked at once: RLIMIT_AS is ${size(limit.value)}.`)
  }
  const inUse = facts.memory.virtualSize
  if (inUse && need.known && inUse.value + need.bytes <= limit.value) return null
  return byTrace(facts, refusal, findings, `RLIMIT_AS is ${size(limit.value)}`)
}

/**
 * Addresses without access, or shared with a file, are no memory that is counted: the map count refuses them, RLIMIT_AS, or a lack of
 * holes, which 47 bits do not have. A smaller mapping that was granted right after excludes the count.
 */
function byTrace(facts: ProcessFacts, refusal: Victim, findings: Findings, stated: string | null): RuleResult | null {
  const refused = refusedAddresses(facts)
  const own = refused.find(
    ({ artifact, span }) => artifact === refusal.citation.artifact && span.line === refusal.citation.line,
  )
  const event = own ?? refused[0]
  if (event === undefined || facts.crash || addressRoomOf(facts)?.bits === 32) return null
  const { bytes = 0, granted = 0 } = event.values
  findings.for(
    `${formatCount(Number(bytes))} bytes of addresses, which cost no memory, were refused, and ${formatCount(Number(granted))} bytes were mapped right after: the map count had room`,
    citationOf(event),
  )
  const summary = 'The trace shows addresses refused that cost no memory, and a smaller mapping granted right after'
  if (stated !== null) return findings.result(own ? 'confirmed' : 'likely', own ? 0.9 : 0.75, `${summary}; ${stated}.`)
  return findings.result(own ? 'likely' : 'possible', own ? 0.75 : 0.5, `${summary}: a limit of addresses refuses so.`)
}

function byVirtualSize(facts: ProcessFacts, limit: Known<Bytes>, refusal: Victim, findings: Findings): RuleResult {
  const known = byRequest(facts, limit, refusal, findings)
  if (known) return known
  const inUse = facts.memory.virtualSize
  if (!inUse) {
    findings.lacks('the virtual size of the process', 'grep VmSize /proc/PID/status')
    return findings.result('possible', 0.4, `RLIMIT_AS is ${size(limit.value)}; the size of the process is not known.`)
  }
  // A commit maps over what is reserved already: the limit cannot refuse it.
  const overReserved = !addsAddresses(refusal)
  const need = addressesNeeded(refusal, facts)
  const room = limit.value - inUse.value
  const sum = `${formatCount(inUse.value)} bytes in use${need.known ? `, at least ${formatCount(need.bytes)} more needed` : ''}, limit ${formatCount(limit.value)}`
  const short = `${size(inUse.value)} of ${size(limit.value)} in use`
  if (!inUse.atFailure)
    findings.lacks(
      'the virtual size at the failure; the capture is of another moment',
      'the crash log, or VmPeak in /proc/PID/status',
    )
  if (room < need.bytes && !overReserved) {
    findings.for(`${sum}: it does not fit`, inUse.citation)
    return inUse.atFailure
      ? findings.result('confirmed', 0.95, `${short}; the refused call needed more than the rest.`)
      : findings.result('confirmed', 0.88, `${short} when it was captured; the refused call needed more than the rest.`)
  }
  const close = room <= Math.max(CLOSE_SHARE * limit.value, Math.min(CLOSE_BYTES, 0.05 * limit.value))
  if (close) {
    findings.for(`${sum}: ${formatPercent(inUse.value / limit.value)} used`, inUse.citation)
    if (overReserved)
      return findings.result('unlikely', 0.6, `${short}, but the refused call only used what was reserved before.`)
    return findings.result('likely', need.known ? 0.75 : 0.8, `${short}: ${size(Math.max(0, room))} left.`)
  }
  findings.against(`${sum}: it fits`, inUse.citation)
  if (inUse.atFailure) return findings.result('ruled-out', 0.93, `${short}: there was room for the request.`)
  if (overReserved || !need.known) return findings.result('unlikely', 0.6, `${short} when it was captured.`)
  return isLastReason('RLIMIT_AS', facts, refusal)
    ? findings.result('likely', 0.66, `${short} when it was captured, and every other limit left room.`)
    : findings.result('possible', 0.4, `${short} when it was captured.`)
}
