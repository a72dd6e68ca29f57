/** Records of real logs against what a search in their text finds. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { gcLegacy } from '../../../electron/engine/formats/gc-legacy/index.ts'
import { feed, headOf, linesOf } from '../../support/feed.ts'
import { integrityFaults } from '../../support/records.ts'
import { zooFolder } from '../../support/zoo.ts'

const publicFolder = path.join(zooFolder, '../public/gclog')
const unified = /^ujl_|^kafka4_|^kafka_g1_jdk11|systemgc_dataset(?:153|154|184|220)\./
const files = existsSync(publicFolder) ? readdirSync(publicFolder).filter((name) => !unified.test(name)) : []

/** The beginning of a collection. */
const BEGINNING = /\[(?:Full GC|GC(?! Worker| concurrent| ref-proc))/g
/** Shenandoah: the only pauses that are collections of their own. */
const WHOLE = /\[Pause (?:Full|Degenerated GC)[^[\]]*\d ms\]/g
const CYCLE = /\[(?:GC concurrent-root-region-scan-start|CMS-concurrent-mark-start|Concurrent reset, start)/g

// ..., 0.0282363 secs] [Times: user=0.03 sys=0.02, real=0.03 secs]       the last duration of a collection that stands on one line
const DURATION = /, (\d+[.,]\d+) secs\](?:\s*\[Times:[^\]]*\])?\s*$/
/** Milliseconds that the text prints, where each collection stands on a line of its own; null where they do not. */
function stoppedByText(text: string): number | null {
  const lines = text.split(/\r?\n/).filter((line) => line.match(BEGINNING))
  const seconds = lines.map((line) => (line.match(BEGINNING)?.length === 1 ? DURATION.exec(line)?.[1] : undefined))
  if (seconds.length === 0 || seconds.includes(undefined)) return null
  return seconds.reduce((sum, duration) => sum + Number(duration?.replace(',', '.')) * 1000, 0)
}

/** Logs whose collections all stand on lines of their own, so that the sum says something. */
const ONE_LINE_EACH = 10

it.skipIf(files.length === 0)('most logs are simple enough for the sum of their pauses to be checked', () => {
  const simple = files.filter((name) => stoppedByText(readFileSync(path.join(publicFolder, name), 'utf8')) !== null)
  expect(simple.length).toBeGreaterThanOrEqual(ONE_LINE_EACH)
})

describe.skipIf(files.length === 0).each(files)('%s', (name) => {
  const bytes = files.length === 0 ? new Uint8Array() : new Uint8Array(readFileSync(path.join(publicFolder, name)))

  it('has a record for each collection and cycle', () => {
    expect(gcLegacy.sniff(headOf(bytes))).toBe('certain')
    const text = new TextDecoder().decode(bytes)
    const fed = feed(gcLegacy, bytes)
    const records = fed.records.filter((record) => record.kind === 'gc')
    const count = (pattern: RegExp) => [...text.matchAll(pattern)].length
    // Remark and cleanup of a numbered cycle are one record with it.
    const joined = count(/#\d+: \[GC (?:remark|cleanup)/g)
    expect(records.filter(({ concurrent }) => !concurrent).length).toBe(count(BEGINNING) + count(WHOLE) - joined)
    expect(records.filter(({ concurrent }) => concurrent).length).toBe(count(CYCLE))
    expect(records.filter(({ cause }) => cause === 'System.gc()').length).toBe(count(/GC[ a-z]*\(System\.gc\(\)\)/g))
    expect(records.every(({ pauseMs }) => pauseMs !== null)).toBe(true)
    const stopped = stoppedByText(text)
    const sum = records.reduce((total, { pauseMs }) => total + (pauseMs ?? 0), 0)
    expect(sum - (stopped ?? sum)).toBeCloseTo(0, 3)
    expect(integrityFaults(fed, linesOf(bytes))).toEqual([])
  })
})
