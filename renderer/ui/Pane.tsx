import { Maximize2, Minimize2 } from 'lucide-react'
import { createContext, useContext, type ReactNode } from 'react'
import { createPortal } from 'react-dom'

/** Which pane fills the workbench, if one does; the shell provides it. */
export interface MaximizedPane {
  title: string | null
  toggle: (title: string) => void
}
export const MaximizeContext = createContext<MaximizedPane | null>(null)

/** Where a pane of the dock puts what its header would hold; null outside of the dock. */
export const DockContext = createContext<HTMLElement | null>(null)

interface PaneProps {
  /** The landmark's accessible name and the header. */
  title: string
  lead?: ReactNode
  trail?: ReactNode
  actions?: ReactNode
  children: ReactNode
}

export function Pane({ title, lead, trail, actions, children }: PaneProps) {
  return (
    <section className="pane" aria-label={title} tabIndex={-1}>
      <header className="pane-header">
        <h2>{title}</h2>
        {lead === undefined ? null : <span className="lead ellipsis">{lead}</span>}
        <span className="trail ellipsis" title={typeof trail === 'string' ? trail : undefined}>
          {trail}
        </span>
        <span className="actions">
          {actions}
          <MaximizeButton title={title} />
        </span>
      </header>
      <div className="pane-body">{children}</div>
    </section>
  )
}

/** A pane whose tab is its header: in the dock's strip stands the rest, outside of the dock it is a {@link Pane}. */
export function DockedPane({ title, trail, actions, children }: Omit<PaneProps, 'lead'>) {
  const slot = useContext(DockContext)
  if (slot === null)
    return (
      <Pane title={title} trail={trail} actions={actions}>
        {children}
      </Pane>
    )
  return (
    <section className="pane" aria-label={title} tabIndex={-1}>
      {createPortal(
        <>
          <span className="trail ellipsis" title={typeof trail === 'string' ? trail : undefined}>
            {trail}
          </span>
          {actions}
        </>,
        slot,
      )}
      <div className="pane-body">{children}</div>
    </section>
  )
}

export function MaximizeButton({ title }: { title: string }) {
  const maximized = useContext(MaximizeContext)
  if (maximized === null) return null
  const on = maximized.title === title
  const label = on ? 'Restore layout' : 'Maximize pane'
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      title={`${label} (Ctrl+M)`}
      aria-pressed={on}
      onClick={() => maximized.toggle(title)}
    >
      {on ? <Minimize2 size={13} aria-hidden /> : <Maximize2 size={13} aria-hidden />}
    </button>
  )
}
