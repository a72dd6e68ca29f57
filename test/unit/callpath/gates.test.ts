import { describe, expect, it } from 'vitest'
import { kernelSteps, eliminate } from '../../../electron/engine/callpath/gates/index.ts'
import type { GateContext } from '../../../electron/engine/callpath/gates/gate-context.ts'
import {
  countGate,
  refusedFrom,
  targetOf,
  type CountedOperation,
} from '../../../electron/engine/callpath/gates/map-count.ts'
import { addressSpace, data, hole } from '../../../electron/engine/callpath/gates/extent.ts'
import { lockedMemory } from '../../../electron/engine/callpath/gates/memory.ts'
import { overcommit } from '../../../electron/engine/callpath/gates/overcommit.ts'
import { commitCall } from '../../../electron/engine/callpath/hotspot/commit.ts'
import { fileMap } from '../../../electron/engine/callpath/file-map.ts'
import { createFacts, type ProcessFacts } from '../../../electron/engine/facts/process-facts.ts'
import { formatCount } from '../../../shared/display/counts.ts'
import { CRASH_AT, GIB, indexFiles, KIB, MIB, ProcessBuilder, VSYSCALL } from '../../support/process-builder.ts'
import {
  ADDRESS_SPACE,
  crashed,
  FIXED_SPLIT,
  gatesOf,
  GUARD_STACKS,
  MAP_COUNT,
  pathOf,
  refusalOf,
  type Scene,
} from './builders.ts'

/** A limit that small listings reach. */
const M = 100

function at(vmas: number, scene: Scene = {}): ProcessFacts {
  return createFacts(crashed({ vmas, limit: M, ...scene }).records)
}

function snapshot(vmas: number): ProcessFacts {
  const builder = new ProcessBuilder().artifact('proc-maps').fact('limit.max-map-count', M)
  return createFacts(builder.maps([...indexFiles(vmas), VSYSCALL], { at: CRASH_AT - 60_000 }).records)
}

describe('the comparisons with vm.max_map_count', () => {
  const operators: [CountedOperation, string, number][] = [
    ['mmap', MAP_COUNT, M + 1],
    ['brk', MAP_COUNT, M + 1],
    ['split', 'map_count >= max_map_count', M],
    ['hole', 'map_count >= max_map_count', M],
    ['mremap', 'map_count >= max_map_count - 3', M - 3],
  ]

  it.each(operators)('%s is refused from its boundary on', (operation, condition, first) => {
    expect(refusedFrom[operation](M)).toBe(first)
    for (const vmas of [M - 4, M - 3, M - 2, M - 1, M, M + 1]) {
      const found = countGate(operation, at(vmas))
      expect(found.condition).toBe(condition)
      // Below the boundary, but within a few: the listing was written later, so it decides nothing.
      expect([vmas, found.holds]).toEqual([vmas, vmas >= first ? true : null])
    }
  })

  it('gives the numbers', () => {
    expect(countGate('mmap', at(M + 1)).values).toBe('101 > 100')
    expect(countGate('mmap', at(M - 2)).values).toBe(
      '98 written after the refusal; 101 were needed at the refusal, 3 mappings more',
    )
  })

  it('passes when a whole listing of the crash log is well below', () => {
    expect(countGate('mmap', at(40)).holds).toBe(false)
    expect(countGate('mmap', at(M - 17)).holds).toBe(false)
  })

  it('does not pass by a listing that is cut short, nor by a snapshot that was near', () => {
    expect(countGate('mmap', at(40, { complete: false })).holds).toBeNull()
    expect(countGate('mmap', snapshot(60)).holds).toBeNull()
    expect(countGate('mmap', snapshot(40)).holds).toBe(false)
  })

  it('rejects a limit that the listing disproves', () => {
    const found = countGate('mmap', at(M + 2))
    expect(found.holds).toBeNull()
    expect(found.values).toContain('another value held')
  })

  it('names the missing count', () => {
    expect(countGate('mmap', createFacts(new ProcessBuilder().records))).toMatchObject({
      holds: null,
      values: 'no listing or count of the mappings',
    })
  })
})

