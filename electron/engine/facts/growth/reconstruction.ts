/**
 * Counts of a broker before it was counted and after: a measured count, and two mappings for each segment that its log says was
 * rolled or deleted in between. An estimate: since Kafka 2.3 an index is mapped when first read, and a roll leaves its old maps to
 * the collector (LogSegment, AbstractIndex.resize).
 */
import { formatCount, formatPercent, formatQuantity } from '../../../../shared/display/counts.ts'
import type { GrowthPoint } from '../../../../shared/model/analysis.ts'
import type { ArtifactId, Citation } from '../../../../shared/model/span.ts'
import type { EpochMs, LineNumber } from '../../../../shared/model/units.ts'
import { isOfThisLife } from '../life.ts'
import type { ProcessFacts } from '../process-facts.ts'
import { thinned } from './theil-sen.ts'

const MAPS_PER_SEGMENT = 2
const MOST_POINTS = 500
/** Segments that explain less than half, or more than twice, of what was measured are not what the count is made of. */
const AGREEMENT: readonly [number, number] = [0.5, 2]

/** Segments since the first line of the first log, at every change. */
interface Change {
  at: EpochMs
  segments: number
  citation: Citation
}

export interface Reconstruction {
  points: GrowthPoint[]
  note: string | null
}

/** Only times that nothing measured: before the first of `measured` and after its last. `measured` is in time order. */
export function reconstructed(facts: ProcessFacts, measured: readonly GrowthPoint[]): Reconstruction {
  const [first, last] = [measured[0], measured.at(-1)]
  const changes = changesOf(facts)
  if (!first || !last || changes.length < 2) return { points: [], note: null }
  const growth = MAPS_PER_SEGMENT * (segmentsAt(changes, last.at) - segmentsAt(changes, first.at))
  const explained = last.at > first.at && last.vmas !== first.vmas ? growth / (last.vmas - first.vmas) : null
  if (explained !== null && (explained < AGREEMENT[0] || explained > AGREEMENT[1])) {
    const share = explained > 0 ? formatPercent(explained) : 'none'
    return {
      points: [],
      note: `Segments that the broker’s log names make ${share} of the growth that was measured: nothing is reconstructed from them`,
    }
  }
  const points = changes.flatMap(({ at, segments, citation }): GrowthPoint[] => {
    if ((at >= first.at && at <= last.at) || !isOfThisLife(at, facts)) return []
    const anchor = at < first.at ? first : last
    const vmas = anchor.vmas + MAPS_PER_SEGMENT * (segments - segmentsAt(changes, anchor.at))
    return vmas > 0 ? [{ at, vmas, origin: 'reconstructed', citation, owners: null }] : []
  })
  if (points.length === 0) return { points, note: null }
  const anchors = [...new Set([first.vmas, last.vmas])].map(formatCount).join(' and ')
  return {
    points: [...thinned(points, MOST_POINTS)],
    note: `${formatQuantity(points.length, 'point')} reconstructed from the broker’s log: ${MAPS_PER_SEGMENT} mappings for each segment rolled, less those deleted, from the measured ${anchors}; an estimate, since an index may be mapped later than its segment is rolled`,
  }
}

/** Logs that follow one another are joined; of logs that overlap (a copy) the first is taken. */
function changesOf({ records, clock }: ProcessFacts): Change[] {
  const own = new Set(records.artifacts.flatMap(({ id, scope }) => (scope === 'process' ? id : [])))
  const logs = records.series
    .filter(({ series, at, artifact }) => series === 'segments' && at.length > 0 && own.has(artifact))
    .toSorted((left, right) => (left.at[0] ?? 0) - (right.at[0] ?? 0))
  const changes: Change[] = []
  const quotes = logs.length > 0 ? quotesOf(records) : null
  for (const log of logs) {
    const last = changes.at(-1)
    if (last && clock.of(log.artifact, log.at[0] ?? 0).at < last.at) continue
    for (let index = 0; index < log.at.length; index++) {
      const [at, value] = [log.at[index], log.value[index]]
      if (at === undefined || value === undefined || !Number.isFinite(at) || !Number.isFinite(value)) continue
      const line = log.line[index] ?? log.span.line
      const quote = quotes?.get(keyOf(log.artifact, line))
      // The series quotes its first line only; a line whose event was not kept is cited by that one.
      const from = quote === undefined ? log.span.line : line
      const citation = { artifact: log.artifact, line: from, endLine: line, quote: quote ?? log.quote }
      changes.push({ at: clock.of(log.artifact, at).at, segments: (last?.segments ?? 0) + value, citation })
    }
  }
  return changes.toSorted((left, right) => left.at - right.at)
}

function quotesOf({ events }: ProcessFacts['records']): Map<string, string> {
  const quotes = new Map<string, string>()
  for (const { type, artifact, span, quote } of events)
    if (type === 'segment-rolled' || type === 'segment-deleted') quotes.set(keyOf(artifact, span.line), quote)
  return quotes
}

function keyOf(artifact: ArtifactId, line: LineNumber): string {
  return `${artifact}:${line}`
}

function segmentsAt(changes: readonly Change[], at: EpochMs): number {
  let low = 0
  let high = changes.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((changes[middle]?.at ?? Infinity) <= at) low = middle + 1
    else high = middle
  }
  return changes[low - 1]?.segments ?? 0
}
