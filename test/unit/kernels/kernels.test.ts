/** Kernels find what their twins find, and records are the same with and without them. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formats } from '../../../electron/engine/formats/index.ts'
import { ingest } from '../../../electron/engine/ingest/index.ts'
import { findNewlines } from '../../../electron/engine/ingest/newlines.ts'
import { BATCH, Kernels } from '../../../electron/engine/kernels/index.ts'
import { formatFixtures } from '../../support/fixtures.ts'
import { applicationLog, gcLog, segmentLog } from '../../support/log-lines.ts'
import { caseRandom, mutatedCase } from '../../support/mutate.ts'
import { zooFolder } from '../../support/zoo.ts'
import { MemorySink } from '../ingest/support.ts'

const SEED = 20261125
let work = ''
beforeAll(() => {
  work = mkdtempSync(path.join(tmpdir(), 'kernels-'))
})
afterAll(() => rmSync(work, { recursive: true, force: true }))

async function read(file: string, kernels: boolean): Promise<unknown> {
  const spool = path.join(work, 'spool')
  mkdirSync(spool, { recursive: true })
  const sink = new MemorySink()
  const result = await ingest([file], { formats, spool, sink, kernels })
  return { artifacts: sink.artifacts, counts: result.counts }
}

async function readBoth(bytes: string | Uint8Array): Promise<{ with: unknown; without: unknown }> {
  const file = path.join(work, 'unknown')
  writeFileSync(file, bytes)
  return { with: await read(file, true), without: await read(file, false) }
}

test('the kernels are there: nothing below would be a comparison without', () => {
  expect(Kernels.load(1024)).not.toBeNull()
})

test('newlines are found where they are, at every alignment and up to the room there is', () => {
  const random = caseRandom(SEED, 0)
  const kernels = Kernels.load(64 * 1024)
  if (kernels === null) throw new Error('no kernels')
  const expected = new Uint32Array(BATCH)
  for (let round = 0; round < 300; round++) {
    const density = 1 + random.below(90)
    for (let at = 0; at < 20_000; at++) kernels.text[at] = random.below(density) === 0 ? 10 : 65
    const from = random.below(40)
    const to = from + random.below(20_000 - 40)
    const count = kernels.findNewlines(from, to)
    expect(count).toBe(findNewlines(kernels.text, from, to, expected))
    expect(kernels.ends.subarray(0, count)).toEqual(expected.subarray(0, count))
  }
})

describe('records are the same with and without kernels', () => {
  test.each(['application-log', 'hotspot-stdout', 'gc-unified'])('fixtures of %s', async (format) => {
    const fixtures = formatFixtures().filter((fixture) => fixture.format === format)
    expect(fixtures.length).toBeGreaterThan(0)
    for (const { bytes } of fixtures) {
      const records = await readBoth(bytes)
      expect(records.with).toEqual(records.without)
    }
  })

  test('damaged fixtures', async () => {
    for (let index = 0; index < 400; index++) {
      const records = await readBoth(mutatedCase(SEED, index).bytes)
      expect(records.with).toEqual(records.without)
    }
  })

  test.each([1, 2, 3, 4])('application logs beyond what is listed, seed %i', async (seed) => {
    const log = applicationLog(caseRandom(seed, 0), 60_000)
    for (const text of [log, log.replaceAll('\n', '\r\n')]) {
      const records = await readBoth(text)
      expect(records.with).toEqual(records.without)
    }
  })

  test.each([1, 2])('logs of more segments than their history has points, seed %i', async (seed) => {
    const log = segmentLog(caseRandom(seed, 1), 120_000)
    const records = await readBoth(log)
    expect(records.with).toEqual(records.without)
  })

  test.each([1, 2, 3])('GC logs whose lines interleave, seed %i', async (seed) => {
    const log = gcLog(caseRandom(seed, 0), 40_000)
    for (const text of [log, log.replaceAll('\n', '\r\n')]) {
      const records = await readBoth(text)
      expect(records.with).toEqual(records.without)
    }
  })

  test('a call of System.gc() wherever the search for it pauses', async () => {
    const line = (message: string): string => `[2026-11-22 08:46:17,797] INFO ${message} (a.B)\n`
    const begin = line('started').repeat(300)
    for (let padding = 0; padding < 64; padding++) {
      const text = `${line('x'.repeat(8050 + padding))}${line('y'.repeat(30))}${line('System.gc() now')}`
      const records = await readBoth(begin + text.repeat(3))
      expect(records.with, `${padding}`).toEqual(records.without)
      expect(JSON.stringify(records.with).match(/"gc-requested"/g)).toHaveLength(3)
    }
  })

  test.each([
    'Too many open files',
    'Cannot allocate memory',
    'Call to posix_madvise with address=0x6A6939205000 and byteSize=12939 failed with return code 11.',
  ])('a trace that says %s', async (words) => {
    const line = (level: string): string =>
      `[2026-11-22 08:46:17,797] ${level} of the broker (kafka.network.Acceptor)\n`
    const trace = (message: string): string =>
      `${line('ERROR')}java.io.IOException: ${message}\n\tat sun.nio.ch.Net.accept(Native Method)\n`
    const records = await readBoth(line('INFO').repeat(300) + trace('reset').repeat(400) + trace(words).repeat(3))
    expect(records.with).toEqual(records.without)
    expect(JSON.stringify(records.with).match(/"call-refused"/g)).toHaveLength(3)
  })

  test('lines longer than the reader takes', async () => {
    const random = caseRandom(SEED, 7)
    const long = `[2026-11-22 08:46:17,797] INFO Deleting segment files ${'LogSegment(baseOffset=42, size=1),'.repeat(60_000)}`
    const records = await readBoth(`${applicationLog(random, 500)}\n${long}\n${applicationLog(random, 500)}`)
    expect(records.with).toEqual(records.without)
  })

  const corpus = ['gclog', 'kafkalog'].map((folder) => path.join(zooFolder, '../public', folder))
  test.each(corpus)('real logs: %s', async (folder) => {
    for (const name of readdirSync(folder)) {
      const file = path.join(folder, name)
      expect(await read(file, true), name).toEqual(await read(file, false))
    }
  })
})
