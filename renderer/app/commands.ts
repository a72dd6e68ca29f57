/** THE list of commands: the menu, the keyboard and the palette all run these. Ids are those of the menu in the main process. */
import { leadSpan } from '../state/case-lookup.ts'
import { stepFinding } from '../state/findings.ts'
import { closeTab, goBack, goForward, select, stepTab, useSelection } from '../state/selection.ts'
import { closeCase, openWithDialog, restartEngine, useSession } from '../state/session.ts'
import { sourceHandle } from '../state/source-handle.ts'
import { chooseTheme, useTheme } from '../state/theme.ts'
import {
  openPalette,
  restoreLayout,
  showShortcuts,
  toggleMaximized,
  toggleSideBar,
  useWorkbench,
} from '../state/workbench.ts'
import { panels } from '../panels/index.ts'
import { focusedPane, focusPane, stepPane, toggleDock } from './focus-pane.ts'

export interface Command {
  id: string
  title: string
  group: 'File' | 'View' | 'Go' | 'Help'
  /** As pressed: `Ctrl+Shift+P`. Ctrl is Command on a Mac. */
  keys?: readonly string[]
  /** Whether it can run now; always, if absent. */
  enabled?: () => boolean
  run: () => void
}

const caseIsOpen = (): boolean => useSession.getState().opened !== null
const frontTab = (): number | null => useSelection.getState().artifact

function openLead(): void {
  const { opened } = useSession.getState()
  if (opened === null) return
  const { process } = useSelection.getState()
  const lead = leadSpan(opened, opened.processes.find((one) => one.process === process) ?? null)
  if (lead !== null) select(lead)
}

