/** Packings that are named instead of read, and archives that lie in ways of their own; more of them in hostile and crowded. */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import zlib from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { containerOf } from '../../../electron/engine/ingest/magic.ts'
import { knownBinary } from '../../../electron/engine/ingest/signatures.ts'
import { file, ingested, issueCodes, tar, zip } from './support.ts'

const GOOD = { name: 'good.log', content: 'ERROR good\n' }
const MIB = 1024 * 1024

describe('packings that are not read are named, with what to do', () => {
  test.each([
    ['bzip2', 'BZh91AY&SY', 'packed with bzip2, which cannot be read; unpack it and open the result (bzip2 -d)'],
    ['7z', '7z\xbc\xaf\x27\x1c\0\x04', 'a 7z archive, which cannot be read; unpack it and open the result (7z x)'],
    ['RAR', 'Rar!\x1a\x07\x01\0', 'a RAR archive, which cannot be read; unpack it and open the result (unrar x)'],
    [
      'LZ4',
      '\x04\x22\x4d\x18\x64\x40',
      'packed with LZ4, which cannot be read; unpack it and open the result (lz4 -d)',
    ],
    [
      'compress',
      '\x1f\x9d\x90',
      'packed with compress, which cannot be read; unpack it and open the result (uncompress)',
    ],
    ['lzip', 'LZIP\x01\x0c', 'packed with lzip, which cannot be read; unpack it and open the result (lzip -d)'],
    [
      'LZMA of unknown size',
      `\x5d\0\0\x80\0${'\xff'.repeat(8)}\0`,
      'packed with LZMA, which cannot be read; unpack it and open the result (xz -d --format=lzma)',
    ],
    ['zlib', '\x78\x9c', 'packed with zlib, which cannot be read; unpack it and open the result (pigz -d -z)'],
    [
      'cpio (newc)',
      `070701${'0000A3C8'.repeat(13)}b/gc.log\0`,
      'a cpio archive, which cannot be read; unpack it and open the result (cpio -id)',
    ],
    [
      'cpio (odc)',
      `070707${'012345'.repeat(8)}${'01234567012'.repeat(2)}b/gc.log\0`,
      'a cpio archive, which cannot be read; unpack it and open the result (cpio -id)',
    ],
    [
      'cpio (binary)',
      '\xc7\x71\x02\x03\0\0',
      'a cpio archive, which cannot be read; unpack it and open the result (cpio -id)',
    ],
    [
      'ar, of text only',
      '!<arch>\ngc.log/         1795338032  0     0     100644  9358      `\n',
      'an ar archive (a Debian package, a static library), which cannot be read; unpack it and open the result (dpkg-deb -x, or ar x)',
    ],
    ['openssl enc', 'Salted__\x01\x02', 'encrypted by OpenSSL; decrypt it and open the result (openssl enc -d)'],
    [
      'OpenPGP in ASCII',
      '-----BEGIN PGP MESSAGE-----\n\n',
      'encrypted with OpenPGP; decrypt it and open the result (gpg -d)',
    ],
    ['sar', '\x96\xd5\x75\x21', 'a recording of sar; print it (sar -A -f) and open the text'],
    [
      'a program that unpacks itself',
      `MZ${'\0'.repeat(58)}\x40\0\0\0PE\0\0`,
      'a Windows program; if it is an archive that unpacks itself, unpack it and open the result (7z x)',
    ],
    [
      'a script that unpacks itself',
      `#!/bin/sh\nexit 0\n${'\x01\x02'.repeat(20)}`,
      'a script with binary data behind it; if it is an archive that unpacks itself, unpack it and open the result',
    ],
  ])('%s, alone and within an archive', async (_, magic, why) => {
    const bytes = Buffer.from(`${magic}${'\x9d\x02'.repeat(40)}`, 'latin1')
    const alone = await ingested(file('gc.log', bytes))
    expect(alone.artifact('gc.log')).toMatchObject({ formatId: 'binary', textPath: null })
    expect(alone.artifact('gc.log').result.issues).toMatchObject([{ code: 'binary', message: `gc.log is ${why}` }])
    const inside = await ingested(file('x.zip', zip([{ name: 'gc.log', content: bytes }, GOOD])))
    expect(inside.artifact('gc.log').result.issues).toMatchObject([{ code: 'binary', message: `gc.log is ${why}` }])
    expect(inside.artifact('good.log').records).toHaveLength(1)
  })

  test('methods of a zip that are not read', async () => {
    const methods = [
      [9, 'Deflate64'],
      [12, 'bzip2'],
      [14, 'LZMA'],
      [95, 'xz'],
      [98, 'PPMd'],
      [42, 'unknown'],
    ] as const
    const members = methods.map(([method, name]) => ({ name: `${name}.log`, content: 'x', method }))
    const { artifact } = await ingested(file('x.zip', zip([...members, GOOD])))
    for (const [method, name] of methods) {
      expect(artifact(`${name}.log`).result.issues).toMatchObject([
        {
          code: 'unreadable',
          message: `${name}.log cannot be read: it is packed with method ${method} (${name}), which cannot be read; unpack the zip (7z x) and open the folder`,
        },
      ])
    }
    expect(artifact('good.log').records).toHaveLength(1)
  })
})

