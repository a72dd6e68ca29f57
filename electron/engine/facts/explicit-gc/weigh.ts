/** The decision: which candidate stands, for one call. */
import type { ExplicitGcCause, WeighedGcCause } from '../../../../shared/model/analysis.ts'
import { applicationSigns } from './application.ts'
import type { Call } from './calls.ts'
import { diagnosticSigns } from './diagnostic.ts'
import { directSigns } from './direct.ts'
import { nioSigns } from './nio.ts'
import { rmiSigns } from './rmi.ts'
import { speaksAgainst, stackSigns, type Candidate, type Scene, type Sign, type SignsOf, type Weight } from './signs.ts'

export interface Weighed {
  cause: Candidate
  signs: readonly Sign[]
  score: number
  stance: WeighedGcCause['stance']
}

export interface Judged {
  call: Call
  cause: ExplicitGcCause
  /** The one that stands first, then by score. */
  weighed: readonly Weighed[]
  /** It stands because all others are excluded, not for signs of its own. */
  byExclusion: boolean
}

const POINTS: Record<Weight, number> = { weak: 1, strong: 2, decisive: 5 }
/** Two weak signs, or a strong one, and more than any other has. */
const ENOUGH = 2

const CANDIDATES: readonly (readonly [Candidate, (scene: Scene) => SignsOf])[] = [
  ['nio-map-retry', nioSigns],
  ['direct-memory', directSigns],
  ['rmi-dgc', rmiSigns],
  ['application', applicationSigns],
  ['diagnostic-command', diagnosticSigns],
]
const ORDER: readonly WeighedGcCause['stance'][] = ['stands', 'possible', 'unlikely', 'excluded']
const NOT_FROM_JAVA = [speaksAgainst('decisive', 'Java code that calls System.gc() is logged as System.gc()')]

/** Weighs one call after another. */
export function judgeOf(scene: Scene): (call: Call) => Judged {
  const candidates = CANDIDATES.map(([cause, signsOf]) => ({ cause, signsOf: signsOf(scene) }))
  // Calls that the flag turns off are of another life of the process, of which nothing is known.
  const otherLife = scene.arguments.disableExplicitGc?.value === true
  return (call) => {
    const weighed = candidates.map(({ cause, signsOf }) =>
      weighOne(
        cause,
        call.fromJava || cause === 'diagnostic-command'
          ? [...stackSigns(scene, call, cause), ...signsOf(call)]
          : NOT_FROM_JAVA,
      ),
    )
    const { cause, byExclusion } = otherLife && call.fromJava ? UNKNOWN : decide(weighed, call)
    for (const each of weighed) if (each.cause === cause) each.stance = 'stands'
    const sorted = weighed.toSorted(
      (left, right) => ORDER.indexOf(left.stance) - ORDER.indexOf(right.stance) || right.score - left.score,
    )
    return { call, cause, weighed: sorted, byExclusion }
  }
}

function weighOne(cause: Candidate, signs: readonly Sign[]): Weighed {
  const settles = (stance: Sign['stance']): boolean =>
    signs.some((sign) => sign.stance === stance && sign.weight === 'decisive')
  const settled = settles('for')
  // What was seen to happen stands against what a measure says of its moment.
  const points = ({ stance, weight }: Sign): number =>
    stance === 'for' ? POINTS[weight] : -POINTS[settled && weight === 'decisive' ? 'weak' : weight]
  const score = signs.reduce((sum, sign) => sum + points(sign), 0)
  const stance = settles('against') && !settled ? 'excluded' : score > 0 ? 'possible' : 'unlikely'
  return { cause, signs, score, stance }
}

const UNKNOWN = { cause: 'unknown', byExclusion: false } as const

function decide(weighed: readonly Weighed[], call: Call): Pick<Judged, 'cause' | 'byExclusion'> {
  const open = weighed.filter(({ stance }) => stance !== 'excluded').toSorted((left, right) => right.score - left.score)
  const [best, second] = open
  if (!best) return UNKNOWN
  if (best.score >= ENOUGH && best.score > (second?.score ?? -Infinity))
    return { cause: best.cause, byExclusion: false }
  return open.length === 1 && call.fromJava && best.score > -ENOUGH ? { cause: best.cause, byExclusion: true } : UNKNOWN
}
