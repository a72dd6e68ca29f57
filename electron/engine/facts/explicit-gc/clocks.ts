/**
 * One time axis for the GC log, application logs, metrics and the crash: that of the GC log. Logs without a zone are taken as UTC
 * when they are read; if they were local time, they are off by a whole number of quarter-hours, which shows against the GC log.
 */
import type { ProcessRecords, Stored } from '../../../../shared/model/process-records.ts'
import type { EventRecord, GcRecord } from '../../../../shared/model/records.ts'
import type { ArtifactId } from '../../../../shared/model/span.ts'
import type { EpochMs, Milliseconds, Seconds } from '../../../../shared/model/units.ts'
import { isZoned } from '../../../../shared/model/zones.ts'
import type { ProcessFacts } from '../process-facts.ts'
import { strangeLogs } from '../strange-logs.ts'
import { startByUptime } from '../times.ts'

export interface Moment {
  /** On the clock of the GC log. */
  at: EpochMs | null
  /** Since the JVM started. */
  uptime: Seconds | null
  /** Of a GC log that is of another life: uptimes of two lives have nothing to do with each other. */
  life?: ArtifactId
}

const QUARTER: Milliseconds = 15 * 60_000
const HALF_HOUR = 2 * QUARTER
/** Zones reach from UTC-12 to UTC+14. */
const MOST_QUARTERS = 14 * 4
/** An application says that it starts this long after its JVM did, at the most. */
const STARTS_WITHIN: Milliseconds = 120_000
/** A collection and the exception or message that belongs to it. */
const BELONGS_WITHIN: Milliseconds = 5000
/** Clocks of one host, rounded to the second. */
const SLACK: Milliseconds = 2000

const zonedBy = new WeakMap<readonly Stored<EventRecord>[], ReadonlySet<ArtifactId>>()

/** Artifacts of which any event's time has a zone. */
export function zonedLogs(events: readonly Stored<EventRecord>[]): ReadonlySet<ArtifactId> {
  const known = zonedBy.get(events)
  if (known) return known
  const zoned = new Set<ArtifactId>()
  for (const { artifact, at, quote } of events) {
    if (at !== null && !zoned.has(artifact) && isZoned(quote)) zoned.add(artifact)
  }
  zonedBy.set(events, zoned)
  return zoned
}

export class Clocks {
  readonly #facts: ProcessFacts
  /** When the JVM started; null when nothing tells. */
  readonly #start: EpochMs | null
  /** Whether times of the GC log are those of another artifact's clock, seconds off. */
  readonly approximate: boolean
  /** When the collections ended that lines of other logs may belong to, in time order. */
  readonly #ends: readonly EpochMs[]
  readonly #shifts = new Map<ArtifactId, Milliseconds>()
  readonly #strangers: ReadonlyMap<ArtifactId, ArtifactId>

  /** `anchors`: collections that lines of other logs may belong to. */
  constructor(facts: ProcessFacts, anchors: readonly Stored<GcRecord>[]) {
    this.#facts = facts
    this.#strangers = strangeLogs(facts.records, facts.crash?.uptime ?? null)
    // Old files of a rotated log may be of a life before: what else there is speaks of the last one.
    const both = facts.records.collections.findLast((record) => record.at !== null && record.uptime !== null)
    const dated = facts.records.collections.some((record) => record.at !== null)
    this.approximate = !dated
    this.#start = both ? (both.at ?? 0) - (both.uptime ?? 0) * 1000 : dated ? null : startElsewhere(facts)
    this.#ends = anchors
      .flatMap((record) => {
        const { at } = this.ofCollection(record)
        return at === null ? [] : [at + (record.pauseMs ?? 0)]
      })
      .toSorted((left, right) => left - right)
  }

  ofCollection({ artifact, at, uptime }: Pick<Stored<GcRecord>, 'artifact' | 'at' | 'uptime'>): Moment {
    return at === null ? this.ofUptime(uptime, artifact) : { at, uptime }
  }

  ofEvent({ artifact, at, uptime }: Stored<EventRecord>): Moment {
    return at === null ? this.ofUptime(uptime, artifact) : { at: at + this.shiftOf(artifact), uptime }
  }

  /** @param artifact where it stands; null where it is of the life that the crash or a capture is of */
  ofUptime(uptime: Seconds | null, artifact: ArtifactId | null): Moment {
    const life = artifact === null ? undefined : (this.#strangers.get(artifact) ?? this.#lifeBefore(uptime, artifact))
    return life === undefined ? { at: this.#byUptime(uptime), uptime } : { at: null, uptime, life }
  }

  ofTime(at: EpochMs | null): Moment {
    return { at, uptime: null }
  }

  /** Null: no crash log, or one without a time. */
  ofCrash(): Moment | null {
    const { crash } = this.#facts
    if (!crash) return null
    return { at: crash.at === null ? null : crash.at + this.shiftOf(crash.artifact), uptime: crash.uptime }
  }

  /** From one moment to another; null when they share no clock. */
  between(from: Moment, to: Moment): Milliseconds | null {
    const wall = from.at === null || to.at === null ? null : to.at - from.at
    const life =
      from.uptime === null || to.uptime === null || from.life !== to.life ? null : (to.uptime - from.uptime) * 1000
    if (wall === null || life === null) return life ?? wall
    // Uptimes are finer; where both differ the log is of another life or a clock was set, and dates are what is left.
    return Math.abs(life - wall) <= SLACK ? life : wall
  }

  /** What is added to times of this artifact: whole quarter-hours, 0 for times with a zone. */
  shiftOf(artifact: ArtifactId): Milliseconds {
    let shift = this.#shifts.get(artifact)
    if (shift === undefined) {
      shift = this.#findShift(artifact)
      this.#shifts.set(artifact, shift)
    }
    return shift
  }

  /** In a file of several lives: later than the JVM of the crash lived, whose start is all that is known. */
  #lifeBefore(uptime: Seconds | null, artifact: ArtifactId): ArtifactId | undefined {
    const end = this.approximate ? (this.#facts.crash?.uptime ?? null) : null
    return uptime !== null && end !== null && (uptime - end) * 1000 > SLACK ? artifact : undefined
  }

  #byUptime(uptime: Seconds | null): EpochMs | null {
    return uptime === null || this.#start === null ? null : Math.round(this.#start + uptime * 1000)
  }

  #findShift(artifact: ArtifactId): Milliseconds {
    const { crash, records } = this.#facts
    if (isSettled(artifact, records)) return 0
    if (crash?.artifact === artifact) return this.#crashShift()
    if (zonedLogs(records.events).has(artifact)) return 0
    const events = records.events.filter((event) => event.artifact === artifact && event.at !== null)
    return this.#startShift(events) ?? this.#matchedShift(events) ?? 0
  }

