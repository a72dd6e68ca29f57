/** Moving focus between panes by their landmarks. */
import { panels } from '../panels/index.ts'
import { sourceHandle } from '../state/source-handle.ts'
import { closeDock, restoreLayout, revealDock, toggleSideBar, useWorkbench } from '../state/workbench.ts'

const find = (title: string): HTMLElement | null =>
  document.querySelector<HTMLElement>(`section.pane[aria-label="${title}"]`)

/** Shows the pane if the layout hides it, then gives it the focus: the tree, the editor, or the pane itself. */
export function focusPane(title: string): void {
  const { maximized, sideBar } = useWorkbench.getState()
  const docked = panels.find((panel) => panel.title === title && panel.area === 'dock')
  if (docked !== undefined && maximized !== title) {
    revealDock(docked.id)
    return
  }
  if (maximized !== null && maximized !== title) restoreLayout()
  if (title === 'Case' && !sideBar) toggleSideBar()
  requestAnimationFrame(() => {
    if (title === 'Source' && sourceHandle() !== null) sourceHandle()?.focus()
    else entrance(find(title))?.focus()
  })
}

/** What takes the focus of a pane: its tree, list or grid, else the pane itself. */
export const entrance = (pane: HTMLElement | null): HTMLElement | null =>
  pane?.querySelector<HTMLElement>('[role="tree"], [role="listbox"], [role="grid"]') ?? pane

/** Opens the dock with the focus in it, or closes it; the focus goes back to the source if it was there. */
export function toggleDock(): void {
  const { dock, maximized } = useWorkbench.getState()
  if (!dock || maximized !== null) {
    revealDock()
    return
  }
  const inside = document.activeElement?.closest('.dock') ?? null
  closeDock()
  if (inside !== null) focusPane('Source')
}

export const focusedPane = (): string | null =>
  document.activeElement?.closest('section.pane')?.getAttribute('aria-label') ?? null

/** Around the ends, over the panes that are shown. */
export function stepPane(by: 1 | -1): void {
  const shown = panels.filter(({ title }) => find(title) !== null)
  const at = shown.findIndex(({ title }) => title === focusedPane())
  const next = shown[(at + by + shown.length + (at < 0 && by < 0 ? 1 : 0)) % shown.length]
  if (next !== undefined) focusPane(next.title)
}
