import { formatBytes } from '../../shared/display/bytes.ts'
import { formatQuantity } from '../../shared/display/counts.ts'
import { formatDuration } from '../../shared/display/durations.ts'
import { importIssueCount, totalBytes } from '../state/case-lookup.ts'
import { useArtifact, useArtifactNames, useCase } from '../state/current.ts'
import { useSelection } from '../state/selection.ts'
import { useSession } from '../state/session.ts'
import { focusPane } from './focus-pane.ts'

export function StatusBar() {
  const opened = useCase()
  const engine = useSession((session) => session.engine)
  const front = useSelection(({ artifact }) => artifact)
  const cursor = useSelection((selection) => selection.cursor)
  const artifact = useArtifact(front)
  const names = useArtifactNames()
  const issues = opened === null ? 0 : importIssueCount(opened)
  const utf16 = artifact?.issues.some(({ code }) => code === 'decoded-utf16') ?? false
  return (
    <footer className="status-bar">
      {opened === null ? (
        <span>No case is open</span>
      ) : (
        <>
          <span className="ellipsis" title={opened.title}>
            {opened.title}
          </span>
          <span className="ellipsis">
            {formatQuantity(opened.artifacts.length, 'artifact')} · {formatBytes(totalBytes(opened))} · indexed in{' '}
            {formatDuration(opened.openedInMs)}
          </span>
          {issues > 0 ? (
            <button type="button" className="issues" onClick={() => focusPane('Import issues')}>
              {formatQuantity(issues, 'import issue')}
            </button>
          ) : null}
        </>
      )}
      <span className="right">
        {artifact === null ? null : (
          <>
            <span className="ellipsis" title={artifact.path}>
              {names.get(artifact.id)}
            </span>
            <span>
              Ln {cursor.line}, Col {cursor.column}
            </span>
            <span>{utf16 ? 'UTF-16' : 'UTF-8'}</span>
          </>
        )}
        <span title="All times are shown in UTC">UTC</span>
        <span title="Mortem makes no network connections">{engine === 'running' ? 'Offline' : 'Engine stopped'}</span>
      </span>
    </footer>
  )
}
