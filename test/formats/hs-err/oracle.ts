/** The facts of a crash log as a few plain regexes over its whole text see them: a second opinion, written apart from the parser. */
import type { FactKey, FactValue } from '../../../shared/model/facts.ts'

const UNITS: Record<string, number> = { '': 1, k: 1024, K: 1024, M: 1024 ** 2, G: 1024 ** 3 }

function sizeOf(text: string): number {
  const [, digits = '', unit = ''] = /^(\d+) ?([kKMG]?)/.exec(text) ?? []
  return Number(digits) * (UNITS[unit] ?? Number.NaN)
}

/** What each fact must be; absent where the log does not print it. */
export function expectedFacts(text: string): Map<FactKey, FactValue> {
  const facts = new Map<FactKey, FactValue>()
  const put = (key: FactKey, pattern: RegExp, read: (found: string) => FactValue = (found) => found.trim()) => {
    const found = pattern
      .exec(text)
      ?.slice(1)
      .find((group) => group !== undefined)
    if (found !== undefined && !['', '<unknown>', 'not supported'].includes(found.trim())) facts.set(key, read(found))
  }
  const count = (found: string) => (/^(?:inf|unlim)/.test(found) ? null : Number(found))
  const limit = (found: string) => (found.startsWith('inf') ? null : sizeOf(found))

  put('process.pid', /pid=(\d+)/, count)
  put('process.uptime', /elapsed time[: =]+([\d.]+)/i, count)
  put('crash.signal', /^#\s+(SIG\w+|EXCEPTION_\w+) \(0x/m)
  put('crash.signal-code', /si_code[:=] ?\d+ \((\w+)\)/)
  put('crash.requested-bytes', /(?:failed to (?:map|allocate|protect)|requested) (\d+) bytes/, count)
  put('crash.problematic-frame', /^# Problematic frame:\r?\n# (.*)$/m)
  put('crash.thread', /^Current thread \(0x[0-9a-f]+\)[^:]*:\s+(?:\w+ "(.*?)"|(\w+))/m)
  put('crash.thread-state', /^Current thread.*\[(_thread\w+)/m)
  put('jvm.command', /^java_command: (.*)$/m)
  put('jvm.arguments', /^jvm_args: (.*)$/m)
  put('jvm.compressed-oops', /^heap address:.*Compressed Oops mode: (.*)$/im)
  // AIX names the machine by its number there.
  put('os.arch', /^(?:OS:)?(?:Bsd)?uname:(?! ?AIX ) ?.*?(\S+)(?: +\(T2 libthread\))?\s*$/m)
  put('os.libc', /^libc: ?(.*)$/m)
  put('os.thp', /transparent_hugepage\/enabled:.*\[(\w+)\]/)
  for (const [name, key] of RLIMITS)
    put(key, new RegExp(`^rlimit[^:]*:.*\\b${name} (\\w+)`, 'm'), name === 'NPROC' || name === 'NOFILE' ? count : limit)
  for (const [name, key] of MEMINFO)
    put(key, new RegExp(`^${name}:\\s+(\\d+) kB`, 'm'), (found) => Number(found) * 1024)
  for (const [name, key] of SYSCTLS) put(key, new RegExp(`^/proc/sys/${name} [^\\n]*:\\s*(\\d+)`, 'm'), count)
  put('mappings.total', /^Total number of mappings: (\d+)/m, count)
  put('process.virtual-size', /^Virtual Size: (\d+K)/m, sizeOf)
  put('process.rss', /^Resident Set Size: (\d+K)/m, sizeOf)
  put('process.swap', /^Swapped out: (\d+K)/m, sizeOf)
  put('limit.cgroup-tasks', /^maximum number of tasks: (\d+|unlimited)/m, count)
  put('cgroup.tasks', /^current number of tasks: (\d+)/m, count)
  put('metaspace.used', /^ ?Metaspace +used (\d+K)/m, sizeOf)
  return facts
}

const RLIMITS: [string, FactKey][] = [
  ['STACK', 'limit.stack'],
  ['CORE', 'limit.core'],
  ['NPROC', 'limit.processes'],
  ['NOFILE', 'limit.files'],
  ['AS', 'limit.address-space'],
  ['DATA', 'limit.data'],
  ['MEMLOCK', 'limit.locked'],
]
const MEMINFO: [string, FactKey][] = [
  ['MemTotal', 'memory.total'],
  ['MemFree', 'memory.free'],
  ['MemAvailable', 'memory.available'],
  ['CommitLimit', 'memory.commit-limit'],
  ['Committed_AS', 'memory.committed'],
]
const SYSCTLS: [string, FactKey][] = [
  ['vm/max_map_count', 'limit.max-map-count'],
  ['vm/swappiness', 'limit.swappiness'],
  ['kernel/threads-max', 'limit.threads-max'],
  ['kernel/pid_max', 'limit.pid-max'],
]
