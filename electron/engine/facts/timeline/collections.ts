/** Collections that stand out: full ones, those that somebody asked for, stalls and long pauses. Young ones are the rule, no event. */
import type { ExplicitGcCause } from '../../../../shared/model/analysis.ts'
import type { Stored } from '../../../../shared/model/process-records.ts'
import type { GcRecord } from '../../../../shared/model/records.ts'
import type { Milliseconds } from '../../../../shared/model/units.ts'
import { formatDuration } from '../../../../shared/display/durations.ts'
import { isExplicit } from '../explicit-gc/calls.ts'
import { citationOf } from '../known.ts'
import type { ProcessFacts } from '../process-facts.ts'
import { entryOf, type Entry } from './entry.ts'
import type { Times } from './times.ts'

/** A pause is long when it is that many times the median, and long for a client too. */
const TIMES_THE_MEDIAN = 10
const LONG: Milliseconds = 100
/** gcCause.cpp, GCCause::_z_allocation_stall: threads waited for memory. */
const STALL = 'Allocation Stall'

const ASKED_BY: Record<ExplicitGcCause, string> = {
  'nio-map-retry': 'retry of FileChannel.map',
  'direct-memory': 'direct memory',
  'rmi-dgc': 'RMI',
  application: 'the application',
  'diagnostic-command': 'a diagnostic command',
  unknown: 'caller unknown',
}

export function collectionEntries(facts: ProcessFacts, times: Times): Entry[] {
  const { collections } = facts.records
  const causes = new Map(facts.explicitGc.collections.map(({ citation, cause }) => [keyOf(citation), cause]))
  let median: Milliseconds | null = null
  const usual = (): Milliseconds => (median ??= medianPause(collections))
  const entries: Entry[] = []
  for (const record of collections) {
    // Most say nothing: a log has a hundred thousand.
    const said = isExplicit(record.cause)
      ? explicitWords(record, causes.get(keyOf(citationOf(record))) ?? null)
      : anomalyWords(record, usual)
    const instant = said && times.ofCollection(record)
    if (!said || !instant) continue
    const { pauseMs } = record
    // The pause of a cycle is not how long threads waited for it.
    const lasts = pauseMs !== null && pauseMs > 0 && record.cause !== STALL ? pauseMs : null
    const title = lasts === null ? said.words : `${said.words}, ${formatDuration(lasts)}`
    const until = instant.at + Math.round(pauseMs ?? 0)
    const { kind, tone, words } = said
    const citation = citationOf(record)
    entries.push(entryOf({ ...instant, until, kind, tone, title, stem: words, many: words, lasts, citation }))
  }
  return entries
}

type Words = Pick<Entry, 'kind' | 'tone'> & { words: string }

function explicitWords({ cause, collection }: GcRecord, asked: ExplicitGcCause | null): Words {
  const what = cause === 'System' ? 'System.gc()' : (cause ?? '')
  const by = asked === null || asked === 'diagnostic-command' ? '' : `: ${ASKED_BY[asked]}`
  // ParallelGC logs the young part of the call by itself.
  const part = collection === 'young' ? ' (young part)' : ''
  return { kind: 'gc-explicit', tone: 'warn', words: `${what}${by}${part}` }
}

/** @param usual The median of all pauses: it is asked for only where there is a long one. */
function anomalyWords({ collection, cause, pauseMs, concurrent }: GcRecord, usual: () => Milliseconds): Words | null {
  if (cause === STALL) return { kind: 'gc-full', tone: 'bad', words: 'Threads waited for memory (Allocation Stall)' }
  const full = collection === 'full' && !concurrent
  if (!full && (pauseMs === null || pauseMs < LONG || !isLong(pauseMs, usual()))) return null
  const why = cause === null ? '' : ` (${cause})`
  return { kind: 'gc-full', tone: 'warn', words: full ? `Full collection${why}` : `Long pause: ${collection}${why}` }
}

function isLong(pause: Milliseconds, median: Milliseconds): boolean {
  return median > 0 && pause >= TIMES_THE_MEDIAN * median
}

/** Of collections that pause; 0 where there are none. */
function medianPause(collections: readonly Stored<GcRecord>[]): Milliseconds {
  const all = new Float64Array(collections.length)
  let count = 0
  for (const { pauseMs } of collections) if (pauseMs !== null && pauseMs > 0) all[count++] = pauseMs
  const pauses = all.subarray(0, count).toSorted()
  return pauses[count >> 1] ?? 0
}

function keyOf({ artifact, line }: { artifact: number; line: number }): string {
  return `${artifact}:${line}`
}
