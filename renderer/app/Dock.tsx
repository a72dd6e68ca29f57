import { ChevronDown } from 'lucide-react'
import { Suspense, useEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react'
import { formatCount } from '../../shared/display/counts.ts'
import { useCase, useProcess } from '../state/current.ts'
import { chooseDocked, useWorkbench } from '../state/workbench.ts'
import { DockContext, MaximizeButton } from '../ui/Pane.tsx'
import { ErrorBoundary } from './ErrorBoundary.tsx'
import { entrance, toggleDock } from './focus-pane.ts'
import { hostedPanels, type HostedPanel } from './PanelHost.tsx'

const docked = hostedPanels.filter(({ area }) => area === 'dock')

/** Panels as tabs, below the source. The strip holds the tabs, and what the panel in front puts there. */
export function Dock() {
  const chosen = useWorkbench((state) => state.docked)
  const front = docked.find(({ id }) => id === chosen) ?? docked[0]
  const [slot, setSlot] = useState<HTMLElement | null>(null)
  const body = useRef<HTMLDivElement>(null)
  if (front === undefined) return null
  const { id, title, Panel } = front
  return (
    <div className="dock">
      <div className="dock-strip">
        <Tabs front={front} />
        <div ref={setSlot} className="dock-slot" />
        <span className="actions">
          <MaximizeButton title={title} />
          <button
            type="button"
            className="icon-button"
            aria-label="Hide the panel"
            title="Hide the panel (Ctrl+J)"
            onClick={toggleDock}
          >
            <ChevronDown size={15} aria-hidden />
          </button>
        </span>
      </div>
      <div ref={body} id="dock-body" className="dock-body" role="tabpanel" aria-labelledby={`dock-tab-${id}`}>
        {/* Without the slot the panel would draw a header of its own first, and lose its focus with it. */}
        {slot === null ? null : (
          <DockContext value={slot}>
            <ErrorBoundary key={id} name={title}>
              <Suspense fallback={<div className="pane" aria-busy="true" />}>
                <Panel />
                <TakeFocus of={body} />
              </Suspense>
            </ErrorBoundary>
          </DockContext>
        )}
      </div>
    </div>
  )
}

/** Wishes for the focus that were met; a dock that is drawn again has not been asked again. */
let met = 0

/** Beside the panel, so that it waits until the panel's code is there. */
function TakeFocus({ of }: { of: RefObject<HTMLElement | null> }) {
  const wanted = useWorkbench((state) => state.dockFocus)
  useEffect(() => {
    if (wanted === met) return
    met = wanted
    entrance(of.current?.querySelector<HTMLElement>('section.pane') ?? null)?.focus()
  }, [wanted, of])
  return null
}

function Tabs({ front }: { front: HostedPanel }) {
  const opened = useCase()
  const process = useProcess()
  const list = useRef<HTMLDivElement>(null)
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = docked.indexOf(front)
    const steps: Record<string, number> = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: docked.length - 1 }
    const step = steps[event.key]
    if (step === undefined || event.ctrlKey || event.altKey || event.metaKey) return
    const next = (step + docked.length) % docked.length
    const panel = docked[next]
    if (panel === undefined) return
    chooseDocked(panel.id)
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[next]?.focus()
    event.preventDefault()
  }
  return (
    // The tabs inside are focusable; this takes the arrows for all.
    // oxlint-disable-next-line jsx-a11y/interactive-supports-focus
    <div ref={list} role="tablist" aria-label="Panels" className="dock-tabs" onKeyDown={onKeyDown}>
      {docked.map(({ id, title, count }) => {
        const number = opened === null || count === undefined ? 0 : count(opened, process)
        return (
          <button
            key={id}
            id={`dock-tab-${id}`}
            type="button"
            role="tab"
            aria-selected={id === front.id}
            aria-controls={id === front.id ? 'dock-body' : undefined}
            tabIndex={id === front.id ? 0 : -1}
            onClick={() => chooseDocked(id)}
          >
            {title}
            {number > 0 ? <span className="badge">{formatCount(number)}</span> : null}
          </button>
        )
      })}
    </div>
  )
}
