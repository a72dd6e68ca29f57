/** The OutOfMemoryError a process ended of or met: a limit that the JVM set itself, never one of the kernel. */
import type { Stored } from '../../../shared/model/process-records.ts'
import type { EventRecord } from '../../../shared/model/records.ts'
import type { Citation } from '../../../shared/model/span.ts'
import { citationOf } from './known.ts'
import type { ProcessFacts } from './process-facts.ts'
import { endingError } from './victims.ts'

export interface JavaError {
  /** `Java heap space`, `Metaspace`: the message of the error. */
  reason: string
  citation: Citation
  /** The process ended of it, as far as that can be seen. */
  fatal: boolean
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
    return { reason, citation: crash.headline.citation, fatal: true }
  }
  const event = endingError(facts) ?? commonest(facts)
  if (!event) return null
  return {
    reason: String(event.values['reason'] ?? ''),
    citation: citationOf(event),
    fatal: event.values['ending'] !== undefined || facts.exit !== null,
  }
}

/** Of errors that were all survived the most frequent kind is the trouble; of equals the later. */
function commonest(facts: ProcessFacts): Stored<EventRecord> | null {
  const kinds = new Map<string, { count: number; last: Stored<EventRecord> }>()
  let best: { count: number; last: Stored<EventRecord> } | null = null
  for (const event of facts.records.events) {
    if (event.type !== 'out-of-memory') continue
    const kind = String(event.values['reason'] ?? '').replaceAll(/\d+/g, '0')
    const found = { count: (kinds.get(kind)?.count ?? 0) + 1, last: event }
    kinds.set(kind, found)
    if (best === null || found.count >= best.count) best = found
  }
  return best?.last ?? null
}
