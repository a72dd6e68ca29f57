/**
 * A thread that was not started is told up to three times: by os::create_thread (os_linux.cpp, since 9), by JVM_StartThread with the
 * name of the thread (jvm.cpp, since 16), and by whoever catches the OutOfMemoryError that it then throws. That is one refusal.
 */
import type { Stored } from '../../../shared/model/process-records.ts'
import type { EventRecord } from '../../../shared/model/records.ts'
import type { ArtifactId } from '../../../shared/model/span.ts'
import type { EpochMs, LineNumber, Milliseconds } from '../../../shared/model/units.ts'
import { dateOf } from './dates.ts'
import type { ProcessFacts } from './process-facts.ts'

type ThreadEvent = Stored<EventRecord>

/** The exception is thrown at once; a logger may write it somewhat later, behind what other threads say. */
const WITHIN: Milliseconds = 5000
const WITHIN_LINES: LineNumber = 200
/** Nothing but the words of other threads stands between. */
const LINES_TO_END: LineNumber = 8

const UNNAMED = 'Unknown thread'
// Failed to start thread "GC Thread#3" - pthread_create failed (EAGAIN)     one of the VM itself: nobody gets an exception for it
const OF_VM = /Failed to start thread "(?!Unknown thread)/

/** Of each event that tells once more of a refused thread, the one that told of it first. */
export function retoldThreadsOf(facts: ProcessFacts): ReadonlyMap<ThreadEvent, ThreadEvent> {
  const events = facts.records.events.filter(({ type }) => type === 'thread-start-failed')
  const times = new Map(events.map((event) => [event, event.at ?? dateOf(event.uptime, facts)]))
  const pairs = new Pairs(times)
  for (const artifact of new Set(events.map((event) => event.artifact))) {
    const own = events.filter((event) => event.artifact === artifact)
    pairs.join(own.toSorted((left, right) => left.span.line - right.span.line))
  }
  // The console and the log are two files: only their times tell what belongs together.
  const timed = events.filter((event) => times.get(event) != null)
  pairs.join(timed.toSorted((left, right) => (times.get(left) ?? 0) - (times.get(right) ?? 0)))
  for (const end of facts.records.events.filter(endsForThread)) {
    const warning = events.findLast(
      ({ artifact, span, values }) =>
        artifact === end.artifact &&
        values['call'] !== undefined &&
        span.endLine < end.span.line &&
        end.span.line - span.endLine <= LINES_TO_END,
    )
    if (warning && !pairs.retold.has(warning)) pairs.retold.set(warning, end)
  }
  return pairs.retold
}

/** The exception that tells of the same refusal as a warning of the VM. */
export function thrownFor(
  { artifact, span }: { artifact: ArtifactId; span: { line: LineNumber } },
  { retoldThreads }: ProcessFacts,
): ThreadEvent | null {
  for (const [later, first] of retoldThreads)
    if (later.values['reason'] !== undefined && first.artifact === artifact && first.span.line === span.line)
      return later
  return null
}

/** Whether the VM ended, or did not start, since a thread of its own was refused (vm_exit_out_of_memory, vm_exit_during_initialization). */
function endsForThread({ type, values, quote }: ThreadEvent): boolean {
  if (type === 'vm-initialization-failed') return /thread/i.test(String(values['reason'] ?? quote))
  return type === 'insufficient-memory' && /thread/i.test(String(values['detail'] ?? ''))
}

/** The errno of pthread_create that was printed before that; null where it was not. */
export function printedErrno(event: ThreadEvent, { retoldThreads }: ProcessFacts): string | number | null {
  for (const [warning, end] of retoldThreads)
    if (end === event && warning.values['call'] !== undefined) return warning.values['errno'] ?? null
  return null
}

class Pairs {
  readonly retold = new Map<ThreadEvent, ThreadEvent>()
  readonly #times: ReadonlyMap<ThreadEvent, EpochMs | null>
  /** Warnings whose name, and those whose exception, is known. */
  readonly #named = new Set<ThreadEvent>()
  readonly #thrown = new Set<ThreadEvent>()

  constructor(times: ReadonlyMap<ThreadEvent, EpochMs | null>) {
    this.#times = times
  }

  /** @param events In their order: each belongs to the last before it that lacks it */
  join(events: readonly ThreadEvent[]): void {
    const unnamed: ThreadEvent[] = []
    const unthrown: ThreadEvent[] = []
    for (const event of events) {
      if (this.retold.has(event)) continue
      const { values, quote } = event
      if (values['reason'] !== undefined) this.#joinTo(unthrown, event, this.#thrown)
      else if (values['call'] === undefined && this.#joinTo(unnamed, event, this.#named)) continue
      else if (!OF_VM.test(quote)) {
        if (!this.#thrown.has(event)) unthrown.push(event)
        const named = values['call'] === undefined || (values['thread'] ?? UNNAMED) !== UNNAMED
        if (!named && !this.#named.has(event)) unnamed.push(event)
      }
    }
  }

  #joinTo(open: ThreadEvent[], event: ThreadEvent, joined: Set<ThreadEvent>): boolean {
    const first = open.at(-1)
    if (!first || !this.#areNear(first, event)) return false
    open.pop()
    joined.add(first)
    this.retold.set(event, first)
    return true
  }

  #areNear(first: ThreadEvent, later: ThreadEvent): boolean {
    const [before, after] = [this.#times.get(first) ?? null, this.#times.get(later) ?? null]
    if (before !== null && after !== null) return Math.abs(after - before) <= WITHIN
    return first.artifact === later.artifact && later.span.line - first.span.endLine <= WITHIN_LINES
  }
}
