/**
 * The report of a kill by the OOM killer (mm/oom_kill.c, mm/memcontrol.c): who asked, what was full, whom it chose, whom it killed.
 * Each is a line of its own, and kernels differ in which of them they print and how.
 */

/** What one line of a report says. */
export type KillStep =
  /** A new report begins. `invoker` is the name of the thread that asked, of any process. */
  | { step: 'asked'; values: KillValues }
  /** The limit that was reached, of a control group. */
  | { step: 'limit'; values: KillValues; full?: number }
  /** `mayBeChild`: kernels before 5.2 killed a child of the chosen process where it had one. */
  | { step: 'chosen' | 'killed'; pid: number; values: KillValues; mayBeChild?: boolean }
  /** It ended before it was killed; nobody may be killed where there is no number. */
  | { step: 'spared'; pid: number | null }
  /** The others of its group follow (memory.oom.group). */
  | { step: 'group' }

export type KillValues = Record<string, string | number>

const KIB = 1024

/** One of these stands in every line of a report that is read. */
const MENTIONS =
  / oom-killer: |^memory|^kmem: |Memory cgroup stats for |result of limit of |[Oo]ut of [Mm]emory|No available memory|oom-kill:|Killed process|memory\.oom\.group/

// java invoked oom-killer: gfp_mask=0x201da, order=0, oom_score_adj=0
const ASKED = ' invoked oom-killer: '
/** TASK_COMM_LEN without its end. */
const NAME_CHARACTERS = 15
// Task in /docker/5c1 killed as a result of limit of /docker/5c1                                                  (up to 4.20)
const LIMIT_OF = /^Task in \S{1,1000} killed as a result of limit of (\S{1,1000})/
// Memory cgroup stats for /kubepods/pod1: cache:80KB rss:516948KB ...       Memory cgroup stats for /kubepods/pod1:
const STATISTICS = /^Memory cgroup stats for (\S{1,1000}?):(?: |$)/
// memory: usage 4194304kB, limit 4194304kB, failcnt 2084326        memory+swap: usage ...        kmem: usage ...      (memcontrol.c)
const USAGE = /^(memory|memory\+swap|kmem): usage (\d{1,16})kB, limit (\d{1,16})kB, failcnt \d/
// oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=a,mems_allowed=0,oom_memcg=/kubepods/pod1,task_memcg=/kubepods/pod1/c1,task=java,pid=4711,uid=1000
const DECISION = /^oom-kill:constraint=(\w{1,40}),/
// Out of memory: Killed process 4711 (java) total-vm:9437184kB, anon-rss:6291456kB, file-rss:0kB, shmem-rss:0kB, UID:1000 pgtables:...
// Memory cgroup out of memory: Killed process 4711 (java) total-vm:...
// Memory cgroup out of memory: Kill process 4711 (java) score 900 or sacrifice child                              (up to 5.1)
// Out of memory (oom_kill_allocating_task): Kill process 4711 (java) score 0 or sacrifice child
// Out of memory: kill process 4711 (java) score 12345 or a child                                                  (2.6.32)
// No available memory (MPOL_BIND): kill process 4711 (java) score 0 or a child             No available memory in cpuset: ...
// Out of memory: Killed process 4711, UID 500, (java).                                                            (el5)
const VICTIM =
  /\b(Memory cgroup out of memory|Out of [Mm]emory|No available memory(?: in cpuset)?)(?: \([^()]{1,80}\))?: [Kk]ill(ed)? process (\d{1,10})(?:, UID \d{1,10},)? \((.{1,64}?)\)(?=[ ,.]|$)/
// Killed process 4711 (java) total-vm:9437184kB, anon-rss:...      Killed process 4711 (java), UID 1000, total-vm:...     (el7)
// Killed process 4711, UID 602, (java) total-vm:3862124kB, anon-rss:...                                           (el6)
const KILLED = /\bKilled process (\d{1,10})(?:, UID \d{1,10},)? \((.{1,64}?)\)(?=[ ,.]|$)/
// ... total-vm:9437184kB, anon-rss:...        ... vsz:2097152kB, anon-rss:1048576kB, file-rss:12kB                (2.6.33 to 2.6.35)
const SIZE = /\b(total-vm|vsz|anon-rss):(\d{1,15})kB/g
// Memory cgroup out of memory: OOM victim 4711 (java) is already exiting. Skip killing the task
const SPARED = /\bOOM victim (\d{1,10}) \(.{1,64}?\) is already exiting/
// Out of memory and no killable processes...
const NOBODY = /\b[Oo]ut of memory and no killable processes/
// Tasks in /kubepods/pod1 are going to be killed due to memory.oom.group set
const GROUP = /^Tasks in \S{1,1000} are going to be killed due to memory\.oom\.group set/

