/** What the map count of this process is made of, as inputs of the what-if: they add up to the count that stands for it. */
import { mapsFor } from '../../../shared/display/what-if.ts'
import type { OwnerId } from '../../../shared/model/analysis.ts'
import type { WhatIf } from '../../../shared/model/what-if.ts'
import type { Ownership, ProcessFacts } from './process-facts.ts'

/** Offset index and time index, since Kafka 0.10.1 (LogSegment). */
const KAFKA_MAPS = 2
/** Stack and guard pages. */
const THREAD_MAPS = 2
/** A count of threads from elsewhere that would give a thread more than three mappings, or less than one, is of another moment. */
const MOST_THREAD_MAPS = 3
/** As much again. */
const RESERVE = 1

/** null: nothing counted the mappings by owner. */
export function whatIfOf(facts: ProcessFacts): WhatIf | null {
  const { ownership, ledger } = facts
  if (!ownership) return null
  const listed = ownership.listing.vmas
  const count = Math.max(ledger?.vmas ?? 0, listed)
  const { partitions, mapsPerSegment, files: listedFiles } = filesOf(ownership)
  const { threads, mapsPerThread, maps: stacks } = threadsOf(facts, ownership)
  // The listing may be older than the highest count: what came since is more of what there was most of.
  const files = 2 * listedFiles > listed ? listedFiles + count - listed : listedFiles
  return mapsFor({
    partitions,
    segmentsPerPartition: partitions === 0 ? 0 : files / mapsPerSegment / partitions,
    mapsPerSegment,
    threads,
    mapsPerThread,
    base: count - files - stacks,
    reserve: RESERVE,
  })
}

function filesOf({ totals }: Ownership): { partitions: number; mapsPerSegment: number; files: number } {
  const mapped = totals.filter(({ owner }) => owner === 'index-file' || owner === 'data-file')
  const files = mapped.reduce((sum, { count }) => sum + count, 0)
  // Index and data files of a store stand in the same folders.
  const partitions = Math.max(0, ...mapped.map(({ groupsInAll }) => groupsInAll ?? 0))
  const kafka = mapped.some(({ owner, why }) => owner === 'index-file' && why.startsWith('Kafka'))
  return { partitions, mapsPerSegment: kafka ? KAFKA_MAPS : 1, files: partitions === 0 ? 0 : files }
}

function threadsOf(
  { threads }: ProcessFacts,
  { totals }: Ownership,
): { threads: number; mapsPerThread: number; maps: number } {
  const count = (id: OwnerId): number => totals.find(({ owner }) => owner === id)?.count ?? 0
  const maps = count('thread-stack')
  const known = Math.max(threads.count?.value ?? 0, threads.threads.length)
  const each = known === 0 ? 0 : maps / known
  return each >= 1 && each <= MOST_THREAD_MAPS
    ? { threads: known, mapsPerThread: each, maps }
    : { threads: Math.round(maps / THREAD_MAPS), mapsPerThread: THREAD_MAPS, maps: 2 * Math.round(maps / THREAD_MAPS) }
}
