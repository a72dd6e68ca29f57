import type { EpochMs } from '../../../../shared/model/units.ts'
import { isZoneName, zoneOffsetMinutes } from '../../../../shared/model/zones.ts'

export interface Timestamp {
  at: EpochMs
  /** Whether the text names its zone; without one it was taken as UTC. */
  zoned: boolean
  /** The zone as printed where its name means several zones: then the time was taken as UTC too, and `zoned` is false. */
  ambiguous?: string
  /** Characters of the text that are the time. */
  length: number
}

const ZONE = String.raw`( ?(?:Z|UTC|GMT)\b|[+-]\d{2}(?::?\d{2})?| (?:[+-]\d{2}:?\d{2}|[A-Z]{3,5})(?![\w:]))?`
const CLOCK = String.raw`(\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?`
// 2026-11-22 08:46:17,797    2026-11-22T08:46:17.797+0100    2026/11/22 08:46    2026-11-22 08:46:17,797 CET
const ISO = new RegExp(String.raw`^(\d{4})[-/](\d{2})[-/](\d{2})[T ]${CLOCK}${ZONE}`)
// 22-Nov-2026 08:46:17.797
const NAMED_MONTH = new RegExp(String.raw`^(\d{2})[-/ ]([A-Z][a-z]{2})[-/ ](\d{4})[ :T]${CLOCK}${ZONE}`)
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** The time at the beginning of `text`; null when there is none or its numbers are out of range. */
export function readTimestamp(text: string): Timestamp | null {
  const plain = readPlain(text)
  if (plain) return plain
  const iso = ISO.exec(text)
  if (iso) return timestamp(Number(iso[1]), Number(iso[2]), Number(iso[3]), iso)
  const named = NAMED_MONTH.exec(text)
  return named ? timestamp(Number(named[3]), MONTHS.indexOf(named[2] ?? '') + 1, Number(named[1]), named) : null
}

/** `2026-11-25T22:41:15.950+0000`, as unified logging prints it: by its digits, since a log has a hundred thousand of them. */
const PLAIN = 'dddd-dd-ddTdd:dd:dd.ddd+dddd'
/** The day that was read last, and its beginning. */
const lastDay = { text: '', at: 0 }

function readPlain(text: string): Timestamp | null {
  if (text.length < PLAIN.length || !isPlain(text)) return null
  const day = text.slice(0, 10)
  if (day !== lastDay.text) {
    const midnight = ISO.exec(`${day}T00:00`)
    const known = midnight && timestamp(Number(midnight[1]), Number(midnight[2]), Number(midnight[3]), midnight)
    if (!known) return null
    Object.assign(lastDay, { text: day, at: known.at })
  }
  const [hour, minute, second] = [twoDigits(text, 11), twoDigits(text, 14), twoDigits(text, 17)]
  if (hour > 23 || minute > 59 || second > 60) return null
  const clock = ((hour * 60 + minute) * 60 + second) * 1000 + twoDigits(text, 20) * 10 + digit(text, 22)
  const offset = (twoDigits(text, 24) * 60 + twoDigits(text, 26)) * 60_000
  return { at: lastDay.at + clock - (text[23] === '-' ? -offset : offset), zoned: true, length: PLAIN.length }
}

function isPlain(text: string): boolean {
  for (let at = 0; at < PLAIN.length; at++) {
    const wanted = PLAIN[at]
    const found = text.charCodeAt(at)
    if (wanted === 'd' ? found < 0x30 || found > 0x39 : text[at] !== wanted && !(at === 23 && found === 0x2d))
      return false
  }
  return true
}

function digit(text: string, at: number): number {
  return text.charCodeAt(at) - 0x30
}

function twoDigits(text: string, at: number): number {
  return digit(text, at) * 10 + digit(text, at + 1)
}

function timestamp(year: number, month: number, day: number, match: RegExpExecArray): Timestamp | null {
  const hour = Number(match[4])
  const minute = Number(match[5])
  const second = Number(match[6] ?? 0)
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return null
  const fraction = Math.trunc(Number(`0.${match[7] ?? '0'}`) * 1000 + 1e-6)
  const printed = match[8] ?? ''
  const zone = printed.trim()
  const offset = zone === '' ? null : zoneOffsetMinutes(zone)
  const local = Date.UTC(year, month - 1, day, hour, minute, second, fraction)
  const length = match[0].length
  if (offset !== null) return { at: local - offset * 60_000, zoned: true, length }
  // The word behind a time may be anything else: a level, a thread.
  if (!isZoneName(zone)) return { at: local, zoned: false, length: length - printed.length }
  return { at: local, zoned: false, ambiguous: zone, length }
}
