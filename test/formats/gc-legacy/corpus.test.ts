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

/** The beginning of a collection; statistics before a collection within a remark of CMS begin with `[GC Before GC:`. */
const BEGINNING = /\[(?:Full GC|GC(?! Worker| concurrent| ref-proc| Before))/g
/** Shenandoah: the only pauses that are collections of their own. */
const WHOLE = /\[Pause (?:Full|Degenerated GC)[^[\]]*\d ms\]/g
const CYCLE = /\[(?:GC concurrent-root-region-scan-start|CMS-concurrent-mark-start|Concurrent reset, start)/g

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
    expect(integrityFaults(fed, linesOf(bytes))).toEqual([])
  })
})
