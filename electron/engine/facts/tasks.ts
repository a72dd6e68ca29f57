/**
 * The four limits that copy_process (kernel/fork.c) tests before it makes a task, all with EAGAIN: RLIMIT_NPROC of the user,
 * kernel.threads-max, pids.max of the control group and its ancestors, and kernel.pid_max. Every thread is a task.
 */
import { formatCount } from '../../../shared/display/counts.ts'
import type { Citation } from '../../../shared/model/span.ts'
import { citationOf, type Known } from './known.ts'
import type { ProcessFacts } from './process-facts.ts'

/**
 * reached: the numbers, or the kernel itself, show that the limit was met. close: so near that the tasks of others make up the
 * rest. open: what counts against it is not known. far: the process alone is a small part of it. clear: it cannot have been met.
 */
export type TaskStanding = 'reached' | 'close' | 'open' | 'far' | 'clear' | 'unknown'

export interface TaskLimit {
  id: 'cgroup' | 'user' | 'system' | 'pids'
  /** `RLIMIT_NPROC`. */
  name: string
  standing: TaskStanding
  /** The arithmetic in words; empty when the limit is not known. */
  claim: string
  citation: Citation | null
}

export interface TaskFacts {
  /** Most tasks of the process at any moment that something states. */
  count: Known<number> | null
  limits: readonly TaskLimit[]
}

/** kernel/pid.c, RESERVED_PIDS: never given out again after the numbers wrapped around. */
const RESERVED_PIDS = 300
/**
 * Tasks of a JVM before it runs the application's first line: launcher, main, VM thread, periodic task, Reference Handler, Finalizer,
 * Signal Dispatcher, service thread and two compilers with the fewest; collector and later releases add up to two dozen.
 */
export const LEAST_TASKS = 10
const USUAL_TASKS = 64
const NEEDED = `a JVM needs ${LEAST_TASKS} tasks at the least to start, most need 20 to 40`
const CLOSE_SHARE = 0.9
/** A limit above this many times the process's own tasks takes a host full of others. */
const FAR_TIMES = 20
const FAR_LEAST = 4096

/** include/uapi/linux/capability.h; copy_process lets both pass RLIMIT_NPROC. */
const CAP_SYS_ADMIN = 21
const CAP_SYS_RESOURCE = 24

export function tasksOf(facts: ProcessFacts): TaskFacts {
  const count = mostTasks(facts)
  return { count, limits: [controlGroup(facts, count), user(facts, count), system(facts, count), pids(facts, count)] }
}

function mostTasks(facts: ProcessFacts): Known<number> | null {
  const stated = (['process.threads', 'nmt.thread-count'] as const).flatMap((key) =>
    facts.index
      .all(key)
      .flatMap((fact) =>
        typeof fact.value === 'number' ? [{ value: fact.value, citation: citationOf(fact), at: fact.at }] : [],
      ),
  )
  const dumped = facts.records.events.flatMap((event) => {
    const threads = event.type === 'thread-dump' ? Number(event.values['threads']) : Number.NaN
    return Number.isFinite(threads) ? [{ value: threads, citation: citationOf(event), at: event.at }] : []
  })
  return [...stated, ...dumped, ...measured(facts)].toSorted((left, right) => right.value - left.value)[0] ?? null
}

/** Highest point of a metrics series of threads. */
function measured(facts: ProcessFacts): Known<number>[] {
  return facts.records.series.flatMap((series) => {
    if (series.series !== 'threads') return []
    let peak = -1
    for (let point = 0; point < series.value.length; point++) {
      if ((series.value[point] ?? Number.NaN) > (series.value[peak] ?? -1)) peak = point
    }
    const value = series.value[peak]
    const line = series.line[peak]
    if (value === undefined || line === undefined) return []
    const citation = { artifact: series.artifact, line, endLine: line, quote: String(value) }
    return [{ value, citation, at: series.at[peak] ?? null }]
  })
}

function controlGroup(facts: ProcessFacts, count: Known<number> | null): TaskLimit {
  const base = { id: 'cgroup', name: 'pids.max of the control group' } as const
  const limit = facts.index.limit('limit.cgroup-tasks')
  const rejected = facts.index.number('cgroup.tasks-rejected')
  if (rejected && rejected.value > 0) {
    const max = typeof limit?.value === 'number' ? `, pids.max is ${formatCount(limit.value)}` : ''
    const claim = `pids.events counts ${formatCount(rejected.value)} rejected forks${max}`
    return { ...base, standing: 'reached', claim, citation: rejected.citation }
  }
  if (limit?.value === null)
    return { ...base, standing: 'clear', claim: 'pids.max is not set', citation: limit.citation }
  if (!limit) return byKernelLog(facts, base)
  const peak = facts.index.number('cgroup.tasks-peak')
  const now = facts.index.number('cgroup.tasks')
  // A group that is empty was read when its process had ended.
  const used = greatest([peak, now?.value === 0 ? null : now, count])
  if (limit.value <= USUAL_TASKS && facts.startupFailure) {
    const claim = `pids.max is ${formatCount(limit.value)}, for all processes of the group: ${NEEDED}`
    const short = limit.value <= LEAST_TASKS
    return { ...base, standing: short ? 'reached' : 'close', claim, citation: limit.citation }
  }
  if (!used)
    return { ...base, standing: 'open', claim: `pids.max is ${formatCount(limit.value)}`, citation: limit.citation }
  const claim = `${formatCount(used.value)} tasks, pids.max ${formatCount(limit.value)}`
  if (used.value >= limit.value) return { ...base, standing: 'reached', claim, citation: used.citation }
  // pids.peak is the highest ever: a fork that pids.max rejects leaves it at the limit.
  if (peak && used === peak && rejected?.value === 0)
    return { ...base, standing: 'clear', claim: `${claim}, at the most`, citation: peak.citation }
  if (used.value >= CLOSE_SHARE * limit.value) return { ...base, standing: 'close', claim, citation: used.citation }
  return { ...base, standing: isFar(used.value, limit.value) ? 'far' : 'open', claim, citation: used.citation }
}

