/** Where everything of the growth chart stands. Pure: model and size in, paths and positions out; CSS pixels. */
import { extent, max } from 'd3-array'
import { scaleLinear, scaleUtc } from 'd3-scale'
import { area, curveLinear, line } from 'd3-shape'
import { ownerIds, type Growth, type GrowthPoint, type OwnerId } from '../../shared/model/analysis.ts'
import type { EpochMs } from '../../shared/model/units.ts'
import { formatCount } from '../../shared/display/counts.ts'
import { downsample } from './downsample.ts'

export interface Size {
  width: number
  height: number
}

export interface Tick {
  at: number
  label: string
}

export interface Mark {
  /** Index in `growth.points`. */
  index: number
  x: number
  y: number
  point: GrowthPoint
}

export interface OwnerBand {
  owner: OwnerId
  path: string
  /** Where its name fits, or null. */
  label: { x: number; y: number } | null
}

export interface GrowthGeometry {
  plot: { left: number; right: number; top: number; bottom: number }
  xTicks: Tick[]
  yTicks: Tick[]
  /** Day of the axis, for its caption: `2026-11-22`; two days when it spans more. */
  day: string
  bands: OwnerBand[]
  /** Under the total where owners are not known. */
  unattributed: string
  total: string
  marks: Mark[]
  /** `y` is null when the limit is so far above that drawing it would flatten the growth. */
  limit: { y: number | null; value: number } | null
  crashX: number | null
}

const margin = { left: 46, right: 58, top: 14, bottom: 22 }
/** A limit more than so many times the largest value is named at the top edge, not drawn to scale. */
const farLimit = 8
/** Above so many points only whole listings get a mark of their own. */
const mostMarks = 80
/** A single point has no time axis to speak of: this much is drawn around it. */
const padding: EpochMs = 60_000
const bandLabelHeight = 18
const bandLabelWidth = 90

export function growthGeometry(growth: Growth, { width, height }: Size): GrowthGeometry {
  const points = growth.points.map((point, index) => ({ point, index })).toSorted((a, b) => a.point.at - b.point.at)
  const plot = {
    left: margin.left,
    right: Math.max(margin.left + 1, width - margin.right),
    top: margin.top,
    bottom: Math.max(margin.top + 1, height - margin.bottom),
  }
  const [first, last] = timeSpan(growth)
  const x = scaleUtc().domain([first, last]).range([plot.left, plot.right])
  const largest = max(points, ({ point }) => point.vmas) ?? 0
  const drawn = growth.limit !== null && growth.limit <= farLimit * Math.max(1, largest)
  const top = Math.max(1, largest, drawn ? (growth.limit ?? 0) : 0) * 1.06
  const y = scaleLinear().domain([0, top]).range([plot.bottom, plot.top])
  const marks = points.map(({ point, index }) => ({ index, x: x(point.at), y: y(point.vmas), point }))
  const thinned = downsample(marks, plot.right - plot.left)

  const total = line<Mark>(
    (mark) => mark.x,
    (mark) => mark.y,
  ).curve(curveLinear)
  const ground = area<Mark>()
    .x((mark) => mark.x)
    .y0(plot.bottom)
    .y1((mark) => mark.y)
  return {
    plot,
    xTicks: timeTicks(x, first, last, plot.right - plot.left),
    yTicks: y
      .ticks(Math.max(2, Math.min(8, Math.floor((plot.bottom - plot.top) / 42))))
      .map((value) => ({ at: y(value), label: thousands(value) })),
    day: days(first, last),
    bands: ownerBands(marks, thinned, y, plot),
    unattributed: marks.length > 1 ? (ground(thinned) ?? '') : '',
    total: marks.length > 1 ? (total(thinned) ?? '') : '',
    marks:
      marks.length <= mostMarks
        ? marks
        : marks.filter(({ point }) => point.origin !== 'metrics' && point.origin !== 'reconstructed'),
    limit: growth.limit === null ? null : { value: growth.limit, y: drawn ? y(growth.limit) : null },
    crashX: growth.crashAt === null ? null : x(growth.crashAt),
  }
}

function timeSpan({ points, crashAt }: Growth): [EpochMs, EpochMs] {
  const [first, last] = extent([...points.map(({ at }) => at), ...(crashAt === null ? [] : [crashAt])])
  if (first === undefined || last === undefined) return [0, padding]
  return first === last ? [first - padding, last + padding] : [first, last]
}

type Counts = Partial<Record<OwnerId, number>>

/** A place on the total with what each owner holds there. */
interface Edge {
  x: number
  counts: Counts
}

/**
 * Stacked by owner between the first and the last whole listing; a lone listing is drawn as a column. At points between two
 * listings that state only a total, the shares are interpolated in time.
 */
