/** The bundles of the app. Targets are the oldest runtime the checkout runs on (Electron 33: Chrome 130, Node 20.18). */
import { builtinModules } from 'node:module'
import react from '@vitejs/plugin-react'
import type { InlineConfig } from 'vite'
import type { BundleName } from './bundles.ts'
import { inRoot, root } from './paths.ts'

const external = ['electron', 'better-sqlite3', ...builtinModules, ...builtinModules.map((name) => `node:${name}`)]

const renderer: InlineConfig = {
  configFile: false,
  root: inRoot('renderer'),
  base: './',
  cacheDir: inRoot('.cache/vite'),
  plugins: [react()],
  server: { port: 5199, strictPort: true },
  worker: { format: 'es' },
  build: {
    outDir: inRoot('dist/renderer'),
    emptyOutDir: true,
    target: 'chrome130',
    // Everything is a file of its own: the content security policy has no data: for scripts, workers or fonts.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 5000,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: { input: { index: inRoot('renderer/index.html') } },
  },
}

const node = (name: BundleName, entry: string, format: 'es' | 'cjs'): InlineConfig => ({
  configFile: false,
  root,
  cacheDir: inRoot('.cache/vite'),
  publicDir: false,
  ssr: { noExternal: true },
  resolve: { conditions: ['node', 'import', 'module', 'default'], mainFields: ['module', 'main'] },
  build: {
    ssr: true,
    outDir: inRoot('dist', name),
    emptyOutDir: true,
    target: 'node20.18',
    minify: false,
    sourcemap: true,
    reportCompressedSize: false,
    rolldownOptions: {
      input: inRoot(entry),
      external,
      output: {
        format,
        entryFileNames: format === 'cjs' ? 'index.cjs' : 'index.js',
        chunkFileNames: '[name]-program.js',
      },
    },
  },
})

export const configs: Record<BundleName, InlineConfig> = {
  main: node('main', 'electron/main/index.ts', 'es'),
  engine: node('engine', 'electron/engine/entry.ts', 'es'),
  cli: node('cli', 'electron/cli/start.ts', 'es'),
  // A sandboxed preload is loaded as CommonJS.
  preload: node('preload', 'electron/preload/index.ts', 'cjs'),
  renderer,
}
