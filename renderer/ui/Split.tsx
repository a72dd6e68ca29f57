import { Children, Fragment, isValidElement, type ReactNode } from 'react'
import { Group, Panel, Separator, useDefaultLayout, type PanelProps } from 'react-resizable-panels'

interface SplitProps {
  /** Names the remembered sizes; unique in the app. */
  id: string
  orientation: 'horizontal' | 'vertical'
  /** {@link SplitPane} elements. */
  children: ReactNode
}

/** Resizable panes: drag or use the arrow keys on a separator, double-click resets. Sizes are remembered. */
export function Split({ id, orientation, children }: SplitProps) {
  const panes = Children.toArray(children).filter((child) => isValidElement<SplitPaneProps>(child))
  const panelIds = panes.map((pane) => pane.props.id)
  const { defaultLayout, onLayoutChanged } = useDefaultLayout({
    id,
    panelIds,
    storage: localStorage,
    onlySaveAfterUserInteractions: true,
  })
  return (
    <Group id={id} orientation={orientation} defaultLayout={defaultLayout} onLayoutChanged={onLayoutChanged}>
      {panes.map(({ props: { children: content, label, ...panel } }, index) => (
        <Fragment key={panel.id}>
          {index === 0 ? null : <Separator className="separator" aria-label={`Resize ${label}`} />}
          <Panel {...panel}>{content}</Panel>
        </Fragment>
      ))}
    </Group>
  )
}

export interface SplitPaneProps extends Pick<
  PanelProps,
  'defaultSize' | 'minSize' | 'maxSize' | 'groupResizeBehavior'
> {
  id: string
  /** Said by the separator before this pane. */
  label: string
  children: ReactNode
}

/** Declares a pane of a {@link Split}; the split draws it. */
export function SplitPane({ children }: SplitPaneProps) {
  return children
}
