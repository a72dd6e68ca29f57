/** Times of samples: dates, seconds to nanoseconds since 1970, and local dates whose order of day and month the whole column tells. */
import type { SeriesOrigin } from '../../../../shared/model/records.ts'
import type { EpochMs } from '../../../../shared/model/units.ts'
import { readTimestamp } from './time.ts'

export interface CellTime {
  at: EpochMs
  zoned: boolean
}

/** How the times of a column are written: see `SeriesOrigin`. */
export type TimeForm = SeriesOrigin['times']

/** 2001-09-09 to 2096-10-02 in seconds: numbers outside are no epoch times. */
const EPOCH_SECONDS = { from: 1e9, to: 4e9 }
/** Seconds, milliseconds, microseconds, nanoseconds: their ranges do not touch. */
const EPOCH_UNITS = [1, 1e3, 1e6, 1e9]
// 1772359200   1772359200.25   1772359200000
const EPOCH = /^\d{9,19}(?:\.\d{1,9})?$/
// 2026-11-22
const DAY = /^\d{4}-\d{2}-\d{2}$/
// 22/11/2026 08:46:18   11/22/2026, 8:46:18 AM   22.11.2026 08:46
const LOCAL =
  /^(\d{1,2})([/.])(\d{1,2})\2(\d{4}),?[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?:[ \u202f]?([AaPp])\.?[Mm]\.?)?$/

/** A number as time since 1970, whatever its unit; null when no unit makes it one. */
export function readEpoch(value: number): EpochMs | null {
  const unit = EPOCH_UNITS.find((each) => value / each >= EPOCH_SECONDS.from && value / each <= EPOCH_SECONDS.to)
  return unit === undefined ? null : Math.round((value / unit) * 1000)
}

/** A cell as a time that needs no other cell to be understood. */
export function readCellTime(cell: string): CellTime | null {
  if (EPOCH.test(cell)) {
    const at = readEpoch(Number(cell))
    return at === null ? null : { at, zoned: true }
  }
  const text = DAY.test(cell) ? `${cell} 00:00` : cell.replace(/^(\S{10}), /, '$1 ')
  const time = readTimestamp(text)
  if (time && time.length === text.length) return { at: time.at, zoned: time.zoned }
  const local = readLocal(cell)
  return local && local.dayFirst === local.monthFirst && local.dayFirst !== null
    ? { at: local.dayFirst, zoned: false }
    : null
}

/** Whether a cell is a date or a time since 1970, be its order of day and month known or not. */
export function isTime(cell: string): boolean {
  return readCellTime(cell) !== null || readLocal(cell) !== null
}

interface LocalTime {
  dayFirst: EpochMs | null
  monthFirst: EpochMs | null
}

/** Points stand between numbers only where the day comes first. */
function readLocal(cell: string): LocalTime | null {
  const match = LOCAL.exec(cell)
  if (!match) return null
  const [first, second, year] = [Number(match[1]), Number(match[3]), Number(match[4])]
  const clock = clockOf(match)
  if (clock === null) return null
  const dayFirst = dateOf(year, second, first, clock)
  const monthFirst = match[2] === '.' ? dayFirst : dateOf(year, first, second, clock)
  return dayFirst === null && monthFirst === null ? null : { dayFirst, monthFirst }
}

function clockOf(match: RegExpExecArray): EpochMs | null {
  let hour = Number(match[5])
  const half = match[9]?.toLowerCase()
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return null
    hour = (hour % 12) + (half === 'p' ? 12 : 0)
  }
  const [minute, second] = [Number(match[6]), Number(match[7] ?? 0)]
  if (hour > 23 || minute > 59 || second > 60) return null
  return ((hour * 60 + minute) * 60 + second) * 1000 + Math.trunc(Number(`0.${match[8] ?? '0'}`) * 1000 + 1e-6)
}

function dateOf(year: number, month: number, day: number, clock: EpochMs): EpochMs | null {
  if (month < 1 || month > 12 || day < 1 || day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return null
  return Date.UTC(year, month - 1, day) + clock
}

/**
 * The times of a column, in rows. Local dates are kept in both readings until one row says which it is: 13 is no month, and
 * an export writes all its dates alike.
 */
export class TimeColumn {
  readonly #dayFirst: number[] = []
  readonly #monthFirst: number[] = []
  #bothDiffer = false
  /** Whether any time stands without a zone. */
  unzoned = false
  #dated = false

  get form(): TimeForm {
    return this.unzoned ? 'local' : this.#dated ? 'zoned' : 'epoch'
  }

  /** The row that the time was given; null when the cell is none. */
  add(cell: string | number): number | null {
    if (typeof cell === 'number') {
      const at = readEpoch(cell)
      return at === null ? null : this.#push(at, at)
    }
    const time = readCellTime(cell)
    this.#dated ||= !EPOCH.test(cell)
    if (time) {
      if (!time.zoned) this.unzoned = true
      return this.#push(time.at, time.at)
    }
    const local = readLocal(cell)
    if (!local) return null
    this.unzoned = true
    this.#bothDiffer = true
    return this.#push(local.dayFirst ?? Number.NaN, local.monthFirst ?? Number.NaN)
  }

  /** Time of each row; null when day and month cannot be told apart, or are not in one order throughout. */
  resolve(): readonly EpochMs[] | null {
    if (!this.#bothDiffer) return this.#dayFirst
    const dayFirst = !this.#dayFirst.some(Number.isNaN)
    const monthFirst = !this.#monthFirst.some(Number.isNaN)
    if (dayFirst === monthFirst) return null
    return dayFirst ? this.#dayFirst : this.#monthFirst
  }

  #push(dayFirst: number, monthFirst: number): number {
    this.#monthFirst.push(monthFirst)
    return this.#dayFirst.push(dayFirst) - 1
  }
}
