/** Endings that are no refusal of the kernel: each fires on its own sign and on no other. */
import { describe, expect, test } from 'vitest'
import { createFacts } from '../../electron/engine/facts/process-facts.ts'
import { rules } from '../../electron/engine/rules/index.ts'
import { remediesFor } from '../../electron/engine/rules/remedies/index.ts'
import { runRules } from '../../electron/engine/rules/run.ts'
import { verdictOf } from '../../electron/engine/rules/verdict.ts'
import type { FactKey, FactValue } from '../../shared/model/facts.ts'
import { CRASH_AT, GIB, indexFiles, MIB, ProcessBuilder, refusedCommit } from '../support/process-builder.ts'

function verdict(builder: ProcessBuilder) {
  const facts = createFacts(builder.records)
  return verdictOf(runRules(rules, facts), facts)
}

function crash(values: Partial<Record<FactKey, FactValue>>): ProcessBuilder {
  return new ProcessBuilder()
    .crashLog()
    .facts({ 'crash.headline': 'A fatal error has been detected', 'limit.max-map-count': 1000, ...values })
}

const bus = { 'crash.kind': 'signal', 'crash.signal': 'SIGBUS', 'crash.signal-code': 'BUS_ADRERR' }

describe('crash logs', () => {
  test('SIGSEGV is a native crash, at 93 % of the map limit too', () => {
    const builder = crash({
      'crash.kind': 'signal',
      'crash.signal': 'SIGSEGV',
      'crash.problematic-frame': 'C  [libx.so+0x1]  f+0x1',
    })
    expect(verdict(builder.maps(indexFiles(930)))).toMatchObject({ rootCause: 'native-crash', confidence: 0.93 })
  })

  test.each([
    ['exit code 134', 0.93],
    ['killed by signal 6 (SIGABRT)', 0.93],
    ['exit code 1', 0.68],
  ])('a signal, an OutOfMemoryError that main did not catch, and %s: %d', (exit, confidence) => {
    const builder = crash({ 'crash.kind': 'signal', 'crash.signal': 'SIGSEGV' }).maps(indexFiles(3))
    builder.artifact('hotspot-stdout').event('out-of-memory', { reason: 'Java heap space', thread: 'main' })
    builder.artifact('exit-status').fact('process.exit', exit)
    expect(verdict(builder)).toMatchObject({ rootCause: 'native-crash', confidence })
  })

  test('at a full map count SIGSEGV may be an unchecked refusal: less certain', () => {
    const builder = crash({ 'crash.kind': 'signal', 'crash.signal': 'SIGSEGV' })
    expect(verdict(builder.maps(indexFiles(1001))).confidence).toBeLessThan(0.7)
  })

  test.each([
    ['SI_USER', 4711, 'undetermined', 'SIGSEGV, sent by process 4711'],
    ['SI_QUEUE', 7, 'undetermined', 'SIGSEGV, sent by process 7'],
    // The process itself, which is 1 here: raise, or abort of native code.
    ['SI_USER', 1, 'native-crash', 'SIGSEGV in C'],
    ['SI_TKILL', undefined, 'native-crash', 'SIGSEGV in C'],
    // Of another pid namespace, or an emulator: nobody knows.
    ['SI_USER', 0, 'undetermined', 'siginfo does not name the process'],
  ])('SIGSEGV with %s of process %s: %s', (code, sender, rootCause, said) => {
    const builder = crash({
      'crash.kind': 'signal',
      'crash.signal': 'SIGSEGV',
      'crash.signal-code': code,
      'crash.problematic-frame': 'C  [libc.so.6+0x85f14]',
      ...(sender === undefined ? {} : { 'crash.signal-sender': sender }),
    })
    const found = verdict(builder.maps(indexFiles(3)))
    expect(found.rootCause).toBe(rootCause)
    expect(found.summary).toContain(said)
  })

  test('SIGBUS within a mapped file: it was truncated', () => {
    const address = 0x7f0000000 * 4096 + 64
    const found = verdict(crash({ ...bus, 'crash.signal-address': address }).maps(indexFiles(3)))
    expect(found.rootCause).toBe('mapped-file-truncated')
    expect(found.summary).toContain('/data/orders-7/00000000000000000000.index')
  })

  test.each([
    ['C  [libzip.so+0x11ba0]  newEntry.isra.4+0x60', 0.8],
    ['C  [libzip.dylib+0x63f3]  newEntry+0x53', 0.8],
    ['C  [libcodec.so+0x11ba0]  newEntry+0x60', 0.65],
  ])('SIGBUS without a listing, in %s: %d', (frame, confidence) => {
    const found = verdict(crash({ ...bus, 'crash.problematic-frame': frame }))
    expect(found).toMatchObject({ rootCause: 'mapped-file-truncated', confidence })
  })

  test('SIGBUS elsewhere is not blamed on a file', () => {
    const found = verdict(
      crash({ ...bus, 'crash.signal-address': 0x10000 }).maps(['00010000-00020000 rw-p 00000000 00:00 0 ']),
    )
    expect(found.rootCause).toBe('undetermined')
  })

  test('a failed check of the VM, unless it was told to crash', () => {
    const internal = { 'crash.kind': 'internal-error', 'crash.detail': 'guarantee(PageArmed == 0) failed: invariant' }
    expect(verdict(crash(internal)).rootCause).toBe('vm-internal-error')
    const told = { ...internal, 'crash.detail': 'fatal error: OutOfMemory encountered: Java heap space' }
    expect(verdict(crash(told)).rootCause).toBe('java-heap')
  })
})