describe('exactly the limit', () => {
  /** The first index file begins here, one page long. */
  const first = 0x7f0000000000

  it('a range inside one mapping is refused by the split', () => {
    const builder = crashed({ limit: M, vmas: 0, frames: GUARD_STACKS[17] ?? [] })
    builder.maps([...indexFiles(M - 1), '7fff00000000-7fff00100000 ---p 00000000 00:00 0', VSYSCALL])
    builder
      .artifact('hotspot-stdout')
      .event('commit-failed', { bytes: 16_384, errno: 12, address: '0x00007fff00001000' })
    expect(gatesOf(pathOf(builder)).filter(([, holds]) => holds !== false)).toEqual([[FIXED_SPLIT, true]])
  })

  it('a range at the edge of one needs one mapping more, which was released since', () => {
    const builder = crashed({ limit: M, vmas: M, bytes: 4 * KIB, frames: GUARD_STACKS[17] ?? [] })
    builder
      .artifact('hotspot-stdout')
      .event('commit-failed', { bytes: 4 * KIB, errno: 12, address: `0x0000${first.toString(16)}` })
    const refusal = refusalOf(pathOf(builder))
    expect(refusal?.gate.condition).toBe(MAP_COUNT)
    expect(refusal?.gate.values).toBe('100 counted, 101 > 100 at the refusal: one mapping was released in between')
  })

  it('without the address both stay possible, and the split holds', () => {
    const gates = gatesOf(pathOf(crashed({ vmas: M, limit: M, frames: GUARD_STACKS[17] ?? [] })))
    expect(gates).toContainEqual([MAP_COUNT, null])
    expect(gates.at(-1)).toEqual([FIXED_SPLIT, true])
  })

  it('finds where a range stands', () => {
    const facts = at(3)
    expect(targetOf(facts, first, first + 4096)).toBe('edge')
    expect(targetOf(facts, first + 4096, first + 8192)).toBeNull()
    expect(targetOf(facts, first + 2048, first + 3072)).toBe('inside')
    expect(targetOf(facts, first - 4096, first + 4096)).toBeNull()
  })
})

describe('a count a few below the limit', () => {
  it('is the one that refused when all others passed', () => {
    const refusal = refusalOf(pathOf(crashed({ vmas: M - 5, limit: M, frames: GUARD_STACKS[17] ?? [] })))
    expect(refusal?.gate.condition).toBe(MAP_COUNT)
    expect(refusal?.gate.values).toContain('All other checks had passed: this one, or the split at the limit, refused')
  })

  it('stays open when another check is open too', () => {
    const steps = pathOf(
      crashed({ vmas: M - 5, limit: M, frames: GUARD_STACKS[17] ?? [], facts: { 'limit.address-space': 5 * GIB } }),
    )
    const builder = crashed({ vmas: M - 5, limit: M, frames: GUARD_STACKS[17] ?? [] })
    builder.records.facts = builder.records.facts.filter((fact) => fact.key !== 'limit.address-space')
    const open = pathOf(builder)
    expect(refusalOf(open)).toBeNull()
    expect(gatesOf(open)).toContainEqual([ADDRESS_SPACE, null])
    expect(steps.length).toBeGreaterThan(0)
  })
})

function context(facts: ProcessFacts, more: Partial<GateContext> = {}): GateContext {
  return { facts, call: commitCall, request: 16 * KIB, errno: 12, target: null, ...more }
}

function factsOf(values: Parameters<ProcessBuilder['facts']>[0]): ProcessFacts {
  return createFacts(
    new ProcessBuilder().crashLog().facts({ 'crash.kind': 'out-of-memory', 'crash.headline': '', ...values }).records,
  )
}

function limited(size: number, limit: number | null): ProcessFacts {
  return factsOf({ 'process.virtual-size': size, 'limit.address-space': limit })
}

/** RLIMIT_AS of 8 GiB against a size that was captured at another time. */
function ofAnotherTime(size: number): boolean | null | undefined {
  const builder = new ProcessBuilder().artifact('proc-status')
  builder.facts({ 'process.virtual-size': size, 'limit.address-space': 8 * GIB })
  return addressSpace(context(createFacts(builder.records)))?.holds
}

