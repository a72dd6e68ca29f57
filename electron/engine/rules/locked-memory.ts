/**
 * RLIMIT_MEMLOCK: mlock_future_ok (mm/mmap.c) answers EAGAIN, not ENOMEM, when mlockall(MCL_FUTURE) is in force and locked_vm + pages
 * pass the limit; mlockall itself answers ENOMEM. CAP_IPC_LOCK lifts it. Elasticsearch and Cassandra lock their memory when told to.
 */
import type { Victim } from '../../../shared/model/analysis.ts'
import { formatCount } from '../../../shared/display/counts.ts'
import type { Stored } from '../../../shared/model/process-records.ts'
import type { EventRecord } from '../../../shared/model/records.ts'
import { citationOf, type Known } from '../facts/known.ts'
import type { ProcessFacts } from '../facts/process-facts.ts'
import { IO_URING_PURPOSE } from '../facts/refused-calls.ts'
import { refusalOf } from '../facts/refusals.ts'
import { tracedEvent } from '../facts/traced-calls.ts'
import { failureOf } from './failure.ts'
import { Findings, NOTHING_REFUSED, size } from './lib/evidence.ts'
import { defineRule, type RuleResult } from './rule.ts'

const EAGAIN = 11
const CAP_IPC_LOCK = 14n
// Unable to lock JVM Memory: error=12, reason=Cannot allocate memory                                (Elasticsearch)
// Unable to lock JVM memory (ENOMEM). This can result in part of the JVM being swapped out          (Cassandra)
// memory locking requested for elasticsearch process but memory is not locked                       (bootstrap check: it then exits)
const COMPLAINT =
  /unable to lock jvm memory|\bmlockall\b.{0,80}(?:failed|errno|error)|memory locking requested .{0,60}not locked/i

/**
 * mlockall answers ENOMEM where all that is mapped is more than RLIMIT_MEMLOCK allows, EPERM where that is 0, and nothing else for a
 * want of memory (do_mlockall, mm/mlock.c).
 */
const REFUSED_LOCK = /unable to lock jvm memory\b.{0,4}(?:error=(?:1|12)\b|\((?:ENOMEM|EPERM)\))/i
// Increase RLIMIT_MEMLOCK, soft limit: 65536, hard limit: 65536                                       (Elasticsearch, OpenSearch)
const STATED_LIMIT = /\bRLIMIT_MEMLOCK, soft limit: (\d{1,20})\b/

export const lockedMemory = defineRule({
  id: 'locked-memory',
  title: 'RLIMIT_MEMLOCK was reached',
  question: 'Was the process not allowed to lock as much memory as it wanted (ulimit -l, LimitMEMLOCK)?',
  systems: ['linux'],
  evaluate(facts) {
    const findings = new Findings()
    const limit = facts.limits.locked
    const refusal = refusalOf(facts)
    if (limit?.value === null) {
      findings.against('RLIMIT_MEMLOCK is unlimited', limit.citation)
      return findings.result('ruled-out', 0.97, 'RLIMIT_MEMLOCK is unlimited.')
    }
    const finite = limit && limit.value !== null ? { ...limit, value: limit.value } : null
    if (!refusal) return byComplaint(facts, findings)
    const lifted = capability(facts)
    if (lifted) {
      findings.against('The process has CAP_IPC_LOCK, which lifts RLIMIT_MEMLOCK', lifted.citation)
      return findings.result('ruled-out', 0.95, 'CAP_IPC_LOCK lifts RLIMIT_MEMLOCK.')
    }
    return byRefusal(facts, finite, refusal, findings)
  },
})

function capability(facts: ProcessFacts): Known<string> | null {
  const stated = facts.index.text('process.capabilities')
  if (!stated || !/^[0-9a-f]{1,16}$/.test(stated.value)) return null
  return ((BigInt(`0x${stated.value}`) >> CAP_IPC_LOCK) & 1n) === 1n ? stated : null
}

function byComplaint(facts: ProcessFacts, findings: Findings): RuleResult {
  const complaint = facts.records.events.find(
    (event) =>
      (event.type === 'traced-refusal' && String(event.values['call']).startsWith('mlock')) ||
      ((event.type === 'log-error' || event.type === 'log-warning') && COMPLAINT.test(wordsOf(event))),
  )
  if (!complaint) return findings.result('unlikely', 0.7, `${NOTHING_REFUSED}.`)
  findings.for('The application could not lock its memory', citationOf(complaint))
  const stated = facts.records.events.find(
    ({ quote, artifact }) => artifact === complaint.artifact && STATED_LIMIT.test(quote),
  )
  const allowed = Number(STATED_LIMIT.exec(stated?.quote ?? '')?.[1] ?? Number.NaN)
  if (stated) findings.for(`It names the limit: ${formatCount(allowed)} bytes may be locked`, citationOf(stated))
  const failure = failureOf(facts)
  const said = facts.records.events.filter(({ artifact }) => artifact === complaint.artifact).map(wordsOf)
  const demanded = said.some((words) => /memory locking requested/i.test(words))
  if (failure && demanded && !facts.crash && facts.victim === null)
    return findings.result(
      'likely',
      0.75,
      'The application wanted its memory locked, could not have it, and refused to start.',
    )
  const most = stated ? `, ${size(allowed)},` : ''
  if (!failure && said.some((words) => REFUSED_LOCK.test(words)))
    return findings.result(
      'likely',
      0.75,
      `mlockall was refused, which only RLIMIT_MEMLOCK${most} does; the application went on, and its memory may be swapped out.`,
    )
  return findings.result('unlikely', 0.7, 'The application could not lock its memory, and went on without.')
}

