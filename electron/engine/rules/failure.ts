/** Whether the process failed at all, and how that shows. */
import { formatExactBytes } from '../../../shared/display/bytes.ts'
import { formatDuration } from '../../../shared/display/durations.ts'
import type { MissingFact, Victim } from '../../../shared/model/analysis.ts'
import type { Stored } from '../../../shared/model/process-records.ts'
import type { EventRecord } from '../../../shared/model/records.ts'
import type { Citation } from '../../../shared/model/span.ts'
import { isOfAnotherLife } from '../facts/crash.ts'
import { endWords, failedExit } from '../facts/exit.ts'
import { citationOf } from '../facts/known.ts'
import type { ProcessFacts } from '../facts/process-facts.ts'
import { signalSenderOf } from '../facts/signal-sender.ts'
import { tracedEvent } from '../facts/traced-calls.ts'
import { refusedWith } from './lib/evidence.ts'

export interface Failure {
  /** `The JVM ended of SIGSEGV`, `Map failed`. */
  what: string
  citation: Citation | null
  /** What would tell more of this failure, whatever its cause. */
  missing?: MissingFact
}

/** systemd aborts services that miss their watchdog or their time to stop (WatchdogSignal, TimeoutStopFailureMode; man systemd.service). */
const SENDERS = 'journalctl of that time; the supervisor’s or orchestrator’s log; ausearch -sc kill'

export function failureOf(facts: ProcessFacts): Failure | null {
  const { crash, startupFailure, lateExit, victim, exit } = facts
  if (crash) {
    const signal = crash.kind === 'signal' ? `The JVM died of ${crash.signal?.value ?? 'a signal'}` : null
    const sent = signalSenderOf(facts)
    if (signal !== null && sent?.pid) {
      const missing = { what: `what process ${sent.pid} was, and why it sent that`, capture: SENDERS }
      return { what: `${signal}, sent by process ${sent.pid}`, citation: sent.citation, missing }
    }
    const what =
      signal ??
      (crash.kind === 'internal-error'
        ? 'The JVM ended itself after an internal error'
        : 'The JVM ended itself: it was refused memory')
    return { what, citation: crash.headline.citation }
  }
  if (startupFailure)
    return { what: `The JVM did not start: ${startupFailure.reason}`, citation: startupFailure.citation }
  if (lateExit) {
    const age = formatDuration(lateExit.uptime * 1000)
    const what = `The JVM ended itself ${age} after its start: it could not start a thread of its own, as it does for jcmd, jstack and agents that attach`
    return { what, citation: lateExit.citation }
  }
  if (victim) return { what: tracedWords(facts, victim) ?? victim.citation.quote, citation: victim.citation }
  if (!exit) return neverStarted(facts)
  if (!failedExit(facts)) return null
  const last = lastWordsOf(facts)
  const ended = `The process ${endWords(exit.value)}`
  return last
    ? { what: `${ended} after “${last.quote}”`, citation: citationOf(last) }
    : { what: ended, citation: exit.citation }
}

// [1]: max virtual memory areas vm.max_map_count [65530] is too low ...        bootstrap check failure [1] of [2]: ...
const CHECK = /^(?:\[\d{1,3}\]: |bootstrap check failure )/

/** The launcher or the server's own checks stopped the start, and nothing shows that anything ran afterwards. */
function neverStarted({ records }: ProcessFacts): Failure | null {
  const { events, collections, mappings, threads } = records
  const [first, ...more] = events.filter((event) => event.values['launcher'] === 1 && !isOfAnotherLife(event, records))
  if (!first) return null
  const last = more.findLast(({ artifact }) => artifact === first.artifact) ?? first
  if (collections.length > 0 || mappings.length > 0 || threads.length > 0) return null
  const goesOn = events.some(
    ({ type, artifact, span }) => artifact === last.artifact && span.line > last.span.line && type !== 'shutdown',
  )
  if (goesOn) return null
  // What was found stands below the heading.
  const found = more.find(({ quote, artifact }) => artifact === first.artifact && CHECK.test(quote))
  const what = `It did not start: “${first.quote}”${found ? `: “${found.quote}”` : ''}`
  return { what, citation: citationOf(first) }
}

/** What a failed process said of it that no limit of memory gives: an exception that ended the main thread, or what the launcher did not take. */
export function lastWordsOf({ records }: ProcessFacts): Stored<EventRecord> | null {
  const own = records.events.filter((event) => !isOfAnotherLife(event, records))
  return (
    own.findLast(({ values }) => values['uncaught'] === 'main') ??
    own.find(({ values }) => values['launcher'] === 1) ??
    null
  )
}

/** A line of a trace that only ends a call says nothing of what was asked. */
function tracedWords(facts: ProcessFacts, victim: Victim): string | null {
  const call = tracedEvent(facts, victim)?.values['call']
  if (call === undefined) return null
  const bytes = victim.bytes === null ? '' : ` of ${formatExactBytes(victim.bytes)}`
  return `${String(call)}${bytes}, ${victim.purpose ?? 'of the process'}, ${refusedWith(victim)}`
}
