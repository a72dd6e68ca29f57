/** The clock of one artifact as the user corrected it. */
import { formatDuration } from '../../../shared/display/durations.ts'
import { formatOffset, formatTimestamp } from '../../../shared/display/timestamps.ts'
import type { Correction } from '../../../shared/model/corrections.ts'
import type { EpochMs, Milliseconds, Seconds } from '../../../shared/model/units.ts'
import { zoneClock, type ZoneClock } from '../formats/lib/zone-clock.ts'

export interface CorrectedClock {
  /** Of times that print no zone. */
  zone: ZoneClock | null
  /** Added to every time. */
  shift: Milliseconds
  /** What seconds are counted from. */
  anchor: EpochMs | null
}

/** null when none of them is about the clock. A zone that does not exist (any more) is no correction. */
export function correctedClock(corrections: readonly Correction[]): CorrectedClock | null {
  const clock: CorrectedClock = { zone: null, shift: 0, anchor: null }
  for (const correction of corrections) {
    if (correction.kind === 'zone') clock.zone = zoneClock(correction.zone)
    else if (correction.kind === 'shift') clock.shift = correction.shift
    else if (correction.kind === 'anchor') clock.anchor = correction.at
  }
  return clock.zone === null && clock.shift === 0 && clock.anchor === null ? null : clock
}

/**
 * `unzoned`: no zone stands with the time, so that it was taken as UTC when it was read. `before`: the time of the line before it, as
 * corrected, by which hours that clocks pass twice are told apart.
 */
export function corrected(
  { zone, shift }: CorrectedClock,
  at: EpochMs,
  unzoned: boolean,
  before: EpochMs | null = null,
): EpochMs {
  return (unzoned && zone !== null ? zone.toUtc(at, before === null ? null : before - shift) : at) + shift
}

/** A time counted in seconds; null where the user gave no start. The start is on the corrected clock already. */
export function anchored({ anchor }: CorrectedClock, seconds: Seconds): EpochMs | null {
  return anchor === null ? null : anchor + Math.round(seconds * 1000)
}

/** `corrected by you: Asia/Shanghai (UTC+08:00), clock 30 s on`. `at`: a time of the artifact, since zones have summers. */
export function correctionText({ zone, shift, anchor }: CorrectedClock, at: EpochMs | null): string {
  const parts: string[] = []
  if (zone !== null) {
    const offset = formatOffset(zone.offset(at ?? 0))
    // Without a time of the artifact the offset of a zone with a summer would be a guess.
    if (/^(?:UTC|GMT)?[+-]/.test(zone.name)) parts.push(offset)
    else parts.push(at === null ? zone.name : `${zone.name} (${offset})`)
  }
  if (shift !== 0) parts.push(`clock ${formatDuration(Math.abs(shift))} ${shift < 0 ? 'back' : 'on'}`)
  if (anchor !== null) parts.push(`start ${formatTimestamp(anchor)}`)
  return `corrected by you: ${parts.join(', ')}`
}