function wordsOf({ quote, values }: Stored<EventRecord>): string {
  return `${quote} ${String(values['message'] ?? '')}`
}

function byRefusal(facts: ProcessFacts, limit: Known<number> | null, refusal: Victim, findings: Findings): RuleResult {
  const locked = facts.memory.lockedSize
  if (limit) findings.for(`RLIMIT_MEMLOCK is ${formatCount(limit.value)} bytes`, limit.citation)
  if (refusal.purpose === IO_URING_PURPOSE) {
    // io_account_mem (io_uring/rsrc.c), for users without CAP_IPC_LOCK. Kernels from 5.12 to 6.13 count rings as memory of the group.
    findings.for('io_uring was refused its rings, which count as locked memory', refusal.citation)
    findings.lacks('RLIMIT_MEMLOCK of the process', 'grep "locked memory" /proc/PID/limits')
    return findings.result('likely', 0.65, 'io_uring got no memory for its rings, which RLIMIT_MEMLOCK limits.')
  }
  const memory =
    tracedEvent(facts, refusal)?.values['call'] === 'mmap' ||
    refusal.operation === 'mmap-commit' ||
    refusal.operation === 'mmap-file' ||
    refusal.operation === 'mprotect'
  if (memory && refusal.errnoOrigin === 'observed') {
    if (refusal.errno === EAGAIN) return byEagain(limit, locked, refusal, findings)
    findings.against('The errno was ENOMEM; locked memory above the limit gives EAGAIN', refusal.citation)
    return findings.result('ruled-out', 0.93, 'ENOMEM was answered; locked memory gives EAGAIN.')
  }
  // VmLck is only ever seen in captures of another moment; programs lock their memory early or never.
  if (locked?.value === 0) {
    findings.against('VmLck is 0: no memory was locked, so new memory need not be', locked.citation)
    return findings.result('ruled-out', 0.85, 'The process locked no memory when it was captured.')
  }
  if (locked && limit && locked.value + (refusal.bytes ?? 0) > limit.value) {
    findings.for(
      `${formatCount(locked.value)} bytes locked and ${formatCount(refusal.bytes ?? 0)} asked, ${formatCount(limit.value)} allowed`,
      locked.citation,
    )
    return findings.result(
      'confirmed',
      0.9,
      `${size(locked.value)} of ${size(limit.value)} locked; the refused call needed more.`,
    )
  }
  if (locked && limit) {
    findings.against(`${formatCount(locked.value)} of ${formatCount(limit.value)} bytes locked`, locked.citation)
    return findings.result('unlikely', 0.75, `${size(locked.value)} of ${size(limit.value)} locked: there was room.`)
  }
  findings.lacks(
    'whether the process locks its memory, which then is refused with EAGAIN',
    'its standard output (errno=11); grep VmLck /proc/PID/status',
  )
  return findings.result('unlikely', 0.5, 'Nothing shows that the process locks memory.')
}

/** Of anonymous memory mmap gives EAGAIN for one reason: "too much memory has been locked" (man 2 mmap; mlock_future_ok, mm/mmap.c). */
function byEagain(
  limit: Known<number> | null,
  locked: Known<number> | null,
  refusal: Victim,
  findings: Findings,
): RuleResult {
  findings.for('mmap was refused with EAGAIN, which only locked memory gives', refusal.citation)
  if (locked && locked.value > 0) findings.for(`${formatCount(locked.value)} bytes were locked`, locked.citation)
  if (!limit) findings.lacks('RLIMIT_MEMLOCK of the process', 'grep "locked memory" /proc/PID/limits')
  if (!locked || locked.value === 0)
    findings.lacks('how much memory the process had locked at the failure', 'grep VmLck /proc/PID/status')
  const allowed = limit ? `; RLIMIT_MEMLOCK is ${size(limit.value)}` : ''
  return findings.result(
    'confirmed',
    limit ? 0.92 : 0.82,
    `mmap was refused with EAGAIN, which only the limit of locked memory gives${allowed}.`,
  )
}
