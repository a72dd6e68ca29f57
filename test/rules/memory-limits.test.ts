/** Address space, overcommit and physical memory: fires, must not fire, input missing, in between. */
import { describe, expect, test } from 'vitest'
import { createFacts } from '../../electron/engine/facts/process-facts.ts'
import { addressSpaceLimit } from '../../electron/engine/rules/address-space-limit.ts'
import { commitLimit } from '../../electron/engine/rules/commit-limit.ts'
import { dataLimit } from '../../electron/engine/rules/data-limit.ts'
import { physicalMemory } from '../../electron/engine/rules/physical-memory.ts'
import type { FactKey, FactValue } from '../../shared/model/facts.ts'
import { CRASH_AT, GIB, indexFiles, KIB, MIB, ProcessBuilder, refusedCommit } from '../support/process-builder.ts'

type Values = Partial<Record<FactKey, FactValue>>

/** The refused commit with some facts changed; `undefined` takes one away. */
function refused(bytes: number, changes: Partial<Record<FactKey, FactValue | undefined>>) {
  const builder = refusedCommit(bytes)
  builder.records.facts = builder.records.facts.filter(({ key }) => !(key in changes))
  for (const [key, value] of Object.entries(changes)) if (value !== undefined) builder.fact(key as FactKey, value)
  return createFacts(builder.records)
}

describe('address-space-limit', () => {
  test('nothing states it: a commit over reserved addresses adds none, a map of a file or a thread does', () => {
    const commit = refused(64 * KIB, { 'limit.address-space': undefined })
    expect(addressSpaceLimit.evaluate(commit)).toMatchObject({ status: 'unlikely', missing: [] })
    for (const type of ['map-failed', 'thread-start-failed'] as const) {
      const builder = new ProcessBuilder().artifact('application-log').event(type)
      builder.event('commit-failed', { bytes: 16_384, errno: 12 })
      expect(addressSpaceLimit.evaluate(createFacts(builder.records)).status).toBe('unknown')
    }
  })

  const malloc: Values = { 'crash.mechanism': 'malloc' }

  test.each([
    [8 * GIB, 'ruled-out'],
    [4 * GIB + 200 * KIB, 'likely'],
    [4 * GIB + 132 * KIB, 'likely'],
    [4 * GIB + 132 * KIB - 4096, 'confirmed'],
    [4 * GIB, 'confirmed'],
  ])('malloc with 4 GiB in use and a limit of %i: %s', (limit, status) => {
    const facts = refused(5552, { ...malloc, 'limit.address-space': limit, 'process.virtual-size': 4 * GIB })
    expect(addressSpaceLimit.evaluate(facts).status).toBe(status)
  })

  test('unlimited rules it out, unknown leaves it open', () => {
    expect(addressSpaceLimit.evaluate(refused(5552, malloc)).status).toBe('ruled-out')
    const unknown = addressSpaceLimit.evaluate(refused(5552, { ...malloc, 'limit.address-space': undefined }))
    expect(unknown.status).toBe('unknown')
    expect(unknown.missing[0]?.capture).toContain('/proc/PID/limits')
  })

  test('a commit over reserved addresses needs no more of them', () => {
    const facts = refused(12_288, { 'limit.address-space': 4 * GIB, 'process.virtual-size': 4 * GIB })
    expect(addressSpaceLimit.evaluate(facts).status).toBe('unlikely')
  })

  test('JDK 8 prints no size: the listing gives it, without the [vsyscall] page', () => {
    const builder = refusedCommit(12_288).maps([
      ...indexFiles(10),
      'ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0 [vsyscall]',
    ])
    builder.records.facts = builder.records.facts.filter(({ key }) => key !== 'process.virtual-size')
    expect(createFacts(builder.records).memory.virtualSize).toMatchObject({
      value: 10 * 4096,
      origin: 'listing',
      atFailure: true,
    })
  })

  test.each([
    [4 * GIB, 'confirmed'],
    [6 * GIB, 'likely'],
    [7 * GIB, 'likely'],
    [32 * GIB, 'unlikely'],
    [null, 'ruled-out'],
  ])('6 GiB of heap that cannot be reserved under %d: %s', (limit, status) => {
    const builder = new ProcessBuilder()
      .artifact('hotspot-stdout')
      .event('vm-initialization-failed', { reason: 'Could not reserve enough space for 6291456KB object heap' })
      .artifact('ulimit')
      .fact('limit.address-space', limit)
    expect(addressSpaceLimit.evaluate(createFacts(builder.records)).status).toBe(status)
  })

  test('a survivor: the thread that does not fit counts, not the mapping of unknown size', () => {
    const builder = new ProcessBuilder()
      .artifact('application-log')
      .event('map-failed')
      .event('thread-start-failed', { errno: 'EAGAIN' })
      .artifact('proc-limits')
      .fact('limit.address-space', 4 * GIB)
      .artifact('proc-status')
      .fact('process.virtual-size', 4 * GIB - 700 * KIB)
    const result = addressSpaceLimit.evaluate(createFacts(builder.records))
    expect(result.status).toBe('confirmed')
    expect(result.confidence).toBeLessThan(0.9)
    expect(result.missing.map(({ what }) => what).join()).toContain('another moment')
  })
})

