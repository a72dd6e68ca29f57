import { inRoot } from '../../build/paths.ts'
import { expect, test } from './support/app.ts'
const zoo = (n: string) => inRoot('..', 'shared', 'corpus', 'zoo', n)
const out = '/tmp/surf-shots'
for (const [name, bundle] of [
  ['founding', 'founding-jdk8.tar.gz'],
  ['as', 'b-rlimit-as-threads-serial-j17.zip'],
] as const)
  test.describe(name, () => {
    test.use({ paths: [zoo(bundle)] })
    test(name, async ({ workbench }) => {
      const { page, landmark, app } = workbench
      await expect(landmark('Verdict').getByRole('heading', { level: 1 })).toBeVisible({ timeout: 40_000 })
      await expect(page.locator('.monaco-editor .view-line').first()).toBeVisible({ timeout: 40_000 })
      const shot = (n: string) => page.screenshot({ path: `${out}/${name}-${n}.png` })
      for (const theme of ['dark', 'light'] as const) {
        await workbench.menu(theme === 'dark' ? 'Dark Theme' : 'Light Theme')
        for (const [w, h] of [
          [1440, 900],
          [1000, 640],
        ] as const) {
          await app.evaluate(({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(...size), [
            w,
            h,
          ] as [number, number])
          await expect.poll(() => page.evaluate(() => window.innerWidth)).toBe(w)
          const k = `${theme}-${w}`
          if (theme === 'light' && w === 1000) continue
          await shot(`${k}-plain`)
          for (const p of ['Limits', 'Missing evidence'] as const) {
            await page.getByRole('button', { name: `Go to ${p}`, exact: true }).click()
            await expect(landmark(p)).toBeVisible()
            await shot(`${k}-${p.toLowerCase().replace(' ', '-')}`)
          }
          await page.keyboard.press('Control+J')
          const owners = landmark('Owners')
          await owners.getByRole('button', { name: /^stale/ }).click()
          await landmark('Growth').getByRole('button', { name: 'What if' }).click()
          await shot(`${k}-stale-whatif`)
          await owners.getByRole('button', { name: 'unmerged' }).click()
          await owners.getByRole('button', { name: /Other permissions/ }).click()
          await page.keyboard.press('Escape')
          await landmark('Growth').getByRole('button', { name: 'What if' }).click()
          await shot(`${k}-unmerged`)
          await owners.getByRole('button', { name: 'by count' }).click()
        }
      }
    })
  })
