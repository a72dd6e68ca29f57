import type { ProcessRecords, Stored } from '../../../shared/model/process-records.ts'
import type { EventRecord, FrameRecord } from '../../../shared/model/records.ts'
import type { ArtifactId } from '../../../shared/model/span.ts'
import type { Seconds } from '../../../shared/model/units.ts'
import { citationOf, CRASH_LOG_FORMAT, FactIndex, type Known } from './known.ts'
import type { CrashFacts, LateExit, ProcessFacts, StartupFailure } from './process-facts.ts'

/**
 * One process can leave several crash logs of one end (`hs_err_pid1.log` and its copy); the one that says most about a refusal
 * is read. All its facts come from that artifact, so that two logs are never mixed into one account.
 */
export function crashOf(facts: ProcessFacts): CrashFacts | null {
  const logs = facts.records.artifacts.filter((artifact) => artifact.format === CRASH_LOG_FORMAT)
  const stated = new Set(facts.index.all('crash.kind').map((fact) => fact.artifact))
  const artifact = logs.map((log) => log.id).find((id) => stated.has(id)) ?? [...stated][0]
  if (artifact === undefined) return crashOfConsole(facts)
  const index = new FactIndex({
    ...facts.records,
    facts: facts.records.facts.filter((fact) => fact.artifact === artifact),
  })
  const kind = index.text('crash.kind')
  if (!kind) return null
  const nativeFrames = framesOf(facts, artifact, 'native')
  const time = index.number('crash.time')
  return {
    kind: kind.value === 'signal' || kind.value === 'internal-error' ? kind.value : 'out-of-memory',
    artifact,
    headingOnly: false,
    headline: index.text('crash.headline') ?? kind,
    mechanism: mechanismOf(index.text('crash.mechanism')),
    requested: index.number('crash.requested-bytes'),
    detail: index.text('crash.detail'),
    location: index.text('crash.location'),
    signal: index.text('crash.signal'),
    signalCode: index.text('crash.signal-code'),
    signalSender: index.number('crash.signal-sender'),
    signalAddress: index.number('crash.signal-address'),
    thread: index.text('crash.thread'),
    threadKind: index.text('crash.thread-kind'),
    threadState: index.text('crash.thread-state'),
    problematicFrame: index.text('crash.problematic-frame'),
    at: time?.value ?? facts.records.artifacts.find((each) => each.id === artifact)?.at ?? null,
    uptime: index.number('process.uptime')?.value ?? null,
    nativeFrames,
    javaFrames: framesOf(facts, artifact, 'java'),
  }
}

/**
 * The console shows the heading of a crash log that nobody kept. A console that goes on with the next life of the process, or that
 * names another process, tells of no end of this one.
 */
function crashOfConsole({ records }: ProcessFacts): CrashFacts | null {
  const event = records.events.findLast(({ type }) => type === 'fatal-error')
  if (!event || isOfAnotherLife(event, records)) return null
  const citation = citationOf(event)
  const said = (key: string): Known<string> | null => {
    const value = event.values[key]
    return value === undefined ? null : { value: String(value), citation, at: event.at }
  }
  const signal = said('signal')
  return {
    kind: signal ? 'signal' : 'internal-error',
    artifact: event.artifact,
    headingOnly: true,
    headline: said('check') ?? { value: event.quote, citation, at: event.at },
    mechanism: null,
    requested: null,
    detail: said('detail'),
    location: null,
    signal,
    signalCode: null,
    signalSender: null,
    signalAddress: null,
    thread: null,
    threadKind: null,
    threadState: null,
    problematicFrame: said('frame'),
    at: event.at,
    uptime: null,
    nativeFrames: [],
    javaFrames: [],
  }
}

/** Whether a console that several lives wrote to has begun the next one behind it, or it names another pid. */
export function isOfAnotherLife(event: Stored<EventRecord>, { pid, events }: ProcessRecords): boolean {
  const stated = Number(event.values['pid'])
  if (pid !== null && Number.isFinite(stated) && stated !== pid) return true
  return events.some(
    ({ type, artifact, span }) => type === 'start' && artifact === event.artifact && span.line > event.span.endLine,
  )
}

function mechanismOf(stated: Known<string> | null): Known<string> | null {
  return stated?.value === 'none' ? null : stated
}

function framesOf(facts: ProcessFacts, artifact: ArtifactId, stack: 'native' | 'java'): readonly Stored<FrameRecord>[] {
  return facts.records.frames
    .filter((frame) => frame.artifact === artifact && frame.stack === stack)
    .toSorted((left, right) => left.index - right.index)
}

const UNITS: Record<string, number> = { K: 1024, M: 1024 ** 2, G: 1024 ** 3 }

/** `Could not reserve enough space for 6291456KB object heap` (universe.cpp, Universe::reserve_heap): 6 442 450 944. */
export function startupFailureOf(facts: ProcessFacts): StartupFailure | null {
  const event = facts.records.events.find((each) => each.type === 'vm-initialization-failed')
  if (!event || isLateExit(event)) return null
  const reason = String(event.values['reason'] ?? event.quote)
  const size = /\b(\d{1,18})\s?([KMG]?)B?\b(?= (?:object heap|bytes))/.exec(reason)
  const bytes = size ? Number(size[1]) * (UNITS[size[2] ?? ''] ?? 1) : null
  return { reason, bytes, event, citation: citationOf(event) }
}

/** Older than a VM is that starts its first threads, even one that is held to a tenth of a processor. */
const LATE: Seconds = 5

/** Whether a VM that says it could not start had been running. */
export function isLateExit({ type, values }: EventRecord): boolean {
  return type === 'vm-initialization-failed' && Number(values['uptime'] ?? 0) >= LATE
}

/**
 * AttachListener::init (attachListener.cpp; JavaThread::vm_exit_on_osthread_failure since 18) ends the VM by
 * vm_exit_during_initialization, though it starts that thread when jcmd, jstack or an agent first attaches.
 */
export function lateExitOf({ records }: ProcessFacts): LateExit | null {
  const event = records.events.find(isLateExit)
  return event ? { uptime: Number(event.values['uptime']), citation: citationOf(event) } : null
}
