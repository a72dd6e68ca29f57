/** Starts, ends, and starts after an end: the restarts that nobody ordered show as those without a stop before them. */
import type { Stored } from '../../../../shared/model/process-records.ts'
import type { EventRecord } from '../../../../shared/model/records.ts'
import type { EpochMs, Milliseconds, Seconds } from '../../../../shared/model/units.ts'
import { formatExactBytes } from '../../../../shared/display/bytes.ts'
import { citationOf } from '../known.ts'
import type { CrashFacts, ProcessFacts } from '../process-facts.ts'
import { entryOf, type Entry } from './entry.ts'
import type { Instant, Times } from './times.ts'

/** The parts of one server say that they start one after the other, that long after the first at most. */
const STARTS_WITHIN: Milliseconds = 10 * 60_000
const SECOND: Milliseconds = 1000
/** Clocks that are set, and hosts that are suspended for a while, shift `time - uptime` of one start. */
const OTHER_START: Milliseconds = 60_000
// 2026-03-01 10:00:00,100
const DIGITS = /\d+/g

interface LifeLine {
  event: Stored<EventRecord>
  instant: Instant
}

export function lifeEntries(facts: ProcessFacts, times: Times): Entry[] {
  return [
    ...crashEntry(facts, times),
    ...exitEntry(facts, times),
    ...jvmStarts(facts, times),
    ...saidStarts(facts, times),
  ]
}

function crashEntry({ crash }: ProcessFacts, times: Times): Entry[] {
  const instant = times.ofCrash()
  if (!crash || !instant) return []
  const thread = crash.thread === null ? '' : ` in ${crash.thread.value}`
  const title = `Crash: ${problemOf(crash)}${thread}`
  return [entryOf({ ...instant, kind: 'crash', title, tone: 'bad', citation: crash.headline.citation })]
}

function problemOf({ kind, mechanism, requested, signal, headline }: CrashFacts): string {
  if (kind === 'signal' && signal) return signal.value
  if (kind !== 'out-of-memory') return headline.value
  const size = requested ? ` of ${formatExactBytes(requested.value)}` : ''
  return `out of memory${mechanism ? `, ${mechanism.value}${size}` : ''}`
}

function exitEntry({ exit, records }: ProcessFacts, times: Times): Entry[] {
  if (!exit) return []
  const { artifact } = exit.citation
  const instant = exit.at === null ? times.ofFile(artifact) : times.of(artifact, exit.at)
  if (!instant) return []
  // Whole seconds are cut off: what the process did within that second came before its end.
  const last = records.collections.map((record) => times.ofCollection(record)?.at ?? -Infinity)
  const at = [times.ofCrash()?.at ?? -Infinity, ...last].reduce(
    (latest, each) => (each < instant.at + SECOND ? Math.max(latest, each) : latest),
    instant.at,
  )
  const orderly = /^(?:exit (?:code|status) )?0$/.test(exit.value)
  const title = `Process ended: ${exit.value}`
  return [entryOf({ ...instant, at, kind: 'stop', title, tone: orderly ? 'info' : 'bad', citation: exit.citation })]
}

/** By the uptime of the crash log and of GC logs: in one log it begins anew when the JVM does. */
function jvmStarts(facts: ProcessFacts, times: Times): Entry[] {
  const entries: Entry[] = []
  const clock = 'time - uptime'
  const crash = times.ofCrash()
  const uptime = facts.index.number('process.uptime')
  const known: EpochMs[] = []
  if (crash && facts.crash?.uptime != null && uptime) {
    const at = crash.at - Math.round(facts.crash.uptime * 1000)
    known.push(at)
    entries.push(entryOf({ at, clock, kind: 'start', title: 'JVM started', tone: 'good', citation: uptime.citation }))
  }
  const before = new Map<number, { uptime: Seconds }>()
  const logs = new Map(facts.records.artifacts.map(({ id, log }) => [id, log?.sequence ?? id]))
  for (const record of facts.records.collections) {
    if (record.uptime === null || record.at === null) continue
    const log = logs.get(record.artifact) ?? record.artifact
    const last = before.get(log)
    // Records of concurrent cycles end out of order, by some seconds.
    const anew = last !== undefined && record.uptime < last.uptime - 60
    if (last === undefined) before.set(log, { uptime: record.uptime })
    else last.uptime = record.uptime
    if (last !== undefined && !anew) continue
    const at = record.at - Math.round(record.uptime * 1000)
    // Rotated logs and the crash log speak of the same start; an old file may speak of an earlier one.
    const { at: written } = record
    if (!anew && known.some((start) => Math.abs(start - at) < OTHER_START || (at < start && start <= written))) continue
    const again = anew || known.some((start) => start < at)
    known.push(at)
    const title = again ? 'JVM started again: uptimes begin anew' : 'JVM started'
    const [kind, tone] = again ? (['restart', 'warn'] as const) : (['start', 'good'] as const)
    entries.push(entryOf({ at, clock, kind, title, tone, citation: citationOf(record) }))
  }
  return entries
}

