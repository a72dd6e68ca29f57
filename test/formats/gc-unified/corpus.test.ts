/** Records of real logs against what a search in their text finds. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { gcUnified } from '../../../electron/engine/formats/gc-unified/index.ts'
import type { GcRecord } from '../../../shared/model/records.ts'
import { feed, headOf, linesOf } from '../../support/feed.ts'
import { integrityFaults } from '../../support/records.ts'
import { Unpacked, zooBundles, zooFolder } from '../../support/zoo.ts'

const publicFolder = path.join(zooFolder, '../public/gclog')

function check(bytes: Uint8Array): GcRecord[] {
  expect(gcUnified.sniff(headOf(bytes))).toBe('certain')
  const fed = feed(gcUnified, bytes)
  const lines = linesOf(bytes)
  const records = fed.records.filter((record) => record.kind === 'gc')
  const numbered = lines.flatMap((line) => /\bGC\((\d+)\)/.exec(line)?.[1] ?? [])
  expect(records.map(({ gcId }) => gcId).toSorted(byValue)).toEqual(
    [...new Set(numbered.map(Number))].toSorted(byValue),
  )
  const stopped = records.reduce((sum, { pauseMs }) => sum + (pauseMs ?? 0), 0)
  expect(stopped).toBeCloseTo(stoppedIn(lines), 3)
  expect(integrityFaults(fed, lines)).toEqual([])
  return records
}

/** Of a pause that began while a young one had not ended the time is that one's. */
function stoppedIn(lines: readonly string[]): number {
  let young: string | null = null
  let stopped = 0
  for (const line of lines) {
    const [, id = '', isYoung, duration] =
      /\b(GC\(\d+\)) (?:[YyOo]: )?Pause (Young )?(?:.* ([\d.,]+)ms\s*$)?/.exec(line) ?? []
    if (id === '') continue
    if (duration === undefined) young ??= isYoung === undefined ? null : id
    else if (young === null || young === id) {
      stopped += Number(duration.replace(',', '.'))
      young = null
    }
  }
  return stopped
}

function byValue(first: number | null, second: number | null): number {
  return (first ?? -1) - (second ?? -1)
}

function explicitIn(records: readonly GcRecord[]): number {
  return records.filter(({ cause }) => cause === 'System.gc()').length
}

const unified = /^ujl_|^kafka4_|^kafka_g1_jdk11|systemgc_dataset(?:153|154|184|220)\./
const files = existsSync(publicFolder) ? readdirSync(publicFolder).filter((name) => unified.test(name)) : []

describe.skipIf(files.length === 0).each(files)('%s', (name) => {
  it('has a record for each GC number and all pauses', () => {
    const bytes = new Uint8Array(readFileSync(path.join(publicFolder, name)))
    const explicit = linesOf(bytes).flatMap((line) => /\bGC\((\d+)\) .*\(System\.gc\(\)\)/.exec(line)?.[1] ?? [])
    expect(explicitIn(check(bytes))).toBe(new Set(explicit).size)
  })
})

describe.skipIf(!existsSync(zooFolder)).each(zooBundles().map(({ name, file }) => ({ name, file })))(
  '$name',
  ({ file }) => {
    it('has a record for each GC number, all pauses and all explicit collections', { timeout: 120_000 }, async () => {
      const unpacked = await Unpacked.open(file)
      try {
        const logs = readdirSync(unpacked.folder, { recursive: true, encoding: 'utf8' }).filter((one) =>
          /(?:^|\/)gc\.log(?:\.gz)?$/.test(one),
        )
        const explicit = logs.map((log) => {
          const bytes = readFileSync(path.join(unpacked.folder, log))
          return explicitIn(check(new Uint8Array(log.endsWith('.gz') ? gunzipSync(bytes) : bytes)))
        })
        const truth = explicitTruth(path.basename(file))
        // Of the bundles with several logs the truth counts none.
        expect(explicit).toEqual(truth === null || logs.length !== 1 ? explicit : [truth])
      } finally {
        unpacked.dispose()
      }
    })
  },
)

interface Truth {
  facts?: { gc_system_gc_lines?: number }
}

/** `gc_system_gc_lines` counts the lines: start and end of each, or one where Shenandoah's trigger says it or the log breaks off. */
function explicitTruth(bundle: string): number | null {
  const truth = (JSON.parse(readFileSync(path.join(zooFolder, 'truth.json'), 'utf8')) as Record<string, Truth>)[bundle]
  const lines = truth?.facts?.gc_system_gc_lines
  return lines === undefined ? null : Math.ceil(lines / 2)
}
