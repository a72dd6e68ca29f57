/** What the user knows better: the zone of a log, the role of a column. Stored, undone, and followed by all views. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, launch, test as base, type Workbench } from './support/app.ts'

const opening = { timeout: 30_000 }

// The host is at UTC+8: its log in local time without a zone, the metrics in UTC.
const LOG = `[2026-11-22 16:46:17,797] INFO starting (kafka.server.KafkaServer)
[2026-11-22 16:46:18,901] INFO [KafkaServer id=13] started (kafka.server.KafkaServer)
[2026-11-22 17:10:45,012] ERROR Error while appending records to orders-7 (kafka.server.ReplicaManager)
java.io.IOException: Map failed
	at java.base/sun.nio.ch.FileChannelImpl.mapInternal(FileChannelImpl.java:1127)
`
const STATUS = 'Name:\tjava\nPid:\t9615\nPPid:\t1\nThreads:\t137\nVmSize:\t 3632636 kB\nVmRSS:\t  316188 kB\n'
const METRICS = [
  'time,open_regions,rss_kb',
  ...Array.from({ length: 25 }, (_, minute) => {
    const time = new Date(Date.UTC(2026, 10, 22, 8, 46 + minute)).toISOString()
    return `${time},${Math.min(65_530, 20_000 + minute * 2000)},${300_000 + minute}`
  }),
].join('\n')

const test = base.extend<{ paths: string[] }>({
  // Playwright reads which fixtures are needed from this pattern.
  // oxlint-disable-next-line no-empty-pattern
  paths: async ({}, use) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'mortem-e2e-bundle-'))
    const bundle = path.join(folder, 'kafka-13')
    mkdirSync(bundle)
    writeFileSync(path.join(bundle, 'server.log'), LOG)
    writeFileSync(path.join(bundle, 'status'), STATUS)
    writeFileSync(path.join(bundle, 'metrics.csv'), METRICS)
    await use([bundle])
    rmSync(folder, { recursive: true, force: true })
  },
})

async function openArtifact({ page, landmark }: Workbench, name: string): Promise<void> {
  await expect(landmark('Case').getByRole('treeitem', { name: new RegExp(`^${name}`) })).toBeVisible(opening)
  await landmark('Case')
    .getByRole('treeitem', { name: new RegExp(`^${name}`) })
    .click()
  await expect(page.getByRole('contentinfo')).toContainText(name)
}

test('a log without a zone is given one, by a preview, and the timeline follows', async ({ workbench }, info) => {
  const { page, landmark } = workbench
  await openArtifact(workbench, 'server.log')
  await page.keyboard.press('Control+Shift+P')
  await page.keyboard.type('correct times')
  await page.keyboard.press('Enter')
  const panel = landmark('Artifact')
  await expect(panel).toContainText('Times are printed without a zone, taken as UTC.')
  await panel.getByRole('button', { name: 'server.log:1' }).click()
  await expect(page.getByRole('contentinfo')).toContainText('Ln 1')

  await panel.getByLabel('Time zone').fill('CST')
  await expect(panel).toContainText('is the name of several zones')
  await expect(panel.getByRole('button', { name: 'Apply' })).toBeDisabled()
  await panel.getByLabel('Time zone').fill('Asia/Shanghai')
  const first = panel.getByRole('row', { name: /^First/ })
  await expect(first).toContainText('2026-11-22 16:46:17.797')
  await expect(first.getByRole('cell').last()).toHaveText('2026-11-22 08:46:17.797 UTC')
  await page.screenshot({ path: info.outputPath('preview.png') })
  await panel.getByRole('button', { name: 'Apply' }).click()
  await expect(panel).toContainText('Corrected by you: Asia/Shanghai (UTC+08:00).')
  await expect(landmark('Case').getByLabel('corrected by you')).toBeVisible()
  const axe = await new AxeBuilder({ page }).setLegacyMode(true).include('.artifact-panel').analyze()
  expect(axe.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([])
  await page.getByRole('tab', { name: 'Timeline' }).click()
  await expect(landmark('Timeline')).toContainText('08:46:17.797')
  await page.screenshot({ path: info.outputPath('timeline.png') })
})

test('what was corrected outlives the window and the index, and can be taken back', async ({
  workbench,
  library,
  paths,
}) => {
  // Two windows, one after the other.
  test.slow()
  await openArtifact(workbench, 'server.log')
  await workbench.page.getByRole('button', { name: 'Go to Artifact' }).click()
  await workbench.landmark('Artifact').getByLabel('Time zone').fill('Asia/Shanghai')
  await workbench.landmark('Artifact').getByRole('button', { name: 'Apply' }).click()
  await expect(workbench.landmark('Artifact')).toContainText('Corrected by you: Asia/Shanghai')
  await workbench.app.close()
  rmSync(path.join(library, 'index.db'), { force: true })

  const again = await launch({ library, paths })
  await openArtifact(again, 'server.log')
  await again.page.getByRole('tab', { name: 'Artifact' }).click()
  await expect(again.landmark('Artifact').getByLabel('Time zone')).toHaveValue('Asia/Shanghai')
  await again.landmark('Artifact').getByRole('button', { name: 'Reset' }).click()
  await expect(again.landmark('Artifact')).toContainText('taken as UTC')
  await expect(again.landmark('Case').getByLabel('corrected by you')).toBeHidden()
  await again.app.close()
})

test('a column is told to be the map count, from the menu of its artifact', async ({ workbench }, info) => {
  const { page, landmark } = workbench
  await expect(landmark('Case').getByRole('treeitem', { name: 'metrics.csv' })).toBeVisible(opening)
  await landmark('Case').getByRole('treeitem', { name: 'metrics.csv' }).click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Correct times and columns…' }).click()
  const panel = landmark('Artifact')
  await expect(panel.getByLabel('What rss_kb measures')).toHaveValue('rss')
  await expect(panel.getByLabel('Unit of rss_kb')).toHaveValue('KiB')
  await expect(panel.getByLabel('What open_regions measures')).toHaveValue('ignore')

  await panel.getByLabel('What open_regions measures').selectOption('Memory mappings')
  await expect(panel.getByRole('row', { name: /open_regions/ })).toContainText('reset')
  await expect(landmark('Verdict').getByRole('heading', { level: 1 })).toHaveText('vm.max_map_count was reached')
  await page.screenshot({ path: info.outputPath('columns.png') })

  // By the log as it stands the process began after the last sample; in its zone, with the first one.
  await expect(landmark('Growth').locator('.mark')).toHaveCount(0)
  await openArtifact(workbench, 'server.log')
  await panel.getByLabel('Time zone').fill('+08:00')
  await panel.getByRole('button', { name: 'Apply' }).click()
  await expect(landmark('Growth').locator('.mark.metrics').first()).toBeVisible()
  await expect(panel.getByRole('region', { name: 'Corrected in this case' })).toContainText('UTC+08:00')
  await page.screenshot({ path: info.outputPath('growth.png') })
  await openArtifact(workbench, 'metrics.csv')
  await panel.getByRole('button', { name: 'Take back the correction of open_regions' }).click()
  await expect(panel.getByLabel('What open_regions measures')).toHaveValue('ignore')
})
