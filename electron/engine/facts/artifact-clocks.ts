/** What was found out of the times of each artifact: a shift against the other logs, a start for seconds. */
import type { ArtifactClock } from '../../../shared/model/time-base.ts'
import type { Stored } from '../../../shared/model/process-records.ts'
import type { ArtifactId } from '../../../shared/model/span.ts'
import type { EpochMs, Seconds } from '../../../shared/model/units.ts'
import { citationOf } from './known.ts'
import type { ProcessFacts } from './process-facts.ts'
import { startByUptime } from './times.ts'

/** Artifacts of which nothing had to be found out are left out. */
export function artifactClocksOf(facts: ProcessFacts): ArtifactClock[] {
  const counted = countedOf(facts)
  return facts.records.artifacts.flatMap(({ id, hostZone }) => {
    const shift = facts.clock.of(id, 0).at
    const uptime = counted.get(id)
    const anchor = uptime === undefined ? null : anchorOf(uptime, id, facts)
    if (shift === 0 && anchor === null && hostZone === undefined) return []
    const zone = hostZone && { zone: { name: hostZone.name, whose: hostZone.whose, citation: hostZone.citation } }
    return [{ artifact: id, shift, anchor, ...zone }]
  })
}

/** The first uptime of each artifact that has one without a date. */
function countedOf({ records }: ProcessFacts): ReadonlyMap<ArtifactId, Seconds> {
  const counted = new Map<ArtifactId, Seconds>()
  for (const timed of [records.collections, records.events])
    for (const { artifact, at, uptime } of timed)
      if (at === null && uptime !== null && !counted.has(artifact)) counted.set(artifact, uptime)
  return counted
}

function anchorOf(uptime: Seconds, artifact: ArtifactId, facts: ProcessFacts): ArtifactClock['anchor'] {
  const placed = facts.clock.ofUptime(uptime, artifact)
  if (placed === null) return null
  return { at: placed.at - Math.round(uptime * 1000), ...sourceOf(facts) }
}

/** In the order in which the clock prefers them. */
function sourceOf(facts: ProcessFacts): { why: string; citation: NonNullable<ArtifactClock['anchor']>['citation'] } {
  const { records, crash, index } = facts
  const both = records.collections.find(hasBoth)
  if (both) {
    const byUser = records.artifacts.find(({ id }) => id === both.artifact)?.correction !== undefined
    const why = byUser
      ? 'the start that you set for the GC log'
      : 'a line of the GC log that has both, a date and the uptime'
    return { why, citation: citationOf(both) }
  }
  if (crash && crash.uptime !== null && crash.at !== null) {
    const stated = index.first('crash.time')
    return {
      why: 'the time of the crash minus the elapsed time of the JVM',
      citation: stated ? citationOf(stated) : crash.headline.citation,
    }
  }
  const living = startByUptime(facts)
  if (living) return { why: 'a capture that prints the time and the uptime', citation: living.citation }
  const said = records.events.findLast((event) => event.type === 'start' && event.at !== null)
  return {
    why: 'the message of the application that it starts, some seconds after its JVM did',
    citation: said ? citationOf(said) : null,
  }
}

function hasBoth({ at, uptime }: Stored<{ at: EpochMs | null; uptime: Seconds | null }>): boolean {
  return at !== null && uptime !== null
}
