import type { CaseSummary } from '../../../shared/model/case.ts'
import { formatQuantity } from '../../../shared/display/counts.ts'
import { useArtifact, useCase } from '../../state/current.ts'
import { openArtifact, useSelection } from '../../state/selection.ts'
import { Empty } from '../../ui/Empty.tsx'
import { DockedPane } from '../../ui/Pane.tsx'
import { Columns } from './Columns.tsx'
import { correctedArtifacts, draftOf } from './model.ts'
import { TimeBaseForm } from './TimeBaseForm.tsx'
import './panel.css'

/** The artifact in front: where its times come from, what its columns measure, and what the user knows better. */
export function ArtifactPanel() {
  const opened = useCase()
  const front = useSelection(({ artifact }) => artifact)
  const artifact = useArtifact(front)
  if (opened === null || artifact === null)
    return (
      <DockedPane title="Artifact">
        <Empty title="No artifact is open">
          Open one from the case: its time base stands here, and what its columns are taken for.
        </Empty>
      </DockedPane>
    )
  // Keyed by what is stored, too: another window, or taking it back elsewhere, begins the fields anew.
  const key = `${opened.id} ${artifact.id} ${JSON.stringify(draftOf(artifact))}`
  return (
    <DockedPane title="Artifact" trail={artifact.path}>
      <div className="artifact-panel">
        <TimeBaseForm key={key} caseId={opened.id} artifact={artifact} />
        {artifact.columns === undefined ? null : <Columns key={artifact.id} opened={opened} artifact={artifact} />}
        <Corrected opened={opened} />
      </div>
    </DockedPane>
  )
}

function Corrected({ opened }: { opened: CaseSummary }) {
  const corrected = correctedArtifacts(opened)
  const unused = opened.unusedCorrections ?? []
  if (corrected.length === 0 && unused.length === 0) return null
  return (
    <section className="corrections" aria-label="Corrected in this case">
      <h3>Corrected in this case</h3>
      <ul className="corrected">
        {corrected.map(({ artifact, what }) => (
          <li key={artifact.id}>
            <button
              type="button"
              className="link ellipsis"
              title={artifact.path}
              onClick={() => openArtifact(artifact.id)}
            >
              {artifact.path}
            </button>
            <span>{what}</span>
          </li>
        ))}
      </ul>
      {unused.length === 0 ? null : (
        <p className="quiet">
          {formatQuantity(unused.length, 'correction')} kept for artifacts that are gone or have changed:{' '}
          {[...new Set(unused.map(({ path }) => path))].join(', ')}
        </p>
      )}
    </section>
  )
}
