/** The machine: operating system, limits, kernel settings (os::print_os_info; src/hotspot/os/linux/os_linux.cpp, os_posix.cpp). */
import type { FactKey } from '../../../../shared/model/facts.ts'
import { parseSize } from '../lib/sizes.ts'
import { sysctlFact } from '../lib/sysctl.ts'
import type { CrashRecords, LogLine } from './records.ts'
import type { SectionReader } from './section.ts'

// PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"        DISTRIB_DESCRIPTION="Ubuntu 20.04.3 LTS"
const PRETTY = /^(?:PRETTY_NAME|DISTRIB_DESCRIPTION)="?([^"]+)"?$/
const ASSIGNMENT = /^[A-Z_]+=/

/** `OS:` and its lines: the release file of a Linux distribution, or the name itself; up to 11 the first line follows the colon. */
export function openOs(records: CrashRecords): SectionReader {
  return {
    line(line) {
      const text = line.text.replace(/^OS:/, '').trim()
      const pretty = PRETTY.exec(text)?.[1]
      if (pretty) records.fact('os.name', pretty, line)
      // "Bsduname:Darwin ...": the word before is the name of the port.
      const uname = text.indexOf('uname:')
      const aix = AIX_KERNEL.exec(text)?.[1]
      if (aix !== undefined) records.fact('os.kernel', aix, line)
      else if (uname >= 0) readUname(records, text.slice(uname), line)
      else if (text !== '' && !ASSIGNMENT.test(text)) records.fallback('os.name', text.replace(/ +,/g, ','), line)
    },
  }
}

// uname: Linux 6.18.44-1-amd64 #1 SMP PREEMPT_DYNAMIC @0 x86_64
// uname: Linux host-1 6.18.44-1-amd64 #1 SMP PREEMPT_DYNAMIC @0 x86_64                 (debug builds name the host)
// uname:SunOS 5.11 11.3 sun4v  (T2 libthread)
// uname:Darwin 18.7.0 Darwin Kernel Version 18.7.0: ...; root:xnu-4903.271.2~2/RELEASE_X86_64 x86_64
// uname: AIX 2 7 00F9C1964C00                                   (release, version, number of the machine; with the host up to 9)
const UNAME = /^uname: ?(\S+(?: +\S+){2,60})$/
const RELEASE = /^\d{1,3}\.\d/
// AIX kernel version 7.2.5.3
const AIX_KERNEL = /^AIX kernel version (\d+(?:\.\d+){3})$/
/** Solaris: which threads library. */
const LIBTHREAD = / {1,3}\(T[12] libthread\)$/

export function openUname(records: CrashRecords): SectionReader {
  return {
    line(line) {
      records.fact('os.kernel', AIX_KERNEL.exec(line.text.trim())?.[1] ?? '', line)
      readUname(records, line.text, line)
    },
  }
}

function readUname(records: CrashRecords, text: string, line: LogLine): void {
  const words = UNAME.exec(text.trim().replace(LIBTHREAD, ''))?.[1]?.split(/ +/)
  if (!words) return
  const [name = '', first = '', second = ''] = words
  if (name === 'AIX') {
    records.fallback('os.kernel', words.slice(-3, -1).toReversed().join('.'), line)
  } else {
    records.fact('os.kernel', !RELEASE.test(first) && RELEASE.test(second) ? second : first, line)
    records.fact('os.arch', words.at(-1) ?? '', line)
  }
  if (name !== 'Linux') records.fallback('os.name', name === 'Darwin' ? `macOS (Darwin ${first})` : name, line)
}

export function openLibc(records: CrashRecords): SectionReader {
  return {
    line(line) {
      if (line.text.startsWith('libc:')) records.fact('os.libc', line.text.slice('libc:'.length).trim(), line)
    },
  }
}

/** `TZ=Europe/Berlin` tells which zone the printed time is in. */
export function openEnvironment(records: CrashRecords): SectionReader {
  return {
    line(line) {
      if (line.text.startsWith('TZ=')) records.timeZone ??= line.text.slice('TZ='.length).trim()
    },
  }
}

// Host: AMD EPYC, 2 cores, 23G, Debian GNU/Linux 12 (bookworm)
const HOST = /^Host: .*?, \d+ cores?, \d+[KMGT], +(\S.*)$/

