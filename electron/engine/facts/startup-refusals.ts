/** What keeps a VM from starting: below "Error occurred during initialization of VM" (java.cpp, vm_exit_during_initialization). */
import type { Stored } from '../../../shared/model/process-records.ts'
import type { EventRecord } from '../../../shared/model/records.ts'
import type { Refusal } from './victims.ts'

const EAGAIN = 11
const ENOMEM = 12

// java.lang.OutOfMemoryError: Metaspace                                    (below "Error occurred during initialization of VM")
export const STARTUP_ERROR = /^java\.lang\.OutOfMemoryError: (?!unable to create)(.{1,200})$/

// Could not reserve enough space for 2097152KB object heap                     (universe.cpp; up to 7 without the size)
// Could not reserve enough space for code cache (245760K)                      (codeCache.cpp; 8 without the size)
// Could not allocate compressed class space: 1073741824 bytes                  (metaspace.cpp; up to 15 "Could not allocate metaspace")
// Unable to allocate 4096KB bitmaps for parallel garbage collection for the requested 131072KB heap.       (psParallelCompact.cpp)
// Failed to reserve enough address space for Java heap                         (zVirtualMemory.cpp)
const RESERVING =
  /^(?:could not reserve|could not allocate (?:metaspace|compressed class space)|unable to allocate \d{1,12}KB (?:bitmaps|card tables)|failed to reserve)/i
const SIZE = /\b(\d{1,15}) ?(K|bytes\b)/

function reservedFor(reason: string): string {
  if (/object heap|Java heap/.test(reason)) return 'the Java heap'
  if (/code ?cache|CodeHeap/i.test(reason)) return 'the code cache'
  return /metaspace|class space/.test(reason) ? 'the compressed class space' : 'tables of the collector'
}

/**
 * What a VM that did not start was refused, by the reason that it prints.
 * @param printed The errno that a warning before names
 */
export function initialization(event: Stored<EventRecord>, printed: number | null): Refusal {
  const reason = String(event.values['reason'] ?? event.quote)
  // A heap or metaspace that cannot hold the first classes.
  if (STARTUP_ERROR.test(reason)) return { operation: 'java-allocation', errno: null, observed: false }
  if (RESERVING.test(reason)) {
    const size = SIZE.exec(reason)
    return {
      operation: 'other',
      errno: ENOMEM,
      observed: false,
      purpose: `reservation of address space for ${reservedFor(reason)} (mmap without access)`,
      ...(size && { bytes: Number(size[1]) * (size[2] === 'K' ? 1024 : 1) }),
    }
  }
  // calloc of as many entries as RLIMIT_NOFILE allows descriptors; containers may have a thousand million (linux_close.c, init)
  if (/file descriptor (?:overflow )?table/.test(reason))
    return {
      operation: 'malloc',
      errno: ENOMEM,
      observed: false,
      purpose:
        'calloc called by native code of the JDK for its table of file descriptors, as long as the hard RLIMIT_NOFILE says',
    }
  // ld.so maps what it loads; its errno is printed behind.
  if (reason.endsWith('Cannot allocate memory'))
    return { operation: 'other', errno: ENOMEM, observed: true, purpose: 'mapping of a shared library (dlopen)' }
  if (/thread/i.test(reason))
    return {
      operation: 'thread-start',
      errno: printed ?? EAGAIN,
      observed: printed !== null,
      purpose: 'start of a thread of the VM',
    }
  return { operation: 'other', errno: null, observed: false }
}
