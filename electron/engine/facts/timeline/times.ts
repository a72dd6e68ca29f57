/** When things happened, on one clock, and how that is known. The alignment of logs is that of the explicit collections. */
import type { ProcessArtifact, Stored } from '../../../../shared/model/process-records.ts'
import type { EventRecord, GcRecord } from '../../../../shared/model/records.ts'
import type { ArtifactId } from '../../../../shared/model/span.ts'
import type { EpochMs, Milliseconds, Seconds } from '../../../../shared/model/units.ts'
import { formatDuration } from '../../../../shared/display/durations.ts'
import { isExplicit } from '../explicit-gc/calls.ts'
import { isZoned } from '../../../../shared/model/zones.ts'
import { Clocks, isSettled, zonedLogs } from '../explicit-gc/clocks.ts'
import { CRASH_LOG_FORMAT } from '../known.ts'
import type { ProcessFacts } from '../process-facts.ts'

export interface Instant {
  at: EpochMs
  /** See TimelineEvent. */
  clock: string
}

const THREAD_DUMP = 'thread-dump'
/** Formats whose times may lack a zone; those of the others are UTC by definition or say their zone. */
const LOCAL_TIMES: ReadonlySet<string> = new Set([
  'application-log',
  'hotspot-stdout',
  'kernel-log',
  THREAD_DUMP,
  CRASH_LOG_FORMAT,
])
/** A log may go on for that long after the crash log was begun. */
const AFTER_THE_END: Milliseconds = 60_000
const SECOND: Milliseconds = 1000

export class Times {
  readonly #facts: ProcessFacts
  readonly #clocks: Clocks
  readonly #artifacts: ReadonlyMap<ArtifactId, ProcessArtifact>
  /** Of logs of events: their last time as read, and whether any of their times has a zone. */
  readonly #logs = new Map<ArtifactId, { last: EpochMs; zoned: boolean }>()
  readonly #start: EpochMs | null
  /** Of an artifact: what is added to its times, and how they are known. */
  readonly #readings = new Map<ArtifactId, { shift: Milliseconds; clock: string }>()
  #zone: Milliseconds | null = null

  constructor(facts: ProcessFacts) {
    this.#facts = facts
    const { collections, artifacts, events } = facts.records
    const explicit = collections.filter(({ cause }) => isExplicit(cause))
    this.#clocks = facts.explicitGc.scene?.clocks ?? new Clocks(facts, explicit)
    this.#artifacts = new Map(artifacts.map((artifact) => [artifact.id, artifact]))
    const zoned = zonedLogs(events)
    for (const { artifact, at } of events) {
      if (at === null) continue
      const log = this.#logs.get(artifact)
      if (!log) this.#logs.set(artifact, { last: at, zoned: zoned.has(artifact) })
      else if (at > log.last) log.last = at
    }
    const crash = this.ofCrash()
    const uptime = facts.crash?.uptime ?? null
    this.#start = crash && uptime !== null ? crash.at - Math.round(uptime * 1000) : facts.times.startedAt
  }

  /** By its date, else by its uptime; null when it has neither, or nothing tells when the JVM started. */
  ofEvent({ artifact, at, uptime }: Stored<EventRecord>): Instant | null {
    return at === null ? this.ofUptime(uptime, artifact) : this.of(artifact, at)
  }

