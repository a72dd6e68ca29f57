import { appendFileSync, cpSync, mkdtempSync, mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { connect, type Client } from '../../../shared/rpc/client.ts'
import { contract, type OpenProgress } from '../../../shared/rpc/contract.ts'
import { RpcError } from '../../../shared/rpc/protocol.ts'
import { serve } from '../../../shared/rpc/server.ts'
import { analyseProcess } from '../../../electron/engine/analyse.ts'
import { toRpcError } from '../../../electron/engine/engine-error.ts'
import { formats } from '../../../electron/engine/formats/index.ts'
import { createHandlers } from '../../../electron/engine/handlers.ts'
import { Session } from '../../../electron/engine/session.ts'
import { openLibrary, type Library } from '../../../electron/engine/store/library.ts'
import { portPair } from '../rpc/in-memory-ports.ts'

const HANDLE = 'a-handle-of-sixteen'
const STATUS = 'Name:\tjava\nPid:\t9615\nPPid:\t1\nThreads:\t137\nVmSize:\t 3632636 kB\nVmRSS:\t  316188 kB\n'
const MAPS =
  '7fe5f0202000-7fe5f02ff000 rw-p 00000000 00:00 0 \n' +
  '7fe5f02ff000-7fe5f0300000 r--s 00000000 fe:00 328258                     /var/lib/kafka/größe-0/0.index\n' +
  'ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]\n'

let work = ''
let bundle = ''
let session: Session
let library: Library
let client: Client

function start(): void {
  session = new Session({
    grantPatience: 20,
    openLibrary: () => (library = openLibrary(path.join(work, 'library'))),
    formats,
    analyseProcess,
  })
  session.grant(HANDLE, [bundle])
  const ports = portPair()
  serve(ports.server, contract, createHandlers(session, '1.2.3'), { toError: toRpcError })
  client = connect(ports.client)
}

/** What happens when the engine is restarted by main. */
function restart(): void {
  session.close()
  start()
}

beforeEach(() => {
  work = mkdtempSync(path.join(tmpdir(), 'mortem-test-'))
  bundle = path.join(work, 'bundle')
  mkdirSync(path.join(bundle, 'proc'), { recursive: true })
  writeFileSync(path.join(bundle, 'proc', 'status'), STATUS)
  writeFileSync(path.join(bundle, 'proc', 'maps'), MAPS)
  writeFileSync(path.join(bundle, 'server.log.gz'), gzipSync('[2026-11-22 18:46:45,000] INFO started (kafka.server)\n'))
  start()
})
afterEach(() => {
  session.close()
  rmSync(work, { recursive: true })
})

const failure = async (call: Promise<unknown>): Promise<string> => {
  const thrown: unknown = await call.then(
    () => null,
    (error: unknown) => error,
  )
  return thrown instanceof RpcError ? thrown.code : String(thrown)
}
const open = () => client.call('case.open', { handle: HANDLE })
const idOf = async (name: string): Promise<{ case: string; artifact: number }> => {
  const summary = await open()
  return { case: summary.id, artifact: summary.artifacts.find(({ path: place }) => place.endsWith(name))?.id ?? -1 }
}
const count = (table: string): unknown => library.index.prepare(`SELECT count(*) FROM ${table}`).pluck().get()

test('a case opens, its text and outline can be read, and it is listed', async () => {
  const progress: OpenProgress[] = []
  const summary = await client.call('case.open', { handle: HANDLE }, { onProgress: (value) => progress.push(value) })
  expect(summary.title).toBe('bundle')
  expect(summary.artifacts.map(({ path: place, format }) => `${place} ${format}`).toSorted()).toEqual([
    'proc/maps proc-maps',
    'proc/status proc-status',
    'server.log.gz application-log',
  ])
  expect(new Set(progress.map(({ phase }) => phase)).has('diagnosing')).toBe(true)
  expect(summary.processes.length).toBe(1)
  expect(summary.artifacts.find(({ format }) => format === 'proc-maps')?.processes).toEqual([
    summary.processes[0]?.process,
  ])

  for (const [name, text] of [
    ['proc/maps', MAPS],
    ['server.log.gz', '[2026-11-22 18:46:45,000] INFO started (kafka.server)\n'],
  ] as const) {
    const artifact = summary.artifacts.find(({ path: place }) => place === name)?.id ?? -1
    const window = await client.call('text.window', { case: summary.id, artifact, from: 1, count: 100 })
    expect(window).toEqual({ from: 1, text: text.slice(0, -1), totalLines: text.split('\n').length - 1 })
    const outline = await client.call('artifact.outline', { case: summary.id, artifact })
    expect(Object.keys(outline)).toEqual(['regions', 'annotations'])
  }
  expect(await client.call('case.recent', null)).toMatchObject([
    { id: summary.id, title: 'bundle', bundles: ['bundle'], available: true },
  ])
  const info = await client.call('engine.info', null)
  expect(info).toMatchObject({ version: '1.2.3', library: path.join(work, 'library') })
})

test('the same content opens from the index: same case, same artifacts', async () => {
  const first = await open()
  restart()
  const second = await open()
  expect({ ...second, openedInMs: 0 }).toEqual({ ...first, openedInMs: 0 })
  expect(count('ingest')).toBe(1)
  expect(await client.call('case.reopen', { case: first.id })).toMatchObject({ id: first.id })
})

test('changed content is read anew, as the same case', async () => {
  const first = await open()
  appendFileSync(path.join(bundle, 'proc', 'maps'), '7fffffffe000-7ffffffff000 rw-p 00000000 00:00 0   [stack]\n')
  const second = await open()
  expect(second.id).toBe(first.id)
  expect(second.artifacts.find(({ path: place }) => place === 'proc/maps')?.lines).toBe(4)
  expect(count('ingest')).toBe(1)
  expect((await client.call('case.recent', null)).length).toBe(1)
})

test('a moved bundle is the same case, read at its new place', async () => {
  const first = await open()
  renameSync(bundle, path.join(work, 'moved'))
  mkdirSync(path.join(work, 'elsewhere'))
  renameSync(path.join(work, 'moved'), path.join(work, 'elsewhere', 'bundle'))
  session.grant(HANDLE, [path.join(work, 'elsewhere', 'bundle')])
  expect((await open()).id).toBe(first.id)
  expect(await client.call('case.recent', null)).toMatchObject([{ available: true }])
})

test('a case whose originals are gone is shown from the index, and says so', async () => {
  const { case: id, artifact } = await idOf('proc/maps')
  renameSync(bundle, path.join(work, 'away'))
  expect(await client.call('case.recent', null)).toMatchObject([{ available: false }])
  restart()
  const summary = await client.call('case.reopen', { case: id })
  expect(summary.bundles[0]?.issues).toMatchObject([{ code: 'unreadable' }])
  expect(await failure(client.call('text.window', { case: id, artifact, from: 1, count: 1 }))).toBe('original-changed')
  const packed = summary.artifacts.find(({ path: place }) => place.endsWith('.gz'))?.id ?? -1
  expect((await client.call('text.window', { case: id, artifact: packed, from: 1, count: 1 })).totalLines).toBe(1)
  expect(await failure(open())).toBe('nothing-readable')
})

test('an original that changed is not shown as if it were the evidence', async () => {
  const { case: id, artifact } = await idOf('proc/maps')
  const window = () => client.call('text.window', { case: id, artifact, from: 1, count: 1 })
  const file = path.join(bundle, 'proc', 'maps')
  utimesSync(file, 1, 1)
  expect((await window()).totalLines).toBe(3)
  expect((await window()).totalLines).toBe(3)
  writeFileSync(file, MAPS.replace('rw-p', 'r-xp'))
  expect(await failure(window())).toBe('original-changed')
  appendFileSync(file, 'more\n')
  expect(await failure(window())).toBe('original-changed')
})

test('only what was granted opens', async () => {
  expect(await failure(client.call('case.open', { handle: 'a-handle-made-up-here' }))).toBe('not-granted')
})

test('a handle may be used before it is granted: the two come on channels of their own', async () => {
  const opening = client.call('case.open', { handle: 'granted-a-moment-later' })
  session.grant('granted-a-moment-later', [bundle])
  expect((await opening).artifacts.length).toBeGreaterThan(0)
})

test('what does not exist has a code of its own', async () => {
  const { case: id } = await idOf('proc/maps')
  const text = { from: 1, count: 1 }
  expect(await failure(client.call('case.reopen', { case: 'other' }))).toBe('case-not-found')
  expect(await failure(client.call('case.forget', { case: 'other' }))).toBe('case-not-found')
  expect(await failure(client.call('text.window', { case: 'other', artifact: 1, ...text }))).toBe('case-not-found')
  expect(await failure(client.call('text.window', { case: id, artifact: 999, ...text }))).toBe('artifact-not-found')
  expect(await failure(client.call('artifact.outline', { case: id, artifact: 999 }))).toBe('artifact-not-found')
})

test('a forgotten case is gone, its originals stay', async () => {
  const { case: id } = await idOf('proc/maps')
  expect(await client.call('case.forget', { case: id })).toBeNull()
  expect(await client.call('case.recent', null)).toEqual([])
  expect(count('artifact')).toBe(0)
  expect((await open()).artifacts.length).toBe(3)
})

test('cancelled at any moment, nothing half is left', async () => {
  const seen: OpenProgress[] = []
  await client.call('case.open', { handle: HANDLE }, { onProgress: (value) => seen.push(value) })
  for (const { id } of await client.call('case.recent', null)) await client.call('case.forget', { case: id })
  for (let step = 0; step < seen.length; step++) {
    const controller = new AbortController()
    let calls = 0
    const onProgress = (): void => {
      if (calls++ === step) controller.abort()
    }
    const call = session.open(HANDLE, { signal: controller.signal, onProgress })
    const outcome = await call.then(
      () => 'opened',
      (error: unknown) => toRpcError(error).code,
    )
    expect(['cancelled', 'opened']).toContain(outcome)
    expect(count('ingest WHERE complete = 0')).toBe(0)
    expect((await client.call('case.recent', null)).length).toBe(outcome === 'cancelled' ? 0 : 1)
    library.index.exec('DELETE FROM ingest')
    library.user.exec('DELETE FROM library_case')
  }
  expect((await open()).artifacts.length).toBe(3)
})

test('an index damaged under the running engine is rebuilt by opening again', async () => {
  const { case: id, artifact } = await idOf('proc/maps')
  library.index.prepare('UPDATE mappings SET columns = ?').run(Buffer.from('garbage'))
  restart()
  expect(await failure(client.call('artifact.outline', { case: id, artifact }))).toBe('store-failed')
  expect(await failure(client.call('artifact.outline', { case: id, artifact }))).toBe('case-not-found')
  expect((await open()).id).toBe(id)
  library.index.prepare('UPDATE mappings SET columns = ?').run(Buffer.from('garbage'))
  expect((await client.call('case.reopen', { case: id })).id).toBe(id)
})

test('the library of a newer version answers every call with its code, until it can be opened', async () => {
  await open()
  library.user.pragma('user_version = 999')
  restart()
  expect(await failure(client.call('case.recent', null))).toBe('store-from-future')
  expect(await failure(open())).toBe('store-from-future')
})

test('two openings at once end as one case', async () => {
  const [first, second] = await Promise.all([open(), open()])
  expect({ ...second, openedInMs: 0 }).toEqual({ ...first, openedInMs: 0 })
  expect(count('ingest')).toBe(1)
  expect((await client.call('case.recent', null)).length).toBe(1)
})

test('content that another case once had makes a case of its own', async () => {
  const first = await open()
  const copy = path.join(work, 'copy', 'bundle')
  cpSync(bundle, copy, { recursive: true })
  appendFileSync(path.join(bundle, 'proc', 'maps'), '7fffffffe000-7ffffffff000 rw-p 00000000 00:00 0   [stack]\n')
  expect((await open()).id).toBe(first.id)
  session.grant(HANDLE, [copy])
  expect((await open()).id).not.toBe(first.id)
  expect((await client.call('case.recent', null)).length).toBe(2)
})

test('internal errors keep their causes, without the home folder', () => {
  const cause = new Error(`cannot read ${process.env['HOME'] ?? ''}/secret`)
  const error = toRpcError(new TypeError('x is not a function', { cause }))
  expect(error.code).toBe('internal')
  expect(error.message).not.toContain('x is not')
  expect(error.detail).toContain('x is not a function')
  expect(error.detail).toContain('caused by: Error: cannot read ~/secret')
})
