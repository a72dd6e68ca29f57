/** Whether calls of System.gc() follow a clock. */
import type { Milliseconds } from '../../../../shared/model/units.ts'
import type { Call } from './calls.ts'

export interface Rhythm {
  /** Calls by Java code. */
  calls: number
  /** Median time between them; null with fewer than two. */
  period: Milliseconds | null
  shortest: Milliseconds | null
  longest: Milliseconds | null
  /** Enough of them, and so evenly spaced that a timer must be behind them. */
  regular: boolean
}

/** Three equal gaps may be chance where calls follow from a steady load; with fewer nothing can be said. */
const LEAST_GAPS = 3
/** Timers wait for the end of what they do: a collection of some length is part of the gap. */
const EVEN = 0.05
const EVEN_SHARE = 0.8

export function rhythmOf(calls: readonly Call[]): Rhythm {
  const gaps = calls.flatMap((call) => call.sinceCall ?? []).toSorted((left, right) => left - right)
  const period = gaps[gaps.length >> 1] ?? null
  const even = period === null ? 0 : gaps.filter((gap) => Math.abs(gap - period) <= EVEN * period).length
  return {
    calls: calls.filter((call) => call.fromJava).length,
    period,
    shortest: gaps[0] ?? null,
    longest: gaps.at(-1) ?? null,
    regular: gaps.length >= LEAST_GAPS && even >= EVEN_SHARE * gaps.length,
  }
}
