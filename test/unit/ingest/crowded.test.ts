/** Archives with more members than anybody would pack by hand, and members that are not where the archive says. */
import zlib from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { file, ingested, issueCodes, tar, zip } from './support.ts'

const GOOD = { name: 'good.log', content: 'ERROR good\n' }
const MANY = 100_000

/** The same member over and over, then a good one: packing a hundred thousand different ones takes longer than reading them. */
async function crowdedTar(member: Parameters<typeof tar>[0][number]): Promise<Buffer> {
  const [one, last] = [await tar([member]), await tar([GOOD])]
  return Buffer.concat([...Array.from({ length: MANY }, () => one.subarray(0, 512)), last])
}

describe('a hundred thousand members', () => {
  test('of a zip are all read', { timeout: 120_000 }, async () => {
    // Mostly folders, which cost only their name.
    const names = Array.from({ length: MANY }, (_, at) => (at % 20 === 0 ? `${at}.log` : `${at}/`))
    const members = names.map((name) => ({ name, content: '' }))
    const { result, bundleIssue, artifact } = await ingested(file('x.zip', zip([...members, GOOD])))
    expect(result.counts.artifacts).toBe(MANY / 20 + 1)
    expect(artifact('good.log').records).toHaveLength(1)
    expect(bundleIssue('too-many-entries')).toBeUndefined()
  })

  test('of one name in a tar.gz are read up to the cap', { timeout: 120_000 }, async () => {
    const packed = zlib.gzipSync(await crowdedTar({ name: 'a.log', content: '' }))
    const { result, bundleIssue, paths } = await ingested(file('x.tar.gz', packed), {
      caps: { entries: 10_000, ratioFloorBytes: 1024 ** 3 },
    })
    expect(result.counts.artifacts).toBe(10_000)
    expect([paths[0], paths.at(-1)]).toEqual(['a.log', 'a.log (10000)'])
    expect(bundleIssue('too-many-entries')?.message).toBe(
      'x.tar.gz: it has more than 10000 members; the others were left out',
    )
  })

  test('that are all refused are counted, some of them named', { timeout: 120_000 }, async () => {
    const bytes = await crowdedTar({ name: 'soft', type: 'symlink', linkname: '/etc/passwd' })
    const { paths, result } = await ingested(file('x.tar', bytes))
    expect(paths).toEqual(['good.log'])
    const refused = result.bundles[0]?.issues.filter(({ code }) => code === 'link-refused') ?? []
    expect(refused).toHaveLength(51)
    expect(refused.reduce((sum, { count }) => sum + count, 0)).toBe(MANY)
  })
})

describe('the archive lies about its members', () => {
  test('equal names in a zip are all kept', async () => {
    const { paths, result } = await ingested(file('x.zip', zip([GOOD, { ...GOOD, content: 'other\n' }])))
    expect(paths).toEqual(['good.log', 'good.log (2)'])
    expect(result.bundles[0]?.issues.map(({ code }) => code)).toEqual(['duplicate-name'])
  })

  test('a zip member that begins beyond the end, or within another', async () => {
    const entries = [
      GOOD,
      { name: 'beyond.log', content: 'x', statedOffset: 0x7fffffff },
      { name: 'within.log', content: 'x', statedOffset: 5 },
      { name: 'last.log', content: 'ERROR last\n' },
    ]
    const { artifact, paths } = await ingested(file('x.zip', zip(entries)))
    expect(paths).toEqual(entries.map(({ name }) => name))
    for (const name of ['beyond.log', 'within.log']) {
      expect(issueCodes(artifact(name))).toContain('archive-damaged')
      expect(artifact(name).result.textBytes).toBe(0)
    }
    expect(artifact('last.log').records).toHaveLength(1)
  })

  test('members of a zip that share their bytes, too few of them to be a bomb', async () => {
    const { paths, artifact } = await ingested(file('x.zip', zip([GOOD, { name: 'same.log', sameDataAs: 0 }])))
    expect(paths).toEqual(['good.log', 'same.log'])
    expect(artifact('same.log').result.lines).toBe(1)
  })

  test('a zip whose encryption hides its list of members', async () => {
    const { bundleIssue } = await ingested(file('x.zip', zip([{ ...GOOD, stronglyEncrypted: true }])))
    expect(bundleIssue('archive-encrypted')?.message).toContain('x.zip')
  })

  test('sizes of tar members: more than there is, more than there can be, less than nothing', async () => {
    // Octal; binary of 64 bits; binary, negative.
    const sizes = ['77777777777 ', `\u0080${'\0'.repeat(3)}${'\u00ff'.repeat(8)}`, '\u00ff'.repeat(12)]
    for (const size of sizes) {
      const bytes = await tar([GOOD, { name: 'liar.log', content: 'x\n' }])
      bytes.write(size, 1024 + 124, 'latin1')
      withChecksum(bytes, 1024)
      const { artifact, bundleIssue } = await ingested(file('x.tar', bytes))
      expect(artifact('good.log').records).toHaveLength(1)
      expect(bundleIssue('archive-damaged')?.message, JSON.stringify(size)).toContain('x.tar')
    }
  })
})

/** The sum of a tar header's bytes, its own field taken as blanks. */
function withChecksum(bytes: Buffer, header: number): void {
  bytes.fill(' ', header + 148, header + 156)
  const sum = bytes.subarray(header, header + 512).reduce((total, byte) => total + byte, 0)
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, header + 148, 'latin1')
}
