/** Pure parts of the shell: command line, environment, window position, menu. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { inRoot } from '../../../build/paths.ts'
import { engineEnvironment } from '../../../electron/main/engine-environment.ts'
import { menuTemplate } from '../../../electron/main/menu.ts'
import { parseOptions } from '../../../electron/main/options.ts'
import { fitToScreens, readWindowState, writeWindowState } from '../../../electron/main/window-state.ts'

describe('command line', () => {
  const settings = { cwd: path.resolve('/home/me'), skip: 1, env: {} }
  test('the library, the paths, and Chromium’s switches among them', () => {
    const words = ['--no-sandbox', '/opt/mortem', '--library=lib', '--inspect=0', 'dump.zip', '/var/log/gc.log']
    expect(parseOptions(words, settings)).toEqual({
      library: path.resolve('/home/me/lib'),
      paths: [path.resolve('/home/me/dump.zip'), path.resolve('/var/log/gc.log')],
    })
  })
  test('the switch overrules the variable; an empty one is none', () => {
    const env = { MORTEM_LIBRARY: '/env' }
    expect(parseOptions(['app'], { ...settings, env }).library).toBe(path.resolve('/env'))
    expect(parseOptions(['app', '--library=/arg'], { ...settings, env }).library).toBe(path.resolve('/arg'))
    expect(parseOptions(['app', '--library='], { ...settings, env: { MORTEM_LIBRARY: '' } }).library).toBeUndefined()
  })
  test('a packaged app has no folder argument', () => {
    expect(parseOptions(['a', 'b'], { ...settings, skip: 0 }).paths).toHaveLength(2)
  })
})

test('the engine inherits nothing that changes what code it runs', () => {
  const inherited = {
    PATH: '/bin',
    TZ: 'UTC',
    NODE_OPTIONS: '-r x',
    Node_Options: '-r x',
    LD_PRELOAD: 'x.so',
    DEBUG: '*',
  }
  const more = { ELECTRON_RUN_AS_NODE: '1', DYLD_INSERT_LIBRARIES: 'x', NODE_PATH: '/x', GONE: undefined }
  expect(engineEnvironment({ ...inherited, ...more })).toEqual({ PATH: '/bin', TZ: 'UTC' })
})

describe('window position', () => {
  const screens = [
    { x: 0, y: 0, width: 1920, height: 1040 },
    { x: 1920, y: 0, width: 1280, height: 700 },
  ]
  const state = { x: 100, y: 50, width: 1400, height: 900, maximized: false }
  test('stays where it fits', () => {
    expect(fitToScreens(state, screens)).toEqual(state)
  })
  test('comes back from a screen that is gone', () => {
    expect(fitToScreens({ ...state, x: 5000, y: -3000 }, screens)).toEqual({ ...state, x: 520, y: 0 })
  })
  test('shrinks to the screen it is on, but not below its minimum', () => {
    expect(fitToScreens({ ...state, x: 2000 }, screens)).toMatchObject({ x: 1920, width: 1280, height: 700 })
    expect(fitToScreens(state, [{ x: 0, y: 0, width: 800, height: 500 }])).toMatchObject({ width: 960, height: 600 })
  })
  test('is remembered in a file; a damaged or foreign file is none', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'mortem-window-'))
    const file = path.join(folder, 'new', 'window.json')
    expect(readWindowState(file)).toBeUndefined()
    writeWindowState(file, state)
    expect(readWindowState(file)).toEqual(state)
    for (const damaged of ['', '{', '{"x":1}', JSON.stringify({ ...state, width: 10 }), '[]']) {
      writeFileSync(file, damaged)
      expect(readWindowState(file)).toBeUndefined()
    }
    rmSync(folder, { recursive: true })
  })
})

describe('menu', () => {
  const sent: string[] = []
  const template = menuTemplate({ send: (id) => sent.push(id), mac: false, developer: false })
  const items = template.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []))
  test('accelerators are those of VS Code, each once', () => {
    const accelerators = items.flatMap(({ accelerator, label }) =>
      accelerator ? [[label?.replace('&', ''), accelerator]] : [],
    )
    expect(Object.fromEntries(accelerators)).toMatchObject({
      'Open…': 'CmdOrCtrl+O',
      'Command Palette…': 'CmdOrCtrl+Shift+P',
      'Quick Open…': 'CmdOrCtrl+P',
      'Next Finding': 'F8',
      'Previous Finding': 'Shift+F8',
      'Go to Line…': 'CmdOrCtrl+G',
    })
    expect(new Set(accelerators.map(([, key]) => key)).size).toBe(accelerators.length)
  })
  test('an item sends its command', () => {
    const open = items.find(({ label }) => label === '&Open…')
    open?.click?.(undefined as never, undefined, undefined as never)
    expect(sent).toEqual(['file.open'])
  })
  test('every command is one of the page', () => {
    sent.length = 0
    for (const { click } of items) click?.(undefined as never, undefined, undefined as never)
    const commands = readFileSync(inRoot('renderer/app/commands.ts'), 'utf8')
    expect(sent.length).toBeGreaterThan(5)
    expect(sent.filter((id) => !commands.includes(`id: '${id}'`))).toEqual([])
  })
  test('the inspector is for development', () => {
    expect(items.some(({ role }) => role === 'toggleDevTools')).toBe(false)
  })
})