  ofCollection({ artifact, at, uptime }: Stored<GcRecord>): Instant | null {
    return at === null
      ? this.ofUptime(uptime, artifact)
      : { at, clock: this.#artifacts.get(artifact)?.correction ?? '' }
  }

  /** A time that stands in an artifact. */
  of(artifact: ArtifactId, at: EpochMs): Instant {
    let reading = this.#readings.get(artifact)
    if (reading === undefined) {
      reading = this.#readingOf(artifact)
      this.#readings.set(artifact, reading)
    }
    return { at: at + reading.shift, clock: reading.clock }
  }

  #readingOf(artifact: ArtifactId): { shift: Milliseconds; clock: string } {
    const shift = this.#shiftOf(artifact)
    if (shift !== 0) return { shift, clock: `shifted ${formatDuration(Math.abs(shift))} ${shift < 0 ? 'back' : 'on'}` }
    const { correction, hostZone } = this.#artifacts.get(artifact) ?? {}
    return { shift: 0, clock: correction ?? hostZone?.text ?? (this.#isLocal(artifact) ? 'zone assumed' : '') }
  }

  /** The time of the artifact itself: by its name, or when its file was written. */
  ofFile(artifact: ArtifactId): Instant | null {
    const at = this.#artifacts.get(artifact)?.at ?? null
    return at === null ? null : { at, clock: 'time of the file' }
  }

  /** Crash logs print whole seconds; a GC log tells the uptime's date to the millisecond, where both agree. */
  ofCrash(): Instant | null {
    const { crash } = this.#facts
    if (!crash || crash.at === null) return null
    const stated = this.of(crash.artifact, crash.at)
    const finer = crash.uptime === null ? null : this.#clocks.ofUptime(crash.uptime, null).at
    const agree = finer !== null && finer > stated.at - SECOND && finer < stated.at + 2 * SECOND
    return agree ? { ...stated, at: finer } : stated
  }

  /** null when nothing tells when the JVM started that wrote it. */
  ofUptime(uptime: Seconds | null, artifact: ArtifactId): Instant | null {
    if (uptime === null) return null
    // A collection that has both is the finest link between uptimes and dates.
    const { at: linked, life } = this.#clocks.ofUptime(uptime, artifact)
    if (life !== undefined) return null
    const at = linked ?? (this.#start === null ? null : this.#start + Math.round(uptime * 1000))
    return at === null ? null : { at, clock: 'uptime + start' }
  }

  /**
   * What was aligned by what it says itself keeps its shift. The rest was written on the same host, so in the zone of what was
   * aligned, if that brings it nearer to where it belongs.
   */
  #shiftOf(artifact: ArtifactId): Milliseconds {
    const shift = this.#clocks.shiftOf(artifact)
    const log = this.#logs.get(artifact)
    const { crash } = this.#facts
    if (shift !== 0 || !log || log.zoned || artifact === crash?.artifact) return shift
    if (isSettled(artifact, this.#facts.records)) return 0
    this.#zone ??= this.#zoneOfHost()
    const zone = this.#zone
    if (zone === 0) return 0
    const { format, at: written } = this.#artifacts.get(artifact) ?? { format: '', at: null }
    // A thread dump goes into its file at once.
    if (format === THREAD_DUMP)
      return written !== null && Math.abs(log.last - written) < Math.abs(log.last + zone - written) ? 0 : zone
    // Nothing is logged long after the end, and a log usually reaches to it.
    if (!crash || crash.at === null) return 0
    const end = crash.at + this.#clocks.shiftOf(crash.artifact)
    const [unshifted, shifted] = [end - log.last, end - log.last - zone]
    return shifted >= -AFTER_THE_END && (unshifted < -AFTER_THE_END || shifted < unshifted) ? zone : 0
  }

  /** What the crash log or another log without a zone was found to be off by; 0: nothing was. */
  #zoneOfHost(): Milliseconds {
    const { crash } = this.#facts
    const ofCrash = crash ? this.#clocks.shiftOf(crash.artifact) : 0
    if (ofCrash !== 0) return ofCrash
    const logs = [...this.#logs].filter(([id]) => this.#artifacts.get(id)?.format !== THREAD_DUMP)
    return logs.map(([id]) => this.#clocks.shiftOf(id)).find((shift) => shift !== 0) ?? 0
  }

  #isLocal(artifact: ArtifactId): boolean {
    if (isSettled(artifact, this.#facts.records)) return false
    if (!LOCAL_TIMES.has(this.#artifacts.get(artifact)?.format ?? '')) return false
    if (artifact === this.#facts.crash?.artifact) {
      const stated = this.#facts.index.first('crash.time')
      return stated !== null && !isZoned(stated.quote)
    }
    return this.#logs.get(artifact)?.zoned !== true
  }
}