describe('Zstandard', () => {
  const zstd = (bytes: string | Buffer): Buffer => zlib.zstdCompressSync(bytes)

  test('a file, an archive, and members of archives', async () => {
    const archive = await tar([GOOD, { name: 'deep.log.zst', content: zstd('ERROR deep\n') }])
    const { paths, artifacts, result } = await ingested(file('really.log', zstd(archive)))
    expect(paths).toEqual(['good.log', 'deep.log.zst'])
    expect(artifacts.map(({ records }) => records.length)).toEqual([1, 1])
    expect(artifacts[1]?.name).toBe('deep.log')
    expect(result.bundles[0]).toMatchObject({ kind: 'tar.zst', issues: [] })
    const single = await ingested(file('server.log.zst', zstd('ERROR one\n')))
    expect(single.result.bundles[0]?.kind).toBe('zst')
    expect(single.artifact('server.log.zst').result).toMatchObject({ lines: 1, issues: [] })
    const nested = await ingested(file('x.zip', zip([{ name: 'node.tar.zst', content: zstd(await tar([GOOD])) }])))
    expect(nested.paths).toEqual(['node.tar.zst!/good.log'])
  })

  test('frames one after another, and one that is to be skipped before them', async () => {
    // RFC 8878, 3.1.2: magic, size, that many bytes.
    const skipped = Buffer.from('\x5a\x2a\x4d\x18\x04\0\0\0skip', 'latin1')
    const bytes = Buffer.concat([skipped, zstd('ERROR one\n'), zstd('ERROR two\n')])
    const { artifact } = await ingested(file('a.log.zst', bytes))
    expect(artifact('a.log.zst').result).toMatchObject({ lines: 2, issues: [] })
  })

  test('cut short: what was unpacked stays', async () => {
    const lines = Array.from({ length: 200_000 }, (_, at) => `ERROR ${Math.imul(at, 2_654_435_761) >>> 0}\n`).join('')
    const packed = zstd(lines)
    const { artifact } = await ingested(file('a.log.zst', packed.subarray(0, packed.length / 2)))
    const { result } = artifact('a.log.zst')
    expect(result).toMatchObject({ cut: true, issues: [{ code: 'archive-damaged' }] })
    expect(result.issues[0]?.message).toBe('a.log.zst: its compressed data end too early')
    expect(result.lines).toBeGreaterThan(10_000)
  })

  test('changed bits are noticed', async () => {
    const packed = zlib.zstdCompressSync('ERROR line\n'.repeat(1000), {
      params: { [zlib.constants.ZSTD_c_checksumFlag]: 1 },
    })
    packed[packed.length - 1] = (packed.at(-1) ?? 0) ^ 1
    const { artifact } = await ingested(file('a.log.zst', packed))
    expect(issueCodes(artifact('a.log.zst'))).toEqual(['archive-damaged'])
  })

  test('a bomb ends early', async () => {
    const bomb = zstd(Buffer.alloc(20 * MIB, 'a'))
    const { artifact, bundleIssue } = await ingested(file('bomb.log.zst', bomb), { caps: { ratioFloorBytes: MIB } })
    expect(artifact('bomb.log.zst').result.textBytes).toBeLessThan(5 * MIB)
    expect([...issueCodes(artifact('bomb.log.zst')), bundleIssue('ratio-too-high')?.code]).toContain('ratio-too-high')
  })

  test('a window of gigabytes is refused before any memory is asked for', async () => {
    // Frame header: no single segment, window descriptor of 2^41 bytes; then one raw block of one byte.
    const bytes = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xf8, 0x09, 0x00, 0x00, 0x61])
    const { artifacts, result } = await ingested(file('a.log.zst', bytes))
    const issues = [...artifacts.flatMap((artifact) => artifact.result.issues), ...(result.bundles[0]?.issues ?? [])]
    expect(issues).toMatchObject([
      {
        code: 'unsupported',
        message:
          'a.log.zst: it was packed with a window of more than 128 MiB; unpack it and open the result (zstd -d --long=31)',
      },
    ])
  })

  test('a dictionary that is elsewhere', async () => {
    const dictionary = Buffer.from('ERROR the same line as always\n'.repeat(20))
    const bytes = zlib.zstdCompressSync('ERROR the same line as always\n', { dictionary })
    // A dictionary of bytes has no id; frames that were packed with a trained one state it (RFC 8878, 3.1.1.1.3).
    const stated = Buffer.concat([bytes.subarray(0, 4), Buffer.from([(bytes[4] ?? 0) | 1, 7]), bytes.subarray(5)])
    const { artifact } = await ingested(file('a.log.zst', stated))
    expect(artifact('a.log.zst').result.issues).toMatchObject([
      {
        code: 'unsupported',
        message:
          'a.log.zst: it was packed with a dictionary, which is not in it; unpack it and open the result (zstd -d -D DICTIONARY)',
      },
    ])
  })

  test('as a method of a zip', async () => {
    const content = 'ERROR one\n'
    const { artifact } = await ingested(
      file('x.zip', zip([{ name: 'a.log', content, packed: zstd(content), method: 93 }])),
    )
    expect(artifact('a.log').records).toHaveLength(1)
    expect(artifact('a.log').result.issues).toEqual([])
  })

  test('a runtime without it says what to do', () => {
    const head = zstd('x')
    expect([containerOf(head), containerOf(head, false)]).toEqual(['zst', null])
    expect(knownBinary(head)).toBe(
      'packed with Zstandard, which this version of the runtime cannot read; unpack it and open the result (zstd -d)',
    )
  })
})

