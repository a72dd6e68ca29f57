/** The four limits of tasks, with the numbers beside the standing that `facts/tasks.ts` gives them. */
import type { LedgerStanding, QuantityLedger } from '../../../../shared/model/quantity-ledger.ts'
import type { Known } from '../known.ts'
import type { ProcessFacts } from '../process-facts.ts'
import { refusalOf } from '../refusals.ts'
import type { TaskLimit, TaskStanding } from '../tasks.ts'
import { ledgerFrom, usedOf, type LedgerDraft } from './draft.ts'

/** kernel/pid.c, RESERVED_PIDS: never given out again after the numbers wrapped around. */
const RESERVED_PIDS = 300

const STANDINGS: Record<TaskStanding, LedgerStanding> = {
  reached: 'reached',
  close: 'close',
  open: 'open',
  far: 'room',
  clear: 'room',
  unknown: 'open',
}

type Row = Pick<LedgerDraft, 'id' | 'test'> & { limit: Known<number | null> | null; used: Known<number> | null }

export function taskLedgers(facts: ProcessFacts): QuantityLedger[] {
  const { tasks } = facts
  return tasks.limits.flatMap((task) => {
    const { limit, used, ...row } = rowOf(task, facts)
    if (!limit) return []
    const threads = refusalOf(facts)?.operation === 'thread-start' ? refusalOf(facts) : null
    const standing = limit.value === null ? 'unlimited' : standingOf(task)
    return [
      ledgerFrom({
        ...row,
        title: task.name,
        unit: 'tasks',
        limit: limit.value,
        limitCitation: limit.citation,
        reserve: task.id === 'pids' ? RESERVED_PIDS : 0,
        usedAtLeast: task.id !== 'cgroup',
        ...usedOf(used),
        ...(threads && { request: 1, requestCitation: threads.citation }),
        standing,
        proves: provesOf(task, standing),
      }),
    ]
  })
}

/** The only way to be clear of a finite RLIMIT_NPROC is to be exempt from it. */
function standingOf({ id, standing }: TaskLimit): LedgerStanding {
  return id === 'user' && standing === 'clear' ? 'not-applied' : STANDINGS[standing]
}

function rowOf({ id }: TaskLimit, { limits, tasks, index }: ProcessFacts): Row {
  switch (id) {
    case 'cgroup':
      return {
        id: 'cgroup-tasks',
        limit: index.limit('limit.cgroup-tasks'),
        used: greatest(index.number('cgroup.tasks-peak'), index.number('cgroup.tasks'), tasks.count),
        test: 'pids.current + 1 > pids.max, of the group or one above → EAGAIN (pids_can_fork, kernel/cgroup/pids.c)',
      }
    case 'user':
      return {
        id: 'user-tasks',
        limit: limits.processes,
        used: tasks.count,
        test: 'tasks of the user >= RLIMIT_NPROC, but for root and CAP_SYS_RESOURCE → EAGAIN (copy_process, kernel/fork.c)',
      }
    case 'system':
      return {
        id: 'system-tasks',
        limit: limits.threadsMax,
        used: tasks.count,
        test: 'nr_threads >= kernel.threads-max, of the whole host → EAGAIN (copy_process, kernel/fork.c)',
      }
    case 'pids':
      return {
        id: 'pid-max',
        limit: limits.pidMax,
        used: tasks.count,
        test: 'no number below kernel.pid_max is free, of the whole host → EAGAIN (alloc_pid, kernel/pid.c)',
      }
  }
}

const WORDS: Record<LedgerStanding, string> = {
  reached: 'the limit was met',
  close: 'so near that the tasks of others may make up the rest',
  room: 'it cannot have been met, or only on a host full of other tasks',
  open: 'what else counts against it is not known',
  unlimited: 'nothing is refused for it',
  'not-applied': 'it is not tested here',
}

function provesOf({ claim }: TaskLimit, standing: LedgerStanding): string {
  return claim === '' ? capital(WORDS[standing]) : `${claim}: ${WORDS[standing]}`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function greatest(...candidates: (Known<number> | null)[]): Known<number> | null {
  let best: Known<number> | null = null
  for (const each of candidates) if (each && (best === null || each.value > best.value)) best = each
  return best
}
