import {
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
  type CSSProperties,
  type KeyboardEvent,
  type PointerEvent,
} from 'react'
import type { ProcessAnalysis, TimelineEvent } from '../../shared/model/analysis.ts'
import type { ProcessId } from '../../shared/model/span.ts'
import { formatDate } from '../../shared/display/timestamps.ts'
import { EventTip } from './EventTip.tsx'
import { AXIS, LANE, LaneLabels, TimeAxis, TimelineDrawing } from './TimelineDrawing.tsx'
import { eventText } from './timeline-text.ts'
import { clusterAt, clusters, focusedOn, panned, showing, xOf, zoomed } from './timeline-geometry.ts'
import type { Cluster, Lane, TimeRange } from './timeline-geometry.ts'
import { timeTicks } from './time-ticks.ts'
import { eventAt, firstPlace, step, type Place, type Step } from './timeline-walk.ts'
import { useSize } from './use-size.ts'
import './timeline-chart.css'

interface TimelineChartProps {
  processes: readonly ProcessAnalysis[]
  lanes: readonly Lane[]
  /** All there is; `range` lies within. */
  bounds: TimeRange
  range: TimeRange
  onRange: (range: TimeRange) => void
  currentProcess: ProcessId | null
  onProcess: (process: ProcessId) => void
  isCurrent: (event: TimelineEvent) => boolean
  onSelect: (event: TimelineEvent) => void
}

const walking: Record<string, Step> = {
  ArrowRight: 'next',
  ArrowLeft: 'previous',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'first',
  End: 'last',
  '.': 'later',
  ',': 'earlier',
}
const zoomStep = 0.7
const panStep = 0.15
/** A press that moves further is a drag. */
const clickSlack = 4

/**
 * What happened to all processes, on one clock. A list box whose options are events: arrows walk in a lane and between lanes,
 * `,` and `.` in time; Enter shows where one stands. Wheel, W and S zoom, dragging, A and D move.
 */
