/** Every text of the shared corpus is recognised by its content alone: all files are shown to the formats as `unknown`. */
import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { HEAD_BYTES } from '../../electron/engine/formats/format.ts'
import { formats } from '../../electron/engine/formats/index.ts'
import { claimOf } from '../support/claim.ts'
import { Unpacked, zooBundles, zooFolder } from '../support/zoo.ts'

const publicFolder = path.join(zooFolder, '../public')

/** One byte more than a head, so that it is known to go on. */
function beginning(file: string): Uint8Array {
  if (file.endsWith('.gz')) return new Uint8Array(gunzipSync(readFileSync(file)))
  const bytes = new Uint8Array(HEAD_BYTES + 1)
  const handle = openSync(file, 'r')
  try {
    const read = bytes.subarray(0, readSync(handle, bytes))
    // Ingest turns UTF-16 into UTF-8 before any format sees it.
    const wide = read[1] === 0
    return wide ? new TextEncoder().encode(new TextDecoder('utf-16le').decode(read)) : read
  } finally {
    closeSync(handle)
  }
}

function claimedBy(file: string): string {
  const { id, confidence, equals } = claimOf(formats, beginning(file))
  // Equals at `maybe` are settled by the order of the list; above it there must be one.
  return confidence !== 'maybe' && equals.length > 1 ? equals.join(' and ') : id
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
}

/** What files of a stem may be. Consoles differ: the application may write there too, or nobody. */
const BY_STEM: [RegExp, string[]][] = [
  [/^hs_err_pid\d+\.log/, ['hs-err']],
  [/^maps-/, ['proc-maps']],
  [/^smaps-/, ['proc-smaps']],
  [/^meminfo\.txt$|^commit-at-failure\.txt$/, ['meminfo']],
  [/^sysctl-vm\.txt$/, ['sysctl']],
  [/^proc-limits\.txt$/, ['proc-limits']],
  [/^proc-status\.txt$/, ['proc-status']],
  [/^ulimit\.txt$/, ['ulimit']],
  [/^uname\.txt$/, ['uname']],
  [/^os-release\.txt$/, ['os-release']],
  [/^exit-status\.txt$/, ['exit-status']],
  [/^cmdline\.txt$/, ['command-line']],
  [/^metrics\.csv$/, ['metrics-csv']],
  [/^server\.log$/, ['application-log']],
  [/^server\.out/, ['hotspot-stdout', 'application-log', 'text']],
  [/^gc\.log/, ['gc-unified']],
  [/^kafkaServer-gc/, ['gc-legacy']],
  [/^jstack-/, ['thread-dump']],
  [/^jcmd-gc-heap-info\.txt$/, ['heap-info']],
  [/^jcmd-vm-native-memory\.txt$/, ['native-memory']],
  [/^dmesg\.txt$/, ['kernel-log']],
  [/^server\.properties$/, ['broker-properties']],
  [/^cgroup-pids\.txt$/, ['cgroup']],
  [/^replay_pid/, ['replay']],
]
const NOT_TEXT = /^(?:core(?:\.|$)|segment_roller$)/

describe.skipIf(!existsSync(zooFolder)).each(zooBundles().map(({ name, file }) => ({ name, file })))(
  '$name',
  ({ file }) => {
    it('has each file recognised', { timeout: 120_000 }, async () => {
      const unpacked = await Unpacked.open(file)
      try {
        const files = filesBelow(unpacked.folder).filter((one) => !NOT_TEXT.test(path.basename(one)))
        const wrong = files.flatMap((one) => {
          const expected = BY_STEM.find(([stem]) => stem.test(path.basename(one)))?.[1] ?? []
          const id = claimedBy(one)
          return expected.includes(id) ? [] : [`${path.relative(unpacked.folder, one)}: ${id}`]
        })
        expect(wrong).toEqual([])
        expect(files.length).toBeGreaterThan(0)
      } finally {
        unpacked.dispose()
      }
    })
  },
)

/** What the files of a folder are; exceptions by name below. */
const BY_FOLDER: Record<string, string> = {
  procmaps: 'proc-maps',
  smaps: 'proc-smaps',
  meminfo: 'meminfo',
  sysctl: 'sysctl',
  kafkalog: 'application-log',
  gclog: 'gc-legacy',
  jstack: 'thread-dump',
  nmt: 'native-memory',
  /** Each by its name below. */
  other: '',
}
const EXCEPTIONS: [RegExp, string][] = [
  [/pmap\.txt$/, 'pmap'],
  [/^javacore_yc1/, 'thread-dump'],
  [/^javacore_/, 'javacore'],
  [/dmesg\.out$/, 'kernel-log'],
  [/netstat\.out$/, 'text'],
  [/_ps\.out$/, 'process-list'],
  [/_top\.out$/, 'top'],
  [/_vmstat\.out$/, 'vmstat'],
  [/^ujl_|^kafka4_|^kafka_g1_jdk11|systemgc_dataset(?:153|154|184|220)\./, 'gc-unified'],
  [/process_limits\.txt$/, 'proc-limits'],
  [/limits\.conf$/, 'text'],
  [/guardpages/, 'hotspot-stdout'],
]

describe.skipIf(!existsSync(publicFolder)).each(Object.entries(BY_FOLDER))('public %s', (folder, usual) => {
  const files = existsSync(publicFolder) ? filesBelow(path.join(publicFolder, folder)) : []
  it.each(files.map((file) => [path.basename(file), file]))('%s', (name, file) => {
    expect(claimedBy(file)).toBe(EXCEPTIONS.find(([stem]) => stem.test(name))?.[1] ?? usual)
  })
})

describe.skipIf(!existsSync(publicFolder))('public crash logs', () => {
  it('are claimed by no format of other texts', () => {
    const files = existsSync(publicFolder) ? filesBelow(path.join(publicFolder, 'hserr')) : []
    const wrong = files.map((file) => `${path.basename(file)}: ${claimedBy(file)}`)
    expect(wrong.filter((line) => !line.endsWith(': hs-err'))).toEqual([])
    expect(files.length).toBeGreaterThan(0)
  })
})
