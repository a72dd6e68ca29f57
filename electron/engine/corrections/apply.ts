/** Records of a process as the diagnosis is to see them: with the user's corrections laid over what was read. Pure. */
import type { Correction } from '../../../shared/model/corrections.ts'
import type { ProcessArtifact, ProcessRecords, Stored } from '../../../shared/model/process-records.ts'
import type { SeriesRecord } from '../../../shared/model/records.ts'
import type { ArtifactId } from '../../../shared/model/span.ts'
import type { EpochMs, Seconds } from '../../../shared/model/units.ts'
import { isZoned } from '../../../shared/model/zones.ts'
import { mappingsInOrder } from '../store/queries/process-records.ts'
import { anchored, corrected, correctedClock, correctionText, type CorrectedClock } from './clock.ts'
import { hostZones, hostZoneText, isOfHost, type HostZone } from './host-zone.ts'
import { roleCorrections, withRoles } from './roles.ts'
import { hasEpochName } from './time-base.ts'

export type CaseCorrections = ReadonlyMap<ArtifactId, readonly Correction[]>

/** A clock with what is known of the artifact that it is for. */
interface Placed {
  clock: CorrectedClock
  artifact: ProcessArtifact
  /** What of the clock the user gave; null: nothing. */
  own: CorrectedClock | null
  /** Set where the zone is that of the host, not one that the user gave. */
  host: HostZone | null
}

/** The same records where nothing of them is corrected, and no artifact says the zone that others leave out. */
export function correctRecords(records: ProcessRecords, corrections: CaseCorrections): ProcessRecords {
  const clocks = new Map<ArtifactId, Placed>()
  const zones = hostZones(records)
  for (const artifact of records.artifacts) {
    const own = correctedClock(corrections.get(artifact.id) ?? [])
    const host = own?.zone ? null : (zones.get(artifact.id) ?? null)
    const clock = host ? { shift: 0, anchor: null, ...own, zone: host.clock } : own
    if (clock !== null) clocks.set(artifact.id, { clock, artifact, own, host })
  }
  const series = correctSeries(records.series, corrections, clocks)
  if (clocks.size === 0 && series === records.series) return records
  const artifacts = records.artifacts.map((artifact) => {
    const placed = clocks.get(artifact.id)
    const roles = roleCorrections(corrections.get(artifact.id) ?? [])
    const moved = placed === undefined ? artifact : correctArtifact(placed, records)
    return roles.length === 0 ? moved : { ...moved, chosenRoles: roles.map(({ column, role }) => ({ column, role })) }
  })
  const mappings = records.mappings.map((record) => dated(record, clocks))
  return {
    ...records,
    artifacts,
    facts: records.facts.map((fact) => {
      const moved = dated(fact, clocks)
      const placed = clocks.get(fact.artifact)
      // The one fact whose value is a time.
      if (placed === undefined || fact.key !== 'crash.time' || typeof fact.value !== 'number') return moved
      return { ...moved, value: placedTime(placed, fact.value, fact.quote) }
    }),
    events: inOrder(records.events, (event, before) =>
      dated(event, clocks, { seconds: event.uptime ?? secondsOf(event.values), before }),
    ),
    collections: inOrder(records.collections, (record, before) =>
      dated(record, clocks, { seconds: record.uptime, before }),
    ),
    mappings: mappingsInOrder(mappings, artifacts),
    series,
  }
}

function correctSeries(
  all: Stored<SeriesRecord>[],
  corrections: CaseCorrections,
  clocks: ReadonlyMap<ArtifactId, Placed>,
): Stored<SeriesRecord>[] {
  const ids = new Set(all.map(({ artifact }) => artifact))
  if (![...ids].some((id) => corrections.has(id))) return all
  return [...ids].flatMap((id) => {
    const own = all.filter(({ artifact }) => artifact === id)
    const placed = clocks.get(id)
    const inRoles = withRoles(own, roleCorrections(corrections.get(id) ?? []))
    return placed === undefined ? inRoles : inRoles.map((series) => timed(series, placed))
  })
}

function timed(series: Stored<SeriesRecord>, { clock, artifact }: Placed): Stored<SeriesRecord> {
  const unzoned = series.origin ? series.origin.times === 'local' : artifact.zone === 'assumed'
  let before: EpochMs | null = null
  return { ...series, at: series.at.map((at) => (before = corrected(clock, at, unzoned, before))) }
}

type Datable = { artifact: ArtifactId; at: EpochMs | null; quote: string }

/** Records that stand in their artifacts in this order, each with the time of the one before it. */
function inOrder<Dated extends Datable>(
  records: readonly Dated[],
  place: (record: Dated, before: EpochMs | null) => Dated,
): Dated[] {
  const last = new Map<ArtifactId, EpochMs>()
  return records.map((record) => {
    const placed = place(record, last.get(record.artifact) ?? null)
    if (placed.at !== null) last.set(record.artifact, placed.at)
    return placed
  })
}

function dated<Dated extends Datable>(
  record: Dated,
  clocks: ReadonlyMap<ArtifactId, Placed>,
  { seconds = null, before = null }: { seconds?: Seconds | null; before?: EpochMs | null } = {},
): Dated {
  const placed = clocks.get(record.artifact)
  if (placed === undefined) return record
  if (record.at !== null) return { ...record, at: placedTime(placed, record.at, record.quote, before) }
  const at = seconds === null ? null : anchored(placed.clock, seconds)
  return at === null ? record : { ...record, at }
}

function placedTime({ clock, artifact }: Placed, at: EpochMs, quote: string, before: EpochMs | null = null): EpochMs {
  return corrected(clock, at, isUnzoned(artifact, at, quote), before)
}

/** A time of a line without a zone, or of the artifact's name, which has none either. */
export function isUnzoned({ zone, at: own, timeSource }: ProcessArtifact, at: EpochMs, quote: string): boolean {
  return zone === 'assumed' ? !isZoned(quote) : timeSource === 'name' && at === own
}

function correctArtifact({ clock, artifact, own, host }: Placed, records: ProcessRecords): ProcessArtifact {
  const { at, path, timeSource } = artifact
  const first = records.events.find((event) => event.artifact === artifact.id && event.at !== null)?.at ?? at
  return {
    ...artifact,
    at: at === null ? null : corrected(clock, at, timeSource === 'name' && !hasEpochName(path)),
    ...(own?.zone || (host && isOfHost(artifact)) ? { zone: 'corrected' as const } : {}),
    ...(own && { correction: correctionText(own, first) }),
    ...(host && {
      hostZone: {
        name: host.clock.name,
        whose: host.whose,
        text: hostZoneText(host, first ?? 0),
        citation: host.citation,
      },
    }),
  }
}

/** Since the host booted, of a line of the kernel's log. */
function secondsOf(values: Record<string, string | number>): Seconds | null {
  const { seconds } = values
  return typeof seconds === 'number' ? seconds : null
}
