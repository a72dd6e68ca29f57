import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import zlib from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { Chunks } from '../../../electron/engine/ingest/bytes.ts'
import { ReadFailure } from '../../../electron/engine/ingest/failure.ts'
import { gunzip } from '../../../electron/engine/ingest/gzip.ts'
import { unxz } from '../../../electron/engine/ingest/xz.ts'
import { file, ingested, tar, temporaryFolder, zip } from './support.ts'

async function* pieces(bytes: Buffer, size: number): Chunks {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

/** What came out, and the failure's code and message behind it. */
async function unpacked(chunks: Chunks): Promise<{ bytes: Buffer; failure: string | null }> {
  const parts: Buffer[] = []
  let failure: string | null = null
  try {
    for await (const chunk of chunks) parts.push(Buffer.from(chunk))
  } catch (error) {
    if (!(error instanceof ReadFailure)) throw error
    failure = `${error.code}: ${error.message}`
  }
  return { bytes: Buffer.concat(parts), failure }
}

const content = Buffer.from(Array.from({ length: 10_000 }, (_, at) => `line ${at * 7919}\n`).join(''))

describe('gzip', () => {
  const target = path.join(temporaryFolder(), 'with a name')
  writeFileSync(target, content)
  const named = execFileSync('gzip', ['-Nc', target], { maxBuffer: 1 << 26 })
  const whole = Buffer.concat([named, zlib.gzipSync('second\n'), Buffer.alloc(512), Buffer.from('garbage')])

  test.each([13, 500, 4096, 1 << 20])('names, members, padding and garbage, in pieces of %i bytes', async (size) => {
    const { bytes, failure } = await unpacked(gunzip(pieces(whole, size)))
    expect(failure).toBeNull()
    expect(bytes.equals(Buffer.concat([content, Buffer.from('second\n')]))).toBe(true)
  })

  test('cut anywhere it gives a beginning of what was in it', async () => {
    const packed = zlib.gzipSync(content)
    for (let length = 0; length < packed.length; length += 997) {
      const { bytes, failure } = await unpacked(gunzip(pieces(packed.subarray(0, length), 512)))
      expect(failure, `at ${length}`).toMatch(/^archive-damaged/)
      expect(content.subarray(0, bytes.length).equals(bytes), `at ${length}`).toBe(true)
    }
  })
})

describe('xz', () => {
  const xz = (...options: string[]): Buffer =>
    execFileSync('xz', ['-c', ...options], { input: content, maxBuffer: 1 << 26 })

  test('what the built-in decoder does not know goes to the system’s xz', async () => {
    const { bytes, failure } = await unpacked(unxz(pieces(xz('--delta', '--lzma2'), 4096)))
    expect(failure).toBeNull()
    expect(bytes.equals(content)).toBe(true)
  })

  test('and is refused with advice where there is none', async () => {
    const { bytes, failure } = await unpacked(unxz(pieces(xz('--delta', '--lzma2'), 4096), 'no-such-xz'))
    expect(bytes).toHaveLength(0)
    expect(failure).toMatch(/^xz-missing: .*install/)
  })

  test('the decoder is free again after a file that was not read to its end, and after a damaged one', async () => {
    for await (const _ of unxz(pieces(xz(), 4096))) break
    expect((await unpacked(unxz(pieces(Buffer.from('\xfd7zXZ\0garbage', 'latin1'), 4096)))).failure).toMatch(
      /^archive-damaged/,
    )
    expect((await unpacked(unxz(pieces(xz(), 4096)))).bytes.equals(content)).toBe(true)
  })
})

describe('mutated archives give a result and issues, never an exception', () => {
  // A linear congruential generator: the same mutations every time.
  let state = 12_345
  const random = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  const members = [
    { name: 'a/hs_err.log', content: 'ERROR one\n'.repeat(50) },
    { name: 'a/in.gz', content: zlib.gzipSync('deep\n'.repeat(50)) },
    { name: 'b.log', content: 'text\n' },
  ]
  const inner = zip(members)

  test.each([
    ['zip', () => zip([...members, { name: 'in.zip', content: inner }])],
    ['tar', async () => tar([...members, { name: 'in.zip', content: inner }])],
    ['tar.gz', async () => zlib.gzipSync(await tar(members), { level: 0 })],
    ['xz', async () => execFileSync('xz', ['-c', '-0'], { input: await tar(members) })],
  ])('%s', async (_, make) => {
    const original = await make()
    for (let round = 0; round < 150; round++) {
      const bytes = Buffer.from(original)
      for (let change = random(8); change >= 0; change--) bytes[random(bytes.length)] = random(256)
      const { result } = await ingested(file('x', bytes))
      expect(result.bundles).toHaveLength(1)
    }
  })
})
