import { describe, expect, test } from 'vitest'
import { ledgersOf } from '../../../electron/engine/facts/ledgers/index.ts'
import { createFacts } from '../../../electron/engine/facts/process-facts.ts'
import type { LedgerStanding, QuantityLedger, QuantityLimit } from '../../../shared/model/quantity-ledger.ts'
import { ProcessBuilder } from '../../support/process-builder.ts'

const MIB = 1024 ** 2
const GIB = 1024 ** 3

/** A crash log of a refused call. */
function refused(mechanism: 'mmap' | 'malloc', bytes: number): ProcessBuilder {
  return new ProcessBuilder().crashLog().facts({
    'crash.kind': 'out-of-memory',
    'crash.headline': 'There is insufficient memory for the Java Runtime Environment to continue.',
    'crash.mechanism': mechanism,
    'crash.requested-bytes': bytes,
  })
}

function ledger(builder: ProcessBuilder, id: QuantityLimit): QuantityLedger | null {
  return ledgersOf(createFacts(builder.records)).find((each) => each.id === id) ?? null
}

describe('RLIMIT_AS', () => {
  const LIMIT = 4 * GIB
  // glibc asks for 132 KiB at the least.
  const cases: [used: number, distance: number, standing: LedgerStanding][] = [
    [LIMIT - 135_168 - 4096, 4096, 'close'],
    [LIMIT - 135_168, 0, 'close'],
    [LIMIT - 135_168 + 4096, -4096, 'reached'],
    [LIMIT / 2, LIMIT / 2 - 135_168, 'room'],
  ]
  test.each(cases)('malloc with %d bytes in use', (used, distance, standing) => {
    const builder = refused('malloc', 5552).facts({ 'limit.address-space': LIMIT, 'process.virtual-size': used })
    expect(ledger(builder, 'address-space')).toMatchObject({
      limit: LIMIT,
      used,
      request: 135_168,
      distance,
      standing,
      atFailure: true,
    })
  })

  test('is compared in whole pages', () => {
    const builder = refused('malloc', 5552).facts({ 'limit.address-space': LIMIT + 4095, 'process.virtual-size': GIB })
    expect(ledger(builder, 'address-space')?.limit).toBe(LIMIT)
  })

  test('a commit adds no addresses', () => {
    const builder = refused('mmap', 12_288).facts({ 'limit.address-space': LIMIT, 'process.virtual-size': LIMIT })
    const found = ledger(builder, 'address-space')
    expect(found).toMatchObject({ request: 0, standing: 'close' })
    expect(found?.proves).toMatch(/adds none/)
  })

  test('a size of another moment proves nothing of the failure', () => {
    const builder = refused('malloc', 5552).facts({ 'limit.address-space': LIMIT })
    const found = ledger(builder.artifact('proc-status').fact('process.virtual-size', GIB), 'address-space')
    expect(found).toMatchObject({ standing: 'room', atFailure: false })
    expect(found?.proves).toMatch(/of the failure itself this proves nothing/)
  })

  test('unlimited, of unknown use, and not stated', () => {
    expect(ledger(refused('malloc', 1).fact('limit.address-space', null), 'address-space')?.standing).toBe('unlimited')
    expect(ledger(refused('malloc', 1).fact('limit.address-space', LIMIT), 'address-space')?.standing).toBe('open')
    expect(ledger(refused('malloc', 1), 'address-space')).toBeNull()
  })
})

describe('RLIMIT_DATA', () => {
  const withData = (builder: ProcessBuilder, kernel: string): ProcessBuilder =>
    builder.facts({ 'limit.data': GIB, 'process.data-size': GIB, 'os.kernel': kernel })

  test.each([
    ['6.1.0', 'malloc', 'reached'],
    ['6.1.0', 'mmap', 'close'],
    ['4.6.0', 'mmap', 'not-applied'],
    ['3.10.0-957.el7.x86_64', 'mmap', 'not-applied'],
    ['3.10.0-957.el7.x86_64', 'malloc', 'reached'],
    ['4.7.0', 'mmap', 'close'],
  ] as const)('on Linux %s, %s: %s', (kernel, mechanism, standing) => {
    expect(ledger(withData(refused(mechanism, 4096), kernel), 'data')?.standing).toBe(standing)
  })
})

