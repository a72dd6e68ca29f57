import { parseElapsed, parseHotSpotDate } from '../lib/hotspot-time.ts'
import type { CrashRecords, LogLine } from './records.ts'
import type { SectionReader } from './section.ts'

// Time: Sun Nov 22 08:59:20 2026 UTC elapsed time: 1.317904 seconds (0d 0h 0m 1s)         (summary, 9 and later)
// time: Tue Mar  8 03:12:47 2022                                                          (end, up to 8)
// timezone: CEST                                                                          (late updates of 8, after the time)
// elapsed time: 42 seconds (0d 0h 0m 42s)
// Local Time = Mon Feb 21 16:20:49 2011                                                   (1.4.2)
// Elapsed Time = 143
const DATE = /^(?:Time: |time: |Local Time = )(.{20,120}?)(?: elapsed time:|$)/
const ZONE = /^timezone: (.{1,80})$/
const OLD_ELAPSED = /^Elapsed Time = (\d{1,12})\s*$/

export function openTime(records: CrashRecords): SectionReader {
  /** Waits for the zone, which may stand on the next line (8u212 and later, os::print_date_and_time). */
  let printed: { date: string; line: LogLine } | null = null
  function settle(zone: string): void {
    if (printed) readDate(records, zone === '' ? printed.date : `${printed.date} ${zone}`, printed.line)
    printed = null
  }
  return {
    end: () => settle(''),
    line(line) {
      const text = line.text.trim()
      const date = DATE.exec(text)
      if (date) {
        settle('')
        printed = { date: date[1] ?? '', line }
      }
      const zone = ZONE.exec(text)
      if (zone) settle(zone[1] ?? '')
      const old = OLD_ELAPSED.exec(line.text)
      const elapsed = old ? Number(old[1]) : parseElapsed(line.text)
      if (elapsed !== null) records.fact('process.uptime', elapsed, line)
    },
  }
}

function readDate(records: CrashRecords, text: string, line: LogLine): void {
  const date = parseHotSpotDate(text)
  if (!date) {
    records.report('malformed-line', line.number, 'The time of the crash is not a date')
    return
  }
  records.date(date, line)
}