describe('limits of extent', () => {
  it.each([
    [4 * GIB - 16 * KIB, 4 * GIB, false],
    [4 * GIB - 16 * KIB + 4096, 4 * GIB, true],
    [4 * GIB, 4 * GIB, true],
    [900 * GIB, null, false],
  ])('%i of %s', (size, limit, holds) => {
    expect(addressSpace(context(limited(size, limit)))?.holds).toBe(holds)
  })

  it('gives the sum', () => {
    expect(addressSpace(context(limited(4 * GIB, 4 * GIB)))?.values).toBe(
      `${formatCount(4 * GIB)} + ${formatCount(16 * KIB)} > ${formatCount(4 * GIB)}`,
    )
  })

  it('decides by a size of another time only with ample room', () => {
    expect(ofAnotherTime(GIB)).toBe(false)
    expect(ofAnotherTime(7 * GIB)).toBeNull()
    expect(ofAnotherTime(8 * GIB)).toBe(true)
  })

  it('names what is missing', () => {
    expect(addressSpace(context(factsOf({})))?.values).toBe('RLIMIT_AS is not stated')
    expect(addressSpace(context(factsOf({ 'limit.address-space': GIB })))?.values).toContain(
      'how much was in use is not stated',
    )
  })

  it('RLIMIT_DATA counts private writable mappings alone', () => {
    const facts = factsOf({ 'limit.data': GIB, 'process.data-size': GIB })
    expect(data(context(facts))?.holds).toBe(true)
    const [call] = fileMap.calls
    expect(data(context(facts, call ? { call } : {}))?.holds).toBe(false)
  })

  it('RLIMIT_MEMLOCK gives another errno', () => {
    expect(lockedMemory(context(factsOf({ 'limit.locked': 8 * MIB })))?.holds).toBe(false)
    expect(lockedMemory(context(factsOf({ 'limit.locked': 8 * MIB }), { errno: 11 }))?.holds).toBeNull()
  })

  it('a 32-bit process can lack a hole', () => {
    const builder = new ProcessBuilder()
      .crashLog()
      .facts({ 'crash.kind': 'out-of-memory', 'crash.headline': '', 'os.arch': 'i686' })
      .maps(['08048000-70000000 rw-p 00000000 00:00 0', '70100000-bffff000 rw-p 00000000 00:00 0'])
    const call = { ...commitCall, fixed: false }
    expect(hole(context(createFacts(builder.records), { call, request: 2 * MIB }))?.holds).toBe(false)
    expect(hole(context(createFacts(builder.records), { call, request: 200 * MIB }))?.holds).toBe(true)
    expect(hole(context(createFacts(builder.records)))).toBeNull()
  })
})

describe('overcommit', () => {
  const meminfo = {
    'memory.total': 8 * GIB,
    'memory.free': GIB,
    'memory.cached': GIB,
    'memory.swap-total': 0,
    'memory.swap-free': 0,
  } as const
  const judge = (values: Parameters<ProcessBuilder['facts']>[0], request: number | null = 16 * KIB) =>
    overcommit(context(factsOf({ ...meminfo, ...values }), { request }))

  it('mode 1 never refuses', () => {
    expect(judge({ 'limit.overcommit-memory': 1 }, 900 * GIB)?.holds).toBe(false)
  })

  it.each([
    ['6.1.0', 8 * GIB, false],
    ['6.1.0', 8 * GIB + 4096, true],
    ['5.2.0', 3 * GIB, false],
    ['4.19.0', 3 * GIB, true],
    ['4.19.0', 16 * KIB, false],
    // Within the reserves of the zones, which no artifact states.
    ['4.19.0', 1.9 * GIB, null],
  ])('mode 0 on %s, %i bytes', (kernel, request, holds) => {
    expect(judge({ 'os.kernel': kernel, 'limit.overcommit-memory': 0 }, request)?.holds).toBe(holds)
  })

  it.each([
    [10 * GIB - 8 * MIB - 16 * KIB - 4096, false],
    // Between the limit with and without the administrators' reserve.
    [10 * GIB - 8 * MIB - 16 * KIB, null],
    [10 * GIB - 16 * KIB, true],
    [11 * GIB, true],
  ])('mode 2 with %i committed', (committed, holds) => {
    const found = judge({
      'limit.overcommit-memory': 2,
      'memory.commit-limit': 10 * GIB,
      'memory.committed': committed,
    })
    expect(found?.holds).toBe(holds)
  })

  it('without the mode only what all modes agree on', () => {
    const known = { 'os.kernel': '6.1.0', 'memory.commit-limit': 10 * GIB } as const
    expect(judge({ ...known, 'memory.committed': GIB })?.holds).toBe(false)
    expect(judge({ ...known, 'memory.committed': 10 * GIB - MIB })?.holds).toBeNull()
    const above = judge({ ...known, 'memory.committed': 20 * GIB })
    expect(above?.holds).toBe(false)
    expect(above?.values).toContain('so the mode is not 2')
  })

  it('leaves it open without the size', () => {
    expect(judge({ 'os.kernel': '6.1.0', 'limit.overcommit-memory': 0 }, null)?.holds).toBeNull()
  })
})

describe('elimination', () => {
  it('does not decide for an errno that no check gives', () => {
    const steps = kernelSteps(
      [{ name: 'do_mmap', file: 'mm/mmap.c', gates: ['map-count'] }],
      context(createFacts(new ProcessBuilder().records)),
    )
    expect(eliminate(steps, 22)[0]?.gate?.holds).toBeNull()
    expect(eliminate(steps, null)[0]?.gate?.holds).toBeNull()
    expect(eliminate(steps, 12)[0]?.gate?.holds).toBe(true)
  })
})
