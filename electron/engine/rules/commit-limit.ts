/**
 * Overcommit: __vm_enough_memory (mm/util.c). Mode 2 refuses at CommitLimit less its reserves; mode 0 refuses one request that is
 * larger than RAM and swap (5.2 and later), or than what is free and reclaimable (before); mode 1 refuses nothing.
 */
import type { Stored } from '../../../shared/model/process-records.ts'
import type { EventRecord } from '../../../shared/model/records.ts'
import type { Victim } from '../../../shared/model/analysis.ts'
import type { Citation } from '../../../shared/model/span.ts'
import type { Bytes } from '../../../shared/model/units.ts'
import { formatCount } from '../../../shared/display/counts.ts'
import { heuristicOvercommit } from '../facts/kernel.ts'
import { citationOf } from '../facts/known.ts'
import { loneEventOf } from '../facts/lone-events.ts'
import { overcommitMode, type OvercommitMode } from '../facts/overcommit.ts'
import type { ProcessFacts } from '../facts/process-facts.ts'
import { kernelRefusals, refusalOf } from '../facts/refusals.ts'
import { isLastReason } from '../facts/memory-reasons.ts'
import { byCommitCharge } from './lib/commit-charge.ts'
import { Findings, NOTHING_REFUSED, size } from './lib/evidence.ts'
import { asksForNoMemory, asksForNothing } from './lib/only-mapping.ts'
import { defineRule, type RuleResult } from './rule.ts'

/** sysctl defaults: admin_reserve_kbytes 8 MiB (not held against CAP_SYS_ADMIN), user_reserve_kbytes 128 MiB. */
const ADMIN_RESERVE: Bytes = 8 * 1024 ** 2
const USER_RESERVE: Bytes = 128 * 1024 ** 2

export const commitLimit = defineRule({
  id: 'commit-limit',
  title: 'The kernel’s commit limit was reached',
  question: 'Does the kernel limit how much memory may be promised (vm.overcommit_memory)?',
  systems: ['linux', 'windows'],
  evaluate(facts) {
    const findings = new Findings()
    const refusal = refusalOf(facts)
    if (facts.system?.value === 'windows') return byCommitCharge(facts, refusal, findings)
    const mode = overcommitMode(facts)
    if (mode?.mode === 1) {
      findings.against(`${mode.claim}: nothing is refused for its amount`, mode.citation)
      return findings.result('ruled-out', 0.97, 'vm.overcommit_memory is 1: no limit on what is promised.')
    }
    const lone = refusal ? null : loneEventOf(facts, 'overcommit-refused')
    if (lone) return refusedAlone(lone, findings)
    if (!refusal) return findings.result('unlikely', 0.7, `${NOTHING_REFUSED}.`)
    const nothing = asksForNothing(facts, findings) ?? asksForNoMemory(facts, findings)
    if (nothing) return nothing
    if (kernelRefusals(facts).every((each) => each.operation === 'mmap-file')) {
      findings.against('A shared mapping of a file is not accounted (VM_SHARED, mm/mmap.c)', refusal.citation)
      return findings.result('ruled-out', 0.9, 'Shared mappings of files are not counted against the commit limit.')
    }
    const logged = loggedRefusal(facts, refusal)
    if (logged) {
      if (mode) findings.for(mode.claim, mode.citation)
      findings.for('The kernel logged that it refused just as many bytes (__vm_enough_memory)', logged)
      return findings.result(
        'confirmed',
        0.96,
        `The kernel logged that it did not promise the ${size(refusal.bytes ?? 0)} that were asked.`,
      )
    }
    if (mode?.mode === 2) return strict(facts, refusal, mode, findings)
    if (mode) return heuristic(facts, refusal, mode, findings)
    return modeUnknown(facts, refusal, findings)
  },
})

/**
 * Kernels from 6.6 on log a refusal, with its size since 6.12. The id is the thread's, which need not be known; the exact size of the
 * refused call is as good.
 */
function loggedRefusal(facts: ProcessFacts, refusal: Victim): Citation | null {
  if (refusal.bytes === null) return null
  const event = facts.records.events.find(
    (each) => each.type === 'overcommit-refused' && Number(each.values['bytes']) === refusal.bytes,
  )
  return event ? citationOf(event) : null
}

