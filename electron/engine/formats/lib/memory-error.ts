/** What an OutOfMemoryError says by its message. */
import type { EventType } from '../../../../shared/model/records.ts'

// Failed to create a thread: retVal -1073741830, errno 11                                                          (OpenJ9, vmthread.cpp)
const OPENJ9_THREAD = /^Failed to create a thread: retVal -?\d{1,12}(?:, errno (\d{1,4}))?/

// pthread_create (1040KB stack) failed: Try again                                                                   (Android, thread.cc)
const ART_THREAD = /^pthread_create \(\d{1,9}KB stack\) failed: /

/** "unable to create new native thread" (8), "unable to create native thread: possibly out of memory ..." (11+) is a refused thread. */
export function memoryError(reason: string): { type: EventType; values: Record<string, string | number> } {
  const errno = OPENJ9_THREAD.exec(reason)
  const starting = errno !== null || ART_THREAD.test(reason) || /^unable to create (?:new )?native thread/i.test(reason)
  const values = errno?.[1] === undefined ? { reason } : { reason, errno: Number(errno[1]) }
  return { type: starting ? 'thread-start-failed' : 'out-of-memory', values }
}
