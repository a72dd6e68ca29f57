/** Checks of copy_process and what it calls. All give EAGAIN. What is known of each limit stands in facts/tasks.ts. */
import type { TaskLimit } from '../../facts/tasks.ts'
import { gate, type GateEvaluation } from './gate-context.ts'

function ofLimit(id: TaskLimit['id'], condition: string, missing: string): GateEvaluation {
  return ({ facts }) => {
    const limit = facts.tasks.limits.find((each) => each.id === id)
    if (!limit || limit.standing === 'unknown') return gate(condition, null, missing, null, 'EAGAIN')
    const { standing, claim, citation } = limit
    const holds = standing === 'reached' ? true : standing === 'clear' ? false : null
    const found = gate(condition, holds, standing === 'far' ? `${claim}: far from it` : claim, citation, 'EAGAIN')
    return standing === 'close' ? { ...found, near: true } : found
  }
}

/** The user's tasks on the whole host count (in its user namespace); those of this process are a part of them. */
export const taskLimit = ofLimit('user', 'tasks of the user >= RLIMIT_NPROC', 'RLIMIT_NPROC is not stated')

export const threadsMax = ofLimit(
  'system',
  'tasks of the system >= threads-max',
  'kernel.threads-max is not stated, nor the number of tasks of the host',
)

/** alloc_pid finds no free number below kernel.pid_max, or below that of the pid namespace. */
export const pidMax = ofLimit('pids', 'no process number free below pid_max', 'kernel.pid_max is not stated')

export const pids = ofLimit(
  'cgroup',
  'pids.current >= pids.max of a control group',
  'pids.current and pids.max of the control group are not stated',
)
