import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import zlib from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { NothingReadableError } from '../../../electron/engine/ingest/index.ts'
import { file, ingested, issueCodes, MemorySink, tar, temporaryFolder, zip } from './support.ts'

const GOOD = { name: 'good.log', content: 'ERROR good\n' }
const MIB = 1024 * 1024

describe('what a bundle does wrong is an issue, and the rest is read', () => {
  test('nothing there', async () => {
    await expect(ingested('/nowhere/at-all')).rejects.toThrow(NothingReadableError)
    const { bundleIssue, paths } = await ingested(['/nowhere/at-all', file('a.log', 'a')])
    expect(paths).toEqual(['a.log'])
    expect(bundleIssue('unreadable')?.message).toContain('/nowhere/at-all')
  })

  test('an empty folder, an empty archive, an empty file', async () => {
    expect((await ingested(temporaryFolder())).bundleIssue('empty')?.message).toContain('no files')
    expect((await ingested(file('a.zip', zip([])))).bundleIssue('empty')?.message).toContain('a.zip')
    const { artifact } = await ingested(file('gc.log', ''))
    expect(artifact('gc.log').result).toMatchObject({ lines: 0, bytes: 0, issues: [{ code: 'empty' }] })
  })

  test('members outside the root are refused in zip and tar', async () => {
    const names = ['../x', '/etc/passwd', 'a/../../b', 'C:\\windows\\x', '..\\y']
    const bytes = zip([...names.map((name) => ({ name, content: 'bad' })), GOOD])
    const read = await ingested(file('x.zip', bytes))
    expect(read.paths).toEqual(['good.log'])
    expect(read.result.bundles[0]?.issues.map((issue) => issue.code)).toEqual(names.map(() => 'outside-root'))
    expect(read.bundleIssue('outside-root')?.message).toBe(
      '"../x" was left out: its path leads outside the archive (..)',
    )
    const unpacked = await ingested(
      file('x.tar', await tar([{ name: '../x', content: 'bad' }, { name: '/abs', content: 'bad' }, GOOD])),
    )
    expect(unpacked.paths).toEqual(['good.log'])
    expect(readdirSync(unpacked.spool)).toHaveLength(1)
  })

  test('links, devices and fifos of archives are refused', async () => {
    const bytes = await tar([
      { name: 'soft', type: 'symlink', linkname: '/etc/passwd' },
      { name: 'hard', type: 'link', linkname: 'good.log' },
      { name: 'char', type: 'character-device', devmajor: 1, devminor: 3 },
      { name: 'block', type: 'block-device', devmajor: 8 },
      { name: 'pipe', type: 'fifo' },
      GOOD,
    ])
    const { paths, result, bundleIssue } = await ingested(file('x.tar', bytes))
    expect(paths).toEqual(['good.log'])
    const codes = result.bundles[0]?.issues.map((issue) => issue.code)
    expect(codes).toEqual(['device-refused', 'device-refused', 'device-refused', 'link-refused', 'link-refused'])
    expect(bundleIssue('link-refused')?.message).toContain('"/etc/passwd"')
    const zipped = await ingested(
      file(
        'x.zip',
        zip([{ name: 'soft', content: '/etc/passwd', mode: 0o120777 }, { name: 'p', mode: 0o10644 }, GOOD]),
      ),
    )
    expect(zipped.paths).toEqual(['good.log'])
    expect(zipped.result.bundles[0]?.issues.map((issue) => issue.code)).toEqual(['device-refused', 'link-refused'])
  })

  test('links to what is in the bundle are counted, since nothing is lost', async () => {
    const bytes = await tar([
      { name: 'sos_commands/process/ps', content: 'ps\n' },
      { name: 'ps', type: 'symlink', linkname: 'sos_commands/process/ps' },
      { name: 'a/process', type: 'symlink', linkname: '../sos_commands/process' },
      { name: 'a/hard', type: 'link', linkname: 'sos_commands/process/ps' },
      { name: 'a/out', type: 'symlink', linkname: '../../sos_commands/process/ps' },
    ])
    const { result } = await ingested(file('x.tar', bytes))
    expect(result.bundles[0]?.issues).toMatchObject([
      { code: 'link-refused', count: 1, message: expect.stringContaining('a/out was left out') },
      { code: 'link-refused', count: 3, message: expect.stringContaining('3 links were left out') },
    ])
    const folder = temporaryFolder()
    writeFileSync(path.join(folder, 'a.log'), 'ERROR a\n')
    symlinkSync('a.log', path.join(folder, 'current.log'))
    const { bundleIssue } = await ingested(folder)
    expect(bundleIssue('link-refused')?.message).toBe(
      'current.log was left out: it is a symbolic link (to "a.log"); nothing is lost, since what it points to is here',
    )
  })

  test('links and fifos of folders are not followed and not opened', async () => {
    const folder = temporaryFolder()
    writeFileSync(path.join(folder, 'good.log'), 'x')
    symlinkSync('/etc', path.join(folder, 'etc'))
    symlinkSync('nowhere', path.join(folder, 'dangling'))
    execFileSync('mkfifo', [path.join(folder, 'pipe')])
    const { paths, result } = await ingested(folder)
    expect(paths).toEqual(['good.log'])
    expect(result.bundles[0]?.issues.map((issue) => issue.code)).toEqual([
      'device-refused',
      'link-refused',
      'link-refused',
    ])
  })

  test.runIf(existsSync('/proc/self/pagemap'))('a file of /proc that has no end', async () => {
    const { artifact } = await ingested('/proc/self/pagemap', { caps: { partialHashBytes: 1024 * 1024 } })
    const { result } = artifact('pagemap')
    expect(result.issues.map(({ code }) => code)).toEqual(['hash-partial', 'binary'])
    expect(result.bytes).toBeLessThan(2 * 1024 * 1024)
  })

  test('a file that goes away before it is read', async () => {
    const folder = temporaryFolder()
    writeFileSync(path.join(folder, 'a.log'), 'x')
    writeFileSync(path.join(folder, 'b.log'), 'y')
    writeFileSync(path.join(folder, 'c.log'), 'z')
    const sink = new MemorySink()
    const begin = sink.begin.bind(sink)
    sink.begin = (artifact) => {
      rmSync(path.join(folder, 'b.log'), { force: true })
      begin(artifact)
    }
    await ingested(folder, { sink })
    expect(sink.artifacts.map(({ path: name, formatId }) => [name, formatId])).toEqual([
      ['a.log', 'text'],
      ['b.log', 'unreadable'],
      ['c.log', 'text'],
    ])
    expect(sink.artifacts[1]?.result.issues).toMatchObject([
      { code: 'unreadable', message: 'b.log cannot be read: it does not exist' },
    ])
    expect(sink.artifacts[1]?.textPath).toBeNull()
  })

  test('no permission for a folder and a file', async (context) => {
    const folder = temporaryFolder()
    mkdirSync(path.join(folder, 'closed'))
    writeFileSync(path.join(folder, 'closed.log'), 'x', { mode: 0o000 })
    writeFileSync(path.join(folder, 'good.log'), 'x')
    chmodSync(path.join(folder, 'closed'), 0o000)
    // Root may read everything, so root asks another user to.
    const root = process.getuid?.() === 0
    chmodSync(folder, 0o755)
    const script = `
      const { ingest } = await import(${JSON.stringify(path.resolve('electron/engine/ingest/index.ts'))})
      const paths = []
      const sink = { begin: (artifact) => paths.push(artifact.path + ' ' + artifact.formatId), record() {}, finish() {} }
      const { bundles } = await ingest([${JSON.stringify(folder)}], { formats: [], spool: '/nowhere', sink })
      console.log(JSON.stringify({ paths, codes: bundles[0].issues.map(({ code, message }) => code + ' ' + message) }))`
    let output: string
    try {
      const who = root ? { uid: 65_534, gid: 65_534 } : {}
      output = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
        ...who,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      })
    } catch {
      return context.skip('another user cannot run this checkout')
    } finally {
      chmodSync(path.join(folder, 'closed'), 0o755)
    }
    expect(JSON.parse(output)).toEqual({
      paths: ['closed.log unreadable', 'good.log text'],
      codes: ['unreadable The folder closed cannot be read: permission denied; the rest was read'],
    })
  })

  test('an encrypted member, an unknown method', async () => {
    const bytes = zip([
      { name: 'secret.log', content: 'x', encrypted: true },
      { name: 'odd.log', content: 'x', method: 9 },
      GOOD,
    ])
    const { artifacts, artifact } = await ingested(file('x.zip', bytes))
    expect(artifacts.map((each) => each.formatId)).toEqual(['unreadable', 'unreadable', 'text'])
    expect(issueCodes(artifact('secret.log'))).toEqual(['archive-encrypted'])
    expect(artifact('odd.log').result.issues[0]?.message).toContain('Deflate64')
  })

  test('sizes and checksums that lie', async () => {
    const content = 'ERROR line\n'.repeat(10)
    const bytes = zip([
      { name: 'more.log', content, statedSize: 20 },
      { name: 'fewer.log', content, statedSize: 5000 },
      { name: 'crc.log', content, statedCrc: 1 },
      GOOD,
    ])
    const { artifact } = await ingested(file('x.zip', bytes))
    expect(artifact('more.log').result).toMatchObject({
      textBytes: 20,
      cut: true,
      issues: [{ code: 'archive-damaged' }],
    })
    expect(artifact('fewer.log').result).toMatchObject({ lines: 10, cut: true, issues: [{ code: 'archive-damaged' }] })
    expect(artifact('crc.log').result).toMatchObject({ lines: 10, issues: [{ code: 'archive-damaged' }] })
    expect(artifact('good.log').result.issues).toEqual([])
  })

  test('equal names are both kept', async () => {
    const { paths, bundleIssue, artifact } = await ingested(
      file('x.tar', await tar([GOOD, { ...GOOD, content: 'other' }, GOOD])),
    )
    expect(paths).toEqual(['good.log', 'good.log (2)', 'good.log (3)'])
    expect(artifact('good.log (2)').name).toBe('good.log')
    expect(bundleIssue('duplicate-name')?.message).toContain('good.log (2)')
  })

  test('control characters of a name are not shown', async () => {
    const { paths } = await ingested(file('x.zip', zip([{ name: 'a\u001b[31m\u202egol.txt', content: 'x' }])))
    expect(paths).toEqual(['a\ufffd[31m\ufffdgol.txt'])
  })
})

