/** Marks and labels of one lane of the timeline. Pure; CSS pixels. */
import { formatCount } from '../../shared/display/counts.ts'
import { CELL, type Cluster, type Lane } from './timeline-geometry.ts'

/** Widths that Inter at 11 px needs, on the safe side. */
const characterWidth = 6.2
const least = 40
const gap = 5

/** All clusters of one look as one path. Moments are as wide as a cell, thinner when they stand for one event. */
export function markPath(clusters: readonly Cluster[], top: number, laneHeight: number): string {
  return clusters
    .map(({ x0, x1, lasts, events }) => {
      const height = lasts ? laneHeight - 10 : laneHeight - 8
      const left = lasts ? x0 : x0 - (events.length > 1 ? CELL : CELL - 2) / 2
      const width = lasts ? x1 - x0 : events.length > 1 ? CELL : CELL - 2
      return `M${fixed(left)} ${fixed(top + (laneHeight - height) / 2)}h${fixed(width)}v${height}h${fixed(-width)}z`
    })
    .join('')
}

const fixed = (value: number): string => String(Math.round(value * 10) / 10)

export interface MarkLabel {
  x: number
  text: string
  tone: Cluster['tone']
}

/** Titles where there is room up to the next mark, cut to that room. */
export function placeLabels(clusters: readonly Cluster[], { events }: Lane, width: number): MarkLabel[] {
  const labels: MarkLabel[] = []
  let covered = -Infinity
  clusters.forEach(({ x0, x1, lead, events: own, tone }, index) => {
    covered = Math.max(covered, x1 + CELL / 2)
    const x = Math.max(0, covered) + gap
    const room = Math.min(width, (clusters[index + 1]?.x0 ?? width + CELL) - CELL / 2) - gap - x
    const title = events[lead]?.title ?? ''
    if (room < least || x0 > width) return
    const whole = own.length > 1 ? `${title} +${formatCount(own.length - 1)}` : title
    const fits = Math.floor(room / characterWidth)
    labels.push({ x, tone, text: whole.length <= fits ? whole : `${whole.slice(0, fits - 1).trimEnd()}…` })
  })
  return labels
}
