/**
 * Too many tasks: copy_process (kernel/fork.c) refuses a new thread with EAGAIN. Four limits give it, see facts/tasks.ts; a lack of
 * memory for the stack gives the same errno, see facts/memory-reasons.ts, so that both are weighed.
 */
import type { Victim } from '../../../shared/model/analysis.ts'
import { formatCount } from '../../../shared/display/counts.ts'
import type { Citation } from '../../../shared/model/span.ts'
import { citationOf } from '../facts/known.ts'
import type { ProcessFacts } from '../facts/process-facts.ts'
import { thrownFor } from '../facts/refused-threads.ts'
import { kernelRefusals, refusalOf } from '../facts/refusals.ts'
import type { TaskLimit, TaskStanding } from '../facts/tasks.ts'
import { isTraced } from '../facts/traced-calls.ts'
import { countVictims } from '../facts/unlisted.ts'
import { countedThen, memoryReasons, type MemoryReason } from '../facts/memory-reasons.ts'
import { capital, Findings, NOTHING_REFUSED } from './lib/evidence.ts'
import { defineRule, type RuleResult } from './rule.ts'

export const taskLimit = defineRule({
  id: 'task-limit',
  title: 'A limit of threads and processes was reached',
  question: 'Was a thread refused because the user, the container or the host had too many?',
  systems: ['linux', 'macos', 'other'],
  evaluate(facts) {
    const findings = new Findings()
    const refusal = refusalOf(facts)
    const policy = facts.victims.find((each) => each.operation === 'thread-start' && isPolicy(each))
    if (!refusal && policy) {
      findings.against(`The thread was refused with errno ${policy.errno ?? 0}, which no limit gives`, policy.citation)
      return findings.result(
        'ruled-out',
        0.9,
        'EPERM or EACCES: a security policy (seccomp) refused the thread, no limit.',
      )
    }
    if (!refusal) return findings.result('unlikely', 0.7, `${NOTHING_REFUSED}.`)
    const threads = kernelRefusals(facts).filter((each) => each.operation === 'thread-start')
    const [first] = threads
    if (!first || (facts.crash && refusal.operation !== 'thread-start')) {
      findings.against('What was refused was no thread', refusal.citation)
      return findings.result(
        'ruled-out',
        0.95,
        'What was refused was memory or a mapping: no limit of tasks does that.',
      )
    }
    findings.for(threadsClaim(threads, facts), first.citation)
    const { artifact, line } = first.citation
    const thrown = thrownFor({ artifact, span: { line } }, facts)
    if (thrown) findings.for('The exception that the application got for it', citationOf(thrown))
    return weigh(facts, first, findings)
  },
})

/** EPERM, EACCES: seccomp filters of old container runtimes answer clone3 with them. */
function isPolicy(victim: Victim): boolean {
  return victim.errno === 1 || victim.errno === 13
}

function threadsClaim(threads: readonly Victim[], facts: ProcessFacts): string {
  const { count, least } = countVictims(facts, threads)
  const errno = threads.some((each) => each.errnoOrigin === 'observed') ? ' with EAGAIN' : ''
  return count === 1
    ? `A thread was refused${errno}`
    : `Threads were refused${errno}, ${least ? 'at least ' : ''}${formatCount(count)} times`
}

function weigh(facts: ProcessFacts, first: Victim, findings: Findings): RuleResult {
  const { limits } = facts.tasks
  const seen = seenAtClone(facts)
  if (seen)
    findings.for(
      'The trace shows the EAGAIN at clone itself, past all that is mapped for a thread: copy_process gives it for tasks only',
      seen,
    )
  const reasons = seen ? [] : memoryReasons(facts, first.at)
  const held = reasons.filter(({ standing }) => standing === 'holds')
  const other = seen ? null : (kernelRefusals(facts).find(({ operation }) => operation !== 'thread-start') ?? null)
  const mixed = other !== null
  if (other) findings.against('Other calls than the start of threads were refused as well', other.citation)
  cite(limits, reasons, findings)
  const reached = having(limits, 'reached')
  if (reached.length > 0) {
    const summary = `${reached.map(({ claim }) => claim).join('; ')}.`
    // Two reasons at once: the one that the kernel tests first comes first, and neither is certain.
    return mixed || held.length > 0
      ? findings.result('likely', 0.65, summary)
      : findings.result('confirmed', 0.95, summary)
  }
  if (held.length > 0 || mixed)
    return findings.result(
      'unlikely',
      0.7,
      `No limit of tasks was seen to be reached, and ${held.length > 0 ? `${named(held)} explains it` : 'mappings were refused too'}.`,
    )
  if (seen) {
    const open = [...having(limits, 'close'), ...having(limits, 'open'), ...having(limits, 'unknown')]
    findings.lacks(
      'which limit of tasks: RLIMIT_NPROC of the user, pids.max of the control group, kernel.threads-max or kernel.pid_max',
      'grep processes /proc/PID/limits; ps -L -u USER | wc -l; cat /sys/fs/cgroup/pids.{max,current,events}',
    )
    const which = open.length > 0 ? `: ${open.map(({ name }) => name).join(' or ')}` : ''
    return findings.result('confirmed', 0.9, `clone was refused with EAGAIN, which only limits of tasks give${which}.`)
  }
  return byElimination(facts, first, reasons, findings)
}