function ownerBands(
  marks: readonly Mark[],
  thinned: readonly Mark[],
  y: (value: number) => number,
  plot: GrowthGeometry['plot'],
): OwnerBand[] {
  const listings = marks.filter(({ point }) => point.owners !== null)
  const [first, last] = [listings[0], listings.at(-1)]
  if (first === undefined || last === undefined) return []
  const edges: Edge[] =
    first === last
      ? column(first, plot)
      : [...new Set([...thinned.filter(({ x }) => x >= first.x && x <= last.x), ...listings])]
          .toSorted((a, b) => a.x - b.x)
          .map((mark) => ({ x: mark.x, counts: countsAt(mark, listings) }))
  const bottom = new Map(edges.map((edge) => [edge, 0]))
  const sum = (owner: OwnerId): number => edges.reduce((all, { counts }) => all + (counts[owner] ?? 0), 0)
  // The smallest at the bottom: thin bands on the axis can be seen, on a steep slope they cannot.
  return ownerIds
    .filter((owner) => sum(owner) > 0)
    .toSorted((a, b) => sum(a) - sum(b))
    .map((owner) => {
      const heights = edges.map((edge) => {
        const low = bottom.get(edge) ?? 0
        const high = low + (edge.counts[owner] ?? 0)
        bottom.set(edge, high)
        return { x: edge.x, y0: y(low), y1: y(high) }
      })
      const shape = area<(typeof heights)[number]>()
        .x((edge) => edge.x)
        .y0((edge) => edge.y0)
        .y1((edge) => edge.y1)
      return { owner, path: shape(heights) ?? '', label: bandLabel(heights) }
    })
}

function countsAt({ x, point }: Mark, listings: readonly Mark[]): Counts {
  if (point.owners !== null) return point.owners
  const next = listings.findIndex((listing) => listing.x >= x)
  const [a, b] = [listings[Math.max(0, next - 1)], listings[next]]
  if (a === undefined || b === undefined) return {}
  const along = b.x === a.x ? 0 : (x - a.x) / (b.x - a.x)
  const share = ({ point: { owners, vmas } }: Mark, owner: OwnerId): number =>
    vmas === 0 ? 0 : (owners?.[owner] ?? 0) / vmas
  return Object.fromEntries(
    ownerIds.map((owner) => [owner, point.vmas * (share(a, owner) * (1 - along) + share(b, owner) * along)]),
  )
}

const column = ({ x, point: { owners } }: Mark, plot: GrowthGeometry['plot']): Edge[] => [
  { x: Math.max(plot.left, x - 14), counts: owners ?? {} },
  { x: Math.min(plot.right, x + 14), counts: owners ?? {} },
]

/** The middle of the band, where it is high and the whole wide enough for a name. */
function bandLabel(edges: readonly { x: number; y0: number; y1: number }[]): OwnerBand['label'] {
  const first = edges[0]
  const last = edges.at(-1)
  if (first === undefined || last === undefined || last.x - first.x < bandLabelWidth) return null
  const middle = (first.x + last.x) / 2
  const right = edges.findIndex((edge) => edge.x >= middle)
  const [a, b] = [edges[Math.max(0, right - 1)] ?? first, edges[right] ?? last]
  const along = b.x === a.x ? 0 : (middle - a.x) / (b.x - a.x)
  const low = a.y0 + (b.y0 - a.y0) * along
  const high = a.y1 + (b.y1 - a.y1) * along
  return low - high < bandLabelHeight ? null : { x: middle, y: (low + high) / 2 }
}

/** `60 k` on an axis, so that the numbers beside it stay readable. */
function thousands(value: number): string {
  if (value >= 10_000 && value % 1000 === 0) return `${formatCount(value / 1000)}\u202fk`
  return formatCount(value)
}

function timeTicks(x: ReturnType<typeof scaleUtc<number>>, first: EpochMs, last: EpochMs, width: number): Tick[] {
  const span = last - first
  const label = (at: Date): string => {
    const iso = at.toISOString()
    // Ticks less than a second apart would all read the same.
    if (span < 5000) return iso.slice(11, 21)
    if (span < 10 * 60_000) return iso.slice(11, 19)
    if (span < 48 * 3_600_000) return iso.slice(11, 16)
    return iso.slice(5, 10)
  }
  return x.ticks(Math.max(2, Math.floor(width / 92))).map((at) => ({ at: x(at), label: label(at) }))
}

function days(first: EpochMs, last: EpochMs): string {
  const [from, to] = [new Date(first).toISOString().slice(0, 10), new Date(last).toISOString().slice(0, 10)]
  return from === to ? from : `${from} – ${to}`
}
