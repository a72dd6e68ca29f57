import { describe, expect, it } from 'vitest'
import { createFacts } from '../../../electron/engine/facts/process-facts.ts'
import { CRASH_AT, KIB, MIB, ProcessBuilder } from '../../support/process-builder.ts'
import { crashed, gatesOf, GUARD_STACKS, LIMIT, MAP_COUNT, pathOf, refusalOf, symbolsOf } from './builders.ts'

const KERNELS = [
  { release: '3.10.0-1160.el7.x86_64', split: 'do_munmap', entry: 'sys_mmap' },
  { release: '4.18.0-553.el8_10.x86_64', split: 'do_munmap', entry: '__x64_sys_mmap' },
  { release: '5.15.0-1034-aws', split: '__do_munmap', entry: '__x64_sys_mmap' },
  { release: '6.1.0-18-amd64', split: 'do_mas_munmap', entry: '__x64_sys_mmap' },
  { release: '6.6.9', split: 'do_vmi_align_munmap', entry: '__x64_sys_mmap' },
  { release: '6.12.3-amd64', split: 'vms_gather_munmap_vmas', entry: '__x64_sys_mmap' },
  { release: '7.0.1', split: 'vms_gather_munmap_vmas', entry: '__x64_sys_mmap' },
]

function order(kernel: string): string[] {
  const builder = crashed({ kernel, frames: GUARD_STACKS[17] ?? [], facts: { 'limit.overcommit-memory': null } })
  return gatesOf(pathOf(builder)).map(([condition]) => condition)
}

function mapFailed(feature: number | null, frame: string): ProcessBuilder {
  const builder = new ProcessBuilder().artifact('application-log').facts({ 'os.kernel': '6.12.3', 'os.arch': 'x86_64' })
  if (feature !== null) builder.fact('jvm.feature', feature)
  return builder.event(
    'map-failed',
    {
      exception: 'java.io.IOException',
      frame: `java.base/${frame}`,
      caller: 'kafka.log.AbstractIndex.createMappedBuffer',
    },
    { at: CRASH_AT, quote: 'java.io.IOException: Map failed' },
  )
}

function protecting(owner: string): string[] {
  return ['os::guard_memory(char*, unsigned long)', `${owner}::create_stack_guard_pages()`, 'JavaThread::run()']
}

describe('guard zone of a starting thread', () => {
  const releases = Object.keys(GUARD_STACKS).map(Number)
  const matrix = releases.flatMap((feature) =>
    KERNELS.map(({ release, split, entry }) => ({ feature, release, split, entry })),
  )

  it.each(matrix)('Java $feature on Linux $release', ({ feature, release, split, entry }) => {
    const frames = GUARD_STACKS[feature] ?? []
    const steps = pathOf(crashed({ feature, kernel: release, frames, vmas: LIMIT, state: '_thread_new' }))
    expect(symbolsOf(steps, 'kernel')[0]).toBe(entry)
    expect(refusalOf(steps)?.symbol).toBe(split)
    const observed = steps.filter((step) => step.origin === 'observed').map((step) => step.symbol)
    const named = frames.map((frame) => frame.slice(0, frame.indexOf('('))).toReversed()
    expect(observed).toEqual(named)
    expect(steps.map((step) => step.layer)).toContain('libc')
    for (const step of steps) expect(step.origin === 'observed' ? step.citation : step.source).toBeTruthy()
  })

  it('shows the order of the checks before and after 6.12', () => {
    const before = order('6.6.9')
    const after = order('6.12.0')
    const split = 'range inside one mapping && map_count >= max_map_count'
    const extent = 'total_vm + pages > RLIMIT_AS'
    expect(before.indexOf(extent)).toBeLessThan(before.indexOf(split))
    expect(after.indexOf(split)).toBeLessThan(after.indexOf(extent))
  })

  it('says what inlining hides and what the release is', () => {
    const steps = pathOf(crashed({ feature: 19, frames: GUARD_STACKS[17] ?? [], vmas: LIMIT + 1 }))
    const inlined = steps.find((step) => step.symbol === 'os::Linux::commit_memory_impl')
    expect(inlined).toMatchObject({ origin: 'inferred', citation: null })
    expect(inlined?.note).toContain('inlined into its caller')
    expect(steps.some((step) => step.note.includes('the source of 19 was not read'))).toBe(true)
  })

  it('ends at the check that refuses and then tells what HotSpot did', () => {
    const builder = crashed({ frames: GUARD_STACKS[17] ?? [], vmas: LIMIT + 1 })
    builder
      .artifact('hotspot-stdout')
      .event('commit-failed', { bytes: 16_384, errno: 12, address: '0x00007f0000000000' })
    const steps = pathOf(builder)
    const at = steps.findIndex((step) => step.gate?.holds === true)
    expect(steps[at]).toMatchObject({ symbol: 'do_mmap', layer: 'kernel', note: '6 checks after this not reached' })
    expect(steps.slice(at + 1).map(({ symbol, origin }) => `${origin} ${symbol}`)).toEqual([
      'observed warn_fail_commit_memory',
      'observed report_vm_out_of_memory',
      'observed VMError::report_and_die',
      'inferred os::abort',
    ])
  })
})

