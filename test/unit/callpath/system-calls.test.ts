/** Every check of every system call, in the kernel's order, and the count at which those of max_map_count begin to refuse. */
import { describe, expect, it } from 'vitest'
import { kernelPath } from '../../../electron/engine/callpath/kernel/kernel-table.ts'
import { kernelTables } from '../../../electron/engine/callpath/kernel/index.ts'
import type { SystemCallName } from '../../../electron/engine/callpath/path-table.ts'
import { parseKernelRelease } from '../../../electron/engine/facts/kernel.ts'
import { formatCount } from '../../../shared/display/counts.ts'
import type { FactKey, FactValue } from '../../../shared/model/facts.ts'
import { CRASH_AT, GIB, indexFiles, KIB, MIB, ProcessBuilder, VSYSCALL } from '../../support/process-builder.ts'
import { gatesOf, MAP_COUNT, pathOf, refusalOf } from './builders.ts'

const NOWHERE = { artifact: 1, line: 1, endLine: 1, quote: '' }

function gateIds(call: SystemCallName, release: string): string[] {
  const { functions } = kernelPath(kernelTables[call], parseKernelRelease(release, NOWHERE))
  return functions.flatMap(({ gates = [] }) => [...gates])
}

const EL7 = '3.10.0-1160.el7.x86_64'

describe('order of the checks', () => {
  it.each<[SystemCallName, string, string]>([
    // mm/mmap.c: do_mmap_pgoff, mmap_region. RLIMIT_DATA came with 4.5.
    ['mmap', EL7, 'length map-count hole locked-memory address-space fixed-split overcommit kernel-memory huge-pool'],
    [
      'mmap',
      '4.19.0',
      'length map-count hole locked-memory address-space data fixed-split overcommit kernel-memory huge-pool',
    ],
    [
      'mmap',
      '6.6.9',
      'length map-count hole locked-memory address-space data fixed-split overcommit kernel-memory huge-pool',
    ],
    // mm/vma.c since 6.12: vms_gather_munmap_vmas splits before may_expand_vm is asked.
    [
      'mmap',
      '6.12.0',
      'length map-count hole locked-memory fixed-split address-space data overcommit kernel-memory huge-pool',
    ],
    [
      'mmap',
      '7.0.0',
      'length map-count hole locked-memory fixed-split address-space data overcommit kernel-memory huge-pool',
    ],
    // kernel/fork.c: copy_process.
    ['clone', EL7, 'kernel-memory task-limit threads-max pid-max pids'],
    ['clone', '6.1.0', 'kernel-memory task-limit threads-max pid-max pids'],
    // mm/mmap.c: brk, do_brk_flags.
    ['brk', '5.10.0', 'brk-data brk-room locked-memory address-space map-count overcommit kernel-memory'],
    // mm/mprotect.c: mprotect_fixup.
    ['mprotect', EL7, 'unmapped overcommit split kernel-memory'],
    ['mprotect', '6.12.0', 'unmapped data overcommit split kernel-memory'],
    // mm/mremap.c: mremap_to is not in 4.19; overcommit moved to move_vma in 5.11.
    ['mremap', EL7, 'locked-memory address-space overcommit hole mremap-move kernel-memory'],
    ['mremap', '4.19.0', 'locked-memory address-space data overcommit hole mremap-move kernel-memory'],
    ['mremap', '5.4.59', 'mremap-to locked-memory address-space data overcommit hole mremap-move kernel-memory'],
    ['mremap', '6.1.158', 'mremap-to locked-memory address-space data hole mremap-move overcommit kernel-memory'],
    ['mremap', '7.0.0', 'mremap-to locked-memory address-space data hole mremap-move overcommit kernel-memory'],
    // Between the releases that were read, what all have in common.
    [
      'mmap',
      '4.4.0-116-generic',
      'length map-count hole locked-memory address-space data fixed-split overcommit kernel-memory huge-pool',
    ],
  ])('%s on %s', (call, release, expected) => {
    expect(gateIds(call, release).join(' ')).toBe(expected)
  })

  it.each(Object.keys(kernelTables) as SystemCallName[])('%s has a path for a kernel that is not known', (call) => {
    const { functions, readIn } = kernelPath(kernelTables[call], null)
    expect(functions.length).toBeGreaterThan(1)
    expect(readIn).toContain('not stated')
  })
})

const M = 100

/** What native code of an application logged, with a whole listing of the same moment as the crash log would have. */
function logged(
  call: string,
  errno: number,
  vmas: number,
  facts: Partial<Record<FactKey, FactValue>> = {},
): ProcessBuilder {
  return new ProcessBuilder()
    .artifact('proc-maps')
    .facts({ 'limit.max-map-count': M, 'os.kernel': '6.12.3', 'os.arch': 'x86_64', ...facts })
    .maps([...indexFiles(vmas), VSYSCALL], { at: CRASH_AT })
    .artifact('application-log')
    .event('log-error', {}, { quote: `${call} failed, errno=${errno}`, at: CRASH_AT })
}

