import { ChevronRight, ListTree } from 'lucide-react'
import { Fragment } from 'react'
import type { ArtifactSummary } from '../../../shared/model/case.ts'
import type { ArtifactOutline } from '../../../shared/rpc/contract.ts'
import { withGroupedCounts } from '../../../shared/display/counts.ts'
import { regionsAt } from '../../editor/annotations.ts'
import { useArtifactNames } from '../../state/current.ts'
import { select, useSelection } from '../../state/selection.ts'
import { openPalette } from '../../state/workbench.ts'

interface BreadcrumbProps {
  artifact: ArtifactSummary
  outline: ArtifactOutline | null
}

/** Artifact › banner › section of the cursor's line, and what is annotated there. */
export function Breadcrumb({ artifact, outline }: BreadcrumbProps) {
  const line = useSelection(({ cursor }) => cursor.line)
  const name = useArtifactNames().get(artifact.id)
  const regions = regionsAt(outline?.regions ?? [], line)
  const notes = outline?.annotations.filter(
    ({ span, label }) => label !== '' && span.line <= line && line <= span.endLine,
  )
  return (
    <div className="breadcrumb">
      <span className="ellipsis" title={artifact.path}>
        {name}
      </span>
      {regions.map(({ id, title, note, span }) => (
        <Fragment key={`${id}-${span.line}`}>
          <ChevronRight size={12} aria-hidden />
          <button
            type="button"
            className="ellipsis"
            title={withGroupedCounts(note === '' ? title : `${title}\n${note}`)}
            onClick={() => select({ artifact: artifact.id, line: span.line, endLine: span.line })}
          >
            {withGroupedCounts(title)}
          </button>
        </Fragment>
      ))}
      {notes === undefined || notes.length === 0 ? null : (
        <span className="note ellipsis" title={notes.map(({ detail }) => detail).join('\n')}>
          {notes.map(({ label }) => label).join(' · ')}
        </span>
      )}
      {outline === null || outline.regions.length === 0 ? null : (
        <button
          type="button"
          className="icon-button outline-button"
          aria-label="Outline"
          title="Outline (Ctrl+Shift+.)"
          onClick={() => openPalette('@')}
        >
          <ListTree size={14} aria-hidden />
        </button>
      )}
    </div>
  )
}
