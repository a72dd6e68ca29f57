/** Corrections over the contract, as the window makes them, on bundles as they are found. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { connect, type Client } from '../../../shared/rpc/client.ts'
import { contract } from '../../../shared/rpc/contract.ts'
import { RpcError } from '../../../shared/rpc/protocol.ts'
import { serve } from '../../../shared/rpc/server.ts'
import type { CaseSummary } from '../../../shared/model/case.ts'
import type { Correction } from '../../../shared/model/corrections.ts'
import { analyseProcess } from '../../../electron/engine/analyse.ts'
import { toRpcError } from '../../../electron/engine/engine-error.ts'
import { formats } from '../../../electron/engine/formats/index.ts'
import { createHandlers } from '../../../electron/engine/handlers.ts'
import { Session } from '../../../electron/engine/session.ts'
import { openLibrary, type Library } from '../../../electron/engine/store/library.ts'
import { portPair } from '../rpc/in-memory-ports.ts'

const HANDLE = 'a-handle-of-sixteen'
const LOG = `[2026-11-22 16:46:17,797] INFO starting (kafka.server.KafkaServer)
[2026-11-22 17:10:45,012] ERROR Error while appending records to orders-7 (kafka.server.ReplicaManager)
`
const STATUS = 'Name:\tjava\nPid:\t9615\nPPid:\t1\nThreads:\t137\nVmSize:\t 3632636 kB\nVmRSS:\t  316188 kB\n'
const METRICS = `time,open_regions,rss_kb
2026-11-22T08:46:00Z,20000,300000
2026-11-22T08:47:00Z,65530,300001
`
const OUT =
  '[27.631s][warning][os,thread] Failed to start thread "Unknown thread" - pthread_create failed (EAGAIN) ' +
  'for attributes: stacksize: 1024k, guardsize: 0k, detached.\n'

let work = ''
let libraries: Library[] = []
let client: Client

/** Another window on the same library. */
function window(): Client {
  const session = new Session({
    grantPatience: 20,
    openLibrary: () => {
      const library = openLibrary(path.join(work, 'library'))
      libraries.push(library)
      return library
    },
    formats,
    analyseProcess,
  })
  session.grant(HANDLE, [path.join(work, 'kafka-13')])
  const ports = portPair()
  serve(ports.server, contract, createHandlers(session, '1.2.3'), { toError: toRpcError })
  return connect(ports.client)
}

beforeEach(() => {
  work = mkdtempSync(path.join(tmpdir(), 'mortem-test-'))
  const bundle = path.join(work, 'kafka-13')
  mkdirSync(bundle)
  writeFileSync(path.join(bundle, 'server.log'), LOG)
  writeFileSync(path.join(bundle, 'server.out'), OUT)
  writeFileSync(path.join(bundle, 'status'), STATUS)
  writeFileSync(path.join(bundle, 'metrics.csv'), METRICS)
  client = window()
})
afterEach(() => {
  for (const library of libraries) library.close()
  libraries = []
  rmSync(work, { recursive: true })
})

const named = (opened: CaseSummary, name: string) => {
  const artifact = opened.artifacts.find(({ path: place }) => place === name)
  if (artifact === undefined) throw new Error(`no artifact ${name}`)
  return artifact
}
const requestOf = (opened: CaseSummary, name: string, ...set: Correction[]) => ({
  case: opened.id,
  artifact: named(opened, name).id,
  change: { set, clear: [] },
})
const open = (from = client) => from.call('case.open', { handle: HANDLE })
const ZONE: Correction = { kind: 'zone', zone: 'Asia/Shanghai' }

test('every artifact says where its times come from, with the line', async () => {
  const opened = await open()
  const bases = Object.fromEntries(opened.artifacts.map(({ path: place, timeBase }) => [place, timeBase]))
  expect(bases['server.log']).toMatchObject({
    kind: 'local',
    origin: 'assumed',
    text: 'Times are printed without a zone, taken as UTC.',
    evidence: { line: 1, quote: '[2026-11-22 16:46:17,797] INFO starting (kafka.server.KafkaServer)' },
    first: { used: Date.UTC(2026, 10, 22, 16, 46, 17, 797) },
    correctable: ['zone', 'shift'],
    correction: null,
  })
  expect(bases['server.out']).toMatchObject({ kind: 'uptime', origin: 'aligned', correctable: ['anchor'] })
  expect(bases['server.out']?.text).toContain('by the message of the application that it starts')
  expect(bases['status']).toMatchObject({ kind: 'file', origin: 'stated', evidence: null })
  expect(bases['metrics.csv']).toMatchObject({ kind: 'offset', origin: 'stated', correctable: ['shift'] })
})

