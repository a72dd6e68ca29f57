import { useMemo } from 'react'
import type { ProcessAnalysis, TimelineEvent } from '../../../shared/model/analysis.ts'
import { formatCount } from '../../../shared/display/counts.ts'
import { formatTimestamp } from '../../../shared/display/timestamps.ts'
import { kindTitles } from '../../charts/timeline-text.ts'
import { useArtifactNames } from '../../state/current.ts'
import { DataTable, type TableColumn } from '../../ui/DataTable.tsx'

interface EventRow {
  key: string
  event: TimelineEvent
  process: string
}

interface EventTableProps {
  processes: readonly ProcessAnalysis[]
  isCurrent: (event: TimelineEvent) => boolean
  onSelect: (event: TimelineEvent) => void
}

/** The same events as rows. */
export function EventTable({ processes, isCurrent, onSelect }: EventTableProps) {
  const names = useArtifactNames()
  const rows = useMemo(
    () =>
      processes.flatMap(({ process, label, timeline }) =>
        timeline.map((event, index): EventRow => ({ key: `${process} ${index}`, event, process: label })),
      ),
    [processes],
  )
  const columns = useMemo(() => eventColumns(names), [names])
  return (
    <DataTable
      label="Events"
      rows={rows}
      columns={columns}
      rowHeight={24}
      rowKey={({ key }) => key}
      firstOrder={{ column: 'time', descending: false }}
      isSelected={({ event }) => isCurrent(event)}
      onActivate={({ event }) => onSelect(event)}
    />
  )
}

function eventColumns(names: ReturnType<typeof useArtifactNames>): TableColumn<EventRow>[] {
  const where = ({ event: { citation } }: EventRow): string => `${names.get(citation.artifact) ?? ''}:${citation.line}`
  return [
    {
      id: 'time',
      title: 'Time, UTC',
      width: '168px',
      value: ({ event }) => event.at,
      cell: ({ event }) => <time title={event.clock}>{formatTimestamp(event.at).replace(/ UTC$/, '')}</time>,
    },
    {
      id: 'event',
      title: 'Event',
      width: 'minmax(120px, 1fr)',
      value: ({ event }) => event.title,
      cell: ({ event }) => (
        <span className="strong" title={event.citation.quote}>
          <i className={`tone-dot ${event.tone}`} aria-hidden />
          {event.title}
        </span>
      ),
    },
    {
      id: 'kind',
      title: 'Kind',
      width: '76px',
      value: ({ event }) => kindTitles[event.kind],
      cell: ({ event }) => kindTitles[event.kind],
    },
    {
      id: 'count',
      title: 'Count',
      width: '48px',
      align: 'right',
      value: ({ event }) => event.count,
      cell: ({ event }) => formatCount(event.count),
    },
    {
      id: 'process',
      title: 'Process',
      width: 'minmax(70px, 0.3fr)',
      value: ({ process }) => process,
      cell: ({ process }) => <span title={process}>{process}</span>,
    },
    {
      id: 'where',
      title: 'Line',
      width: 'minmax(80px, 0.3fr)',
      value: where,
      cell: (row) => <span title={where(row)}>{where(row)}</span>,
    },
  ]
}
