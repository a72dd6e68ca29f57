import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'
import path from 'node:path'
import zlib from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { defineFormat } from '../../../electron/engine/formats/format.ts'
import { LINE_INDEX_STEP } from '../../../electron/engine/ingest/index.ts'
import { formats as allFormats } from '../../../electron/engine/formats/index.ts'
import { file, ingested, issueCodes, lineFormat, tar, temporaryFolder } from './support.ts'

const MIB = 1024 * 1024

/** Keeps every line as the parser saw it. */
function recorder(): { format: typeof lineFormat; lines: string[]; ended: unknown[] } {
  const lines: string[] = []
  const ended: unknown[] = []
  const format = defineFormat({
    ...lineFormat,
    open: () => ({
      line: (line) => lines.push(line.text()),
      end: (...end) => ended.push(end),
    }),
  })
  return { format, lines, ended }
}

async function linesOf(content: string | Uint8Array): Promise<{ lines: string[]; codes: string[]; count: number }> {
  const { format, lines } = recorder()
  const { artifacts } = await ingested(file('x', content), { formats: [format], caps: { lineBytes: MIB } })
  return { lines, codes: artifacts.flatMap(issueCodes), count: artifacts[0]?.result.lines ?? -1 }
}

describe('lines', () => {
  test.each([
    ['no newline at the end', 'a\nb', ['a', 'b']],
    ['newline at the end', 'a\nb\n', ['a', 'b']],
    ['empty lines', '\n\na\n', ['', '', 'a']],
    ['carriage returns', 'a\r\nb\r\n', ['a', 'b']],
    ['umlauts', 'für\nGrüße', ['für', 'Grüße']],
    ['a byte order mark', '\ufeffa\nb', ['a', 'b']],
  ])('%s', async (_, content, expected) => {
    expect(await linesOf(content)).toEqual({ lines: expected, codes: [], count: expected.length })
  })

  test('lines across blocks come whole, and the index points at them', async () => {
    const expected = Array.from({ length: 150_000 }, (_, at) => `${at} ${'ä'.repeat(at % 37)}`)
    const { format, lines, ended } = recorder()
    const target = file('x', expected.join('\n'))
    const { artifacts } = await ingested(target, { formats: [format] })
    expect(lines).toEqual(expected)
    expect(ended).toEqual([[150_000, false]])
    const bytes = readFileSync(target)
    const index = artifacts[0]?.result.lineIndex ?? new Float64Array()
    expect(index).toHaveLength(Math.ceil(150_000 / LINE_INDEX_STEP))
    for (let entry = 0; entry < index.length; entry++) {
      const start = index[entry] ?? -1
      const wanted = expected[entry * LINE_INDEX_STEP] ?? ''
      expect(bytes.toString('utf8', start, start + Buffer.byteLength(wanted))).toBe(wanted)
    }
  })

  test('a line of 100 MB is given cut, in bounded memory, and the next one follows', async () => {
    const target = path.join(temporaryFolder(), 'x')
    const descriptor = openSync(target, 'w')
    writeSync(descriptor, 'ERROR before\n')
    const piece = 'x'.repeat(MIB)
    for (let at = 0; at < 100; at++) writeSync(descriptor, piece)
    writeSync(descriptor, '\nERROR after\n')
    closeSync(descriptor)
    const before = process.memoryUsage()
    const { artifacts } = await ingested(target)
    const after = process.memoryUsage()
    expect(after.external + after.heapUsed - before.external - before.heapUsed).toBeLessThan(64 * MIB)
    const [artifact] = artifacts
    expect(artifact?.result).toMatchObject({
      lines: 3,
      textBytes: 100 * MIB + 26,
      issues: [{ code: 'line-too-long', line: 2, count: 1 }],
    })
    expect(artifact?.records.map((record) => record.span.line)).toEqual([1, 3])
  })

  test('long lines at the borders of the cap', async () => {
    for (const length of [MIB - 1, MIB, MIB + 1, 2 * MIB - 1, 2 * MIB, 2 * MIB + 1]) {
      const { lines, codes, count } = await linesOf(`${'x'.repeat(length)}\nnext`)
      expect(
        lines.map((line) => line.length),
        `${length}`,
      ).toEqual([Math.min(length, MIB), 4])
      expect(codes, `${length}`).toEqual(length > MIB ? ['line-too-long'] : [])
      expect(count).toBe(2)
    }
  })

  test('a parser that throws keeps what it emitted, and the lines are still counted', async () => {
    const format = defineFormat({
      ...lineFormat,
      open(context) {
        const parser = lineFormat.open(context)
        return {
          line(line) {
            if (line.number === 3) throw new TypeError('no such thing')
            parser.line(line)
          },
          end() {},
        }
      },
    })
    const { artifact } = await ingested([file('a', 'ERROR 1\nx\nERROR 3\nERROR 4\n'), file('b', 'ERROR\n')], {
      formats: [format],
    })
    expect(artifact('a').records).toHaveLength(1)
    expect(artifact('a').result).toMatchObject({ lines: 4, issues: [{ code: 'parser-failed', line: 3, count: 1 }] })
    expect(artifact('b').result.issues).toEqual([])
  })

  test('a sink that throws is not the parser’s fault', async () => {
    const sink = { begin() {}, record: () => fail(), finish() {} }
    const fail = (): never => {
      throw new Error('disk full')
    }
    await expect(ingested(file('a', 'ERROR\n'), { sink })).rejects.toThrow('disk full')
  })
})

