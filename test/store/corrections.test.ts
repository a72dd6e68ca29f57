import { rmSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { openStore } from '../../electron/engine/store/database.ts'
import { openLibrary } from '../../electron/engine/store/library.ts'
import { migrate, migrations } from '../../electron/engine/store/migrations/index.ts'
import { changeCorrections, correctionsOf, CORRECTIONS_OF } from '../../electron/engine/store/queries/corrections.ts'
import { forgetCase, recentCases, rememberCase, type LibraryCase } from '../../electron/engine/store/queries/recent.ts'
import type { Correction } from '../../shared/model/corrections.ts'
import { temporaryFolder, temporaryLibrary } from './stored-case.ts'

const entry: LibraryCase = {
  id: 'case',
  title: 'one',
  paths: ['/bundles/one'],
  bundles: ['one'],
  contentKey: 'c0ffee',
  verdict: '',
  openedAt: 5,
}
const log = { path: 'größe/server.log', sha256: 'aa' }
const zone: Correction = { kind: 'zone', zone: 'Asia/Shanghai' }
const role: Correction = { kind: 'role', column: 'maps{a="b"}', role: 'map-count', unit: null }

test('corrections are set, replaced, taken back, and outlive index and window', () => {
  using temporary = temporaryLibrary()
  const { user } = temporary.library
  rememberCase(user, entry)
  expect(changeCorrections(user, 'case', [log], { set: [zone, role], clear: [] })).toBe(true)
  changeCorrections(user, 'case', [log], { set: [{ kind: 'zone', zone: '+09:00' }], clear: [] })
  // Opened again, as every opening does.
  rememberCase(user, { ...entry, openedAt: 9 })
  temporary.library.rebuildIndex()
  const reopened = temporary.reopen().user
  expect(correctionsOf(reopened, 'case')).toEqual([
    { ...log, correction: role },
    { ...log, correction: { kind: 'zone', zone: '+09:00' } },
  ])
  changeCorrections(reopened, 'case', [log], { set: [], clear: [{ kind: 'role', column: 'maps{a="b"}' }] })
  expect(correctionsOf(reopened, 'case').map(({ correction }) => correction.kind)).toEqual(['zone'])
})

test('of an artifact that was found by its content the older name is replaced', () => {
  using temporary = temporaryLibrary()
  const { user } = temporary.library
  rememberCase(user, entry)
  changeCorrections(user, 'case', [log], { set: [zone], clear: [] })
  const moved = { path: 'server.log', sha256: 'aa' }
  changeCorrections(user, 'case', [moved, log], { set: [{ kind: 'zone', zone: 'UTC' }], clear: [] })
  expect(correctionsOf(user, 'case')).toEqual([{ ...moved, correction: { kind: 'zone', zone: 'UTC' } }])
})

test('they go with their case, and none is written for one that is gone', () => {
  using temporary = temporaryLibrary()
  const { user } = temporary.library
  rememberCase(user, entry)
  changeCorrections(user, 'case', [log], { set: [zone], clear: [] })
  forgetCase(user, 'case')
  expect(correctionsOf(user, 'case')).toEqual([])
  expect(changeCorrections(user, 'case', [log], { set: [zone], clear: [] })).toBe(false)
})

test('two windows correct one artifact at once', () => {
  using folder = temporaryFolder()
  const [one, other] = [openLibrary(folder.path), openLibrary(folder.path)]
  rememberCase(one.user, entry)
  changeCorrections(one.user, 'case', [log], { set: [zone], clear: [] })
  changeCorrections(other.user, 'case', [log], { set: [role], clear: [] })
  expect(correctionsOf(one.user, 'case')).toHaveLength(2)
  expect(correctionsOf(other.user, 'case')).toEqual(correctionsOf(one.user, 'case'))
  one.close()
  other.close()
  rmSync(path.join(folder.path, 'index.db'), { force: true })
  const again = openLibrary(folder.path)
  expect(correctionsOf(again.user, 'case')).toHaveLength(2)
  again.close()
})

test('a library of the first version keeps its cases and can hold corrections', () => {
  using folder = temporaryFolder()
  const file = path.join(folder.path, 'user.db')
  const old = openStore({ file, durability: 'authored', mode: 'write' })
  migrate(old, 1)
  rememberCase(old, entry)
  old.close()
  const library = openLibrary(folder.path)
  expect(recentCases(library.user)).toEqual([entry])
  expect(changeCorrections(library.user, 'case', [log], { set: [zone], clear: [] })).toBe(true)
  expect(migrations.length).toBeGreaterThan(1)
  library.close()
})

test('what a newer version wrote is left where it is', () => {
  using temporary = temporaryLibrary()
  const { user } = temporary.library
  rememberCase(user, entry)
  changeCorrections(user, 'case', [log], { set: [zone], clear: [] })
  user.prepare(`UPDATE artifact_correction SET correction = '{"kind":"host","name":"a"}'`).run()
  expect(correctionsOf(user, 'case')).toEqual([])
  expect(user.prepare('SELECT count(*) FROM artifact_correction').pluck().get()).toBe(1)
  const plan = user.prepare(`EXPLAIN QUERY PLAN ${CORRECTIONS_OF}`).all('case') as { detail: string }[]
  expect(plan.map(({ detail }) => detail).join('\n')).toMatch(/SEARCH artifact_correction USING PRIMARY KEY/)
})