describe('commit-limit', () => {
  // 12 GiB - min(4 GiB / 32, 128 MiB) = 12 GiB - 128 MiB; the administrator's reserve takes 8 MiB more.
  test.each([
    [12 * GIB - 128 * MIB, 'confirmed'],
    [12 * GIB - 129 * MIB, 'likely'],
    [12 * GIB - 136 * MIB, 'likely'],
    [12 * GIB - 137 * MIB, 'unlikely'],
    [6 * GIB, 'ruled-out'],
  ])('mode 2 with %i committed: %s', (committed, status) => {
    const facts = refused(0, { 'limit.overcommit-memory': 2, 'memory.committed': committed })
    expect(commitLimit.evaluate(facts).status).toBe(status)
  })

  test('mode 2: the request counts', () => {
    const facts = refused(10 * GIB, { 'limit.overcommit-memory': 2, 'memory.committed': 5 * GIB })
    expect(commitLimit.evaluate(facts).status).toBe('confirmed')
  })

  test('mode 2 with meminfo of after the death: nothing is ruled out', () => {
    const builder = refusedCommit(8 * MIB).fact('limit.overcommit-memory', 2)
    builder.records.facts = builder.records.facts.filter(({ key }) => !key.startsWith('memory.'))
    builder
      .artifact('meminfo', { scope: 'host' })
      .facts({ 'memory.free': 20 * GIB, 'memory.committed': GIB / 2, 'memory.commit-limit': 12 * GIB })
    const result = commitLimit.evaluate(createFacts(builder.records))
    expect(result.status).toBe('possible')
    expect(result.missing).not.toHaveLength(0)
  })

  test('the crash log beats the capture', () => {
    const builder = refusedCommit(8 * MIB).facts({ 'limit.overcommit-memory': 2 })
    const own = builder.records.facts.find(({ key }) => key === 'memory.committed')
    if (own) own.value = 12 * GIB
    builder.artifact('meminfo', { scope: 'host', at: CRASH_AT + 5000 }).facts({ 'memory.committed': GIB / 2 })
    expect(commitLimit.evaluate(createFacts(builder.records)).status).toBe('confirmed')
  })

  test.each([
    [24 * GIB, 'ruled-out'],
    [24 * GIB + 4096, 'confirmed'],
  ])('mode 0 on 6.1, one request of %i with 24 GiB of memory: %s', (bytes, status) => {
    expect(commitLimit.evaluate(refused(bytes, { 'limit.overcommit-memory': 0 })).status).toBe(status)
  })

  test('mode 0 before 5.2 weighs what is free', () => {
    const old: Values = { 'limit.overcommit-memory': 0, 'os.kernel': '3.10.0-957.el7.x86_64', 'memory.cached': 2 * GIB }
    expect(commitLimit.evaluate(refused(12_288, old)).status).toBe('ruled-out')
    expect(commitLimit.evaluate(refused(18 * GIB, old)).status).toBe('possible')
  })

  test.each([
    [8 * MIB, true],
    [8 * MIB + 4096, false],
  ])('the kernel logged that it refused %i bytes, 8 MiB were asked: proof %s', (bytes, proof) => {
    const builder = refusedCommit(8 * MIB).fact('limit.overcommit-memory', 2)
    builder.records.facts = builder.records.facts.filter(({ key }) => key !== 'memory.committed')
    builder.fact('memory.committed', 12 * GIB - 140 * MIB)
    builder.artifact('kernel-log', { scope: 'host' }).event('overcommit-refused', { tid: 7, comm: 'java', bytes })
    const { summary, status } = commitLimit.evaluate(createFacts(builder.records))
    expect(status === 'confirmed' && summary.includes('logged')).toBe(proof)
  })

  test('mode 1 refuses nothing; shared file mappings are not counted', () => {
    expect(commitLimit.evaluate(refused(40 * GIB, { 'limit.overcommit-memory': 1 })).status).toBe('ruled-out')
    const builder = new ProcessBuilder()
      .artifact('application-log')
      .event('map-failed')
      .fact('limit.overcommit-memory', 2)
    expect(commitLimit.evaluate(createFacts(builder.records)).status).toBe('ruled-out')
  })

  test('unknown mode: more committed than the limit proves that it is not 2', () => {
    const result = commitLimit.evaluate(refused(12_288, { 'memory.committed': 20 * GIB }))
    expect(result.status).toBe('ruled-out')
    expect(result.evidence.map(({ claim }) => claim).join()).toContain('vm.overcommit_memory is not 2')
  })

  test('unknown mode: close below the limit it stays possible, far below even mode 2 would allow it', () => {
    const close = commitLimit.evaluate(refused(12_288, { 'memory.committed': 12 * GIB - 100 * MIB }))
    expect(close.status).toBe('possible')
    expect(close.missing[0]?.what).toContain('vm.overcommit_memory')
    expect(commitLimit.evaluate(refused(12_288, {})).status).toBe('ruled-out')
  })
})