export function TimelineChart(props: TimelineChartProps) {
  const { processes, lanes, bounds, range, onRange, currentProcess, onProcess, isCurrent, onSelect } = props
  const id = useId()
  const host = useRef<HTMLDivElement>(null)
  const plot = useRef<HTMLDivElement>(null)
  const drag = useRef<{ x: number; range: TimeRange; moved: boolean } | null>(null)
  const size = useSize(host)
  const [place, setPlace] = useState<Place | null>(null)
  const [walked, setWalked] = useState(false)
  const [hovered, setHovered] = useState<{ lane: number; cluster: Cluster } | null>(null)

  const labels = size !== null && size.width < 720 ? 158 : 182
  const width = Math.max(1, (size?.width ?? 0) - labels - 14)
  const measured = size !== null
  const placed = useMemo(() => lanes.map((lane) => clusters(lane, range, width)), [lanes, range, width])
  const ticks = useMemo(() => timeTicks(range, width), [range, width])
  const current = useMemo(() => currentPlaces(lanes, isCurrent), [lanes, isCurrent])
  const chosen = processes.findIndex(({ process }) => process === currentProcess)
  const active = eventAt(lanes, place) === null ? (current[0] ?? firstPlace(lanes, chosen)) : place
  const event = eventAt(lanes, active)
  const activeX = event === null ? 0 : xOf(event.at, range, width)
  const seen = event !== null && activeX >= 0 && activeX <= width

  useEffect(() => {
    const element = plot.current
    // React listens for wheels passively, and a passive listener cannot keep the page from scrolling.
    const onWheel = (wheel: WheelEvent): void => {
      if (wheel.shiftKey || Math.abs(wheel.deltaX) > Math.abs(wheel.deltaY))
        onRange(panned(range, (wheel.deltaX + wheel.deltaY) / width, bounds))
      else
        onRange(
          zoomed(
            range,
            Math.exp(Math.max(-200, Math.min(200, wheel.deltaY)) * 0.002),
            (wheel.clientX - (element?.getBoundingClientRect().left ?? 0)) / width,
            bounds,
          ),
        )
      setHovered(null)
      wheel.preventDefault()
    }
    element?.addEventListener('wheel', onWheel, { passive: false })
    return () => element?.removeEventListener('wheel', onWheel)
  }, [range, bounds, width, onRange])

  useEffect(() => {
    const own = lanes.flatMap(({ process }, index) => (process === chosen ? [index] : []))
    if (measured && host.current !== null) scrollToLanes(host.current, own[0] ?? 0, own.at(-1) ?? 0)
  }, [lanes, chosen, measured])

  const clusterUnder = (pointer: PointerEvent): { lane: number; cluster: Cluster } | null => {
    const box = plot.current?.getBoundingClientRect()
    if (box === undefined) return null
    const lane = Math.floor((pointer.clientY - box.top) / LANE)
    const cluster = clusterAt(placed[lane] ?? [], pointer.clientX - box.left)
    return cluster === null ? null : { lane, cluster }
  }
  const onPointerDown = (pointer: PointerEvent<HTMLElement>): void => {
    if (pointer.button !== 0) return
    drag.current = { x: pointer.clientX, range, moved: false }
    pointer.currentTarget.setPointerCapture(pointer.pointerId)
  }
  const onPointerMove = (pointer: PointerEvent): void => {
    const from = drag.current
    if (from === null) {
      setHovered(clusterUnder(pointer))
      return
    }
    const by = pointer.clientX - from.x
    if (!from.moved && Math.abs(by) <= clickSlack) return
    from.moved = true
    setHovered(null)
    onRange(panned(from.range, -by / width, bounds))
  }
  const onPointerUp = (pointer: PointerEvent): void => {
    const from = drag.current
    drag.current = null
    if (from === null || from.moved) return
    const hit = clusterUnder(pointer)
    const lead = hit === null ? null : eventAt(lanes, { lane: hit.lane, index: hit.cluster.lead })
    if (hit === null || lead === null) return
    setWalked(false)
    setPlace({ lane: hit.lane, index: hit.cluster.lead })
    onSelect(lead)
  }

  const walk = (to: Step): void => {
    if (active === null) return
    const next = step(lanes, active, to)
    const target = eventAt(lanes, next)
    setPlace(next)
    setWalked(true)
    setHovered(null)
    if (target !== null) onRange(showing(target, range, bounds))
    if (host.current !== null) scrollToLanes(host.current, next.lane, next.lane)
  }
  const zoom = (factor: number): void => onRange(zoomed(range, factor, seen ? activeX / width : 0.5, bounds))
  const moves: Record<string, () => void> = {
    w: () => zoom(zoomStep),
    '+': () => zoom(zoomStep),
    '=': () => zoom(zoomStep),
    s: () => zoom(1 / zoomStep),
    '-': () => zoom(1 / zoomStep),
    a: () => onRange(panned(range, -panStep, bounds)),
    d: () => onRange(panned(range, panStep, bounds)),
    '0': () => onRange(bounds),
    f: () => {
      const target = eventAt(lanes, current[0] ?? active)
      if (target !== null) onRange(focusedOn(target, range, bounds))
    },
    Enter: () => event !== null && onSelect(event),
    ' ': () => event !== null && onSelect(event),
    Escape: () => setWalked(false),
  }
  const onKeyDown = (key: KeyboardEvent): void => {
    if (key.ctrlKey || key.metaKey || key.altKey) return
    const to = walking[key.key]
    const move = moves[key.key.length === 1 ? key.key.toLowerCase() : key.key]
    if (to !== undefined) walk(to)
    else if (move !== undefined) move()
    else return
    key.preventDefault()
  }

  const tip = hovered ?? (walked && seen && active !== null ? { lane: active.lane, cluster: null } : null)
  const height = lanes.length * LANE
  return (
    <div ref={host} className="timeline-chart" style={labelWidth(labels)}>
      <div className="timeline-axis" style={{ height: AXIS }}>
        <span className="timeline-day">{`${formatDate(range.from)} UTC`}</span>
        <TimeAxis ticks={ticks} width={width} />
      </div>
      <div className="timeline-body" style={{ height }}>
        <LaneLabels processes={processes} lanes={lanes} current={currentProcess} onProcess={onProcess} />
        <div
          ref={plot}
          className="timeline-plot"
          style={{ width, height }}
          role="listbox"
          aria-label="Events"
          tabIndex={0}
          aria-activedescendant={event === null ? undefined : `${id}-event`}
          onKeyDown={onKeyDown}
          onBlur={() => setWalked(false)}
          onPointerDown={onPointerDown}
          onPointerMove={onPointerMove}
          onPointerUp={onPointerUp}
          onPointerLeave={() => setHovered(null)}
        >
          {size === null ? null : (
            <TimelineDrawing
              processes={processes}
              lanes={lanes}
              placed={placed}
              range={range}
              width={width}
              ticks={ticks}
              current={current}
            />
          )}
          {event === null || active === null ? null : (
            <div
              id={`${id}-event`}
              className={`timeline-cursor ${seen ? '' : 'unseen'}`}
              style={{ left: Math.max(0, Math.min(width, activeX)), top: active.lane * LANE, height: LANE }}
              role="option"
              aria-selected={isCurrent(event)}
              aria-posinset={active.index + 1}
              aria-setsize={lanes[active.lane]?.events.length ?? 1}
            >
              <span className="visually-hidden">
                {eventText(event, processes[lanes[active.lane]?.process ?? 0]?.label ?? '')}
              </span>
            </div>
          )}
        </div>
      </div>
      {tip === null ? null : (
        <EventTip
          plot={plot}
          x={tip.cluster?.x0 ?? activeX}
          y={tip.lane * LANE}
          events={tipEvents(lanes[tip.lane], tip.cluster, event)}
          process={processes[lanes[tip.lane]?.process ?? 0]?.label ?? ''}
        />
      )}
    </div>
  )
}

/** CSS knows it too: the axis and the lanes share it. */
const labelWidth = (width: number): CSSProperties => ({ '--label-width': `${width}px` }) as CSSProperties

/** No further than needed to see these lanes, the first at any rate; the axis stays above them. */
function scrollToLanes(view: HTMLElement, first: number, last: number): void {
  const [top, bottom] = [first * LANE, (last + 1) * LANE + AXIS]
  if (bottom > view.scrollTop + view.clientHeight) view.scrollTop = Math.min(top, bottom - view.clientHeight)
  if (top < view.scrollTop) view.scrollTop = top
}

/** The lead first, then the others in time order. */
function tipEvents(lane: Lane | undefined, cluster: Cluster | null, active: TimelineEvent | null): TimelineEvent[] {
  if (cluster === null) return active === null ? [] : [active]
  return [cluster.lead, ...cluster.events.filter((index) => index !== cluster.lead)]
    .map((index) => lane?.events[index])
    .filter((event) => event !== undefined)
}

function currentPlaces(lanes: readonly Lane[], isCurrent: (event: TimelineEvent) => boolean): Place[] {
  return lanes.flatMap(({ events }, lane) =>
    events.flatMap((event, index) => (isCurrent(event) ? [{ lane, index }] : [])),
  )
}
