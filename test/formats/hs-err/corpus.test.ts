/** Real crash logs: what is known of them must come out, and nearly every line must lie in a section that is understood. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { hsErr } from '../../../electron/engine/formats/hs-err/index.ts'
import type { FactKey, FactValue } from '../../../shared/model/facts.ts'
import { mappingPath } from '../../../shared/model/mapping-table.ts'
import { feed, linesOf, type Fed } from '../../support/feed.ts'
import { integrityFaults } from '../../support/records.ts'
import { Unpacked, zooBundles, zooFolder } from '../../support/zoo.ts'
import { expectedFacts } from './oracle.ts'
import { regionFaults, uncoveredLines } from './region-faults.ts'

const publicFolder = path.join(zooFolder, '../public')
const MIN_COVERAGE = 0.995

function factOf({ records }: Fed, key: FactKey): FactValue | undefined {
  const fact = records.find((record) => record.kind === 'fact' && record.key === key)
  return fact?.kind === 'fact' ? fact.value : undefined
}

function listingOf({ records }: Fed) {
  const found = records.find((record) => record.kind === 'mappings')
  return found?.kind === 'mappings' ? found : null
}

function coverageOf(fed: Fed, lines: readonly string[]): number {
  const said = lines.filter((line) => line.trim() !== '').length
  return 1 - uncoveredLines(fed.records, lines).length / said
}

interface IndexRow {
  file: string
  jdk: string
  os_arch: string
  problem: string
  dynlib_map_lines: string
  max_map_count_line: string
  total_mappings_line: string
  note: string
}

function indexRows(): IndexRow[] {
  if (!existsSync(publicFolder)) return []
  const [header = '', ...rows] = readFileSync(path.join(publicFolder, 'INDEX.tsv'), 'utf8').trim().split('\n')
  const columns = header.split('\t')
  return rows
    .map((row) => Object.fromEntries(row.split('\t').map((cell, index) => [columns[index] ?? '', cell])))
    .filter((row) => row['kind'] === 'hs_err') as unknown as IndexRow[]
}

function kindOf(problem: string): string {
  if (/insufficient memory|Native memory|Out of Mem|failed to|Cannot create|OOM/i.test(problem)) return 'out-of-memory'
  return problem.includes('Internal Error') ? 'internal-error' : 'signal'
}

function platformOf(fed: Fed): string {
  const name = String(factOf(fed, 'os.name'))
  const os = /windows/i.test(name) ? 'windows' : /macos|darwin/i.test(name) ? 'bsd' : 'linux'
  const arch = String(factOf(fed, 'os.arch'))
  return `${os}-${arch
    .replace('x86_64', 'amd64')
    .replace('arm64', 'aarch64')
    .replace(/i[36]86/, 'x86')}`
}

describe.skipIf(!existsSync(publicFolder))('public logs', () => {
  it.each(indexRows().map((row) => [path.basename(row.file), row] as const))('%s', (_, row) => {
    const bytes = new Uint8Array(readFileSync(path.join(publicFolder, row.file)))
    const fed = feed(hsErr, bytes)
    const lines = linesOf(bytes)
    expect(integrityFaults(fed, lines)).toEqual([])
    expect(regionFaults(fed.records)).toEqual([])
    expect(coverageOf(fed, lines)).toBeGreaterThanOrEqual(MIN_COVERAGE)

    expect(factOf(fed, 'jvm.feature')).toBe(Number(/^(?:1\.)?(\d+)/.exec(row.jdk)?.[1]))
    // JDK 1.4 prints no architecture.
    expect(platformOf(fed)).toBe(row.jdk.startsWith('1.4') ? row.os_arch.replace(/-.*/, '-undefined') : row.os_arch)
    expect(factOf(fed, 'crash.kind')).toBe(kindOf(row.problem))
    // The column is cut off, sometimes within the number.
    const pid = /pid=(\d+)/.exec(row.problem)?.[1] ?? ''
    expect(String(factOf(fed, 'process.pid')).startsWith(pid)).toBe(true)
    // Which call was refused, and how many bytes.
    const [, mechanism, asked] = /Native memory allocation \((\w+)\) failed to \w+ (\d+) bytes/.exec(row.problem) ?? []
    const told = row.problem.startsWith('Cannot create') ? 'none' : undefined
    expect(factOf(fed, 'crash.mechanism')).toBe(mechanism ?? told)
    expect(factOf(fed, 'crash.requested-bytes')).toBe(asked === undefined ? undefined : Number(asked))
    const signal = /^(?:SIG|EXCEPTION_)\w+/.exec(row.problem)?.[0]
    expect([undefined, factOf(fed, 'crash.signal')]).toContain(signal)
    const listed = row.os_arch.startsWith('linux') ? Number(row.dynlib_map_lines) : 0
    expect(listingOf(fed)?.table.count ?? 0).toBe(listed)
    expect(String(factOf(fed, 'limit.max-map-count') ?? '')).toBe(row.max_map_count_line)
    expect(String(factOf(fed, 'mappings.total') ?? '')).toBe(row.total_mappings_line)
    expect(fed.issues.some(({ code }) => code === 'nested-error')).toBe(row.note.includes('nested'))
  })
})

function pathsOf(folder: string, name: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name === name)
    .map((entry) => path.join(entry.parentPath, entry.name))
}

const bundles = zooBundlesWithLogs()

function zooBundlesWithLogs() {
  return existsSync(zooFolder) ? zooBundles().filter(({ crashLogs }) => crashLogs.length > 0) : []
}

describe.skipIf(bundles.length === 0).each(bundles)('$name', ({ file, crashLogs }) => {
  it('lists what its crash logs list', { timeout: 120_000 }, async () => {
    const unpacked = await Unpacked.open(file)
    try {
      for (const truth of crashLogs) {
        const found = pathsOf(unpacked.folder, truth.file)
        expect(found).toHaveLength(1)
        const stored = readFileSync(found[0]!)
        const bytes = new Uint8Array(found[0]!.endsWith('.gz') ? gunzipSync(stored) : stored)
        const fed = feed(hsErr, bytes)
        const listing = listingOf(fed)
        const table = listing?.table
        expect({
          mapLines: table?.count,
          vsyscall: table && mappingPath(table, table.count - 1) === '[vsyscall]',
          limit: factOf(fed, 'limit.max-map-count') ?? null,
          complete: listing?.complete,
        }).toEqual({
          mapLines: truth.mapLines,
          vsyscall: truth.vsyscall,
          limit: truth.limit,
          complete: truth.complete,
        })
        expect(regionFaults(fed.records)).toEqual([])
        for (const [key, value] of expectedFacts(linesOf(bytes).join('\n')))
          expect([key, factOf(fed, key)]).toEqual([key, value])
        expect(coverageOf(fed, linesOf(bytes))).toBeGreaterThanOrEqual(MIN_COVERAGE)
      }
    } finally {
      unpacked.dispose()
    }
  })
})
