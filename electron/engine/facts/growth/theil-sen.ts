/**
 * Robust trend of a series: the median of the slopes between its points (Theil 1950, Sen 1968). A third of the points may be
 * wrong and the slope hardly moves, which least squares does not offer.
 *
 * Counts that grow and are cleared again and again (a collection unmaps what is unreachable) are a sawtooth: pairs within one
 * tooth measure the climb, not the trend. There only points of the same phase are compared, as Hirsch, Slack and Smith (1982)
 * do by season: tops with tops, bottoms with bottoms.
 *
 * The interval assumes independent errors. Samples taken every second are not, so it is rather too narrow than too wide.
 */

export interface Sample {
  /** Any unit; slopes are per that unit. */
  x: number
  y: number
}

export interface Trend {
  slope: number
  /** 95 %, or null where too few pairs give one. */
  interval: [number, number] | null
  /** Clearings found; 0 unless the trend was taken from tops and bottoms. */
  teeth: number
}

/** The points before and after each clearing. */
export interface Teeth {
  tops: Sample[]
  bottoms: Sample[]
}

/** All pairs of so many points are 180 000 slopes: some 20 ms. More points are thinned evenly. */
const MOST_POINTS = 600
/** A fall counts as a clearing from this share of the whole range on. */
const TOOTH = 0.1
export const TEETH_NEEDED = 3
/** A clearing is a fall of more than so many usual steps. */
const STEPS = 2
/** So many points before and after a fall show whether it lasted. */
const BESIDE = 3
/** Quantile of the normal distribution for 95 %, two-sided. */
const Z_95 = 1.959964

/** Samples in order of x. Null with fewer than three, or when all stand at one x. */
export function trendOf(samples: readonly Sample[]): Trend | null {
  const thin = thinned(samples, MOST_POINTS)
  const teeth = teethOf(samples)
  if (teeth && teeth.tops.length >= TEETH_NEEDED) {
    const seasonal = combine([teeth.tops, teeth.bottoms])
    if (seasonal) return { ...seasonal, teeth: teeth.tops.length }
  }
  const plain = combine([thin])
  return plain && { ...plain, teeth: 0 }
}

/** Pairs within each group; variances of Kendall's S add up over groups. */
function combine(groups: readonly (readonly Sample[])[]): Omit<Trend, 'teeth'> | null {
  if (groups.reduce((sum, group) => sum + group.length, 0) < 3) return null
  const slopes = new Float64Array(groups.reduce((sum, group) => sum + (group.length * (group.length - 1)) / 2, 0))
  let pairs = 0
  let variance = 0
  for (const group of groups) {
    const from = pairs
    for (let right = 1; right < group.length; right++) {
      for (let left = 0; left < right; left++) {
        const [a, b] = [group[left], group[right]]
        if (!a || !b || b.x === a.x) continue
        slopes[pairs++] = (b.y - a.y) / (b.x - a.x)
      }
    }
    if (pairs > from) variance += kendallVariance(group)
  }
  if (pairs === 0) return null
  const sorted = slopes.subarray(0, pairs).toSorted()
  return { slope: medianOf(sorted), interval: intervalOf(sorted, variance) }
}

/** Var(S) = (n(n-1)(2n+5) - sum over ties t(t-1)(2t+5)) / 18 (Sen 1968, eq. 2.6; ties in y). */
function kendallVariance(group: readonly Sample[]): number {
  const ties = new Map<number, number>()
  for (const { y } of group) ties.set(y, (ties.get(y) ?? 0) + 1)
  let tied = 0
  for (const count of ties.values()) tied += varianceTerm(count)
  return (varianceTerm(group.length) - tied) / 18
}

function varianceTerm(count: number): number {
  return count * (count - 1) * (2 * count + 5)
}

function intervalOf(sorted: Float64Array, variance: number): [number, number] | null {
  const width = Z_95 * Math.sqrt(variance)
  const low = Math.floor((sorted.length - width) / 2)
  const high = Math.ceil((sorted.length + width) / 2)
  if (low < 0 || high > sorted.length - 1) return null
  return [sorted[low] ?? 0, sorted[high] ?? 0]
}

function medianOf(sorted: Float64Array): number {
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2
}

export function thinned<T>(items: readonly T[], most: number): readonly T[] {
  if (items.length <= most) return items
  const step = (items.length - 1) / (most - 1)
  return Array.from({ length: most }, (_, index) => items[Math.round(index * step)] as T)
}

/**
 * The points before and after every clearing. A fall that the next points take back is a wrong sample, not a clearing; nor is a last
 * fall, since nothing shows that it lasted; nor one as small as the usual step from point to point, which is noise.
 */
export function teethOf(samples: readonly Sample[]): Teeth | null {
  let low = Infinity
  let high = -Infinity
  for (const { y } of samples) {
    low = Math.min(low, y)
    high = Math.max(high, y)
  }
  const least = Math.max((high - low) * TOOTH, STEPS * usualStep(samples))
  if (!(high > low)) return null
  const tops: Sample[] = []
  const bottoms: Sample[] = []
  let falls = 0
  for (let index = 1; index < samples.length - 1; index++) {
    const [before, after, next] = [samples[index - 1], samples[index], samples[index + 1]]
    if (!before || !after || !next) continue
    const fall = before.y - after.y
    if (fall < least) continue
    falls++
    if (next.y > before.y - fall / 2 || !lasts(samples, index, fall)) continue
    tops.push(before)
    bottoms.push(after)
  }
  // Among many falls that do not last, some seem to.
  return 2 * tops.length >= falls ? { tops, bottoms } : null
}

/** Whether the middle of the points before is above that of the points after, by half of the fall. */
function lasts(samples: readonly Sample[], index: number, fall: number): boolean {
  const before = middleOf(samples.slice(Math.max(0, index - BESIDE), index))
  const after = middleOf(samples.slice(index, index + BESIDE))
  return before - after >= fall / 2
}

function middleOf(samples: readonly Sample[]): number {
  return medianOf(Float64Array.from(samples, ({ y }) => y).toSorted())
}

function usualStep(samples: readonly Sample[]): number {
  const steps = Float64Array.from(samples.slice(1), ({ y }, index) => Math.abs(y - (samples[index]?.y ?? y)))
  return medianOf(steps.toSorted())
}
