/**
 * What the kernel says when it refuses or ends something, in the words of its sources. Ids in brackets or after `pid:` are of the
 * thread that asked (task_pid_nr is a thread's id in its namespace); the OOM killer alone names the process.
 */
import type { EventType, LogLevel } from '../../../../shared/model/records.ts'

export interface KernelSign {
  type: EventType
  level: LogLevel
  values: Record<string, string | number>
}

/** One of these stands in every message below: most lines of a kernel log need no other look. */
const MENTIONS =
  /fork rejected|__vm_enough_memory|exceed data ulimit|allocation failure|vmalloc error|Unable to allocate|segfault |general protection|trap |unhandled |Hardware Error|EDAC |Memory failure|[Mm]achine [Cc]heck/

// cgroup: fork rejected by pids controller in /system.slice/kafka.service                                        (kernel/cgroup/pids.c)
const FORK = /\bfork rejected by pids controller in (\S{1,1000})/
// __vm_enough_memory: pid: 20311, comm: java, bytes: 10737418240 not enough memory for the allocation            (mm/util.c, 6.6 without bytes)
const COMMIT =
  /\b__vm_enough_memory: pid: (\d{1,10}), comm: (.{1,64}?),(?: bytes: (\d{1,20}))? (?:not|no) enough memory for the allocation/
// mmap: java (4711): VmData 4194304 exceed data ulimit 1048576. Update limits or use boot option ignore_rlimit_data.   (mm/mmap.c)
// With ignore_rlimit_data it ends with "Update limits." (4.5: "Will be forbidden soon."), and nothing was refused.
const DATA =
  /^(?:mmap: )?(\S.{0,63}?) \((\d{1,10})\): VmData (\d{1,20}) exceed data ulimit (\d{1,20})\. Update limits or use boot option/
// java: page allocation failure: order:4, mode:0x40cc0(GFP_KERNEL|__GFP_COMP), nodemask=(null)                   (mm/page_alloc.c)
// java: page allocation failure. order:5, mode:0x20                                                              (2.6.32)
const PAGES =
  /^(\S.{0,63}?): (?:page allocation failure|vmalloc error|vmalloc: allocation failure)(?:[:.] order:(\d{1,2}))?/
// SLUB: Unable to allocate memory on CPU 3 (of node 0) on node -1, gfp=0xcc0(GFP_KERNEL)                         (mm/slub.c)
const SLAB = /\bSL[AU]B: Unable to allocate memory on /
// java[4711]: segfault at 10 ip 00007f16dd6a1b2c sp 00007f1700a5d8f0 error 4 in libzip.so[7f16dd69f000+5000]     (arch/x86/mm/fault.c)
// java[4711]: segfault at 0000000000000010 rip 00002aaaaacd1234 rsp 0000000041e01d30 error 4                     (2.6.18)
// java[4711]: segfault (11) at 10 nip 7fff9d6a1b2c lr 7fff9d6a1b00 code 1 in libjvm.so[7fff9d000000+c00000]      (arch/powerpc/kernel/traps.c)
const SEGFAULT = /^(\S.{0,63}?)\[(\d{1,10})\]: segfault(?: \(\d{1,2}\))? at ([0-9a-f]{1,16}) [ren]?ip/
// traps: java[4711] general protection fault ip:7f16dd6a1b2c sp:7f1700a5d8f0 error:0 in libjvm.so[...]           (arch/x86/kernel/traps.c)
// java[4711] general protection ip:7f16dd6a1b2c sp:7f1700a5d8f0 error:0 in libc-2.12.so[...]                     (2.6.32; el5: rip:)
const TRAP = /^(?:traps: )?(\S.{0,63}?)\[(\d{1,10})\] (?:general protection(?: fault)?|trap [\w ]{1,40}?) r?e?ip:/
// java[4711]: unhandled level 2 translation fault (11) at 0x00000010, esr 0x92000006, in libzip.so[...]          (arch/arm64/mm/fault.c)
// java[4711]: unhandled exception: DABT (lower EL), ESR 0x0000000092000006, level 2 translation fault in libzip.so[...]  (arm64, since 4.20)
// java[4711]: unhandled signal 11 code 0x1 at 0x0000000000000010 in libjvm.so[...]                               (arch/riscv/kernel/traps.c)
// java[4711]: unhandled signal 11 at 0000000000000010 nip 00007fff9d6a1b2c lr ...                                (powerpc, up to 4.18)
const UNHANDLED = /^(\S.{0,63}?)\[(\d{1,10})\]: unhandled (?:exception: |.{1,80}? at (?:0x)?([0-9a-f]{1,16})\b)/
const LIBRARY = / in (\S{1,200}?)\[[0-9a-f,+]{1,60}\]/
// mce: [Hardware Error]: Machine check events logged       EDAC MC0: 1 UE memory read error on ...       Memory failure: 0x1a2b: ...
const MACHINE =
  /\[Hardware Error\]|\bEDAC \S{1,20}: \d{1,9} [CU]E\b|^Memory failure: 0x|\b[Mm]achine [Cc]heck (?:events logged|Exception)/

/** The refusal that a message states, without the line's own prefix; null for all other messages, and for kills (kernel-kills.ts). */
export function kernelSign(message: string): KernelSign | null {
  if (!MENTIONS.test(message)) return null
  return (
    forkSign(message) ??
    commitSign(message) ??
    dataSign(message) ??
    allocationSign(message) ??
    faultSign(message) ??
    (MACHINE.test(message) ? { type: 'machine-check', level: 'error', values: {} } : null)
  )
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
