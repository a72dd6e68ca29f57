/**
 * What the kernel says when it refuses or ends something, in the words of its sources. Ids in brackets or after `pid:` are of the
 * thread that asked (task_pid_nr is a thread's id in its namespace); the OOM killer alone names the process.
 */
import type { EventType, LogLevel } from '../../../../shared/model/records.ts'

export interface KernelSign {
  type: EventType
  level: LogLevel
  values: Record<string, string | number>
  /** For messages that another line about the same completes: the process that both name. */
  killing?: number
}

const KIB = 1024

/** One of these stands in every message below: most lines of a kernel log need no other look. */
const MENTIONS =
  /[Oo]ut of memory|oom-kill:|Killed process|fork rejected|__vm_enough_memory|exceed data ulimit|allocation failure|vmalloc error|Unable to allocate|segfault at|general protection|trap |unhandled |Hardware Error|EDAC |Memory failure|[Mm]achine [Cc]heck/

// Out of memory: Killed process 4711 (java) total-vm:9437184kB, anon-rss:6291456kB, file-rss:0kB, shmem-rss:0kB, UID:1000 pgtables:...
// Memory cgroup out of memory: Killed process 4711 (java) total-vm:...                                           (mm/oom_kill.c)
// Out of memory: Kill process 4711 (java) score 900 or sacrifice child                                           (up to 5.0)
const VICTIM =
  /\b(Memory cgroup out of memory|Out of memory)(?: \([^()]{1,80}\))?: Kill(ed)? process (\d{1,10}) \((.{1,64}?)\)/
// Killed process 4711 (java) total-vm:9437184kB, anon-rss:...      Killed process 4711 (java), UID 1000, total-vm:...
const KILLED = /\bKilled process (\d{1,10}) \((.{1,64}?)\)/
const SIZE = /\b(total-vm|anon-rss):(\d{1,15})kB/g
// oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=a,mems_allowed=0,oom_memcg=/kubepods/pod1,task_memcg=/kubepods/pod1/c,task=java,pid=4711,uid=1000
const DECISION = /^oom-kill:constraint=(\w{1,40}),/
// cgroup: fork rejected by pids controller in /system.slice/kafka.service                                        (kernel/cgroup/pids.c)
const FORK = /\bfork rejected by pids controller in (\S{1,1000})/
// __vm_enough_memory: pid: 20311, comm: java, bytes: 10737418240 not enough memory for the allocation            (mm/util.c, 6.6 without bytes)
const COMMIT =
  /\b__vm_enough_memory: pid: (\d{1,10}), comm: (.{1,64}?),(?: bytes: (\d{1,20}))? (?:not|no) enough memory for the allocation/
// java (4711): VmData 4194304 exceed data ulimit 1048576. Update limits or use boot option ignore_rlimit_data.   (mm/mmap.c)
const DATA = /^(\S.{0,63}?) \((\d{1,10})\): VmData (\d{1,20}) exceed data ulimit (\d{1,20})/
// java: page allocation failure: order:4, mode:0x40cc0(GFP_KERNEL|__GFP_COMP), nodemask=(null)                   (mm/page_alloc.c)
const PAGES =
  /^(\S.{0,63}?): (?:page allocation failure|vmalloc error|vmalloc: allocation failure)(?:: order:(\d{1,2}))?/
// SLUB: Unable to allocate memory on CPU 3 (of node 0) on node -1, gfp=0xcc0(GFP_KERNEL)                         (mm/slub.c)
const SLAB = /\bSL[AU]B: Unable to allocate memory on /
// java[4711]: segfault at 10 ip 00007f16dd6a1b2c sp 00007f1700a5d8f0 error 4 in libzip.so[7f16dd69f000+5000]     (arch/x86/mm/fault.c)
const SEGFAULT = /^(\S.{0,63}?)\[(\d{1,10})\]: segfault at ([0-9a-f]{1,16}) ip/
// traps: java[4711] general protection fault ip:7f16dd6a1b2c sp:7f1700a5d8f0 error:0 in libjvm.so[...]           (arch/x86/kernel/traps.c)
const TRAP = /\btraps: (.{1,64}?)\[(\d{1,10})\] (?:general protection|trap )/
// java[4711]: unhandled level 2 translation fault (11) at 0x00000010, esr 0x92000006, in libzip.so[...]          (arch/arm64/mm/fault.c)
const UNHANDLED = /^(\S.{0,63}?)\[(\d{1,10})\]: unhandled .{1,80}? at 0x([0-9a-f]{1,16}),/
const LIBRARY = / in (\S{1,200}?)\[[0-9a-f,+]{1,60}\]/
// mce: [Hardware Error]: Machine check events logged       EDAC MC0: 1 UE memory read error on ...       Memory failure: 0x1a2b: ...
const MACHINE =
  /\[Hardware Error\]|\bEDAC \S{1,20}: \d{1,9} [CU]E\b|^Memory failure: 0x|\b[Mm]achine [Cc]heck (?:events logged|Exception)/