describe('archives in parts', () => {
  const half = (bytes: Buffer): Buffer => bytes.subarray(bytes.length / 2)
  const content = Array.from({ length: 2000 }, (_, at) => `ERROR ${Math.imul(at, 2_654_435_761) >>> 0}\n`).join('')

  test('a part without a beginning: by its name', async () => {
    const packed = half(zlib.gzipSync(content))
    for (const name of ['x.tgz.ab', 'x.zip.002', 'x.z02', 'x.part2.rar']) {
      const { artifact } = await ingested(file(name, packed))
      expect(artifact(name).result.issues[0]?.message, name).toContain('a part of an archive that was split')
    }
    const { artifact } = await ingested(file('x.bin', packed))
    expect(artifact('x.bin').result.issues[0]?.message).not.toContain('split')
  })

  test('the first part gives what is in it', async () => {
    const packed = zlib.gzipSync(await tar([GOOD, { name: 'a.log', content }]))
    const { artifact, bundleIssue } = await ingested(file('x.tgz.aa', packed.subarray(0, packed.length / 2)))
    expect(artifact('good.log').records).toHaveLength(1)
    expect(bundleIssue('archive-damaged')?.message).toContain('put all parts together')
  })

  test('a split zip: the first part, and the last, which alone has the list', async () => {
    const whole = zip([GOOD, { name: 'a.log', content }])
    const marker = Buffer.from('PK\x07\x08', 'latin1')
    const first = await ingested(file('x.z01', Buffer.concat([marker, whole.subarray(0, whole.length / 2)])))
    expect(first.artifact('good.log').records).toHaveLength(1)
    expect(first.bundleIssue('archive-damaged')?.message).toMatch(/first part of a zip that was split.*zip -s 0/)
    const end = Buffer.from(half(whole))
    end.writeUInt16LE(1, end.length - 22 + 4)
    const last = await ingested(file('x.zip', end))
    expect(last.artifact('x.zip').result.issues[0]?.message).toMatch(/the last part of a zip that was split.*zip -s 0/)
  })

  test('a later volume of a tar: the member that began before is named', async () => {
    const archive = await tar([{ name: 'rest.log', content: 'ERROR rest\n' }, GOOD])
    archive[156] = 'M'.charCodeAt(0)
    let sum = 8 * 0x20
    for (let at = 0; at < 512; at++) if (at < 148 || at >= 156) sum += archive[at] ?? 0
    archive.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
    const { artifact } = await ingested(file('x.tar', archive))
    expect(artifact('rest.log').result.issues[0]?.message).toContain('a later volume of several')
    expect(artifact('good.log').records).toHaveLength(1)
  })
})

