/** System, VM and limits: GPINFO and ENVINFO. */
import type { FactKey } from '../../../../shared/model/facts.ts'
import type { Dump, JavacoreLine } from './parser.ts'
import { parseDate } from './title.ts'

// 1CIJAVAVERSION JRE 1.8.0 Linux amd64-64 (build 8.0.5.20 - pxa6480sr5fp20-20180802_01(SR5 FP20))
// 1CIJAVAVERSION J2RE 1.4.2 IBM Windows 32 build cn142sr1w-20041028
// 1CIJAVAVERSION JRE 1.8.0 Linux amd64-64 build  (pxa6480sr1fp10-20150711_01(SR1 FP10))
const VERSION = /^J2?RE (\d+)(?:\.(\d+))?\S* .*?\bbuild {1,2}\(?([\w.+-]+)/
// 2XHOSLEVEL     OS Level         : Linux 3.10.0-862.11.6.el7.x86_64
const SYSTEM = /^OS Level +: (.+)$/
const LINUX = /^Linux (\S+)/
// 1CIPROCESSID   Process ID: 30285 (0x764D)
const PROCESS = /^Process ID: (\d{1,10})\b/
// 2CIUSERLIMIT   RLIMIT_NPROC                          4096                30592
const LIMIT = /^RLIMIT_(\w+) +(\d{1,19}|unlimited) +(?:\d{1,19}|unlimited)$/
const limits = new Map<string, FactKey>([
  ['AS', 'limit.address-space'],
  ['CORE', 'limit.core'],
  ['DATA', 'limit.data'],
  ['MEMLOCK', 'limit.locked'],
  ['NOFILE', 'limit.files'],
  ['NPROC', 'limit.processes'],
  ['STACK', 'limit.stack'],
])

// 3CICGRPINFO        Memory Limit : 536870912 bytes      3CICGRPINFO        Memory Limit : Not Set
const CGROUP = /^(Memory Limit|Memory Usage|Memory Max Usage) : (?:(\d{1,19}) bytes|(Not Set))$/
/** PAGE_COUNTER_MAX (include/linux/page_counter.h) in bytes, rounded down: version 1 groups without a limit hold that. */
const NO_LIMIT = 2 ** 62
const cgroups = new Map<string, FactKey>([
  ['Memory Limit', 'limit.cgroup-memory'],
  ['Memory Usage', 'cgroup.memory'],
  ['Memory Max Usage', 'cgroup.memory-peak'],
])

/** 2CIUSERARG: one argument a line; they are one fact when the dump has ended. */
export function readArgument(dump: Dump, line: JavacoreLine): boolean {
  if (line.tag !== '2CIUSERARG') return false
  if (line.rest !== '') dump.userArguments.push({ text: line.rest, line })
  return true
}

/** False if the line is of another kind. */
export function readEnvironment(dump: Dump, line: JavacoreLine): boolean {
  switch (line.tag) {
    case '1CIJAVAVERSION':
      readVersion(dump, line)
      return true
    case '1CIJ9VMVERSION':
      dump.fact('jvm.vm', 'OpenJ9', line)
      return true
    case '1CIVMVERSION':
      // Later VMs print a build of IBM's here too, and then their own.
      if (line.rest.startsWith('VM build ')) dump.fact('jvm.vm', 'IBM J9 VM', line)
      return true
    case '1CIPROCESSID':
      readNumber(dump, line, PROCESS, 'process.pid')
      return true
    case '1CICMDLINE':
      // [not available], [not enough space], [error]
      if (!line.rest.startsWith('[')) dump.fact('process.command', line.rest, line)
      return true
    case '1CISTARTTIME':
    case '1CISTARTTIMEUTC':
      readStart(dump, line)
      return true
    case '2CIUSERLIMIT':
      readLimit(dump, line)
      return true
    // The first versions of OpenJ9 that print groups give all their lines one depth.
    case '2CICGRPINFO':
    case '3CICGRPINFO':
      readCgroup(dump, line)
      return true
    case '2XHOSLEVEL':
      readSystem(dump, line)
      return true
    case '3XHCPUARCH': {
      const architecture = line.rest.split(':')[1]?.trim()
      if (architecture !== undefined && architecture !== '') dump.fact('os.arch', architecture, line)
      return true
    }
    default:
      return false
  }
}

function readVersion(dump: Dump, line: JavacoreLine): void {
  const [, major, minor, build] = VERSION.exec(line.rest) ?? []
  dump.fact('jvm.version', build ?? line.rest, line)
  // 1.8.0 is feature release 8.
  const feature = Number(major === '1' ? minor : major)
  if (Number.isInteger(feature)) dump.fact('jvm.feature', feature, line)
}

function readSystem(dump: Dump, line: JavacoreLine): void {
  const system = SYSTEM.exec(line.rest)?.[1]
  if (system === undefined) return
  dump.fact('os.name', system, line)
  const kernel = LINUX.exec(system)?.[1]
  if (kernel !== undefined) dump.fact('os.kernel', kernel, line)
}

/** Both times are of the same clock, so their difference is right whatever its zone. */
function readStart(dump: Dump, line: JavacoreLine): void {
  const { at, zoned } = dump.title
  const start = parseDate(line.rest)
  if (start === null || at === null || zoned !== line.tag.endsWith('UTC') || start > at) return
  dump.fact('process.uptime', (at - start) / 1000, line)
}

function readLimit(dump: Dump, line: JavacoreLine): void {
  const [, name = '', soft] = LIMIT.exec(line.rest) ?? []
  const key = limits.get(name)
  if (key !== undefined) dump.fact(key, soft === 'unlimited' ? null : Number(soft), line)
}

function readCgroup(dump: Dump, line: JavacoreLine): void {
  const [, name = '', bytes, none] = CGROUP.exec(line.rest) ?? []
  const key = cgroups.get(name)
  // "Not Set" is printed for the limit only.
  if (key !== undefined) dump.fact(key, none === undefined && Number(bytes) < NO_LIMIT ? Number(bytes) : null, line)
}

function readNumber(dump: Dump, line: JavacoreLine, pattern: RegExp, key: FactKey): void {
  const value = pattern.exec(line.rest)?.[1]
  if (value === undefined) dump.context.report('malformed-line', line.number, `No number in ${line.tag}`)
  else dump.fact(key, Number(value), line)
}
