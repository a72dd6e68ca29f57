/** End-to-end tests drive the real Electron; one at a time, because they share one screen. */
import path from 'node:path'
import { defineConfig } from '@playwright/test'

const root = path.dirname(import.meta.dirname)

export default defineConfig({
  testDir: path.join(root, 'test/e2e'),
  outputDir: path.join(root, 'test-results'),
  workers: 1,
  retries: 0,
  timeout: 60_000,
  reporter: 'list',
  use: { trace: 'retain-on-failure' },
})
