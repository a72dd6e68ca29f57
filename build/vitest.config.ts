/** Two projects: what runs in plain Node, and components (`.tsx`) under happy-dom. */
import path from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const root = path.dirname(import.meta.dirname)
const env = { TZ: 'UTC', LC_ALL: 'C' }
/** No test is about time: a loaded machine only takes longer. */
const testTimeout = 120_000

export default defineConfig({
  root,
  cacheDir: path.join(root, '.cache/vitest'),
  test: {
    globalSetup: [path.join(root, 'build/vitest-setup.ts')],
    projects: [
      {
        root,
        test: {
          name: 'node',
          include: ['test/{unit,formats,rules,store}/**/*.test.ts'],
          environment: 'node',
          env,
          testTimeout,
        },
      },
      {
        root,
        plugins: [react()],
        test: { name: 'dom', include: ['test/**/*.test.tsx'], environment: 'happy-dom', env, testTimeout },
      },
    ],
  },
})
