/** Calls of native code that an exception or a line of the log says were refused: what they asked the kernel for. */
import type { VictimOperation } from '../../../shared/model/analysis.ts'
import type { Stored } from '../../../shared/model/process-records.ts'
import type { EventRecord } from '../../../shared/model/records.ts'
import type { Refusal } from './victims.ts'

const EAGAIN = 11
const ENOMEM = 12

export const MADVISE_PURPOSE = 'madvise called by native code of the application'

/** mdb_env_map (LMDB, mdb.c) and PosixMmapReadableFile (LevelDB, env_posix.cc) map their files; nothing else of them is near the kernel. */
const MAPPING_STORE = /^org\.(?:lmdbjava|fusesource\.(?:lmdbjni|leveldbjni))\./
const MAPPING_CALL = /^m(?:map|remap)$/
const JDK_FRAME = /^(?:[\w.@-]{1,100}\/)?(?:java|javax|jdk|sun)\./
const OF_RANGES = /^(?:munmap|mprotect|madvise|mlock)$/

export const IO_URING_PURPOSE = 'rings of io_uring, memory that stays locked'

/** How the purpose of such a refusal begins. */
export const KERNEL_MEMORY = 'memory of the kernel itself'

/** Null where descriptors ran out, which is no memory. */
export function refusedCall({ values }: Stored<EventRecord>): Refusal | null {
  // madvise answers EAGAIN where a mapping could not be cut in two (mm/madvise.c).
  if (values['errno'] === 'EAGAIN' && values['call'] === 'madvise')
    return { operation: 'other', errno: EAGAIN, observed: true, purpose: MADVISE_PURPOSE }
  if (values['errno'] !== 'ENOMEM') return null
  const [call, exception, frame] = ['call', 'exception', 'frame'].map((name) => String(values[name] ?? ''))
  const refusal: Refusal = { operation: 'other', errno: ENOMEM, observed: true }
  if (call === 'io_uring') return { ...refusal, purpose: IO_URING_PURPOSE }
  if (exception === 'java.lang.UnsatisfiedLinkError')
    return { ...refusal, purpose: 'mapping of a shared library (dlopen)' }
  if (MAPPING_CALL.test(call ?? '') || MAPPING_STORE.test(exception ?? ''))
    return { ...refusal, operation: 'mmap-file', purpose: 'mmap called by native code of the application' }
  if (OF_RANGES.test(call ?? '')) return { ...refusal, purpose: `${call} called by native code of the application` }
  // Sockets, files and descriptors are made of memory of the kernel's own: no limit of the address space refuses that.
  if (call !== '' || JDK_FRAME.test(frame ?? ''))
    return {
      operation: 'other',
      errno: null,
      observed: false,
      purpose: `${KERNEL_MEMORY}, for ${call === '' ? frame : call}`,
    }
  return { ...refusal, purpose: 'native code of the application' }
}

/** An application that reports a refused system call by name: `madvise failed, errno=11 (Cannot allocate memory)`. */
const NATIVE_CALL =
  /\b(mmap|mmap64|munmap|mprotect|madvise|mremap|mlock|mbind)(?:\(\d?\))?\b[^\n]{0,80}?\b(?:failed|errno|error)\b/i
const ERRNO_TEXT = /\berrno\s?[=:]?\s?(\d{1,3})\b/

export function nativeCall(event: Stored<EventRecord>): Refusal | null {
  const call = NATIVE_CALL.exec(event.quote)?.[1]?.toLowerCase()
  if (call === undefined) return null
  const errno = ERRNO_TEXT.exec(event.quote)?.[1]
  const zip = event.quote.includes('CEN and END part of zip file')
  const purpose = `${call} called by native code of ${zip ? 'the JDK for the directory of a jar or zip file' : 'the application'}`
  const operation: VictimOperation =
    call === 'mprotect' ? 'mprotect' : call === 'munmap' ? 'munmap' : call.startsWith('mmap') ? 'mmap-file' : 'other'
  return { operation, errno: errno === undefined ? null : Number(errno), observed: errno !== undefined, purpose }
}
