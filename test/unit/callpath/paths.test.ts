/** Which path a refusal went, where frames or texts tell it, beyond those of call-path.test.ts. */
import { describe, expect, it } from 'vitest'
import { formatCount } from '../../../shared/display/counts.ts'
import { CRASH_AT, KIB, MIB, ProcessBuilder } from '../../support/process-builder.ts'
import { crashed, GUARD_STACKS, LIMIT, MAP_COUNT, pathOf, refusalOf, symbolsOf } from './builders.ts'

const REPORT = ['VMError::report_and_die(int)', 'report_vm_out_of_memory(char const*, int)']
const COMMIT = [
  ...REPORT,
  'os::pd_commit_memory(char*, unsigned long, bool)',
  'os::commit_memory(char*, unsigned long, bool)',
]

describe('a guard zone', () => {
  it.each([
    // The launcher's thread, when main has returned, as builds of 17 and 25 print it.
    ['attach_current_thread.constprop.0', 'jni_AttachCurrentThread', 'jni_DestroyJavaVM'],
    ['attach_current_thread(JavaVM_*, void**, void*, bool)', 'jni_AttachCurrentThreadAsDaemon', 'native_worker'],
  ])('of a thread that attaches itself was started by no other (%s)', (attach, entry, caller) => {
    const frames = [...COMMIT, 'StackOverflow::create_stack_guard_pages()', attach, entry, caller]
    const steps = pathOf(crashed({ frames, vmas: LIMIT + 1 }))
    expect(symbolsOf(steps)).not.toContain('java.lang.Thread.start')
    expect(steps.find(({ symbol }) => symbol === 'attach_current_thread')?.origin).toBe('observed')
    expect(refusalOf(steps)?.gate.condition).toBe(MAP_COUNT)
  })

  it('of the main thread belongs to the creation of the VM', () => {
    const frames = [
      ...COMMIT,
      'StackOverflow::create_stack_guard_pages()',
      'Threads::create_vm(JavaVMInitArgs*, bool*)',
      'JNI_CreateJavaVM',
    ]
    const steps = pathOf(crashed({ frames, vmas: LIMIT + 1 }))
    expect(symbolsOf(steps).slice(0, 3)).toEqual([
      'JNI_CreateJavaVM',
      'Threads::create_vm',
      'StackOverflow::create_stack_guard_pages',
    ])
  })

  it('without symbols: an unknown thread within the VM is one that attaches itself', () => {
    const steps = pathOf(
      crashed({ frames: [null, null], vmas: LIMIT + 1, facts: { 'crash.thread': 'Unknown thread' } }),
    )
    expect(symbolsOf(steps)).toContain('attach_current_thread')
    expect(steps.some(({ note }) => note.includes('Inferred from the size'))).toBe(true)
  })

  it.each([
    // Pages of 64 KiB (aarch64): four of them; StackReservedPages=0 leaves three.
    [64 * KIB, 256 * KIB, `Here 4 pages, ${formatCount(262_144)} bytes`],
    [4 * KIB, 12 * KIB, `Here 3 pages, ${formatCount(12_288)} bytes`],
  ])('has the size that was asked for: pages of %i', (page, bytes, text) => {
    const facts = { 'memory.page-size': page, 'os.arch': 'aarch64' } as const
    const steps = pathOf(
      crashed({ frames: GUARD_STACKS[17] ?? [], vmas: LIMIT + 1, bytes, state: '_thread_new', facts }),
    )
    expect(steps.find(({ symbol }) => symbol.endsWith('create_stack_guard_pages'))?.note).toContain(text)
    // The entry's wrapper and file are those of x86 alone.
    const entry = steps.find(({ layer }) => layer === 'kernel')
    expect([entry?.symbol, entry?.source]).toEqual(['sys_mmap', expect.stringContaining('arch/arm64/')])
  })
})

