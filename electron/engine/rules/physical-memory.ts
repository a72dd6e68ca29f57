/**
 * No physical memory and no swap. Linux gives memory out at first touch, not at mmap: a shortage ends in reclaim and the OOM killer.
 * Only the overcommit check of kernels before 5.2 in mode 0 weighs what is free at that moment (__vm_enough_memory, mm/util.c).
 */
import type { Victim } from '../../../shared/model/analysis.ts'
import { formatCount, formatPercent } from '../../../shared/display/counts.ts'
import { heuristicOvercommit } from '../facts/kernel.ts'
import { overcommitMode } from '../facts/overcommit.ts'
import type { MemoryFacts, ProcessFacts } from '../facts/process-facts.ts'
import { refusalOf } from '../facts/refusals.ts'
import { Findings, NOTHING_REFUSED, size } from './lib/evidence.ts'
import { asksForRecord } from './lib/only-mapping.ts'
import { defineRule, type RuleResult } from './rule.ts'

const ENOUGH_TIMES_REQUEST = 10
const ENOUGH_SHARE = 0.05
const EXHAUSTED_SHARE = 0.02

export const physicalMemory = defineRule({
  id: 'physical-memory',
  title: 'Physical memory and swap were exhausted',
  question: 'Was there too little memory on the host?',
  evaluate(facts) {
    const findings = new Findings()
    const { memory } = facts
    const refusal = refusalOf(facts)
    const nothing = asksForRecord(facts, findings)
    if (nothing) return nothing
    if (!memory.available || !memory.total) {
      findings.lacks(
        'the memory of the host at the failure',
        facts.system?.value === 'windows' ? 'the line “Memory:” of the crash log; systeminfo' : 'cat /proc/meminfo',
      )
      if (!refusal) return findings.result('unlikely', 0.5, `${NOTHING_REFUSED}.`)
    }
    if (!refusal) return unrefused(facts, findings)
    const byKernel = refusedByKernelRule(facts, refusal, findings)
    if (byKernel) return byKernel
    if (!memory.available || !memory.total)
      return findings.result('unknown', 0.2, 'No artifact says how much memory was free.')
    return byFreeMemory(memory, memory.available.value, memory.total.value, refusal, findings)
  },
})

function unrefused(facts: ProcessFacts, findings: Findings): RuleResult {
  const { available, total } = facts.memory
  if (!available || !total) return findings.result('unlikely', 0.5, `${NOTHING_REFUSED}.`)
  const share = available.value / total.value
  findings.against(
    `${size(available.value)} of ${size(total.value)} available, ${formatPercent(share)}`,
    available.citation,
  )
  const summary = `${NOTHING_REFUSED}; ${formatPercent(share)} of the memory was available.`
  return findings.result(share > ENOUGH_SHARE ? 'ruled-out' : 'unlikely', 0.8, summary)
}

/**
 * Only mode 0 before 5.2 weighs what is free. Mode 1 refuses nothing, mode 2 keeps books of promises, and mode 0 since 5.2 refuses
 * single requests above RAM + swap: the last two are weighed as the commit limit.
 */
function refusedByKernelRule(facts: ProcessFacts, refusal: Victim, findings: Findings): RuleResult | null {
  const { kernel } = facts
  const mode = overcommitMode(facts)
  const modern = kernel !== null && heuristicOvercommit(kernel) === 'single-request'
  if (!modern && mode?.mode !== 1 && mode?.mode !== 2) return null
  if (modern && mode?.mode !== 1 && mode?.mode !== 2)
    findings.against(
      `Linux ${kernel.major}.${kernel.minor} refuses no mapping for want of free memory, in ${mode ? 'this' : 'any'} mode of overcommit`,
      kernel.citation,
    )
  if (mode) findings.against(mode.claim, mode.citation)
  citeFree(facts.memory, refusal, findings)
  // What remains: the kernel could not get the few bytes that describe a mapping (mmap's last test; ENOMEM.md 1.2, row 11).
  if (!mode && usedUp(facts.memory))
    return findings.result('unlikely', 0.7, 'Memory was used up, but this kernel refuses no mapping for that.')
  const { available } = facts.memory
  const free = available ? `${size(available.value)} were available` : 'The kernel refuses no mapping for that'
  const asked = refusal.bytes === null ? '' : `, ${size(refusal.bytes)} asked`
  return findings.result('ruled-out', 0.93, `${free}${asked}; a shortage would have called the OOM killer instead.`)
}

function usedUp({ available, total, swapFree }: MemoryFacts): boolean {
  return (
    available !== null && total !== null && available.value + (swapFree?.value ?? 0) < EXHAUSTED_SHARE * total.value
  )
}

function citeFree(memory: MemoryFacts, refusal: Victim, findings: Findings): void {
  const { available } = memory
  if (!available) return
  const asked = refusal.bytes === null ? '' : `, ${formatCount(refusal.bytes)} asked`
  const enough = refusal.bytes === null || available.value > refusal.bytes
  const claim = `${formatCount(available.value)} bytes available${memory.availableEstimated ? ' (estimated)' : ''}${asked}`
  if (enough) findings.against(claim, available.citation)
  else findings.for(claim, available.citation)
  if (enough) citeParts(memory, findings)
}

/** "Free" alone is what nobody has found a use for yet: the kernel takes clean cache back while the caller waits. */
function citeParts({ free, available, cached, swapFree, swapTotal }: MemoryFacts, findings: Findings): void {
  if (free && available && available.value > free.value) {
    const cache = cached ? `; ${formatCount(cached.value)} are page cache` : ''
    const swap = swapTotal?.value === 0 ? '; the host has no swap' : ''
    findings.against(
      `Only ${formatCount(free.value)} bytes are free, but ${formatCount(available.value - free.value)} more are reclaimable on demand${cache}${swap}`,
      free.citation,
    )
  }
  if (swapFree && swapTotal && swapFree.value > EXHAUSTED_SHARE * swapTotal.value) {
    findings.against(
      `${formatCount(swapFree.value)} of ${formatCount(swapTotal.value)} bytes of swap are free`,
      swapFree.citation,
    )
  }
}

function byFreeMemory(
  memory: MemoryFacts,
  available: number,
  total: number,
  refusal: Victim,
  findings: Findings,
): RuleResult {
  citeFree(memory, refusal, findings)
  const asked = refusal.bytes ?? 0
  const swapFree = memory.swapFree?.value ?? 0
  const facts = `${size(available)} of ${size(total)} available${refusal.bytes === null ? '' : `, ${size(asked)} asked`}`
  if (!memory.atCrash)
    findings.lacks(
      'the memory of the host at the failure; the capture is of another moment',
      'the crash log of this failure',
    )
  if (available > ENOUGH_TIMES_REQUEST * asked && available > ENOUGH_SHARE * total) {
    return memory.atCrash
      ? findings.result('ruled-out', 0.93, `${facts}.`)
      : findings.result('unlikely', 0.7, `${facts}, but not at the moment of the failure.`)
  }
  if (memory.swapFree) findings.for(`${size(swapFree)} of swap free`, memory.swapFree.citation)
  if (available + swapFree < Math.max(EXHAUSTED_SHARE * total, asked)) {
    // What is left would have done for the request: it may have been less at that moment.
    const enough = available + swapFree > asked
    return memory.atCrash
      ? findings.result('likely', enough ? 0.6 : 0.75, `${facts}, ${size(swapFree)} of swap free.`)
      : findings.result('possible', 0.5, `${facts}, ${size(swapFree)} of swap free, at another moment.`)
  }
  return findings.result('possible', 0.35, `${facts}: short, but not used up.`)
}