  /** By the message that a server starts: soon after its JVM. */
  #startShift(events: readonly Stored<EventRecord>[]): Milliseconds | null {
    let best: { shift: Milliseconds; late: Milliseconds } | null = null
    if (this.#start === null) return null
    for (const event of events) {
      if (event.type !== 'start' || event.at === null) continue
      const quarters = Math.floor((event.at - this.#start + SLACK) / QUARTER)
      const late = event.at - this.#start - quarters * QUARTER
      if (Math.abs(quarters) > MOST_QUARTERS || late > STARTS_WITHIN) continue
      if (best === null || late < best.late) best = { shift: -quarters * QUARTER, late }
    }
    return best?.shift ?? null
  }

  /** By the shift under which most errors follow a collection; of equals the smallest. */
  #matchedShift(events: readonly Stored<EventRecord>[]): Milliseconds | null {
    if (this.#ends.length === 0) return null
    const votes = new Map<number, number>()
    for (const event of events) {
      if (event.at === null || !FOLLOWING.has(event.type)) continue
      for (let quarters = -MOST_QUARTERS; quarters <= MOST_QUARTERS; quarters++) {
        const at = event.at - quarters * QUARTER
        if (this.#endedBetween(at - BELONGS_WITHIN, at + SLACK)) votes.set(quarters, (votes.get(quarters) ?? 0) + 1)
      }
    }
    const [best] = [...votes].toSorted(
      ([left, many], [right, more]) => more - many || Math.abs(left) - Math.abs(right) || left - right,
    )
    return best ? -best[0] * QUARTER : null
  }

  /** Whether a collection that lines may belong to ended then. */
  #endedBetween(from: EpochMs, to: EpochMs): boolean {
    let low = 0
    let high = this.#ends.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#ends[middle] ?? Infinity) < from) low = middle + 1
      else high = middle
    }
    return (this.#ends[low] ?? Infinity) <= to
  }

  /** JDK 8 and earlier print the crash's time without a zone. */
  #crashShift(): Milliseconds {
    const { crash, index, records } = this.#facts
    const stated = index.first('crash.time')
    if (!crash || crash.at === null || (stated && isZoned(stated.quote))) return 0
    if (this.#start !== null && crash.uptime !== null) {
      const off = crash.at - (this.#start + crash.uptime * 1000)
      const quarters = Math.round(off / QUARTER)
      if (Math.abs(off - quarters * QUARTER) <= SLACK && Math.abs(quarters) <= MOST_QUARTERS) return -quarters * QUARTER
    }
    // Nothing is logged after the end: the nearest zone that puts the crash behind the last collection.
    const last = records.collections.reduce<EpochMs | null>((latest, record) => {
      const { at } = this.ofCollection(record)
      return at !== null && (latest === null || at > latest) ? at : latest
    }, null)
    if (last === null) return 0
    const after = crash.at - last
    const halves = after >= -SLACK && after < HALF_HOUR ? 0 : Math.floor((after + SLACK) / HALF_HOUR)
    return Math.abs(halves) * 2 <= MOST_QUARTERS ? -halves * HALF_HOUR : 0
  }
}

/**
 * For a GC log of uptimes alone: when the JVM started by the crash log or a capture, right to the second, or by the application's first
 * message, which comes some seconds late and may be in local time, as metrics are not.
 */
function startElsewhere(facts: ProcessFacts): EpochMs | null {
  const { crash, times, records } = facts
  if (crash || startByUptime(facts)) return times.startedAt
  const said = records.events.findLast((event) => event.type === 'start' && event.values['phase'] === 'starting')
  const at = said?.at ?? times.startedAt
  if (at === null || (said && (isZoned(said.quote) || isSettled(said.artifact, records)))) return at
  const series = records.series.find((each) => each.series === 'map-count')
  const [first, last] = [series?.at[0], series?.at.at(-1)]
  if (first === undefined || last === undefined || (at >= first - QUARTER && at <= last)) return at
  const shifted = at - Math.round((at - first) / QUARTER) * QUARTER
  return Math.abs(shifted - at) <= MOST_QUARTERS * QUARTER ? shifted : at
}

/** Whether nothing of its times was assumed: all have a zone, or the user gave it one. */
export function isSettled(id: ArtifactId, { artifacts }: ProcessRecords): boolean {
  const zone = artifacts.find((artifact) => artifact.id === id)?.zone
  return zone === 'stated' || zone === 'corrected'
}

/** What a log says right after, or right before, a collection that somebody asked for. */
const FOLLOWING: ReadonlySet<EventRecord['type']> = new Set(['map-failed', 'out-of-memory', 'gc-requested'])
