/** All that happened to all processes, on one clock. */
import { z } from 'zod'
import { timelineKinds, type ProcessAnalysis, type TimelineEvent } from '../analysis.ts'
import type { EpochMs, Milliseconds } from '../units.ts'
import { at as placed, iso, place, type Paths } from '../json-places.ts'

const EventJson = placed.extend({
  /** UTC. */
  at: z.iso.datetime(),
  /** End of a burst or a span of time; equal to `at` for a moment. */
  until: z.iso.datetime(),
  /** Seconds since the start of the life it falls into; null where that is not known, or the event is of several processes. */
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

/** An application says that it is up some time after its JVM was started. */
const START_SLACK: Milliseconds = 30_000

/** When the lives began that this process's artifacts speak of: a log may go back to the life before. */
function lifeStarts({ startedAt, timeline }: ProcessAnalysis): EpochMs[] {
  const first = timeline.find(({ kind }) => kind === 'start')
  const starts = timeline.filter((event) => event === first || event.kind === 'restart').map(({ at }) => at)
  if (startedAt === null) return starts
  // Both tell of one start; the earlier is that of the JVM.
  const same = starts.findIndex((at) => Math.abs(at - startedAt) <= START_SLACK)
  return same === -1 ? [...starts, startedAt] : starts.with(same, Math.min(startedAt, starts[same] ?? startedAt))
}

function uptimeAt(at: EpochMs, starts: readonly EpochMs[]): number | null {
  const start = Math.max(...starts.filter((each) => each <= at))
  return Number.isFinite(start) ? (at - start) / 1000 : null
}

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
  const lives = processes.map((process): Life => ({ label: process.label, starts: lifeStarts(process) }))
  return [...events.values()]
    .toSorted((left, right) => left.event.at - right.event.at)
    .flatMap(({ event, of }) => eventJson(event, of, lives, paths) ?? [])
}

interface Life {
  label: string
  starts: readonly EpochMs[]
}

function eventJson(event: TimelineEvent, of: number[], lives: readonly Life[], paths: Paths): EventJson | null {
  const [start, until] = [iso(event.at), iso(event.until)]
  if (start === null || until === null) return null
  const only = of.length === 1 ? lives[of[0] ?? 0] : undefined
  const { kind, title, count, tone, clock, citation } = event
  return {
    at: start,
    until,
    uptime: only === undefined ? null : uptimeAt(event.at, only.starts),
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