describe('Java archives', () => {
  const classes = Array.from({ length: 30 }, (_, at) => ({ name: `org/x/C${at}.class`, content: '\u00ca\u00fe' }))
  const jar = zip([{ name: 'META-INF/MANIFEST.MF', content: 'Manifest-Version: 1.0\r\n' }, ...classes])

  test('are named, not looked into: alone, in folders and in archives', async () => {
    const message = 'lib.jar is a Java archive (program code), which is not looked into'
    const alone = await ingested(file('lib.jar', jar))
    expect(alone.artifacts).toMatchObject([{ path: 'lib.jar', formatId: 'binary', result: { bytes: jar.length } }])
    expect(alone.artifact('lib.jar').result.issues).toMatchObject([{ code: 'binary', message }])
    const bytes = await tar([{ name: 'lib.jar', content: jar }, GOOD])
    const packed = await ingested(file('x.tgz', zlib.gzipSync(bytes)))
    expect(packed.paths).toEqual(['lib.jar', 'good.log'])
    expect(packed.artifact('lib.jar').result.sha256).toBe(alone.artifact('lib.jar').result.sha256)
  })

  test('a jar of logs, as collectors of WebSphere write it, is a bundle', async () => {
    const logs = Array.from({ length: 5 }, (_, at) => ({ name: `logs/server${at}.log`, content: 'ERROR x\n' }))
    const bytes = zip([{ name: 'META-INF/MANIFEST.MF', content: 'Manifest-Version: 1.0\r\n' }, ...logs])
    expect((await ingested(file('node-WASenv.jar', bytes))).paths).toHaveLength(6)
  })
})

describe('names of zips', () => {
  test.each([
    ['code page 437', Buffer.from('St\x94rung/gr\x94\xe1e.log', 'latin1'), 'Störung/größe.log'],
    ['UTF-8 that is not said to be', Buffer.from('障害/ログ.log'), '障害/ログ.log'],
    ['backslashes', Buffer.from('node\\logs\\gc.log'), 'node/logs/gc.log'],
  ])('%s', async (_, name, expected) => {
    expect((await ingested(file('x.zip', zip([{ name, content: 'x' }])))).paths).toEqual([expected])
  })

  test('what was packed from a pipe is a file: `kubectl logs POD | zip pod.zip -`', async () => {
    const { artifact } = await ingested(file('x.zip', zip([{ name: '-', content: 'ERROR a\n', mode: 0o010600 }])))
    expect(artifact('-').records).toHaveLength(1)
  })
})

