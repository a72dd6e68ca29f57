import { X } from 'lucide-react'
import { useEffect, useRef, type KeyboardEvent } from 'react'
import type { ArtifactId } from '../../../shared/model/span.ts'
import { useArtifactNames, useCase } from '../../state/current.ts'
import { closeTab, openArtifact, stepTab, useSelection } from '../../state/selection.ts'

export function Tabs() {
  const tabs = useSelection((selection) => selection.tabs)
  const front = useSelection(({ artifact }) => artifact)
  const names = useArtifactNames()
  const opened = useCase()
  const list = useRef<HTMLDivElement>(null)
  const path = (id: ArtifactId): string => opened?.artifacts.find((artifact) => artifact.id === id)?.path ?? ''

  useEffect(() => {
    list.current?.querySelector(`#tab-${front}`)?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [front])
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowRight') stepTab(1)
    else if (event.key === 'ArrowLeft') stepTab(-1)
    else if (event.key === 'Delete' && front !== null) closeTab(front)
    else return
    event.preventDefault()
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus())
  }

  return (
    <div ref={list} className="tabs" role="tablist" aria-label="Opened artifacts" tabIndex={-1} onKeyDown={onKeyDown}>
      {tabs.map((id) => (
        <div key={id} className={`tab ${id === front ? 'front' : ''}`} role="presentation">
          <button
            type="button"
            role="tab"
            id={`tab-${id}`}
            aria-selected={id === front}
            aria-controls="source-text"
            tabIndex={id === front ? 0 : -1}
            title={path(id)}
            onClick={() => openArtifact(id)}
            onAuxClick={(event) => {
              if (event.button === 1) closeTab(id)
            }}
          >
            {names.get(id)}
          </button>
          {/* For the mouse; keys close with Delete or Ctrl+W, and a tab may hold nothing else for a screen reader. */}
          <button
            type="button"
            className="tab-close"
            tabIndex={-1}
            aria-hidden="true"
            title="Close (Ctrl+W)"
            onClick={() => closeTab(id)}
          >
            <X size={12} aria-hidden />
          </button>
        </div>
      ))}
    </div>
  )
}
