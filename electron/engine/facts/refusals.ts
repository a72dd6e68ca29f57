/** Which refusals a limit can be the reason of: the first question of every hypothesis about a limit. */
import type { Victim, VictimOperation } from '../../../shared/model/analysis.ts'
import type { Seconds } from '../../../shared/model/units.ts'
import type { ProcessFacts } from './process-facts.ts'
import { MADVISE_PURPOSE } from './refused-calls.ts'

const EAGAIN = 11
const ENOMEM = 12
/** ERROR_NOT_ENOUGH_MEMORY, ERROR_OUTOFMEMORY, ERROR_NO_SYSTEM_RESOURCES and ERROR_COMMITMENT_LIMIT of winerror.h. */
const OF_WINDOWS: ReadonlySet<number> = new Set([8, 14, 1450, 1455])

/** Operations that need memory, a mapping or a task from the kernel. */
const ASKING_THE_KERNEL: ReadonlySet<VictimOperation> = new Set([
  'mmap-commit',
  'mmap-file',
  'mprotect',
  'munmap',
  'thread-start',
  'malloc',
])

/**
 * What the kernel refused with an errno that a limit gives: ENOMEM, or EAGAIN of pthread_create (which glibc makes of ENOMEM,
 * nptl/pthread_create.c) and of madvise (mm/madvise.c). In time order, the crash's last. `other` counts with such an errno only.
 * Those that only a collection shows come first: all of them were survived.
 */
export function kernelRefusals(facts: ProcessFacts): readonly Victim[] {
  const seen = facts.victims.filter(
    (victim) =>
      (ASKING_THE_KERNEL.has(victim.operation) && (victim.errno === null || isLimitErrno(victim.errno, facts))) ||
      (victim.operation === 'other' && victim.errno !== null && isLimitErrno(victim.errno, facts)),
  )
  return [...facts.silentRefusals.map(({ victim }) => victim), ...seen]
}

const GUARD = /\bguard\b/

/**
 * Whether the call only takes rights away: a guard zone is made inaccessible (mprotect), or an inaccessible mapping that reserves nothing
 * is laid over addresses that are given back (os::uncommit_memory, ZGC's unmap). That asks for no memory and for no address: the kernel
 * refuses it for want of one mapping more, and for nothing else that has a limit (mm/vma.c: split_vma, do_mmap, accountable_mapping). So
 * it does with advice about a part of a mapping, where madvise answers EAGAIN.
 */
export function asksOnlyForMapping({ operation, purpose, errno }: Victim): boolean {
  if (purpose === MADVISE_PURPOSE && errno === EAGAIN) return true
  return operation === 'munmap' || (operation === 'mprotect' && GUARD.test(purpose ?? ''))
}

/** Such a refusal, where one was seen: whatever else was refused, the map count was full. */
export function mappingAlone(facts: ProcessFacts): Victim | null {
  return kernelRefusals(facts).find(asksOnlyForMapping) ?? null
}

/** Nobody makes tens of thousands of mappings in the first second of a VM. */
const START: Seconds = 1

/** Whether all that was refused was refused while the VM started, as far as its uptime was printed. */
export function refusedAtStart(facts: ProcessFacts): boolean {
  const places = new Set(kernelRefusals(facts).map(({ citation }) => `${citation.artifact}:${citation.line}`))
  const uptimes = facts.records.events
    .filter(({ artifact, span }) => places.has(`${artifact}:${span.line}`))
    .map(({ uptime }) => uptime)
  const known = [facts.crash?.uptime ?? null, ...uptimes].filter((uptime) => uptime !== null)
  return known.length > 0 && known.every((uptime) => uptime < START)
}

function isLimitErrno(errno: number, { system }: ProcessFacts): boolean {
  return errno === ENOMEM || errno === EAGAIN || (system?.value === 'windows' && OF_WINDOWS.has(errno))
}

/** The refusal that a limit must explain: the fatal one, if the process died of a refusal; else the first. Null: none was seen. */
export function refusalOf(facts: ProcessFacts): Victim | null {
  const refusals = kernelRefusals(facts)
  const { victim } = facts
  if (victim && refusals.includes(victim)) return victim
  // A process that ended in another way (a signal, a Java error) did not end of what it survived earlier.
  return facts.crash ? null : (refusals[0] ?? null)
}