describe('physical-memory', () => {
  const old: Values = { 'os.kernel': '3.10.0-957.el7.x86_64' }

  test.each([
    [20 * GIB, 12_288, 'ruled-out'],
    [GIB, 12_288, 'possible'],
    [300 * MIB, 12_288, 'likely'],
    [2 * GIB, 4 * GIB, 'likely'],
    [3 * GIB, GIB, 'possible'],
  ])('%i of 24 GiB available, %i asked, on a kernel that weighs it: %s', (available, bytes, status) => {
    expect(physicalMemory.evaluate(refused(bytes, { ...old, 'memory.available': available })).status).toBe(status)
  })

  test('free swap counts', () => {
    const facts = refused(12_288, {
      ...old,
      'memory.available': 300 * MIB,
      'memory.swap-total': 8 * GIB,
      'memory.swap-free': 8 * GIB,
    })
    expect(physicalMemory.evaluate(facts).status).toBe('possible')
  })

  test.each([[0], [1], [2]])('6.1 in mode %i refuses nothing for want of free memory', (mode) => {
    const facts = refused(12_288, { 'memory.available': 100 * MIB, 'limit.overcommit-memory': mode })
    expect(physicalMemory.evaluate(facts).status).toBe('ruled-out')
  })

  test('MemAvailable is estimated where an old kernel prints none', () => {
    const facts = refused(12_288, {
      ...old,
      'memory.available': undefined,
      'memory.free': GIB,
      'memory.cached': 12 * GIB,
      'memory.shmem': GIB,
    })
    expect(facts.memory).toMatchObject({ availableEstimated: true, available: { value: 12 * GIB } })
    expect(physicalMemory.evaluate(facts).status).toBe('ruled-out')
  })

  test('a capture of another moment rules out less', () => {
    const builder = refusedCommit(12_288)
    builder.records.facts = builder.records.facts.filter(({ key }) => !key.startsWith('memory.') && key !== 'os.kernel')
    builder
      .artifact('meminfo', { scope: 'host' })
      .facts({ 'memory.free': GIB, 'memory.available': 20 * GIB, 'memory.total': 24 * GIB })
    expect(physicalMemory.evaluate(createFacts(builder.records)).status).toBe('unlikely')
  })

  test('what is left would have done for the request: less certain than what would not', () => {
    const enough = physicalMemory.evaluate(refused(12_288, { ...old, 'memory.available': 300 * MIB }))
    const short = physicalMemory.evaluate(refused(GIB, { ...old, 'memory.available': 300 * MIB }))
    expect([enough.confidence, short.confidence]).toEqual([0.6, 0.75])
  })

  test.each([
    [20 * GIB, 'ruled-out'],
    [100 * MIB, 'unlikely'],
  ])('6.1 refuses nothing for want of free memory in any mode; %i available: %s', (available, status) => {
    const facts = refused(12_288, { 'memory.available': available, 'limit.overcommit-memory': undefined })
    expect(physicalMemory.evaluate(facts).status).toBe(status)
  })

  test('no meminfo: unknown, and says what to fetch', () => {
    const result = physicalMemory.evaluate(
      refused(12_288, {
        ...old,
        'memory.available': undefined,
        'memory.free': undefined,
        'memory.total': undefined,
        'memory.committed': undefined,
      }),
    )
    expect(result.status).toBe('unknown')
    expect(result.missing[0]?.capture).toBe('cat /proc/meminfo')
  })
})

