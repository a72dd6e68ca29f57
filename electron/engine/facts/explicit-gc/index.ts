/** Who asked for the explicit collections of a GC log: every candidate is weighed for every one of them (DESIGN.md section 6). */
import type { ExplicitGc } from '../../../../shared/model/analysis.ts'
import type { ProcessFacts } from '../process-facts.ts'
import { argumentsOf } from './arguments.ts'
import { callsOf, isExplicit, type Call } from './calls.ts'
import { Clocks } from './clocks.ts'
import { MapCountHistory } from './map-counts.ts'
import { rhythmOf } from './rhythm.ts'
import { rmiFactsOf } from './rmi-facts.ts'
import { timelinesOf, type Scene } from './signs.ts'
import { tellerOf } from './tell.ts'
import { judgeOf, type Judged } from './weigh.ts'

/** A log in which a program calls System.gc() in a loop: nobody reads more, and each has an account of its own. */
export const MOST_LISTED = 2000

export interface ExplicitGcFacts {
  /** One a record of the GC log, in its order; at most {@link MOST_LISTED}. */
  collections: readonly ExplicitGc[]
  /** How many the log has. */
  total: number
  judged: readonly Judged[]
  scene: Scene | null
}

export function explicitGcOf(facts: ProcessFacts): ExplicitGcFacts {
  const explicit = facts.records.collections.filter(({ cause }) => isExplicit(cause))
  if (explicit.length === 0) return { collections: [], total: 0, judged: [], scene: null }
  const clocks = new Clocks(facts, explicit)
  const calls = callsOf(facts.records.collections, clocks)
  const options = argumentsOf(facts)
  const scene: Scene = {
    facts,
    clocks,
    counts: new MapCountHistory(facts, clocks),
    rhythm: rhythmOf(calls),
    arguments: options,
    rmi: rmiFactsOf(facts, options),
    ...timelinesOf(facts, clocks),
  }
  const judged = listedOf(calls).map(judgeOf(scene))
  const collections = judged.flatMap(tellerOf(scene, judged))
  return { collections, total: explicit.length, judged, scene }
}

/** The first and the last where there are too many. */
function listedOf(calls: readonly Call[]): readonly Call[] {
  const half = MOST_LISTED / 2
  return calls.length <= MOST_LISTED ? calls : [...calls.slice(0, half), ...calls.slice(-half)]
}