test('a zone is previewed, stored, followed by the timeline, and taken back', async () => {
  const opened = await open()
  const request = requestOf(opened, 'server.log', ZONE)
  const preview = await client.call('artifact.preview', request)
  expect(preview).toMatchObject({
    zone: 'Asia/Shanghai',
    offset: -28_800_000,
    correction: 'corrected by you: Asia/Shanghai (UTC+08:00)',
  })
  expect(preview.first?.used).toBe(Date.UTC(2026, 10, 22, 8, 46, 17, 797))
  expect(named(await open(), 'server.log').corrections).toBeUndefined()

  const corrected = await client.call('artifact.correct', request)
  expect(named(corrected, 'server.log')).toMatchObject({ corrections: [ZONE], timeBase: { origin: 'user' } })
  const [process] = corrected.processes
  expect(process?.startedAt).toBe(Date.UTC(2026, 10, 22, 8, 46, 17, 797))
  expect(process?.timeline.map(({ clock }) => clock)).toContain('corrected by you: Asia/Shanghai (UTC+08:00)')
  // The output's seconds are counted from that start.
  expect(named(corrected, 'server.out').timeBase?.anchor?.at).toBe(process?.startedAt)

  const clear = [{ kind: 'zone', column: null } as const]
  const back = await client.call('artifact.correct', { ...request, change: { set: [], clear } })
  expect(back.processes).toEqual(opened.processes)
  expect(named(back, 'server.log').timeBase).toEqual(named(opened, 'server.log').timeBase)
})

test('a role gives the case its map count; two windows and a rebuilt index agree', async () => {
  const opened = await open()
  const other = window()
  await open(other)
  expect(named(opened, 'metrics.csv').columns).toMatchObject([
    { column: 'open_regions', role: null, guessed: null },
    { column: 'rss_kb', role: 'rss', guessed: 'rss', factor: 1024, processes: [opened.processes[0]?.process] },
  ])
  const role: Correction = { kind: 'role', column: 'open_regions', role: 'map-count', unit: null }
  const corrected = await client.call('artifact.correct', requestOf(opened, 'metrics.csv', role))
  expect(corrected.processes[0]?.ledger?.vmas).toBe(65_530)

  const request = { case: opened.id, artifact: named(opened, 'metrics.csv').id }
  const columns = await other.call('artifact.columns', request)
  expect(columns[0]).toMatchObject({ role: 'map-count', corrected: true, samples: [20_000, 65_530], points: 2 })
  for (const library of libraries) library.rebuildIndex()
  const again = await open(other)
  expect(again.id).toBe(opened.id)
  expect(again.processes[0]?.ledger?.vmas).toBe(65_530)
  expect(named(again, 'metrics.csv').corrections).toEqual([role])
})

test('a start dates lines of seconds', async () => {
  const opened = await open()
  const at = Date.UTC(2026, 10, 22, 8, 46, 17)
  const corrected = await client.call('artifact.correct', requestOf(opened, 'server.out', { kind: 'anchor', at }))
  expect(named(corrected, 'server.out').timeBase?.first?.used).toBe(at + 27_631)
  expect(corrected.processes[0]?.timeline.some((event) => event.at === at + 27_631)).toBe(true)
})

test('a correction of content that has changed is kept, said, and not applied', async () => {
  const opened = await open()
  await client.call('artifact.correct', requestOf(opened, 'server.log', ZONE))
  writeFileSync(path.join(work, 'kafka-13', 'server.log'), LOG + LOG)
  const changed = await open()
  expect(changed.id).toBe(opened.id)
  expect(named(changed, 'server.log').timeBase?.origin).toBe('assumed')
  expect(changed.unusedCorrections).toEqual([{ path: 'server.log', correction: ZONE }])
  writeFileSync(path.join(work, 'kafka-13', 'server.log'), LOG)
  expect(named(await open(), 'server.log').corrections).toEqual([ZONE])
})

test.each([
  ['server.log', { kind: 'zone', zone: 'CST' }, 'several zones'],
  ['server.log', { kind: 'zone', zone: 'Nowhere/Land' }, 'no time zone'],
  ['metrics.csv', ZONE, 'A zone does not apply'],
  ['server.log', { kind: 'anchor', at: Date.UTC(2026, 0, 1) }, 'A start does not apply'],
  ['metrics.csv', { kind: 'role', column: 'maps', role: 'map-count', unit: null }, 'no column "maps"'],
  ['metrics.csv', { kind: 'role', column: 'rss_kb', role: 'rss', unit: 'ms' }, 'no unit ms'],
  ['server.log', { kind: 'role', column: 'a', role: 'rss', unit: null }, 'no columns'],
] as const)('of %s %j is refused, and nothing is stored', async (name, correction, message) => {
  const opened = await open()
  const request = requestOf(opened, name, correction)
  for (const method of ['artifact.preview', 'artifact.correct'] as const) {
    const thrown: unknown = await client.call(method, request).catch((error: unknown) => error)
    expect(thrown).toBeInstanceOf(RpcError)
    expect(thrown).toMatchObject({ code: 'bad-input' })
    expect((thrown as RpcError).message).toContain(message)
  }
  expect(named(await open(), name).corrections).toBeUndefined()
})

test.each([
  { kind: 'shift', shift: 1e15 },
  { kind: 'shift', shift: 0.5 },
  { kind: 'zone', zone: '' },
  { kind: 'anchor', at: 5 },
  { kind: 'host', host: 'a' },
])('%j does not pass the boundary', async (correction) => {
  const opened = await open()
  const request = requestOf(opened, 'server.log', correction as Correction)
  await expect(client.call('artifact.correct', request)).rejects.toMatchObject({ code: 'bad-input' })
})
