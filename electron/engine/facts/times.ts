import type { Citation } from '../../../shared/model/span.ts'
import type { EpochMs } from '../../../shared/model/units.ts'
import { citationOf } from './known.ts'
import type { ProcessFacts, TimeFacts } from './process-facts.ts'

export function timesOf(facts: ProcessFacts): TimeFacts {
  const { records, crash } = facts
  const crashedAt = crash?.at ?? null
  const uptime = crash?.uptime ?? facts.index.number('process.uptime')?.value ?? null
  const start = records.events.findLast((event) => event.type === 'start' && event.at !== null)
  const startedAt =
    crashedAt !== null && uptime !== null
      ? crashedAt - Math.round(uptime * 1000)
      : (startByUptime(facts)?.at ?? start?.at ?? null)
  let lastSeenAt: EpochMs | null = null
  const see = (at: EpochMs | null | undefined): void => {
    if (at !== null && at !== undefined && Number.isFinite(at) && (lastSeenAt === null || at > lastSeenAt))
      lastSeenAt = at
  }
  see(crashedAt)
  for (const event of records.events) see(event.at)
  for (const series of records.series) see(series.at.at(-1))
  for (const listing of facts.listings) see(listing.at)
  const stopped = records.events.findLast((event) => event.type === 'shutdown' && event.at !== null)
  // A log that goes on with a start tells of an earlier end.
  const stop = start && stopped && (start.at ?? 0) > (stopped.at ?? 0) ? undefined : stopped
  const endedAt = crashedAt ?? (facts.exit ? (stop?.at ?? lastSeenAt) : (stop?.at ?? null))
  return { startedAt, crashedAt, endedAt, lastSeenAt, uptime }
}

/** Of a process that lives: what prints its uptime and the time (jcmd VM.info), to the second. */
export function startByUptime({ index }: ProcessFacts): { at: EpochMs; citation: Citation } | null {
  for (const { at, value, ...stated } of index.all('process.uptime')) {
    if (at === null || typeof value !== 'number') continue
    return { at: at - Math.round(value * 1000), citation: citationOf(stated) }
  }
  return null
}
