/**
 * When a count reaches its limit if it goes on as it did, and when nothing allows to say so. The trend of all points is robust, and
 * for that blind to a change: where the last quarter of the time surely shows a faster growth, that one counts.
 */
import { formatCount, formatQuantity } from '../../../../shared/display/counts.ts'
import { formatDuration } from '../../../../shared/display/durations.ts'
import type { GrowthPattern } from '../../../../shared/model/analysis.ts'
import type { Milliseconds } from '../../../../shared/model/units.ts'
import { LIMIT_SLACK } from '../ledger.ts'
import { TEETH_NEEDED, teethOf, trendOf, type Sample, type Trend } from './theil-sen.ts'

export interface Outlook {
  /** From the last sample on; 0 at the limit; null: nothing shows that the count grows towards it. */
  hours: number | null
  notes: string[]
}

/** The part of the time at the end that must still show growth, so that the trend may be carried on. */
const RECENT = 0.25
const RECENT_POINTS = 4
/** A recent trend replaces that of all points when it has so many points and differs by more than this share. */
const CHANGE_POINTS = 10
const CHANGE = 0.25
const HOUR: Milliseconds = 3_600_000

/** Samples in order of x, in hours; `trend` and `pattern` are theirs. */
export function outlookOf(
  samples: readonly Sample[],
  trend: Trend | null,
  pattern: GrowthPattern,
  limit: number,
): Outlook {
  const last = samples.at(-1)
  if (!last || !trend) return { hours: null, notes: [] }
  // There the count rests because it is refused.
  if (last.y >= limit - LIMIT_SLACK) return { hours: 0, notes: [] }
  const room = limit - last.y
  if (trend.teeth > 0) return sawtooth(samples, trend, room, limit)
  if (trend.slope > 0 && hasStalled(samples))
    return none('The count has not grown in the last quarter of the time: no time to the limit is given')
  const cleared = teethOf(samples)?.tops.length ?? 0
  if (cleared > 0 && cleared < TEETH_NEEDED) return clearedTooFewTimes(samples, cleared, room)
  const recent = fasterTrend(samples, trend)
  if (recent) {
    const notes = [
      `The last quarter of the time shows ${perHour(recent.slope)}, all of it ${perHour(trend.slope)}: the time to the limit follows the last quarter`,
    ]
    return { hours: room / recent.slope, notes }
  }
  if (pattern === 'step' && !grewRecently(samples))
    return none('The count rose in a step: no time to the limit is given')
  if (pattern === 'flat' || !isSure(samples, trend)) return { hours: null, notes: [] }
  const notes = trend.interval
    ? []
    : [`${formatQuantity(samples.length, 'point')} are too few for an interval: the time to the limit is rough`]
  return { hours: room / trend.slope, notes }
}

function none(note: string): Outlook {
  return { hours: null, notes: [note] }
}

/** Too few points for an interval must at least all rise. */
function isSure(samples: readonly Sample[], { slope, interval }: Trend): boolean {
  if (slope <= 0) return false
  if (interval) return interval[0] > 0
  return samples.every(({ y }, index) => index === 0 || y > (samples[index - 1]?.y ?? Infinity))
}

/** The tops meet the limit first, not what is left after a clearing. */
function sawtooth(samples: readonly Sample[], trend: Trend, room: number, limit: number): Outlook {
  const cleared = `The count was cleared ${formatQuantity(trend.teeth, 'time')}: the trend compares only what stood before, and after, each clearing`
  if (!isSure(samples, trend)) return { hours: null, notes: [cleared] }
  const hours = room / trend.slope
  const top = teethOf(samples)?.tops.at(-1)
  const last = samples.at(-1)
  const atTop = top && last ? (limit - top.y) / trend.slope - (last.x - top.x) : hours
  const notes =
    atTop < hours
      ? [
          cleared,
          `Before a clearing the count stands higher: those tops reach the limit after ${hoursText(Math.max(0, atTop))}`,
        ]
      : [cleared]
  return { hours, notes }
}

function clearedTooFewTimes(samples: readonly Sample[], cleared: number, room: number): Outlook {
  const bottom = teethOf(samples)?.bottoms.at(-1)
  const since = bottom ? trendOf(samples.filter(({ x }) => x >= bottom.x)) : null
  const climb =
    since && since.slope > 0
      ? `; if it is not cleared again, the limit is reached after ${hoursText(room / since.slope)}`
      : ''
  return none(
    `The count was cleared ${formatQuantity(cleared, 'time')}: too few to tell what remains after each${climb}`,
  )
}

/** A start that maps all it needs and then rests is no growth. */
function hasStalled(samples: readonly Sample[]): boolean {
  const recent = recentOf(samples)
  if (recent.length < RECENT_POINTS) return false
  const trend = trendOf(recent)
  return trend !== null && trend.slope <= 0
}

/** The trend of the last quarter, where it is as sure as that of all points and steeper. A slower one would only promise more time. */
function fasterTrend(samples: readonly Sample[], all: Trend): Trend | null {
  const recent = recentOf(samples)
  if (recent.length < CHANGE_POINTS) return null
  const trend = trendOf(recent)
  if (!trend?.interval || !all.interval || trend.teeth > 0 || trend.slope <= 0) return null
  return trend.interval[0] > all.interval[1] && trend.slope > (1 + CHANGE) * all.slope ? trend : null
}

/** After a step the count may go on at a pace of its own. */
function grewRecently(samples: readonly Sample[]): boolean {
  const [first, last] = [samples[0], samples.at(-1)]
  if (!first || !last) return false
  const half = samples.filter(({ x }) => x >= last.x - (last.x - first.x) / 2)
  const trend = trendOf(half)
  return trend?.interval != null && trend.interval[0] > 0 && trend.slope * (last.x - first.x) > LIMIT_SLACK
}

function recentOf(samples: readonly Sample[]): Sample[] {
  const [first, last] = [samples[0], samples.at(-1)]
  if (!first || !last) return []
  return samples.filter(({ x }) => x >= last.x - (last.x - first.x) * RECENT)
}

function perHour(slope: number): string {
  return `${formatCount(Math.round(slope))} an hour`
}

function hoursText(hours: number): string {
  return formatDuration(hours * HOUR)
}