/** Only the host is described. */
function refusedAlone(event: Stored<EventRecord>, findings: Findings): RuleResult {
  const bytes = Number(event.values['bytes'])
  const asked = Number.isFinite(bytes) ? size(bytes) : 'memory'
  const what = `The kernel did not promise a Java process (thread ${String(event.values['tid'])}) ${asked}`
  findings.for(`${what} (__vm_enough_memory)`, citationOf(event))
  findings.lacks('what became of that process', 'its log, its standard output and its crash log (hs_err_pid*.log)')
  return findings.result('likely', 0.8, `${what}. Nothing else here is of that process.`)
}

interface Account {
  committed: Bytes
  limit: Bytes
  /** What a process with CAP_SYS_ADMIN may reach, and one without. */
  allowedPrivileged: Bytes
  allowed: Bytes
  text: string
}

/** committed + request against CommitLimit - admin reserve - min(total_vm / 32, user reserve). */
function accountOf(facts: ProcessFacts, refusal: Victim): Account | null {
  const { committed, commitLimit: limit, virtualSize } = facts.memory
  if (!committed || !limit) return null
  const user = Math.min((virtualSize?.value ?? 0) / 32, facts.overcommit.userReserve?.value ?? USER_RESERVE)
  const allowedPrivileged = limit.value - user
  const allowed = allowedPrivileged - (facts.overcommit.adminReserve?.value ?? ADMIN_RESERVE)
  const text = `${formatCount(committed.value)} committed + ${formatCount(refusal.bytes ?? 0)} asked, ${formatCount(Math.floor(allowed))} allowed (CommitLimit ${formatCount(limit.value)} less reserves)`
  return { committed: committed.value, limit: limit.value, allowedPrivileged, allowed, text }
}

function strict(facts: ProcessFacts, refusal: Victim, mode: OvercommitMode, findings: Findings): RuleResult {
  findings.for(mode.claim, mode.citation)
  const account = accountOf(facts, refusal)
  const citation = facts.memory.committed?.citation ?? null
  if (!account) {
    findings.lacks('Committed_AS and CommitLimit at the failure', 'grep -i commit /proc/meminfo')
    return findings.result('possible', 0.5, 'vm.overcommit_memory is 2; what was committed is not known.')
  }
  const wanted = account.committed + (refusal.bytes ?? 0)
  const { atCrash } = facts.memory
  // The process that died gave its memory back: a capture of another moment can confirm little and rule out nothing.
  if (!atCrash)
    findings.lacks('Committed_AS at the failure; the capture is of another moment', 'the crash log of this failure')
  if (wanted >= account.allowedPrivileged) {
    findings.for(account.text, citation)
    return findings.result(
      atCrash ? 'confirmed' : 'likely',
      atCrash ? 0.96 : 0.72,
      `${size(account.committed)} committed and ${size(refusal.bytes ?? 0)} asked, of ${size(account.limit)}: mode 2 refuses that.`,
    )
  }
  if (wanted >= account.allowed) {
    findings.for(`${account.text}: refused unless the process has CAP_SYS_ADMIN`, citation)
    return findings.result(
      'likely',
      atCrash ? 0.8 : 0.6,
      `${size(account.committed)} committed and ${size(refusal.bytes ?? 0)} asked: within the administrator's reserve below ${size(account.limit)}.`,
    )
  }
  findings.against(account.text, citation)
  const summary = `vm.overcommit_memory is 2; ${size(account.committed)} of ${size(account.limit)} were committed`
  if (!atCrash) return findings.result('possible', 0.35, `${summary}, at another moment.`)
  return wanted < 0.95 * account.allowed
    ? findings.result('ruled-out', 0.9, `${summary}: there was room.`)
    : findings.result('unlikely', 0.6, `${summary}: close, but there was room.`)
}

/** Mode 0, or a mode of which only is known that it is not 2. */
function heuristic(facts: ProcessFacts, refusal: Victim, mode: OvercommitMode, findings: Findings): RuleResult {
  const { total, swapTotal } = facts.memory
  const asked = refusal.bytes ?? 0
  if (!total) {
    findings.lacks('MemTotal and SwapTotal of the host', 'cat /proc/meminfo')
    return findings.result('unlikely', 0.5, `${mode.claim}; the size of the host is not known.`)
  }
  const most = total.value + (swapTotal?.value ?? 0)
  const sum = `${formatCount(asked)} bytes asked at once, ${formatCount(most)} of memory and swap in all`
  if (asked > most) {
    findings.for(mode.claim, mode.citation)
    findings.for(`${sum}: mode 0 refuses a single request above that`, total.citation)
    return mode.mode === 0
      ? findings.result(
          'confirmed',
          0.95,
          `${size(asked)} asked at once, more than memory and swap together (${size(most)}): mode 0 refuses that.`,
        )
      : findings.result(
          'likely',
          0.85,
          `${size(asked)} asked at once, more than memory and swap together (${size(most)}).`,
        )
  }
  findings.against(mode.claim, mode.citation)
  findings.against(sum, total.citation)
  const test = heuristicOvercommit(facts.kernel)
  if (test === 'single-request') {
    return findings.result(
      'ruled-out',
      0.95,
      `Mode 0 refuses only single requests above ${size(most)}; ${size(asked)} asked.`,
    )
  }
  return freeNow(facts, asked, test === null, findings)
}

