/**
 * RLIMIT_DATA: may_expand_vm (mm/mmap.c; mm/vma.c since 6.12) refuses private writable memory when data_vm + pages > limit. Only brk
 * was bound by it before Linux 4.7. A commit over reserved addresses adds no pages in this test: it fails when data_vm is above already.
 */
import type { Stored } from '../../../shared/model/process-records.ts'
import type { EventRecord } from '../../../shared/model/records.ts'
import type { Victim } from '../../../shared/model/analysis.ts'
import type { Bytes } from '../../../shared/model/units.ts'
import { formatCount } from '../../../shared/display/counts.ts'
import { dataSizeOf, type DataSize } from '../facts/data-size.ts'
import { kernelAtLeast } from '../facts/kernel.ts'
import { citationOf, type Known } from '../facts/known.ts'
import { loneEventOf } from '../facts/lone-events.ts'
import { dataNeeded } from '../facts/ledgers/need.ts'
import type { ProcessFacts } from '../facts/process-facts.ts'
import { refusalOf } from '../facts/refusals.ts'
import { isLastReason } from '../facts/memory-reasons.ts'
import { Findings, NOTHING_REFUSED, size } from './lib/evidence.ts'
import { asksForNoMemory, asksForNothing } from './lib/only-mapping.ts'
import { defineRule, type RuleResult } from './rule.ts'

export const dataLimit = defineRule({
  id: 'data-limit',
  title: 'RLIMIT_DATA was reached',
  question: 'Was the private memory of the process limited (ulimit -d, LimitDATA)?',
  systems: ['linux', 'other'],
  evaluate(facts) {
    const findings = new Findings()
    const limit = facts.limits.data
    const refusal = refusalOf(facts)
    const logged = facts.records.events.find(
      (event) => event.type === 'data-limit-exceeded' && isOwn(event.values, facts),
    )
    if (limit?.value === null) {
      findings.against('RLIMIT_DATA is unlimited', limit.citation)
      return findings.result('ruled-out', 0.97, 'RLIMIT_DATA is unlimited.')
    }
    const lone = refusal ? null : loneEventOf(facts, 'data-limit-exceeded')
    if (lone) return refusedAlone(lone, findings)
    if (!refusal) return findings.result('unlikely', 0.7, `${NOTHING_REFUSED}.`)
    const nothing = logged ? null : (asksForNothing(facts, findings) ?? asksForNoMemory(facts, findings))
    if (nothing) return nothing
    if (refusal.operation === 'mmap-file' && !logged) {
      findings.against('A shared mapping of a file is not counted (VM_SHARED)', refusal.citation)
      return findings.result('ruled-out', 0.9, 'Shared mappings of files are not counted by RLIMIT_DATA.')
    }
    if (logged) {
      findings.for('The kernel says that the process exceeded its data limit', citationOf(logged))
      return findings.result('confirmed', 0.95, 'The kernel logged that RLIMIT_DATA was exceeded.')
    }
    if (!limit || limit.value === null) {
      findings.lacks('RLIMIT_DATA of the process', 'grep "data size" /proc/PID/limits')
      return findings.result('unlikely', 0.4, 'No artifact states RLIMIT_DATA; it is seldom set.')
    }
    return bySize(facts, { ...limit, value: limit.value }, refusal, findings)
  },
})

/** The kernel prints the id of the thread that asked; the first thread's is the process's. */
function isOwn(values: Record<string, string | number>, facts: ProcessFacts): boolean {
  const id = Number(values['tid'] ?? values['pid'])
  return id === facts.records.pid || facts.records.threads.some((thread) => thread.osId === id)
}

/** Only the host is described. The size is what it would have been; the kernel says it once since it started (pr_warn_once). */
function refusedAlone(event: Stored<EventRecord>, findings: Findings): RuleResult {
  const { tid, bytes, limit } = event.values
  const sum = `VmData would be ${formatCount(Number(bytes))} bytes, the limit is ${formatCount(Number(limit))}`
  findings.for(
    `The kernel refused private memory to thread ${String(tid)} of a Java process: ${sum}`,
    citationOf(event),
  )
  findings.lacks('what became of that process', 'its log, its standard output and its crash log (hs_err_pid*.log)')
  return findings.result(
    'likely',
    0.85,
    `The kernel refused private memory to a Java process (thread ${String(tid)}): RLIMIT_DATA is ${size(Number(limit))}. Nothing else here is of that process.`,
  )
}

function bySize(facts: ProcessFacts, limit: Known<Bytes>, refusal: Victim, findings: Findings): RuleResult {
  findings.for(`RLIMIT_DATA is ${formatCount(limit.value)} bytes`, limit.citation)
  const { kernel, system } = facts
  if (system?.value === 'other' && refusal.operation !== 'malloc') {
    // getrlimit(2) of AIX and Solaris: what sbrk gives, which is malloc's.
    findings.against('It bounds what malloc gets from brk, and no malloc was refused', refusal.citation)
    return findings.result('unlikely', 0.75, 'This system holds only brk to RLIMIT_DATA.')
  }
  if (kernel && !kernelAtLeast(kernel, 4, 7) && refusal.operation !== 'malloc') {
    findings.against(`Linux ${kernel.major}.${kernel.minor} holds only brk to it`, kernel.citation)
    return findings.result('unlikely', 0.75, 'This kernel tests RLIMIT_DATA for brk only.')
  }
  const inUse = dataSizeOf(facts)
  if (!inUse) {
    findings.lacks('how much private writable memory the process had', 'grep VmData /proc/PID/status')
    return findings.result('possible', 0.4, `RLIMIT_DATA is ${size(limit.value)}; what counts against it is not known.`)
  }
  return compare(limit, inUse, dataNeeded(refusal), findings, () => isLastReason('RLIMIT_DATA', facts, refusal))
}

function compare(
  limit: Known<Bytes>,
  inUse: DataSize,
  need: Bytes,
  findings: Findings,
  isAlone: () => boolean,
): RuleResult {
  const sum = `${formatCount(inUse.value)} bytes of private writable memory${need > 0 ? `, at least ${formatCount(need)} more needed` : ''}, limit ${formatCount(limit.value)}`
  const short = `${size(inUse.value)} of ${size(limit.value)} in use`
  if (!inUse.atFailure)
    findings.lacks(
      'the size at the failure; the capture is of another moment',
      'the crash log, with its list of mappings',
    )
  if (inUse.value + need > limit.value) {
    findings.for(`${sum}: it does not fit`, inUse.citation)
    // A commit over reserved addresses is tested with no pages of its own, so that the last one that passes goes beyond the limit.
    const why =
      need === 0 ? 'no memory that is reserved can be used any more' : 'the refused call needed more than the rest'
    return findings.result('confirmed', inUse.atFailure ? 0.95 : 0.85, `${short}; ${why}.`)
  }
  if (inUse.value + need > 0.97 * limit.value) {
    findings.for(`${sum}: close`, inUse.citation)
    return findings.result('likely', 0.7, `${short}: close to the limit.`)
  }
  findings.against(`${sum}: it fits`, inUse.citation)
  if (inUse.atFailure) return findings.result('ruled-out', 0.92, `${short}: there was room.`)
  return isAlone()
    ? findings.result('likely', 0.66, `${short} when it was captured, and every other limit left room.`)
    : findings.result('possible', 0.35, `${short} when it was captured.`)
}
