import { useEffect } from 'react'
import { useSession } from '../state/session.ts'
import { useWorkbench } from '../state/workbench.ts'
import { ActivityBar } from './ActivityBar.tsx'
import { DropTarget } from './DropTarget.tsx'
import { Notices } from './Notices.tsx'
import { OpeningView } from './OpeningView.tsx'
import { Palette } from './Palette.tsx'
import { Shortcuts } from './Shortcuts.tsx'
import { StartPage } from './StartPage.tsx'
import { StatusBar } from './StatusBar.tsx'
import { Workbench } from './Workbench.tsx'
import './app.css'

export function App() {
  const opened = useSession((session) => session.opened)
  const opening = useSession((session) => session.opening)
  const palette = useWorkbench((state) => state.palette)
  const shortcuts = useWorkbench((state) => state.shortcuts)
  const announcement = useWorkbench((state) => state.announcement)

  useEffect(() => {
    document.title = opened === null ? 'Mortem' : `${opened.title} - Mortem`
  }, [opened])

  const showsCase = opened !== null && opening === null
  return (
    <div className="app">
      <div className="notices">
        <Notices />
      </div>
      <ActivityBar caseIsOpen={showsCase} />
      <main className="content">
        {opening === null ? opened === null ? <StartPage /> : <Workbench /> : <OpeningView opening={opening} />}
      </main>
      <StatusBar />
      <DropTarget />
      {palette === null ? null : <Palette key={palette} prefix={palette} />}
      {shortcuts ? <Shortcuts /> : null}
      <div className="visually-hidden" role="status">
        {announcement}
      </div>
    </div>
  )
}
