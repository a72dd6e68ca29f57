import { lazy, Suspense, type ComponentType, type LazyExoticComponent } from 'react'
import { panels } from '../panels/index.ts'
import type { PanelDescriptor } from '../panels/panel.ts'
import { ErrorBoundary } from './ErrorBoundary.tsx'

export interface HostedPanel extends PanelDescriptor {
  Panel: LazyExoticComponent<ComponentType>
}

export const hostedPanels: readonly HostedPanel[] = panels.map((panel) =>
  Object.assign({ Panel: lazy(() => panel.load().then((component) => ({ default: component }))) }, panel),
)

/** A panel in its own failure domain; its place is kept while its code loads. */
export function PanelHost({ panel: { title, Panel } }: { panel: HostedPanel }) {
  return (
    <ErrorBoundary name={title}>
      <Suspense fallback={<div className="pane" aria-busy="true" />}>
        <Panel />
      </Suspense>
    </ErrorBoundary>
  )
}
