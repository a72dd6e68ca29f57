/**
 * Refusals that left nothing but a collection: FileChannel.map was refused and called System.gc(), and either its second try
 * succeeded, since the collection freed mappings, or the log that has the exception is not here (facts/explicit-gc/nio.ts).
 */
import type { Victim } from '../../../shared/model/analysis.ts'
import { citationOf } from './known.ts'
import type { CountsAround } from './explicit-gc/map-counts.ts'
import type { ProcessFacts } from './process-facts.ts'

const ENOMEM = 12
/** The exception of a second try that failed stands in the log after that time, at the latest. */
const FAILS_WITHIN = 10_000

export interface SilentRefusal {
  victim: Victim
  /** What was counted before the collection and after it. */
  counts: CountsAround
}

/**
 * Inferred, so only where the count of mappings shows it: at the limit at that time, or risen so far that the limit was within reach
 * and cleared by the collection.
 */
export function silentRefusalsOf({ explicitGc }: ProcessFacts): readonly SilentRefusal[] {
  const { judged, scene } = explicitGc
  if (!scene) return []
  return judged.flatMap(({ cause, call }) => {
    if (cause !== 'nio-map-retry' || scene.mapFailures.nearest(call, FAILS_WITHIN)?.belongs === true) return []
    const counts = scene.counts.around(call)
    const full = counts.atLimit !== null && counts.atLimit.away <= FAILS_WITHIN
    if (!full && !(counts.withinReach && counts.fall > 0)) return []
    const [record] = call.records
    const victim: Victim = {
      operation: 'mmap-file',
      bytes: null,
      errno: ENOMEM,
      errnoOrigin: 'inferred',
      thread: null,
      frame: null,
      purpose: 'mapping of a file (FileChannel.map), tried again after System.gc()',
      citation: citationOf(record),
      at: call.start.at,
    }
    return [{ victim, counts }]
  })
}
