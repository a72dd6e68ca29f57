import { describe, expect, test } from 'vitest'
import { createFacts } from '../../electron/engine/facts/process-facts.ts'
import { maxMapCount } from '../../electron/engine/rules/max-map-count.ts'
import { THIN_SPACE } from '../../shared/display/counts.ts'
import { CRASH_AT, indexFiles, KIB, ProcessBuilder, refusedCommit, VSYSCALL } from '../support/process-builder.ts'

/** A small limit keeps the tables small; the arithmetic does not know the difference. */
const M = 1000

function crashWith(vmas: number, options: { vsyscall?: boolean; complete?: boolean; limit?: number | null } = {}) {
  const { vsyscall = true, complete = true, limit = M } = options
  const builder = refusedCommit(12_288).maps([...indexFiles(vmas), ...(vsyscall ? [VSYSCALL] : [])], { complete })
  if (limit !== null) builder.fact('limit.max-map-count', limit)
  return createFacts(builder.records)
}

describe('a whole listing of the crash log', () => {
  test.each([
    [M - 501, 'ruled-out', 'below'],
    [M - 100, 'unlikely', 'below'],
    [M - 17, 'possible', 'below'],
    [M - 16, 'likely', 'near'],
    [M - 1, 'likely', 'near'],
    [M, 'confirmed', 'exact'],
    [M + 1, 'confirmed', 'exact'],
    [M + 2, 'possible', 'above'],
    [M + 3, 'possible', 'above'],
  ] as const)('%i VMAs of 1000: %s', (vmas, status, standing) => {
    for (const vsyscall of [true, false]) {
      const facts = crashWith(vmas, { vsyscall })
      expect(facts.ledger).toMatchObject({
        mapLines: vmas + Number(vsyscall),
        vsyscall,
        vmas,
        limit: M,
        limitSource: 'measured',
        distance: M - vmas,
        standing,
      })
      const result = maxMapCount.evaluate(facts)
      expect(result.status).toBe(status)
      const certain = status === 'confirmed' || status === 'likely' || status === 'ruled-out'
      expect(certain || result.confidence <= 0.7).toBe(true)
    }
  })

  test('M + 1 is what mmap alone leaves; M is the mark of a split', () => {
    expect(crashWith(M + 1).ledger?.operator).toContain('refuses mmap when the count is above')
    expect(crashWith(M).ledger?.operator).toContain('refuses to split a mapping')
    expect(crashWith(M - 1).ledger?.operator).toBeNull()
  })

  test('names the standing as evidence, with its numbers', () => {
    const { evidence } = maxMapCount.evaluate(crashWith(M + 1))
    expect(evidence.map(({ claim }) => claim).join('\n')).toContain(
      `1${THIN_SPACE}002 lines, less the [vsyscall] line which the kernel does not count: 1${THIN_SPACE}001 VMAs, limit 1${THIN_SPACE}000`,
    )
  })
})

test('an unknown limit is assumed, said, and costs confidence', () => {
  const facts = crashWith(3, { limit: null })
  expect(facts.ledger).toMatchObject({ limit: 65_530, limitSource: 'assumed', limitCitation: null })
  const known = maxMapCount.evaluate(crashWith(M + 1))
  const assumed = maxMapCount.evaluate(
    createFacts(refusedCommit(12_288).maps([...indexFiles(65_531), VSYSCALL]).records),
  )
  expect(assumed.status).toBe('confirmed')
  expect(assumed.confidence).toBeLessThan(known.confidence)
  expect(assumed.missing.map(({ what }) => what).join()).toContain('assumed')
})

test.each([['mmap'], ['mprotect'], ['malloc']])('%s can meet the map limit', (mechanism) => {
  const builder = refusedCommit(16_384)
    .maps(indexFiles(M + 1))
    .fact('limit.max-map-count', M)
  const found = builder.records.facts.find(({ key }) => key === 'crash.mechanism')
  if (found) found.value = mechanism
  expect(maxMapCount.evaluate(createFacts(builder.records)).status).toBe('confirmed')
})

test('64 KiB pages change sizes, not counts', () => {
  const builder = refusedCommit(4 * 64 * KIB)
    .facts({
      'memory.page-size': 64 * KIB,
      'os.arch': 'aarch64',
      'limit.max-map-count': M,
      'crash.thread-state': '_thread_new',
    })
    .maps(indexFiles(M + 1))
  const facts = createFacts(builder.records)
  expect(maxMapCount.evaluate(facts).status).toBe('confirmed')
  expect(facts.victim?.purpose).toContain('stack guard zone')
})

