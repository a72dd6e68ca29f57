import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { hsErr } from '../../../electron/engine/formats/hs-err/index.ts'
import { bytesOf, feed, headOf, linesOf } from '../../support/feed.ts'
import { formatFixtures } from '../../support/fixtures.ts'
import { integrityFaults } from '../../support/records.ts'
import { goldenText } from './golden-text.ts'
import { regionFaults, uncoveredLines } from './region-faults.ts'

const fixtures = formatFixtures()
  .filter(({ format }) => format === 'hs-err')
  .map(({ name, bytes }) => ({ name, bytes, text: new TextDecoder().decode(bytes) }))

function fixture(start: string): string {
  return fixtures.find(({ name }) => name.startsWith(start))?.text ?? ''
}

function factsOf(text: string | Uint8Array): Record<string, unknown> {
  const { records } = feed(hsErr, text)
  return Object.fromEntries(records.flatMap((record) => (record.kind === 'fact' ? [[record.key, record.value]] : [])))
}

/** As a container runtime hands lines on (CRI): time with 9 digits at most, stream, tag. */
function stamped(line: string, index: number): string {
  return `2026-11-22T08:46:17.${String(index * 7919).slice(-9)}Z stdout F ${line}`.trimEnd()
}

describe.each(fixtures)('$name', ({ name, bytes, text }) => {
  it('gives its records', async () => {
    const golden = path.join(import.meta.dirname, `${name}.golden.txt`)
    await expect(goldenText(feed(hsErr, bytes))).toMatchFileSnapshot(golden)
  })

  it('has regions that nest and cover it', () => {
    const fed = feed(hsErr, bytes)
    expect(regionFaults(fed.records)).toEqual([])
    const uncovered = uncoveredLines(fed.records, linesOf(bytes)).map((line) => linesOf(bytes)[line - 1])
    // The one section that no release prints, written to be unknown.
    expect(uncovered.filter((line) => !/^Barrier Statistics| Stored 7/.test(line ?? ''))).toEqual([])
  })

  it('is understood as far as it goes when cut at any line', () => {
    const lines = text.split('\n')
    for (let count = 0; count < lines.length - 1; count++) {
      const cut = `${lines.slice(0, count).join('\n')}\n`
      const fed = feed(hsErr, cut)
      expect(integrityFaults(fed, linesOf(cut))).toEqual([])
      expect(regionFaults(fed.records)).toEqual([])
      const whole = lines.slice(0, count).some((line) => line === 'END.' || line.startsWith('elapsed time: '))
      expect(fed.issues.some(({ code }) => code === 'truncated')).toBe(!whole)
    }
  })

  it('says the same inside a container log', () => {
    const lines = text.split('\n')
    const log = ['{"level":"info","message":"starting"}', ...lines, 'stopped'].map(stamped).join('\n')
    expect(hsErr.sniff(headOf(log))).toBe('certain')
    const fed = feed(hsErr, log)
    expect(integrityFaults(fed, linesOf(log))).toEqual([])
    expect(regionFaults(fed.records)).toEqual([])
    expect(factsOf(log)).toEqual(factsOf(text))
    expect(mappingsOf(log)).toEqual(mappingsOf(text))
  })

  it('is recognised without the lines before its parts', () => {
    const headless = text.slice(text.indexOf('---------------'))
    expect(hsErr.sniff(headOf(headless))).toBe('yes')
    expect(integrityFaults(feed(hsErr, headless), linesOf(headless))).toEqual([])
    expect(factsOf(headless)).toMatchObject({ 'crash.thread-kind': factsOf(text)['crash.thread-kind'] })
  })
})

function mappingsOf(text: string): [number, boolean][] {
  return feed(hsErr, text).records.flatMap((record) =>
    record.kind === 'mappings' ? [[record.table.count, record.complete] as [number, boolean]] : [],
  )
}

it('states no crash for the same sections of a living process, as jcmd VM.info prints them', () => {
  const log = fixture('jdk17')
  const thread = log.indexOf('---------------  T H R E A D')
  const summary = log.slice(log.indexOf('---------------  S U M M A R Y'), thread)
  const info = `#\n# JRE version: OpenJDK Runtime Environment (17.0.15+6)\n#\n\n${summary}${log.slice(log.indexOf('---------------  P R O C E S S'))}`
  const facts = factsOf(info)
  expect(facts).toMatchObject({ 'process.uptime': factsOf(log)['process.uptime'] })
  expect(Object.keys(facts).filter((key) => key.startsWith('crash.'))).toEqual(['crash.exception-count'])
})

