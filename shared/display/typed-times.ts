/** Durations and instants as people type them: in options of the command line and in fields of the window. */
import type { EpochMs, Milliseconds } from '../model/units.ts'

// +30s   -8h   1h30m   500ms   2d
const DURATION =
  /^([+-]?)(?:(\d{1,4})d)?(?:(\d{1,5})h)?(?:(\d{1,6})m(?:in)?)?(?:(\d{1,8}(?:\.\d{1,3})?)s)?(?:(\d{1,9})ms)?$/
const UNITS: readonly Milliseconds[] = [86_400_000, 3_600_000, 60_000, 1000, 1]

/** null for what is no duration. Blanks between the parts are allowed: `-1 h 30 min`. */
export function readDuration(text: string): Milliseconds | null {
  const match = DURATION.exec(text.replaceAll(/\s/g, ''))
  const parts = match?.slice(2).map((part) => (part === undefined ? null : Number(part))) ?? []
  if (!match || parts.every((part) => part === null)) return null
  const size = parts.reduce<number>((sum, part, index) => sum + (part ?? 0) * (UNITS[index] ?? 0), 0)
  return Math.round(match[1] === '-' ? -size : size)
}

const NAMES = ['d', 'h', 'm']

/** What {@link readDuration} reads: `-1h30m`, `45.5s`. */
export function writeDuration(duration: Milliseconds): string {
  let left = Math.abs(Math.round(duration))
  let text = duration < 0 ? '-' : ''
  for (const [index, name] of NAMES.entries()) {
    const unit = UNITS[index] ?? 1
    const count = Math.floor(left / unit)
    left -= count * unit
    if (count > 0) text += `${count}${name}`
  }
  return left > 0 || duration === 0 ? `${text}${left / 1000}s` : text
}

// 2026-11-22T08:46:17Z   2026-11-22 08:46:17.250 +08:00   2026-11-22 08:46:17 UTC   2026-11-22 08:46
const INSTANT = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?) ?(Z|UTC|[+-]\d\d:\d\d)?$/

/** null for what is no time; `zoned` tells whether it names its zone, without which it is taken as UTC. */
export function readInstant(text: string): { at: EpochMs; zoned: boolean } | null {
  const match = INSTANT.exec(text.trim())
  if (!match) return null
  const [, day = '', clock = '', zone] = match
  const at = Date.parse(`${day}T${clock}${zone === undefined || zone === 'UTC' ? 'Z' : zone}`)
  return Number.isNaN(at) ? null : { at, zoned: zone !== undefined }
}
