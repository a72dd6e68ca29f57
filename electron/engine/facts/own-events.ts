/**
 * Whose events are whose: the journal of a service has the lines of all its lives, each with the pid of the process that wrote it. What
 * another life said is no evidence here.
 */
import type { ProcessRecords, Stored } from '../../../shared/model/process-records.ts'
import type { EventRecord } from '../../../shared/model/records.ts'

/** The same records without what other processes wrote. */
export function withOwnEvents(records: ProcessRecords): ProcessRecords {
  const { pid, others = [], events } = records
  if (pid === null || !events.some(({ values }) => typeof values['writer'] === 'number')) return records
  const strangers = new Set(others.map((other) => other.pid))
  // A script that starts a JVM may be the writer of all: its number says nothing, unless the process itself is a writer, too.
  const own = new Set(events.filter(({ values }) => values['writer'] === pid).map(({ artifact }) => artifact))
  const isOwn = ({ values, artifact }: Stored<EventRecord>): boolean => {
    const writer = values['writer']
    return typeof writer !== 'number' || writer === pid || (!own.has(artifact) && !strangers.has(writer))
  }
  return events.every(isOwn) ? records : { ...records, events: events.filter(isOwn) }
}