describe('CommitLimit', () => {
  const LIMIT = 10 * GIB
  const RESERVE = 8 * MIB + 64 * MIB
  const prepared = (mode: number | null, committed: number): ProcessBuilder => {
    const builder = refused('mmap', 65_536).facts({
      'memory.commit-limit': LIMIT,
      'memory.committed': committed,
      'memory.free': GIB,
      'process.virtual-size': 2 * GIB,
    })
    return mode === null ? builder : builder.fact('limit.overcommit-memory', mode)
  }
  const edge = LIMIT - RESERVE - 65_536
  const cases: [mode: number | null, committed: number, standing: LedgerStanding][] = [
    [2, edge - 4096, 'close'],
    // The kernel lets pass what stays below.
    [2, edge, 'reached'],
    [2, edge + 4096, 'reached'],
    [2, GIB, 'room'],
    [1, edge + 4096, 'not-applied'],
    [0, edge + 4096, 'not-applied'],
    [null, edge + 4096, 'open'],
    [null, GIB, 'room'],
    // Above CommitLimit it cannot be mode 2.
    [null, LIMIT * 1.2, 'not-applied'],
  ]
  test.each(cases)('mode %s, %d committed: %s', (mode, committed, standing) => {
    expect(ledger(prepared(mode, committed), 'commit')).toMatchObject({ standing, reserve: RESERVE, request: 65_536 })
  })
})

describe('the heuristic of mode 0', () => {
  const prepared = (kernel: string | null, bytes: number): ProcessBuilder => {
    const builder = refused('mmap', bytes).facts({
      'memory.total': 16 * GIB,
      'memory.swap-total': 0,
      'memory.free': GIB,
      'memory.cached': GIB,
      'limit.overcommit-memory': 0,
    })
    return kernel === null ? builder : builder.fact('os.kernel', kernel)
  }
  const cases: [kernel: string | null, bytes: number, limit: number, standing: LedgerStanding][] = [
    ['5.2.0', 16 * GIB, 16 * GIB, 'close'],
    ['5.2.0', 16 * GIB + 4096, 16 * GIB, 'reached'],
    ['5.1.0', 3 * GIB, 2 * GIB, 'reached'],
    ['5.1.0', 2 * GIB - 8 * MIB, 2 * GIB, 'reached'],
    ['5.1.0', MIB, 2 * GIB, 'room'],
    [null, 3 * GIB, 16 * GIB, 'open'],
    [null, 17 * GIB, 16 * GIB, 'reached'],
  ]
  test.each(cases)('Linux %s, %d bytes', (kernel, bytes, limit, standing) => {
    expect(ledger(prepared(kernel, bytes), 'overcommit-heuristic')).toMatchObject({ limit, standing })
  })

  test('is no matter of the other modes', () => {
    expect(ledger(prepared('6.1.0', 1).fact('limit.overcommit-memory', 1), 'overcommit-heuristic')).toBeNull()
  })
})

describe('tasks', () => {
  test('a rejected fork shows that pids.max was met', () => {
    const builder = new ProcessBuilder()
      .artifact('cgroup')
      .facts({ 'limit.cgroup-tasks': 110, 'cgroup.tasks': 60, 'cgroup.tasks-peak': 110, 'cgroup.tasks-rejected': 24 })
    expect(ledger(builder, 'cgroup-tasks')).toMatchObject({
      limit: 110,
      used: 110,
      usedAtLeast: false,
      standing: 'reached',
    })
  })

  test('of the limits of the host only the share of the process is known', () => {
    const builder = new ProcessBuilder()
      .artifact('sysctl')
      .facts({ 'limit.threads-max': 192_730, 'limit.pid-max': 32_768, 'process.threads': 50 })
    expect(ledger(builder, 'system-tasks')).toMatchObject({ used: 50, usedAtLeast: true, standing: 'room' })
    expect(ledger(builder, 'pid-max')).toMatchObject({ limit: 32_768, reserve: 300, distance: 32_418 })
  })

  test('root is exempt from RLIMIT_NPROC', () => {
    const builder = new ProcessBuilder()
      .artifact('proc-limits')
      .facts({ 'limit.processes': 100, 'process.threads': 100 })
    expect(ledger(builder, 'user-tasks')?.standing).toBe('reached')
    expect(ledger(builder.fact('process.uid', 0), 'user-tasks')?.standing).toBe('not-applied')
  })
})

