import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import path from 'node:path'
import zlib from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { file, ingested, issueCodes, tar, temporaryFolder, zip } from './support.ts'

const sha256 = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex')
const gzip = (bytes: string | Buffer): Buffer => zlib.gzipSync(bytes)

describe('containers are known by their bytes', () => {
  test('a folder is read in place, in the order of its names', async () => {
    const folder = temporaryFolder()
    mkdirSync(path.join(folder, 'logs'))
    writeFileSync(path.join(folder, 'b.log'), 'one\nERROR two\n')
    writeFileSync(path.join(folder, 'logs/a.log'), 'x\n')
    const { artifact, paths, result } = await ingested(folder)
    expect(paths).toEqual(['b.log', 'logs/a.log'])
    const b = artifact('b.log')
    expect(b).toMatchObject({ textPath: path.join(folder, 'b.log'), bytes: 14, timeSource: 'file', name: 'b.log' })
    expect(b.result).toMatchObject({
      lines: 2,
      textBytes: 14,
      sha256: sha256('one\nERROR two\n'),
      cut: false,
      issues: [],
    })
    expect(b.records).toMatchObject([{ span: { line: 2, endLine: 2 }, quote: 'ERROR two' }])
    expect(result.bundles).toMatchObject([{ kind: 'folder', bytes: 16, sha256: null, issues: [] }])
    expect(result.counts).toEqual({ artifacts: 2, records: 1, lines: 3, textBytes: 16, issues: 0 })
  })

  test('a zip whatever its name; members go to the spool under their hash', async () => {
    const bytes = zip([
      { name: 'x/server.log', content: 'ERROR a\nb' },
      { name: 'x/', mode: 0o40755 },
    ])
    const { artifact, result, spool } = await ingested(file('really.log', bytes))
    const member = artifact('x/server.log')
    const hash = sha256('ERROR a\nb')
    expect(member).toMatchObject({
      textPath: path.join(spool, hash),
      bytes: 9,
      timeSource: 'archive',
      at: Date.UTC(2026, 10, 22),
    })
    expect(member.result).toMatchObject({ sha256: hash, lines: 2, issues: [] })
    expect(readFileSync(member.textPath ?? '', 'utf8')).toBe('ERROR a\nb')
    expect(result.bundles[0]).toMatchObject({ kind: 'zip', sha256: sha256(bytes), bytes: bytes.length, issues: [] })
  })

  test('tar, tar.gz, and the hash of the archive includes what follows the last member', async () => {
    const bytes = await tar([{ name: 'a.log', content: 'ERROR\n', mtime: new Date(1795337183000) }])
    const plain = await ingested(file('a', bytes))
    expect(plain.result.bundles[0]).toMatchObject({ kind: 'tar', sha256: sha256(bytes) })
    expect(plain.artifact('a.log')).toMatchObject({ at: 1795337183000, timeSource: 'archive' })
    const packed = Buffer.concat([gzip(bytes), Buffer.from('trailing garbage')])
    const gz = await ingested(file('b', packed))
    expect(gz.paths).toEqual(['a.log'])
    expect(gz.result.bundles[0]).toMatchObject({ kind: 'tar.gz', sha256: sha256(packed), issues: [] })
  })

  test('a compressed file keeps its name and is hashed as it stands', async () => {
    const packed = Buffer.concat([gzip('ERROR one\n'), gzip('two\n')]) // concatenated members, as logrotate appends
    const { artifact, result } = await ingested(file('hs_err_pid1.log.gz', packed))
    const only = artifact('hs_err_pid1.log.gz')
    expect(only).toMatchObject({ name: 'hs_err_pid1.log', bytes: packed.length })
    expect(only.result).toMatchObject({ sha256: sha256(packed), lines: 2, textBytes: 14, issues: [] })
    expect(result.bundles[0]).toMatchObject({ kind: 'gz', sha256: sha256(packed) })
  })

  test('nested in any order, with `!/` between', async () => {
    const inner = zip([{ name: 'deep.log', content: 'ERROR\n' }])
    const middle = gzip(
      await tar([
        { name: 'in.zip', content: inner },
        { name: 'm.log.gz', content: gzip('m\n') },
      ]),
    )
    const { paths, artifacts, result } = await ingested(
      file('outer.zip', zip([{ name: 'n/node.tar.gz', content: middle }])),
    )
    expect(paths).toEqual(['n/node.tar.gz!/in.zip!/deep.log', 'n/node.tar.gz!/m.log.gz'])
    expect(artifacts.map((artifact) => artifact.result.lines)).toEqual([1, 1])
    expect(result.bundles[0]?.issues).toEqual([])
  })

  test('several bundles: the name comes first, equal names get a number', async () => {
    const [one, two] = [temporaryFolder(), temporaryFolder()]
    for (const folder of [one, two]) {
      mkdirSync(path.join(folder, 'node'))
      writeFileSync(path.join(folder, 'node/a.log'), 'a')
    }
    const loose = file('b.log', 'b')
    const { paths, result } = await ingested([path.join(one, 'node'), path.join(two, 'node'), loose])
    expect(paths).toEqual(['node/a.log', 'node (2)/a.log', 'b.log'])
    expect(result.bundles.map((bundle) => bundle.kind)).toEqual(['folder', 'folder', 'file'])
  })

  test('GNU long names, pax names and times, sparse members, members behind them', async () => {
    const folder = temporaryFolder()
    const long = `${'d'.repeat(120)}/${'f'.repeat(120)}.log`
    mkdirSync(path.join(folder, 'd'.repeat(120)))
    writeFileSync(path.join(folder, long), 'long\n')
    const sparse = openSync(path.join(folder, 'sparse.log'), 'w')
    for (let at = 0; at < 8; at++) writeSync(sparse, 'ERROR in a sparse file\n', at * 65_536)
    ftruncateSync(sparse, 1024 * 1024)
    closeSync(sparse)
    writeFileSync(path.join(folder, 'z.log'), 'behind\n')
    for (const format of ['gnu', 'pax', 'posix', 'ustar', 'v7']) {
      const target = path.join(temporaryFolder(), 'x')
      const names = format === 'v7' || format === 'ustar' ? ['sparse.log', 'z.log'] : [long, 'sparse.log', 'z.log']
      const sparseFlag = format === 'v7' || format === 'ustar' ? [] : ['--sparse']
      execFileSync('tar', [`--format=${format}`, ...sparseFlag, '-cf', target, '-C', folder, ...names])
      const read = await ingested(target)
      expect(read.paths, format).toEqual(names)
      expect(read.artifact('z.log').result.lines, format).toBe(1)
      expect(read.artifact('z.log').result.issues, format).toEqual([])
      expect(read.bundleIssue('truncated') !== undefined, format).toBe(sparseFlag.length > 0)
    }
  })

  test('sparse members of all versions: what is not their own is not in them', async () => {
    const folder = temporaryFolder()
    const sparse = openSync(path.join(folder, 'sparse.log'), 'w')
    const line = `ERROR ${'in a sparse file '.repeat(300)}\n`
    for (let at = 0; at < 60; at++) writeSync(sparse, line, at * 131_072)
    closeSync(sparse)
    for (const version of ['0.0', '0.1', '1.0']) {
      const target = path.join(temporaryFolder(), 'x')
      const how = ['--format=pax', `--sparse-version=${version}`, '--sparse']
      execFileSync('tar', [...how, '-cf', target, '-C', folder, 'sparse.log'])
      const { artifact } = await ingested(target)
      const { textPath, result } = artifact('sparse.log')
      expect(result.lines, version).toBe(60)
      const text = readFileSync(textPath ?? '', 'utf8').replaceAll('\0', '')
      expect(text === line.repeat(60), version).toBe(true)
    }
  })

  test('zip without its directory, or with bytes behind it, is read through the local headers', async () => {
    const entries = [
      { name: 'a.log', content: 'ERROR a\n' },
      { name: 'b.log', content: 'ERROR b\n'.repeat(1000), descriptor: true },
      { name: 'c.log', content: 'ERROR c\n' },
    ]
    for (const bytes of [
      zip(entries, { withoutDirectory: true }),
      Buffer.concat([zip(entries), Buffer.from('garbage')]),
    ]) {
      const { paths, artifact, bundleIssue } = await ingested(file('cut.zip', bytes))
      expect(paths).toEqual(['a.log', 'b.log', 'c.log'])
      expect(artifact('b.log').result.lines).toBe(1000)
      expect(artifact('c.log').records).toHaveLength(1)
      expect(bundleIssue('archive-damaged')?.message).toContain('cut.zip')
    }
  })

  test('xz: single, as tar.xz, and within each other', async () => {
    const xz = (bytes: Buffer): Buffer => execFileSync('xz', ['-c'], { input: bytes, maxBuffer: 1 << 28 })
    const log = Buffer.from('ERROR x\n'.repeat(100_000))
    const archive = await tar([
      { name: 'a.log.xz', content: xz(log) },
      { name: 'b.log', content: log },
    ])
    const { paths, artifacts, result } = await ingested(file('x', xz(archive)))
    expect(paths).toEqual(['a.log.xz', 'b.log'])
    expect(artifacts.map((artifact) => artifact.result.lines)).toEqual([100_000, 100_000])
    expect(artifacts.flatMap(issueCodes)).toEqual([])
    expect(result.bundles[0]).toMatchObject({ kind: 'tar.xz', issues: [] })
  })
})
