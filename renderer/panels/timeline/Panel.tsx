import { Maximize, ZoomIn, ZoomOut } from 'lucide-react'
import { useCallback, useMemo } from 'react'
import type { TimelineEvent } from '../../../shared/model/analysis.ts'
import type { CaseSummary } from '../../../shared/model/case.ts'
import { formatDuration } from '../../../shared/display/durations.ts'
import { timelineExtent, timelineLanes, zoomed, type TimeRange } from '../../charts/timeline-geometry.ts'
import { TimelineChart } from '../../charts/TimelineChart.tsx'
import { useCase } from '../../state/current.ts'
import { chooseProcess, sameSpan, select, useSelection } from '../../state/selection.ts'
import { chooseForm, chooseRange, useTimelineView } from '../../state/timeline-view.ts'
import { Empty } from '../../ui/Empty.tsx'
import { DockedPane } from '../../ui/Pane.tsx'
import { EventTable } from './EventTable.tsx'
import './panel.css'

export function TimelinePanel() {
  const opened = useCase()
  if (opened === null || opened.processes.every(({ timeline }) => timeline.length === 0))
    return (
      <DockedPane title="Timeline">
        <Empty title="Nothing with a time">
          A crash log, a GC log with dates or uptime, the application’s log, the kernel’s log or snapshots with a time
          in their names would give events.
        </Empty>
      </DockedPane>
    )
  return <Timeline opened={opened} />
}

function Timeline({ opened: { id, processes } }: { opened: CaseSummary }) {
  const form = useTimelineView((view) => view.form)
  const chosen = useTimelineView(({ caseId, range }) => (caseId === id ? range : null))
  const span = useSelection((selection) => selection.span)
  const process = useSelection((selection) => selection.process)
  const lanes = useMemo(() => timelineLanes(processes), [processes])
  const bounds = useMemo(() => timelineExtent(lanes, processes), [lanes, processes])
  const range = chosen ?? bounds
  const onRange = useCallback((next: TimeRange) => chooseRange(id, next), [id])
  const isCurrent = useCallback(({ citation }: TimelineEvent) => sameSpan(span, citation), [span])
  return (
    <DockedPane
      title="Timeline"
      trail={form === 'chart' ? `${formatDuration(range.to - range.from)} shown` : null}
      actions={
        <>
          {form === 'chart' ? <Zoom range={range} bounds={bounds} onRange={onRange} /> : null}
          <FormSwitch form={form} />
        </>
      }
    >
      {form === 'chart' ? (
        <TimelineChart
          processes={processes}
          lanes={lanes}
          bounds={bounds}
          range={range}
          onRange={onRange}
          currentProcess={process}
          onProcess={chooseProcess}
          isCurrent={isCurrent}
          onSelect={onSelect}
        />
      ) : (
        <EventTable processes={processes} isCurrent={isCurrent} onSelect={onSelect} />
      )}
    </DockedPane>
  )
}

const onSelect = ({ citation }: TimelineEvent): void => select(citation)

function FormSwitch({ form }: { form: 'chart' | 'table' }) {
  return (
    <span className="switch" role="group" aria-label="Form of the timeline">
      {(['chart', 'table'] as const).map((one) => (
        <button key={one} type="button" aria-pressed={form === one} onClick={() => chooseForm(one)}>
          {one}
        </button>
      ))}
    </span>
  )
}

interface ZoomProps {
  range: TimeRange
  bounds: TimeRange
  onRange: (range: TimeRange) => void
}

function Zoom({ range, bounds, onRange }: ZoomProps) {
  const whole = range.to - range.from >= bounds.to - bounds.from
  const zoom = (factor: number) => (): void => onRange(zoomed(range, factor, 0.5, bounds))
  return (
    <span className="timeline-zoom">
      <button type="button" className="icon-button" aria-label="Zoom in" title="Zoom in (W, wheel)" onClick={zoom(0.6)}>
        <ZoomIn size={14} aria-hidden />
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label="Zoom out"
        title="Zoom out (S, wheel)"
        disabled={whole}
        onClick={zoom(1 / 0.6)}
      >
        <ZoomOut size={14} aria-hidden />
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label="Show all"
        title="Show all (0)"
        disabled={whole}
        onClick={() => onRange(bounds)}
      >
        <Maximize size={13} aria-hidden />
      </button>
    </span>
  )
}
