import { existsSync, readFileSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { openStore } from '../../electron/engine/store/database.ts'
import { isIndexDamage, openLibrary, openTemporaryLibrary } from '../../electron/engine/store/library.ts'
import { migrations, StoreFromFutureError, USER_VERSION } from '../../electron/engine/store/migrations/index.ts'
import { artifactsOf } from '../../electron/engine/store/queries/artifacts.ts'
import { completeIngestOf, findIngest } from '../../electron/engine/store/queries/ingests.ts'
import { loadProcessRecords, processesOf } from '../../electron/engine/store/queries/process-records.ts'
import { recentCases, rememberCase, type LibraryCase } from '../../electron/engine/store/queries/recent.ts'
import { INDEX_VERSION, indexTables, userVersion } from '../../electron/engine/store/schema.ts'
import { key, storeArtifacts, storeCase, temporaryFolder, temporaryLibrary } from './stored-case.ts'

const entry: LibraryCase = {
  id: 'case',
  title: 'größe',
  paths: ['/bundles/one'],
  bundles: ['one'],
  contentKey: 'c0ffee',
  verdict: 'vm.max_map_count was reached',
  openedAt: 5,
}

test('a library opens again with its cases and their index', () => {
  using temporary = temporaryLibrary()
  rememberCase(temporary.library.user, entry)
  const { ingest } = storeCase(temporary.library, 'case')
  const { index, user } = temporary.reopen()
  expect(recentCases(user)).toEqual([entry])
  expect(completeIngestOf(index, 'case')).toEqual({ id: ingest, case: 'case', ...key })
  expect(findIngest(index, key)?.id).toBe(ingest)
  expect(findIngest(index, { ...key, parsers: 'hs-err@2 text@1' })).toBeNull()
  expect(findIngest(index, { ...key, contentKey: 'other' })).toBeNull()
  expect(findIngest(index, { ...key, contentKey: null })).toBeNull()
})

test.each([
  ['truncated to nothing', (file: string) => truncateSync(file, 0)],
  ['truncated within its first page', (file: string) => truncateSync(file, 1000)],
  ['overwritten with text', (file: string) => writeFileSync(file, 'this is no database\n'.repeat(1000))],
  ['garbage behind its header', (file: string) => writeFileSync(file, withGarbage(readFileSync(file), 100))],
  ['an empty database of another program', (file: string) => replaceByForeignDatabase(file)],
])('an index that is %s is built anew, and what the user wrote stays', (_, damage) => {
  using folder = temporaryFolder()
  const before = openLibrary(folder.path)
  rememberCase(before.user, entry)
  storeCase(before, 'case')
  before.close()
  damage(path.join(folder.path, 'index.db'))
  const after = openLibrary(folder.path)
  expect(completeIngestOf(after.index, 'case')).toBeNull()
  expect(recentCases(after.user)).toEqual([entry])
  storeCase(after, 'case')
  expect(completeIngestOf(after.index, 'case')).not.toBeNull()
  after.close()
})

test('damage that only reading finds is recognised, and the index starts anew', () => {
  using folder = temporaryFolder()
  const file = path.join(folder.path, 'index.db')
  const before = openLibrary(folder.path)
  storeCase(before, 'case')
  before.close()
  const whole = readFileSync(file)
  const errors: unknown[] = []
  for (let page = 1; page * 4096 < whole.length; page++) {
    writeFileSync(file, Buffer.concat([whole.subarray(0, page * 4096), withGarbage(whole.subarray(page * 4096), 0)]))
    const library = openLibrary(folder.path)
    try {
      const ingest = completeIngestOf(library.index, 'case')
      for (const process of ingest === null ? [] : processesOf(library.index, ingest.id))
        loadProcessRecords(library.index, ingest?.id ?? -1, process)
    } catch (error) {
      errors.push(error)
      library.rebuildIndex()
    }
    storeCase(library, 'again')
    library.close()
  }
  expect(errors.length).toBeGreaterThan(0)
  expect(errors.filter((error) => !isIndexDamage(error))).toEqual([])
})

test('an index of another version is dropped, table by table', () => {
  using temporary = temporaryLibrary()
  rememberCase(temporary.library.user, entry)
  storeCase(temporary.library, 'case')
  temporary.library.index.exec('CREATE TABLE "of ""another"" version" (x)')
  temporary.library.index.pragma(`user_version = ${INDEX_VERSION + 1}`)
  const { index, user } = temporary.reopen()
  expect(userVersion(index)).toBe(INDEX_VERSION)
  const tables = index.prepare<[], string>(
    `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'`,
  )
  expect(tables.pluck().all().toSorted()).toEqual(indexTables.toSorted())
  expect(completeIngestOf(index, 'case')).toBeNull()
  expect(recentCases(user)).toEqual([entry])
})

test('every table is STRICT', () => {
  using temporary = temporaryLibrary()
  for (const db of [temporary.library.index, temporary.library.user]) {
    const loose = db
      .prepare<[], string>(`SELECT name FROM pragma_table_list WHERE schema = 'main' AND strict = 0`)
      .pluck()
      .all()
    expect(loose.filter((name) => !name.startsWith('sqlite_'))).toEqual([])
  }
})

test('what the user wrote with a newer version is refused and left as it is', () => {
  using folder = temporaryFolder()
  const file = path.join(folder.path, 'user.db')
  const before = openLibrary(folder.path)
  rememberCase(before.user, entry)
  before.user.pragma(`user_version = ${USER_VERSION + 1}`)
  before.close()
  const bytes = readFileSync(file)
  expect(() => openLibrary(folder.path)).toThrow(StoreFromFutureError)
  expect(() => openLibrary(folder.path)).toThrow(/newer version/)
  expect(readFileSync(file).equals(bytes)).toBe(true)
})

test('a damaged user.db is never replaced', () => {
  using folder = temporaryFolder()
  const file = path.join(folder.path, 'user.db')
  openLibrary(folder.path).close()
  writeFileSync(file, 'not a database, but perhaps the user can repair it\n'.repeat(100))
  const bytes = readFileSync(file)
  expect(() => openLibrary(folder.path)).toThrow('file is not a database')
  expect(readFileSync(file).equals(bytes)).toBe(true)
})

test('each migration leads from its version to the next', () => {
  for (const [version, migration] of migrations.entries()) {
    const db = openStore({ file: ':memory:', durability: 'authored', mode: 'write' })
    for (const earlier of migrations.slice(0, version)) earlier(db)
    migration(db)
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    db.close()
  }
})

test('removing an ingest takes everything that hangs on it', () => {
  using temporary = temporaryLibrary()
  const { index } = temporary.library
  storeCase(temporary.library, 'case')
  const count = (table: string): unknown => index.prepare(`SELECT count(*) FROM "${table}"`).pluck().get()
  const filled = indexTables.filter((table) => table !== 'counter')
  expect(filled.filter((table) => count(table) === 0)).toEqual([])
  index.exec('DELETE FROM ingest')
  expect(filled.filter((table) => count(table) !== 0)).toEqual([])
})

test('an ingest that was never completed is swept on opening and found by nobody', () => {
  using temporary = temporaryLibrary()
  const { ingest } = storeArtifacts(temporary.library, 'case')
  expect(completeIngestOf(temporary.library.index, 'case')).toBeNull()
  expect(artifactsOf(temporary.reopen().index, ingest)).toEqual([])
})

test('an ingest that another running process writes is left alone', () => {
  using temporary = temporaryLibrary()
  const { ingest } = storeArtifacts(temporary.library, 'case')
  temporary.library.index.prepare('UPDATE ingest SET writer_pid = ?').run(process.ppid)
  expect(artifactsOf(temporary.reopen().index, ingest).length).toBe(1)
})

test('of two that complete the same content, the first stays', () => {
  using temporary = temporaryLibrary()
  const first = storeCase(temporary.library, 'case')
  const second = storeCase(temporary.library, 'case')
  expect(second.ingest).toBe(first.ingest)
  expect(artifactsOf(temporary.library.index, first.ingest).length).toBe(1)
})

test('other content of the same case takes the place of the old one', () => {
  using temporary = temporaryLibrary()
  const { index } = temporary.library
  const first = storeCase(temporary.library, 'case')
  index.prepare('UPDATE ingest SET content_key = ?').run('before')
  const second = storeCase(temporary.library, 'case')
  expect(completeIngestOf(index, 'case')?.id).toBe(second.ingest)
  expect(artifactsOf(index, first.ingest)).toEqual([])
})

test('unpacked texts that no artifact refers to are removed after a day', () => {
  using temporary = temporaryLibrary()
  const file = (name: string): string => path.join(temporary.library.spool, name)
  for (const name of ['used', 'old', 'new']) writeFileSync(file(name), 'text')
  for (const name of ['used', 'old']) utimesSync(file(name), 1, 1)
  storeCase(temporary.library, 'case', [{ raw: { textPath: file('used') } }])
  temporary.reopen()
  expect(['used', 'old', 'new'].map((name) => existsSync(file(name)))).toEqual([true, false, true])
})

test('a temporary library leaves nothing behind', () => {
  const library = openTemporaryLibrary()
  expect(existsSync(library.spool)).toBe(true)
  library.close()
  expect(existsSync(library.spool)).toBe(false)
})

function withGarbage(bytes: Buffer, from: number): Buffer {
  return Buffer.from(bytes.map((byte, index) => (index < from ? byte : byte ^ 0x5a)))
}

function replaceByForeignDatabase(file: string): void {
  truncateSync(file, 0)
  const foreign = openStore({ file, durability: 'derived', mode: 'write' })
  foreign.exec('CREATE TABLE ingest (x)')
  foreign.pragma('user_version = 77')
  foreign.close()
}