describe('holes of NULs in a text', () => {
  const log = '[2026-11-22 08:46:17,797] INFO ready (kafka.server.KafkaServer)\n'
  const hole = '\0'.repeat(20_000)

  test.each([['at the end: a power loss', `${log}${log}${hole}`, [log.trim(), log.trim(), hole]]])(
    '%s',
    async (_, content, expected) => {
      expect((await linesOf(content)).lines).toEqual(expected)
    },
  )

  test.each([20_000, 64 * 1024, MIB + 1])('at the beginning: a rotation that truncates, %i bytes', async (nuls) => {
    const content = Buffer.concat([Buffer.alloc(nuls), Buffer.from(log + log)])
    const plain = await linesOf(content)
    expect(plain.lines).toEqual([log.trim(), log.trim()])
    expect(plain.codes).toEqual(['truncated'])
    const packed = await linesOf(zlib.gzipSync(content))
    expect(packed).toMatchObject({ lines: plain.lines, codes: plain.codes })
    const { artifacts } = await ingested(file('x', content), { formats: [lineFormat] })
    expect(artifacts[0]?.result.lineIndex[0]).toBe(nuls)
    expect(artifacts[0]?.result.issues[0]?.message).toContain(`It begins with ${nuls} NUL bytes`)
  })

  test('nothing but NULs: an empty tar, or a file that never reached the disk', async () => {
    for (const content of [Buffer.alloc(10_240), Buffer.alloc(MIB)]) {
      const { artifacts } = await ingested(file('x', content))
      expect(artifacts[0]).toMatchObject({ formatId: 'binary', result: { issues: [{ code: 'binary' }] } })
      expect(artifacts[0]?.result.issues[0]?.message).toContain('nothing but NUL bytes')
      expect(artifacts[0]?.result.bytes).toBe(content.length)
    }
  })

  test.each([
    ['short runs all over', `${log}${'ab\0\0\0\0'.repeat(400)}`],
    ['nothing else', hole],
    ['control characters between', `\u0001\u0002\u0003\n${hole}`],
  ])('no text: %s', async (_, content) => {
    expect((await linesOf(content)).codes).toContain('binary')
  })
})