describe('ZGC', () => {
  function fatal(detail: string, frames: readonly (string | null)[]): ProcessBuilder {
    const builder = crashed({ frames, vmas: LIMIT + 1 })
    builder.records.facts = builder.records.facts.filter(
      ({ key }) => key !== 'crash.mechanism' && key !== 'crash.requested-bytes',
    )
    for (const fact of builder.records.facts) if (fact.key === 'crash.kind') fact.value = 'internal-error'
    return builder.fact('crash.detail', detail)
  }

  it.each([
    [
      17,
      'fatal error: Failed to map memory (Not enough space)',
      'ZPhysicalMemoryBacking::map(unsigned long) const',
      'ZPhysicalMemoryBacking::map',
    ],
    [
      21,
      'fatal error: Failed to map memory (Not enough space)',
      'XPhysicalMemoryBacking::map(unsigned long) const',
      'XPhysicalMemoryBacking::map',
    ],
    [
      11,
      'Failed to map memory. Please check the system limit on number of memory mappings',
      'ZPhysicalMemoryBacking::map_view(ZPhysicalMemory) const',
      'ZPhysicalMemoryBacking::map_view',
    ],
  ])('ends the VM of %i by an internal error, when the kernel refused', (feature, detail, frame, symbol) => {
    const builder = fatal(detail, [frame, 'ZPageAllocator::alloc_page(unsigned char)'])
    for (const fact of builder.records.facts) if (fact.key === 'jvm.feature') fact.value = feature
    const steps = pathOf(builder)
    expect(steps.find((step) => step.symbol === symbol)?.origin).toBe('observed')
    expect(refusalOf(steps)).toMatchObject({ gate: { condition: MAP_COUNT, errno: 'ENOMEM' } })
  })

  it('for another errno there is no such path', () => {
    expect(pathOf(fatal('fatal error: Failed to map memory (Invalid argument)', []))).toEqual([])
  })
})

describe('reservations', () => {
  it('of metaspace are no commits, with and without symbols', () => {
    const detail = { 'crash.detail': 'Failed to reserve memory for metaspace' } as const
    const named = crashed({
      facts: detail,
      bytes: 64 * MIB,
      vmas: LIMIT + 1,
      frames: [
        ...REPORT,
        'metaspace::VirtualSpaceNode::create_node(unsigned long)',
        'metaspace::VirtualSpaceList::create_new_node()',
      ],
    })
    for (const builder of [named, crashed({ facts: detail, bytes: 64 * MIB, vmas: LIMIT + 1, frames: [null] })]) {
      const steps = pathOf(builder)
      expect(symbolsOf(steps)).not.toContain('os::commit_memory')
      expect(steps.find(({ symbol }) => symbol === 'mmap64')?.note).toContain('PROT_NONE')
      expect(refusalOf(steps)?.gate.condition).toBe(MAP_COUNT)
    }
  })

  it('"committing reserved memory" is a commit', () => {
    const steps = pathOf(
      crashed({
        facts: { 'crash.detail': 'committing reserved memory.' },
        frames: [null],
        vmas: LIMIT + 1,
        bytes: MIB,
      }),
    )
    expect(symbolsOf(steps)).toContain('os::Linux::commit_memory_impl')
  })
})

describe('threads of the VM', () => {
  it.each([
    [
      'Cannot create worker GC thread. Out of system resources.',
      'vm_exit_out_of_memory',
      ['mmap', 'mprotect', 'clone'],
    ],
    ['unable to create native thread for a compiler thread', 'vm_exit_during_initialization', ['mmap', 'clone']],
  ])('%s', (reason, end, calls) => {
    const builder = new ProcessBuilder()
      .artifact('hotspot-stdout')
      .facts({ 'os.kernel': '6.1.0', 'jvm.feature': 17 })
      .event('vm-initialization-failed', { reason })
    const steps = pathOf(builder)
    expect(symbolsOf(steps)).toContain(end)
    const asked = symbolsOf(steps, 'libc').filter((symbol) => ['mmap', 'mprotect', 'clone'].includes(symbol))
    expect(asked).toEqual(calls)
  })

  it('the only limit of tasks that is near is the one that refused', () => {
    const builder = new ProcessBuilder()
      .artifact('hotspot-stdout')
      .facts({
        'os.kernel': '5.15.0',
        'jvm.feature': 17,
        'limit.processes': 120,
        'process.threads': 119,
        'limit.max-map-count': 65_530,
        'limit.address-space': null,
        'limit.data': null,
        'limit.overcommit-memory': 1,
        'process.locked-size': 0,
        'memory.available': 1024 * MIB,
      })
      .event('thread-start-failed', { call: 'pthread_create', errno: 'EAGAIN' }, { at: CRASH_AT })
    builder.artifact('proc-maps').maps(['7f0000000000-7f0000001000 rw-p 00000000 00:00 0'], { at: CRASH_AT })
    const refused = refusalOf(pathOf(builder))
    expect(refused?.gate.condition).toBe('tasks of the user >= RLIMIT_NPROC')
    expect(refused?.gate.values).toContain('No other check is known to be near its limit')
  })
})

