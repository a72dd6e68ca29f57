import { useMemo, useState } from 'react'
import { formatCount } from '../../../shared/display/counts.ts'
import { severityWords, type Severity } from '../../../shared/model/issue-meanings.ts'
import { useArtifactNames, useCase } from '../../state/current.ts'
import { openArtifact, sameSpan, select, useSelection } from '../../state/selection.ts'
import { DataTable, type TableColumn } from '../../ui/DataTable.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { DockedPane } from '../../ui/Pane.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { filterRows, issueRows, severityRank, severitySummary, type IssueRow } from './model.ts'

const tones: Record<Severity, 'bad' | 'warn' | 'mute'> = { error: 'bad', lost: 'warn', info: 'mute' }

export function ImportIssuesPanel() {
  const opened = useCase()
  const names = useArtifactNames()
  const span = useSelection((selection) => selection.span)
  const [filter, setFilter] = useState('')
  const rows = useMemo(() => (opened === null ? [] : issueRows(opened)), [opened])
  const shown = useMemo(() => filterRows(rows, filter), [rows, filter])
  const columns = useMemo<TableColumn<IssueRow>[]>(() => issueColumns(names), [names])
  if (rows.length === 0)
    return (
      <DockedPane title="Import issues">
        <Empty title="Everything was understood">
          Lines, sections and files that cannot be read are listed here, each with what it means for the diagnosis.
        </Empty>
      </DockedPane>
    )
  return (
    <DockedPane
      title="Import issues"
      trail={severitySummary(shown)}
      actions={
        <input
          type="search"
          className="filter-input"
          aria-label="Filter import issues"
          placeholder="Filter"
          value={filter}
          onChange={({ currentTarget }) => setFilter(currentTarget.value)}
        />
      }
    >
      {shown.length === 0 ? (
        <Empty title="No import issue holds these words">
          {formatCount(rows.length)} are there without the filter.
        </Empty>
      ) : (
        <DataTable
          label="Import issues"
          rows={shown}
          columns={columns}
          rowHeight={40}
          rowKey={({ key }) => key}
          firstOrder={{ column: 'severity', descending: true }}
          isSelected={(row) => sameSpan(span, spanOf(row))}
          onActivate={open}
        />
      )}
    </DockedPane>
  )
}

function spanOf({ artifact, issue: { line } }: IssueRow) {
  return artifact === null || line === null ? null : { artifact: artifact.id, line, endLine: line }
}

function open(row: IssueRow): void {
  const span = spanOf(row)
  if (span !== null) select(span)
  else if (row.artifact !== null) openArtifact(row.artifact.id)
}

function issueColumns(names: ReturnType<typeof useArtifactNames>): TableColumn<IssueRow>[] {
  const nameOf = ({ artifact, where }: IssueRow): string =>
    artifact === null ? `${where} (bundle)` : (names.get(artifact.id) ?? where)
  return [
    {
      id: 'severity',
      title: 'Severity',
      width: '66px',
      value: ({ severity }) => severityRank[severity],
      cell: ({ severity }) => <Tag tone={tones[severity]}>{severityWords[severity]}</Tag>,
    },
    {
      id: 'code',
      title: 'Kind',
      width: 'minmax(60px, 118px)',
      value: ({ issue }) => issue.code,
      cell: ({ issue }) => <code title={issue.code}>{issue.code}</code>,
    },
    {
      id: 'artifact',
      title: 'Artifact',
      width: 'minmax(80px, 0.45fr)',
      value: nameOf,
      cell: (row) => (
        <span className="strong" title={row.where}>
          {nameOf(row)}
        </span>
      ),
    },
    {
      id: 'line',
      title: 'Line',
      width: '46px',
      align: 'right',
      value: ({ issue }) => issue.line,
      cell: ({ issue }) => (issue.line === null ? '' : issue.line),
    },
    {
      id: 'count',
      title: 'Count',
      width: '44px',
      align: 'right',
      value: ({ issue }) => issue.count,
      cell: ({ issue }) => formatCount(issue.count),
    },
    {
      id: 'message',
      title: 'What it means, what to do',
      width: 'minmax(140px, 1fr)',
      value: ({ issue }) => issue.message,
      cell: ({ issue, meaning, advice }) => (
        <span title={`${issue.message}\n${meaning}\n${advice}`}>
          <span className="strong">{issue.message}</span>
          <span className="second ellipsis">
            {meaning} {advice}
          </span>
        </span>
      ),
    },
  ]
}
