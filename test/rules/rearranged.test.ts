/** Real bundles as people send them: several in one folder, with the node or the pid in the names; output as a journal has it. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { openForTest } from '../support/open-case.ts'
import { Unpacked, zooBundles, type BundleTruth } from '../support/zoo.ts'

const work = mkdtempSync(path.join(tmpdir(), 'mortem-rearranged-'))
afterAll(() => rmSync(work, { recursive: true }))

/** Each ended of something else, the first without saying a number of its own. */
const NAMES = new Set([
  'd-pidscgroup-serial-j25',
  'e-heap-uncaught-zgc-j25',
  'f-metaspace-crash-serial-j25',
  'g-direct-g1-j17',
  'i-segv-jni-parallel-j17',
  'l-malloc-rlimit-as-g1-j17',
  'n-healthy-g1-j17',
])
const bundles = zooBundles().filter(({ name }) => NAMES.has(name))

interface Member {
  name: string
  bytes: Buffer
}

const members = new Map<string, Member[]>()
for (const { name, file } of bundles) {
  const unpacked = await Unpacked.open(file)
  const found = readdirSync(unpacked.folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => ({ name: entry.name, bytes: readFileSync(path.join(entry.parentPath, entry.name)) }))
  members.set(name, found)
  unpacked.dispose()
}
const membersOf = ({ name }: BundleTruth): Member[] => members.get(name) ?? []

/** What is found, as many times as it is found. */
async function verdictsOf(files: Iterable<Member>): Promise<string[]> {
  const folder = mkdtempSync(path.join(work, 'case-'))
  for (const { name, bytes } of files) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    writeFileSync(path.join(folder, name), bytes)
  }
  const { processes } = await openForTest([folder])
  return processes.map(({ verdict }) => verdict.rootCause).toSorted()
}

const causesOf = (each: readonly BundleTruth[]): string[] =>
  each.flatMap(({ processes }) => processes.map(({ rootCause }) => rootCause[0] ?? '')).toSorted()

const pairs = bundles.flatMap((one, at) =>
  bundles.slice(at + 1).map((other): [string, BundleTruth[]] => [`${one.name} and ${other.name}`, [one, other]]),
)

describe.each<[string, (bundle: BundleTruth, at: number, name: string) => string]>([
  ['the node before every name', (_, at, name) => `node-${at + 1}-${name}`],
  ['the node behind every name', (_, at, name) => name.replace(/^([^.]+)/, `$1_node${at + 1}`)],
  ['a folder for each', (_, at, name) => `node-${at + 1}/${name}`],
])('two in one folder, %s', (_, rename) => {
  test.each(pairs)('%s', async (__, pair) => {
    const files = pair.flatMap((bundle, at) =>
      membersOf(bundle).map(({ name, bytes }) => ({ name: rename(bundle, at, name), bytes })),
    )
    expect(await verdictsOf(files)).toEqual(causesOf(pair))
  })
})

describe.each<[string, (line: string, at: number) => string]>([
  ['text', (line) => `Nov 22 08:46:23 node-7 start.sh[4711]: ${line}`],
  [
    'JSON',
    (line, at) =>
      JSON.stringify({
        __CURSOR: `s=1;i=${at}`,
        __REALTIME_TIMESTAMP: String(1_795_337_183_000_000 + at),
        _TRANSPORT: 'stdout',
        SYSLOG_IDENTIFIER: 'start.sh',
        MESSAGE: line,
      }),
  ],
])('console and log as a journal has them: %s', (_, wrap) => {
  test.each(bundles.map((bundle): [string, BundleTruth] => [bundle.name, bundle]))('%s', async (__, bundle) => {
    const files = membersOf(bundle).map(({ name, bytes }) => {
      if (!/\.(?:out|log)$/.test(name) || /^(?:gc|hs_err)/.test(name)) return { name, bytes }
      const lines = bytes.toString('utf8').replace(/\n$/, '').split('\n')
      return { name, bytes: Buffer.from(lines.map((line, at) => `${wrap(line, at)}\n`).join('')) }
    })
    expect(await verdictsOf(files)).toEqual(causesOf([bundle]))
  })
})