/** `Host:` of the summary, for logs that end before the system section. The first field is the processor, not the host's name. */
export function openHost(records: CrashRecords): SectionReader {
  return {
    line(line) {
      const name = (HOST.exec(line.text)?.[1] ?? '').replace(/ +,/g, ',').trim()
      // AIX prints release and version there, but no name: `2 7`.
      if (!/^\d+ \d+$/.test(name)) records.fallback('os.name', name, line)
    },
  }
}

const RLIMITS = new Map<string, FactKey>([
  ['STACK', 'limit.stack'],
  ['CORE', 'limit.core'],
  ['NPROC', 'limit.processes'],
  ['NOFILE', 'limit.files'],
  ['AS', 'limit.address-space'],
  ['DATA', 'limit.data'],
  ['MEMLOCK', 'limit.locked'],
])
// STACK 8192k       NPROC 96365/96365       AS infinity/infinity
const RLIMIT = /^([A-Z]+) (infinity|unlimited|\d+k?)(?:\/(?:infinity|unlimited|\d+k?))?$/

/** `rlimit: STACK 8192k, ...` (soft only, up to 8) and `rlimit (soft/hard): STACK 8192k/infinity , ...`; the soft limit binds. */
export function openRlimits(records: CrashRecords): SectionReader {
  return {
    line(line) {
      const colon = line.text.indexOf(':')
      for (const part of line.text.slice(colon + 1).split(',')) {
        const match = RLIMIT.exec(part.trim())
        const key = RLIMITS.get(match?.[1] ?? '')
        if (!match || !key) continue
        const soft = match[2] ?? ''
        records.fact(key, /^\d/.test(soft) ? (parseSize(soft) ?? Number.NaN) : null, line)
      }
    },
  }
}

// /proc/sys/vm/max_map_count (maximum number of memory map areas a process may have): 65530
// /proc/sys/vm/max_map_count (maximum number of memory map areas a process may have):                     (11: value on the next line)
const SETTING = /^\/proc\/sys\/([\w./-]{1,80}) \([^()]*(?:\([^()]*\)[^()]*)*\): ?(\d*)$/

export function openSysctls(records: CrashRecords): SectionReader {
  let pending: string | null = null
  return {
    line(line) {
      const match = SETTING.exec(line.text.trim())
      const name = match?.[1] ?? pending
      const value = match ? (match[2] ?? '') : line.text.trim()
      pending = match && value === '' ? name : null
      const fact = name === null || name === undefined ? null : sysctlFact(name, value)
      if (fact) records.fact(fact.key, fact.value, line)
    },
  }
}

// maximum number of tasks: 4575      current number of tasks: 121      memory_limit_in_bytes: 2147483648      (1811140 k, unlimited, -1)
const CONTAINER =
  /^(maximum number of tasks|current number of tasks|memory_(?:limit|usage|max_usage)_in_bytes): (-1|unlimited|\d+ ?k?)$/
const CONTAINER_KEYS = new Map<string, FactKey>([
  ['maximum number of tasks', 'limit.cgroup-tasks'],
  ['current number of tasks', 'cgroup.tasks'],
  ['memory_limit_in_bytes', 'limit.cgroup-memory'],
  ['memory_usage_in_bytes', 'cgroup.memory'],
  ['memory_max_usage_in_bytes', 'cgroup.memory-peak'],
])

/** PAGE_COUNTER_MAX (include/linux/page_counter.h) in bytes, rounded down: version 1 groups without a limit hold that. */
const NO_LIMIT = 2 ** 62

/** What OSContainer (os/linux/osContainer_linux.cpp) read of the control group; `not supported` and `unknown` state nothing. */
export function openContainer(records: CrashRecords): SectionReader {
  return {
    line(line) {
      const match = CONTAINER.exec(line.text.trim())
      const key = CONTAINER_KEYS.get(match?.[1] ?? '')
      if (!match || !key) return
      const text = match[2] ?? ''
      const bytes = parseSize(text)
      // Version 1 groups whose file cannot be read print 0 for the peak.
      if (bytes === null || bytes > 0) records.fact(key, bytes !== null && bytes < NO_LIMIT ? bytes : null, line)
    },
  }
}
