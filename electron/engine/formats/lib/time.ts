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
  const iso = ISO.exec(text)
  if (iso) return timestamp(Number(iso[1]), Number(iso[2]), Number(iso[3]), iso)
  const named = NAMED_MONTH.exec(text)
  return named ? timestamp(Number(named[3]), MONTHS.indexOf(named[2] ?? '') + 1, Number(named[1]), named) : null
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
