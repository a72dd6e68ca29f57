/** What was counted of the number of mappings over the life of one process, each point with its line. */
import { ownerIds, type GrowthPoint, type OwnerId } from '../../../../shared/model/analysis.ts'
import { formatCount, formatQuantity } from '../../../../shared/display/counts.ts'
import type { Stored } from '../../../../shared/model/process-records.ts'
import type { SeriesRecord } from '../../../../shared/model/records.ts'
import type { EpochMs, Milliseconds } from '../../../../shared/model/units.ts'
import { isOfThisLife, lifeOf } from '../life.ts'
import { foreignMapCounts } from '../own-series.ts'
import type { CountedMaps, Listing, ProcessFacts } from '../process-facts.ts'

/** More points than any screen has pixels; beyond it only the least and the greatest of each stretch are kept. */
const MOST_POINTS = 2000
/** A last sample lower than this share of the one before may show the process half gone. */
const TORN_DOWN = 0.9

export interface GatheredPoints {
  points: GrowthPoint[]
  notes: string[]
}

export function gatherPoints(facts: ProcessFacts): GatheredPoints {
  const notes: string[] = []
  const listed = listedPoints(facts)
  const measured = facts.records.series.flatMap((series) =>
    series.series === 'map-count' ? measuredPoints(series, facts, notes) : [],
  )
  const foreign = foreignMapCounts(facts.records)
  if (foreign > 0)
    notes.push(
      `Map counts of ${foreign} other ${foreign === 1 ? 'target' : 'targets'} stand in the same export; they are left out, since neither a host nor a listing shows them to be of this process`,
    )
  const alive = measured.filter((point) => isOfThisLife(point.at, facts))
  if (alive.length < measured.length)
    notes.push('Samples from before the start or after the end of the process are left out')
  const life = sinceRestart(alive, notes)
  alive.splice(0, alive.length - life)
  if (endsTornDown(alive, listed)) {
    alive.pop()
    notes.push(
      'The last sample is left out: it fell, and nothing shows whether that lasted or was the end of the process',
    )
  }
  return { points: withoutDoubles([...listed, ...bounded(alive)]), notes }
}

/**
 * Whole listings. Without a time of its own a listing has only that of its file, which says when it was copied as often as when
 * it was taken: such a point is used only when nothing better is known.
 */
function listedPoints(facts: ProcessFacts): GrowthPoint[] {
  const whole = facts.listings.filter((listing) => listing.complete && !listing.fromCrashLog)
  const crash = crashPoint(facts)
  const timed = crash !== null || facts.mapCounts !== null || whole.some(hasOwnTime)
  const points: GrowthPoint[] = []
  for (const listing of whole) {
    if (listing.at === null || (timed && !hasOwnTime(listing))) continue
    points.push({
      at: listing.at,
      vmas: listing.vmas,
      origin: 'maps-snapshot',
      citation: listing.citation,
      owners: ownersOf(listing, facts),
    })
  }
  return crash ? [...points, crash] : points
}

/** Said by its header or its name, as ingest leaves it; the time of the file alone is the artifact's. */
function hasOwnTime(listing: Listing): boolean {
  return listing.record.at !== null
}

/** The count that the ledger takes for the failure: the listing's, or the printed total where the listing was shortened. */
function crashPoint(facts: ProcessFacts): GrowthPoint | null {
  const { crash, ledger } = facts
  const at = lifeOf(facts).crashedAt
  const listing = facts.listings.find((each) => each.fromCrashLog)
  if (!crash || at === null) return null
  const whole = listing?.complete === true
  if (ledger && ledger.listing.artifact === crash.artifact && ledger.complete) {
    return {
      at,
      vmas: ledger.vmas,
      origin: 'crash-log',
      citation: ledger.listing,
      owners: whole ? ownersOf(listing, facts) : null,
    }
  }
  return whole
    ? { at, vmas: listing.vmas, origin: 'crash-log', citation: listing.citation, owners: ownersOf(listing, facts) }
    : null
}

function ownersOf(listing: Listing, facts: ProcessFacts): GrowthPoint['owners'] {
  const owners: Partial<Record<OwnerId, number>> = {}
  let total = 0
  for (const { owner, count } of facts.ownersOf(listing).totals) {
    owners[owner] = count
    total += count
  }
  // The counts of a point add up to its VMAs: [vsyscall] is none.
  const special = owners['kernel-special'] ?? 0
  if (listing.vsyscall && total > listing.vmas && special > 0) owners['kernel-special'] = special - 1
  return ownerIds.some((owner) => owners[owner] !== undefined) ? owners : null
}