describe('what must not convince', () => {
  test('a signal, however many mappings', () => {
    const builder = new ProcessBuilder()
      .crashLog()
      .facts({
        'crash.kind': 'signal',
        'crash.headline': 'A fatal error',
        'crash.signal': 'SIGSEGV',
        'limit.max-map-count': M,
      })
      .maps(indexFiles(935))
    const result = maxMapCount.evaluate(createFacts(builder.records))
    expect(result.status).toBe('unlikely')
    expect(result.summary).toContain('SIGSEGV')
  })

  test('a refusal of the Java heap', () => {
    const builder = new ProcessBuilder()
      .artifact('application-log')
      .event('out-of-memory', { reason: 'Java heap space' })
      .fact('limit.max-map-count', M)
      .maps(indexFiles(100))
    expect(maxMapCount.evaluate(createFacts(builder.records)).status).toBe('ruled-out')
  })

  test('the start-up warning of ZGC', () => {
    const builder = new ProcessBuilder()
      .artifact('hotspot-stdout')
      .event('zgc-map-warning')
      .fact('limit.max-map-count', M)
      .maps(indexFiles(100))
    expect(maxMapCount.evaluate(createFacts(builder.records)).status).toBe('ruled-out')
  })

  test('an old snapshot near the limit says nothing of a later crash with few mappings', () => {
    const builder = refusedCommit(12_288).maps(indexFiles(100)).fact('limit.max-map-count', M)
    builder.artifact('proc-maps').maps(indexFiles(M + 1), { at: CRASH_AT - 30_000 })
    expect(maxMapCount.evaluate(createFacts(builder.records)).status).toBe('ruled-out')
  })
})

describe('a cut listing bounds the count from below', () => {
  test('at the limit it is enough', () => {
    expect(maxMapCount.evaluate(crashWith(M + 1, { complete: false })).status).toBe('confirmed')
  })

  test('far below it proves nothing', () => {
    const result = maxMapCount.evaluate(crashWith(100, { complete: false }))
    expect(result.status).toBe('unknown')
    expect(result.missing).not.toHaveLength(0)
  })

  test('tens of thousands of listed threads stand for two mappings each', () => {
    const builder = refusedCommit(16_384).maps(indexFiles(5), { complete: false }).fact('limit.max-map-count', M)
    for (let thread = 0; thread < 495; thread++) builder.thread(`pool-1-thread-${thread}`)
    expect(maxMapCount.evaluate(createFacts(builder.records)).status).toBe('likely')
  })
})

