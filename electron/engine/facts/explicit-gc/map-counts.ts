/** How many mappings the process had around a moment, of everything that counted them: metrics, listings, the crash log. */
import type { Citation } from '../../../../shared/model/span.ts'
import type { EpochMs, Milliseconds } from '../../../../shared/model/units.ts'
import { LIMIT_SLACK } from '../ledger.ts'
import type { ProcessFacts } from '../process-facts.ts'
import type { Call } from './calls.ts'
import type { Clocks, Moment } from './clocks.ts'

export interface Count {
  moment: Moment
  at: EpochMs
  /** The most VMAs it can stand for. */
  vmas: number
  citation: Citation
  sampled: boolean
}

export interface CountsAround {
  limit: number
  /** The highest count of all, whenever; null: nothing counted the mappings. */
  peak: Count | null
  /** The last before the collection and the lowest after it, before the next one. */
  before: Count | null
  after: Count | null
  /** The count nearest in time that is at the limit, and how far away it is. */
  atLimit: { count: Count; away: Milliseconds } | null
  /** `before` is a sample of a series that goes on: nothing lasting happened between it and the collection. */
  covered: boolean
  /** What the count can have been at the collection, growing as fast as it ever did since `before`; null: not known. */
  reach: number | null
  /** Whether `reach` gets to the limit. */
  withinReach: boolean
  /** By how much it fell after the collection, when it had risen to more than half the limit; 0: it did not. */
  fall: number
}

/** Two samples this close say more of when they were written than of a rate. */
const LEAST_STEP: Milliseconds = 200
const COVERED: Milliseconds = 60_000
/** A Cleaner needs its time: tens of thousands of mappings take seconds. */
const FALL_WITHIN: Milliseconds = 30_000
/** Less than this share is what comes and goes in any process. */
const LEAST_FALL = 0.2

export class MapCountHistory {
  readonly #limit: number
  readonly #clocks: Clocks
  /** In time order. */
  readonly #counts: readonly Count[]
  readonly #crash: Count | null
  /** Later counts are of a process that is being taken apart. */
  readonly #end: EpochMs
  readonly #atLimit: readonly Count[]
  readonly #peak: Count | null
  /** The fastest rise between neighbouring samples, mappings a millisecond. */
  readonly #rate: number
  /** The usual time between samples. */
  readonly #step: Milliseconds

  constructor(facts: ProcessFacts, clocks: Clocks) {
    this.#clocks = clocks
    this.#limit = facts.limits.maxMapCount.value
    this.#counts = [...sampled(facts, clocks), ...listed(facts, clocks)].toSorted((left, right) => left.at - right.at)
    this.#crash = crashCount(facts, clocks)
    // Printed in whole seconds: what was counted in that second may be later.
    this.#end = (clocks.ofCrash()?.at ?? Infinity) - 1
    this.#atLimit = this.#counts.filter((count) => this.#isAtLimit(count))
    this.#peak = [...this.#counts, ...(this.#crash ? [this.#crash] : [])].reduce<Count | null>(
      (peak, count) => (peak && peak.vmas >= count.vmas ? peak : count),
      null,
    )
    const { rate, step } = paceOf(this.#counts.filter((count) => count.sampled))
    this.#rate = rate
    this.#step = step
  }

