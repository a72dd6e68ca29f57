/** Log segments that come and go: the whole as one span of time, and storms, when many come at once. */
import type { Stored } from '../../../../shared/model/process-records.ts'
import type { EventRecord, SeriesRecord } from '../../../../shared/model/records.ts'
import type { Citation } from '../../../../shared/model/span.ts'
import type { EpochMs, Milliseconds } from '../../../../shared/model/units.ts'
import { formatCount, formatQuantity } from '../../../../shared/display/counts.ts'
import { formatDuration } from '../../../../shared/display/durations.ts'
import { citationOf } from '../known.ts'
import type { ProcessFacts } from '../process-facts.ts'
import { entryOf, type Entry } from './entry.ts'
import { groupBy } from './group.ts'
import type { Times } from './times.ts'

/** Stretches that a log's time is cut into to find its usual rate. */
const STRETCHES = 200
const SHORTEST: Milliseconds = 1000
const LONGEST: Milliseconds = 3_600_000
const TIMES_THE_MEDIAN = 5
/** Fewer are no storm, however rare they are else. */
const LEAST = 10

interface Change {
  at: EpochMs
  /** Segments since the change before: one or the other, or both where the series was thinned. */
  rolled: number
  deleted: number
  line: number
}

export function segmentEntries(facts: ProcessFacts, times: Times): Entry[] {
  const lines = groupBy(
    facts.records.events.filter(({ type }) => type === 'segment-rolled' || type === 'segment-deleted'),
    ({ artifact }) => artifact,
  )
  return facts.records.series
    .filter(({ series }) => series === 'segments')
    .flatMap((series) => {
      const own = new Map((lines.get(series.artifact) ?? []).map((event) => [event.span.line, event]))
      return ofLog(series, own, times)
    })
}

function ofLog(series: Stored<SeriesRecord>, lines: ReadonlyMap<number, Stored<EventRecord>>, times: Times): Entry[] {
  const changes = changesOf(series)
  const [first, last] = [changes[0], changes.at(-1)]
  if (!first || !last) return []
  const whole: Citation = { ...citationOf(series), endLine: series.span.endLine }
  const span = (from: Change, to: Change): Pick<Entry, 'at' | 'until' | 'clock'> => {
    const instant = times.of(series.artifact, from.at)
    return { ...instant, until: instant.at + Math.max(0, to.at - from.at) }
  }
  const summary = entryOf({
    ...span(first, last),
    kind: 'segments',
    title: `${words(changes)} by this log`,
    stem: `all of ${series.artifact}`,
    count: countOf(changes),
    tone: 'info',
    citation: whole,
  })
  const storms = stormsOf(changes).map(({ part, rate, usual }) => {
    const from = part[0] ?? first
    const to = part.at(-1) ?? last
    // Only the first lines are listed as events; of the others only the number is known.
    const event = part.map(({ line }) => lines.get(line)).find((each) => each !== undefined)
    const title = `Storm: ${words(part)} in ${formatDuration(Math.max(1000, to.at - from.at))}, ${Math.round(rate / usual)} times the usual rate`
    const citation = event ? citationOf(event) : whole
    const stem = `storm of ${series.artifact} at ${from.at}`
    return entryOf({ ...span(from, to), kind: 'segments', title, stem, count: countOf(part), tone: 'warn', citation })
  })
  return [summary, ...storms]
}

function changesOf({ at, value, changes, line }: SeriesRecord): Change[] {
  return Array.from(at, (time, point) => {
    const more = stepOf(value, point)
    const both = changes === undefined ? Math.abs(more) : stepOf(changes, point)
    return { at: time, rolled: (both + more) / 2, deleted: (both - more) / 2, line: line[point] ?? 0 }
  }).filter(({ rolled, deleted }) => rolled + deleted > 0)
}

function stepOf(sums: Float64Array, point: number): number {
  return (sums[point] ?? 0) - (point === 0 ? 0 : (sums[point - 1] ?? 0))
}

interface Storm {
  part: Change[]
  /** Changes a stretch, at most; and the median of stretches in which there are any. */
  rate: number
  usual: number
}

function stormsOf(changes: readonly Change[]): Storm[] {
  const ordered = changes.toSorted((left, right) => left.at - right.at)
  const [start, end] = [ordered[0]?.at ?? 0, ordered.at(-1)?.at ?? 0]
  const stretch = Math.min(LONGEST, Math.max(SHORTEST, (end - start) / STRETCHES))
  const parts = groupBy(ordered, ({ at }) => Math.floor((at - start) / stretch))
  const rates = [...parts.values()].map(countOf).toSorted((left, right) => left - right)
  const usual = rates[rates.length >> 1] ?? 0
  const storms: Storm[] = []
  let before = -2
  for (const [index, part] of parts) {
    const rate = countOf(part)
    if (rate < usual * TIMES_THE_MEDIAN) continue
    const storm = before === index - 1 ? storms.at(-1) : undefined
    if (storm) {
      storm.part.push(...part)
      storm.rate = Math.max(storm.rate, rate)
    } else {
      storms.push({ part: [...part], rate, usual })
    }
    before = index
  }
  return storms.filter(({ part }) => countOf(part) >= LEAST)
}

function countOf(changes: readonly Change[]): number {
  return changes.reduce((sum, { rolled, deleted }) => sum + rolled + deleted, 0)
}

/** `1 204 segments rolled, 300 deleted` */
function words(changes: readonly Change[]): string {
  const rolled = changes.reduce((sum, change) => sum + change.rolled, 0)
  const deleted = countOf(changes) - rolled
  if (rolled === 0) return `${formatQuantity(deleted, 'segment')} deleted`
  return `${formatQuantity(rolled, 'segment')} rolled${deleted === 0 ? '' : `, ${formatCount(deleted)} deleted`}`
}
