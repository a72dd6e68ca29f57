/** An opened case in the real window: a broker that ran into vm.max_map_count. */
import { existsSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page, TestInfo } from '@playwright/test'
import { inRoot } from '../../build/paths.ts'
import { expect, test, type Workbench } from './support/app.ts'

const bundle = inRoot('..', 'shared', 'corpus', 'zoo', 'a2-guard12288-g1-j17.tar.gz')
/** Large enough to be cancelled on the way. */
const cluster = inRoot('..', 'shared', 'corpus', 'zoo', 'cluster-incident.tar.gz')
const opening = { timeout: 30_000 }

test.skip(!existsSync(bundle), 'the corpus is not beside this checkout')

async function caseIsShown({ landmark, page }: Workbench): Promise<void> {
  await expect(landmark('Verdict').getByRole('heading', { level: 1 })).toBeVisible(opening)
  await expect(page.locator('.monaco-editor .view-line').first()).toBeVisible(opening)
}

async function shoot(page: Page, info: TestInfo, name: string): Promise<void> {
  await page.screenshot({ path: info.outputPath(`${name}.png`) })
}

async function violations(page: Page, within = 'body'): Promise<string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode(true).include(within).exclude('.monaco-editor')
  const { violations: found } = await axe.analyze()
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
}

