/** The shell around the page: grants, the engine's life, a second start, the window's memory. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Desktop, DesktopEvent, Grant } from '../../shared/rpc/desktop.ts'
import { rootSwitches } from '../../build/paths.ts'
import { electronRuntime } from '../../build/runtime.ts'
import { expect, fixture, launch, test, type Workbench } from './support/app.ts'

/** What the page sees of the desktop. */
interface PageWindow {
  desktop: Desktop
  events: DesktopEvent[]
}

/** Collects main's events in the page; returns how to read them. */
async function watchEvents({ page }: Workbench): Promise<() => Promise<DesktopEvent[]>> {
  await page.evaluate(() => {
    const view = window as unknown as PageWindow
    view.events = []
    view.desktop.onEvent((event) => view.events.push(event))
  })
  return () => page.evaluate(() => (window as unknown as PageWindow).events)
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('a chosen file reaches the page as a handle and a name, never as a path', async ({ workbench }) => {
  await workbench.answerDialogs(['/home/somebody/dumps/broker 1.zip'])
  const open = (): Promise<Grant | null> =>
    workbench.page.evaluate(() => (window as unknown as PageWindow).desktop.open('files'))
  expect(await open()).toEqual({ handle: expect.stringMatching(/^[\w-]{32}$/), names: ['broker 1.zip'] })
  await workbench.answerDialogs([])
  expect(await open()).toBeNull()
})

test('a second start on the same library hands its paths to the first', async ({ workbench, appFolder, library }) => {
  const events = await watchEvents(workbench)
  const { executable } = await electronRuntime(() => undefined)
  const bundle = fixture('bundles', 'example.tar.gz')
  const second = spawnSync(executable, [...rootSwitches(), appFolder, `--library=${library}`, bundle], {
    encoding: 'utf8',
  })
  expect(second.status).toBe(0)
  expect(second.stderr).toContain('already open')
  await expect.poll(events).toContainEqual({
    type: 'grant',
    grant: { handle: expect.any(String), names: ['example.tar.gz'] },
  })
})

test('menu items send their commands to the page', async ({ workbench }) => {
  const events = await watchEvents(workbench)
  await workbench.menu('Command Palette…')
  await expect.poll(events).toContainEqual({ type: 'command', id: 'view.command-palette' })
})

test('a killed engine is told to the page, and comes back with a new port', async ({ workbench }) => {
  const { page } = workbench
  const events = await watchEvents(workbench)
  await expect.poll(() => workbench.enginePid()).toBeDefined()
  const first = await workbench.enginePid()
  await workbench.killEngine()
  await expect.poll(events).toContainEqual({ type: 'engine-exited', code: expect.anything() })
  const ports = await page.evaluate(async () => {
    const { desktop } = window as unknown as PageWindow
    await desktop.restartEngine()
    const arrived = new Promise<number>((resolve) => {
      window.addEventListener('message', ({ data, ports: given }) => {
        if (data === 'engine-port') resolve(given.length)
      })
    })
    await desktop.connect()
    return arrived
  })
  expect(ports).toBe(1)
  await expect.poll(() => workbench.enginePid()).toBeDefined()
  expect(await workbench.enginePid()).not.toBe(first)
})

test('closing ends the engine too, and the next window is as the last one was', async ({ library, appFolder }) => {
  const first = await launch({ library, appFolder })
  await expect.poll(() => first.enginePid()).toBeDefined()
  const pid = (await first.enginePid()) ?? 0
  await first.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setSize(1100, 700))
  await first.app.close()
  await expect.poll(() => isAlive(pid)).toBe(false)

  const state = path.join(library, 'window', 'window.json')
  expect(existsSync(state)).toBe(true)
  const { width, height } = JSON.parse(readFileSync(state, 'utf8')) as { width: number; height: number }
  const second = await launch({ library, appFolder })
  const size = await second.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getNormalBounds())
  expect(size).toMatchObject({ width, height })
  await second.app.close()
})
