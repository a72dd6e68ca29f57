/** Times as collectors print them into files and names, where they are beyond doubt. */
import { DateTime } from 'luxon'
import type { EpochMs } from '../../../../shared/model/units.ts'

// Sun Nov 22 08:59:23 UTC 2026       Sun 22 Nov 2026 08:59:23 AM UTC        Sun Nov 22 08:59:23 AM UTC 2026
const FORMATS = ["ccc LLL d HH:mm:ss 'UTC' yyyy", "ccc LLL d hh:mm:ss a 'UTC' yyyy", "ccc d LLL yyyy hh:mm:ss a 'UTC'"]

/** What date(1) prints in UTC; null for other zones, whose abbreviations are not unique. */
export function parseDate(text: string | null): EpochMs | null {
  const folded = text?.trim().replaceAll(/\s+/g, ' ') ?? ''
  for (const format of FORMATS) {
    const time = DateTime.fromFormat(folded, format, { zone: 'utc', locale: 'en-US' })
    if (time.isValid) return time.toMillis()
  }
  return null
}
