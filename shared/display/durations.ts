/** Durations as text: at most two units, so that they can be read at a glance. */
import type { Milliseconds, Seconds } from '../model/units.ts'
import { formatCount, formatDecimal } from './counts.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** `0.35 ms`, `850 ms`, `27.6 s`, `4 min 12 s`, `3 h 5 min`, `12 d 4 h`, `400 d`. */
export function formatDuration(duration: Milliseconds): string {
  if (!Number.isFinite(duration)) return Number.isNaN(duration) ? 'unknown' : duration > 0 ? 'forever' : '-forever'
  if (duration < 0) return `-${formatDuration(-duration)}`
  if (duration === 0) return '0 s'
  if (duration < 9.995) return `${formatDecimal(duration, 2)} ms`
  if (duration < 999.5) return `${formatCount(duration)} ms`
  if (duration < 59.95 * SECOND) return `${formatDecimal(duration / SECOND, 1)} s`
  if (duration < HOUR - SECOND / 2) return twoUnits(duration, MINUTE, 'min', SECOND, 's')
  if (duration < DAY - MINUTE / 2) return twoUnits(duration, HOUR, 'h', MINUTE, 'min')
  if (duration < 100 * DAY) return twoUnits(duration, DAY, 'd', HOUR, 'h')
  return `${formatCount(duration / DAY)} d`
}

export function formatSeconds(seconds: Seconds): string {
  return formatDuration(seconds * SECOND)
}

function twoUnits(duration: Milliseconds, large: number, largeName: string, small: number, smallName: string): string {
  const smalls = Math.round(duration / small)
  const perLarge = large / small
  const rest = smalls % perLarge
  const first = `${formatCount(Math.floor(smalls / perLarge))} ${largeName}`
  return rest === 0 ? first : `${first} ${rest} ${smallName}`
}
