import { zoneOffsetMinutes } from '../../../../shared/model/zones.ts'
import { defineFormat } from '../format.ts'
import { openFactLines, type LineFact } from '../lib/fact-lines.ts'

//                 Time zone: Europe/Berlin (CET, +0100)          Timezone: Europe/Berlin (CEST, +0200), before systemd 208
const NAMED = /^\s*Time ?zone: ([A-Za-z][\w+/-]{1,60}) \([^)]{1,20}\)$/
const TIMEDATECTL =
  /^\s*(?:Local time|Universal time|RTC time|System clock synchronized|NTP (?:service|synchronized|enabled)|Network time on|(?:systemd-timesyncd\.service )?active|RTC in local TZ|DST active|Last DST change|Next DST change): /
// Sun Nov 22 09:59:23 CET 2026        Sun 22 Nov 2026 09:59:23 AM CET
const DATE =
  /^[A-Z][a-z]{2} (?:[A-Z][a-z]{2} [ \d]\d|[ \d]?\d [A-Z][a-z]{2} \d{4}) \d\d:\d\d:\d\d(?: [AP]M)? ([A-Z]{1,5}|[+-]\d{2,4})(?: \d{4})?$/
// 2026-11-22 09:59:21.123456+01:00
const HWCLOCK = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}([+-]\d\d:\d\d)$/

/** `date --utc` says UTC on every host, and what is UTC needs no zone: only others are told. */
function zoneFact(minutes: number | null): LineFact[] {
  if (minutes === null || minutes === 0) return []
  const digits = (value: number): string => String(value).padStart(2, '0')
  const distance = Math.abs(minutes)
  const value = `${minutes < 0 ? '-' : '+'}${digits(Math.floor(distance / 60))}:${digits(distance % 60)}`
  return [{ key: 'host.time-zone', value }]
}

function readClock(text: string): LineFact[] | null {
  const name = NAMED.exec(text)?.[1]
  if (name !== undefined) return [{ key: 'host.time-zone', value: name }]
  const zone = (DATE.exec(text.trim()) ?? HWCLOCK.exec(text.trim()))?.[1]
  if (zone !== undefined) return zoneFact(zoneOffsetMinutes(zone))
  // What systemd says of daylight saving goes over several lines.
  return TIMEDATECTL.test(text) || /^ {10,}\S/.test(text) ? [] : null
}

/** Which zone the local times of a host are of: timedatectl(1), date(1), hwclock(8). */
export const hostClock = defineFormat({
  id: 'host-clock',
  title: 'Clock of the host (timedatectl, date, hwclock)',
  version: 1,
  sniff(head) {
    if (!head.whole || head.lines.length > 20) return 'no'
    const lines = head.lines.filter((line) => line.trim() !== '')
    const [first = ''] = lines
    if (lines.length === 1) return DATE.test(first.trim()) || HWCLOCK.test(first.trim()) ? 'certain' : 'no'
    return lines.some((line) => NAMED.test(line)) && lines.some((line) => TIMEDATECTL.test(line)) ? 'certain' : 'no'
  },
  open: (context) =>
    openFactLines(context, { region: { id: 'host-clock', title: 'Clock of the host', note: '' }, read: readClock }),
})