describe('calls of native code at the limit', () => {
  it.each<[string, number, number, string | null]>([
    // move_vma: map_count >= M - 3 (ENOMEM.md MC7).
    ['mremap', 12, M - 3, 'must move && map_count >= max_map_count - 3'],
    // mremap_to needs its flags, which no log states (MC8).
    ['mremap', 12, M - 5, null],
    ['mremap', 12, M - 6, null],
    ['mprotect', 12, M, 'map_count >= max_map_count'],
    ['mprotect', 12, M - 1, null],
    ['munmap', 12, M, 'hole inside one mapping && map_count >= max_map_count'],
    ['munmap', 12, M - 1, null],
    ['mlock', 12, M, 'map_count >= max_map_count'],
    ['mbind', 12, M, 'map_count >= max_map_count'],
    ['madvise', 11, M, 'map_count >= max_map_count'],
    // The split gives EAGAIN there, so that ENOMEM is something else.
    ['madvise', 12, 40, null],
    ['mmap', 12, M + 1, MAP_COUNT],
  ])('%s, errno %i, at %i of 100', (call, errno, vmas, condition) => {
    expect(refusalOf(pathOf(logged(call, errno, vmas)))?.gate.condition ?? null).toBe(condition)
  })

  it('what RLIMIT_MEMLOCK leaves', () => {
    const builder = logged('mlock', 12, 40, { 'limit.locked': 64 * KIB, 'process.locked-size': 0 })
    const gates = gatesOf(pathOf(builder))
    expect(gates).toContainEqual(['locked_vm + pages > RLIMIT_MEMLOCK', null])
  })
})

describe('malloc asks brk first', () => {
  function malloc(lines: readonly string[]): ProcessBuilder {
    return new ProcessBuilder()
      .crashLog()
      .facts({
        'crash.kind': 'out-of-memory',
        'crash.headline': '',
        'crash.mechanism': 'malloc',
        'crash.requested-bytes': 4096,
        'os.kernel': '6.1.0',
        'limit.max-map-count': 65_530,
        'limit.address-space': null,
      })
      .maps([...lines, VSYSCALL])
  }

  it.each([
    // The Java heap in low addresses (compressed oops) begins right above the heap segment.
    [0x0148_8000, true],
    [0x0148_8000 + 128 * KIB, false],
  ])('and a mapping at %i stands in its way: %s', (next, inTheWay) => {
    const steps = pathOf(
      malloc([
        '01400000-01488000 rw-p 00000000 00:00 0 [heap]',
        `${next.toString(16)}-${(next + MIB).toString(16)} rw-p 00000000 00:00 0`,
      ]),
    )
    expect(gatesOf(steps)).toContainEqual(['the next mapping stands in the way', inTheWay])
  })
})

describe('extent', () => {
  it.each([
    // 47 bits on x86_64, 48 on arm64, of which a kernel may leave 39.
    ['x86_64', 2 ** 47 + 4096, true],
    ['x86_64', 64 * GIB, false],
    ['aarch64', 2 ** 48 + 4096, true],
    ['aarch64', 2 ** 38, null],
    ['aarch64', 64 * GIB, false],
  ])('a hole on %s for %i bytes: %s', (arch, bytes, holds) => {
    const builder = new ProcessBuilder()
      .artifact('hotspot-stdout')
      .facts({ 'os.kernel': '6.1.0', 'os.arch': arch })
      .event('vm-initialization-failed', { reason: `Could not reserve enough space for ${bytes / KIB}KB object heap` })
    expect(gatesOf(pathOf(builder))).toContainEqual(['no hole of this length', holds])
  })

  it('what is asked for alone can be above RLIMIT_AS, and a JVM that starts is far from the map limit', () => {
    const builder = new ProcessBuilder()
      .artifact('hotspot-stdout')
      .facts({ 'os.kernel': '6.1.0', 'os.arch': 'x86_64', 'limit.address-space': 4 * GIB })
      .event('vm-initialization-failed', { reason: 'Could not reserve enough space for 6291456KB object heap' })
    const steps = pathOf(builder)
    expect(refusalOf(steps)?.gate.values).toBe(`${formatCount(6 * GIB)} alone > ${formatCount(4 * GIB)}`)
    expect(gatesOf(steps)).toContainEqual([MAP_COUNT, false])
  })

  it('a pool of huge pages matters to a JVM that was told to use it', () => {
    const builder = (free: number, flag: string): ProcessBuilder =>
      new ProcessBuilder()
        .crashLog()
        .facts({
          'crash.kind': 'out-of-memory',
          'crash.headline': '',
          'crash.mechanism': 'mmap',
          'crash.requested-bytes': 32 * MIB,
          'jvm.arguments': flag,
          'memory.huge-total': 64,
          'memory.huge-free': free,
          'memory.huge-size': 2 * MIB,
        })
        .maps([...indexFiles(30), VSYSCALL])
    const gate = 'huge pages asked > free - reserved'
    expect(gatesOf(pathOf(builder(16, '-XX:+UseLargePages')))).toContainEqual([gate, false])
    expect(gatesOf(pathOf(builder(15, '-XX:+UseLargePages')))).toContainEqual([gate, null])
    expect(gatesOf(pathOf(builder(0, '-Xmx1g'))).map(([condition]) => condition)).not.toContain(gate)
  })
})
