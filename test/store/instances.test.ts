/** Several processes on one library: real ones, since SQLite's locks are between processes. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { expect, test } from 'vitest'
import { openLibrary } from '../../electron/engine/store/library.ts'
import { artifactsOf } from '../../electron/engine/store/queries/artifacts.ts'
import { completeIngestOf } from '../../electron/engine/store/queries/ingests.ts'
import { loadProcessRecords, processesOf } from '../../electron/engine/store/queries/process-records.ts'
import { recentCases } from '../../electron/engine/store/queries/recent.ts'
import { storeCase, temporaryFolder } from './stored-case.ts'

const script = path.join(import.meta.dirname, 'writing-process.ts')

/** A process that writes to the library; resolves when it said `ready`. */
async function startWriter(folder: string, mode: 'forever' | 'once', name: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [script, folder, mode, name], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout ?? child, 'data')
  return child
}

async function ended(child: ChildProcess): Promise<number | NodeJS.Signals | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return child.exitCode ?? child.signalCode
}

test('killed in the middle of an ingest: the library opens, nothing half is shown, what the user wrote is there', async () => {
  using folder = temporaryFolder()
  const child = await startWriter(folder.path, 'forever', 'killed')
  child.kill('SIGKILL')
  expect(await ended(child)).toBe('SIGKILL')

  const library = openLibrary(folder.path)
  expect(recentCases(library.user).map(({ id }) => id)).toEqual(['killed'])
  expect(completeIngestOf(library.index, 'killed')).toBeNull()
  expect(library.index.prepare('SELECT count(*) FROM artifact').pluck().get()).toBe(0)
  expect(library.index.pragma('integrity_check', { simple: true })).toBe('ok')
  storeCase(library, 'killed')
  expect(completeIngestOf(library.index, 'killed')).not.toBeNull()
  library.close()
}, 30_000)

test('opening beside an instance that writes disturbs neither', async () => {
  using folder = temporaryFolder()
  const child = await startWriter(folder.path, 'forever', 'other')
  const library = openLibrary(folder.path)
  const { ingest, ids } = storeCase(library, 'mine')
  expect(artifactsOf(library.index, ingest).map(({ id }) => id)).toEqual(ids)
  const running = library.index.prepare<[], number>('SELECT count(*) FROM ingest WHERE complete = 0').pluck()
  expect(running.get()).toBe(1)
  child.kill('SIGKILL')
  await ended(child)
  library.close()
}, 30_000)

test('three processes write cases at the same time, and all are whole', async () => {
  using folder = temporaryFolder()
  const names = ['one', 'two', 'three']
  const children = await Promise.all(names.map((name) => startWriter(folder.path, 'once', name)))
  expect(await Promise.all(children.map(ended))).toEqual([0, 0, 0])

  const library = openLibrary(folder.path)
  expect(
    recentCases(library.user)
      .map(({ id }) => id)
      .toSorted(),
  ).toEqual(names.toSorted())
  const ids = new Set<number>()
  for (const name of names) {
    const ingest = completeIngestOf(library.index, name)?.id ?? -1
    const [process = -1] = processesOf(library.index, ingest)
    const records = loadProcessRecords(library.index, ingest, process)
    for (const { id } of records?.artifacts ?? []) ids.add(id)
    expect([records?.artifacts.length, records?.facts.length]).toEqual([20, 80])
  }
  expect(ids.size).toBe(60)
  library.close()
}, 60_000)
