import { LISTED_EVENTS } from '../../../shared/model/records.ts'

/** Of one key. */
interface Seen<R> {
  count: number
  /** The last ones beyond the first, written over in turn. */
  last: R[]
}

/**
 * Of what a log in a loop or a thousand captures in one file say over and over, the first of each kind are listed, and the last ones:
 * those are nearest to what the process ended of.
 */
export class Listed<K, R> {
  readonly #keyOf: (record: R) => K
  readonly #list: (record: R) => void
  readonly #seen = new Map<K, Seen<R>>()

  /** @param list Takes those that are listed, the last ones only at the end. */
  constructor(keyOf: (record: R) => K, list: (record: R) => void) {
    this.#keyOf = keyOf
    this.#list = list
  }

  add(record: R): void {
    const key = this.#keyOf(record)
    let seen = this.#seen.get(key)
    if (seen === undefined) this.#seen.set(key, (seen = { count: 0, last: [] }))
    if (seen.count < LISTED_EVENTS) this.#list(record)
    else seen.last[seen.count % LISTED_EVENTS] = record
    seen.count++
  }

  /** Lists the last ones. Returns how many there were between, of keys that have so many. */
  end(): { key: K; count: number }[] {
    const unlisted: { key: K; count: number }[] = []
    for (const [key, { count, last }] of this.#seen) {
      const between = count - LISTED_EVENTS - last.length
      const oldest = between > 0 ? count % LISTED_EVENTS : 0
      for (const record of [...last.slice(oldest), ...last.slice(0, oldest)]) this.#list(record)
      if (between > 0) unlisted.push({ key, count: between })
    }
    this.#seen.clear()
    return unlisted
  }
}