describe('damaged archives give what is in them', () => {
  test('a truncated tar.gz: the last member is cut', async () => {
    // Numbers, so that it does not pack to nothing.
    const lines = Array.from({ length: 200_000 }, (_, at) => `ERROR ${Math.imul(at, 2_654_435_761) >>> 0}\n`).join('')
    const packed = zlib.gzipSync(
      await tar([GOOD, { name: 'big.log', content: lines }, { name: 'lost.log', content: 'x' }]),
    )
    const { paths, artifact, bundleIssue } = await ingested(file('x.tar.gz', packed.subarray(0, packed.length / 2)))
    expect(paths).toEqual(['good.log', 'big.log'])
    const big = artifact('big.log').result
    expect(big).toMatchObject({ cut: true, issues: [{ code: 'archive-damaged' }] })
    expect(big.lines).toBeGreaterThan(50_000)
    expect(artifact('good.log').result).toMatchObject({ cut: false, issues: [] })
    expect(bundleIssue('archive-damaged')?.message).toContain('x.tar.gz')
  })

  test('truncated anywhere, a tar.gz neither hangs nor throws', async () => {
    const packed = zlib.gzipSync(
      await tar([
        GOOD,
        { name: 'b.log', content: 'x\n'.repeat(300) },
        { name: 'c.log.gz', content: zlib.gzipSync('deep\n') },
      ]),
    )
    for (let length = 0; length < packed.length; length += 7) {
      const { result, artifacts } = await ingested(file('x', packed.subarray(0, length)))
      expect(result.counts.issues + artifacts.length, `at ${length}`).toBeGreaterThan(0)
    }
  })

  test('truncated anywhere, a zip neither hangs nor throws', async () => {
    const packed = zip([
      GOOD,
      { name: 'b.log', content: 'x\n'.repeat(300), descriptor: true },
      { name: 'c.log', content: 'end\n' },
    ])
    for (let length = 4; length < packed.length; length += 5) {
      const { result } = await ingested(file('x', packed.subarray(0, length)))
      expect(result.counts.issues, `at ${length}`).toBeGreaterThan(0)
    }
  })

  test('a damaged header in a tar: the members around it', async () => {
    const bytes = await tar([GOOD, { name: 'lost.log', content: 'x' }, { name: 'next.log', content: 'y' }])
    bytes[1024 + 3] = 0xff
    const { paths, bundleIssue } = await ingested(file('x.tar', bytes))
    expect(paths).toEqual(['good.log', 'next.log'])
    expect(bundleIssue('archive-damaged')?.message).toContain('header')
  })

  test('bits flipped in a gzip file', async () => {
    const packed = zlib.gzipSync('ERROR line\n'.repeat(1000))
    packed[packed.length - 6] = (packed[packed.length - 6] ?? 0) ^ 1
    const { artifact } = await ingested(file('a.log.gz', packed))
    expect(artifact('a.log.gz').result).toMatchObject({ lines: 1000, issues: [{ code: 'archive-damaged' }] })
  })

  test('a truncated xz', async () => {
    const packed = execFileSync('xz', ['-c'], {
      input: Array.from({ length: 50_000 }, (_, at) => `ERROR ${at * 7919}\n`).join(''),
      maxBuffer: 1 << 26,
    })
    const { artifact } = await ingested(file('a.log.xz', packed.subarray(0, packed.length - 4000)))
    expect(artifact('a.log.xz').result).toMatchObject({ cut: true, issues: [{ code: 'archive-damaged' }] })
  })
})