describe('sniff', () => {
  const notice = `${fixture('jdk8').split('\n').slice(0, 3).join('\n')}
# An error report file with more information is saved as:
# hs_err_pid4711.log
`
  it('leaves the notice on standard output to others', () => {
    expect(hsErr.sniff(headOf(notice))).toBe('no')
  })

  it('leaves the long notice of a signal to others', () => {
    const header = fixture('jdk17').split('\n').slice(0, 12).join('\n')
    const saved = '\n# An error report file with more information is saved as:\n# hs_err_pid1.log\n#\n'
    expect(hsErr.sniff(headOf(header + saved))).toBe('no')
  })

  it('takes a log that ends within its header', () => {
    const lines = fixture('jdk17').split('\n')
    expect(hsErr.sniff(headOf(lines.slice(0, 7).join('\n')))).toBe('certain')
    expect(hsErr.sniff(headOf(lines.slice(0, 4).join('\n')))).toBe('yes')
  })

  it('takes a log that ends within the reasons, which the notice has not', () => {
    const [header = '', headline = ''] = fixture('jdk11-gc').split('\n')
    const refused = '# Cannot create GC thread. Out of system resources.'
    expect(hsErr.sniff(headOf([header, headline, refused, '# Possible reasons:'].join('\n')))).toBe('certain')
  })

  it('takes a log that follows the notice in the same file', () => {
    const both = notice + fixture('jdk8')
    expect(hsErr.sniff(headOf(both))).toBe('certain')
    const fed = feed(hsErr, both)
    expect(fed.records.filter((record) => record.kind === 'region' && record.id === 'notice')).toHaveLength(1)
    expect(regionFaults(fed.records)).toEqual([])
    expect(factsOf(both)).toEqual(factsOf(fixture('jdk8')))
  })
})

describe('damage', () => {
  const jdk25 = fixture('jdk25')

  it('calls a listing that nothing follows incomplete', () => {
    const cut = jdk25.slice(0, jdk25.indexOf('7ffeab2f1000-'))
    expect(mappingsOf(cut)).toEqual([[3, false]])
    expect(mappingsOf(jdk25)).toEqual([[5, true]])
  })

  it('reports a total that does not fit, damaged mappings, and counts on', () => {
    const damaged = jdk25.replace('7fa8bb424000-7fa8bb520000 rw-p', '7fa8bb424000-7fa8bb52')
    const { issues } = feed(hsErr, damaged)
    expect(issues.map(({ code }) => code)).toEqual(['malformed-mapping', 'total-mismatch'])
    expect(issues[1]?.message).toBe('5 mappings printed as total, 4 listed')
    expect(mappingsOf(damaged)).toEqual([[4, false]])
  })

  it('reports errors that nested anywhere', () => {
    const nested =
      '[error occurred during error reporting (printing heap information), id 0xb, SIGSEGV (0xb) at pc=0x1]'
    const lines = jdk25.split('\n')
    for (let at = 3; at < lines.length - 1; at += 5) {
      const text = lines.toSpliced(at, 0, nested).join('\n')
      const fed = feed(hsErr, text)
      expect(fed.issues.find(({ code }) => code === 'nested-error')?.line).toBe(at + 1)
      expect(regionFaults(fed.records)).toEqual([])
      expect(factsOf(text)).toMatchObject({ 'process.pid': 10043, 'limit.pid-max': 32768 })
    }
  })

  it('keeps what is valid beside bytes that are not', () => {
    const bytes = bytesOf(jdk25.replace('pool-2041-thread-5', 'pool-\u0001-thread-5')).map((byte) =>
      byte === 1 ? 0xff : byte,
    )
    expect(factsOf(bytes)).toMatchObject({ 'crash.thread': 'pool-\ufffd-thread-5', 'crash.requested-bytes': 16384 })
    expect(integrityFaults(feed(hsErr, bytes), linesOf(bytes))).toEqual([])
  })

  it('reads the first of two logs and hands the other over', () => {
    for (const first of [jdk25, jdk25.slice(0, jdk25.indexOf('VM Arguments:'))]) {
      const second = fixture('jdk8')
      const { records, excerpts } = feed(hsErr, first + second)
      const [begin, count] = [first.split('\n').length, second.split('\n').length]
      expect(excerpts).toHaveLength(1)
      const [span] = excerpts[0]?.spans ?? []
      expect(excerpts[0]).toMatchObject({ name: 'next crash log', isOther: true })
      expect(span?.endLine).toBe(begin + count - 2)
      expect(span?.line).toBeLessThanOrEqual(begin + 2)
      expect(records.find((record) => record.kind === 'fact' && record.key === 'process.pid')).toMatchObject({
        value: 10043,
      })
      expect(regionFaults(records)).toEqual([])
    }
  })
})

describe('what stands around a log on a console', () => {
  const warning =
    "OpenJDK 64-Bit Server VM warning: INFO: os::commit_memory(0x00000000e0000000, 12288, 0) failed; error='Cannot allocate memory' (errno=12)\n"

  it('is handed over where a failure is in it', () => {
    const { excerpts } = feed(hsErr, `${warning}${fixture('jdk8')}`)
    expect(excerpts).toEqual([{ name: 'console', isOther: true, spans: [{ line: 1, endLine: 1 }] }])
  })

  it('is left where it says nothing', () => {
    expect(feed(hsErr, `starting\n${fixture('jdk8')}`).excerpts).toEqual([])
  })
})
