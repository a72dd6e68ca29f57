import { memo } from 'react'
import type { ProcessAnalysis, TimelineEvent } from '../../shared/model/analysis.ts'
import type { ProcessId } from '../../shared/model/span.ts'
import { formatCount } from '../../shared/display/counts.ts'
import { CELL, xOf, type Cluster, type Lane, type TimeRange } from './timeline-geometry.ts'
import { markPath, placeLabels } from './timeline-marks.ts'
import { laneTitles } from './timeline-text.ts'
import type { TimeTick } from './time-ticks.ts'
import type { Place } from './timeline-walk.ts'

/** Height of a lane and of the axis. */
export const LANE = 22
export const AXIS = 22

const tones: readonly TimelineEvent['tone'][] = ['info', 'good', 'warn', 'bad']

export function TimeAxis({ ticks, width }: { ticks: readonly TimeTick[]; width: number }) {
  return (
    <svg width={width} height={AXIS} aria-hidden>
      {ticks
        .filter(({ x }) => x > 24 && x < width - 24)
        .map(({ x, label, day }) => (
          <text key={x} x={x} y={15} textAnchor="middle" className={day ? 'day' : ''}>
            {label}
          </text>
        ))}
    </svg>
  )
}

interface LaneLabelsProps {
  processes: readonly ProcessAnalysis[]
  lanes: readonly Lane[]
  current: ProcessId | null
  onProcess: (process: ProcessId) => void
}

/** The first lane of a process bears its name, which chooses it. */
export function LaneLabels({ processes, lanes, current, onProcess }: LaneLabelsProps) {
  return (
    <div className="timeline-labels">
      {lanes.map(({ id, process, events }) => {
        const owner = processes[process]
        if (id !== 'life' || owner === undefined)
          return (
            <div key={`${process} ${id}`} style={{ height: LANE }} className="lane-label">
              <span className="ellipsis">{laneTitles[id]}</span>
              <span className="number">{formatCount(events.length)}</span>
            </div>
          )
        return (
          <button
            key={`${process} ${id}`}
            type="button"
            style={{ height: LANE }}
            className={`lane-process ${owner.state}`}
            title={`${owner.label}\n${owner.verdict.title}`}
            aria-current={owner.process === current ? 'true' : undefined}
            onClick={() => onProcess(owner.process)}
          >
            <i aria-hidden />
            <span className="ellipsis">{owner.label}</span>
          </button>
        )
      })}
    </div>
  )
}

interface TimelineDrawingProps {
  processes: readonly ProcessAnalysis[]
  lanes: readonly Lane[]
  /** Of each lane. */
  placed: readonly (readonly Cluster[])[]
  range: TimeRange
  width: number
  ticks: readonly TimeTick[]
  current: readonly Place[]
}

/** One path a lane and tone, however many events: the number of elements does not grow with them. */
export const TimelineDrawing = memo(function Drawing(props: TimelineDrawingProps) {
  const { processes, lanes, placed, range, width, ticks, current } = props
  const height = lanes.length * LANE
  return (
    <svg width={width} height={height} aria-hidden>
      {ticks.map(({ x, day }) => (
        <line key={x} className={day ? 'grid day' : 'grid'} x1={x} x2={x} y1={0} y2={height} />
      ))}
      {lanes.map(({ id, process }, index) =>
        id === 'life' ? (
          <Life
            key={process}
            analysis={processes[process]}
            lanes={lanes.filter((lane) => lane.process === process)}
            top={index * LANE}
            range={range}
            width={width}
          />
        ) : null,
      )}
      {lanes.map((lane, index) => (
        <LaneMarks
          key={`${lane.process} ${lane.id}`}
          lane={lane}
          placed={placed[index] ?? []}
          top={index * LANE}
          width={width}
        />
      ))}
      {current.map(({ lane, index }) => {
        const event = lanes[lane]?.events[index]
        if (event === undefined) return null
        const [x0, x1] = [xOf(event.at, range, width), xOf(event.until, range, width)]
        if (x1 < 0 || x0 > width) return null
        const left = Math.max(-CELL, x0) - CELL / 2 - 1
        const right = Math.min(width + CELL, Math.max(x0 + CELL / 2, x1)) + 1
        return (
          <rect
            key={`${lane} ${index}`}
            className="current"
            x={left}
            y={lane * LANE + 2.5}
            width={right - left}
            height={LANE - 5}
            rx={3}
          />
        )
      })}
    </svg>
  )
})

interface LifeProps {
  analysis: ProcessAnalysis | undefined
  lanes: readonly Lane[]
  top: number
  range: TimeRange
  width: number
}

/** From start to end as far as they are known, else from the first to the last event; and the crash through all lanes. */
function Life({ analysis, lanes, top, range, width }: LifeProps) {
  const times = lanes.flatMap(({ events }) => events.flatMap(({ at, until }) => [at, until]))
  const from = analysis?.startedAt ?? times.reduce((a, b) => Math.min(a, b), Infinity)
  const to = analysis?.endedAt ?? times.reduce((a, b) => Math.max(a, b), -Infinity)
  const [x0, x1] = [from, to].map((at) => Math.max(0, Math.min(width, xOf(at, range, width))))
  const bottom = top + lanes.length * LANE
  const crashes = lanes.flatMap(({ events }) => events.filter(({ kind }) => kind === 'crash'))
  return (
    <>
      <line className="process-line" x1={0} x2={width} y1={top + 0.5} y2={top + 0.5} />
      {x0 !== undefined && x1 !== undefined && x1 > x0 ? (
        <rect className="life" x={x0} y={top + LANE - 3} width={x1 - x0} height={3} rx={1.5} />
      ) : null}
      {crashes.map(({ at, citation }) => {
        const x = xOf(at, range, width)
        return x < 0 || x > width ? null : (
          <line key={`${at} ${citation.line}`} className="crash-line" x1={x} x2={x} y1={top + 3} y2={bottom} />
        )
      })}
    </>
  )
}

function LaneMarks({
  placed,
  lane,
  top,
  width,
}: {
  placed: readonly Cluster[]
  lane: Lane
  top: number
  width: number
}) {
  return (
    <g>
      {[true, false].map((lasts) =>
        tones.map((tone) => {
          const path = markPath(
            placed.filter((cluster) => cluster.lasts === lasts && cluster.tone === tone),
            top,
            LANE,
          )
          return path === '' ? null : (
            <path key={`${lasts} ${tone}`} className={`${lasts ? 'bar' : 'moment'} ${tone}`} d={path} />
          )
        }),
      )}
      {placeLabels(placed, lane, width).map(({ x, text, tone }) => (
        <text key={x} className={`mark-label ${tone}`} x={x} y={top + LANE / 2} dy="0.35em">
          {text}
        </text>
      ))}
    </g>
  )
}
