import { expect, it } from 'vitest'
import { namesOf, resolveCorrections } from '../../../electron/engine/corrections/resolve.ts'
import type { Correction } from '../../../shared/model/corrections.ts'

const correction: Correction = { kind: 'shift', shift: 1 }
const artifacts = [
  { id: 1, path: 'a/server.log', sha256: 'one' },
  { id: 2, path: 'b/server.log', sha256: 'two' },
  { id: 3, path: 'b/copy.log', sha256: 'two' },
  { id: 4, path: 'unreadable', sha256: '' },
]
const of = (path: string, sha256: string): number[] => [
  ...resolveCorrections(artifacts, [{ path, sha256, correction }]).byArtifact.keys(),
]

it.each([
  ['the same path and content', 'b/copy.log', 'two', [3]],
  ['another path, the only one with the content', 'bundle/a/server.log', 'one', [1]],
  ['another path, several with the content', 'c/server.log', 'two', []],
  ['the same path with another content', 'a/server.log', 'changed', []],
  ['no content to know it by', 'unreadable', '', []],
])('%s', (_, path, sha256, expected) => {
  expect(of(path, sha256)).toEqual(expected)
})

it('what means no artifact is kept', () => {
  const stored = { path: 'gone', sha256: 'gone', correction }
  expect(resolveCorrections(artifacts, [stored]).unused).toEqual([stored])
})

it('all names under which corrections of an artifact are kept are known', () => {
  const named = { id: 1, path: 'a/server.log', sha256: 'one' }
  const moved = { path: 'old/server.log', sha256: 'one', correction }
  expect(namesOf(named, artifacts, [moved]).map(({ path }) => path)).toEqual(['a/server.log', 'old/server.log'])
})
