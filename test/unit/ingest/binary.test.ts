/** Files that are not text and are evidence all the same: what becomes of them on their way in. */
import { createHash } from 'node:crypto'
import { closeSync, ftruncateSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs'
import path from 'node:path'
import zlib from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { contentKey } from '../../../electron/engine/content-key.ts'
import { type BinaryFormat, defineBinaryFormat } from '../../../electron/engine/formats/binary-format.ts'
import { elfCore as coreFormat } from '../../../electron/engine/formats/elf-core/index.ts'
import { formats } from '../../../electron/engine/formats/index.ts'
import { assignProcesses, CancelledError } from '../../../electron/engine/ingest/index.ts'
import { type CoreOptions, elfCore } from '../../support/elf-builder.ts'
import { render } from '../../support/render.ts'
import { hprofDump } from '../../support/hprof-builder.ts'
import { file, ingested, issueCodes, type Recorded, tar, temporaryFolder, zip } from './support.ts'

const MIB = 1024 * 1024
const OPTIONS: CoreOptions = {
  threads: [{ tid: 4242, signal: 6 }],
  process: { pid: 4242, name: 'roller' },
  signal: { signal: 6, code: -6, sender: 4242 },
  loads: Array.from({ length: 40 }, (_, index) => ({
    start: 0x10000 + index * 0x4000,
    end: 0x11000 + index * 0x4000,
    dumped: 4096,
  })),
}
const CORE = elfCore(OPTIONS)
const LINES = render(coreFormat, CORE).lines

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function textOf({ textPath }: Recorded): string {
  return readFileSync(textPath ?? '', 'utf8')
}

/** A core that ends in a hole. */
function sparseCore(size: number): string {
  const target = path.join(temporaryFolder(), 'core.4242')
  const handle = openSync(target, 'w')
  writeSync(handle, CORE)
  ftruncateSync(handle, size)
  closeSync(handle)
  return target
}

describe('a core', () => {
  it('is read from a plain file: its text is a rendering, its hash that of the original', async () => {
    const bundle = await ingested(file('unknown', CORE))
    const core = bundle.artifact('unknown')
    expect(core).toMatchObject({ formatId: 'elf-core', formatTitle: 'Core dump (ELF)', bytes: CORE.length })
    expect(core.result).toMatchObject({
      bytes: CORE.length,
      sha256: sha256(CORE),
      lines: LINES,
      cut: false,
      issues: [],
    })
    const text = textOf(core)
    expect(Buffer.byteLength(text)).toBe(core.result.textBytes)
    expect(text.split('\n')).toHaveLength(LINES + 1)
    expect(path.dirname(core.textPath ?? '')).toBe(bundle.spool)
    expect(readdirSync(bundle.spool)).toHaveLength(1)
  })

  it('has spans that stand in the rendering', async () => {
    const core = (await ingested(file('core', CORE))).artifact('core')
    const lines = textOf(core).split('\n')
    const facts = core.records.filter((record) => record.kind === 'fact')
    expect(facts.map(({ key }) => key)).toContain('crash.signal')
    for (const { span, quote } of facts) expect(lines[span.line - 1]).toContain(quote)
  })

  it.each([
    ['core.gz', (): Buffer => zlib.gzipSync(CORE), 'core.gz'],
    ['bundle.zip', (): Buffer => zip([{ name: 'a/core', content: CORE }]), 'a/core'],
  ])('is read from %s', async (name, pack, where) => {
    const packed = pack()
    const bundle = await ingested(file(name, packed))
    const core = bundle.artifact(where)
    expect(core.formatId).toBe('elf-core')
    expect(core.result).toMatchObject({ lines: LINES, sha256: sha256(where === 'core.gz' ? packed : CORE), issues: [] })
    expect(core.records.find((record) => record.kind === 'mappings')).toMatchObject({ complete: true })
    expect(readdirSync(bundle.spool), 'what was unpacked is gone').toHaveLength(1)
  })

  it('that does not fit in an archive member keeps its beginning', async () => {
    const big = Buffer.concat([CORE, Buffer.alloc(4 * MIB)])
    const bundle = await ingested(file('b.tar', await tar([{ name: 'core', content: big }])), {
      caps: { memberBytes: MIB },
    })
    const core = bundle.artifact('core')
    expect(core.formatId).toBe('elf-core')
    expect(core.result).toMatchObject({ cut: true, sha256: sha256(big), bytes: big.length })
    expect(issueCodes(core)).toEqual(['too-large'])
    expect(core.records.find((record) => record.kind === 'mappings')).toMatchObject({ complete: true })
  })

  it('is cut with its archive and read as far as it goes', async () => {
    const whole = await tar([{ name: 'core', content: CORE }])
    const core = (await ingested(file('b.tar', whole.subarray(0, 4096)))).artifact('core')
    expect(core.formatId).toBe('elf-core')
    expect(core.result.cut).toBe(true)
    expect(issueCodes(core)).toEqual(['archive-damaged', 'truncated'])
    expect(core.records.find((record) => record.kind === 'fact' && record.key === 'process.pid')).toBeDefined()
  })

  it('founds a process by its pid', async () => {
    const { result } = await ingested(file('core', CORE))
    expect(assignProcesses(result.artifacts)).toMatchObject([{ pid: 4242, artifacts: [{ scope: 'process' }] }])
  })
})

describe('cores and listings of one life', () => {
  const BASE = 0x7f00_0000_0000
  /** PF_R | PF_X: a library is known by its code. */
  const READ_EXECUTE = 5
  const places = (base: number): { start: number; end: number; path: string }[] =>
    Array.from({ length: 8 }, (_, index) => {
      const start = base + index * 0x10_0000
      return { start, end: start + 0x1000, path: `/usr/lib/lib${index}.so` }
    })
  const mapsOf = (base: number): string =>
    places(base)
      .map(
        ({ start, end, path: library }) =>
          `${start.toString(16)}-${end.toString(16)} r-xp 00000000 fe:00 1  ${library}\n`,
      )
      .join('')

  it('are known by where their libraries lie', async () => {
    const core = elfCore({
      ...OPTIONS,
      files: places(BASE),
      loads: places(BASE).map((place) => ({ ...place, flags: READ_EXECUTE })),
    })
    const packed = zip([
      { name: 'cores/core', content: core },
      { name: 'proc/maps', content: mapsOf(BASE) },
      { name: 'other/maps', content: mapsOf(BASE + 0x1000_0000) },
    ])
    const { result } = await ingested(file('b.zip', packed), { formats })
    const drafts = assignProcesses(result.artifacts)
    const paths = drafts.map(({ pid, artifacts }) => [pid, artifacts.map(({ id }) => result.artifacts[id]?.path)])
    expect(paths).toEqual([
      [4242, ['cores/core', 'proc/maps']],
      [null, ['other/maps']],
    ])
  })
})

describe('a core of 60 GB', () => {
  const SIZE = 60 * 1024 ** 3

  it('is hashed by its beginning, which is said, and read in no time', async () => {
    const core = (await ingested(sparseCore(SIZE))).artifact('core.4242')
    expect(core.result).toMatchObject({ bytes: SIZE, lines: LINES, cut: false })
    const beginning = Buffer.alloc(16 * MIB)
    CORE.copy(beginning)
    expect(core.result.sha256).toBe(sha256(beginning))
    expect(issueCodes(core)).toEqual(['hash-partial'])
    expect(core.result.issues[0]?.message).toContain('head -c 16777216')
  })

  it('has a content key that its beginning and its size decide', async () => {
    const first = sparseCore(SIZE)
    const key = await contentKey([first])
    const other = openSync(first, 'r+')
    ftruncateSync(other, SIZE + 1)
    expect(await contentKey([first])).not.toBe(key)
    ftruncateSync(other, SIZE)
    expect(await contentKey([first])).toBe(key)
    writeSync(other, 'x', 5000)
    expect(await contentKey([first])).not.toBe(key)
    closeSync(other)
  })
})

describe('a binary format', () => {
  const MAGIC = Buffer.from([0x7f, 0x45, 0x4c, 0x46])
  const opens = (read: BinaryFormat['read']): { binaryFormats: BinaryFormat[] } => ({
    binaryFormats: [defineBinaryFormat({ id: 'made', title: 'Made', version: 3, sniff: () => 'certain', read })],
  })

  it('that throws costs only what it had not said yet', async () => {
    const bundle = await ingested(
      file('x', MAGIC),
      opens(function* (_, context) {
        const line = context.write('one')
        context.emit({ kind: 'region', id: 'r', title: 'R', note: '', depth: 0, span: { line, endLine: line } })
        yield
        throw new Error('no such thing')
      }),
    )
    const made = bundle.artifact('x')
    expect(textOf(made)).toBe('one\n')
    expect(made.records).toHaveLength(1)
    expect(issueCodes(made)).toEqual(['parser-failed'])
  })

  it('is stopped between two of its steps', async () => {
    const controller = new AbortController()
    const reading = ingested(file('x', MAGIC), {
      signal: controller.signal,
      ...opens(function* () {
        for (;;) {
          controller.abort()
          yield
        }
      }),
    })
    await expect(reading).rejects.toThrow(CancelledError)
  })

  it('writes no more than the caps allow', async () => {
    const bundle = await ingested(file('x', MAGIC), {
      caps: { inflatedBytes: MIB },
      ...opens(function* (_, context) {
        for (let count = 0; count < 100; count++) {
          context.write('x'.repeat(64 * 1024))
          yield
        }
      }),
    })
    const made = bundle.artifact('x')
    expect(made).toMatchObject({ formatId: 'binary', textPath: null })
    expect(issueCodes(made)).toEqual(['too-large'])
    expect(readdirSync(bundle.spool)).toEqual([])
  })

  it('that reads only the beginning has no more unpacked for it, and knows the size', async () => {
    const [made] = opens(function* (source, context) {
      context.write(`${source.size} ${source.read(0, 100).length} ${source.read(90, 10).length}`)
      yield
    }).binaryFormats
    const content = Buffer.concat([MAGIC, Buffer.alloc(96)])
    const bundle = await ingested(file('b.zip', zip([{ name: 'x', content }])), {
      binaryFormats: made ? [{ ...made, headBytes: 8 }] : [],
    })
    expect(textOf(bundle.artifact('x'))).toBe('100 8 0\n')
    expect(bundle.artifact('x').result).toMatchObject({ bytes: 100, sha256: sha256(content), cut: false, issues: [] })
  })

  it('has the lines of its rendering indexed', async () => {
    const bundle = await ingested(
      file('x', MAGIC),
      opens(function* (_, context) {
        for (let count = 0; count < 600; count++) context.write(`é ${count}`)
        yield
      }),
    )
    const { result, textPath } = bundle.artifact('x')
    const text = readFileSync(textPath ?? '')
    expect([...result.lineIndex].map((offset) => text.toString('utf8', offset, offset + 6).split('\n')[0])).toEqual([
      'é 0',
      'é 256',
      'é 512',
    ])
  })
})

it('programs, libraries and unknown binaries stay what they were', async () => {
  const program = elfCore()
  program.writeUInt16LE(3, 16)
  const bundle = await ingested(file('lib.so', program))
  expect(bundle.artifact('lib.so').formatId).toBe('binary')
})

it('a heap dump and a recording are recognised', async () => {
  const recording = Buffer.alloc(68)
  recording.write('FLR\0', 'latin1')
  recording.writeUInt16BE(2, 4)
  recording.writeBigUInt64BE(68n, 8)
  const packed = zip([
    { name: 'java_pid1.hprof', content: hprofDump({ buffers: [{ capacity: 64 }] }) },
    { name: 'recording', content: recording },
  ])
  const { artifacts } = await ingested(file('b.zip', packed))
  expect(artifacts.map(({ formatId, result }) => [formatId, result.issues.length])).toEqual([
    ['hprof', 0],
    ['jfr', 0],
  ])
})