/** Before 5.2: free + page cache - shmem + free swap + reclaimable slab - reserves must exceed the request. */
function freeNow(facts: ProcessFacts, asked: Bytes, kernelUnknown: boolean, findings: Findings): RuleResult {
  const { free, cached, shmem, swapFree, slabReclaimable, total, atCrash } = facts.memory
  if (!free || !cached || !total)
    return findings.result('unlikely', 0.5, 'Mode 0 refuses little; what was free is not known.')
  const reclaimable =
    free.value + cached.value - (shmem?.value ?? 0) + (swapFree?.value ?? 0) + (slabReclaimable?.value ?? 0)
  // totalreserve_pages is not printed anywhere; a twentieth of the memory is more than it takes by default.
  const least = reclaimable - ADMIN_RESERVE - total.value / 20
  const text = `${formatCount(asked)} asked, ${formatCount(Math.max(0, reclaimable))} free or reclaimable`
  if (asked < least) {
    findings.against(`${text}: enough for mode 0 of this kernel`, free.citation)
    return atCrash && !kernelUnknown
      ? findings.result(
          'ruled-out',
          0.92,
          `Mode 0 had room: ${size(asked)} asked, ${size(reclaimable)} free or reclaimable.`,
        )
      : findings.result(
          atCrash ? 'ruled-out' : 'unlikely',
          0.75,
          `Mode 0 had room: ${size(asked)} asked, ${size(reclaimable)} free or reclaimable.`,
        )
  }
  findings.for(text, free.citation)
  findings.lacks('the reserves of the kernel, which are no free memory to it', 'cat /proc/zoneinfo')
  return findings.result(
    'possible',
    0.5,
    `${size(asked)} asked, ${size(Math.max(0, reclaimable))} free or reclaimable: mode 0 of this kernel may refuse that.`,
  )
}

/** Mode 0 of this kernel refuses only what is larger than the host. */
function modeZeroWouldNot(facts: ProcessFacts): boolean {
  return heuristicOvercommit(facts.kernel) === 'single-request'
}

/** Whatever the mode: what neither of them would refuse is ruled out without it. */
function modeUnknown(facts: ProcessFacts, refusal: Victim, findings: Findings): RuleResult {
  findings.lacks('the value of vm.overcommit_memory', 'sysctl vm.overcommit_memory')
  const account = accountOf(facts, refusal)
  const { total, swapTotal, committed, atCrash } = facts.memory
  if (!account || !total || !committed)
    return findings.result('unknown', 0.2, 'Neither the mode nor what was committed is known.')
  const asked = refusal.bytes ?? 0
  const most = total.value + (swapTotal?.value ?? 0)
  if (asked > most) {
    findings.for(
      `${formatCount(asked)} bytes asked at once, ${formatCount(most)} of memory and swap in all`,
      total.citation,
    )
    return findings.result(
      'likely',
      0.85,
      `${size(asked)} asked at once, more than memory and swap together: modes 0 and 2 refuse that.`,
    )
  }
  if (account.committed + asked >= account.allowed) {
    findings.for(`${account.text}: mode 2 would refuse this`, committed.citation)
    if (atCrash && modeZeroWouldNot(facts) && isLastReason('overcommit', facts, refusal))
      return findings.result(
        'likely',
        0.75,
        'Mode 2 would refuse this, no other mode of this kernel would, and every other limit left room.',
      )
    return findings.result('possible', 0.45, 'Mode 2 would refuse this; which mode was set is not known.')
  }
  findings.against(`${account.text}: even mode 2 would allow this`, committed.citation)
  return atCrash
    ? findings.result(
        'ruled-out',
        0.85,
        `Even mode 2 would have allowed it: ${size(account.committed)} of ${size(account.limit)} committed.`,
      )
    : findings.result(
        'unlikely',
        0.5,
        `${size(account.committed)} of ${size(account.limit)} committed, at another moment.`,
      )
}
