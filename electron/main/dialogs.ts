/** The system's choosers. What they return goes into a grant, never to the page. */
import { dialog, type BrowserWindow } from 'electron'

/** Absolute paths, empty if the user cancelled. Linux and Windows cannot choose files and folders in one dialog. */
export async function choosePaths(window: BrowserWindow, kind: 'files' | 'folder'): Promise<string[]> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title: kind === 'files' ? 'Open dump files or archives' : 'Open a folder of dumps',
    buttonLabel: 'Open',
    properties: kind === 'files' ? ['openFile', 'multiSelections', 'showHiddenFiles'] : ['openDirectory'],
  })
  return canceled ? [] : filePaths
}

/** The page is gone (it crashed or was killed); true: load it again. */
export async function offerReload(window: BrowserWindow, reason: string): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    message: 'The window stopped working',
    detail: `Reason: ${reason}. Nothing you wrote is lost: the library is kept by another process.`,
    buttons: ['Reload', 'Close'],
    defaultId: 0,
    cancelId: 1,
  })
  return response === 0
}