/** The refusal that a message states, without the line's own prefix; null for all other messages. */
export function kernelSign(message: string): KernelSign | null {
  if (!MENTIONS.test(message)) return null
  return (
    victimSign(message) ??
    forkSign(message) ??
    commitSign(message) ??
    dataSign(message) ??
    allocationSign(message) ??
    faultSign(message) ??
    (MACHINE.test(message) ? { type: 'machine-check', level: 'error', values: {} } : null)
  )
}

function victimSign(message: string): KernelSign | null {
  const victim = VICTIM.exec(message)
  const killed = victim ? null : KILLED.exec(message)
  if (victim) {
    const [, words = '', done, pid = '', comm = ''] = victim
    const scope = words.startsWith('Memory cgroup') ? 'cgroup' : 'host'
    const values = { pid: Number(pid), comm, scope, ...sizesOf(message) }
    return { type: 'oom-kill', level: 'error', values, ...(done === undefined && { killing: Number(pid) }) }
  }
  if (killed) {
    const [, pid = '', comm = ''] = killed
    return {
      type: 'oom-kill',
      level: 'error',
      values: { pid: Number(pid), comm, ...sizesOf(message) },
      killing: Number(pid),
    }
  }
  return decisionSign(message)
}

function decisionSign(message: string): KernelSign | null {
  const constraint = DECISION.exec(message)?.[1]
  if (constraint === undefined) return null
  const fields = new Map(message.slice('oom-kill:'.length).split(',').map(fieldOf))
  const pid = Number(fields.get('pid'))
  if (!Number.isInteger(pid)) return null
  const cgroup = fields.get('oom_memcg') ?? fields.get('task_memcg')
  const scope = constraint === 'CONSTRAINT_MEMCG' ? 'cgroup' : 'host'
  const values = { pid, comm: fields.get('task') ?? '', scope, ...(cgroup !== undefined && { cgroup }) }
  return { type: 'oom-kill', level: 'error', values, killing: pid }
}

function fieldOf(text: string): [string, string] {
  const equals = text.indexOf('=')
  return equals < 0 ? [text, ''] : [text.slice(0, equals), text.slice(equals + 1)]
}

function sizesOf(message: string): Record<string, number> {
  const sizes: Record<string, number> = {}
  for (const [, name = '', kib = ''] of message.matchAll(SIZE)) {
    sizes[name === 'total-vm' ? 'totalVm' : 'anonRss'] = Number(kib) * KIB
  }
  return sizes
}

function forkSign(message: string): KernelSign | null {
  const cgroup = FORK.exec(message)?.[1]
  return cgroup === undefined ? null : { type: 'fork-rejected', level: 'warning', values: { cgroup } }
}

function commitSign(message: string): KernelSign | null {
  const match = COMMIT.exec(message)
  if (!match) return null
  const bytes = match[3] === undefined ? {} : { bytes: Number(match[3]) }
  const values = { tid: Number(match[1]), comm: match[2] ?? '', ...bytes }
  return { type: 'overcommit-refused', level: 'warning', values }
}

function dataSign(message: string): KernelSign | null {
  const match = DATA.exec(message)
  if (!match) return null
  const values = { tid: Number(match[2]), comm: match[1] ?? '', bytes: Number(match[3]), limit: Number(match[4]) }
  return { type: 'data-limit-exceeded', level: 'warning', values }
}

function allocationSign(message: string): KernelSign | null {
  const pages = PAGES.exec(message)
  if (!pages && !SLAB.test(message)) return null
  const order = pages?.[2] === undefined ? {} : { order: Number(pages[2]) }
  const values = { ...(pages && { comm: pages[1] ?? '' }), ...order }
  return { type: 'kernel-allocation-failed', level: 'warning', values }
}

function faultSign(message: string): KernelSign | null {
  const match = SEGFAULT.exec(message) ?? TRAP.exec(message) ?? UNHANDLED.exec(message)
  if (!match) return null
  const library = LIBRARY.exec(message)?.[1]
  const address = match[3] === undefined ? {} : { address: `0x${match[3]}` }
  const values = { tid: Number(match[2]), comm: match[1] ?? '', ...address, ...(library !== undefined && { library }) }
  return { type: 'kernel-segfault', level: 'error', values }
}

// Linux version 6.18.44-1-amd64 (debian-kernel@lists.debian.org) (x86_64-linux-gnu-gcc-12 ...) #1 SMP ...
const VERSION = /^Linux version (\d[\w.+~-]{0,100})/

/** The release of the kernel that writes, from its first message. */
export function kernelRelease(message: string): string | null {
  return VERSION.exec(message)?.[1] ?? null
}
