/**
 * The incident that this program was made for, row by row in the real window; test/rules/founding-case.test.ts has the same rows for
 * the JSON. Where its bundle lacks an artifact, a bundle of the same class that has it stands in.
 */
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { inRoot } from '../../build/paths.ts'
import { expect, launch, test as base, type Workbench } from './support/app.ts'

const zoo = (name: string): string => inRoot('..', 'shared', 'corpus', 'zoo', name)
const opening = { timeout: 40_000 }

/** One window for all rows of a bundle: each test leaves it as it likes, and begins with what it needs. */
const test = base.extend<{ page: Page }, { bundle: string; shared: Workbench }>({
  bundle: ['founding-jdk8.tar.gz', { option: true, scope: 'worker' }],
  shared: [
    async ({ bundle }, use) => {
      const library = await mkdtemp(path.join(tmpdir(), 'mortem-founding-'))
      const workbench = await launch({ library, paths: [zoo(bundle)] })
      await expect(workbench.landmark('Verdict').getByRole('heading', { level: 1 })).toBeVisible(opening)
      await use(workbench)
      await workbench.app.close()
      await rm(library, { recursive: true, force: true })
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  page: async ({ shared }, use) => use(shared.page),
})
test.skip(!existsSync(zoo('founding-jdk8.tar.gz')), 'the corpus is not beside this checkout')

/** Numbers are grouped by a space at which no line breaks. */
const number = (text: string): string => text.replaceAll(' ', '\u202f')

async function docked({ page, landmark }: Workbench, name: Parameters<Workbench['landmark']>[0]): Promise<Locator> {
  await page.getByRole('button', { name: `Go to ${name}`, exact: true }).click()
  await expect(landmark(name)).toBeVisible()
  return landmark(name)
}

async function hypothesis({ landmark }: Workbench, name: RegExp): Promise<Locator> {
  const row = landmark('Verdict').locator('.hypotheses').getByRole('button', { name }).first()
  if ((await row.getAttribute('aria-expanded')) === 'false') await row.click()
  return landmark('Verdict').locator('.hypothesis-detail')
}

test.describe('the broker of JDK 8', () => {
  test('S1: the JVM ended itself, and an empty error log is expected', async ({ shared, page }) => {
    const findings = shared.landmark('Case')
    await findings.getByText(/^The JVM ended itself at 2022-03-07 19:12:47 UTC/).click()
    await expect(page.getByRole('contentinfo')).toContainText('hs_err_pid128144.log')
    await expect(findings.getByText(/^No error in the log/)).toBeVisible()
    const timeline = await docked(shared, 'Timeline')
    await timeline.getByRole('listbox', { name: 'Events' }).focus()
    await page.keyboard.press('End')
    await expect(timeline.getByRole('option', { selected: false })).toContainText('kafka-request-handler-11')
  })

  test('S2: memory is ruled out with its numbers, and the header’s reasons are printed always', async ({ shared }) => {
    const detail = await hypothesis(shared, /^Physical memory/)
    await expect(detail).toContainText(number('81 604 378 624 bytes available, 12 288 asked'))
    await expect(detail).toContainText('the host has no swap')
    await shared
      .landmark('Case')
      .getByText(/printed always/)
      .click()
    await expect(shared.landmark('Source')).toContainText('printed always')
    const limits = await docked(shared, 'Limits')
    await expect(limits.getByRole('row', { name: /^Overcommit heuristic/ })).toContainText('room')
    await expect(limits.getByRole('row', { name: /^CommitLimit/ })).toContainText('not tested')
  })

  test('S3: the failing frames, each a link, and who the victim is', async ({ shared, page }) => {
    const lanes = shared.landmark('Call path')
    const step = lanes.getByRole('button', { name: /^os::pd_create_stack_guard_pages\W+in the dump/ })
    await step.click()
    await expect(page.getByRole('contentinfo')).toContainText('Ln 34')
    await expect(step).toHaveAttribute('aria-current', 'true')
    await expect(lanes.getByRole('button', { name: /^os::Linux::commit_memory_impl\W+in the dump/ })).toBeVisible()
    const parties = shared.landmark('Verdict').locator('.parties')
    await expect(parties).toContainText('stack guard zone of a starting thread')
    await expect(parties).toContainText('Index files')
  })

  test('S4: the errno is inferred, how surely, and where it would stand', async ({ shared }) => {
    const verdict = shared.landmark('Verdict')
    await expect(verdict.locator('.parties')).toContainText('ENOMEM (inferred)')
    await verdict.getByText('Why this errno, and where it would stand').click()
    await expect(verdict).toContainText('standard output of the process')
    await expect(verdict).toContainText('ENOMEM is as good as certain')
  })

  test('S5: collections and the crash on one time axis', async ({ shared }) => {
    const timeline = await docked(shared, 'Timeline')
    await shared.page.getByRole('button', { name: 'table' }).click()
    const rows = timeline.getByRole('row')
    await expect(rows.filter({ hasText: 'System.gc(): retry of FileChannel.map' })).toHaveCount(6)
    await expect(rows.last()).toContainText('Crash: out of memory')
    await shared.page.getByRole('button', { name: 'chart' }).click()
  })

  test('S6 and S7: each collection with its occupancy, and every candidate weighed', async ({ shared }) => {
    const panel = await docked(shared, 'System.gc()')
    await panel
      .getByRole('button', { name: /^Candidates of the collection/ })
      .first()
      .click()
    await expect(panel).toContainText(/8\.80 GiB of 40 GiB of heap \(22.%\) were in use before it/)
    const candidates = panel.locator('.gc-weighed li')
    await expect(candidates).toHaveCount(5)
    await expect(candidates.first()).toContainText('stands')
    await expect(candidates.filter({ hasText: 'RMI' })).toContainText('"GC Daemon" is among 38 listed threads')
    const limits = await docked(shared, 'Limits')
    await expect(limits.getByRole('row', { name: /^Direct memory/ })).toContainText('40 GiB')
  })

  test('S8: from FileChannel.map to System.gc() and the second try', async ({ shared, page }) => {
    const panel = await docked(shared, 'System.gc()')
    await panel.getByRole('button', { name: 'How FileChannel.map comes to it' }).click()
    const lanes = shared.landmark('Call path')
    for (const symbol of ['sun.nio.ch.FileChannelImpl.map0', 'java.lang.Thread.sleep', 'java.io.IOException'])
      await expect(
        lanes.getByRole('button', { name: new RegExp(`^${symbol.replaceAll('.', '\\.')}\\W`) }),
      ).toBeVisible()
    await lanes.getByRole('button', { name: /^java\.lang\.System\.gc\W+in the dump/ }).click()
    await expect(page.getByRole('contentinfo')).toContainText('kafkaServer-gc.log')
    await lanes.getByRole('button', { name: 'the refusal', exact: true }).click()
    await expect(lanes.getByRole('button', { name: /^java_start/ })).toBeVisible()
  })

  test('S9 and S10: the kernel’s conditions in its order, and the exact off-by-one', async ({ shared }) => {
    const gates = await shared.landmark('Call path').locator('.gate').allTextContents()
    const at = (words: string): number => gates.findIndex((gate) => gate.startsWith(words))
    expect(at('map_count > max_map_count')).toBeGreaterThanOrEqual(0)
    expect(at('map_count > max_map_count')).toBeLessThan(at('total_vm + pages > RLIMIT_AS'))
    expect(gates.at(-1)).toContain('refused here')
    expect(gates.filter((gate) => gate.includes('refused here'))).toHaveLength(1)
    const cells = shared.landmark('Verdict').getByRole('list', { name: 'Arithmetic of the limit' })
    await expect(cells).toHaveText(new RegExp(['65 531', '1', '65 530', '65 530', 'ENOMEM'].map(number).join('.*')))
    const row = (await docked(shared, 'Limits')).getByRole('row', { name: /^vm\.max_map_count/ })
    await expect(row).toContainText('The kernel refuses to split a mapping')
  })

  test('S11: owners by partition, neighbours that cannot merge, growth and what it asks for', async ({
    shared,
    page,
  }) => {
    await page.keyboard.press('Control+J')
    const owners = shared.landmark('Owners')
    await owners.getByRole('button', { name: 'Groups of Index files' }).click()
    await expect(owners.locator('.owner-row.group').first()).toContainText(/^[a-z-]+-\d+/)
    await owners.getByRole('button', { name: 'unmerged' }).click()
    await owners.getByRole('button', { name: /^Another file/ }).click()
    await owners
      .getByRole('button', { name: /Index files rw-s/ })
      .first()
      .click()
    await expect(page.getByRole('contentinfo')).toContainText('Ln 109')
    const growth = shared.landmark('Growth')
    await expect(growth).toContainText('limit reached')
    await growth.getByRole('button', { name: 'What if' }).click()
    await growth.getByLabel('Partitions').fill('630')
    await expect(growth.getByRole('status')).toContainText('vm.max_map_count = 2097152')
    await expect(growth).toContainText('It has room for 63 partitions of this shape')
    await page.keyboard.press('Escape')
    await expect(growth.getByRole('button', { name: 'What if' })).toBeFocused()
  })

  test('S12: what to do, with its derivation, its cost and the alternatives', async ({ shared }) => {
    const verdict = shared.landmark('Verdict')
    await verdict.getByRole('button', { name: /^Raise vm\.max_map_count/ }).click()
    await expect(verdict.locator('.command').first()).toContainText('/etc/sysctl.d/')
    await expect(verdict).toContainText(number('Together 65 530 mappings'))
    await expect(verdict).toContainText('bytes of kernel memory')
    await verdict.getByRole('button', { name: /^Fewer Kafka segments/ }).click()
    await expect(verdict).toContainText('Raising the limit costs less than each of these')
    await expect(verdict.getByRole('button', { name: /alert before it happens/ })).toBeVisible()
  })

  test('what would settle the rest', async ({ shared }) => {
    const panel = await docked(shared, 'Missing evidence')
    await expect(panel).toContainText('The verdict stands without them')
    await expect(panel).toContainText('cat /proc/PID/limits')
    await expect(panel.getByRole('definition').filter({ hasText: 'RLIMIT_DATA' }).first()).toBeVisible()
  })
})
