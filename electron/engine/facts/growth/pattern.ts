/**
 * The shape of a count over time, in this order:
 *
 * - unknown: fewer than five points, or no time between them;
 * - flat: all within what any process opens and closes, or within 2 % of the highest without a slope that is sure;
 * - sawtooth: cleared three times or more, each time by a tenth of the range (theil-sen.ts), which is a tenth of the highest or
 *   more; a clearing at every other point is noise;
 * - step: four fifths of all rises fell into a tenth of the time, and they make up the range, half of it at least and not much more;
 * - linear: the slope is sure (its 95 % interval excludes 0), and half of the points keep within a tenth of the range of the trend;
 * - flat: the slope is not sure, and half of the points keep within a twentieth of the middle value;
 * - unknown: anything else.
 */
import { formatCount, formatPercent, formatQuantity } from '../../../../shared/display/counts.ts'
import type { GrowthPattern } from '../../../../shared/model/analysis.ts'
import { LIMIT_SLACK } from '../ledger.ts'
import type { Sample, Trend } from './theil-sen.ts'

const LEAST_POINTS = 5
const FLAT_RANGE = 0.02
const TOOTH_RANGE = 0.1
const TOOTH_POINTS = 3
const STEP_RISE = 0.8
const STEP_TIME = 0.1
/** Rises that add up to more than this many ranges were taken back in between. */
const MOST_RISE = 1.5
/** Of a count that falls the few rises say nothing. */
const LEAST_RISE = 0.5
const LINEAR_SPREAD = 0.1
const FLAT_SPREAD = 0.05

export interface Pattern {
  pattern: GrowthPattern
  why: string
}

/** Samples in order of x, and the trend of the same samples. */
export function patternOf(samples: readonly Sample[], trend: Trend | null): Pattern {
  const points = formatQuantity(samples.length, 'point')
  const values = samples.map(({ y }) => y).toSorted((left, right) => left - right)
  const [low, high] = [values[0] ?? 0, values.at(-1) ?? 0]
  const range = high - low
  if (samples.length < LEAST_POINTS || !trend) return { pattern: 'unknown', why: `${points}: too few to tell` }
  const between = `between ${formatCount(low)} and ${formatCount(high)}`
  const sure = trend.interval !== null && trend.interval[0] * trend.interval[1] > 0
  if (range <= (sure ? LIMIT_SLACK : Math.max(LIMIT_SLACK, FLAT_RANGE * high)))
    return { pattern: 'flat', why: `All points ${between}` }
  const deep = range >= TOOTH_RANGE * high && samples.length >= TOOTH_POINTS * trend.teeth
  if (trend.teeth > 0 && deep)
    return { pattern: 'sawtooth', why: `Cleared ${formatQuantity(trend.teeth, 'time')}, ${between}` }
  const time = timeOfRise(samples, [LEAST_RISE * range, MOST_RISE * range])
  if (time <= STEP_TIME) {
    return {
      pattern: 'step',
      why: `${formatPercent(STEP_RISE)} of the rise fell into ${formatPercent(time)} of the time, ${between}`,
    }
  }
  const spread = spreadOf(samples, trend.slope)
  if (sure && spread <= LINEAR_SPREAD * range) {
    return {
      pattern: 'linear',
      why: `Half of ${points} within ${formatCount(spread)} of the trend, ${between}`,
    }
  }
  const middle = values[values.length >> 1] ?? 0
  if (!sure && spread <= FLAT_SPREAD * middle) {
    return {
      pattern: 'flat',
      why: `No trend that is sure, half of ${points} within ${formatCount(spread)}, ${between}`,
    }
  }
  return { pattern: 'unknown', why: `${points} ${between} that keep to no trend` }
}

/** The share of the time that the steepest stretches take, which together make up most of all rises; 1 when these are not `within`. */
function timeOfRise(samples: readonly Sample[], [least, most]: readonly [number, number]): number {
  const stretches = samples.slice(1).map((sample, index) => {
    const before = samples[index] ?? sample
    return { rise: Math.max(0, sample.y - before.y), time: sample.x - before.x }
  })
  const all = stretches.reduce((sum, { rise }) => sum + rise, 0)
  const span = (samples.at(-1)?.x ?? 0) - (samples[0]?.x ?? 0)
  if (all < least || all > most || span <= 0) return 1
  let [rise, time] = [0, 0]
  for (const stretch of stretches.toSorted((a, b) => b.rise * a.time - a.rise * b.time)) {
    if (rise >= STEP_RISE * all) break
    rise += stretch.rise
    time += stretch.time
  }
  return time / span
}

/** The median distance from the line of this slope that runs through the middle of the points. */
function spreadOf(samples: readonly Sample[], slope: number): number {
  const offsets = samples.map(({ x, y }) => y - slope * x).toSorted((left, right) => left - right)
  const middle = offsets[offsets.length >> 1] ?? 0
  const distances = offsets.map((offset) => Math.abs(offset - middle)).toSorted((left, right) => left - right)
  return distances[distances.length >> 1] ?? 0
}