describe('without a crash log', () => {
  const survivor = (): ProcessBuilder =>
    new ProcessBuilder()
      .artifact('application-log')
      .event('map-failed', {}, { at: CRASH_AT, quote: 'java.io.IOException: Map failed' })
      .artifact('sysctl', { scope: 'host' })
      .fact('limit.max-map-count', M)

  describe('FileChannel.map failed, RLIMIT_AS is unlimited: only the map count is left', () => {
    const purpose = { frame: 'sun.nio.ch.FileChannelImpl.map' }
    const mapFailed = (): ProcessBuilder =>
      new ProcessBuilder()
        .artifact('application-log')
        .event('map-failed', purpose, { at: CRASH_AT })
        .artifact('proc-limits')
        .fact('limit.address-space', null)
        .artifact('sysctl', { scope: 'host' })
        .fact('limit.max-map-count', M)

    test.each([
      ['counted before, past half the limit', -30_000, 600, 'likely', 0.82],
      ['counted before, below half', -30_000, 400, 'unlikely', 0.4],
      ['counted after, still near', 30_000, 950, 'likely', 0.82],
      ['counted after: System.gc() may have released the rest', 30_000, 400, 'unlikely', 0.75],
    ])('%s', (_name, offset, vmas, status, confidence) => {
      const builder = mapFailed()
        .artifact('proc-maps')
        .maps(indexFiles(vmas), { at: CRASH_AT + offset })
      expect(maxMapCount.evaluate(createFacts(builder.records))).toMatchObject({ status, confidence })
    })

    test('not counted at all: a guess; with a limited address space not even that', () => {
      expect(maxMapCount.evaluate(createFacts(mapFailed().records))).toMatchObject({
        status: 'likely',
        confidence: 0.66,
      })
      const limited = mapFailed()
        .artifact('proc-limits')
        .fact('limit.address-space', 4 * 1024 ** 3)
      expect(maxMapCount.evaluate(createFacts(limited.records)).status).not.toBe('likely')
    })
  })

  test.each([
    [M - 1, 'likely'],
    [M, 'confirmed'],
    [M + 1, 'confirmed'],
    [M + 2, 'confirmed'],
    [M + 3, 'possible'],
    [400, 'unlikely'],
  ])('a series of metrics that peaks at %i: %s', (peak, status) => {
    const builder = survivor()
      .artifact('metrics-csv')
      .series('map-count', [
        [CRASH_AT - 2000, 300],
        [CRASH_AT, peak],
        [CRASH_AT + 2000, 200],
      ])
    expect(maxMapCount.evaluate(createFacts(builder.records)).status).toBe(status)
  })

  test('a listing taken before the failure bounds from below only', () => {
    const builder = survivor()
      .artifact('proc-maps')
      .maps(indexFiles(900), { at: CRASH_AT - 20_000 })
    const result = maxMapCount.evaluate(createFacts(builder.records))
    expect(['possible', 'unlikely']).toContain(result.status)
    expect(result.confidence).toBeLessThan(0.7)
  })

  test('no count at all leaves it open', () => {
    const result = maxMapCount.evaluate(createFacts(survivor().records))
    expect(result.status).toBe('unknown')
    expect(result.missing.map(({ capture }) => capture).join()).toContain('/proc/PID/maps')
  })

  test('a call that native code logged counts like one of the JVM', () => {
    const builder = new ProcessBuilder()
      .artifact('application-log')
      .event('log-error', {}, { quote: 'native arena: madvise failed, errno=11 (Cannot allocate memory)' })
      .fact('limit.max-map-count', M)
      .artifact('proc-maps')
      .maps([...indexFiles(M), VSYSCALL])
    const facts = createFacts(builder.records)
    expect(facts.victim).toMatchObject({ operation: 'other', errno: 11, errnoOrigin: 'observed' })
    expect(maxMapCount.evaluate(facts).status).toBe('confirmed')
  })
})

test('two stated limits: the crash log wins, the other is told', () => {
  const builder = refusedCommit(12_288)
    .fact('limit.max-map-count', M)
    .maps(indexFiles(M + 1))
  builder.artifact('sysctl', { scope: 'host' }).fact('limit.max-map-count', 262_144)
  const facts = createFacts(builder.records)
  expect(facts.ledger?.limit).toBe(M)
  const result = maxMapCount.evaluate(facts)
  expect(result.status).toBe('confirmed')
  expect(
    result.evidence
      .filter(({ stance }) => stance === 'against')
      .map(({ claim }) => claim)
      .join(),
  ).toContain(`262${THIN_SPACE}144`)
})

describe('the number of refusals', () => {
  const claims = (builder: ProcessBuilder): string =>
    maxMapCount
      .evaluate(createFacts(builder.records))
      .evidence.map(({ claim }) => claim)
      .join()
  const failures = (count: number): ProcessBuilder => {
    const builder = new ProcessBuilder().artifact('application-log')
    for (let index = 0; index < count; index++)
      builder.event('map-failed', { exception: 'java.io.IOException' }, { at: CRASH_AT + index })
    return builder
  }

  test('is of all, listed or not', () => {
    expect(claims(failures(3))).toContain('; 3 refusals in all')
    expect(claims(failures(1000).unlisted('map-failed', 12_365))).toContain(`; 13${THIN_SPACE}365 refusals in all`)
    // What is only counted of another kind is nothing of theirs.
    expect(claims(failures(3).unlisted('log-error', 700))).toContain('; 3 refusals in all')
  })

  test('is the least where some of the kind are no refusals', () => {
    const builder = failures(3)
      .event('out-of-memory', { reason: 'Java heap space' }, { at: CRASH_AT + 10 })
      .event('out-of-memory', { reason: 'unable to create native thread' }, { at: CRASH_AT + 11 })
      .unlisted('out-of-memory', 50)
    expect(claims(builder)).toContain('; at least 4 refusals in all')
  })
})
