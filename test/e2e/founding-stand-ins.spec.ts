/** Rows of the founding case whose artifact its own bundle lacks, in the window: bundles of the same class that have it. */
import { existsSync } from 'node:fs'
import { inRoot } from '../../build/paths.ts'
import { expect, test } from './support/app.ts'

const zoo = (name: string): string => inRoot('..', 'shared', 'corpus', 'zoo', name)
const opening = { timeout: 40_000 }
test.skip(!existsSync(zoo('founding-jdk8.tar.gz')), 'the corpus is not beside this checkout')

test.describe('three brokers', () => {
  test.use({ paths: [zoo('cluster-incident.tar.gz')] })
  test('S1: ends, leader changes and rebalances of all on one clock', async ({ workbench }) => {
    const { page, landmark } = workbench
    await expect(landmark('Verdict').getByRole('heading', { level: 1 })).toBeVisible(opening)
    await page.getByRole('button', { name: 'Go to Timeline', exact: true }).click()
    await page.getByRole('button', { name: 'table' }).click()
    const timeline = landmark('Timeline')
    await timeline.getByRole('grid', { name: 'Events' }).focus()
    await page.keyboard.press('End')
    const rows = timeline.getByRole('row')
    await expect(rows.filter({ hasText: 'In-sync replicas changed' }).first()).toContainText('kafka-broker-3')
    await expect(rows.filter({ hasText: 'Process ended: exit code 1' }).first()).toContainText('kafka-broker-')
  })
})

test.describe('a broker whose metrics and standard output were kept', () => {
  test.use({ paths: [zoo('a2-guard12288-g1-j17.tar.gz')] })
  test('S4: the errno is observed; S5: the count rises to the limit and ends with the crash', async ({ workbench }) => {
    const { page, landmark } = workbench
    const verdict = landmark('Verdict')
    await expect(verdict.getByRole('heading', { level: 1 })).toBeVisible(opening)
    await expect(verdict.locator('.ledger')).toContainText('errno 12')
    await expect(verdict.locator('.parties')).not.toContainText('inferred')
    await landmark('Call path')
      .getByRole('button', { name: /^warn_fail_commit_memory\W+in the dump/ })
      .click()
    await expect(page.getByRole('contentinfo')).toContainText('server.out')
    const growth = landmark('Growth')
    await expect(growth).toContainText('limit reached')
    expect(await growth.locator('.mark').count()).toBeGreaterThan(10)
    await expect(growth).toContainText('crash')
  })
})

test.describe('a broker that still lives', () => {
  test.use({ paths: [zoo('p-growth-linear-g1-j17.tar.gz')] })
  test('S11: when it will happen', async ({ workbench }) => {
    const { landmark } = workbench
    await expect(landmark('Growth')).toContainText(/limit in .* when last measured/, opening)
  })
})
