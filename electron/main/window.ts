/** The window: sandboxed, isolated, at the place where it was last. */
import { BrowserWindow, nativeTheme, screen } from 'electron'
import { offerReload } from './dialogs.ts'
import { fitToScreens, MIN_HEIGHT, MIN_WIDTH, readWindowState, writeWindowState } from './window-state.ts'

const DEFAULT_SIZE = { width: 1440, height: 900 }
/** The page's own background in each theme: the window must not flash before the first paint. */
const background = { dark: '#14161a', light: '#ffffff' }

export interface WindowSettings {
  preload: string
  /** What to load. */
  entry: string
  /** File that remembers size and position. */
  stateFile: string
}

export function createWindow({ preload, entry, stateFile }: WindowSettings): BrowserWindow {
  const remembered = readWindowState(stateFile)
  const state =
    remembered &&
    fitToScreens(
      remembered,
      screen.getAllDisplays().map(({ workArea }) => workArea),
    )
  const window = new BrowserWindow({
    ...(state ? { x: state.x, y: state.y, width: state.width, height: state.height } : DEFAULT_SIZE),
    minWidth: MIN_WIDTH,
    minHeight: MIN_HEIGHT,
    title: 'Mortem',
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? background.dark : background.light,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
    },
  })
  if (state?.maximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('close', () =>
    writeWindowState(stateFile, { ...window.getNormalBounds(), maximized: window.isMaximized() }),
  )
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return
    void offerReload(window, reason).then((again) => (again ? window.webContents.reload() : window.destroy()))
  })
  // A load that fails shows in the window and is reported by `did-fail-load`; the promise adds nothing.
  window.loadURL(entry).catch((error: unknown) => process.stderr.write(`cannot load ${entry}: ${String(error)}\n`))
  return window
}
