/**
 * Who may import whom: an allow-list, everything else is an error. Nobody but tests and this folder imports tests or this folder,
 * and nobody imports a layer that no line below names.
 */
export interface Layer {
  name: string
  /** Path prefixes below the root; a prefix that ends in an extension is one file. The first layer that fits is the file's. */
  files: readonly string[]
  /** Layers it may import besides itself; `*` at the end stands for all that begin so. */
  may: readonly string[]
  /** npm packages, `node:` for Node's own modules, `*` at the end as above. */
  packages?: readonly string[]
  /** Each folder (or file) right below the prefix is on its own: it may not import its neighbours. */
  isolated?: boolean
}

const shared = ['shared/*']
const react = ['react', 'react-dom', 'lucide-react']

export const layers: readonly Layer[] = [
  { name: 'shared/model', files: ['shared/model/'], may: [], packages: ['zod'] },
  { name: 'shared/rpc', files: ['shared/rpc/'], may: ['shared/model'], packages: ['zod'] },
  { name: 'shared/display', files: ['shared/display/'], may: ['shared/model'], packages: ['zod'] },

  { name: 'electron/preload', files: ['electron/preload/'], may: ['manifest'], packages: ['electron'] },
  { name: 'electron/main', files: ['electron/main/'], may: shared, packages: ['electron', 'node:', 'zod'] },

  // Formats see lines and yield records: no files, no store, no other format.
  {
    name: 'engine/formats/format',
    files: ['format.ts', 'binary-format.ts'].map((file) => `electron/engine/formats/${file}`),
    may: ['shared/model'],
  },
  {
    name: 'engine/formats/lib',
    files: ['electron/engine/formats/lib/'],
    may: ['shared/model', 'engine/formats/format'],
    packages: ['luxon'],
  },
  {
    name: 'engine/formats/index',
    files: ['index.ts', 'binary.ts'].map((file) => `electron/engine/formats/${file}`),
    may: ['shared/model', 'engine/formats/*'],
  },
  {
    name: 'engine/formats/one',
    files: ['electron/engine/formats/'],
    may: ['shared/model', 'engine/formats/format', 'engine/formats/lib'],
    packages: ['luxon', 'yaml'],
    isolated: true,
  },
  {
    name: 'engine/store/queries',
    files: ['electron/engine/store/queries/'],
    may: ['shared/model', 'engine/store'],
    packages: ['better-sqlite3', 'node:'],
  },
  {
    name: 'engine/store/writer',
    files: ['electron/engine/store/writer.ts'],
    may: ['shared/model', 'engine/store', 'engine/store/queries'],
    packages: ['better-sqlite3', 'node:'],
  },
  {
    name: 'engine/store',
    files: ['electron/engine/store/'],
    may: ['shared/model', 'engine/store/*'],
    packages: ['better-sqlite3', 'node:', 'zod'],
  },
  { name: 'engine/facts', files: ['electron/engine/facts/'], may: [...shared, 'engine/store/queries'] },
  { name: 'engine/callpath', files: ['electron/engine/callpath/'], may: [...shared, 'engine/facts'] },
  { name: 'engine/rules/rule', files: ['electron/engine/rules/rule.ts'], may: [...shared, 'engine/facts'] },
  {
    name: 'engine/rules/lib',
    files: ['electron/engine/rules/lib/', 'electron/engine/rules/failure.ts'],
    may: [...shared, 'engine/facts', 'engine/rules/rule'],
  },
  {
    name: 'engine/rules/runner',
    files: ['index.ts', 'run.ts', 'verdict.ts'].map((file) => `electron/engine/rules/${file}`),
    may: [...shared, 'engine/facts', 'engine/rules/*'],
  },
  {
    name: 'engine/rules/one',
    files: ['electron/engine/rules/'],
    may: [...shared, 'engine/facts', 'engine/rules/rule', 'engine/rules/lib'],
    isolated: true,
  },
  {
    name: 'engine/corrections',
    files: ['electron/engine/corrections/'],
    may: [...shared, 'engine/formats/lib', 'engine/store/queries'],
  },
  { name: 'engine/report', files: ['electron/engine/report/'], may: [...shared, 'engine/facts'] },
  { name: 'engine/kernels/assembly', files: ['electron/engine/kernels/assembly/'], may: [] },
  { name: 'engine/kernels', files: ['electron/engine/kernels/'], may: ['shared/model'], packages: ['node:'] },
  {
    name: 'engine/ingest',
    files: ['electron/engine/ingest/'],
    may: [...shared, 'engine/formats/index', 'engine/formats/format', 'engine/kernels', 'engine/store/writer'],
    packages: ['node:', 'luxon', 'tar-stream', 'yauzl', 'xz-decompress'],
  },
  // The only file of the engine that knows it runs in Electron.
  {
    name: 'engine/entry',
    files: ['electron/engine/entry.ts'],
    may: [...shared, 'engine/*', 'manifest'],
    packages: ['electron', 'node:'],
  },
  {
    name: 'engine/handlers',
    files: ['electron/engine/'],
    may: [...shared, 'engine/*', 'manifest'],
    packages: ['node:', 'zod'],
  },
  {
    name: 'electron/cli',
    files: ['electron/cli/'],
    may: [...shared, 'engine/*', 'manifest'],
    packages: ['commander', 'picocolors', 'node:'],
  },

  {
    name: 'renderer/ui',
    files: ['renderer/ui/'],
    may: shared,
    packages: [...react, '@tanstack/react-virtual', 'react-resizable-panels', '@fontsource-variable/*'],
  },
  {
    name: 'renderer/charts',
    files: ['renderer/charts/'],
    may: [...shared, 'renderer/ui'],
    packages: [...react, 'd3-*'],
  },
  {
    name: 'renderer/editor',
    files: ['renderer/editor/'],
    may: [...shared, 'renderer/ui'],
    packages: [...react, 'monaco-editor'],
  },
  { name: 'renderer/state', files: ['renderer/state/'], may: shared, packages: ['react', 'zustand', 'zod'] },
  {
    name: 'renderer/panels/list',
    files: ['renderer/panels/index.ts', 'renderer/panels/panel.ts'],
    may: ['renderer/panels/*', 'renderer/state', 'renderer/ui', ...shared],
    packages: react,
  },
  {
    name: 'renderer/panels/one',
    files: ['renderer/panels/'],
    may: [...shared, 'renderer/state', 'renderer/charts', 'renderer/editor', 'renderer/ui', 'renderer/panels/list'],
    packages: [...react, '@tanstack/react-virtual'],
    isolated: true,
  },
  {
    name: 'renderer/app',
    files: ['renderer/'],
    may: [...shared, 'renderer/*'],
    packages: [...react, 'cmdk', 'react-resizable-panels', 'zustand', '@fontsource-variable/*'],
  },

  { name: 'manifest', files: ['package.json'], may: [] },
  { name: 'test', files: ['test/'], may: ['*'], packages: ['*', 'node:'] },
  { name: 'build', files: ['build/'], may: ['*'], packages: ['*', 'node:'] },
]
