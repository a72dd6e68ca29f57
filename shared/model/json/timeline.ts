/** All that happened to all processes, on one clock. */
import { z } from 'zod'
import { timelineKinds, type ProcessAnalysis, type TimelineEvent } from '../analysis.ts'
import { iso, place, PlaceJson, type Paths } from './place.ts'

const EventJson = PlaceJson.extend({
  /** UTC. */
  at: z.iso.datetime(),
  /** End of a burst or a span of time; equal to `at` for a moment. */
  until: z.iso.datetime(),
  /** Seconds since the start of the process; null where that is not known, or the event is of several processes. */
  uptime: z.number().nullable(),
  /** Label of the process; null for an event of several: of the host, or of what they share. */
  process: z.string().nullable(),
  /** Places of those processes in `processes`. */
  processes: z.array(z.number().int()),
  kind: z.enum(timelineKinds),
  title: z.string(),
  count: z.number().int(),
  tone: z.enum(['bad', 'warn', 'good', 'info']),
  /** How the time is known: `time stamp`, or what it was made of. */
  clock: z.string(),
  text: z.string(),
})
export const TimelineJson = z.array(EventJson)
type EventJson = z.infer<typeof EventJson>

const STATED = 'time stamp'

/** In time order. What several processes tell of one line is one event of all of them. */
export function timelineJson(processes: readonly ProcessAnalysis[], paths: Paths): EventJson[] {
  const events = new Map<string, { event: TimelineEvent; of: number[] }>()
  for (const [index, { timeline }] of processes.entries()) {
    for (const event of timeline) {
      const { at, kind, title, citation } = event
      const key = `${at} ${citation.artifact} ${citation.line} ${kind} ${title}`
      const known = events.get(key)
      if (known === undefined) events.set(key, { event, of: [index] })
      else if (!known.of.includes(index)) known.of.push(index)
    }
  }
  return [...events.values()]
    .toSorted((left, right) => left.event.at - right.event.at)
    .flatMap(({ event, of }) => eventJson(event, of, processes, paths) ?? [])
}

function eventJson(
  event: TimelineEvent,
  of: number[],
  processes: readonly ProcessAnalysis[],
  paths: Paths,
): EventJson | null {
  const [at, until] = [iso(event.at), iso(event.until)]
  if (at === null || until === null) return null
  const only = of.length === 1 ? processes[of[0] ?? 0] : undefined
  const startedAt = only?.startedAt ?? null
  const { kind, title, count, tone, clock, citation } = event
  return {
    at,
    until,
    uptime: startedAt === null || event.at < startedAt ? null : (event.at - startedAt) / 1000,
    process: only?.label ?? null,
    processes: of,
    kind,
    title,
    count,
    tone,
    clock: clock === '' ? STATED : clock,
    ...place(citation, paths),
    text: citation.quote,
  }
}
