/** Hooks for what the selection points at in the opened case. */
import { useCallback, useMemo } from 'react'
import type { ProcessAnalysis } from '../../shared/model/analysis.ts'
import type { ArtifactSummary, CaseSummary } from '../../shared/model/case.ts'
import type { ArtifactId, Citation } from '../../shared/model/span.ts'
import { artifactNames } from './case-lookup.ts'
import { sameSpan, select, useSelection } from './selection.ts'
import { useSession } from './session.ts'

export const useCase = (): CaseSummary | null => useSession(({ opened }) => opened)

export function useProcess(): ProcessAnalysis | null {
  const opened = useCase()
  const process = useSelection((selection) => selection.process)
  return opened?.processes.find((analysis) => analysis.process === process) ?? null
}

export function useArtifact(id: ArtifactId | null): ArtifactSummary | null {
  const opened = useCase()
  return opened?.artifacts.find((artifact) => artifact.id === id) ?? null
}

/** Artifact → the name to show for it. */
export function useArtifactNames(): ReadonlyMap<ArtifactId, string> {
  const opened = useCase()
  return useMemo(() => artifactNames(opened?.artifacts ?? []), [opened])
}

export interface CitationView {
  label: string
  title: string
  current: boolean
  open: () => void
}

/** Turns citations into what a link needs: a short name, a tooltip with the quote, and the act of selecting it. */
export function useCitations(): (citation: Citation) => CitationView {
  const opened = useCase()
  const names = useArtifactNames()
  const span = useSelection((selection) => selection.span)
  return useCallback(
    (citation) => {
      const path = opened?.artifacts.find(({ id }) => id === citation.artifact)?.path ?? ''
      const lines = citation.endLine > citation.line ? `${citation.line}-${citation.endLine}` : `${citation.line}`
      return {
        label: `${names.get(citation.artifact) ?? 'artifact'}:${citation.line}`,
        title: `${path}:${lines}\n${citation.quote}`,
        current: sameSpan(span, citation),
        open: () => select(citation),
      }
    },
    [opened, names, span],
  )
}
