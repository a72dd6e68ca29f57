/** Things with a time, found by time: logs have thousands of events and thousands of collections. */
import type { EpochMs, Milliseconds } from '../../../../shared/model/units.ts'
import type { Call } from './calls.ts'
import type { Clocks, Moment } from './clocks.ts'

export interface Timed {
  moment: Moment
}

export interface Near<T> {
  item: T
  /** After the collection's end; negative before its start. */
  distance: Milliseconds
  /** It stands between the collection's start and a little after its end, and before the next call. */
  belongs: boolean
}

/** Printed times of a collection and of a log line need not agree better; and when the start of the JVM is only known from a log. */
const EARLY: Milliseconds = 2000
const EARLY_APPROXIMATE: Milliseconds = 5000

export class Timeline<T extends Timed> {
  readonly #clocks: Clocks
  readonly #early: Milliseconds
  readonly #dated: readonly { item: T; at: EpochMs }[]
  /** Without a date: only uptimes can be compared. */
  readonly #undated: readonly T[]

  constructor(items: readonly T[], clocks: Clocks) {
    this.#clocks = clocks
    this.#early = clocks.approximate ? EARLY_APPROXIMATE : EARLY
    this.#dated = items
      .flatMap((item) => (item.moment.at === null ? [] : [{ item, at: item.moment.at }]))
      .toSorted((left, right) => left.at - right.at)
    this.#undated = items.filter((item) => item.moment.at === null)
  }

  get size(): number {
    return this.#dated.length + this.#undated.length
  }

  /** The last one, where none has a time that compares with the collection's. */
  lastUncompared(call: Call): T | null {
    const all = [...this.#dated.map(({ item }) => item), ...this.#undated]
    return all.some(({ moment }) => this.#clocks.between(call.start, moment) !== null) ? null : (all.at(-1) ?? null)
  }

  /** The nearest to the collection; those that belong to it, `late` after its end at the most, before all others. */
  nearest(call: Call, late: Milliseconds): Near<T> | null {
    let best: Near<T> | null = null
    for (const item of this.#candidates(call, late)) {
      const fromStart = this.#clocks.between(call.start, item.moment)
      if (fromStart === null) continue
      const belongs = fromStart >= -this.#early && fromStart <= endOf(call, late)
      const distance = fromStart < 0 ? fromStart : Math.max(0, fromStart - call.pauseMs)
      if (best?.belongs === true && !belongs) continue
      if (best === null || belongs !== best.belongs || Math.abs(distance) < Math.abs(best.distance))
        best = { item, distance, belongs }
    }
    return best
  }

  #candidates(call: Call, late: Milliseconds): T[] {
    const start = call.start.at
    if (start === null) return [...this.#undated, ...this.#dated.map(({ item }) => item)]
    const found: T[] = [...this.#undated]
    let index = this.#firstFrom(start - this.#early)
    const before = this.#dated[index - 1]
    if (before) found.push(before.item)
    for (; index < this.#dated.length; index++) {
      const each = this.#dated[index]
      if (!each) break
      found.push(each.item)
      if (each.at > start + endOf(call, late)) break
    }
    return found
  }

  #firstFrom(at: EpochMs): number {
    let low = 0
    let high = this.#dated.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#dated[middle]?.at ?? Infinity) < at) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** Since the start of the collection. */
function endOf(call: Call, late: Milliseconds): Milliseconds {
  return Math.min(call.pauseMs + late, call.untilCall === null ? Infinity : Math.max(call.untilCall, call.pauseMs))
}
