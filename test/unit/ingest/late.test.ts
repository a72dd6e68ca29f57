/** A crash log at the end of the console of its JVM: `-XX:+ErrorFileToStdout`, as containers are run. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { formats } from '../../../electron/engine/formats/index.ts'
import { regionFaults } from '../../formats/hs-err/region-faults.ts'
import { file, ingested } from './support.ts'

const fixtures = path.join(import.meta.dirname, '../../fixtures/formats/hs-err')
const crash = readFileSync(path.join(fixtures, 'jdk25-guard-protect.log'), 'utf8').trimEnd().split('\n')
const other = readFileSync(path.join(fixtures, 'jdk8-guard-pages.log'), 'utf8').trimEnd().split('\n')
const saved = ['# An error report file with more information is saved as:', '# /app/hs_err_pid4711.log']

/** Longer than what formats see of a beginning, and than a block of the reader. */
const application = Array.from(
  { length: 12_000 },
  (_, at) =>
    `[2026-11-22 08:${String(10 + (at % 50))}:01,${String(at % 1000).padStart(3, '0')}] INFO [main] started (kafka.server.KafkaServer)`,
)
const lost = '[2026-11-22 08:59:59,000] ERROR [main] java.io.IOException: Map failed (kafka.log.LogManager)'

async function read(lines: readonly string[]) {
  const { artifacts } = await ingested(file('stdout.log', `${lines.join('\n')}\n`), { formats })
  const artifact = artifacts[0]!
  const fact = (key: string) => artifact.records.find((one) => one.kind === 'fact' && one.key === key)
  return { format: artifact.formatId, records: artifact.records, fact, lines: artifact.result.lines }
}

describe('a crash log behind a long log', () => {
  test.each([
    ['as it is', (line: string) => line],
    [
      'carried by a container runtime',
      (line: string, at: number) => `2026-11-22T08:46:17.${at}Z stdout F ${line}`.trimEnd(),
    ],
  ])('%s makes the artifact one', async (_, carry) => {
    const all = [...application, lost, ...crash].map(carry)
    const { format, records, fact, lines } = await read(all)
    expect(format).toBe('hs-err')
    expect(lines).toBe(all.length)
    expect(fact('process.pid')).toMatchObject({ value: 10043 })
    expect(fact('crash.thread')?.span.line).toBe(
      application.length + 1 + crash.findIndex((line) => line.startsWith('Current thread')) + 1,
    )
    expect(records.some((one) => one.kind === 'mappings' && one.complete)).toBe(true)
    expect(
      regionFaults(
        records.filter((one) => one.kind !== 'region' || one.depth < 2 || one.span.line > application.length),
      ),
    ).toEqual([])
    expect(
      records.some((one) => one.kind === 'region' && one.id === 'header' && one.span.line === application.length + 2),
    ).toBe(true)
  })

  test('is found wherever its header lies among the pieces that are searched', async () => {
    const before = `${application.join('\n')}\n`
    const piece = 64 * 1024
    const header = crash.findIndex((line) => line.startsWith('# A fatal error') || line.startsWith('# There is'))
    const above = crash.slice(0, header).join('\n').length + 1
    for (const into of [-1, 0, 1, 20, 76]) {
      const bytes = Math.ceil((before.length + 300) / piece) * piece
      const filler = 'x'.repeat(bytes - before.length - above - into - 1)
      const { format, lines } = await read([...application, filler, ...crash])
      expect([into, format]).toEqual([into, 'hs-err'])
      expect(lines).toBe(application.length + 1 + crash.length)
    }
  })

  test('keeps what the log before it says', async () => {
    const { records } = await read([...application, lost, ...crash])
    expect(records.some((one) => one.kind === 'event' && one.span.line === application.length + 1)).toBe(true)
    expect(records.some((one) => one.kind === 'event' && one.span.line > application.length + 1)).toBe(false)
  })

  test('is not the notice of an earlier life', async () => {
    const notice = [...other.slice(0, 3), ...saved]
    const { format, fact } = await read([...application, ...notice, ...application, ...crash])
    expect(format).toBe('hs-err')
    expect(fact('process.pid')).toMatchObject({ value: 10043 })
    expect(fact('crash.requested-bytes')).toMatchObject({ value: 16384 })
  })
})

test('a notice alone leaves the log what it is', async () => {
  const { format } = await read([...application, ...crash.slice(0, 3), ...saved])
  expect(format).toBe('application-log')
})

test('a log without a crash is what it was', async () => {
  const { format } = await read([...application, '# A fatal error has been detected by the watchdog', ...application])
  expect(format).toBe('application-log')
})
