import type { ReactNode } from 'react'
import type { Citation } from '../../../shared/model/span.ts'
import { standingWords } from '../../../shared/display/ledgers.ts'
import { useCitations, useProcess } from '../../state/current.ts'
import { CitationLink } from '../../ui/CitationLink.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { DockedPane } from '../../ui/Pane.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { limitRows, standingTones, type LimitRow } from './model.ts'
import './panel.css'

export function LimitsPanel() {
  const process = useProcess()
  const rows = process === null ? [] : limitRows(process)
  if (rows.length === 0)
    return (
      <DockedPane title="Limits">
        <Empty title="No limit is stated">
          A crash log, /proc/PID/limits, sysctl, /proc/meminfo or the command line of the JVM would give limits, each
          with what was in use and what was left.
        </Empty>
      </DockedPane>
    )
  return (
    <DockedPane title="Limits" trail={process?.label}>
      <table className="limits">
        <thead>
          <tr>
            <th scope="col">Limit</th>
            <th scope="col">In use</th>
            <th scope="col">Asked</th>
            <th scope="col">Allowed</th>
            <th scope="col">Left</th>
            <th scope="col">Standing</th>
            <th scope="col">What it proves</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.key} row={row} />
          ))}
        </tbody>
      </table>
    </DockedPane>
  )
}

function Row({ row }: { row: LimitRow }) {
  const { title, source, used, asked, allowed, left, over, standing, proves, test, sum, decisive } = row
  return (
    <tr className={decisive ? 'decisive' : undefined}>
      <th scope="row" title={test}>
        {title}
        <small className="ellipsis" title={source}>
          {source}
        </small>
      </th>
      <td title={sum}>
        <Amount citation={row.usedCitation}>{used}</Amount>
      </td>
      <td title={sum}>
        <Amount citation={row.askedCitation}>{asked}</Amount>
      </td>
      <td title={sum}>
        <Amount citation={row.limitCitation}>{allowed}</Amount>
      </td>
      <td title={sum} className={over ? 'over' : undefined}>
        {left === '' ? '–' : left}
      </td>
      <td className="standing">
        <Tag tone={standingTones[standing]}>{standingWords[standing]}</Tag>
      </td>
      <td className="proves selectable">
        {proves}
        <small title={test}>{test}</small>
      </td>
    </tr>
  )
}

function Amount({ citation, children }: { citation: Citation | null; children: ReactNode }) {
  const cite = useCitations()
  if (children === '') return '–'
  return citation === null ? children : <CitationLink target={cite(citation)}>{children}</CitationLink>
}
