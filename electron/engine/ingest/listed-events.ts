import { LISTED_EVENTS, type EventRecord, type EventType, type FormatRecord } from '../../../shared/model/records.ts'
import type { LineNumber } from '../../../shared/model/units.ts'

/** Of one type. */
interface Seen {
  count: number
  /** The last ones beyond the first, written over in turn. */
  last: EventRecord[]
}

/** Of a log in a loop the first events of each type are listed, and the last ones: those are nearest to what the process ended of. */
export class ListedEvents {
  readonly #list: (event: EventRecord) => void
  readonly #types = new Map<EventType, Seen>()

  /** @param list Takes those that are listed, the last ones only at the end. */
  constructor(list: (event: EventRecord) => void) {
    this.#list = list
  }

  add(event: EventRecord): void {
    let seen = this.#types.get(event.type)
    if (seen === undefined) this.#types.set(event.type, (seen = { count: 0, last: [] }))
    if (seen.count < LISTED_EVENTS) this.#list(event)
    else seen.last[seen.count % LISTED_EVENTS] = event
    seen.count++
  }

  /** Lists the last ones. Returns how many there were between, of types that have so many. @param lines Of the artifact */
  end(lines: LineNumber): FormatRecord[] {
    const unlisted: FormatRecord[] = []
    for (const [type, { count, last }] of this.#types) {
      const between = count - LISTED_EVENTS - last.length
      const oldest = between > 0 ? count % LISTED_EVENTS : 0
      for (const event of [...last.slice(oldest), ...last.slice(0, oldest)]) this.#list(event)
      if (between > 0) unlisted.push({ kind: 'unlisted', type, count: between, span: { line: 1, endLine: lines } })
    }
    this.#types.clear()
    return unlisted
  }
}
