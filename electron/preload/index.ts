/** `window.desktop` of the page, and the engine's port handed through. No logic: main validates everything. */
import { contextBridge, ipcRenderer, webUtils, type IpcRendererEvent } from 'electron'
import { version } from '../../package.json'
import type { Desktop, DesktopChannel, DesktopEvent } from '../../shared/rpc/desktop.ts'

const invoke = (channel: DesktopChannel, input: unknown): Promise<never> =>
  ipcRenderer.invoke(channel, input) as Promise<never>

const desktop: Desktop = {
  open: (kind) => invoke('desktop:open', kind),
  drop: (files) =>
    invoke(
      'desktop:drop',
      files.map((file) => webUtils.getPathForFile(file)),
    ),
  initial: () => invoke('desktop:initial', null),
  connect: () => invoke('desktop:connect', null),
  restartEngine: () => invoke('desktop:restart-engine', null),
  onEvent: (listener) => {
    const forward = (_event: IpcRendererEvent, event: DesktopEvent): void => listener(event)
    ipcRenderer.on('desktop:event', forward)
    return () => {
      ipcRenderer.off('desktop:event', forward)
    }
  },
  versions: {
    electron: process.versions['electron'] ?? '',
    chrome: process.versions['chrome'] ?? '',
    node: process.versions.node,
    app: version,
  },
  platform: process.platform,
}

// A MessagePort cannot cross contextBridge: it goes to the page's own world by window.postMessage.
ipcRenderer.on('engine-port', (event) => {
  window.postMessage('engine-port', location.origin, event.ports)
})
contextBridge.exposeInMainWorld('desktop', desktop)
