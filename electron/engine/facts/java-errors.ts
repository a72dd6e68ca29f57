/** The OutOfMemoryError a process ended of or met: a limit that the JVM set itself, never one of the kernel. */
import type { Stored } from '../../../shared/model/process-records.ts'
import type { EventRecord } from '../../../shared/model/records.ts'
import type { Citation } from '../../../shared/model/span.ts'
import type { Milliseconds } from '../../../shared/model/units.ts'
import { failedExit } from './exit.ts'
import { citationOf } from './known.ts'
import type { ProcessFacts } from './process-facts.ts'
import { countWithUnlisted } from './unlisted.ts'
import { STARTUP_ERROR } from './startup-refusals.ts'
import { endingError } from './victims.ts'

/** An array longer than max_array_length, about 2^31 elements (Klass::check_array_allocation_length, klass.cpp): tested before any heap is. */
export const ARRAY_SIZE = /^Requested array size exceeds VM limit/

export interface JavaError {
  /** `Java heap space`, `Metaspace`: the message of the error. */
  reason: string
  citation: Citation
  /**
   * ended: the process ended of it, as far as that can be seen. perhaps: it failed at another time, for what need not be the same
   * reason. survived: it went on, or ended in order. open: nothing shows what came of it.
   */
  outcome: 'ended' | 'perhaps' | 'survived' | 'open'
  /** Errors of this kind; at least so many where a log in a loop has several kinds. */
  count: number
}

/** `OutOfMemory encountered: Java heap space` (debug.cpp, -XX:+CrashOnOutOfMemoryError). */
const CRASH_REASON = /OutOfMemory(?:Error)? encountered: ?(.{0,200})/

/** Null when something else ended the process, or was refused first: an error that was caught before is no cause. */
export function javaErrorOf(facts: ProcessFacts): JavaError | null {
  const { victim, crash } = facts
  if (victim?.operation !== 'java-allocation') return null
  if (crash) {
    const text = `${crash.headline.value}\n${crash.detail?.value ?? ''}`
    const reason = CRASH_REASON.exec(text)?.[1]?.trim() ?? ''
    return { reason, citation: crash.headline.citation, outcome: 'ended', count: 1 }
  }
  const start = startupError(facts)
  if (start) return start
  const ending = endingError(facts)
  const event = ending ?? commonest(facts)
  if (!event) return null
  return {
    reason: String(event.values['reason'] ?? ''),
    citation: citationOf(event),
    outcome: ending ? 'ended' : outcomeOf(event, facts),
    count: countWithUnlisted(
      facts,
      facts.records.events.filter((each) => each.type === 'out-of-memory' && kindOf(each) === kindOf(event)),
    ).count,
  }
}

function startupError({ startupFailure }: ProcessFacts): JavaError | null {
  const reason = STARTUP_ERROR.exec(startupFailure?.reason ?? '')?.[1]
  if (!startupFailure || reason === undefined) return null
  return { reason, citation: startupFailure.citation, outcome: 'ended', count: 1 }
}

/** Whether anything tells of the process after that. */
function livedOn({ at, artifact, span }: Stored<EventRecord>, { records, times }: ProcessFacts): boolean {
  if (records.events.some((each) => each.artifact === artifact && each.span.line > span.endLine)) return true
  const last = records.artifacts.find(({ id }) => id === artifact)?.log?.last.at ?? null
  return at !== null && Math.max(times.lastSeenAt ?? -Infinity, last ?? -Infinity) > at
}

/** A process that fails says its last within this time after what it fails of. */
const LAST_WORDS: Milliseconds = 60_000

/** Of an error that no main thread died of and that the VM did not make an end of. */
function outcomeOf(event: Stored<EventRecord>, facts: ProcessFacts): JavaError['outcome'] {
  if (!failedExit(facts)) return facts.exit || livedOn(event, facts) ? 'survived' : 'open'
  const { lastSeenAt } = facts.times
  return event.at !== null && lastSeenAt !== null && lastSeenAt - event.at > LAST_WORDS ? 'perhaps' : 'ended'
}

function kindOf(event: Stored<EventRecord>): string {
  return String(event.values['reason'] ?? '').replaceAll(/\d+/g, '0')
}

/**
 * Of errors that were all survived the most frequent kind is the trouble; of equals the later. One whose message did not get out
 * (`thrown from the UncaughtExceptionHandler`) is of no kind while another says its own.
 */
function commonest(facts: ProcessFacts): Stored<EventRecord> | null {
  const told = facts.records.events.some((event) => event.type === 'out-of-memory' && kindOf(event) !== '')
  const kinds = new Map<string, { count: number; last: Stored<EventRecord> }>()
  let best: { count: number; last: Stored<EventRecord> } | null = null
  for (const event of facts.records.events) {
    if (event.type !== 'out-of-memory' || (told && kindOf(event) === '')) continue
    const found = { count: (kinds.get(kindOf(event))?.count ?? 0) + 1, last: event }
    kinds.set(kindOf(event), found)
    if (best === null || found.count >= best.count) best = found
  }
  return best?.last ?? null
}
