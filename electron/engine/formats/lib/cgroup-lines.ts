import type { FactKey } from '../../../../shared/model/facts.ts'
import type { LineFact } from './fact-lines.ts'

/** Interface files of a control group, v2 and v1 (Documentation/admin-guide/cgroup-v2.rst, cgroup-v1/{memory,pids}.rst). */
const VALUES = new Map<string, FactKey>([
  ['pids.max', 'limit.cgroup-tasks'],
  ['pids.current', 'cgroup.tasks'],
  ['pids.peak', 'cgroup.tasks-peak'],
  ['memory.max', 'limit.cgroup-memory'],
  ['memory.current', 'cgroup.memory'],
  ['memory.peak', 'cgroup.memory-peak'],
  ['memory.limit_in_bytes', 'limit.cgroup-memory'],
  ['memory.usage_in_bytes', 'cgroup.memory'],
  ['memory.max_usage_in_bytes', 'cgroup.memory-peak'],
])
/** Files of named counters: `max 24`. */
const COUNTERS = new Map<string, FactKey>([
  ['pids.events max', 'cgroup.tasks-rejected'],
  ['memory.events oom_kill', 'cgroup.oom-kills'],
  ['memory.oom_control oom_kill', 'cgroup.oom-kills'],
])
/** v1 prints "no limit" as the largest number of whole pages. */
const V1_NO_LIMIT = 2 ** 62

// pids.max: 110        /sys/fs/cgroup/memory.events:oom_kill 1        memory.max = max        pids.current 41
const FILE =
  /^(?:\S{0,500}\/)?((?:pids|memory|cpu|cpuset|io|hugetlb|cgroup|rdma|blkio|cpuacct)\.[a-z][\w.]{0,60})(?: ?[:=] ?| )(.*)$/
// ==> /sys/fs/cgroup/pids/pids.current <==                             (head, tail)
const HEADING = /^==> (?:\S{0,500}\/)?([a-z]+\.[a-z][\w.]{0,60}) <==$/
const NUMBER = /^\d{1,20}$/
const COUNTER = /^([a-z_]{1,40}) (\d{1,20})$/

export interface CgroupLine {
  /** `pids.max`. */
  file: string
  /** Empty for a heading: the file's lines follow. */
  value: string
  heading: boolean
}

export function readCgroupLine(text: string): CgroupLine | null {
  const heading = HEADING.exec(text)
  if (heading) return { file: heading[1] ?? '', value: '', heading: true }
  const match = FILE.exec(text)
  // `memory.c: 3 errors` and the like are of no group.
  return match && isInterfaceFile(match[1] ?? '')
    ? { file: match[1] ?? '', value: (match[2] ?? '').trim(), heading: false }
    : null
}

/** Two points at the least in v1 (`memory.limit_in_bytes` has one), and a name that a controller has. */
function isInterfaceFile(file: string): boolean {
  return !/\.(?:c|h|cpp|java|py|js|ts|txt|log|json|xml|conf|properties)$/.test(file)
}

/** Names of the counters in memory.stat, of either version. */
const STATISTICS = new Set([
  'anon',
  'file',
  'kernel_stack',
  'slab_reclaimable',
  'cache',
  'rss',
  'mapped_file',
  'total_rss',
])

/** Which interface file the lines are of that stand without its name; null when they do not tell. Limits are one bare number. */
export function fileOfContent(lines: readonly string[]): string | null {
  const counters = new Map(
    lines.map((line) => COUNTER.exec(line.trim())).map((match) => [match?.[1] ?? '', match?.[2]]),
  )
  if (counters.has('')) return null
  if (counters.has('oom_kill_disable') && counters.has('under_oom')) return 'memory.oom_control'
  if (counters.has('oom_kill') && counters.has('high') && counters.has('max')) return 'memory.events'
  return [...STATISTICS].filter((name) => counters.has(name)).length >= 3 ? 'memory.stat' : null
}

/** Facts of one line of the interface file `file`. */
export function cgroupFacts(file: string, value: string): LineFact[] {
  const counter = COUNTER.exec(value)
  const counted = counter && COUNTERS.get(`${file} ${counter[1] ?? ''}`)
  if (counter && counted) return [{ key: counted, value: Number(counter[2]) }]
  const key = VALUES.get(file)
  if (!key) return []
  if (value === 'max') return [{ key, value: null }]
  if (!NUMBER.test(value)) return []
  const number = Number(value)
  return [{ key, value: key === 'limit.cgroup-memory' && number >= V1_NO_LIMIT ? null : number }]
}
