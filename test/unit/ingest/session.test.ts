import { readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import zlib from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { CancelledError, type IngestProgress } from '../../../electron/engine/ingest/index.ts'
import { file, ingested, tar, temporaryFolder, zip } from './support.ts'

const big = 'a line of a log\n'.repeat(500_000)

describe('cancelling', () => {
  test('before it begins', async () => {
    await expect(ingested(file('a', 'x'), { signal: AbortSignal.abort() })).rejects.toThrow(CancelledError)
  })

  test.each([
    ['a folder', () => [{ name: 'a.log', bytes: Buffer.from(big) }]],
    ['a zip', () => [{ name: 'a.zip', bytes: zip([{ name: 'a.log', content: big }]) }]],
    ['a tar.gz', async () => [{ name: 'a.tgz', bytes: zlib.gzipSync(await tar([{ name: 'a.log', content: big }])) }]],
  ])('%s, in the middle of it: no half-written files stay', async (_, make) => {
    const folder = temporaryFolder()
    for (const { name, bytes } of await make()) writeFileSync(path.join(folder, name), bytes)
    const spool = temporaryFolder()
    const controller = new AbortController()
    let reports = 0
    const onProgress = (): void => {
      // The first report comes while the first chunk is read.
      if (++reports === 1) controller.abort()
    }
    await expect(ingested(folder, { spool, signal: controller.signal, onProgress })).rejects.toThrow(CancelledError)
    expect(readdirSync(spool).filter((name) => name.startsWith('.part-'))).toEqual([])
  })

  test('a message arrives while a slow parser works on one file', async () => {
    const controller = new AbortController()
    let lines = 0
    const slow = {
      id: 'text',
      title: 'Text',
      version: 1,
      sniff: () => 'maybe' as const,
      open: () => ({
        line() {
          lines++
          for (const until = performance.now() + 0.05; performance.now() < until;);
        },
        end() {},
      }),
    }
    setImmediate(() => setTimeout(() => controller.abort()))
    await expect(ingested(file('a', big), { formats: [slow], signal: controller.signal })).rejects.toThrow(
      CancelledError,
    )
    expect(lines).toBeLessThan(500_000)
  })
})

test('progress grows to the size of what was opened and says what was recognised', async () => {
  const reports: IngestProgress[] = []
  const folder = temporaryFolder()
  writeFileSync(path.join(folder, 'a.log'), big)
  writeFileSync(path.join(folder, 'b.zip'), zip([{ name: 'm.log', content: big }]))
  const { result } = await ingested(folder, { onProgress: (progress) => reports.push(progress) })
  const last = reports.at(-1)
  expect(last).toMatchObject({ artifacts: 2, totalBytes: result.bundles[0]?.bytes })
  expect(last?.bytes).toBeLessThanOrEqual(last?.totalBytes ?? 0)
  expect(reports.map(({ bytes }) => bytes)).toEqual(
    reports.map(({ bytes }) => bytes).toSorted((one, other) => one - other),
  )
  const recognised = reports.flatMap(({ partial }) => partial ?? []).map((artifact) => artifact.path)
  expect(new Set(recognised)).toEqual(new Set(['a.log', 'b.zip!/m.log']))
})

test('the same content twice is spooled once, and nothing else is left in the spool', async () => {
  const { spool, artifacts } = await ingested(
    file(
      'a',
      await tar([
        { name: 'a', content: 'x' },
        { name: 'b', content: 'x' },
      ]),
    ),
  )
  expect(readdirSync(spool)).toHaveLength(1)
  expect(artifacts[0]?.textPath).toBe(artifacts[1]?.textPath)
})
