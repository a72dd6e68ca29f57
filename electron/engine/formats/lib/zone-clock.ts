/** Clocks of a time zone: the rules of the tz database, as the runtime's ICU has them, by luxon. */
import { DateTime, FixedOffsetZone, IANAZone, type Zone } from 'luxon'
import type { EpochMs, Milliseconds } from '../../../../shared/model/units.ts'
import { isZoneName, zoneOffsetMinutes } from '../../../../shared/model/zones.ts'

/** Clocks change at whole quarter-hours everywhere since 1972: within one, an offset holds. */
const QUARTER: Milliseconds = 15 * 60_000

/** Threads and appenders write lines that are older than the last one. */
const OUT_OF_ORDER: Milliseconds = 5 * 60_000
/** How far clocks are put back: an hour, on Lord Howe Island half of one. */
const REPEATED: readonly Milliseconds[] = [60 * 60_000, 30 * 60_000]

export class ZoneClock {
  /** As it was given. */
  readonly name: string
  readonly #zone: Zone
  /** Of local quarter-hours that were asked for: series have thousands of points within a few. */
  readonly #offsets = new Map<number, Milliseconds>()

  constructor(name: string, zone: Zone) {
    this.name = name
    this.#zone = zone
  }

  /** How far these clocks are ahead of UTC when they show `local`. Of an hour that is passed twice, the first. */
  offset(local: EpochMs): Milliseconds {
    const quarter = Math.floor(local / QUARTER)
    let offset = this.#offsets.get(quarter)
    if (offset === undefined) {
      const shown = DateTime.fromMillis(quarter * QUARTER, { zone: 'utc' })
      const instant = shown.setZone(this.#zone, { keepLocalTime: true }).toMillis()
      // Of two luxon gives either, east and west of Greenwich.
      const first = REPEATED.map((step) => instant - step).find((at) => this.#shows(at, quarter * QUARTER))
      offset = quarter * QUARTER - (first ?? instant)
      this.#offsets.set(quarter, offset)
    }
    return offset
  }

  /**
   * The instant at which these clocks show `local`. Of an hour that is passed twice, as at the end of summer, the first one, unless it
   * lies before `after`: what is written in order was then in the second.
   */
  toUtc(local: EpochMs, after: EpochMs | null = null): EpochMs {
    const first = local - this.offset(local)
    if (after === null || first >= after - OUT_OF_ORDER) return first
    return REPEATED.map((step) => first + step).find((at) => this.#shows(at, local)) ?? first
  }

  #shows(at: EpochMs, local: EpochMs): boolean {
    return at + this.#zone.offset(at) * 60_000 === local
  }
}

// Europe/Berlin   Etc/UTC   UTC   :America/Argentina/Buenos_Aires
const ZONE_ID = /^:?([A-Za-z][A-Za-z_]{1,30}(?:\/[A-Za-z0-9_+-]{1,30}){0,2})$/

/**
 * The clock of a zone named as the variable TZ, by an offset (`+08:00`, `UTC-3`), or by a name of the tz database. null when there is
 * no such zone, or when several have that abbreviation.
 */
export function zoneClock(text: string): ZoneClock | null {
  const name = text.trim()
  // An abbreviation is one offset; the tz database has some of them (CET) with their summer time, which is what a log needs.
  const id = ZONE_ID.exec(name)?.[1]
  const known = id !== undefined && IANAZone.isValidZone(id)
  const minutes = zoneOffsetMinutes(name)
  if (known && !(isZoneName(id) && minutes === null)) return new ZoneClock(name, IANAZone.create(id))
  return minutes === null ? null : new ZoneClock(name, FixedOffsetZone.instance(minutes))
}