describe('encodings', () => {
  test.each(['utf-16le', 'utf-16be', 'without mark'])('%s', async (encoding) => {
    const text = 'ERROR für\r\nnext line\r\n'
    const units = Buffer.from(encoding === 'without mark' ? text : `\ufeff${text}`, 'utf16le')
    if (encoding === 'utf-16be') units.swap16()
    const { artifact, spool } = await ingested(file('x.log', units))
    const read = artifact('x.log')
    expect(read).toMatchObject({ bytes: units.length, encoding: encoding === 'utf-16be' ? 'utf-16be' : 'utf-16le' })
    expect(read.records).toMatchObject([{ quote: 'ERROR für' }])
    expect(issueCodes(read)).toEqual(['decoded-utf16'])
    expect(read.textPath?.startsWith(spool)).toBe(true)
    expect(readFileSync(read.textPath ?? '', 'utf8')).toBe(text)
  })

  test('a surrogate pair across chunks of a compressed UTF-16 file', async () => {
    const text = `${'x'.repeat(131_070)}😀${'y\n'.repeat(200_000)}`
    const { artifacts } = await ingested(file('x.gz', zlib.gzipSync(Buffer.from(`\ufeff${text}`, 'utf16le'))))
    expect(readFileSync(artifacts[0]?.textPath ?? '', 'utf8')).toBe(text)
  })

  test('invalid UTF-8 is counted by lines, whatever it lies beside', async () => {
    const bytes = Buffer.concat([
      Buffer.from('gut\nsch\xf6n\n', 'latin1'),
      Buffer.from('für\n'.repeat(400_000)),
      Buffer.from([0xc3, 0x28]),
    ])
    const { format, lines } = recorder()
    const { artifacts } = await ingested(file('x', bytes), { formats: [format] })
    expect(artifacts[0]?.result.issues).toMatchObject([{ code: 'invalid-utf8', line: 2, count: 2 }])
    expect(lines.slice(0, 3)).toEqual(['gut', 'sch\ufffdn', 'für'])
  })

  test('binaries are named and not parsed', async () => {
    const elf = Buffer.concat([Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]), Buffer.alloc(100)])
    const noise = Buffer.from(Array.from({ length: 5000 }, (_, at) => Math.imul(at, 2_654_435_761) >>> 24))
    const archive = await tar([
      { name: 'core', content: elf },
      { name: 'noise', content: noise },
      { name: 'core.gz', content: zlib.gzipSync(elf) },
      {
        name: 'app.log',
        content: 'with \x1b[31mcolour\x1b[0m and one \0 in each line, which a full disk leaves behind\n'.repeat(100),
      },
    ])
    const { artifacts, artifact } = await ingested(file('x', archive))
    expect(artifacts.map(({ formatId, textPath }) => [formatId, textPath === null])).toEqual([
      ['binary', true],
      ['binary', true],
      ['binary', true],
      ['text', false],
    ])
    expect(artifact('core').result.issues).toMatchObject([
      { code: 'binary', message: 'core is an ELF file (a program, a library or a core dump)' },
    ])
  })

  test('strings with NUL between, as /proc has them, are text', async () => {
    const { lines, codes } = await linesOf('java\0-Xmx512m\0-cp\0app.jar\0Main\0')
    expect(lines).toEqual(['java\0-Xmx512m\0-cp\0app.jar\0Main\0'])
    expect(codes).toEqual([])
  })
})

test.each([
  [
    'ends in the middle of a line',
    '[2026-11-22 08:46:17,797] INFO a (b.C)\n[2026-11-22 08:46:18,001] INFO Ro',
    ['truncated 2'],
  ],
  ['ends with a line', '[2026-11-22 08:46:17,797] INFO a (b.C)\n[2026-11-22 08:46:18,001] INFO b (b.C)\n', []],
])('a log that %s', async (_, text, expected) => {
  const { artifacts } = await ingested(file('server.log', text), { formats: allFormats })
  const issues = artifacts[0]?.result.issues ?? []
  expect(issues.filter(({ code }) => code === 'truncated').map(({ code, line }) => `${code} ${line}`)).toEqual(expected)
})
