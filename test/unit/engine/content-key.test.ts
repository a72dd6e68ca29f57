import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CancelledError, NothingReadableError } from '../../../electron/engine/ingest/types.ts'
import { canonicalPaths, contentKey } from '../../../electron/engine/content-key.ts'

let work = ''
let bundle = ''

beforeEach(() => {
  work = mkdtempSync(path.join(tmpdir(), 'mortem-test-'))
  bundle = path.join(work, 'bundle')
  mkdirSync(path.join(bundle, 'logs'), { recursive: true })
  writeFileSync(path.join(bundle, 'logs', 'größe.log'), 'content')
  writeFileSync(path.join(bundle, 'empty'), '')
})
afterEach(() => rmSync(work, { recursive: true }))

test('a copy elsewhere with other times has the same key', async () => {
  const before = await contentKey([bundle])
  cpSync(bundle, path.join(work, 'elsewhere', 'bundle'), { recursive: true })
  utimesSync(path.join(work, 'elsewhere', 'bundle', 'empty'), 1, 1)
  expect(await contentKey([path.join(work, 'elsewhere', 'bundle')])).toBe(before)
})

test.each([
  ['a changed byte of equal size', () => writeFileSync(path.join(bundle, 'logs', 'größe.log'), 'cOntent')],
  ['another name', () => renameSync(path.join(bundle, 'empty'), path.join(bundle, 'empty2'))],
  ['another folder', () => renameSync(path.join(bundle, 'logs'), path.join(bundle, 'log'))],
  ['one more file', () => writeFileSync(path.join(bundle, 'more'), '')],
  ['a link', () => symlinkSync('/etc/hostname', path.join(bundle, 'link'))],
])('%s changes the key', async (_, change) => {
  const before = await contentKey([bundle])
  change()
  expect(await contentKey([bundle])).not.toBe(before)
})

test('the order of the choice does not matter, nor naming a path twice', async () => {
  const file = path.join(bundle, 'empty')
  expect(await contentKey([bundle, file])).toBe(await contentKey([file, bundle, file]))
  expect(canonicalPaths([file, bundle, file])).toEqual([bundle, file])
})

test('links within a folder are not followed', async () => {
  symlinkSync(bundle, path.join(bundle, 'loop'))
  expect(await contentKey([bundle])).toHaveLength(64)
})

test('nothing readable is said, and one readable path is enough', async () => {
  const missing = path.join(work, 'missing')
  await expect(contentKey([missing])).rejects.toThrow(NothingReadableError)
  expect(await contentKey([bundle, missing])).toHaveLength(64)
})

test('it can be cancelled', async () => {
  await expect(contentKey([bundle], AbortSignal.abort())).rejects.toThrow(CancelledError)
})