describe('errors of the JVM’s own limits', () => {
  test.each([
    ['Java heap space', 'java-heap'],
    ['GC overhead limit exceeded', 'java-heap'],
    ['Metaspace', 'metaspace'],
    ['Compressed class space', 'metaspace'],
    ['Direct buffer memory', 'direct-memory'],
    ['Cannot reserve 1048576 bytes of direct buffer memory (allocated: 1, limit: 2)', 'direct-memory'],
    ['something new', 'undetermined'],
  ])('%s: %s', (reason, rootCause) => {
    const builder = new ProcessBuilder().artifact('application-log').event('out-of-memory', { reason })
    expect(verdict(builder).rootCause).toBe(rootCause)
  })

  test.each([
    ['once, and survived', null, 1, 'likely', 0.65],
    ['again and again', null, 3, 'confirmed', 0.88],
    ['survived, and an orderly end', 'exit code 0', 1, 'likely', 0.65],
    ['survived, and stopped by SIGTERM', 'exit code 143', 1, 'likely', 0.65],
    ['shortly before a failed end', 'exit code 1', 1, 'confirmed', 0.93],
  ])('%s', (_name, exit, times, status, confidence) => {
    const builder = new ProcessBuilder().artifact('application-log')
    for (let n = 0; n < times; n++)
      builder.event('out-of-memory', { reason: 'Java heap space', thread: 'query-4' }, { at: CRASH_AT + n })
    if (exit !== null) builder.artifact('exit-status').fact('process.exit', exit)
    const facts = createFacts(builder.records)
    expect(runRules(rules, facts).find(({ id }) => id === 'java-heap')).toMatchObject({ status, confidence })
  })

  test('long before a failed end that has another reason: no certainty', () => {
    const builder = new ProcessBuilder().artifact('application-log')
    builder.event('out-of-memory', { reason: 'Java heap space', thread: 'query-4' }, { at: CRASH_AT })
    builder.event('log-error', {}, { at: CRASH_AT + 3_600_000, quote: 'ERROR license expired' })
    builder.artifact('exit-status').fact('process.exit', 'exit code 1')
    expect(verdict(builder)).toMatchObject({ rootCause: 'java-heap', confidence: 0.6 })
  })

  test.each([
    ['Unable to allocate 1000000 bytes', 'jdk.internal.misc.Unsafe.allocateMemory', 1_000_000],
    ['', 'sun.misc.Unsafe.allocateMemory', null],
  ])('"%s" of %s is a refused malloc, no limit of the JVM', (reason, frame, bytes) => {
    const builder = new ProcessBuilder().artifact('application-log').event('out-of-memory', { reason, frame })
    builder.artifact('proc-limits').fact('limit.address-space', GIB)
    builder.artifact('proc-status').fact('process.virtual-size', GIB - 4096)
    const facts = createFacts(builder.records)
    expect(facts.victim).toMatchObject({ operation: 'malloc', bytes, errno: 12, errnoOrigin: 'inferred' })
    expect(verdict(builder).rootCause).toBe('address-space-limit')
  })

  test.each([
    ['the GC log ends with a full heap', 500, 'java-heap', 0.88],
    ['no GC log', null, 'java-heap', 0.66],
    ['the GC log ends with room', 300, 'undetermined', 0.5],
  ])('the handler of an uncaught error failed; %s', (_name, used, rootCause, confidence) => {
    const quote = 'Exception: java.lang.OutOfMemoryError thrown from the UncaughtExceptionHandler in thread "main"'
    const builder = new ProcessBuilder().artifact('hotspot-stdout').event('out-of-memory', { reason: '' }, { quote })
    if (used !== null)
      builder
        .artifact('gc-unified')
        .fact('heap.max', 512 * MIB)
        .collection('Allocation Failure', CRASH_AT, { heapAfter: used * MIB })
    expect(verdict(builder)).toMatchObject({ rootCause, confidence })
  })

  test('an error that was survived before a refused commit is no cause', () => {
    const builder = refusedCommit(12_288).maps(indexFiles(1001)).fact('limit.max-map-count', 1000)
    builder.artifact('application-log').event('out-of-memory', { reason: 'Java heap space' })
    const facts = createFacts(builder.records)
    const hypotheses = runRules(rules, facts)
    expect(hypotheses.find(({ id }) => id === 'java-heap')?.status).toBe('ruled-out')
    expect(verdictOf(hypotheses, facts).rootCause).toBe('max-map-count')
  })
})

test('a refused thread without a limit that explains it: undetermined, and names the limits of tasks', () => {
  const builder = new ProcessBuilder().artifact('application-log').event('thread-start-failed', { errno: 'EAGAIN' })
  const found = verdict(builder.fact('limit.max-map-count', 1000).artifact('proc-maps').maps(indexFiles(10)))
  expect(found.rootCause).toBe('undetermined')
  expect(found.summary).toContain('RLIMIT_NPROC')
})

