/**
 * How many mappings a process may have had where nothing counts them, or a listing was cut short: from its threads. A Java thread has
 * two, its stack and the guard zone within it, or three with a guard page of the C library; those that call malloc may make an arena
 * of two more (glibc, at most 8 arenas a core); a JVM without any has 150 to 600.
 */
import { formatCount, formatQuantity } from '../../../shared/display/counts.ts'
import type { MapEstimate } from '../../../shared/model/map-estimate.ts'
import type { Known, Ownership, ProcessFacts } from './process-facts.ts'

const MAPS_A_THREAD: readonly [number, number] = [2, 3]
const MAPS_AN_ARENA = 2
const BASE: readonly [number, number] = [150, 600]
/** Fewer threads say nothing that the base does not. */
const LEAST_THREADS = 20

/** null: a whole count is there, or no number of threads is known. */
export function mapEstimateOf(facts: ProcessFacts): MapEstimate | null {
  const { ledger, ownership } = facts
  if (ledger?.complete) return null
  const threads = threadsOf(facts)
  if (!threads || threads.value < LEAST_THREADS) return null
  const [fewest, most] = MAPS_A_THREAD.map((maps) => maps * threads.value) as [number, number]
  const listed = ledger && ownership && ownership.listing.record.artifact === ledger.listing.artifact ? ownership : null
  // What the cut listing has beside stacks is there for sure.
  const others = listed ? listed.listing.vmas - stacksIn(listed) : 0
  return {
    least: Math.max(ledger?.vmas ?? 0, fewest + Math.max(others, BASE[0])),
    most: Math.max(ledger?.vmas ?? 0, most + MAPS_AN_ARENA * threads.value + Math.max(others, BASE[1])),
    why: `${formatQuantity(threads.value, 'thread')}, ${MAPS_A_THREAD.join(' to ')} mappings each and at most one malloc arena${others > 0 ? `, beside ${formatCount(others)} that are listed` : ''}: no count, and files that are mapped come on top`,
    citation: threads.citation,
  }
}

function threadsOf({ tasks, threads, crash, records }: ProcessFacts): Known<number> | null {
  const [first] = threads.threads
  const listed = threads.threads.length
  if (!first || (tasks.count && tasks.count.value >= listed)) return tasks.count
  const citation = { artifact: first.artifact, line: first.span.line, endLine: first.span.endLine, quote: first.name }
  const at = crash?.at ?? records.artifacts.find(({ id }) => id === first.artifact)?.at ?? null
  return { value: listed, citation, at }
}

function stacksIn({ totals }: Ownership): number {
  return totals.find(({ owner }) => owner === 'thread-stack')?.count ?? 0
}
