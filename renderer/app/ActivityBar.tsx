import { CircleHelp, Moon, Sun } from 'lucide-react'
import { panels } from '../panels/index.ts'
import { useTheme } from '../state/theme.ts'
import { useWorkbench } from '../state/workbench.ts'
import { commands, runCommand } from './commands.ts'
import { focusPane } from './focus-pane.ts'

const keysOf = (id: string): string => {
  const [first] = commands.find((command) => command.id === id)?.keys ?? []
  return first === undefined ? '' : ` (${first})`
}

export function ActivityBar({ caseIsOpen }: { caseIsOpen: boolean }) {
  const sideBar = useWorkbench((state) => state.sideBar)
  const theme = useTheme((state) => state.theme)
  return (
    <nav className="activity-bar" aria-label="Panes">
      {panels.map(({ id, title, icon: Icon, area }) =>
        area === 'side' ? (
          <button
            key={id}
            type="button"
            aria-label={sideBar ? 'Hide the side bar' : 'Show the side bar'}
            title={`${title}${keysOf('view.side-bar')}`}
            aria-pressed={sideBar}
            disabled={!caseIsOpen}
            onClick={() => runCommand('view.side-bar')}
          >
            <Icon size={18} strokeWidth={1.6} aria-hidden />
          </button>
        ) : (
          <button
            key={id}
            type="button"
            aria-label={`Go to ${title}`}
            title={`${title}${keysOf(`go.pane-${id}`)}`}
            disabled={!caseIsOpen}
            onClick={() => focusPane(title)}
          >
            <Icon size={18} strokeWidth={1.6} aria-hidden />
          </button>
        ),
      )}
      <span className="spring" />
      <button
        type="button"
        aria-label={theme === 'dark' ? 'Switch to the light theme' : 'Switch to the dark theme'}
        title={`Theme${keysOf('view.toggle-theme')}`}
        onClick={() => runCommand('view.toggle-theme')}
      >
        {theme === 'dark' ? (
          <Sun size={17} strokeWidth={1.6} aria-hidden />
        ) : (
          <Moon size={17} strokeWidth={1.6} aria-hidden />
        )}
      </button>
      <button
        type="button"
        aria-label="Keyboard shortcuts"
        title={`Keyboard shortcuts${keysOf('help.shortcuts')}`}
        onClick={() => runCommand('help.shortcuts')}
      >
        <CircleHelp size={17} strokeWidth={1.6} aria-hidden />
      </button>
    </nav>
  )
}
