/** What the kernel says of Java processes where all artifacts are of a host and none of a process: it is what they tell of. */
import type { Stored } from '../../../shared/model/process-records.ts'
import type { EventRecord, EventType } from '../../../shared/model/records.ts'
import type { ProcessFacts } from './process-facts.ts'

/** The launcher's name, or jsvc's; the kernel prints the comm of a process's first thread, or of the thread that it tells of. */
const JVM_COMM = /^(?:java|jsvc)\b/
/** Threads have names of their own; only a JVM runs code of these. */
const JVM_LIBRARY = /^lib(?:jvm|j9vm\d{0,2}|java|jimage)\.so/

/** The last one of the type that is of a JVM. */
export function loneEventOf({ records }: ProcessFacts, type: EventType): Stored<EventRecord> | null {
  if (records.artifacts.some(({ scope }) => scope === 'process')) return null
  return records.events.findLast((event) => event.type === type && isOfJvm(event)) ?? null
}

/** By the name of the process, the library that it faulted in, or the name of its service. */
export function isOfJvm({ values }: EventRecord): boolean {
  if (values['jvm'] === 1) return true
  return JVM_COMM.test(String(values['comm'] ?? '')) || JVM_LIBRARY.test(String(values['library'] ?? ''))
}
