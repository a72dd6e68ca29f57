/** What speaks for and against one who may have asked for a collection. */
import type { WeighedGcCause } from '../../../../shared/model/analysis.ts'
import type { Stored } from '../../../../shared/model/process-records.ts'
import type { EventRecord } from '../../../../shared/model/records.ts'
import type { Citation } from '../../../../shared/model/span.ts'
import { formatDuration } from '../../../../shared/display/durations.ts'
import type { Milliseconds } from '../../../../shared/model/units.ts'
import { citationOf } from '../known.ts'
import type { ProcessFacts } from '../process-facts.ts'
import type { Arguments } from './arguments.ts'
import type { Call } from './calls.ts'
import type { Clocks, Moment } from './clocks.ts'
import type { MapCountHistory } from './map-counts.ts'
import type { Rhythm } from './rhythm.ts'
import type { RmiFacts } from './rmi-facts.ts'
import { Timeline } from './timeline.ts'

export type Candidate = WeighedGcCause['cause']

/** weak: fits, as it would fit others. strong: is seldom otherwise. decisive: settles it, unless its opposite is settled too. */
export type Weight = 'weak' | 'strong' | 'decisive'

export interface Sign {
  stance: 'for' | 'against'
  weight: Weight
  /** A clause with numbers, without a full stop and without a capital at its beginning. */
  claim: string
  citation: Citation | null
}

export function speaksFor(weight: Weight, claim: string, citation: Citation | null = null): Sign {
  return { stance: 'for', weight, claim, citation }
}

export function speaksAgainst(weight: Weight, claim: string, citation: Citation | null = null): Sign {
  return { stance: 'against', weight, claim, citation }
}

export interface TimedEvent {
  event: Stored<EventRecord>
  moment: Moment
}

/** Signs of one candidate for one call. */
export type SignsOf = (call: Call) => Sign[]

/** What all candidates are weighed with. */
export interface Scene {
  facts: ProcessFacts
  clocks: Clocks
  counts: MapCountHistory
  rhythm: Rhythm
  arguments: Arguments
  rmi: RmiFacts
  mapFailures: Timeline<TimedEvent>
  /** Mappings and threads that the kernel refused. */
  refusals: Timeline<TimedEvent>
  directFailures: Timeline<TimedEvent>
  /** Log lines that say that code of the application asks for a collection. */
  requests: Timeline<TimedEvent>
  /** Stacks that stood in System.gc(), by whom their callers stand for. */
  stacks: ReadonlyMap<Candidate, Timeline<TimedEvent>>
}

/** Bits.reserveMemory: `Direct buffer memory` up to JDK 16, then with the numbers. */
const DIRECT = /^(?:Direct buffer memory|Cannot reserve \d{1,20} bytes of direct buffer memory)/
const REFUSALS: ReadonlySet<EventRecord['type']> = new Set([
  'thread-start-failed',
  'commit-failed',
  'call-refused',
  'traced-refusal',
  'guard-pages-failed',
  'insufficient-memory',
])
/** `System.gc()`, `Runtime.getRuntime().gc()` in a message. */
const GC_CALL = /\b(?:System|Runtime|getRuntime\(\))\.gc\(\)/

export function timelinesOf(
  facts: ProcessFacts,
  clocks: Clocks,
): Pick<Scene, 'mapFailures' | 'refusals' | 'directFailures' | 'requests' | 'stacks'> {
  const timeline = (is: (event: Stored<EventRecord>) => boolean): Timeline<TimedEvent> => {
    const events = facts.records.events.filter(is).map((event) => ({ event, moment: clocks.ofEvent(event) }))
    return new Timeline(events, clocks)
  }
  return {
    mapFailures: timeline(({ type }) => type === 'map-failed'),
    refusals: timeline(({ type }) => REFUSALS.has(type)),
    directFailures: timeline(isDirectFailure),
    requests: timeline(
      ({ type, quote, values }) =>
        (type === 'gc-requested' && values['caller'] === undefined) ||
        ((type === 'log-warning' || type === 'log-error') && GC_CALL.test(quote)),
    ),
    stacks: new Map(
      CALLERS.map(([, candidate]) => [
        candidate,
        timeline(({ type, values }) => type === 'gc-requested' && candidateOf(values['caller']) === candidate),
      ]),
    ),
  }
}

/** Who stands in the frame above System.gc(): the first that fits. */
const CALLERS: readonly (readonly [caller: RegExp, candidate: Candidate])[] = [
  [/^sun\.nio\.ch\.FileChannelImpl\./, 'nio-map-retry'],
  [/^java\.nio\.Bits\./, 'direct-memory'],
  [/^sun\.(?:misc|rmi\.transport)\.GC\$/, 'rmi-dgc'],
  [/^/, 'application'],
]

export function candidateOf(caller: string | number | undefined): Candidate | null {
  return caller === undefined ? null : (CALLERS.find(([pattern]) => pattern.test(String(caller)))?.[1] ?? null)
}

/** A dump prints whole seconds. */
const DUMPED_WITHIN: Milliseconds = 2000

/** A thread that stood in System.gc() at that time, or at another. */
export function stackSigns({ stacks }: Scene, call: Call, candidate: Candidate): Sign[] {
  const near = stacks.get(candidate)?.nearest(call, DUMPED_WITHIN)
  if (!near) return []
  const { event } = near.item
  const thread = `the thread "${event.values['thread'] ?? ''}" stood in System.gc(), called by ${event.values['caller'] ?? ''}`
  return near.belongs
    ? [speaksFor('decisive', `${thread}, at that time`, citationOf(event))]
    : [speaksFor('strong', `${thread}, ${distanceWords(near.distance)}`, citationOf(event))]
}

/** `1.2 s after it`, `40 ms before it`. */
export function distanceWords(distance: Milliseconds): string {
  return `${formatDuration(Math.abs(distance))} ${distance < 0 ? 'before' : 'after'} it`
}

export function isDirectFailure({ type, values }: Stored<EventRecord>): boolean {
  return type === 'out-of-memory' && DIRECT.test(String(values['reason'] ?? ''))
}