test.describe('a bundle named on the command line', () => {
  test.use({ paths: [bundle] })

  test('the verdict names the limit, and every claim leads to its line', async ({ workbench }, info) => {
    await caseIsShown(workbench)
    const { landmark, page } = workbench
    const verdict = landmark('Verdict')
    await expect(verdict.getByRole('heading', { level: 1 })).toHaveText('vm.max_map_count was reached')
    await expect(verdict.getByText(/^confirmed · 0\.9/)).toBeVisible()
    await shoot(page, info, 'dark')

    const hypothesis = verdict
      .locator('.hypotheses')
      .getByRole('button', { expanded: false, name: /vm\.max_map_count/ })
      .first()
    await hypothesis.click()
    const detail = verdict.locator('.hypothesis-detail')
    const link = detail.getByRole('button', { name: /^hs_err_pid9615\.log:\d{5}$/ }).first()
    const line = (await link.textContent())?.split(':')[1] ?? ''
    await link.click()
    const status = page.getByRole('contentinfo')
    await expect(status).toContainText('hs_err_pid9615.log')
    await expect(status).toContainText(`Ln ${line}`)
    await expect(page.locator('.selected-lines')).toBeVisible()
    await shoot(page, info, 'evidence')

    await verdict.getByRole('button', { name: '65 530'.replace(' ', '\u202f'), exact: true }).click()
    await expect(status).toContainText('Ln 66387')
    await expect(page.locator('.monaco-editor .view-lines')).toContainText('max_map_count')
  })

  test('charts and call path show the limit and lead to the source', async ({ workbench }) => {
    await caseIsShown(workbench)
    const { landmark, page } = workbench
    const growth = landmark('Growth')
    await expect(growth.locator('.limit line')).toHaveCount(1)
    await expect(growth.locator('.limit')).toContainText('65\u202f530')
    await growth.locator('.mark.crash-log').click()
    await expect(page.getByRole('contentinfo')).toContainText('Ln 607')

    const gate = landmark('Call path').getByRole('button', { name: /map_count > max_map_count/ })
    await expect(gate).toContainText('ENOMEM')
    await landmark('Verdict').getByRole('button', { name: 'ENOMEM' }).click()
    await expect(gate).not.toHaveAttribute('aria-current')
    await gate.click()
    await expect(gate).toHaveAttribute('aria-current', 'true')

    const owners = landmark('Owners')
    await owners.getByRole('button', { name: 'Index files', exact: true }).click()
    await expect(page.locator('.monaco-editor .view-lines')).toContainText('index')
    await owners.getByRole('button', { name: 'Groups of Index files' }).click()
    await owners.getByRole('button', { name: 'by bytes' }).click()
    await expect(owners.locator('.owner-row').first()).not.toContainText('Index files')
  })

  test('the keyboard reaches everything', async ({ workbench }) => {
    await caseIsShown(workbench)
    const { landmark, page } = workbench
    const status = page.getByRole('contentinfo')
    await page.keyboard.press('F8')
    await expect(status).toContainText(/Ln \d+/)

    await page.keyboard.press('Control+P')
    await page.keyboard.type('metrics')
    await page.keyboard.press('Enter')
    await expect(status).toContainText('metrics.csv')
    await page.keyboard.press('Control+G')
    await page.keyboard.type('5')
    await page.keyboard.press('Enter')
    await expect(status).toContainText('Ln 5')
    await page.keyboard.press('Alt+ArrowLeft')
    await expect(status).toContainText('hs_err_pid9615.log')

    await page.keyboard.press('Control+1')
    await expect(page.getByRole('tree')).toBeFocused()
    await page.keyboard.type('sysctl')
    await page.keyboard.press('Enter')
    await expect(status).toContainText('sysctl-vm.txt')

    await page.keyboard.press('Control+B')
    await expect(landmark('Case')).toBeHidden()
    await page.keyboard.press('Control+B')
    await expect(landmark('Case')).toBeVisible()
    await page.keyboard.press('Control+Shift+P')
    await page.keyboard.type('shortcuts')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
  })

  test('the panel holds timeline, import issues and System.gc(), each a key away', async ({ workbench }, info) => {
    await caseIsShown(workbench)
    const { landmark, page } = workbench
    const status = page.getByRole('contentinfo')
    const dock = page.locator('.dock')
    await expect(dock).toHaveCount(0)
    await page.keyboard.press('Control+J')
    const timeline = landmark('Timeline')
    const events = timeline.getByRole('listbox', { name: 'Events' })
    await expect(events).toBeFocused()

    // The last of its life: the exit status, which was written after the crash.
    await page.keyboard.press('End')
    await page.keyboard.press('ArrowLeft')
    await expect(timeline.getByRole('option', { selected: false })).toContainText('crash')
    await page.keyboard.press('Enter')
    await expect(status).toContainText(/hs_err_pid9615\.log.*Ln \d+/)
    await expect(page.locator('.selected-lines')).toBeVisible()
    await expect(timeline.locator('.current').first()).toBeVisible()

    const mark = timeline.getByRole('option', { includeHidden: true })
    await page.keyboard.press('F')
    await page.keyboard.press('ArrowDown')
    const before = await status.textContent()
    const [box, area] = [await mark.boundingBox(), await events.boundingBox()]
    if (box === null || area === null) throw new Error('the event is seen')
    await page.mouse.move(box.x, box.y + 8)
    await expect(page.locator('.event-tip')).toContainText('UTC')
    await page.mouse.click(box.x, box.y + 8)
    await expect(status).not.toHaveText(before ?? '')
    await page.mouse.wheel(0, 400)
    await page.keyboard.press('0')
    await expect(dock.getByRole('button', { name: 'Show all' })).toBeDisabled()
    await dock.getByRole('button', { name: 'table' }).click()
    await timeline.getByRole('row').nth(1).click()
    await expect(timeline.getByRole('row', { selected: true }).first()).toBeVisible()
    expect(await violations(page, '.dock')).toEqual([])
    await shoot(page, info, 'timeline-table')
    await dock.getByRole('button', { name: 'chart' }).click()

    await page.keyboard.press('Control+Shift+P')
    await page.keyboard.type('import issues')
    await page.keyboard.press('Enter')
    const issues = landmark('Import issues')
    await expect(issues.or(dock).first()).toBeVisible()
    await shoot(page, info, 'import-issues')
    const gc = dock.getByRole('tab', { name: /System\.gc\(\)/ })
    await gc.click()
    const requested = landmark('System.gc()')
    await expect(requested).toContainText('retry of a refused file mapping')
    await requested
      .getByRole('button', { name: /^gc\.log:\d+$/ })
      .first()
      .click()
    await expect(status).toContainText('gc.log')

    await page.keyboard.press('Control+J')
    await expect(dock).toHaveCount(0)
    await page.keyboard.press('Control+J')
    await expect(landmark('System.gc()')).toBeFocused()
    await gc.focus()
    await page.keyboard.press('ArrowLeft')
    await expect(issues).toBeVisible()
  })

  test('both themes, small and large windows, without accessibility violations', async ({ workbench }, info) => {
    await caseIsShown(workbench)
    const { page, app } = workbench
    for (const theme of ['dark', 'light'] as const) {
      await workbench.menu(theme === 'dark' ? 'Dark Theme' : 'Light Theme')
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
      for (const [width, height] of [
        [1440, 900],
        [1000, 640],
      ] as const) {
        await app.evaluate(({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(...size), [
          width,
          height,
        ] as [number, number])
        await expect.poll(() => page.evaluate(() => window.innerWidth)).toBe(width)
        await shoot(page, info, `${theme}-${width}`)
      }
      expect(await violations(page)).toEqual([])
    }
    await page.getByRole('button', { name: 'Keyboard shortcuts' }).click()
    expect(await violations(page)).toEqual([])
  })

  test('the panel is without accessibility violations in both themes', async ({ workbench }, info) => {
    // Each of its tabs is checked twice.
    test.slow()
    await caseIsShown(workbench)
    const { landmark, page } = workbench
    for (const theme of ['dark', 'light'] as const) {
      await workbench.menu(theme === 'dark' ? 'Dark Theme' : 'Light Theme')
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
      for (const name of ['Timeline', 'Import issues', 'System.gc()', 'Limits', 'Missing evidence'] as const) {
        await page.getByRole('button', { name: `Go to ${name}`, exact: true }).click()
        await expect(landmark(name)).toBeVisible()
        expect(await violations(page, '.dock')).toEqual([])
        await shoot(page, info, `${theme}-${name.toLowerCase().replaceAll(/\W+/g, '-')}`)
      }
    }
  })

  test('the views of the charts are without accessibility violations in both themes', async ({ workbench }, info) => {
    await caseIsShown(workbench)
    const { landmark, page } = workbench
    const [owners, growth] = [landmark('Owners'), landmark('Growth')]
    const found = async (): Promise<string[]> => [
      ...(await violations(page, '[aria-label="Owners"]')),
      ...(await violations(page, '[aria-label="Growth"]')),
    ]
    await growth.getByRole('button', { name: 'What if' }).click()
    for (const theme of ['dark', 'light'] as const) {
      await workbench.menu(theme === 'dark' ? 'Dark Theme' : 'Light Theme')
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
      await owners.getByRole('button', { name: /^stale/ }).click()
      await expect(owners).toContainText('No stale mapping')
      expect(await found()).toEqual([])
      await owners.getByRole('button', { name: 'unmerged' }).click()
      await owners.getByRole('button', { name: /^Other permissions/, expanded: false }).click()
      expect(await found()).toEqual([])
      await shoot(page, info, `${theme}-charts`)
      await owners.getByRole('button', { name: /^Other permissions/, expanded: true }).click()
    }
  })

  test('a killed engine is said, restarted, and answers again', async ({ workbench }, info) => {
    await caseIsShown(workbench)
    const { landmark, page } = workbench
    await workbench.killEngine()
    const banner = page.getByRole('alert').filter({ hasText: 'The engine stopped' })
    await expect(banner).toBeVisible()
    await expect(landmark('Verdict').getByRole('heading', { level: 1 })).toBeVisible()
    await shoot(page, info, 'engine-stopped')
    await page.getByRole('button', { name: 'Restart' }).click()
    await expect(banner).toHaveCount(0, opening)
    await page.keyboard.press('Control+P')
    await page.keyboard.type('server.out')
    await page.keyboard.press('Enter')
    await expect(page.locator('.monaco-editor .view-lines')).toContainText('pthread_create')
  })
})

test('indexing can be cancelled, then the case opens from the dialog', async ({ workbench }, info) => {
  const { landmark, page } = workbench
  await expect(page.getByRole('heading', { name: 'Recent cases' })).toBeVisible(opening)
  await shoot(page, info, 'start')
  expect(await violations(page)).toEqual([])
  await workbench.answerDialogs([cluster])
  await page.getByRole('button', { name: 'Open file…' }).click()
  await expect(page.getByRole('progressbar')).toBeVisible()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByRole('progressbar')).toHaveCount(0)
  await expect(landmark('Verdict')).toHaveCount(0)
  await workbench.answerDialogs([bundle])

  await page.getByRole('button', { name: 'Open file…' }).click()
  await caseIsShown(workbench)
  await workbench.menu('Close Case')
  await expect(page.getByRole('button', { name: /a2-guard12288/ }).first()).toBeVisible()
  await page.getByRole('button', { name: /vm\.max_map_count was reached/ }).click()
  await caseIsShown(workbench)
})
