/** What a trace of system calls (strace, perf trace) says of a refusal: the call itself, so its flags and its errno are certain. */
import type { Victim } from '../../../shared/model/analysis.ts'
import type { Stored } from '../../../shared/model/process-records.ts'
import type { EventRecord } from '../../../shared/model/records.ts'
import type { Bytes } from '../../../shared/model/units.ts'
import { citationOf, type Known } from './known.ts'
import type { ProcessFacts } from './process-facts.ts'
import { refusalOf } from './refusals.ts'
import type { Refusal } from './victims.ts'

const ADDRESSES = 'reservation of address space (mmap without access)'

/**
 * null for what is no refusal that hurts: of another program than Java; malloc's arena, which it goes on without; a test for huge pages,
 * which HotSpot makes at start (hugetlbfs_sanity_check, os_linux.cpp); memory that could not be locked.
 */
export function tracedCall({ values }: Stored<EventRecord>, errno: number | null): Refusal | null {
  const call = String(values['call'] ?? '')
  const flags = String(values['flags'] ?? '')
  if (values['program'] !== undefined || values['arena'] !== undefined) return null
  if (call.startsWith('mlock') || flags.includes('HUGETLB')) return null
  const refused = { errno, observed: true }
  const prot = String(values['prot'] ?? '')
  const writes = prot.includes('WRITE')
  switch (call) {
    case 'mmap':
    case 'mmap2': {
      const fixed = /\b(?:MAP_)?FIXED\b/.test(flags)
      if (values['file'] !== undefined) {
        const file = String(values['file'])
        // Only a shared mapping is kept out of what is promised and of RLIMIT_DATA (mm/mmap.c, accountable_mapping).
        return /\b(?:MAP_)?SHARED/.test(flags)
          ? { ...refused, operation: 'mmap-file', purpose: `shared mapping of ${file}` }
          : { ...refused, operation: 'other', purpose: `private mapping of ${file}` }
      }
      if (prot === 'PROT_NONE') {
        return fixed
          ? { ...refused, operation: 'munmap', purpose: 'memory given back (an inaccessible mapping laid over it)' }
          : {
              ...refused,
              operation: 'other',
              purpose: /STACK/.test(flags) ? `${ADDRESSES}, for a thread’s stack` : ADDRESSES,
            }
      }
      if (fixed) return { ...refused, operation: 'mmap-commit' }
      const purpose = /STACK/.test(flags) ? 'stack of a starting thread (mmap)' : 'private memory (mmap)'
      return { ...refused, operation: 'other', purpose }
    }
    case 'munmap':
      return { ...refused, operation: 'munmap', purpose: 'release of a mapping (munmap), which may cut one in two' }
    case 'mprotect':
    case 'pkey_mprotect': {
      // Rights to write are promised memory; without them the call can only want a mapping more.
      const purpose = writes
        ? 'memory made writable (mprotect)'
        : 'guard zone or the like: access taken away (mprotect)'
      return { ...refused, operation: 'mprotect', purpose }
    }
    default:
      return { ...refused, operation: 'other', purpose: `${call} of the process` }
  }
}

/** Whether it asks for addresses and one mapping, and for no memory: without the right to write nothing is promised (accountable_mapping). */
export function asksForAddresses({ purpose }: Victim): boolean {
  return purpose?.startsWith(ADDRESSES) === true
}

/** HotSpot names pthread_create, which makes EAGAIN of other errors; a trace names what the kernel was asked. */
export function isTraced({ type, values }: Stored<EventRecord>): boolean {
  return (
    type === 'traced-refusal' || (type === 'thread-start-failed' && String(values['call'] ?? '').startsWith('clone'))
  )
}

/** The trace's own line of a refusal; null where something else tells of it. */
export function tracedEvent({ records }: ProcessFacts, { citation }: Victim): Stored<EventRecord> | null {
  const event = records.events.find(
    ({ artifact, span }) => artifact === citation.artifact && span.line === citation.line,
  )
  return event && isTraced(event) ? event : null
}

/**
 * A mapping that was granted right after the refusal, with no mapping removed between: do_mmap tests the count first, whatever the size,
 * so it had room. Its size is what the limit that refused still had left.
 */
export function grantedAfter(facts: ProcessFacts): Known<Bytes> | null {
  const refusal = refusalOf(facts)
  const event = refusal && tracedEvent(facts, refusal)
  const granted = event && grantedIn(event)
  return event && granted !== null ? { value: granted, citation: citationOf(event), at: event.at } : null
}

function grantedIn({ values }: Stored<EventRecord>): Bytes | null {
  return values['granted'] === undefined || !String(values['call']).startsWith('mmap')
    ? null
    : Number(values['granted'])
}

/**
 * Refused mappings that cost addresses and nothing else (without access, or shared with a file), while the count of mappings had room.
 * malloc's arenas count as well: that it goes on without them does not make another limit of it.
 */
export function refusedAddresses({ records }: ProcessFacts): readonly Stored<EventRecord>[] {
  return records.events.filter((event) => {
    const { type, values } = event
    if (type !== 'traced-refusal' || values['errno'] !== 'ENOMEM' || values['program'] !== undefined) return false
    const flags = String(values['flags'] ?? '')
    if (grantedIn(event) === null || /\b(?:MAP_)?FIXED\b|HUGETLB/.test(flags)) return false
    return values['file'] === undefined ? values['prot'] === 'PROT_NONE' : /\b(?:MAP_)?SHARED/.test(flags)
  })
}
