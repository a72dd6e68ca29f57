/** The main process: owns the window, the menu, the dialogs and the engine's life. It never touches data. */
import path from 'node:path'
import { app, BrowserWindow, Menu, session, type WebContents } from 'electron'
import { z } from 'zod'
import { choosePaths } from './dialogs.ts'
import { createEngineHost } from './engine-host.ts'
import { createGrants } from './grants.ts'
import { sendEvent, serveDesktop } from './ipc.ts'
import { menuTemplate } from './menu.ts'
import { parseOptions } from './options.ts'
import { confineNavigation } from './security/navigation.ts'
import { blockNetwork, blockPeerConnections, refuseNameLookups } from './security/network.ts'
import { trustedOrigin } from './security/origin.ts'
import { denyPermissions } from './security/permissions.ts'
import { registerAppScheme, serveApp } from './security/protocol.ts'
import { createWindow } from './window.ts'

const SecondInstance = z.object({ paths: z.array(z.string()) })

const built = path.dirname(import.meta.dirname)
const devServer = app.isPackaged ? undefined : process.env['MORTEM_DEV_SERVER']
const origin = trustedOrigin(devServer)
const options = parseOptions(process.argv.slice(1), {
  cwd: process.cwd(),
  skip: app.isPackaged ? 0 : 1,
  env: process.env,
})
// Electron's single-instance lock is one per userData: with its own folder each library has its own lock, cache and window.
if (options.library !== undefined) app.setPath('userData', path.join(options.library, 'window'))
const library = options.library ?? path.join(app.getPath('userData'), 'library')

registerAppScheme()
refuseNameLookups(app, devServer !== undefined)
// enableSandbox() overrules --no-sandbox, which root needs: Chromium refuses to run sandboxed as root.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()

const engine = createEngineHost({
  entry: path.join(built, 'engine', 'index.js'),
  library,
  onStart: () => grants.resend(),
  onExit: (code) => {
    for (const { webContents } of BrowserWindow.getAllWindows()) sendEvent(webContents, { type: 'engine-exited', code })
  },
})
const grants = createGrants((message) => engine.post(message))
/** Handed out once, to the page that asks first. */
let initialPaths = options.paths

function openWindow(): void {
  const window = createWindow({
    preload: path.join(built, 'preload', 'index.cjs'),
    entry: origin.entry,
    stateFile: path.join(app.getPath('userData'), 'window.json'),
  })
  const owner = window.webContents.id
  window.on('closed', () => grants.revoke(owner))
}

/** Paths that arrive from outside while the app runs. */
function openPaths(paths: readonly string[]): void {
  const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0]
  if (window === undefined) {
    initialPaths = [...paths]
    if (app.isReady()) openWindow()
    return
  }
  if (window.isMinimized()) window.restore()
  window.focus()
  if (paths.length > 0)
    sendEvent(window.webContents, { type: 'grant', grant: grants.give(paths, window.webContents.id) })
}

function windowOf(contents: WebContents): BrowserWindow {
  const window = BrowserWindow.fromWebContents(contents)
  if (window === null) throw new Error('the caller has no window')
  return window
}

// Not awaited at top level: Electron becomes ready only after the entry module has been evaluated.
function start(): void {
  serveApp(path.join(built, 'renderer'))
  blockNetwork(session.defaultSession, origin)
  denyPermissions(session.defaultSession, origin)
  serveDesktop(
    {
      'desktop:open': async (kind, sender) => {
        const paths = await choosePaths(windowOf(sender), kind)
        return paths.length === 0 ? null : grants.give(paths, sender.id)
      },
      'desktop:drop': (paths, sender) => grants.give(paths, sender.id),
      'desktop:initial': (_input, sender) => {
        const paths = initialPaths
        initialPaths = []
        return paths.length === 0 ? null : grants.give(paths, sender.id)
      },
      'desktop:connect': (_input, sender) => {
        engine.connect(sender)
        return null
      },
      'desktop:restart-engine': async () => {
        await engine.restart()
        return null
      },
    },
    origin,
  )
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(
      menuTemplate({
        send: (id) => {
          const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0]
          if (window !== undefined) sendEvent(window.webContents, { type: 'command', id })
        },
        mac: process.platform === 'darwin',
        developer: !app.isPackaged,
      }),
    ),
  )
  engine.start()
  openWindow()
}

app.on('web-contents-created', (_event, contents) => {
  confineNavigation(contents, origin)
  blockPeerConnections(contents)
})
app.on('window-all-closed', () => app.quit())
app.on('open-file', (event, file) => {
  event.preventDefault()
  openPaths([file])
})
app.on('second-instance', (_event, _argv, _cwd, data) => openPaths(SecondInstance.parse(data).paths))

let engineEnded = false
app.on('will-quit', (event) => {
  if (engineEnded) return
  event.preventDefault()
  void engine.shutdown().then(() => {
    engineEnded = true
    app.quit()
  })
})

if (app.requestSingleInstanceLock({ paths: options.paths } satisfies z.infer<typeof SecondInstance>))
  void app.whenReady().then(start)
else {
  process.stderr.write('Mortem is already open on this library; what was named is opened there.\n')
  app.exit(0)
}