/** What a message of the kernel says of a kill; null for all other messages. */
export function killStep(message: string): KillStep | null {
  if (!MENTIONS.test(message)) return null
  const asked = message.indexOf(ASKED)
  if (asked > 0) return { step: 'asked', values: { invoker: nameBefore(message, asked) } }
  return limitStep(message) ?? victimStep(message) ?? decisionStep(message) ?? otherStep(message)
}

/** What stands before a message, if its form is not known, ends with a bracket or a colon. */
function nameBefore(message: string, end: number): string {
  const name = message.slice(Math.max(0, end - NAME_CHARACTERS), end)
  const before = Math.max(name.lastIndexOf(': '), name.lastIndexOf('] '))
  return before < 0 ? name : name.slice(before + 2)
}

function limitStep(message: string): KillStep | null {
  const group = (LIMIT_OF.exec(message) ?? STATISTICS.exec(message))?.[1]
  if (group !== undefined) return { step: 'limit', values: { cgroup: group } }
  const usage = USAGE.exec(message)
  if (!usage) return null
  const values = { usage: Number(usage[2]) * KIB, limit: Number(usage[3]) * KIB }
  return { step: 'limit', full: values.usage / values.limit, values }
}

function victimStep(message: string): KillStep | null {
  const victim = VICTIM.exec(message)
  const [, words = '', done, pid = '', comm = ''] = victim ?? []
  if (victim) {
    const values = { pid: Number(pid), comm, scope: scopeOf(words), ...sizesOf(message) }
    const step = done === undefined ? 'chosen' : 'killed'
    return { step, pid: values.pid, values, mayBeChild: step === 'chosen' }
  }
  const killed = KILLED.exec(message)
  if (!killed) return null
  const values = { pid: Number(killed[1]), comm: killed[2] ?? '', ...sizesOf(message) }
  return { step: 'killed', pid: values.pid, values }
}

function scopeOf(words: string): string {
  if (words.startsWith('Memory cgroup')) return 'cgroup'
  return words.startsWith('No available') ? 'nodes' : 'host'
}

function decisionStep(message: string): KillStep | null {
  const constraint = DECISION.exec(message)?.[1]
  if (constraint === undefined) return null
  const fields = new Map(message.slice('oom-kill:'.length).split(',').map(fieldOf))
  const pid = Number(fields.get('pid'))
  if (!Number.isInteger(pid)) return null
  const limited = fields.get('oom_memcg')
  const cgroup = limited ?? fields.get('task_memcg')
  // 5.0 to 5.2 say CONSTRAINT_NONE of a control group's limit, too (432b1de0de02); it is named all the same.
  const scope = limited === undefined ? (SCOPES.get(constraint) ?? 'host') : 'cgroup'
  const values = { pid, comm: fields.get('task') ?? '', scope, ...(cgroup !== undefined && { cgroup }) }
  return { step: 'chosen', pid, values }
}

/** oom_constraint_text; CONSTRAINT_NONE is the host. */
const SCOPES = new Map([
  ['CONSTRAINT_MEMCG', 'cgroup'],
  ['CONSTRAINT_CPUSET', 'nodes'],
  ['CONSTRAINT_MEMORY_POLICY', 'nodes'],
])

function otherStep(message: string): KillStep | null {
  const spared = SPARED.exec(message)?.[1]
  if (spared !== undefined) return { step: 'spared', pid: Number(spared) }
  if (NOBODY.test(message)) return { step: 'spared', pid: null }
  return GROUP.test(message) ? { step: 'group' } : null
}

function fieldOf(text: string): [string, string] {
  const equals = text.indexOf('=')
  return equals < 0 ? [text, ''] : [text.slice(0, equals), text.slice(equals + 1)]
}

function sizesOf(message: string): Record<string, number> {
  const sizes: Record<string, number> = {}
  for (const [, name = '', kib = ''] of message.matchAll(SIZE)) {
    sizes[name === 'anon-rss' ? 'anonRss' : 'totalVm'] = Number(kib) * KIB
  }
  return sizes
}
