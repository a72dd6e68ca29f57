import { describe, expect, test } from 'vitest'
import { javaErrorOf } from '../../../electron/engine/facts/java-errors.ts'
import { createFacts } from '../../../electron/engine/facts/process-facts.ts'
import { CRASH_AT, KIB, ProcessBuilder, refusedCommit } from '../../support/process-builder.ts'

describe('the victim of a crash', () => {
  test('the frame that names the operation, not the one that reports it', () => {
    const builder = refusedCommit(16_384).frames([
      'VMError::report_and_die(int, char const*)',
      'report_vm_out_of_memory(char const*, int)',
      'os::pd_commit_memory(char*, unsigned long, bool)',
      'os::commit_memory(char*, unsigned long, bool)',
      'StackOverflow::create_stack_guard_pages()',
      'JavaThread::run()',
    ])
    expect(createFacts(builder.records).victim).toMatchObject({
      operation: 'mmap-commit',
      bytes: 16_384,
      errno: 12,
      errnoOrigin: 'inferred',
      frame: 'StackOverflow::create_stack_guard_pages()',
      purpose: 'stack guard zone of a starting thread',
      at: CRASH_AT,
    })
  })

  test('-XX:+CrashOnOutOfMemoryError: the Java code that asked, not how the VM allocates', () => {
    const builder = new ProcessBuilder().crashLog().facts({
      'crash.kind': 'internal-error',
      'crash.headline': 'fatal error: OutOfMemory encountered: Java heap space',
    })
    builder.frames(['report_fatal(VMErrorType, char const*)', 'MemAllocator::allocate() const'])
    expect(createFacts(builder.records).victim).toMatchObject({
      operation: 'java-allocation',
      frame: 'MemAllocator::allocate() const',
    })
    const [frame] = builder.records.frames
    if (frame) builder.records.frames.push({ ...frame, stack: 'java', index: 0, symbol: 'App.grow(I)V' })
    expect(createFacts(builder.records).victim?.frame).toBe('App.grow(I)V')
  })

  test('JDK 8: the thread’s frame above the operating system’s', () => {
    const builder = refusedCommit(12_288).frames([
      'VMError::report_and_die()',
      'os::Linux::commit_memory_impl(char*, unsigned long, bool)',
      'os::pd_create_stack_guard_pages(char*, unsigned long)',
      'JavaThread::create_stack_guard_pages()',
      'JavaThread::run()',
    ])
    expect(createFacts(builder.records).victim?.frame).toBe('JavaThread::create_stack_guard_pages()')
  })

  test.each([
    [
      [
        'os::commit_memory(char*)',
        'VirtualSpace::expand_by(unsigned long, bool)',
        'CodeHeap::expand_by(unsigned long)',
      ],
      'growth of the code cache',
    ],
    [
      ['os::commit_memory(char*)', 'metaspace::VirtualSpaceNode::commit_range(long)', 'Metaspace::allocate()'],
      'metaspace commit',
    ],
    [
      [
        'os::pd_commit_memory_or_exit(char*)',
        'G1PageBasedVirtualSpace::commit(long)',
        'G1RegionsLargerThanCommitSizeMapper::commit_regions(int)',
      ],
      'commit of Java heap regions (G1)',
    ],
    [
      ['os::commit_memory(char*)', 'PSVirtualSpace::expand_by(long)', 'PSOldGen::expand(long)'],
      'growth of the Java heap (Parallel)',
    ],
  ])('%j: %s', (frames, purpose) => {
    expect(createFacts(refusedCommit(65_536).frames(frames).records).victim?.purpose).toBe(purpose)
  })

  test('without symbols the size and the state hint, and say so', () => {
    const unresolved = refusedCommit(16_384).fact('crash.thread-state', '_thread_new').frames([null, null])
    expect(createFacts(unresolved.records).victim?.purpose).toContain(
      'inferred from the size and the state _thread_new',
    )
    expect(createFacts(refusedCommit(16_384).records).victim?.purpose).toContain('possibly')
    expect(createFacts(refusedCommit(256 * KIB).records).victim?.purpose).toBeNull()
  })

  test('errno is observed when standard output holds the warning of the same size', () => {
    const builder = refusedCommit(12_288)
      .artifact('hotspot-stdout')
      .event('commit-failed', { bytes: 12_288, errno: 12 })
    expect(createFacts(builder.records).victim).toMatchObject({ errno: 12, errnoOrigin: 'observed' })
    const other = refusedCommit(12_288).artifact('hotspot-stdout').event('commit-failed', { bytes: 65_536, errno: 12 })
    expect(createFacts(other.records).victim).toMatchObject({ errno: 12, errnoOrigin: 'inferred' })
  })

  test('a signal has no errno and asks for nothing', () => {
    const builder = new ProcessBuilder().crashLog().facts({
      'crash.kind': 'signal',
      'crash.headline': 'A fatal error',
      'crash.signal': 'SIGSEGV',
      'crash.problematic-frame': 'C  [libx.so+0x1]',
    })
    expect(createFacts(builder.records).victim).toMatchObject({
      operation: 'signal',
      errno: null,
      frame: 'C  [libx.so+0x1]',
    })
  })
})

