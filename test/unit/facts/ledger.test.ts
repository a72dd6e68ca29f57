/** The arithmetic of the map limit, row by row of ENOMEM.md section 0; operators of mm/mmap.c, mm/vma.c, fs/proc/task_mmu.c. */
import { describe, expect, it } from 'vitest'
import { createFacts } from '../../../electron/engine/facts/process-facts.ts'
import type { LimitLedger } from '../../../shared/model/analysis.ts'
import type { MapEstimate } from '../../../shared/model/map-estimate.ts'
import { CRASH_AT, indexFiles, ProcessBuilder, VSYSCALL } from '../../support/process-builder.ts'

const M = 100

function crashed(
  vmas: number,
  more: { vsyscall?: boolean; limit?: number | null; complete?: boolean } = {},
): ProcessBuilder {
  const { vsyscall = true, limit = M, complete = true } = more
  const builder = new ProcessBuilder().crashLog().facts({ 'crash.kind': 'out-of-memory', 'crash.time': CRASH_AT })
  if (limit !== null) builder.fact('limit.max-map-count', limit)
  return builder.maps([...indexFiles(vmas), ...(vsyscall ? [VSYSCALL] : [])], { complete })
}

function ledgerOf(builder: ProcessBuilder): LimitLedger {
  const { ledger } = createFacts(builder.records)
  if (!ledger) throw new Error('no ledger')
  return ledger
}

const MMAP = 'the kernel refuses mmap when the count is above the limit, so mmap alone leaves limit + 1'
const SPLIT = expect.stringContaining('refuses to split a mapping') as unknown

describe('around the limit', () => {
  it.each<[number, LimitLedger['standing'], number, unknown]>([
    // VMAs, standing, distance, operator. mmap tests C > M before anything else: it leaves M + 1 (do_mmap).
    [M - 17, 'below', 17, null],
    [M - 16, 'near', 16, null],
    [M - 3, 'near', 3, null],
    [M - 2, 'near', 2, null],
    [M - 1, 'near', 1, null],
    // split_vma, and munmap or MAP_FIXED inside a mapping, test C >= M: they stop at M.
    [M, 'exact', 0, SPLIT],
    [M + 1, 'exact', -1, MMAP],
    // No process can hold so many under this limit.
    [M + 2, 'above', -2, null],
  ])('%i VMAs of 100 are %s', (vmas, standing, distance, operator) => {
    for (const vsyscall of [true, false]) {
      const ledger = ledgerOf(crashed(vmas, { vsyscall }))
      expect(ledger).toMatchObject({ vmas, vsyscall, standing, distance, limit: M, limitSource: 'measured' })
      // The gate page is listed and not counted (get_gate_vma).
      expect(ledger.mapLines).toBe(vmas + (vsyscall ? 1 : 0))
      expect(ledger.operator).toEqual(operator)
      expect(ledger.limitCitation).not.toBeNull()
    }
  })

  it.each([
    // The default, 65 535 - 5 (DEFAULT_MAX_MAP_COUNT), where nothing states the value: assumed, with no line to cite.
    [30, 'below'],
    [65_529, 'near'],
  ])('%i VMAs under a limit that nothing states', (vmas, standing) => {
    const ledger = ledgerOf(crashed(vmas, { limit: null }))
    expect(ledger).toMatchObject({ limit: 65_530, limitSource: 'assumed', standing, limitCitation: null })
  })

  it('65 532 lines with [vsyscall] and 65 531 without are the same count', () => {
    expect(ledgerOf(crashed(65_531, { limit: 65_530 }))).toMatchObject({
      mapLines: 65_532,
      vmas: 65_531,
      operator: MMAP,
    })
    expect(ledgerOf(crashed(65_531, { limit: 65_530, vsyscall: false }))).toMatchObject({
      mapLines: 65_531,
      vmas: 65_531,
    })
    // With that line, 65 531 are one fewer.
    expect(ledgerOf(crashed(65_530, { limit: 65_530 }))).toMatchObject({ mapLines: 65_531, vmas: 65_530, distance: 0 })
  })

  it('aarch64 with pages of 64 KiB counts alike', () => {
    const builder = new ProcessBuilder()
      .crashLog()
      .facts({ 'crash.kind': 'out-of-memory', 'limit.max-map-count': 3, 'memory.page-size': 65_536 })
      .maps([
        'ffff70000000-ffff70010000 ---p 00000000 00:00 0',
        'ffff70010000-ffff70100000 rw-p 00000000 00:00 0',
        'ffff70200000-ffff70210000 rw-s 00000000 08:01 1 /data/t-0/00000000000000000000.index',
        'ffffc0000000-ffffc0030000 rw-p 00000000 00:00 0 [stack]',
      ])
    expect(ledgerOf(builder)).toMatchObject({
      mapLines: 4,
      vsyscall: false,
      vmas: 4,
      standing: 'exact',
      operator: MMAP,
    })
  })
})