/** The kernel logs the first rejection of each group, and names the group but not the process. */
function byKernelLog(facts: ProcessFacts, base: Pick<TaskLimit, 'id' | 'name'>): TaskLimit {
  const logged = facts.records.events.find((event) => event.type === 'fork-rejected')
  if (!logged) return { ...base, standing: 'unknown', claim: '', citation: null }
  const group = String(logged.values['cgroup'] ?? '')
  const claim = `The kernel rejected a fork in control group ${group}`.trim()
  return { ...base, standing: 'close', claim, citation: citationOf(logged) }
}

function user(facts: ProcessFacts, count: Known<number> | null): TaskLimit {
  const base = { id: 'user', name: 'RLIMIT_NPROC' } as const
  const limit = facts.limits.processes
  if (!limit) return { ...base, standing: 'unknown', claim: '', citation: null }
  if (limit.value === null)
    return { ...base, standing: 'clear', claim: 'RLIMIT_NPROC is unlimited', citation: limit.citation }
  const exempt = exemption(facts)
  if (exempt) return { ...base, standing: 'clear', ...exempt }
  const stated = `RLIMIT_NPROC ${formatCount(limit.value)}`
  if (count && count.value >= limit.value)
    return {
      ...base,
      standing: 'reached',
      claim: `${formatCount(count.value)} tasks in this process alone, ${stated}`,
      citation: limit.citation,
    }
  if (limit.value <= USUAL_TASKS && (facts.startupFailure || !count)) {
    const claim = `${stated}, for all processes of the user: ${NEEDED}`
    const short = facts.startupFailure !== null && limit.value <= LEAST_TASKS
    return { ...base, standing: short ? 'reached' : 'close', claim, citation: limit.citation }
  }
  if (!count) {
    const standing = limit.value >= FAR_TIMES * USUAL_TASKS * FAR_TIMES ? 'far' : 'open'
    return { ...base, standing, claim: `${stated}; the tasks of the user are not counted`, citation: limit.citation }
  }
  const claim = `${formatCount(count.value)} tasks in this process, ${stated}; other processes of the user count too`
  if (count.value >= CLOSE_SHARE * limit.value) return { ...base, standing: 'close', claim, citation: limit.citation }
  return { ...base, standing: isFar(count.value, limit.value) ? 'far' : 'open', claim, citation: limit.citation }
}

function exemption(facts: ProcessFacts): { claim: string; citation: Citation } | null {
  const uid = facts.index.number('process.uid')
  if (uid?.value === 0)
    return { claim: 'The process runs as root, whom RLIMIT_NPROC does not bind', citation: uid.citation }
  const capabilities = facts.index.text('process.capabilities')
  const bits = capabilities && /^[0-9a-f]{1,16}$/.test(capabilities.value) ? BigInt(`0x${capabilities.value}`) : 0n
  const granted = [CAP_SYS_ADMIN, CAP_SYS_RESOURCE].some((bit) => ((bits >> BigInt(bit)) & 1n) === 1n)
  return capabilities && granted
    ? {
        claim: 'Its capabilities lift RLIMIT_NPROC (CAP_SYS_RESOURCE or CAP_SYS_ADMIN)',
        citation: capabilities.citation,
      }
    : null
}

function system(facts: ProcessFacts, count: Known<number> | null): TaskLimit {
  return ofHost({ id: 'system', name: 'kernel.threads-max' }, facts.limits.threadsMax, 0, count)
}

function pids(facts: ProcessFacts, count: Known<number> | null): TaskLimit {
  return ofHost({ id: 'pids', name: 'kernel.pid_max' }, facts.limits.pidMax, RESERVED_PIDS, count)
}

/** Limits of the whole host, whose tasks nothing counts: only the share of this process is known. */
function ofHost(
  base: Pick<TaskLimit, 'id' | 'name'>,
  limit: Known<number> | null,
  reserved: number,
  count: Known<number> | null,
): TaskLimit {
  if (!limit) return { ...base, standing: 'unknown', claim: '', citation: null }
  if (!count)
    return {
      ...base,
      standing: limit.value >= FAR_LEAST ? 'far' : 'open',
      claim: `${base.name} is ${formatCount(limit.value)}`,
      citation: limit.citation,
    }
  const usable = limit.value - reserved
  const claim = `${formatCount(count.value)} tasks in this process, ${base.name} ${formatCount(limit.value)} for the whole host`
  const standing: TaskStanding =
    count.value >= usable
      ? 'reached'
      : count.value >= CLOSE_SHARE * usable
        ? 'close'
        : count.value >= usable / 4
          ? 'open'
          : 'far'
  return { ...base, standing, claim, citation: limit.citation }
}

function isFar(used: number, limit: number): boolean {
  return limit >= FAR_LEAST && limit > FAR_TIMES * used
}

function greatest(candidates: readonly (Known<number> | null)[]): Known<number> | null {
  let best: Known<number> | null = null
  for (const each of candidates) if (each && (best === null || each.value > best.value)) best = each
  return best
}