describe('events', () => {
  test.each([
    ['map-failed', {}, 'mmap-file', 12, 'inferred'],
    ['thread-start-failed', { errno: 'EAGAIN' }, 'thread-start', 11, 'observed'],
    ['thread-start-failed', { errno: 'EPERM' }, 'thread-start', 1, 'observed'],
    ['commit-failed', { errno: 12, bytes: 4096 }, 'mmap-commit', 12, 'observed'],
    ['guard-pages-failed', { operation: 'protect' }, 'mprotect', 12, 'inferred'],
    ['guard-pages-failed', { operation: 'deallocate' }, 'munmap', 12, 'inferred'],
    ['insufficient-memory', { mechanism: 'malloc' }, 'malloc', 12, 'inferred'],
    ['out-of-memory', { reason: 'Java heap space' }, 'java-allocation', null, null],
    ['out-of-memory', { reason: 'native memory exhausted' }, 'malloc', 12, 'inferred'],
    ['out-of-memory', { reason: 'unable to create new native thread' }, 'thread-start', 11, 'inferred'],
  ] as const)('%s %j: %s', (type, values, operation, errno, errnoOrigin) => {
    const builder = new ProcessBuilder().artifact('application-log').event(type, values)
    expect(createFacts(builder.records).victim).toMatchObject({ operation, errno, errnoOrigin })
  })

  test('the warning above the heading of a crash has its errno, and its size where the heading was cut', () => {
    const console = (heading: Record<string, string | number>): ProcessBuilder =>
      new ProcessBuilder()
        .artifact('hotspot-stdout')
        .event('commit-failed', { bytes: 65_536, errno: 12 })
        .event('insufficient-memory', heading)
    const expected = { operation: 'mmap-commit', bytes: 65_536, errno: 12, errnoOrigin: 'observed' }
    expect(createFacts(console({ mechanism: 'mmap', bytes: 65_536 }).records).victim).toMatchObject(expected)
    // JDK 7
    expect(createFacts(console({ mechanism: 'malloc', bytes: 65_536 }).records).victim).toMatchObject(expected)
    expect(createFacts(console({}).records).victim).toMatchObject(expected)
    const other = console({ mechanism: 'malloc', bytes: 32 })
    expect(createFacts(other.records).victim).toMatchObject({ operation: 'malloc', bytes: 32, errnoOrigin: 'inferred' })
    const thread = console({ detail: 'Cannot create worker GC thread. Out of system resources.' })
    expect(createFacts(thread.records).victim).toMatchObject({ operation: 'thread-start', errno: 11 })
  })

  test('a launcher may show stdout before stderr: then the warning stands below', () => {
    const builder = new ProcessBuilder()
      .artifact('hotspot-stdout')
      .event('insufficient-memory', { mechanism: 'mmap', bytes: 4096 })
      .event('commit-failed', { bytes: 65_536, errno: 12 })
    expect(createFacts(builder.records).victim).toMatchObject({ bytes: 4096, errnoOrigin: 'inferred' })
    builder.event('commit-failed', { bytes: 4096, errno: 12 })
    expect(createFacts(builder.records).victim).toMatchObject({ bytes: 4096, errnoOrigin: 'observed' })
  })

  test('an error whose message did not get out is of no kind while another says its own', () => {
    const builder = new ProcessBuilder().artifact('hotspot-stdout').event('out-of-memory', { reason: '' })
    expect(javaErrorOf(createFacts(builder.records))?.reason).toBe('')
    builder.event('out-of-memory', { reason: 'Metaspace' }).event('out-of-memory', { reason: '' })
    expect(javaErrorOf(createFacts(builder.records))).toMatchObject({ reason: 'Metaspace', count: 1 })
  })

  test.each([
    ['Could not reserve enough space for 2097152KB object heap', 2_147_483_648, 'the Java heap'],
    ['Could not reserve enough space for object heap', null, 'the Java heap'],
    ['Could not reserve enough space for code cache (245760K)', 251_658_240, 'the code cache'],
    ['Could not allocate metaspace: 1073741824 bytes', 1_073_741_824, 'the compressed class space'],
    ['Could not allocate compressed class space: 1073741824 bytes', 1_073_741_824, 'the compressed class space'],
    [
      'Unable to allocate 4096KB bitmaps for parallel garbage collection for the requested 131072KB heap.',
      4_194_304,
      'tables of the collector',
    ],
  ])('the VM did not start: %s', (reason, bytes, what) => {
    const builder = new ProcessBuilder().artifact('hotspot-stdout').event('vm-initialization-failed', { reason })
    const { victim } = createFacts(builder.records)
    expect(victim).toMatchObject({ operation: 'other', bytes, errno: 12, errnoOrigin: 'inferred' })
    expect(victim?.purpose).toContain(what)
  })

  test('the VM did not start for other reasons: no errno follows', () => {
    const reason = 'Failed to allocate initial Java heap (1024M)'
    const builder = new ProcessBuilder().artifact('hotspot-stdout').event('vm-initialization-failed', { reason })
    expect(createFacts(builder.records).victim).toMatchObject({ operation: 'other', errno: null })
  })

  test('an error that a server ended itself for is the end, unless it started again', () => {
    const builder = new ProcessBuilder()
      .artifact('application-log')
      .event('out-of-memory', { reason: 'Java heap space', ending: 'exited' })
    expect(javaErrorOf(createFacts(builder.records))?.outcome).toBe('ended')
    expect(javaErrorOf(createFacts(builder.event('start').records))?.outcome).toBe('survived')
  })

  test('boilerplate and plain errors refuse nothing', () => {
    const builder = new ProcessBuilder()
      .artifact('application-log')
      .event('zgc-map-warning')
      .event('log-error', {}, { quote: 'ERROR failed to reach the controller' })
      .event('segment-rolled')
    expect(createFacts(builder.records).victims).toEqual([])
  })

  test('the crash is the victim, whatever failed before', () => {
    const builder = refusedCommit(12_288)
      .artifact('application-log')
      .event('out-of-memory', { reason: 'Java heap space' }, { at: CRASH_AT - 9000 })
    const facts = createFacts(builder.records)
    expect(facts.victims).toHaveLength(2)
    expect(facts.victim?.operation).toBe('mmap-commit')
  })
})