export const commands: readonly Command[] = [
  { id: 'file.open', title: 'Open file…', group: 'File', keys: ['Ctrl+O'], run: () => void openWithDialog('files') },
  {
    id: 'file.open-folder',
    title: 'Open folder…',
    group: 'File',
    keys: ['Ctrl+Shift+O'],
    run: () => void openWithDialog('folder'),
  },
  { id: 'file.close-case', title: 'Close case', group: 'File', enabled: caseIsOpen, run: closeCase },
  {
    id: 'file.close-tab',
    title: 'Close tab',
    group: 'File',
    keys: ['Ctrl+W'],
    enabled: () => frontTab() !== null,
    run: () => {
      const front = frontTab()
      if (front !== null) closeTab(front)
    },
  },
  {
    id: 'view.command-palette',
    title: 'Commands…',
    group: 'View',
    keys: ['Ctrl+Shift+P', 'F1'],
    run: () => openPalette('>'),
  },
  {
    id: 'view.side-bar',
    title: 'Show or hide the side bar',
    group: 'View',
    keys: ['Ctrl+B'],
    enabled: caseIsOpen,
    run: toggleSideBar,
  },
  {
    id: 'view.panel',
    title: 'Show or hide the panel',
    group: 'View',
    keys: ['Ctrl+J'],
    enabled: caseIsOpen,
    run: toggleDock,
  },
  {
    id: 'view.maximize',
    title: 'Maximize or restore the pane',
    group: 'View',
    keys: ['Ctrl+M'],
    enabled: caseIsOpen,
    run: () => {
      const pane = useWorkbench.getState().maximized ?? focusedPane()
      if (pane !== null) toggleMaximized(pane)
    },
  },
  {
    id: 'view.toggle-theme',
    title: 'Switch between dark and light',
    group: 'View',
    keys: ['Ctrl+Shift+L'],
    run: () => chooseTheme(useTheme.getState().theme === 'dark' ? 'light' : 'dark'),
  },
  { id: 'view.theme-dark', title: 'Dark theme', group: 'View', run: () => chooseTheme('dark') },
  { id: 'view.theme-light', title: 'Light theme', group: 'View', run: () => chooseTheme('light') },
  { id: 'view.theme-system', title: 'Theme of the system', group: 'View', run: () => chooseTheme('system') },
  {
    id: 'go.quick-open',
    title: 'Go to artifact…',
    group: 'Go',
    keys: ['Ctrl+P'],
    enabled: caseIsOpen,
    run: () => openPalette(''),
  },
  {
    id: 'go.line',
    title: 'Go to line…',
    group: 'Go',
    keys: ['Ctrl+G'],
    enabled: () => frontTab() !== null,
    run: () => openPalette(':'),
  },
  {
    id: 'go.region',
    title: 'Go to section…',
    group: 'Go',
    keys: ['Ctrl+Shift+.'],
    enabled: () => frontTab() !== null,
    run: () => openPalette('@'),
  },
  {
    id: 'editor.find',
    title: 'Find in artifact',
    group: 'Go',
    keys: ['Ctrl+F'],
    enabled: () => frontTab() !== null,
    run: () => sourceHandle()?.find(),
  },
  {
    id: 'go.next-finding',
    title: 'Next finding',
    group: 'Go',
    keys: ['F8'],
    enabled: caseIsOpen,
    run: () => stepFinding(1),
  },
  {
    id: 'go.previous-finding',
    title: 'Previous finding',
    group: 'Go',
    keys: ['Shift+F8'],
    enabled: caseIsOpen,
    run: () => stepFinding(-1),
  },
  { id: 'go.lead', title: 'Show the main evidence', group: 'Go', enabled: caseIsOpen, run: openLead },
  {
    id: 'go.back',
    title: 'Back',
    group: 'Go',
    keys: ['Alt+Left'],
    enabled: () => useSelection.getState().back.length > 0,
    run: goBack,
  },
  {
    id: 'go.forward',
    title: 'Forward',
    group: 'Go',
    keys: ['Alt+Right'],
    enabled: () => useSelection.getState().forward.length > 0,
    run: goForward,
  },
  {
    id: 'go.next-tab',
    title: 'Next tab',
    group: 'Go',
    keys: ['Ctrl+PageDown'],
    enabled: caseIsOpen,
    run: () => stepTab(1),
  },
  {
    id: 'go.previous-tab',
    title: 'Previous tab',
    group: 'Go',
    keys: ['Ctrl+PageUp'],
    enabled: caseIsOpen,
    run: () => stepTab(-1),
  },
  { id: 'go.next-pane', title: 'Next pane', group: 'Go', keys: ['F6'], enabled: caseIsOpen, run: () => stepPane(1) },
  {
    id: 'go.previous-pane',
    title: 'Previous pane',
    group: 'Go',
    keys: ['Shift+F6'],
    enabled: caseIsOpen,
    run: () => stepPane(-1),
  },
  ...panels.map(({ id, title }, index) => ({
    id: `go.pane-${id}`,
    title: `Go to ${title}`,
    group: 'Go' as const,
    // There are nine such keys.
    ...(index < 9 ? { keys: [`Ctrl+${index + 1}`] } : {}),
    enabled: caseIsOpen,
    run: () => focusPane(title),
  })),
  {
    id: 'artifact.correct',
    title: 'Correct times and columns of the artifact…',
    group: 'Go',
    enabled: () => frontTab() !== null,
    run: () => focusPane('Artifact'),
  },
  { id: 'help.shortcuts', title: 'Keyboard shortcuts', group: 'Help', keys: ['?'], run: () => showShortcuts(true) },
  {
    id: 'engine.restart',
    title: 'Restart the engine',
    group: 'Help',
    run: () => void restartEngine(),
  },
  {
    id: 'view.restore',
    title: 'Restore the layout',
    group: 'View',
    enabled: () => useWorkbench.getState().maximized !== null,
    run: restoreLayout,
  },
]

/** Unknown ids and commands that cannot run now do nothing. Returns whether one ran. */
export function runCommand(id: string): boolean {
  const command = commands.find((one) => one.id === id)
  if (command === undefined || command.enabled?.() === false) return false
  command.run()
  return true
}