describe('stacks', () => {
  it('keeps frames without a symbol in their place and gives them no name', () => {
    const frames = ['VMError::report_and_die()', null, null, ...(GUARD_STACKS[25] ?? []).slice(2)]
    const builder = crashed({ feature: 25, frames, vmas: LIMIT + 1 })
    for (const frame of builder.records.frames) if (frame.symbol === null) frame.libraryOffset = '0x12915dd'
    const steps = pathOf(builder)
    const nameless = steps.filter((step) => step.symbol === 'libjvm.so+0x12915dd (no symbol)')
    expect(nameless).toHaveLength(2)
    expect(nameless[0]?.note).toBe('By their place report_vm_out_of_memory is expected among these 2 frames')
    expect(symbolsOf(steps)).not.toContain('report_vm_out_of_memory')
  })

  it('infers everything when no frame has a symbol, and says from what', () => {
    const frames = [null, null, null, null]
    const steps = pathOf(crashed({ frames, vmas: LIMIT + 1, state: '_thread_new' }))
    const condensed = steps.find((step) => step.note.startsWith('The native stack has no symbols'))
    expect(condensed).toMatchObject({ origin: 'observed', layer: 'hotspot' })
    expect(condensed?.citation?.endLine).toBe((condensed?.citation?.line ?? 0) + 3)
    expect(steps.find((step) => step.symbol === 'StackOverflow::create_stack_guard_pages')?.origin).toBe('inferred')
    expect(steps.filter((step) => step.origin === 'observed')).toHaveLength(1)
  })

  it('leaves it open what 64 KiB were for when nothing says so', () => {
    const steps = pathOf(crashed({ frames: [null, null], bytes: 64 * KIB, vmas: LIMIT + 1 }))
    expect(symbolsOf(steps)).not.toContain('Metaspace::allocate')
    expect(steps.some((step) => step.note.includes('without symbols it stays open which'))).toBe(true)
  })

  it('condenses what leads to the path', () => {
    const native = [
      'VMError::report_and_die(int)',
      'report_vm_out_of_memory(char const*, int)',
      'os::pd_commit_memory(char*, unsigned long, bool)',
      'os::commit_memory(char*, unsigned long, bool)',
      'metaspace::VirtualSpaceNode::commit_range(MetaWordImpl**, unsigned long)',
      'metaspace::Metachunk::ensure_committed(unsigned long)',
      'metaspace::MetaspaceArena::allocate(unsigned long)',
      'Metaspace::allocate(ClassLoaderData*, unsigned long, MetaspaceObj::Type, JavaThread*)',
      'Method::allocate(ClassLoaderData*, int)',
      'ClassFileParser::parse_method(ClassFileStream const*)',
      'ClassFileParser::parse_stream(ClassFileStream const*)',
    ]
    const builder = crashed({ bytes: 64 * KIB, vmas: LIMIT + 1, frames: native })
    builder.frames(
      [
        'java.net.URL.openStream()Ljava/io/InputStream;',
        'com.acme.Orders.load(I)V',
        'com.acme.Orders.run()V',
        'java.lang.Thread.run()V',
      ],
      'j',
    )
    for (const [index, frame] of builder.records.frames.entries()) frame.index = index
    const steps = pathOf(builder)
    const down = steps.slice(
      0,
      steps.findIndex((step) => step.symbol === 'Metaspace::allocate'),
    )
    expect(down.map(({ layer, symbol, note }) => [layer, symbol, note])).toEqual([
      ['jdk', 'java.lang.Thread.run', ''],
      ['application', 'com.acme.Orders.load', '1 frame between the one before and this left out'],
      ['jdk', 'java.net.URL.openStream', ''],
      ['hotspot', 'ClassFileParser::parse_method', '1 frame between the one before and this left out'],
      ['hotspot', 'Method::allocate', ''],
    ])
  })

  it.each([
    [
      'os::commit_memory(char*, unsigned long, bool)',
      'VirtualSpace::expand_by(unsigned long, bool)',
      'DefNewGeneration::compute_new_size()',
    ],
    [
      'os::commit_memory(char*, unsigned long, bool)',
      'VirtualSpace::expand_by(unsigned long, bool)',
      'CodeHeap::expand_by(unsigned long)',
    ],
    [
      'os::commit_memory(char*, unsigned long, bool)',
      'PSVirtualSpace::expand_by(unsigned long)',
      'PSOldGen::expand_by(unsigned long)',
    ],
    [
      'os::commit_memory_or_exit(char*, unsigned long, bool, char const*)',
      'G1PageBasedVirtualSpace::commit(unsigned long, unsigned long)',
    ],
    ['os::commit_memory(char*, unsigned long, bool)', 'ShenandoahHeapRegion::do_commit()'],
    [
      'os::commit_memory_or_exit(char*, unsigned long, bool, char const*)',
      'CardTable::resize_covered_region(MemRegion)',
    ],
    ['os::commit_memory(char*, unsigned long, bool)', 'SomethingNew::grow()'],
  ])('follows a commit from %s < %s', (...frames) => {
    const stack = ['VMError::report_and_die(int)', 'report_vm_out_of_memory(char const*, int)', ...frames]
    const steps = pathOf(crashed({ frames: stack, vmas: LIMIT + 1, bytes: MIB }))
    const shown = steps.filter((step) => step.origin === 'observed').map((step) => step.symbol)
    expect(shown).toEqual(stack.map((frame) => frame.slice(0, frame.indexOf('('))).toReversed())
    expect(refusalOf(steps)?.gate.condition).toBe(MAP_COUNT)
  })
})

