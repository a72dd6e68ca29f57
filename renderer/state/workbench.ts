/** What of the window is shown: side bar, overlays, the maximized pane. Nothing here is about a case. */
import { create } from 'zustand'

/** What the palette starts with: artifacts, `>` commands, `:` a line, `@` regions. */
export type PalettePrefix = '' | '>' | ':' | '@'

interface Workbench {
  sideBar: boolean
  palette: PalettePrefix | null
  shortcuts: boolean
  /** Title of the pane that fills the workbench. */
  maximized: string | null
  /** Whether the dock below the source is open; closed until somebody asks for it. */
  dock: boolean
  /** Id of the panel in front of the dock; the first one until somebody chooses. */
  docked: string | null
  /** Counts wishes to have the focus in the dock: its panel may still have to be loaded. */
  dockFocus: number
  /** Said to screen readers when it changes. */
  announcement: string
}

const sideBarKey = 'mortem.side-bar'
const dockKey = 'mortem.dock'
const dockedKey = 'mortem.docked'

export const useWorkbench = create<Workbench>(() => ({
  sideBar: localStorage.getItem(sideBarKey) !== 'hidden',
  palette: null,
  shortcuts: false,
  maximized: null,
  dock: localStorage.getItem(dockKey) === 'shown',
  docked: localStorage.getItem(dockedKey),
  dockFocus: 0,
  announcement: '',
}))

const set = useWorkbench.setState

export function toggleSideBar(): void {
  set(({ sideBar }) => {
    localStorage.setItem(sideBarKey, sideBar ? 'hidden' : 'shown')
    return { sideBar: !sideBar }
  })
}

function setDock(dock: boolean): void {
  localStorage.setItem(dockKey, dock ? 'shown' : 'hidden')
  set({ dock })
}
export const closeDock = (): void => setDock(false)

/** Shows a panel of the dock without taking the focus. */
export function chooseDocked(docked: string): void {
  localStorage.setItem(dockedKey, docked)
  set({ docked })
}

/** Opens the dock, with this panel in front if one is named, and moves the focus there. */
export function revealDock(docked: string | null = null): void {
  if (docked !== null) chooseDocked(docked)
  setDock(true)
  set(({ dockFocus }) => ({ maximized: null, dockFocus: dockFocus + 1 }))
}
export const openPalette = (palette: PalettePrefix): void => set({ palette, shortcuts: false })
export const closePalette = (): void => set({ palette: null })
export const showShortcuts = (shortcuts: boolean): void => set({ shortcuts, palette: null })
export const toggleMaximized = (title: string): void =>
  set(({ maximized }) => ({ maximized: maximized === title ? null : title }))
export const restoreLayout = (): void => set({ maximized: null })
export const announce = (announcement: string): void => set({ announcement })
