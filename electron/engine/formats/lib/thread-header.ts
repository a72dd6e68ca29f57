/**
 * How a thread is announced in a dump: jstack, jcmd Thread.print and SIGQUIT (JavaThread::print_on, Thread::print_on in
 * src/hotspot/share/runtime), jcmd Thread.dump_to_file (jdk.internal.vm.ThreadDumper), jstack -F, java.lang.management.ThreadInfo.
 *
 * A name is free text: it may hold quotes and the words of a header. What follows the name holds no quotes.
 */

export interface ThreadHeader {
  name: string
  /** `VM thread` is any thread of HotSpot without a java.lang.Thread. */
  threadKind: 'JavaThread' | 'VM thread' | 'VirtualThread'
  osId: number | null
  /** java.lang.Thread.State where the header itself has it. */
  state: string | null
}

/** Whether the thread is printed by Java's management interface, which lists no threads of the VM. */
export function isManagedHeader(text: string): boolean {
  return MANAGED.test(text)
}

// "Attach Listener" daemon cpu=1.54 [reset 1.54] ms allocated=16288 B (15.91 kB) [reset 16288 B (15.91 kB)] defined_classes=0
const BEGUN = /^".{0,2000}" .{0,200}\sallocated=\d{1,20} B .{0,200}$/
// "main" #1 prio=5 os_prio=0 tid=0x00007f0000000000 nid=0x203 waiting on condition [0x0000700000000000]
const NATIVE = /^".{0,2000}" .{0,300}\bos_prio=.{0,200} tid=0x[0-9a-f]{1,16} /

/** Whether HotSpot printed the line, whatever stands above it. */
export function isNativeHeader(text: string): boolean {
  return NATIVE.test(text)
}

/** Whether the line is the first of the three that SAP's VM prints of a thread: `io=` and `tid=` follow. */
export function isBegunHeader(text: string): boolean {
  return BEGUN.test(text)
}

const STATES = new Set(['NEW', 'RUNNABLE', 'BLOCKED', 'WAITING', 'TIMED_WAITING', 'TERMINATED'])

//  #3 [18625] daemon prio=5 os_prio=0 cpu=72.00ms ...          (21+: [id of the OS thread], nid decimal and absent while a carrier is mounted)
const OS_ID = /^ #\d{1,10} (?:virtual |daemon )?\[(\d{1,15})\]/
// nid=0x25a0     nid=18625     nid=1194 lwp_id=9992026 (HP-UX: the kernel's id is the second)
const NATIVE_ID = /\bnid=(0x[0-9a-f]{1,12}|\d{1,15})(?: lwp_id=(\d{1,15}))?/i
// "RMI TCP Connection(23)-127.0.1.1" id=3149 in RUNNABLE (running in native)
// "main" prio=5 Id=1 WAITING on java.lang.Object@1b2c3d
const MANAGED = /^"(.{0,1000}?)"(?: daemon)?(?: prio=\d{1,2})? (?:id=\d{1,15} in|Id=\d{1,15}) ([A-Z_]{1,20})/
// #22 "virt-0" virtual RUNNABLE 2026-11-23T04:45:08.380977851Z         (21: `#22 "virt-0" virtual`)
const FILED = /^#\d{1,20} "/
const FILED_TAIL = /^( virtual)?(?: ([A-Z_]{1,20}))?(?: [\dT:.Z-]{1,40})?\s*$/
// Thread 18625: (state = BLOCKED)
const AGENT = /^Thread (\d{1,15}): \(state = \w{1,30}\)/
//    java.lang.Thread.State: TIMED_WAITING (sleeping)
const STATE_LINE = /^\s{1,8}java\.lang\.Thread\.State: ([A-Z_]{1,20})/

/** The thread that a line with a quote in front announces; null when it announces none. */
export function parseThreadHeader(text: string): ThreadHeader | null {
  const tid = text.lastIndexOf(' tid=')
  const close = tid < 0 ? -1 : text.lastIndexOf('"', tid)
  if (close <= 0) return managedHeader(text)
  const attributes = text.slice(close + 1, tid)
  const rest = text.slice(tid)
  const native = NATIVE_ID.exec(rest)
  const osId = native ? (native[2] ?? native[1]) : OS_ID.exec(attributes)?.[1]
  // JDK 7 and earlier number no threads, but only those of Java have a stack pointer at the end.
  const java = attributes.startsWith(' #') || rest.trimEnd().endsWith(']')
  const virtual = / virtual(?: |$)/.test(attributes)
  return {
    name: text.slice(1, close),
    threadKind: virtual ? 'VirtualThread' : java ? 'JavaThread' : 'VM thread',
    osId: osId === undefined ? null : Number(osId),
    state: null,
  }
}

function managedHeader(text: string): ThreadHeader | null {
  const match = MANAGED.exec(text)
  return match ? { name: match[1] ?? '', threadKind: 'JavaThread', osId: null, state: threadState(match[2]) } : null
}

/** A thread of `jcmd Thread.dump_to_file`. */
export function parseFiledHeader(text: string): ThreadHeader | null {
  const open = FILED.exec(text)?.[0].length ?? 0
  const close = text.lastIndexOf('"')
  if (open === 0 || close < open) return null
  const tail = FILED_TAIL.exec(text.slice(close + 1))
  if (!tail) return null
  const threadKind = tail[1] === undefined ? 'JavaThread' : 'VirtualThread'
  return { name: text.slice(open, close), threadKind, osId: null, state: threadState(tail[2]) }
}

/** A thread of `jstack -F`, which knows numbers only; its state is HotSpot's, not Java's. */
export function parseAgentHeader(text: string): ThreadHeader | null {
  const match = AGENT.exec(text)
  return match ? { name: '', threadKind: 'JavaThread', osId: Number(match[1]), state: null } : null
}

/** The state that the line below a header states; null for other lines. */
export function parseStateLine(text: string): string | null {
  const match = STATE_LINE.exec(text)
  return match ? threadState(match[1]) : null
}

export function threadState(word: string | undefined): string | null {
  return word !== undefined && STATES.has(word) ? word : null
}
