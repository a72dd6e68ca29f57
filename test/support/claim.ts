import type { Confidence, Format } from '../../electron/engine/formats/format.ts'
import { headOf } from './feed.ts'

const ranks: readonly Confidence[] = ['no', 'maybe', 'yes', 'certain']

export interface Claim {
  /** The best: highest confidence, then the order of the list. */
  id: string
  confidence: Confidence
  /** All that are as sure. */
  equals: string[]
}

/** Who claims an artifact, as ingest decides it. */
export function claimOf(formats: readonly Format[], bytes: Uint8Array, name = 'unknown'): Claim {
  const head = headOf(bytes, name)
  const claims = formats.map((format) => ({ id: format.id, confidence: format.sniff(head) }))
  const best = claims.reduce(
    (most, claim) => (rank(claim.confidence) > rank(most) ? claim.confidence : most),
    ranks[0]!,
  )
  const equals = claims.filter(({ confidence }) => confidence === best).map(({ id }) => id)
  return { id: equals[0] ?? '', confidence: best, equals }
}

function rank(confidence: Confidence): number {
  return ranks.indexOf(confidence)
}
