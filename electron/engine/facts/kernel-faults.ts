/** Ends by a fault that the JVM left no crash log of, and what the kernel says of them. */
import type { Stored } from '../../../shared/model/process-records.ts'
import type { EventRecord } from '../../../shared/model/records.ts'
import type { Citation } from '../../../shared/model/span.ts'
import { citationOf } from './known.ts'
import { loneEventOf } from './lone-events.ts'
import type { ProcessFacts } from './process-facts.ts'

export interface LoggedFault {
  /** Whether the address lies where the stack pointer was; null when the line does not print both. */
  nearStack: boolean | null
  library: string
  citation: Citation
}

// java[826]: segfault at 7f25a0bfff98 ip 00007f25a1c0a3d1 sp 00007f25a0bfffa0 error 6 in libdecode.so[...]   (arch/x86/mm/fault.c)
const SEGFAULT = /segfault at ([0-9a-f]{1,16}) r?e?ip [0-9a-f]{1,16} r?e?sp ([0-9a-f]{1,16})\b/
/** A frame that is larger than a page faults this far from the stack pointer. */
const FRAME_BYTES = 64 * 1024

/** SIGSEGV as a parent sees it: the signal, 128 + 11 of a shell, or -11. */
export function endedBySegv({ exit }: ProcessFacts): boolean {
  return /\b(?:139|SIGSEGV)\b|signal[ :=]+11\b|(?:code|status)[ :=]+-11\b/.test(exit?.value ?? '')
}

/** The kernel's line about this process: by its number, or the only one there is. */
export function faultOfKernelLog(facts: ProcessFacts): LoggedFault | null {
  const all = facts.records.events.filter((event) => event.type === 'kernel-segfault')
  const own = all.find((event) => Number(event.values['tid'] ?? event.values['pid']) === facts.records.pid)
  const event = own ?? (all.length === 1 ? all[0] : undefined)
  return event ? faultOf(event) : null
}

/** A fault of a thread that the kernel names, where nothing else is told of a process. */
export interface LoneFault extends LoggedFault {
  tid: string
}

/** The last one: a kill of a later line is what the log tells of. */
export function loneFaultOf(facts: ProcessFacts): LoneFault | null {
  const event = loneEventOf(facts, 'kernel-segfault')
  const kill = loneEventOf(facts, 'oom-kill')
  if (!event || (kill?.artifact === event.artifact && kill.span.line > event.span.line)) return null
  return { ...faultOf(event), tid: String(event.values['tid'] ?? event.values['pid'] ?? '') }
}

function faultOf(event: Stored<EventRecord>): LoggedFault {
  const match = SEGFAULT.exec(event.quote)
  const [address, pointer] = [Number.parseInt(match?.[1] ?? '', 16), Number.parseInt(match?.[2] ?? '', 16)]
  return {
    nearStack: match ? Math.abs(address - pointer) <= FRAME_BYTES : null,
    library: String(event.values['library'] ?? ''),
    citation: citationOf(event),
  }
}
