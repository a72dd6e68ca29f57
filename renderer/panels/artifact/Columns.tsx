import { useState } from 'react'
import type { ArtifactSummary, CaseSummary } from '../../../shared/model/case.ts'
import { ColumnRole, type CorrectionChange, type MetricColumnValues } from '../../../shared/model/corrections.ts'
import { metricRoles, roleInfo, unitsOf, type ColumnUnit } from '../../../shared/model/metric-roles.ts'
import { formatCount } from '../../../shared/display/counts.ts'
import { select } from '../../state/selection.ts'
import { correctArtifact } from '../../state/session.ts'
import { useQuery } from '../../state/use-query.ts'
import { columnsWith, hasUnits, roleChange, unitChange, unitInUse } from './model.ts'

/** Rows shown at first, and added with each press. */
const page = 100
/** From here on one looks for a column rather than at all of them. */
const worthAFilter = 12

interface ColumnsProps {
  opened: CaseSummary
  artifact: ArtifactSummary
}

/** What each column is taken for. A choice is stored at once, and the case diagnosed anew. */
export function Columns({ opened, artifact }: ColumnsProps) {
  const [filter, setFilter] = useState('')
  const [shown, setShown] = useState(page)
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState('')
  const { data, error } = useQuery('artifact.columns', { case: opened.id, artifact: artifact.id })
  // While the case is diagnosed anew the rows that were there stay.
  const [rows, setRows] = useState<MetricColumnValues[]>([])
  if (data !== null && data !== rows) setRows(data)
  const found = columnsWith(rows, filter)
  const store = async (change: CorrectionChange): Promise<void> => {
    setBusy(true)
    const failure = await correctArtifact(artifact.id, change)
    setBusy(false)
    setRefusal(failure?.message ?? '')
  }
  return (
    <section className="columns-pane" aria-label="Columns">
      <header className="columns-header">
        <h3>Columns</h3>
        {rows.length > worthAFilter ? (
          <input
            className="field"
            aria-label="Columns whose name holds"
            placeholder="Filter"
            value={filter}
            onChange={({ currentTarget }) => setFilter(currentTarget.value)}
          />
        ) : null}
        <span role="status">{busy ? 'Diagnosing anew' : (error?.message ?? refusal)}</span>
      </header>
      <table className="columns">
        <thead>
          <tr>
            <th scope="col">Column</th>
            <th scope="col" className="right">
              Points
            </th>
            <th scope="col">First, middle, last value</th>
            <th scope="col">Measures</th>
            <th scope="col">Unit</th>
            <th scope="col">Used for</th>
            <th scope="col">
              <span className="visually-hidden">Correction</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {found.slice(0, shown).map((row) => (
            <Row
              key={`${row.column} ${row.span.line}`}
              row={row}
              artifact={artifact.id}
              users={usersOf(row, opened)}
              busy={busy}
              onChange={(change) => void store(change)}
            />
          ))}
        </tbody>
      </table>
      {found.length > shown ? (
        <button type="button" className="link" onClick={() => setShown(shown + page)}>
          Show more: {formatCount(found.length - shown)} are left
        </button>
      ) : null}
    </section>
  )
}

function usersOf({ role, processes }: MetricColumnValues, opened: CaseSummary): string {
  if (role === null) return ''
  const labels = opened.processes.filter(({ process }) => processes.includes(process)).map(({ label }) => label)
  return labels.length === 0 ? 'nobody: not told whose it is' : labels.join(', ')
}

interface RowProps {
  row: MetricColumnValues
  artifact: number
  users: string
  busy: boolean
  onChange: (change: CorrectionChange) => void
}

function Row({ row, artifact, users, busy, onChange }: RowProps) {
  const { column, points, samples, role, corrected, span } = row
  return (
    <tr>
      <td>
        <button
          type="button"
          className="link column-name"
          title={column}
          onClick={() => select({ artifact, line: span.line, endLine: span.line })}
        >
          {column}
        </button>
      </td>
      <td className="right">{formatCount(points)}</td>
      <td className="samples">{samples.join(' … ')}</td>
      <td>
        <select
          className="field"
          aria-label={`What ${column} measures`}
          value={role ?? 'ignore'}
          disabled={busy}
          onChange={({ currentTarget }) => onChange(roleChange(row, ColumnRole.parse(currentTarget.value)))}
        >
          <option value="ignore">Nothing that is used</option>
          {metricRoles.map((one) => (
            <option key={one} value={one}>
              {roleInfo[one].title}
            </option>
          ))}
        </select>
      </td>
      <td>
        {role === null || !hasUnits(role) ? null : (
          <select
            className="field"
            aria-label={`Unit of ${column}`}
            value={unitInUse(row) ?? ''}
            disabled={busy}
            onChange={({ currentTarget }) => onChange(unitChange(row, role, currentTarget.value as ColumnUnit))}
          >
            {unitInUse(row) === null ? <option value="">as read</option> : null}
            {unitsOf(role).map((unit) => (
              <option key={unit} value={unit}>
                {unit}
              </option>
            ))}
          </select>
        )}
      </td>
      <td>{users}</td>
      <td>
        {corrected ? (
          <button
            type="button"
            className="link"
            disabled={busy}
            aria-label={`Take back the correction of ${column}`}
            onClick={() => onChange({ set: [], clear: [{ kind: 'role', column }] })}
          >
            reset
          </button>
        ) : null}
      </td>
    </tr>
  )
}
