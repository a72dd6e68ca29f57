import { MOST_LISTED_EVENTS, type EventRecord, type EventType } from '../../../../shared/model/records.ts'
import type { ParseContext } from '../format.ts'

/** Of what a log says in its normal life: nothing but the timeline shows it. A log in a loop has millions. */
const LISTED_OF_USUAL = 300
const USUAL: ReadonlySet<EventType> = new Set([
  'log-error',
  'log-warning',
  'segment-rolled',
  'segment-deleted',
  'leadership',
])

function listed(type: EventType): number {
  return USUAL.has(type) ? LISTED_OF_USUAL : MOST_LISTED_EVENTS
}

/** Emits events up to a number for each type and counts them all. */
export class EventSink {
  readonly #context: ParseContext
  readonly #counts = new Map<EventType, number>()

  constructor(context: ParseContext) {
    this.#context = context
  }

  add(event: Omit<EventRecord, 'kind'>): void {
    const count = (this.#counts.get(event.type) ?? 0) + 1
    this.#counts.set(event.type, count)
    if (count <= listed(event.type)) this.#context.emit({ kind: 'event', ...event })
  }

  /** Whether events of the type are only counted from here on. */
  isFull(type: EventType): boolean {
    return (this.#counts.get(type) ?? 0) >= listed(type)
  }

  /** Counts events that {@link isFull} said are only counted. */
  count(type: EventType, many: number): void {
    if (many > 0) this.#counts.set(type, (this.#counts.get(type) ?? 0) + many)
  }

  /** Counts an event that is not worth reading because its type is full; false when it would be kept. */
  skipIfFull(type: EventType): boolean {
    const count = this.#counts.get(type) ?? 0
    if (count < listed(type)) return false
    this.#counts.set(type, count + 1)
    return true
  }

  /** "1 error, 5432 warnings (first 300 listed)"; empty when there were no events. */
  summary(): string {
    const parts = [...this.#counts].map(([type, count]) => {
      const first = count > listed(type) ? ` (first ${listed(type)} listed)` : ''
      return `${count} ${WORDS[type][count === 1 ? 0 : 1]}${first}`
    })
    return parts.join(', ')
  }
}

const WORDS: Record<EventType, readonly [one: string, many: string]> = {
  'log-error': ['error', 'errors'],
  'log-warning': ['warning', 'warnings'],
  'map-failed': ['failed map', 'failed maps'],
  'out-of-memory': ['OutOfMemoryError', 'OutOfMemoryErrors'],
  'unsafe-access-fault': ['fault in mapped memory', 'faults in mapped memory'],
  'stack-overflow': ['stack overflow', 'stack overflows'],
  'thread-start-failed': ['thread not started', 'threads not started'],
  'process-start-failed': ['program not started', 'programs not started'],
  'commit-failed': ['failed commit', 'failed commits'],
  'guard-pages-failed': ['failed change of guard pages', 'failed changes of guard pages'],
  'insufficient-memory': ['fatal memory error', 'fatal memory errors'],
  'fatal-error': ['crash', 'crashes'],
  'vm-initialization-failed': ['failed start of the VM', 'failed starts of the VM'],
  'zgc-map-warning': ['start-up advice of ZGC', 'start-up advices of ZGC'],
  'segment-rolled': ['segment rolled', 'segments rolled'],
  'segment-deleted': ['segment deleted', 'segments deleted'],
  'gc-requested': ['call of System.gc()', 'calls of System.gc()'],
  leadership: ['change of leadership', 'changes of leadership'],
  start: ['start message', 'start messages'],
  shutdown: ['shutdown message', 'shutdown messages'],
  'thread-dump': ['thread dump', 'thread dumps'],
  'oom-kill': ['kill by the OOM killer', 'kills by the OOM killer'],
  'fork-rejected': ['rejected fork', 'rejected forks'],
  'overcommit-refused': ['refused commit', 'refused commits'],
  'data-limit-exceeded': ['refusal by RLIMIT_DATA', 'refusals by RLIMIT_DATA'],
  'kernel-allocation-failed': ['failed allocation of the kernel', 'failed allocations of the kernel'],
  'kernel-segfault': ['segmentation fault', 'segmentation faults'],
  'machine-check': ['hardware error', 'hardware errors'],
}
