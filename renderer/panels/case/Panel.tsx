import { ChevronDown, ChevronRight, Clock, FileText, Folder, TriangleAlert } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { ArtifactSummary } from '../../../shared/model/case.ts'
import { isReadable, leadSpan } from '../../state/case-lookup.ts'
import { useArtifactNames, useCase, useProcess } from '../../state/current.ts'
import { chooseProcess, openArtifact, select, selectFinding, useSelection } from '../../state/selection.ts'
import { revealDock } from '../../state/workbench.ts'
import { ContextMenu, type MenuItem } from '../../ui/ContextMenu.tsx'
import { Tree } from '../../ui/Tree.tsx'
import { caseRows, type CaseRow } from './model.ts'
import './panel.css'

const rowHeight = 24

export function CasePanel() {
  const opened = useCase()
  const current = useProcess()
  const names = useArtifactNames()
  const front = useSelection(({ artifact }) => artifact)
  const finding = useSelection((selection) => selection.finding)
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set())
  const [menu, setMenu] = useState<{ artifact: ArtifactSummary; at: { x: number; y: number } } | null>(null)
  const rows = useMemo(
    () => (opened === null ? [] : caseRows(opened, current, names, collapsed)),
    [opened, current, names, collapsed],
  )
  if (opened === null) return null

  const activate = (row: CaseRow): void => {
    if (row.kind === 'process') {
      chooseProcess(row.process.process)
      const lead = leadSpan(opened, row.process)
      if (lead !== null) select(lead)
    } else if (row.kind === 'artifact') {
      if (!isReadable(row.artifact)) return
      const [only, ...others] = row.artifact.processes
      if (only !== undefined && others.length === 0) chooseProcess(only)
      openArtifact(row.artifact.id)
    } else if (row.kind === 'finding') selectFinding(row.index, row.finding.citation)
    else if (row.kind === 'issue' && row.artifact !== null && isReadable(row.artifact)) {
      const line = row.issue.line ?? 1
      select({ artifact: row.artifact.id, line, endLine: line })
    }
  }
  const isSelected = (row: CaseRow): boolean =>
    (row.kind === 'process' && row.process === current) ||
    (row.kind === 'artifact' && row.artifact.id === front) ||
    (row.kind === 'finding' && row.index === finding)

  return (
    <section className="pane case-panel" aria-label="Case" tabIndex={-1}>
      <Tree
        label="Processes, artifacts, findings"
        rows={rows}
        rowHeight={rowHeight}
        isSelected={isSelected}
        className={(row) => row.kind}
        onActivate={activate}
        onMenu={(row, at) => setMenu(row.kind === 'artifact' ? { artifact: row.artifact, at } : null)}
        onToggle={({ key }) =>
          setCollapsed((before) => {
            const after = new Set(before)
            if (!after.delete(key)) after.add(key)
            return after
          })
        }
      >
        {(row) => <Row row={row} />}
      </Tree>
      {menu === null ? null : (
        <ContextMenu
          label={`Artifact ${menu.artifact.path}`}
          at={menu.at}
          items={menuItems(menu.artifact)}
          onClose={() => setMenu(null)}
        />
      )}
    </section>
  )
}

function menuItems(artifact: ArtifactSummary): MenuItem[] {
  const { id, path } = artifact
  const correct = (): void => {
    openArtifact(id)
    revealDock('artifact')
  }
  return [
    { label: 'Open', disabled: !isReadable(artifact), run: () => openArtifact(id) },
    { label: 'Correct times and columns…', disabled: !isReadable(artifact), run: correct },
    { label: 'Copy path', run: () => void navigator.clipboard.writeText(path) },
  ]
}

function Row({ row }: { row: CaseRow }) {
  return (
    <>
      <Lead row={row} />
      <span className="label ellipsis">{row.label}</span>
      {row.kind === 'artifact' && (row.artifact.corrections?.length ?? 0) > 0 ? (
        <Clock className="corrected-icon" size={12} aria-label="corrected by you" />
      ) : null}
      {row.kind === 'artifact' && row.artifact.issues.length > 0 ? (
        <TriangleAlert className="warn-icon" size={12} aria-label="has import issues" />
      ) : null}
      {row.trail === '' ? null : <span className="trail">{row.trail}</span>}
    </>
  )
}

function Lead({ row }: { row: CaseRow }) {
  switch (row.kind) {
    case 'section':
      return row.expanded === true ? <ChevronDown size={12} aria-hidden /> : <ChevronRight size={12} aria-hidden />
    case 'folder':
      return (
        <>
          {row.expanded === true ? <ChevronDown size={12} aria-hidden /> : <ChevronRight size={12} aria-hidden />}
          <Folder size={13} aria-hidden />
        </>
      )
    case 'process':
      return <i className={`dot ${row.process.state}`} aria-hidden />
    case 'artifact':
      return <FileText size={13} aria-hidden />
    case 'finding':
      return <i className={`square ${row.finding.severity}`} aria-hidden />
    case 'issue':
      return <i className="square warn" aria-hidden />
  }
}
