import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { checkImports } from '../../../build/check-imports.ts'
import { root } from '../../../build/paths.ts'

const trees: string[] = []
afterEach(() => {
  for (const tree of trees.splice(0)) rmSync(tree, { recursive: true })
})

/** The violations of a tree made of these files, as `file:line message`. */
function violations(files: Record<string, string>): string[] {
  const tree = mkdtempSync(path.join(tmpdir(), 'mortem-imports-'))
  trees.push(tree)
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(tree, name)), { recursive: true })
    writeFileSync(path.join(tree, name), text)
  }
  return checkImports(tree).map(({ file, line, message }) => `${file}:${line} ${message}`)
}

test('this tree follows the rules', () => {
  expect(checkImports(root)).toEqual([])
})

describe('reports', () => {
  test.each<[string, string, string, string]>([
    [
      'main reaching into the engine',
      'electron/main/a.ts',
      "import { x } from '../engine/store/open.ts'",
      'engine/store',
    ],
    [
      'a type of the engine in main',
      'electron/main/a.ts',
      "import type { X } from '../engine/facts/f.ts'",
      'engine/facts',
    ],
    [
      'a format using another format',
      'electron/engine/formats/a/index.ts',
      "import { b } from '../b/index.ts'",
      'neighbour',
    ],
    ['a rule using another rule', 'electron/engine/rules/a.ts', "import { b } from './b.ts'", 'neighbour'],
    ['a panel using another panel', 'renderer/panels/a/model.ts', "export { b } from '../b/model.ts'", 'neighbour'],
    [
      'facts walking the call path',
      'electron/engine/facts/a.ts',
      "import { w } from '../callpath/walk.ts'",
      'engine/callpath',
    ],
    ['a dynamic import', 'electron/engine/rules/a.ts', "const s = await import('../store/open.ts')", 'engine/store'],
    ['a type import expression', 'shared/model/a.ts', "export type T = import('../rpc/b.ts').T", 'shared/rpc'],
    ['a computed import', 'electron/engine/rules/a.ts', 'const m = await import(name)', 'computed'],
    ['SQL outside of the store', 'electron/engine/ingest/a.ts', "import D from 'better-sqlite3'", 'better-sqlite3'],
    ['Node in shared', 'shared/display/a.ts', "import path from 'node:path'", 'node:path'],
    ['Node without its prefix', 'shared/display/a.ts', "import path from 'path'", 'package path'],
    ['files in a format', 'electron/engine/formats/a/index.ts', "import { readFileSync } from 'node:fs'", 'node:fs'],
    ['Electron in the engine', 'electron/engine/handlers.ts', "import { app } from 'electron'", 'package electron'],
    ['Monaco in a panel', 'renderer/panels/a/Panel.tsx', "import * as m from 'monaco-editor/editor'", 'monaco-editor'],
    ['d3 in a panel model', 'renderer/panels/a/model.ts', "import { scaleLinear } from 'd3-scale'", 'd3-scale'],
    ['a test in the product', 'electron/cli/a.ts', "import { x } from '../../test/support/feed.ts'", 'test'],
    ['a tool in the product', 'electron/main/a.ts', "import { root } from '../../build/paths.ts'", 'build'],
    [
      'anybody using the handlers',
      'electron/engine/report/a.ts',
      "import { h } from '../handlers.ts'",
      'engine/handlers',
    ],
    ['a folder nobody planned', 'electron/extra/a.ts', 'export const x = 1', 'no layer'],
    ['a file that does not parse', 'shared/model/a.ts', 'export const = 1', 'does not parse'],
  ])('%s', (_what, file, line, expected) => {
    expect(violations({ [file]: `// a comment\n${line}\n` })).toEqual([expect.stringContaining(expected)])
  })
})

test('names the line', () => {
  expect(violations({ 'shared/model/a.ts': "\n\nimport { z } from 'zod'\nimport x from 'react'\n" })).toEqual([
    'shared/model/a.ts:4 shared/model may not import the package react',
  ])
})

test('lets through what the table allows', () => {
  expect(
    violations({
      'electron/engine/rules/index.ts': "import { a } from './a.ts'",
      'electron/engine/formats/index.ts': "import { a } from './a/index.ts'",
      'electron/engine/formats/a/index.ts': "import { p } from './parse.ts'\nimport { f } from '../format.ts'",
      'electron/engine/formats/a/format-only-types.ts': "import type { D } from '../../../../shared/rpc/desktop.ts'",
      'electron/engine/callpath/walk.ts': "import { f } from '../facts/process-facts.ts'",
      'electron/engine/analyse.ts': "import { o } from './store/open.ts'\nimport { i } from './ingest/open.ts'",
      'electron/cli/index.ts': "import { analyse } from '../engine/analyse.ts'\nimport { Command } from 'commander'",
      'electron/preload/index.ts': "import type { D } from '../../shared/rpc/desktop.ts'\nimport { a } from 'electron'",
      'renderer/app/App.tsx': "const P = () => import('../panels/a/Panel.tsx')\nimport './app.css'",
      'renderer/charts/axis.ts': "import { scaleLinear } from 'd3-scale'",
      'renderer/editor/editor.ts': "import W from 'monaco-editor/editor/editor.worker?worker'",
    }),
  ).toEqual([])
})
