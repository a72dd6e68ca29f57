/** How the number of mappings grew, how fast, and when it reaches the limit. */
import type { Growth, GrowthPoint } from '../../../shared/model/analysis.ts'
import type { Milliseconds } from '../../../shared/model/units.ts'
import { outlookOf } from './growth/outlook.ts'
import { patternOf } from './growth/pattern.ts'
import { gatherPoints } from './growth/points.ts'
import { reconstructed } from './growth/reconstruction.ts'
import { trendOf, type Sample } from './growth/theil-sen.ts'
import { lifeOf } from './life.ts'
import type { ProcessFacts } from './process-facts.ts'

const HOUR: Milliseconds = 3_600_000
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
  const limit = facts.limits.maxMapCount.value
  const trend = ownTrend ?? trendOf(samplesOf(points))
  if (!ownTrend && trend) notes.push('The trend is that of the reconstructed points: too few were measured')
  const samples = samplesOf(told)
  const { pattern, why } = patternOf(samples, trend)
  const outlook = outlookOf(samples, trend, pattern, limit)
  notes.push(...outlook.notes)
  return {
    points,
    limit,
    pattern,
    patternWhy: why,
    slopePerHour: trend?.slope ?? null,
    slopeInterval: trend?.interval ?? null,
    hoursToLimit: outlook.hours,
    crashAt: lifeOf(facts).crashedAt,
    notes,
  }
}

function samplesOf(points: readonly GrowthPoint[]): Sample[] {
  const first = points[0]?.at ?? 0
  return points.map((point) => ({ x: (point.at - first) / HOUR, y: point.vmas }))
}
