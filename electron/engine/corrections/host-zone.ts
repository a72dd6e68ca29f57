/**
 * The zone of the host, where one of its artifacts says it: local times of its other artifacts are of that. A JVM may have been given
 * another (TZ, user.timezone), so that its logs may still be aligned with what they belong to; the host's own logs are settled.
 */
import { formatOffset } from '../../../shared/display/timestamps.ts'
import type { ProcessArtifact, ProcessRecords } from '../../../shared/model/process-records.ts'
import type { ZoneOwner } from '../../../shared/model/time-base.ts'
import type { ArtifactId, Citation } from '../../../shared/model/span.ts'
import { zoneClock, type ZoneClock } from '../formats/lib/zone-clock.ts'

export interface HostZone {
  clock: ZoneClock
  whose: ZoneOwner
  citation: Citation
}

/** Dashboards print times in the zone of whoever looked. */
const EXPORT = /^metrics-/
// -Duser.timezone=Europe/Berlin
const USER_TIMEZONE = /(?:^|\s)-Duser\.timezone=(?!\S*\.\.\.)(\S{1,60})/

interface Stated {
  name: string
  citation: Citation
}

/** By artifact; those whose times need no zone are left out. */
export function hostZones(records: ProcessRecords): ReadonlyMap<ArtifactId, HostZone> {
  const waiting = records.artifacts.filter(({ zone, format }) => zone === 'assumed' && !EXPORT.test(format))
  const zones = new Map<ArtifactId, HostZone>()
  if (waiting.length === 0) return zones
  const host = agreed(
    'host',
    statedBy(records, 'host.time-zone', (value) => value),
  )
  const given = statedBy(records, 'jvm.arguments', (value) => USER_TIMEZONE.exec(value)?.[1] ?? null)
  const jvm = agreed('JVM', given) ?? host
  for (const artifact of waiting) {
    const zone = isOfHost(artifact) ? host : jvm
    if (zone !== null) zones.set(artifact.id, zone)
  }
  return zones
}

export function isOfHost({ scope }: Pick<ProcessArtifact, 'scope'>): boolean {
  return scope === 'host'
}

/** `zone of the host, Europe/Berlin (+01:00)`. */
export function hostZoneText({ clock, whose }: HostZone, at: number): string {
  const offset = formatOffset(clock.offset(at))
  return `zone of the ${whose}, ${/^[+-]/.test(clock.name) ? offset : `${clock.name} (${offset})`}`
}

function statedBy(
  { facts }: ProcessRecords,
  key: 'host.time-zone' | 'jvm.arguments',
  nameOf: (value: string) => string | null,
): Stated[] {
  return facts.flatMap((fact) => {
    const name = fact.key === key && typeof fact.value === 'string' ? nameOf(fact.value) : null
    const citation = { artifact: fact.artifact, ...fact.span, quote: fact.quote }
    return name === null ? [] : [{ name, citation }]
  })
}

/** A place knows its summers, an offset does not; null where they say different things. */
function agreed(whose: ZoneOwner, stated: readonly Stated[]): HostZone | null {
  const places = stated.filter(({ name }) => !/^(?:UTC|GMT)?[+-]/.test(name))
  const [first, ...others] = places.length > 0 ? places : stated
  if (first === undefined || others.some(({ name }) => name !== first.name)) return null
  const clock = zoneClock(first.name)
  return clock && { clock, whose, citation: first.citation }
}
