import { cgroupFacts, readCgroupLine } from '../lib/cgroup-lines.ts'
import type { LineFact } from '../lib/fact-lines.ts'
import { sysctlFact } from '../lib/sysctl.ts'
import { thpFacts } from '../lib/thp-choice.ts'

// ==> /proc/sys/vm/max_map_count <==                                     (head, tail -n +1)
const HEADING = /^==> (\/(?:proc|sys)\/\S{1,500}) <==$/
// /proc/sys/vm/max_map_count:65530        /proc/sys/vm/max_map_count: 65530        (grep . FILES)
const NAMED = /^(\/(?:proc\/sys|sys)\/[^\s:]{1,500}):\s?(.*)$/
// /proc/sys/vm/max_map_count
const SETTING = /^\/proc\/sys\/(\S{1,300})$/
const THP = '/sys/kernel/mm/transparent_hugepage/'
// max 4                                             (pids.events: the one counter that it has, kernel/cgroup/pids.c)
const ONE_COUNTER = /^max \d{1,20}$/
// 65530        max
const ONE_VALUE = /^(?:\d{1,20}|max)$/

/** Names that say by themselves whose value a file holds that has nothing but one. */
const SYSCTL_NAMES = new Map(
  ['max_map_count', 'overcommit_memory', 'overcommit_ratio', 'overcommit_kbytes', 'swappiness']
    .map((name): [string, string] => [name, `vm.${name}`])
    .concat([
      ['threads-max', 'kernel.threads-max'],
      ['pid_max', 'kernel.pid_max'],
    ]),
)
const CGROUP_NAMES = new Set(
  ['pids.max', 'pids.current', 'pids.peak', 'memory.max', 'memory.current', 'memory.peak'].concat([
    'memory.limit_in_bytes',
    'memory.usage_in_bytes',
    'memory.max_usage_in_bytes',
  ]),
)

export interface NamedLine {
  path: string
  /** Null for a heading: the lines of the file follow. */
  value: string | null
}

export function readNamedLine(text: string): NamedLine | null {
  const heading = HEADING.exec(text)?.[1]
  if (heading !== undefined) return { path: heading, value: null }
  const named = NAMED.exec(text)
  return named && { path: named[1] ?? '', value: named[2] ?? '' }
}

/** Whether a file of /proc/sys or of huge pages is named: control groups alone have a format of their own. */
export function isOfKernel(path: string): boolean {
  return path.startsWith('/proc/sys/') || path.startsWith(THP)
}

/** Facts of one line of the file at `path`. */
export function factsOf(path: string, text: string): readonly LineFact[] {
  const value = text.trim()
  const setting = SETTING.exec(path)?.[1]
  if (setting !== undefined) {
    const fact = sysctlFact(setting, value)
    return fact ? [fact] : []
  }
  if (path.startsWith(THP)) return path === `${THP}enabled` ? (thpFacts(value) ?? []) : []
  const file = readCgroupLine(`${path}:`)?.file
  return file === undefined ? [] : cgroupFacts(file, value)
}

/** Facts of a file whose only value means what the file's name says; null when the name says nothing. */
export function factsByName(name: string, text: string): readonly LineFact[] | null {
  const value = text.trim()
  const stem = name.replace(/\.(?:txt|out|log)$/, '')
  if (stem === 'pids.events' && ONE_COUNTER.test(value)) return cgroupFacts(stem, value)
  if (!ONE_VALUE.test(value)) return null
  if (CGROUP_NAMES.has(stem)) return cgroupFacts(stem, value)
  const setting = SYSCTL_NAMES.get(stem)
  const fact = setting === undefined ? null : sysctlFact(setting, value)
  return fact && [fact]
}
