/** Events that are only counted (ingest/listed-events.ts), so that what is said of all of them is true of a log in a loop, too. */
import type { Victim } from '../../../shared/model/analysis.ts'
import type { Stored } from '../../../shared/model/process-records.ts'
import type { EventRecord, EventType } from '../../../shared/model/records.ts'
import type { ProcessFacts } from './process-facts.ts'

/** How many events of a type are not listed. */
export function unlistedOf({ records }: ProcessFacts, type: EventType): number {
  return (records.unlisted ?? []).reduce((sum, each) => sum + (each.type === type ? each.count : 0), 0)
}

/** How many there were of what `listed` are among the listed events: each type counts where all of its listed events are such. */
export function countWithUnlisted(
  facts: ProcessFacts,
  listed: readonly Stored<EventRecord>[],
): { count: number; least: boolean } {
  const chosen = new Set(listed)
  let count = listed.length
  let least = false
  for (const type of new Set(listed.map((event) => event.type))) {
    const more = unlistedOf(facts, type)
    if (more === 0) continue
    if (facts.records.events.every((event) => event.type !== type || chosen.has(event))) count += more
    else least = true
  }
  return { count, least }
}

/** The same of victims; those that no event tells of (a crash, a collection) count as they are. */
export function countVictims(facts: ProcessFacts, victims: readonly Victim[]): { count: number; least: boolean } {
  const places = new Set(victims.map(({ citation }) => `${citation.artifact}:${citation.line}`))
  const told = facts.records.events.filter(({ artifact, span }) => places.has(`${artifact}:${span.line}`))
  const { count, least } = countWithUnlisted(facts, told)
  return { count: victims.length + count - told.length, least }
}
