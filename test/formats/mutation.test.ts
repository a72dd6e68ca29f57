/** Whatever was done to an artifact, reading it gives records inside the text and issues: the small budget of `npm run test:mutation`. */
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { formats } from '../../electron/engine/formats/index.ts'
import { feed, linesOf } from '../support/feed.ts'
import { formatFixtures } from '../support/fixtures.ts'
import { mutatedCase } from '../support/mutate.ts'
import { openingFaults } from '../support/mutation-check.ts'
import { runMutations } from '../support/mutation-run.ts'

const SEED = 20_261_122
const CASES = 3000
const MIB = 1024 * 1024
const folder = mkdtempSync(path.join(tmpdir(), 'mortem-mutation-'))

afterAll(() => rmSync(folder, { recursive: true, force: true }))

it(`${CASES} damaged artifacts (seed ${SEED})`, { timeout: 120_000 }, async () => {
  expect(await runMutations({ seed: SEED, from: 0, to: CASES, threads: 2 })).toEqual([])
})

it('the same seed damages the same way, another one differently', () => {
  const [one, again, other] = [mutatedCase(1, 7), mutatedCase(1, 7), mutatedCase(2, 7)]
  expect(again.bytes.equals(one.bytes)).toBe(true)
  expect(other.bytes.equals(one.bytes)).toBe(false)
})

/** A line that ends like one of the fixture's and has 100 MB of its own in the middle. */
function withLongLine(file: string, bytes: Uint8Array): void {
  const [first = '', second = ''] = linesOf(bytes)
  const descriptor = openSync(file, 'w')
  const half = second.length >> 1
  const piece = (second.slice(Math.max(0, half - 40), half) || 'x').repeat(MIB)
  writeSync(descriptor, `${first}\n${second.slice(0, half)}`)
  for (let written = 0; written < 100 * MIB; written += piece.length) writeSync(descriptor, piece)
  writeSync(descriptor, `${second.slice(half)}\n${linesOf(bytes).slice(2).join('\n')}\n`)
  closeSync(descriptor)
}

describe('a line of 100 MB', () => {
  it.each(['hs-err', 'application-log', 'proc-maps'])('in %s', { timeout: 60_000 }, async (id) => {
    const fixture = formatFixtures().find(({ format }) => format === id)
    const file = path.join(folder, 'unknown')
    withLongLine(file, fixture?.bytes ?? new Uint8Array())
    const before = process.memoryUsage().rss
    expect(await openingFaults(file)).toEqual([])
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * MIB)
  })
})

describe('numbers that no kernel prints', () => {
  const absurd = '9'.repeat(400)
  it.each([
    ['proc-status', `Threads:\t${absurd}`],
    ['proc-status', `VmRSS:\t${absurd} kB`],
    ['proc-limits', `Max open files            ${absurd}                1048576              files     `],
    ['ulimit', `open files                          (-n) ${absurd}`],
    ['proc-maps', `7f0000000000-7f0000001000 r--p 00000000 08:01 ${absurd} /a`],
  ])('are an issue of %s', (id, line) => {
    const format = formats.find((one) => one.id === id)
    const { records, issues } = feed(format!, `${line}\n`)
    expect(records.map(({ kind }) => kind)).toEqual(['region'])
    expect(issues.map(({ line: at, count }) => [at, count])).toEqual([[1, 1]])
  })
})
