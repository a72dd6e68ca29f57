/**
 * Starts the real Electron on a fresh library and speaks to the window by its accessible landmarks.
 *
 *     test.use({ paths: [fixture('bundles/example.tar.gz')] })
 *     test('…', async ({ workbench }) => { await expect(workbench.landmark('Verdict')).toBeVisible() })
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { _electron, test as base, type ElectronApplication, type Locator, type Page } from '@playwright/test'
import { inRoot, root } from '../../../build/paths.ts'
import { electronRuntime } from '../../../build/runtime.ts'

export { expect } from '@playwright/test'

/** The parts of the window that tests rely on; each is a region or a navigation with this accessible name. */
export type Landmark =
  | 'Case'
  | 'Verdict'
  | 'Source'
  | 'Growth'
  | 'Owners'
  | 'Call path'
  | 'Timeline'
  | 'Import issues'
  | 'System.gc()'
  | 'Artifact'
  | 'Limits'
  | 'Missing evidence'

export const fixture = (...parts: string[]): string => inRoot('test', 'fixtures', ...parts)

export interface Workbench {
  app: ElectronApplication
  page: Page
  library: string
  /** A part of the window by its name. */
  landmark(name: Landmark): Locator
  /** Answers the next system choosers with these paths instead of showing them; none: the user cancels. */
  answerDialogs(paths: string[]): Promise<void>
  /** Presses a menu item by its label, as the user would. */
  menu(label: string): Promise<void>
  /** Process id of the engine; undefined while it is not running. */
  enginePid(): Promise<number | undefined>
  /** Kills the engine as the system would. */
  killEngine(): Promise<void>
}

export interface LaunchSettings {
  library: string
  paths?: string[]
  appFolder?: string
}

/** Launches the app; the caller closes it. */
export async function launch({ library, paths = [], appFolder = root }: LaunchSettings): Promise<Workbench> {
  const { dist } = await electronRuntime(() => undefined)
  // Named this way instead of by executablePath, Playwright loads a module into main that holds `ready` back until it is
  // attached; without it a window can open while Playwright is still connecting, and is sometimes never seen.
  process.env['ELECTRON_OVERRIDE_DIST_PATH'] = dist
  const app = await _electron.launch({
    args: [appFolder, `--library=${library}`, ...paths],
    // Chromium refuses to run sandboxed as root; everybody else tests the sandbox too.
    chromiumSandbox: process.getuid?.() !== 0,
    env: { ...(process.env as Record<string, string>), TZ: 'UTC', LC_ALL: 'C.UTF-8' },
  })
  const page = await app.firstWindow()
  const enginePid = (): Promise<number | undefined> =>
    app.evaluate(
      ({ app: main }) =>
        main.getAppMetrics().find(({ type, name }) => type === 'Utility' && name === 'Mortem engine')?.pid,
    )
  return {
    app,
    page,
    library,
    landmark: (name) =>
      page
        .getByRole('region', { name, exact: true })
        .or(page.getByRole('navigation', { name, exact: true }))
        .first(),
    answerDialogs: async (filePaths) => {
      await app.evaluate(({ dialog }, chosen) => {
        dialog.showOpenDialog = () => Promise.resolve({ canceled: chosen.length === 0, filePaths: chosen })
      }, filePaths)
    },
    menu: async (label) => {
      await app.evaluate(({ Menu, BrowserWindow }, wanted) => {
        const plain = (text: string): string => text.replace('&', '')
        const items = Menu.getApplicationMenu()?.items.flatMap((top) => top.submenu?.items ?? []) ?? []
        const item = items.find((candidate) => plain(candidate.label) === wanted)
        if (item === undefined) throw new Error(`no menu item: ${wanted}`)
        item.click(undefined, BrowserWindow.getAllWindows()[0], undefined)
      }, label)
    },
    enginePid,
    killEngine: async () => {
      const pid = await enginePid()
      if (pid === undefined) throw new Error('the engine is not running')
      process.kill(pid, 'SIGKILL')
    },
  }
}

interface Fixtures {
  /** What to open at launch. */
  paths: string[]
  /** Folder of the built app. */
  appFolder: string
  /** A fresh library, removed afterwards. */
  library: string
  workbench: Workbench
}

export const test = base.extend<Fixtures>({
  paths: [[], { option: true }],
  appFolder: [root, { option: true }],
  // Playwright reads which fixtures are needed from this pattern.
  // oxlint-disable-next-line no-empty-pattern
  library: async ({}, use) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'mortem-e2e-'))
    await use(folder)
    await rm(folder, { recursive: true, force: true })
  },
  workbench: async ({ library, paths, appFolder }, use, testInfo) => {
    const workbench = await launch({ library, paths, appFolder })
    await use(workbench)
    if (testInfo.status !== testInfo.expectedStatus)
      await workbench.page.screenshot({ path: testInfo.outputPath('failed.png') }).catch(() => undefined)
    await workbench.app.close()
  },
})