describe('bombs end early', () => {
  test('overlapping members: 42 KB that would be gigabytes', async () => {
    const kernel = { name: '0', content: Buffer.alloc(40 * MIB) }
    const bomb = zip([kernel, ...Array.from({ length: 250 }, (_, at) => ({ name: `${at + 1}`, sameDataAs: 0 }))])
    expect(bomb.length).toBeLessThan(60_000)
    const { artifacts, bundleIssue } = await ingested(file('bomb.zip', bomb))
    expect(artifacts).toHaveLength(1)
    expect(bundleIssue('ratio-too-high')?.message).toContain('overlap')
  })

  test('a member that unpacks a thousandfold is cut, its neighbours are read', async () => {
    const caps = { ratioFloorBytes: MIB }
    // The bundle as a whole is in order: only one member is not.
    const filler = {
      name: 'filler.bin',
      content: Buffer.from(Array.from({ length: 300_000 }, (_, at) => Math.imul(at, 2_654_435_761) >>> 24)),
    }
    const bytes = zip([filler, { name: 'bomb.log', content: Buffer.alloc(20 * MIB, 'a') }, GOOD])
    const { artifact, bundleIssue } = await ingested(file('x.zip', bytes), { caps })
    expect(artifact('bomb.log').result).toMatchObject({
      cut: true,
      issues: [{ code: 'ratio-too-high' }],
    })
    expect(artifact('bomb.log').result.textBytes).toBeLessThan(5 * MIB)
    expect(artifact('good.log').result.issues).toEqual([])
    expect(bundleIssue('ratio-too-high')).toBeUndefined()
  })

  test('nested bombs, each harmless by itself, end with the ratio of the whole', async () => {
    const caps = { ratioFloorBytes: 4 * MIB }
    const leaf = zip([{ name: 'zeros.log', content: Buffer.alloc(3 * MIB, '0') }])
    const middle = zip(Array.from({ length: 16 }, (_, at) => ({ name: `${at}.zip`, content: leaf })))
    const bomb = zip(Array.from({ length: 16 }, (_, at) => ({ name: `${at}.zip`, content: middle })))
    const { result, bundleIssue } = await ingested(file('bomb.zip', bomb), { caps })
    expect(bundleIssue('ratio-too-high')?.message).toContain('bomb.zip')
    expect(result.counts.textBytes).toBeLessThan(20 * MIB)
  })

  test('depth, entries, size of a member, size of all, length of a path', async () => {
    let nested = zlib.gzipSync('deep\n')
    for (let level = 0; level < 10; level++) nested = zlib.gzipSync(nested, { level: 0 })
    expect((await ingested(file('a', nested))).bundleIssue('too-deep')?.message).toContain('more than 6')

    const many = await tar(Array.from({ length: 30 }, (_, at) => ({ name: `${at}`, content: 'x' })))
    const entries = await ingested(file('a', many), { caps: { entries: 10 } })
    expect(entries.artifacts).toHaveLength(10)
    expect(entries.bundleIssue('too-many-entries')).toBeDefined()

    const big = await tar([{ name: 'big', content: 'line\n'.repeat(1000) }, GOOD])
    const member = await ingested(file('a', big), { caps: { memberBytes: 2500 } })
    expect(member.artifact('big').result).toMatchObject({
      textBytes: 2500,
      lines: 500,
      cut: true,
      issues: [{ code: 'too-large' }],
    })
    expect(member.artifact('good.log').result.issues).toEqual([])
    const all = await ingested(file('a', big), { caps: { inflatedBytes: 2500 } })
    expect(all.paths).toEqual(['big'])
    expect(all.bundleIssue('too-large')).toBeDefined()

    const long = await ingested(file('a', zip([{ name: 'x'.repeat(5000), content: 'x' }, GOOD])))
    expect(long.paths).toEqual(['good.log'])
    expect(long.bundleIssue('too-large')?.message.length).toBeLessThan(400)
  })

  test('a hundred thousand refused members are counted, not listed', async () => {
    const bytes = await tar(
      Array.from({ length: 500 }, (_, at) => ({ name: `l${at}`, type: 'symlink' as const, linkname: 'x' })),
    )
    const { result } = await ingested(file('a', bytes))
    const links = result.bundles[0]?.issues.filter((issue) => issue.code === 'link-refused') ?? []
    expect(links).toHaveLength(51)
    expect(links.reduce((sum, issue) => sum + issue.count, 0)).toBe(500)
  })
})