describe('the heading of a crash log on the console, without the log', () => {
  const heading = (values: Record<string, string | number>): ProcessBuilder =>
    new ProcessBuilder().artifact('hotspot-stdout').event('fatal-error', { pid: 1, ...values })

  test('a signal: the crash it names, less certain than by its log', () => {
    const frame = 'C  [libcodec.so+0x1159]  decode+0x0'
    const found = verdict(heading({ signal: 'SIGSEGV', frame }))
    expect(found).toMatchObject({ rootCause: 'native-crash', confidence: 0.85 })
    expect(found.summary).toContain(frame)
  })

  test.each([
    [{ check: 'Internal Error (safepoint.cpp:325)', detail: 'guarantee(PageArmed == 0) failed' }, 'vm-internal-error'],
    [
      { check: 'Internal Error (debug.cpp:362)', detail: 'fatal error: OutOfMemory encountered: Java heap space' },
      'java-heap',
    ],
    [{ signal: 'SIGBUS', frame: 'C  [libzip.so+0x11ba0]  newEntry+0x60' }, 'mapped-file-truncated'],
  ])('%o: %s', (values, rootCause) => {
    expect(verdict(heading(values)).rootCause).toBe(rootCause)
  })

  test('the crash log goes first', () => {
    const builder = heading({ signal: 'SIGSEGV' }).crashLog()
    builder.facts({ 'crash.kind': 'out-of-memory', 'crash.mechanism': 'mmap', 'crash.requested-bytes': 4096 })
    expect(createFacts(builder.records).crash?.kind).toBe('out-of-memory')
  })

  test('of another process, or of the life before: no crash of this one', () => {
    const other = heading({ signal: 'SIGSEGV' })
    other.records.pid = 2
    expect(createFacts(other.records).crash).toBeNull()
    const before = heading({ signal: 'SIGSEGV' }).event('start')
    expect(createFacts(before.records).crash).toBeNull()
  })
})

test('an array longer than any can be: no heap would do', () => {
  const reason = 'Requested array size exceeds VM limit'
  const builder = new ProcessBuilder().artifact('hotspot-stdout').event('out-of-memory', { reason, thread: 'main' })
  const facts = createFacts(builder.records)
  const found = verdictOf(runRules(rules, facts), facts)
  expect(found.summary).toContain('no heap is large enough')
  expect(remediesFor(found, facts).map(({ title }) => title)).toEqual(['Ask for a smaller array'])
})

test('a deadlock in a thread dump is told, though nothing was refused', () => {
  const builder = new ProcessBuilder().artifact('thread-dump').event('thread-dump', { threads: 21, deadlocks: 1 })
  expect(verdict(builder)).toMatchObject({
    rootCause: 'none',
    title: 'Nothing was refused, but threads are deadlocked',
    summary: expect.stringContaining('A thread dump shows 1 deadlock') as string,
  })
})

describe('a heap that was full, where no output tells of the error', () => {
  const full = { collection: 'full', heapBefore: 22 * MIB, heapAfter: 22 * MIB } as const
  const log = (...collections: readonly (readonly [string, object])[]) => {
    const builder = new ProcessBuilder().artifact('gc-unified').facts({ 'heap.max': 24 * MIB })
    for (const [cause, changes] of collections) builder.collection(cause, CRASH_AT, { ...full, ...changes })
    return builder
  }

  test('two collections of the whole heap that free nothing: what is open is said', () => {
    const found = verdict(log(['Ergonomics', {}], ['Allocation Failure', {}]))
    expect(found).toMatchObject({ rootCause: 'undetermined', confidence: 0.5 })
    expect(found.summary).toContain('left 22 MiB of 24 MiB')
    expect(found.summary).toContain('What would tell: whether it met an OutOfMemoryError')
  })

  test.each([
    ['one', log(['Ergonomics', {}])],
    ['asked for by code', log(['System.gc()', {}], ['System.gc()', {}])],
    ['with room left', log(['Ergonomics', { heapAfter: 12 * MIB }], ['Allocation Failure', { heapAfter: 12 * MIB }])],
    ['the second freed', log(['Ergonomics', {}], ['Allocation Failure', { heapAfter: 16 * MIB }])],
    [
      'an output that tells of no error',
      log(['Ergonomics', {}], ['Allocation Failure', {}]).artifact('application-log'),
    ],
  ])('%s: nothing failed', (_, builder) => {
    expect(verdict(builder).rootCause).toBe('none')
  })

  test.each([
    ['java_pid4711.hprof', 'undetermined'],
    ['broker/java_pid4711.hprof.1.gz', 'undetermined'],
    ['before-restart.hprof', 'none'],
  ])('the heap dump %s: %s', (path, rootCause) => {
    const builder = new ProcessBuilder().artifact('hprof').facts({ 'process.pid': 4711 })
    for (const artifact of builder.records.artifacts) artifact.path = path
    expect(verdict(builder).rootCause).toBe(rootCause)
  })
})
