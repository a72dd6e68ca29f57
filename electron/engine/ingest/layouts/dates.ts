/** Times as collectors print them into files, where they are beyond doubt. */
import { DateTime } from 'luxon'
import type { EpochMs } from '../../../../shared/model/units.ts'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
// Sun Nov 22 08:59:23 UTC 2026            Sun Nov 22 08:59:23 AM UTC 2026
const YEAR_LAST =
  /^[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>\d{1,2}) (?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)(?: (?<half>[AP]M))? UTC (?<year>\d{4})$/
// Sun 22 Nov 2026 08:59:23 AM UTC
const ZONE_LAST =
  /^[A-Z][a-z]{2} (?<day>\d{1,2}) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) (?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)(?: (?<half>[AP]M))? UTC$/

/** What date(1) prints in UTC; null for other zones, whose abbreviations are not unique. */
export function parseDate(text: string | null): EpochMs | null {
  const folded = text?.trim().replaceAll(/\s+/g, ' ') ?? ''
  const groups = (YEAR_LAST.exec(folded) ?? ZONE_LAST.exec(folded))?.groups
  if (groups === undefined) return null
  const month = MONTHS.indexOf(groups['month'] ?? '')
  const [year = 0, day = 0, hour = 0, minute = 0, second = 0] = ['year', 'day', 'hour', 'minute', 'second'].map(
    (name) => Number(groups[name]),
  )
  const hours = groups['half'] === undefined ? hour : (hour % 12) + (groups['half'] === 'PM' ? 12 : 0)
  const time = Date.UTC(year, month, day, hours, minute, second)
  // What no calendar has comes out as another day.
  return month >= 0 && new Date(time).getUTCDate() === day && hours < 24 && minute < 60 ? time : null
}

/** The instant at which clocks of a place of the tz database show `local`; null where there is no such place. */
export function inPlace(local: EpochMs, place: string): EpochMs | null {
  const shown = DateTime.fromMillis(local, { zone: 'utc' }).setZone(place, { keepLocalTime: true })
  return shown.isValid ? shown.toMillis() : null
}