describe('which count stands', () => {
  it('a printed total outlives a listing that was shortened', () => {
    // Total number of mappings: 101 (vmError.cpp since 21) counts lines, the [vsyscall] line among them if it is there.
    const cut = crashed(40, { complete: false, vsyscall: false }).fact('mappings.total', M + 1)
    expect(ledgerOf(cut)).toMatchObject({ mapLines: M + 1, complete: true })
    const whole = crashed(M + 1).fact('mappings.total', M + 2)
    expect(ledgerOf(whole)).toMatchObject({ mapLines: M + 2, vsyscall: true, vmas: M + 1, standing: 'exact' })
  })

  it('the line that a cut listing lacks is told by another listing, or by a total that needs it', () => {
    const alone = (total: number): ProcessBuilder =>
      crashed(40, { complete: false, vsyscall: false }).fact('mappings.total', total)
    expect(ledgerOf(alone(M + 2))).toMatchObject({ vsyscall: true, vmas: M + 1, standing: 'exact' })
    expect(ledgerOf(alone(M))).toMatchObject({ vsyscall: false, vmas: M })
    const beside = alone(M)
      .artifact('proc-maps')
      .maps([...indexFiles(60), VSYSCALL], { at: CRASH_AT - 1000 })
    expect(ledgerOf(beside)).toMatchObject({ vsyscall: true, vmas: M - 1 })
  })

  it('a listing that is cut bounds the count from below', () => {
    const ledger = ledgerOf(crashed(40, { complete: false, vsyscall: false }))
    expect(ledger).toMatchObject({ vmas: 40, complete: false, standing: 'below' })
  })

  it('a metric of M + 2 counts lines', () => {
    const builder = new ProcessBuilder().artifact('sysctl', { scope: 'host' }).fact('limit.max-map-count', M)
    builder.artifact('metrics-csv').series('map-count', [
      [CRASH_AT, 90],
      [CRASH_AT + 1000, M + 2],
    ])
    expect(ledgerOf(builder)).toMatchObject({ mapLines: M + 2, vsyscall: true, vmas: M + 1, standing: 'exact' })
  })
})

function estimateOf(builder: ProcessBuilder): MapEstimate | null {
  return createFacts(builder.records).mapEstimate
}

describe('an estimate from threads', () => {
  it('where nothing counts: two to three mappings each, and at most an arena', () => {
    const builder = new ProcessBuilder().artifact('proc-status').fact('process.threads', 1000)
    expect(estimateOf(builder)).toMatchObject({ least: 2150, most: 5600, citation: { artifact: 1, line: 1 } })
  })

  it('is in place of a count alone', () => {
    expect(estimateOf(crashed(40).fact('process.threads', 1000))).toBeNull()
    expect(estimateOf(new ProcessBuilder())).toBeNull()
    expect(estimateOf(new ProcessBuilder().artifact('proc-status').fact('process.threads', 19))).toBeNull()
  })

  it('with a listing that is cut: what is listed beside stacks is there for sure', () => {
    const builder = crashed(400, { complete: false, vsyscall: false, limit: 65_530 }).fact('process.threads', 1000)
    expect(estimateOf(builder)).toMatchObject({ least: 2400, most: 5600 })
    // Threads that explain less than was listed lower nothing.
    const few = crashed(400, { complete: false, vsyscall: false, limit: 65_530 }).fact('process.threads', 20)
    expect(estimateOf(few)?.least).toBe(440)
  })
})