describe('direct memory', () => {
  it.each([
    [
      17,
      'Cannot reserve 1048576 bytes of direct buffer memory (allocated: 100663296, limit: 100663296)',
      `${formatCount(100_663_296)} + ${formatCount(1_048_576)} > ${formatCount(100_663_296)}`,
    ],
    [8, 'Direct buffer memory', 'the numbers are not printed by this release; the exception says that it held'],
  ])('of Java %i is refused by the JDK, before any system call', (feature, reason, values) => {
    const builder = new ProcessBuilder()
      .artifact('application-log')
      .fact('jvm.feature', feature)
      .event(
        'out-of-memory',
        { reason, frame: 'java.nio.Bits.reserveMemory', caller: 'com.acme.Codec.open' },
        { at: CRASH_AT },
      )
    const steps = pathOf(builder)
    expect(steps[0]).toMatchObject({ layer: 'application', symbol: 'com.acme.Codec.open' })
    expect(refusalOf(steps)).toMatchObject({ symbol: 'java.nio.Bits.tryReserveMemory', gate: { values, errno: null } })
    expect(symbolsOf(steps, 'kernel')).toEqual([])
  })
})

describe('Unsafe.allocateMemory', () => {
  it('asks malloc, which asks the kernel; a limit there is what refused', () => {
    const builder = new ProcessBuilder()
      .artifact('application-log')
      .facts({
        'jvm.feature': 17,
        'os.kernel': '6.1.0',
        'limit.address-space': 1024 * MIB,
        'process.virtual-size': 1024 * MIB,
      })
      .event(
        'out-of-memory',
        { reason: 'Unable to allocate 4194304 bytes', caller: 'com.acme.Codec.open' },
        { at: CRASH_AT },
      )
    const steps = pathOf(builder)
    expect(symbolsOf(steps)).toContain('Unsafe_AllocateMemory0')
    expect(steps.findLast(({ gate }) => gate?.holds)?.gate).toMatchObject({
      condition: 'total_vm + pages > RLIMIT_AS',
      values: `${formatCount(1024 * MIB)} + ${formatCount(4 * MIB)} > ${formatCount(1024 * MIB)}`,
    })
  })

  it('is not every error that lacks memory', () => {
    const builder = new ProcessBuilder()
      .artifact('application-log')
      .event('out-of-memory', { reason: 'Java heap space' })
    expect(pathOf(builder)).toEqual([])
  })
})

describe('what is not known', () => {
  it('another system than Linux has no path of Linux', () => {
    const builder = new ProcessBuilder().crashLog().facts({
      'crash.kind': 'out-of-memory',
      'crash.headline': '',
      'crash.mechanism': 'mmap',
      'crash.requested-bytes': MIB,
      'os.name': 'Windows 10 , 64 bit Build 19041',
    })
    expect(pathOf(builder)).toEqual([])
  })

  it('frames without a symbol below those with one keep their offsets', () => {
    const frames = [null, null, null, 'JNI_CreateJavaVM']
    const builder = crashed({ frames, vmas: LIMIT + 1, bytes: MIB })
    for (const frame of builder.records.frames) if (frame.symbol === null) frame.libraryOffset = `0x${frame.index}00`
    const steps = pathOf(builder)
    expect(symbolsOf(steps).slice(0, 2)).toEqual([
      'JNI_CreateJavaVM',
      'libjvm.so+0x200 … libjvm.so+0x000 (3 frames, no symbols)',
    ])
    expect(steps[1]?.note).toContain('stays open')
  })

  it('says so when every check passes and yet the call was refused', () => {
    const steps = pathOf(crashed({ frames: GUARD_STACKS[17] ?? [], vmas: 100 }))
    expect(refusalOf(steps)).toBeNull()
    expect(steps.findLast(({ layer }) => layer === 'kernel')?.note).toContain('one of them is not that of the moment')
  })
})