describe('what is left when every other limit had room', () => {
  const roomy: Values = { 'limit.max-map-count': 65_530, 'limit.address-space': null, 'limit.data': null }
  const strict: Values = { 'memory.committed': 12 * GIB, 'memory.commit-limit': 12 * GIB }

  test('mode 2 of overcommit, when nobody stated the mode', () => {
    const unknown = { ...roomy, ...strict, 'limit.overcommit-memory': undefined }
    const builderFacts = refused(64 * KIB, unknown)
    builderFacts.records.mappings.length = 0
    const withListing = refusedCommit(64 * KIB).maps(indexFiles(40))
    withListing.records.facts = withListing.records.facts.filter(({ key }) => !(key in unknown))
    for (const [key, value] of Object.entries({ ...roomy, ...strict })) withListing.fact(key as FactKey, value)
    expect(commitLimit.evaluate(createFacts(withListing.records))).toMatchObject({ status: 'likely', confidence: 0.75 })
    // Without a count of the mappings the map limit is not excluded.
    expect(commitLimit.evaluate(builderFacts).status).toBe('possible')
  })

  test.each([
    ['limit.address-space', addressSpaceLimit, { 'process.virtual-size': 2 * GIB }],
    ['limit.data', dataLimit, { 'process.data-size': 2 * GIB }],
  ] satisfies [FactKey, typeof dataLimit, Values][])('%s, captured before the refusal', (key, rule, size) => {
    const survivor = (limits: Values): ProcessBuilder =>
      new ProcessBuilder()
        .artifact('hotspot-stdout')
        .event('out-of-memory', { reason: 'Unable to allocate 20000000 bytes' }, { at: CRASH_AT })
        .artifact('proc-maps')
        .maps(indexFiles(40), { at: CRASH_AT })
        .artifact('proc-status')
        .facts({ ...roomy, 'limit.overcommit-memory': 0, ...limits, ...size, [key]: 4 * GIB })
    expect(rule.evaluate(createFacts(survivor({}).records))).toMatchObject({ status: 'likely', confidence: 0.66 })
    const open = survivor({ 'limit.overcommit-memory': 2 })
    expect(rule.evaluate(createFacts(open.records)).status).toBe('possible')
  })
})
