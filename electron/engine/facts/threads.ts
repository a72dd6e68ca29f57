import type { Stored } from '../../../shared/model/process-records.ts'
import type { ThreadRecord } from '../../../shared/model/records.ts'
import { CRASH_LOG_FORMAT } from './known.ts'
import type { ProcessFacts, ThreadFacts } from './process-facts.ts'

export function threadsOf(facts: ProcessFacts): ThreadFacts {
  return { threads: oneListing(facts), count: facts.index.number('process.threads') }
}

/**
 * Each dump lists the same threads again: those of the crash log count, else those of the newest dump. A file may hold several
 * dumps, each under a line that is an event.
 */
function oneListing({ records }: ProcessFacts): readonly Stored<ThreadRecord>[] {
  const listing = records.artifacts.filter(({ id }) => records.threads.some(({ artifact }) => artifact === id))
  const newest = listing.toSorted((left, right) => (left.at ?? -Infinity) - (right.at ?? -Infinity) || 0).at(-1)
  const chosen = listing.find(({ format }) => format === CRASH_LOG_FORMAT) ?? newest
  if (!chosen) return []
  const heads = records.events.filter(({ type, artifact }) => type === 'thread-dump' && artifact === chosen.id)
  const last = heads.length > 1 ? Math.max(...heads.map(({ span }) => span.line)) : 0
  return records.threads.filter(({ artifact, span }) => artifact === chosen.id && span.line >= last)
}
