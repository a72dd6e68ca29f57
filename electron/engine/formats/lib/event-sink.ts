import { LISTED_EVENTS, type EventRecord, type EventType } from '../../../../shared/model/records.ts'
import type { LineNumber } from '../../../../shared/model/units.ts'
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

/** Counts events of all types, and hands them on: of usual ones the first, of others all, which ingest lists some of. */
export class EventSink {
  readonly #context: ParseContext
  readonly #counts = new Map<EventType, number>()

  constructor(context: ParseContext) {
    this.#context = context
  }

  add(event: Omit<EventRecord, 'kind'>): void {
    if (this.skipIfFull(event.type)) return
    this.count(event.type, 1)
    this.#context.emit({ kind: 'event', ...event })
  }

  /** How many there were. */
  counted(type: EventType): number {
    return this.#counts.get(type) ?? 0
  }

  /** Whether events of the type are only counted from here on. */
  isFull(type: EventType): boolean {
    return USUAL.has(type) && this.counted(type) >= LISTED_OF_USUAL
  }

  /** Counts events, such as those that {@link isFull} said are only counted. */
  count(type: EventType, many: number): void {
    if (many > 0) this.#counts.set(type, this.counted(type) + many)
  }

  /** Counts an event that is not worth reading because its type is full; false when it would be kept. */
  skipIfFull(type: EventType): boolean {
    if (!this.isFull(type)) return false
    this.count(type, 1)
    return true
  }

  /**
   * States how many events were only counted. @param lines Of the artifact
   * @returns "1 error, 5432 warnings (first 300 listed)"; empty when there were no events
   */
  end(lines: LineNumber): string {
    const parts = [...this.#counts].map(([type, count]) => {
      const words = `${count} ${WORDS[type][count === 1 ? 0 : 1]}`
      if (!USUAL.has(type))
        return count > 2 * LISTED_EVENTS ? `${words} (first and last ${LISTED_EVENTS} listed)` : words
      const unlisted = count - LISTED_OF_USUAL
      if (unlisted <= 0) return words
      this.#context.emit({ kind: 'unlisted', type, count: unlisted, span: { line: 1, endLine: lines } })
      return `${words} (first ${LISTED_OF_USUAL} listed)`
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
  'call-refused': ['call refused', 'calls refused'],
  'commit-failed': ['failed commit', 'failed commits'],
  'traced-refusal': ['refused system call', 'refused system calls'],
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