describe('limits of the JVM', () => {
  const error = (reason: string): ProcessBuilder =>
    new ProcessBuilder().artifact('hotspot-stdout').event('out-of-memory', { reason, ending: 'exit' })

  test('JDK 17 prints the sum of direct memory in the error', () => {
    const reason = 'Cannot reserve 1048576 bytes of direct buffer memory (allocated: 33554432, limit: 34000000)'
    expect(ledger(error(reason), 'direct-memory')).toMatchObject({
      limit: 34_000_000,
      used: 33_554_432,
      request: MIB,
      distance: 34_000_000 - 33_554_432 - MIB,
      standing: 'reached',
      atFailure: true,
    })
  })

  test('before, the error alone tells it; the limit is the maximum heap where none was set', () => {
    const builder = error('Direct buffer memory').artifact('command-line').fact('jvm.arguments', '-Xmx512m -jar a.jar')
    expect(ledger(builder, 'direct-memory')).toMatchObject({
      limit: 512 * MIB,
      limitSource: 'derived',
      used: null,
      standing: 'reached',
    })
    const set = error('Direct buffer memory')
      .artifact('command-line')
      .fact('jvm.arguments', '-Xmx512m -XX:MaxDirectMemorySize=64m -jar a.jar')
    expect(ledger(set, 'direct-memory')).toMatchObject({ limit: 64 * MIB, limitSource: 'measured' })
  })

  test('native memory beside direct buffers says nothing of their limit', () => {
    const builder = (other: number): ProcessBuilder =>
      new ProcessBuilder()
        .artifact('native-memory')
        .facts({ 'jvm.feature': 17, 'heap.max': 512 * MIB, 'nmt.other-committed': other })
    expect(ledger(builder(100 * MIB), 'direct-memory')).toMatchObject({ used: 100 * MIB, standing: 'room' })
    expect(ledger(builder(600 * MIB), 'direct-memory')).toMatchObject({ used: null, standing: 'open' })
  })

  test('a heap that is full when measured is close; only the error says that it was not enough', () => {
    const facts = { 'heap.max': 512 * MIB, 'heap.used': 512 * MIB } as const
    expect(ledger(new ProcessBuilder().artifact('heap-info').facts(facts), 'java-heap')?.standing).toBe('close')
    expect(ledger(error('Java heap space').artifact('heap-info').facts(facts), 'java-heap')?.standing).toBe('reached')
  })

  test('without a log of the heap the last collection tells its use', () => {
    const builder = new ProcessBuilder()
      .artifact('gc-unified')
      .fact('heap.max', 512 * MIB)
      .collection(null, 1000)
    expect(ledger(builder, 'java-heap')).toMatchObject({ used: 6 * MIB, standing: 'room' })
  })

  test('metaspace is unlimited where the arguments are listed without its limit', () => {
    const used = { 'metaspace.used': 9 * MIB, 'metaspace.committed': 10 * MIB } as const
    const listed = new ProcessBuilder().crashLog().facts({ ...used, 'jvm.arguments': '-Xmx1g' })
    expect(ledger(listed, 'metaspace')).toMatchObject({ limit: null, used: 10 * MIB, standing: 'unlimited' })
    expect(ledger(new ProcessBuilder().crashLog().facts(used), 'metaspace')).toBeNull()
    const set = new ProcessBuilder().crashLog().facts({ ...used, 'jvm.arguments': '-XX:MaxMetaspaceSize=64m' })
    expect(ledger(set, 'metaspace')).toMatchObject({ limit: 64 * MIB, standing: 'room' })
  })

  test('class space is shown where it was set or met', () => {
    expect(ledger(error('Compressed class space'), 'class-space')).toMatchObject({ limit: GIB, standing: 'reached' })
    expect(ledger(error('Metaspace'), 'class-space')).toBeNull()
  })
})