/** A count of lines holds `[vsyscall]` too; whether it is one, comparing it with a listing of the same moment tells. */
function measuredPoints(series: Stored<SeriesRecord>, facts: ProcessFacts, notes: string[]): GrowthPoint[] {
  const compared = facts.mapCounts
  const unit: CountedMaps['unit'] =
    compared?.peak.citation.artifact === series.artifact ? compared.peak.unit : 'unknown'
  const gateLine = facts.listings.some((listing) => listing.vsyscall)
  if (unit === 'lines')
    notes.push(
      `${series.title} counts lines of maps, as a listing of the same moment shows: 1 is taken off for [vsyscall]`,
    )
  if (unit === 'unknown' && gateLine)
    notes.push(`${series.title} may count lines of maps, [vsyscall] included: its points may be 1 too high`)
  const points: GrowthPoint[] = []
  for (let index = 0; index < series.value.length; index++) {
    const [at, value] = [series.at[index], series.value[index]]
    if (at === undefined || value === undefined || !Number.isFinite(at) || !Number.isFinite(value) || value <= 0)
      continue
    const line = series.line[index] ?? series.span.line
    // The series keeps the quote of its first line only; the value is what is known to stand on this one.
    const citation = { artifact: series.artifact, line, endLine: line, quote: String(value) }
    points.push({ at, vmas: unit === 'lines' ? value - 1 : value, origin: 'metrics', citation, owners: null })
  }
  const back = largestStepBack(points)
  if (back > CLOCK_SLACK)
    notes.push(
      `The times of ${series.title} go back by ${formatQuantity(Math.round(back / 60_000), 'minute')} at one place: a clock was set, and the trend may be off by as much`,
    )
  points.sort((left, right) => left.at - right.at)
  return points
}

const CLOCK_SLACK: Milliseconds = 60_000

/** 0 when the times only grow, or only fall (an export that lists the newest first). */
function largestStepBack(points: readonly GrowthPoint[]): Milliseconds {
  const steps = points.slice(1).map(({ at }, index) => at - (points[index]?.at ?? at))
  return steps.some((step) => step > 0) ? -Math.min(0, ...steps) : 0
}

/** A count that falls to less than this share of what it was, and stays there, is that of a process that was started again. */
const RESTARTED = 0.1
/** Smaller counts are those of a JVM that maps nothing. */
const LEAST_BEFORE = 2000

/** How many samples at the end belong to the process that ran last. */
function sinceRestart(points: readonly GrowthPoint[], notes: string[]): number {
  for (let index = points.length - 1; index > 0; index--) {
    const [early, before, after, next] = [-2, -1, 0, 1].map((step) => points[index + step])
    if (!early || !before || !after || !next || before.vmas < LEAST_BEFORE) continue
    // One sample that is far off, high or low, is none.
    if (after.vmas > before.vmas * RESTARTED || next.vmas > before.vmas / 2 || early.vmas < before.vmas / 2) continue
    notes.push(
      `The count fell from ${formatCount(before.vmas)} to ${formatCount(after.vmas)}: taken for a restart, so that only later samples are used`,
    )
    return points.length - index
  }
  return points.length
}

function endsTornDown(points: readonly GrowthPoint[], listed: readonly GrowthPoint[]): boolean {
  const [before, last] = [points.at(-2), points.at(-1)]
  if (!before || !last || listed.some((point) => point.at > last.at)) return false
  return last.vmas < before.vmas * TORN_DOWN
}

/** The least and the greatest of every stretch, in time order. */
function bounded(points: GrowthPoint[]): GrowthPoint[] {
  if (points.length <= MOST_POINTS) return points
  const stretch = Math.ceil(points.length / (MOST_POINTS / 2))
  const kept: GrowthPoint[] = []
  for (let from = 0; from < points.length; from += stretch) {
    let [least, greatest] = [from, from]
    for (let index = from; index < Math.min(from + stretch, points.length); index++) {
      if ((points[index]?.vmas ?? 0) < (points[least]?.vmas ?? 0)) least = index
      if ((points[index]?.vmas ?? 0) > (points[greatest]?.vmas ?? 0)) greatest = index
    }
    for (const index of new Set([Math.min(least, greatest), Math.max(least, greatest)])) {
      const point = points[index]
      if (point) kept.push(point)
    }
  }
  return kept
}

const ORIGINS: Record<GrowthPoint['origin'], number> = {
  'crash-log': 0,
  'maps-snapshot': 1,
  metrics: 2,
  reconstructed: 3,
}

/** One point a moment: a whole listing before a sample, and of two samples the higher, since a lower one shows the end. */
function withoutDoubles(points: GrowthPoint[]): GrowthPoint[] {
  const byTime = new Map<EpochMs, GrowthPoint>()
  for (const point of points) {
    const other = byTime.get(point.at)
    const rank = other ? ORIGINS[point.origin] - ORIGINS[other.origin] || other.vmas - point.vmas : -1
    if (rank < 0) byTime.set(point.at, point)
  }
  return [...byTime.values()].toSorted((left, right) => left.at - right.at)
}
