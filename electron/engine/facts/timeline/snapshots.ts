/** When somebody looked: listings of mappings, thread dumps, and captures of the process's state. */
import type { ProcessArtifact, Stored } from '../../../../shared/model/process-records.ts'
import type { FactRecord } from '../../../../shared/model/records.ts'
import type { Citation } from '../../../../shared/model/span.ts'
import type { Milliseconds } from '../../../../shared/model/units.ts'
import { formatQuantity } from '../../../../shared/display/counts.ts'
import { citationOf } from '../known.ts'
import type { ProcessFacts } from '../process-facts.ts'
import { entryOf, type Entry } from './entry.ts'
import { groupBy } from './group.ts'
import type { Instant, Times } from './times.ts'

/** Captures of the process; what they are called. Listings and thread dumps have their own entries. */
const CAPTURES: Readonly<Record<string, string>> = {
  'proc-status': 'Status captured (/proc/PID/status)',
  'smaps-rollup': 'Memory captured (smaps_rollup)',
  'heap-info': 'Heap captured (GC.heap_info)',
  'native-memory': 'Native memory captured (VM.native_memory)',
  'class-histogram': 'Class histogram taken',
  hprof: 'Heap dump taken',
  'elf-core': 'Core written',
}
/** The time of a file says when it was copied as often as when it was written: out of the process's life it is not believed. */
const BEFORE: Milliseconds = 3_600_000
const AFTER: Milliseconds = 24 * 3_600_000

export function snapshotEntries(facts: ProcessFacts, times: Times): Entry[] {
  const { artifacts, mappings } = facts.records
  const mapped = new Set(mappings.map(({ artifact }) => artifact))
  const stated = groupBy(facts.records.facts, ({ artifact }) => artifact)
  const captured = artifacts.filter(({ id, scope }) => scope === 'process' && !mapped.has(id))
  return [
    ...listings(facts, times),
    ...threadDumps(facts, times),
    ...captured.flatMap((artifact) => capture(artifact, stated.get(artifact.id) ?? [], facts, times)),
  ]
}

function listings(facts: ProcessFacts, times: Times): Entry[] {
  return facts.listings.flatMap(({ record, citation, vmas, fromCrashLog, complete }) => {
    if (fromCrashLog) return []
    const instant = record.at === null ? ofFile(record.artifact, facts, times) : times.of(record.artifact, record.at)
    const title = `Mappings listed: ${complete ? '' : 'at least '}${formatQuantity(vmas, 'VMA')}`
    return snapshot(instant, title, citation)
  })
}

function threadDumps(facts: ProcessFacts, times: Times): Entry[] {
  return facts.records.events.flatMap((event) => {
    if (event.type !== 'thread-dump') return []
    const { threads } = event.values
    const title = `Thread dump${typeof threads === 'number' ? `: ${formatQuantity(threads, 'thread')}` : ''}`
    return snapshot(times.ofEvent(event) ?? ofFile(event.artifact, facts, times), title, citationOf(event))
  })
}

function capture(
  { id, format }: ProcessArtifact,
  stated: readonly Stored<FactRecord>[],
  facts: ProcessFacts,
  times: Times,
): Entry[] {
  const title = CAPTURES[format]
  const fact = stated.find(({ at }) => at !== null) ?? stated[0]
  if (title === undefined || !fact) return []
  return snapshot(fact.at === null ? ofFile(id, facts, times) : times.of(id, fact.at), title, citationOf(fact))
}

/** Each stands for itself: two listings within seconds show how fast the count grew. */
function snapshot(instant: Instant | null, title: string, citation: Citation): Entry[] {
  if (!instant) return []
  const stem = `${citation.artifact}:${citation.line}`
  return [entryOf({ ...instant, kind: 'snapshot', title, stem, tone: 'info', citation })]
}

function ofFile(artifact: number, { times: life }: ProcessFacts, times: Times): Instant | null {
  const instant = times.ofFile(artifact)
  if (!instant) return null
  const early = life.startedAt !== null && instant.at < life.startedAt - BEFORE
  const late = life.endedAt !== null && instant.at > life.endedAt + AFTER
  return early || late ? null : instant
}
