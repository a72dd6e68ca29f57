/** The menu. Its items send commands of the page's own list, with the accelerators that users of VS Code have in their fingers. */
import type { MenuItemConstructorOptions } from 'electron'

export interface MenuSettings {
  send: (command: string) => void
  mac: boolean
  /** The inspector and reload: development only. */
  developer: boolean
}

export function menuTemplate({ send, mac, developer }: MenuSettings): MenuItemConstructorOptions[] {
  const item = (label: string, command: string, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    click: () => send(command),
    ...(accelerator === undefined ? {} : { accelerator }),
  })
  const separator: MenuItemConstructorOptions = { type: 'separator' }
  const appMenu: MenuItemConstructorOptions[] = mac ? [{ role: 'appMenu' }] : []
  return [
    ...appMenu,
    {
      label: '&File',
      submenu: [
        item('&Open…', 'file.open', 'CmdOrCtrl+O'),
        item('Open &Folder…', 'file.open-folder', 'CmdOrCtrl+Shift+O'),
        separator,
        item('&Close Case', 'file.close-case'),
        separator,
        { role: mac ? 'close' : 'quit' },
      ],
    },
    {
      label: '&Edit',
      submenu: [
        { role: 'undo' },
        { role: 'redo' },
        separator,
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
        separator,
        item('&Find', 'editor.find', 'CmdOrCtrl+F'),
      ],
    },
    {
      label: '&View',
      submenu: [
        item('&Command Palette…', 'view.command-palette', 'CmdOrCtrl+Shift+P'),
        separator,
        item('&Dark Theme', 'view.theme-dark'),
        item('&Light Theme', 'view.theme-light'),
        item('Theme of the &System', 'view.theme-system'),
        separator,
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'resetZoom' },
        { role: 'togglefullscreen' },
        ...(developer ? [separator, { role: 'reload' } as const, { role: 'toggleDevTools' } as const] : []),
      ],
    },
    {
      label: '&Go',
      submenu: [
        item('Quick &Open…', 'go.quick-open', 'CmdOrCtrl+P'),
        item('Go to &Line…', 'go.line', 'CmdOrCtrl+G'),
        separator,
        item('&Next Finding', 'go.next-finding', 'F8'),
        item('&Previous Finding', 'go.previous-finding', 'Shift+F8'),
      ],
    },
    { label: '&Help', role: 'help', submenu: [item('&Keyboard Shortcuts', 'help.shortcuts'), { role: 'about' }] },
  ]
}
