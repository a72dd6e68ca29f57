/** Dates as os::print_date_and_time writes them (src/hotspot/share/runtime/os.cpp): `asctime` plus, since JDK 9, the zone. */
import type { EpochMs, Seconds } from '../../../../shared/model/units.ts'
import { zoneOffsetMinutes } from '../../../../shared/model/zones.ts'

export interface HotSpotDate {
  /** In UTC; the local time taken as UTC when `zone` is not `known`. */
  at: EpochMs
  zone: 'known' | 'unknown' | 'absent'
  zoneName: string
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

// Sun Nov 22 08:59:20 2026 UTC
// Tue Mar  8 03:12:47 2022
const DATE = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d{2}):(\d{2}):(\d{2}) (\d{4})(?: (.*))?$/

/** Null when the text is no such date, or one that no calendar has. */
export function parseHotSpotDate(text: string): HotSpotDate | null {
  const match = DATE.exec(text.trim())
  if (!match) return null
  const month = MONTHS.indexOf(match[1] ?? '')
  const [day, hour, minute, second, year] = [match[2], match[3], match[4], match[5], match[6]].map(Number)
  if (month < 0 || day === undefined || day < 1 || day > 31 || hour === undefined || hour > 23) return null
  if (minute === undefined || minute > 59 || second === undefined || second > 60 || year === undefined) return null
  const local = Date.UTC(year, month, day, hour, minute, second)
  const zoneName = (match[7] ?? '').trim()
  if (zoneName === '') return { at: local, zone: 'absent', zoneName }
  const offset = zoneOffsetMinutes(zoneName)
  return offset === null
    ? { at: local, zone: 'unknown', zoneName }
    : { at: local - offset * 60_000, zone: 'known', zoneName }
}

// elapsed time: 27.638000 seconds (0d 0h 0m 27s)      elapsed time: 3 seconds      elapsed time: 413.283498
const ELAPSED = /\belapsed time: (\d{1,12}(?:\.\d{1,9})?)/

/** Seconds the VM had run; null when the line does not say. */
export function parseElapsed(text: string): Seconds | null {
  const match = ELAPSED.exec(text)
  return match ? Number(match[1]) : null
}
