/** How the number of mappings grew, how fast, and when it reaches the limit. */
import type { Growth, GrowthPoint } from '../../../shared/model/analysis.ts'
import type { Milliseconds } from '../../../shared/model/units.ts'
import { patternOf } from './growth/pattern.ts'
import { gatherPoints } from './growth/points.ts'
import { reconstructed } from './growth/reconstruction.ts'
import { trendOf, type Sample, type Trend } from './growth/theil-sen.ts'
import { LIMIT_SLACK } from './ledger.ts'
import { lifeOf } from './life.ts'
import type { ProcessFacts } from './process-facts.ts'

const HOUR: Milliseconds = 3_600_000
/** The part of the time at the end that must still show growth, so that the trend may be carried on. */
const RECENT = 0.25
const RECENT_POINTS = 4
/** So many points that were measured make a trend of their own: what is reconstructed is then left out of it. */
const MEASURED_ENOUGH = 3

/** null: no count of the mappings with a time. Slopes are mappings an hour; `hoursToLimit` counts from the last point. */
export function growthOf(facts: ProcessFacts): Growth | null {
  const { points: measured, notes } = gatherPoints(facts)
  if (measured.length === 0) return null
  const { points: further, note } = reconstructed(facts, measured)
  if (note !== null) notes.push(note)
  const points = [...measured, ...further].toSorted((left, right) => left.at - right.at)
  const ownTrend = measured.length >= MEASURED_ENOUGH ? trendOf(samplesOf(measured)) : null
  const told = ownTrend ? measured : points
  const last = told.at(-1)
  if (!last) return null
  const limit = facts.limits.maxMapCount.value
  const trend = ownTrend ?? trendOf(samplesOf(points))
  if (!ownTrend && trend) notes.push('The trend is that of the reconstructed points: too few were measured')
  if (trend && trend.teeth > 0) {
    notes.push(
      `The count was cleared ${trend.teeth} times: the trend compares only what stood before, and after, each clearing`,
    )
  }
  const stalled = trend !== null && trend.slope > 0 && last.vmas < limit - LIMIT_SLACK && hasStalled(told, trend)
  if (stalled) notes.push('The count has not grown in the last quarter of the time: no time to the limit is given')
  const { pattern, why } = patternOf(samplesOf(told), trend)
  return {
    points,
    limit,
    pattern,
    patternWhy: why,
    slopePerHour: trend?.slope ?? null,
    slopeInterval: trend?.interval ?? null,
    hoursToLimit: hoursToLimit(last, limit, stalled ? null : trend),
    crashAt: lifeOf(facts).crashedAt,
    notes,
  }
}

function samplesOf(points: readonly GrowthPoint[]): Sample[] {
  const first = points[0]?.at ?? 0
  return points.map((point) => ({ x: (point.at - first) / HOUR, y: point.vmas }))
}

/** A start that maps all it needs and then rests is no growth. A sawtooth rests only until it is cleared, so it is not asked. */
function hasStalled(points: readonly GrowthPoint[], { teeth }: Trend): boolean {
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last || teeth > 0) return false
  const recent = points.filter((point) => point.at >= last.at - (last.at - first.at) * RECENT)
  if (recent.length < RECENT_POINTS) return false
  const trend = trendOf(samplesOf(recent))
  return trend !== null && trend.slope <= 0
}

/** 0 at the limit, where a process rests because it is refused; null when nothing shows that the count grows. */
function hoursToLimit(last: GrowthPoint, limit: number, trend: Trend | null): number | null {
  if (last.vmas >= limit - LIMIT_SLACK) return 0
  if (!trend || trend.slope <= 0 || (trend.interval && trend.interval[0] <= 0)) return null
  return (limit - last.vmas) / trend.slope
}