/** What servers say of themselves. */
function saidStarts(facts: ProcessFacts, times: Times): Entry[] {
  const lines = facts.records.events
    .filter(({ type }) => type === 'start' || type === 'shutdown')
    .flatMap((event): LifeLine[] => {
      const instant = times.ofEvent(event)
      return instant ? [{ event, instant }] : []
    })
    .toSorted((left, right) => left.instant.at - right.instant.at || left.event.span.line - right.event.span.line)
  const entries: Entry[] = []
  const lives = new Lives(times.ofCrash()?.at ?? null)
  for (const { event, instant } of lines) {
    const found = event.type === 'start' ? lives.start(event, instant.at) : lives.stop(event)
    if (found) entries.push(entryOf({ ...instant, ...found, citation: citationOf(event) }))
  }
  return entries
}

type Said = Pick<Entry, 'kind' | 'title' | 'tone'>

class Lives {
  readonly #crashedAt: EpochMs | null
  /** How the life before ended, as far as the log says; null before the first. */
  #state: 'starting' | 'running' | 'stopping' | 'stopped' | null = null
  #startedAt: EpochMs = -Infinity
  /** Sentences that were said in this start: one that comes again begins another. */
  readonly #said = new Set<string>()

  constructor(crashedAt: EpochMs | null) {
    this.#crashedAt = crashedAt
  }

  start({ values, quote }: Stored<EventRecord>, at: EpochMs): Said | null {
    const sentence = quote.replace(DIGITS, '#')
    const begins = values['phase'] !== 'started'
    const known = this.#said.has(sentence)
    const alive = this.#state === 'starting' || this.#state === 'running'
    if (alive && !known && !begins) {
      this.#said.add(sentence)
      // A part that says later that it is up is no new start. Recovery of a broker's logs may take hours.
      if (this.#state === 'running') return null
      this.#state = 'running'
      return { kind: 'start', title: 'Started: the application is up', tone: 'good' }
    }
    if (alive && !known && at - this.#startedAt <= STARTS_WITHIN) {
      this.#said.add(sentence)
      return null
    }
    const before = this.#state
    const crashed = this.#crashedAt !== null && this.#startedAt < this.#crashedAt && this.#crashedAt <= at
    this.#state = begins ? 'starting' : 'running'
    this.#startedAt = at
    this.#said.clear()
    this.#said.add(sentence)
    if (before === null) return { kind: 'start', title: 'The application starts', tone: 'good' }
    if (before === 'stopped' || before === 'stopping')
      return { kind: 'restart', title: 'Restart after an orderly stop', tone: 'info' }
    if (crashed) return { kind: 'restart', title: 'Restart after the crash', tone: 'warn' }
    return { kind: 'restart', title: 'Restart: no stop was logged before', tone: 'bad' }
  }

  stop({ values }: Stored<EventRecord>): Said | null {
    const ends = values['phase'] === 'stopped'
    const before = this.#state
    this.#state = ends ? 'stopped' : 'stopping'
    if (before === this.#state || (before === 'stopped' && !ends)) {
      this.#state = before
      return null
    }
    const signal = values['signal'] === undefined ? '' : ` by ${values['signal']}`
    return { kind: 'stop', title: ends ? 'Stopped in order' : `An orderly stop begins${signal}`, tone: 'info' }
  }
}
