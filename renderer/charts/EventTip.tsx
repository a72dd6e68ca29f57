import { useLayoutEffect, useRef, type RefObject } from 'react'
import { createPortal } from 'react-dom'
import type { TimelineEvent } from '../../shared/model/analysis.ts'
import { formatCount, formatQuantity } from '../../shared/display/counts.ts'
import { formatTimeOfDay } from '../../shared/display/timestamps.ts'
import { placeTip } from '../ui/place-tip.ts'
import { eventTime } from './timeline-text.ts'

interface EventTipProps {
  plot: RefObject<HTMLElement | null>
  /** Of the mark, within the plot. */
  x: number
  y: number
  /** The lead first. */
  events: readonly TimelineEvent[]
  process: string
}

const most = 4

/** What stands under the pointer. Outside of the chart's box, which would cut it. */
export function EventTip({ plot, x, y, events, process }: EventTipProps) {
  const box = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    if (plot.current === null || box.current === null) return
    const [area, tip] = [plot.current.getBoundingClientRect(), box.current.getBoundingClientRect()]
    const { left, top } = placeTip({ left: area.left + x, top: area.top + y, width: 6, height: 22 }, tip, {
      width: window.innerWidth,
      height: window.innerHeight,
    })
    box.current.style.left = `${left}px`
    box.current.style.top = `${top}px`
  })
  const [lead, ...others] = events
  if (lead === undefined) return null
  return createPortal(
    <div ref={box} className="tip event-tip" role="presentation">
      <strong>{lead.title}</strong>
      {eventTime(lead)}
      {lead.count > 1 ? ` · ${formatQuantity(lead.count, 'time')}` : ''}
      {others.slice(0, most).map((event) => (
        <div
          key={`${event.citation.artifact}:${event.citation.line} ${event.at} ${event.title}`}
          className="event-other"
        >
          <time>{formatTimeOfDay(event.at)}</time>
          <span className="ellipsis">{event.title}</span>
        </div>
      ))}
      {others.length > most ? <div>and {formatCount(others.length - most)} more: zoom in</div> : null}
      <div className="tip-foot">
        {process}
        {lead.clock === '' ? '' : ` · time: ${lead.clock}`}
      </div>
    </div>,
    document.body,
  )
}