/** glibc makes EAGAIN of other errors, too; at the call itself it is the kernel's own answer. */
function seenAtClone(facts: ProcessFacts): Citation | null {
  const event = facts.records.events.find(
    (each) =>
      each.type === 'thread-start-failed' &&
      isTraced(each) &&
      each.values['errno'] === 'EAGAIN' &&
      each.values['program'] === undefined,
  )
  return event ? citationOf(event) : null
}

function byElimination(
  facts: ProcessFacts,
  first: Victim,
  reasons: readonly MemoryReason[],
  findings: Findings,
): RuleResult {
  const { limits } = facts.tasks
  const open = reasons.filter(({ standing }) => standing === 'open')
  const close = having(limits, 'close')
  const candidates = [...having(limits, 'open'), ...having(limits, 'unknown')]
  if (close.length === 0) {
    findings.lacks(
      'which limit of tasks: RLIMIT_NPROC of the user, pids.max of the control group, kernel.threads-max or kernel.pid_max',
      'grep processes /proc/PID/limits; ps -L -u USER | wc -l; cat /sys/fs/cgroup/pids.{max,current,events}',
    )
  }
  // Without the errno of the call a security policy could have answered as well, which at start-up refuses every thread.
  const started = facts.startupFailure === null && !startsUp(facts)
  const eagain = first.errnoOrigin === 'observed' || started
  if (open.length > 0) {
    for (const { name } of open) findings.lacks(`whether ${name} left room`, CAPTURES[name] ?? '')
    const summary = `${close[0]?.claim ?? 'No count of tasks is near its limit'}; ${named(open)} could give the same error.`
    return findings.result(close.length > 0 ? 'likely' : 'possible', close.length > 0 ? 0.65 : 0.4, summary)
  }
  const others = `${named(reasons)} left room`
  if (close.length > 0)
    return findings.result('likely', 0.85, `${close.map(({ claim }) => claim).join('; ')}; ${others}.`)
  if (candidates.length === 0 || !eagain) {
    const summary = eagain
      ? `No limit of tasks was near, though ${others}.`
      : `${capital(others)}; a security policy may have refused the thread too.`
    return findings.result('possible', 0.45, summary)
  }
  return findings.result(
    'likely',
    facts.startupFailure || countedThen(facts, first.at) ? 0.72 : 0.66,
    `${capital(others)}, so a limit of tasks refused the thread: ${candidates.map(({ name }) => name).join(' or ')}.`,
  )
}

const CAPTURES: Partial<Record<string, string>> = {
  'the map count': 'wc -l /proc/PID/maps; sysctl vm.max_map_count',
  RLIMIT_AS: 'grep "address space" /proc/PID/limits',
  RLIMIT_DATA: 'grep "data size" /proc/PID/limits; grep VmData /proc/PID/status',
  overcommit: 'sysctl vm.overcommit_memory; grep -i commit /proc/meminfo',
}

/** A crash log of a JVM that had not finished starting; HotSpot makes its first workers within a second. */
function startsUp(facts: ProcessFacts): boolean {
  const uptime = facts.crash?.uptime
  return facts.crash !== null && (uptime === null || uptime === undefined || uptime < 2)
}

const SUPPORTING: ReadonlySet<TaskStanding> = new Set(['reached', 'close'])

function cite(limits: readonly TaskLimit[], reasons: readonly MemoryReason[], findings: Findings): void {
  for (const { standing, claim, citation } of limits) {
    if (claim === '') continue
    if (SUPPORTING.has(standing)) findings.for(claim, citation)
    else if (standing === 'clear' || standing === 'far') findings.against(claim, citation)
  }
  for (const { standing, claim, citation, name } of reasons) {
    if (standing === 'excluded') findings.for(`Not ${name}: ${claim}`, citation)
    else if (standing === 'holds') findings.against(`${capital(name)} explains it: ${claim}`, citation)
  }
}

function having(limits: readonly TaskLimit[], standing: TaskStanding): TaskLimit[] {
  return limits.filter((each) => each.standing === standing)
}

function named(reasons: readonly MemoryReason[]): string {
  const names = reasons.map(({ name }) => name)
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}` : (names[0] ?? '')
}