describe('names that lead elsewhere', () => {
  test('by a pax header or a GNU long name', async () => {
    // Longer than a header has room for, so that both kinds of tar need their extensions.
    const long = `${'../'.repeat(60)}etc/passwd`
    for (const format of ['gnu', 'pax']) {
      const folder = path.dirname(file('x', 'bad\n'))
      const bytes = execFileSync(
        'tar',
        [`--format=${format}`, '-P', '-c', '--transform', `s,^x$,${long},`, '-C', folder, 'x'],
        { maxBuffer: MIB },
      )
      const { paths, result } = await ingested(file('x.tar', bytes))
      expect(paths, format).toEqual([])
      expect(result.bundles[0]?.issues, format).toMatchObject([
        {
          code: 'outside-root',
          message: `${JSON.stringify(long)} was left out: its path leads outside the archive (..)`,
        },
        { code: 'empty' },
      ])
    }
  })

  test('absolute, of Unix and of Windows', async () => {
    for (const name of ['/etc/passwd', 'C:\\windows\\x.log', '\\\\server\\share\\x.log']) {
      const { paths, bundleIssue } = await ingested(file('x.zip', zip([{ name, content: 'bad' }, GOOD])))
      expect(paths).toEqual(['good.log'])
      expect(bundleIssue('outside-root')?.message).toContain('was left out: its path is absolute')
    }
  })

  test('through a link that the archive brought along', async () => {
    const bytes = await tar([
      { name: 'logs', type: 'symlink', linkname: '/tmp' },
      { name: 'logs/through-the-link.log', content: 'x\n' },
    ])
    const { paths, bundleIssue } = await ingested(file('x.tar', bytes))
    // A member's name is never a name on disk: it is only shown.
    expect(paths).toEqual(['logs/through-the-link.log'])
    expect(bundleIssue('link-refused')?.message).toBe(
      'logs was left out: it is a link (to "/tmp"); links of a bundle are not followed',
    )
    expect(existsSync('/tmp/through-the-link.log')).toBe(false)
  })

  test('each kind of device is named', async () => {
    for (const type of ['character-device', 'block-device', 'fifo'] as const) {
      const { bundleIssue } = await ingested(file('x.tar', await tar([{ name: 'dev/sda', type }, GOOD])))
      expect(bundleIssue('device-refused')?.message, type).toBe('dev/sda was left out: it is a device, fifo or socket')
    }
  })

  test('with a NUL in it', async () => {
    const { paths } = await ingested(file('x.zip', zip([{ name: 'a.log\0.exe', content: 'x' }])))
    expect(paths).toEqual(['a.log\ufffd.exe'])
  })
})

describe('encryption', () => {
  test('of single members, by both ways a zip has, says what to do', async () => {
    const members = [
      { name: 'old.log', content: 'x', encrypted: true },
      // AE-2 of WinZip: method 99, the real one in an extra field.
      { name: 'aes.log', content: 'x', encrypted: true, method: 99 },
      GOOD,
    ]
    const { artifact } = await ingested(file('x.zip', zip(members)))
    for (const name of ['old.log', 'aes.log']) {
      expect(artifact(name).result.issues).toMatchObject([
        {
          code: 'archive-encrypted',
          message: `${name} cannot be read: it is encrypted; unpack it with its password first`,
        },
      ])
    }
    expect(artifact('good.log').records).toHaveLength(1)
  })
})

describe('bombs', () => {
  test('of one gzip stream', async () => {
    const { artifact } = await ingested(file('a.log.gz', zlib.gzipSync(Buffer.alloc(20 * MIB, 'a'), { level: 9 })), {
      caps: { ratioFloorBytes: MIB },
    })
    expect(artifact('a.log.gz').result.issues[0]).toMatchObject({
      code: 'ratio-too-high',
      message: 'a.log.gz: it unpacks to more than 200 times its size, as only a zip bomb does; the rest was left out',
    })
  })

  test('of tar.gz in tar.gz, each harmless by itself', async () => {
    let packed = zlib.gzipSync(await tar([{ name: 'zeros', content: Buffer.alloc(2 * MIB, '0') }]))
    for (let level = 0; level < 2; level++)
      packed = zlib.gzipSync(
        await tar(Array.from({ length: 12 }, (_, at) => ({ name: `${at}.tar.gz`, content: packed }))),
      )
    const { result, bundleIssue } = await ingested(file('bomb.tar.gz', packed), { caps: { ratioFloorBytes: 4 * MIB } })
    expect(bundleIssue('ratio-too-high')?.message).toMatch(/^bomb\.tar\.gz.*as only a zip bomb does/)
    expect(result.counts.textBytes).toBeLessThan(40 * MIB)
  })

  test('of zips in zips, deeper than anybody packs', async () => {
    let packed = zip([GOOD])
    for (let level = 0; level < 8; level++) packed = zip([{ name: 'in.zip', content: packed }])
    const { bundleIssue } = await ingested(file('x.zip', packed))
    expect(bundleIssue('too-deep')?.message).toMatch(/it lies in 6 archives, .*unpack it and open the result/)
  })
})