  around(call: Call): CountsAround {
    const limit = this.#limit
    const { before, after } = this.#neighbours(call)
    const age = before ? -(this.#clocks.between(call.start, before.moment) ?? 0) : Infinity
    const covered = before !== null && before.sampled && age <= Math.max(COVERED, 3 * this.#step)
    const reach = before?.sampled ? before.vmas + this.#rate * age : null
    const risen = before !== null && before.vmas >= limit / 2
    const lost = before && after ? before.vmas - after.vmas : 0
    return {
      limit,
      peak: this.#peak,
      before,
      after,
      atLimit: this.#nearestAtLimit(call),
      covered,
      reach,
      withinReach: risen && reach !== null && reach >= limit - LIMIT_SLACK,
      fall: risen && lost >= LEAST_FALL * before.vmas ? lost : 0,
    }
  }

  #isAtLimit({ vmas }: Count): boolean {
    return vmas >= this.#limit - LIMIT_SLACK && vmas <= this.#limit + 2
  }

  #neighbours({ start, pauseMs, untilCall }: Call): Pick<CountsAround, 'before' | 'after'> {
    if (start.at === null) return { before: null, after: null }
    const first = firstAfter(this.#counts, start.at)
    const until = Math.min(start.at + Math.min(untilCall ?? Infinity, pauseMs + FALL_WITHIN), this.#end)
    let after: Count | null = null
    // The last count of all may show a process half gone: only one that goes on after it tells.
    for (let index = first; index < this.#counts.length - 1; index++) {
      const count = this.#counts[index]
      if (!count || count.at > until) break
      if (after === null || count.vmas < after.vmas) after = count
    }
    return { before: this.#counts[first - 1] ?? null, after }
  }

  #nearestAtLimit(call: Call): CountsAround['atLimit'] {
    const { at } = call.start
    const first = at === null ? 0 : firstAfter(this.#atLimit, at)
    const candidates = at === null ? [] : [this.#atLimit[first - 1], this.#atLimit[first]]
    if (this.#crash && this.#isAtLimit(this.#crash)) candidates.push(this.#crash)
    let best: CountsAround['atLimit'] = null
    for (const count of candidates) {
      const distance = count ? this.#clocks.between(call.start, count.moment) : null
      if (!count || distance === null) continue
      const away = distance < 0 ? -distance : Math.max(0, distance - call.pauseMs)
      if (best === null || away < best.away) best = { count, away }
    }
    return best
  }
}

/** Index of the first count later than `at`. */
function firstAfter(counts: readonly Count[], at: EpochMs): number {
  let low = 0
  let high = counts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((counts[middle]?.at ?? Infinity) <= at) low = middle + 1
    else high = middle
  }
  return low
}

function paceOf(samples: readonly Count[]): { rate: number; step: Milliseconds } {
  const steps: Milliseconds[] = []
  let rate = 0
  for (const [index, sample] of samples.entries()) {
    const before = samples[index - 1]
    if (!before) continue
    const step = sample.at - before.at
    steps.push(step)
    if (step >= LEAST_STEP) rate = Math.max(rate, (sample.vmas - before.vmas) / step)
  }
  return { rate, step: steps.toSorted((left, right) => left - right)[steps.length >> 1] ?? 0 }
}

function sampled({ records }: ProcessFacts, clocks: Clocks): Count[] {
  return records.series.flatMap((series) => {
    if (series.series !== 'map-count') return []
    const counts: Count[] = []
    for (let point = 0; point < series.value.length; point++) {
      const [at, vmas] = [series.at[point] ?? Number.NaN, series.value[point] ?? Number.NaN]
      if (!Number.isFinite(at) || !Number.isFinite(vmas)) continue
      const line = series.line[point] ?? series.span.line
      // The value is what is known to stand on this line; the quote of the series is that of its first.
      const citation = { artifact: series.artifact, line, endLine: line, quote: String(vmas) }
      counts.push({ moment: clocks.ofTime(at), at, vmas, citation, sampled: true })
    }
    return counts
  })
}

/** Whole listings that say when they were taken. */
function listed(facts: ProcessFacts, clocks: Clocks): Count[] {
  return facts.listings.flatMap(({ complete, fromCrashLog, record, vmas, citation }) =>
    !complete || fromCrashLog || record.at === null
      ? []
      : [{ moment: clocks.ofTime(record.at), at: record.at, vmas, citation, sampled: false }],
  )
}

function crashCount({ crash, ledger }: ProcessFacts, clocks: Clocks): Count | null {
  const moment = clocks.ofCrash()
  if (!crash || !moment || ledger?.listing.artifact !== crash.artifact) return null
  return { moment, at: moment.at ?? Infinity, vmas: ledger.vmas, citation: ledger.listing, sampled: false }
}
