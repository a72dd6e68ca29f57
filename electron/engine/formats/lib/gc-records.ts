/** Where the records of a GC log leave a parser: counted, so that the region of the log can say what stands in it. */
import type { FactKey, FactValue } from '../../../../shared/model/facts.ts'
import type { GcRecord } from '../../../../shared/model/records.ts'
import type { LineNumber, Milliseconds } from '../../../../shared/model/units.ts'
import type { ParseContext } from '../format.ts'
import { addMs, EXPLICIT_CAUSE } from './gc-text.ts'
import { quoteOf } from './quote.ts'

export type Collection = GcRecord['collection']

/** A year of collections, four a minute; a log with more is damaged or made up. */
const LISTED = 2_000_000

const WORDS: readonly (readonly [Collection, one: string, many: string])[] = [
  ['young', 'young', 'young'],
  ['initial-mark', 'that starts a concurrent cycle', 'that start a concurrent cycle'],
  ['mixed', 'mixed', 'mixed'],
  ['full', 'full', 'full'],
  ['remark', 'remark', 'remarks'],
  ['cleanup', 'cleanup', 'cleanups'],
  ['concurrent-cycle', 'concurrent cycle', 'concurrent cycles'],
  ['other', 'other', 'others'],
]

export class GcRecords {
  readonly #context: ParseContext
  readonly #counts = new Map<Collection, number>()
  readonly #facts = new Set<string>()
  #total = 0
  #explicit = 0
  #longest: { ms: Milliseconds; line: LineNumber } = { ms: 0, line: 0 }
  #stopped: Milliseconds = 0

  constructor(context: ParseContext) {
    this.#context = context
  }

  add(record: GcRecord): void {
    const { collection, cause, pauseMs, span } = record
    this.#total++
    this.#counts.set(collection, (this.#counts.get(collection) ?? 0) + 1)
    if (cause === EXPLICIT_CAUSE) this.#explicit++
    if (pauseMs !== null) {
      this.#stopped = addMs(this.#stopped, pauseMs)
      if (pauseMs > this.#longest.ms) this.#longest = { ms: pauseMs, line: span.line }
    }
    if (this.#total > LISTED) return
    this.#context.emit(record)
  }

  /** States a fact unless the log has said just that before (each start of the VM repeats it). */
  fact(key: FactKey, value: FactValue, line: LineNumber, text: string): void {
    const statement = `${key} ${value}`
    if (this.#facts.has(statement)) return
    this.#facts.add(statement)
    this.#context.emit({ kind: 'fact', key, value, at: null, span: { line, endLine: line }, quote: quoteOf(text) })
  }

  /** "3 collections: 2 young, 1 full; 1 by System.gc(). Stopped for at most 12.5 ms by one (line 40), for 0.021 s by all." */
  summary(): string {
    if (this.#total === 0) return 'No collections.'
    const noun = this.#total === 1 ? 'collection' : 'collections'
    const kinds = WORDS.flatMap(([collection, one, many]) => {
      const count = this.#counts.get(collection)
      return count === undefined ? [] : [`${count} ${count === 1 ? one : many}`]
    })
    const listed = this.#total > LISTED ? ` (first ${LISTED} listed)` : ''
    const explicit = this.#explicit === 0 ? 'none' : `${this.#explicit}`
    const { ms, line } = this.#longest
    const pauses =
      line === 0
        ? ''
        : ` Stopped for at most ${ms} ms by one (line ${line}), for ${Math.round(this.#stopped) / 1000} s by all.`
    return `${this.#total} ${noun}${listed}: ${kinds.join(', ')}; ${explicit} by ${EXPLICIT_CAUSE}.${pauses}`
  }
}
