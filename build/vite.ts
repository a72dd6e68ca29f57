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

const node = (name: BundleName, entries: Readonly<Record<string, string>>, format: 'es' | 'cjs'): InlineConfig => ({
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
      input: Object.fromEntries(Object.entries(entries).map(([file, source]) => [file, inRoot(source)])),
      external,
      output: {
        format,
        entryFileNames: format === 'cjs' ? '[name].cjs' : '[name].js',
        chunkFileNames: format === 'cjs' ? '[name]-chunk.cjs' : '[name]-chunk.js',
      },
    },
  },
})

export const configs: Record<BundleName, InlineConfig> = {
  main: node('main', { index: 'electron/main/index.ts' }, 'es'),
  engine: node('engine', { index: 'electron/engine/entry.ts' }, 'es'),
  // CommonJS loads faster, and its compiled code can be kept (electron/cli/load-program.ts).
  cli: node('cli', { index: 'electron/cli/start.ts', program: 'electron/cli/index.ts' }, 'cjs'),
  // A sandboxed preload is loaded as CommonJS.
  preload: node('preload', { index: 'electron/preload/index.ts' }, 'cjs'),
  renderer,
}
