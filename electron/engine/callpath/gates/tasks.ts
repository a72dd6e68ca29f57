/** Checks of copy_process (kernel/fork.c). All give EAGAIN. */
import { formatCount } from '../../../../shared/display/counts.ts'
import type { ProcessFacts } from '../../facts/process-facts.ts'
import type { Citation } from '../../../../shared/model/span.ts'
import { gate, type GateEvaluation } from './gate-context.ts'

function threadsOf(facts: ProcessFacts): { value: number; citation: Citation | null } | null {
  if (facts.threads.count) return facts.threads.count
  const { threads } = facts.threads
  return threads.length > 0 ? { value: threads.length, citation: null } : null
}

/** The user's threads on the whole host count (in its user namespace); those of this process are a part of them. */
export const taskLimit: GateEvaluation = ({ facts }) => {
  const condition = 'threads of the user >= RLIMIT_NPROC'
  const limit = facts.limits.processes
  const threads = threadsOf(facts)
  if (!limit) return gate(condition, null, 'RLIMIT_NPROC is not stated', null, 'EAGAIN')
  if (limit.value === null) return gate(condition, false, 'RLIMIT_NPROC is unlimited', limit.citation, 'EAGAIN')
  if (!threads)
    return gate(
      condition,
      null,
      `RLIMIT_NPROC is ${formatCount(limit.value)}; the user’s threads are not counted`,
      limit.citation,
      'EAGAIN',
    )
  const values = `${formatCount(threads.value)} in this process alone, RLIMIT_NPROC ${formatCount(limit.value)}`
  return gate(
    condition,
    threads.value >= limit.value ? true : null,
    `${values}; the user’s other threads are not counted`,
    limit.citation,
    'EAGAIN',
  )
}

export const threadsMax: GateEvaluation = ({ facts }) => {
  const condition = 'threads of the system >= threads-max'
  const limit = facts.limits.threadsMax
  const threads = threadsOf(facts)
  if (!limit) return gate(condition, null, 'kernel.threads-max is not stated', null, 'EAGAIN')
  const holds = threads && threads.value >= limit.value ? true : null
  const counted = threads ? `${formatCount(threads.value)} in this process, ` : ''
  return gate(
    condition,
    holds,
    `${counted}threads-max ${formatCount(limit.value)}; the threads of the system are not counted`,
    limit.citation,
    'EAGAIN',
  )
}

export const pids: GateEvaluation = () =>
  gate(
    'pids.current >= pids.max of a control group',
    null,
    'pids.current and pids.max of the control group are not stated',
    null,
    'EAGAIN',
  )