describe('other victims', () => {
  it.each([
    [8, ['sun.nio.ch.FileChannelImpl.map']],
    [11, ['sun.nio.ch.FileChannelImpl.map']],
    [17, ['sun.nio.ch.FileChannelImpl.map', 'sun.nio.ch.FileChannelImpl.mapInternal']],
    [
      21,
      [
        'sun.nio.ch.FileChannelImpl.map',
        'sun.nio.ch.FileChannelImpl.mapInternal',
        'sun.nio.ch.UnixFileDispatcherImpl.map',
      ],
    ],
    [
      25,
      [
        'sun.nio.ch.FileChannelImpl.map',
        'sun.nio.ch.FileChannelImpl.mapInternal',
        'sun.nio.ch.UnixFileDispatcherImpl.map',
      ],
    ],
  ])('a file that could not be mapped, Java %i', (feature, jdkFrames) => {
    const thrower = feature >= 14 ? 'sun.nio.ch.FileChannelImpl.mapInternal' : 'sun.nio.ch.FileChannelImpl.map'
    const steps = pathOf(mapFailed(feature, thrower))
    expect(steps[0]).toMatchObject({
      layer: 'application',
      symbol: 'kafka.log.AbstractIndex.createMappedBuffer',
      origin: 'observed',
    })
    const down = steps.slice(
      0,
      steps.findIndex((step) => step.layer === 'libc'),
    )
    expect(symbolsOf(down, 'jdk')).toEqual(jdkFrames)
    expect(down.find((step) => step.symbol === thrower)?.origin).toBe('observed')
    expect(symbolsOf(steps).slice(-4)).toEqual([
      'JNU_ThrowOutOfMemoryError',
      'java.lang.System.gc',
      'java.lang.Thread.sleep',
      'java.io.IOException',
    ])
  })

  it('tells Java 8 from 17 by the method that threw, where no release is stated', () => {
    expect(symbolsOf(pathOf(mapFailed(null, 'sun.nio.ch.FileChannelImpl.map')))).not.toContain(
      'sun.nio.ch.FileChannelImpl.mapInternal',
    )
    expect(symbolsOf(pathOf(mapFailed(null, 'sun.nio.ch.FileChannelImpl.mapInternal')))).toContain(
      'sun.nio.ch.UnixFileDispatcherImpl.map0',
    )
  })

  it('a shared file map is weighed by neither RLIMIT_DATA nor overcommit', () => {
    const gates = new Map(
      pathOf(mapFailed(17, 'x.Y.z')).flatMap((step) => (step.gate ? [[step.gate.condition, step.gate] as const] : [])),
    )
    expect(gates.get('data_vm + pages > RLIMIT_DATA')).toMatchObject({
      holds: false,
      values: 'not counted: no private writable mapping',
    })
    expect(gates.get('overcommit refuses the request')).toMatchObject({
      holds: false,
      values: 'not counted: a shared mapping of a file',
    })
  })

  it('a thread that could not start: the stack first, then the task', () => {
    const builder = new ProcessBuilder()
      .artifact('hotspot-stdout')
      .facts({ 'os.kernel': '5.15.0', 'jvm.feature': 11, 'limit.processes': 512, 'process.threads': 512 })
      .event(
        'thread-start-failed',
        { call: 'pthread_create', errno: 'EAGAIN' },
        {
          quote:
            'Failed to start thread - pthread_create failed (EAGAIN) for attributes: stacksize: 1024k, guardsize: 0k, detached.',
        },
      )
    const steps = pathOf(builder)
    expect(refusalOf(steps)).toMatchObject({
      symbol: 'copy_process',
      gate: { condition: 'tasks of the user >= RLIMIT_NPROC', errno: 'EAGAIN' },
    })
    expect(steps.find((step) => step.symbol === 'os::create_thread' && step.origin === 'observed')?.note).toContain(
      'three times',
    )
    expect(steps.some((step) => step.note === 'Turns ENOMEM into EAGAIN')).toBe(true)
    expect(symbolsOf(steps, 'libc')).toEqual(['pthread_create', 'allocate_stack', 'mmap', 'clone', 'pthread_create'])
  })

  it('names what is missing when no task limit is known', () => {
    const builder = new ProcessBuilder().artifact('hotspot-stdout').event('thread-start-failed', { errno: 'EAGAIN' })
    const open = pathOf(builder).filter((step) => step.gate?.holds === null)
    expect(open.map((step) => step.gate?.values)).toContain('RLIMIT_NPROC is not stated')
    expect(open.map((step) => step.gate?.values)).toContain(
      'pids.current and pids.max of the control group are not stated',
    )
  })

  it('malloc asks brk, then mmap, and both are refused', () => {
    const facts = { 'crash.mechanism': 'malloc', 'limit.address-space': 4 * 1024 * MIB } as const
    const frames = [
      'VMError::report_and_die(int)',
      'report_vm_out_of_memory(char const*, int)',
      'AllocateHeap(unsigned long, MEMFLAGS)',
      'vframeArray::allocate(JavaThread*)',
    ]
    const builder = crashed({ bytes: 5552, frames })
    for (const fact of builder.records.facts) if (fact.key in facts) fact.value = facts[fact.key as keyof typeof facts]
    const steps = pathOf(builder)
    expect(symbolsOf(steps, 'libc')).toEqual(['malloc', 'sysmalloc', 'brk', 'mmap'])
    expect(steps.filter((step) => step.gate?.holds).map((step) => step.gate?.condition)).toEqual([
      'total_vm + pages > RLIMIT_AS',
      'total_vm + pages > RLIMIT_AS',
    ])
    expect(symbolsOf(steps).slice(0, 3)).toEqual(['vframeArray::allocate', 'AllocateHeap', 'os::malloc'])
  })

  it.each([
    [8, 'JavaThread', false],
    [11, 'JavaThread', true],
    [17, 'StackOverflow', true],
  ])('mprotect of a guard zone, Java %i: a warning first, the end since 9', (feature, owner, ends) => {
    const builder = crashed({ feature, frames: protecting(owner), vmas: LIMIT })
    for (const fact of builder.records.facts) if (fact.key === 'crash.mechanism') fact.value = 'mprotect'
    const steps = pathOf(builder)
    expect(refusalOf(steps)).toMatchObject({ symbol: 'split_vma', gate: { condition: 'map_count >= max_map_count' } })
    expect(symbolsOf(steps).includes('VMError::report_and_die')).toBe(ends)
  })

  it('the guard zone of an ending thread is replaced, not unmapped', () => {
    const builder = new ProcessBuilder()
      .artifact('hotspot-stdout')
      .event(
        'guard-pages-failed',
        { operation: 'deallocate' },
        { quote: 'Attempt to deallocate stack guard pages failed' },
      )
    const steps = pathOf(builder)
    expect(symbolsOf(steps, 'libc')).toEqual(['mmap64'])
    expect(steps.at(-1)).toMatchObject({ symbol: 'warning', origin: 'observed' })
  })

  it('the directory of a jar is mapped by native code of the JDK', () => {
    const builder = new ProcessBuilder()
      .artifact('hotspot-stdout')
      .event('log-error', {}, { quote: 'mmap failed for CEN and END part of zip file' })
    expect(symbolsOf(pathOf(builder)).slice(0, 2)).toEqual(['native code of the JDK', 'mmap'])
  })

  it('a table of descriptors that calloc could not give is no path of HotSpot', () => {
    const reason = 'library initialization failed - unable to allocate file descriptor table - out of memory'
    const builder = new ProcessBuilder().artifact('hotspot-stdout').event('vm-initialization-failed', { reason })
    const facts = createFacts(builder.records)
    expect(facts.victim).toMatchObject({ operation: 'malloc', errno: 12, errnoOrigin: 'inferred' })
    expect(pathOf(builder)).toEqual([])
  })

  it('madvise of native code gives EAGAIN', () => {
    const builder = new ProcessBuilder()
      .artifact('application-log')
      .event('log-error', {}, { quote: 'madvise failed, errno=11 (Resource temporarily unavailable)' })
    const steps = pathOf(builder)
    expect(symbolsOf(steps)).toEqual([
      'native code of the application',
      'madvise',
      'sys_madvise',
      'split_vma',
      'split_vma',
      'madvise_walk_vmas',
    ])
    expect(steps.at(-3)?.gate?.errno).toBe('EAGAIN')
    // A gap in the range would be told as ENOMEM.
    expect(steps.at(-1)?.gate?.holds).toBe(false)
  })

  it('is empty when nothing was refused by the system', () => {
    expect(pathOf(new ProcessBuilder())).toEqual([])
    const signal = new ProcessBuilder()
      .crashLog()
      .facts({ 'crash.kind': 'signal', 'crash.headline': 'SIGSEGV', 'crash.signal': 'SIGSEGV' })
    expect(pathOf(signal)).toEqual([])
    const heap = new ProcessBuilder().artifact('application-log').event('out-of-memory', { reason: 'Java heap space' })
    expect(pathOf(heap)).toEqual([])
  })

  it('labels a kernel that no row covers', () => {
    for (const kernel of ['3.10.0', '4.9.0', '2.6.32-754.el6.x86_64']) {
      const steps = pathOf(crashed({ kernel, frames: GUARD_STACKS[17] ?? [], vmas: LIMIT + 1 }))
      expect(refusalOf(steps)?.symbol).toBe('do_mmap')
      expect(steps.find((step) => step.layer === 'kernel')?.source).toContain('was not read')
    }
  })

  it('takes the plain entry name where the wrapper of the machine is not known', () => {
    const builder = crashed({ frames: GUARD_STACKS[17] ?? [] })
    for (const fact of builder.records.facts) if (fact.key === 'os.arch') fact.value = 'aarch64'
    expect(symbolsOf(pathOf(builder), 'kernel')[0]).toBe('sys_mmap')
  })
})
