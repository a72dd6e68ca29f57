/** Parts of a VM by their shape, as real listings of 17 and 25 have them (checked against the VM's own native memory tracking). */
import { describe, expect, test } from 'vitest'
import { createFacts, type Ownership } from '../../../../electron/engine/facts/process-facts.ts'
import { ownerIds, type OwnerId } from '../../../../shared/model/analysis.ts'
import { GIB, KIB, MIB, ProcessBuilder } from '../../../support/process-builder.ts'

const LIBJVM = '7fc000000000-7fc000001000 r-xp 00000000 08:01 7 /usr/lib/jvm/java-17/lib/server/libjvm.so'

/** Neighbours from `start` on, each `size` bytes with these rights, the last words a path. */
function stretch(
  start: number,
  ...parts: readonly (readonly [size: number, perms: string, path?: string])[]
): string[] {
  let at = start
  return parts.map(([size, perms, path = '']) => {
    const line = `${at.toString(16)}-${(at + size).toString(16)} ${perms} 00000000 00:00 0 ${path}`
    at += size
    return line
  })
}

function judge(lines: readonly string[], prepare: (builder: ProcessBuilder) => unknown = () => undefined): Ownership {
  const builder = new ProcessBuilder().artifact('proc-maps')
  prepare(builder)
  const { ownership } = createFacts(builder.maps(lines).records)
  if (!ownership) throw new Error('no ownership')
  return ownership
}

function owners(lines: readonly string[], prepare?: (builder: ProcessBuilder) => unknown): OwnerId[] {
  return [...judge([...lines, LIBJVM], prepare).owners].slice(0, -1).map((owner) => ownerIds[owner] ?? 'anonymous')
}

const BASE = 0x7f00_0000_0000

describe('code cache', () => {
  // Three heaps of 240 MiB in all: 17.0.15 with tiered compilation.
  const heaps = [
    [2496 * KIB, 'rwxp'],
    [117_536 * KIB, '---p'],
    [2496 * KIB, 'rwxp'],
    [3196 * KIB, '---p'],
    [2496 * KIB, 'rwxp'],
  ] as const

  test('writable and executable memory, and its reserve where both add up to the usual size', () => {
    expect(owners(stretch(BASE, ...heaps, [117_540 * KIB, '---p']))).toEqual(Array(6).fill('code-cache'))
    const stated = (builder: ProcessBuilder): unknown => builder.fact('jvm.arguments', '-XX:ReservedCodeCacheSize=64m')
    expect(owners(stretch(BASE, [MIB, 'rwxp'], [63 * MIB, '---p']), stated)).toEqual(['code-cache', 'code-cache'])
  })

  test('a reserve that does not add up may be of another part', () => {
    expect(owners(stretch(BASE, ...heaps, [300 * MIB, '---p'])).at(-1)).toBe('anonymous')
    expect(owners(stretch(BASE, [MIB, 'rwxp'], [63 * MIB, '---p']))).toEqual(['code-cache', 'anonymous'])
  })

  test('in a process without libjvm.so nothing is told by shape', () => {
    const found = judge(stretch(BASE, ...heaps, [117_540 * KIB, '---p']))
    expect(new Set(found.owners)).toEqual(new Set([ownerIds.indexOf('anonymous')]))
  })

  test('the segment map has a byte for each 128 of a heap', () => {
    const map = stretch(BASE + GIB, [20 * KIB, 'rw-p'], [920 * KIB, '---p'])
    expect(owners([...stretch(BASE, ...heaps, [117_540 * KIB, '---p']), ...map]).slice(-2)).toEqual([
      'code-cache',
      'code-cache',
    ])
    expect(owners(map)).toEqual(['anonymous', 'anonymous'])
  })
})

describe('Java heap', () => {
  test('a stretch that ends at 4 GiB, archived objects within', () => {
    const lines = stretch(
      4 * GIB - 512 * MIB,
      [300 * MIB, 'rw-p'],
      [200 * MIB, '---p'],
      [MIB, 'rw-p', '/usr/lib/jvm/java-17/lib/server/classes.jsa'],
      [11 * MIB, 'rw-p'],
    )
    expect(owners(lines)).toEqual(['java-heap', 'java-heap', 'cds-archive', 'java-heap'])
  })

  test('one that ends at 32 GiB, where the archive of classes begins', () => {
    const lines = stretch(24 * GIB, [8 * GIB, 'rw-p'], [MIB, 'rw-p', '/jdk/lib/server/classes.jsa'])
    expect(owners(lines)).toEqual(['java-heap', 'cds-archive'])
  })

  test('one below the class space of Java 8, which a young generation looks like', () => {
    const lines = stretch(23 * GIB, [6 * GIB, 'rw-p'], [2 * GIB, '---p'], [4 * MIB, 'rw-p'], [GIB - 4 * MIB, '---p'])
    expect(owners(lines)).toEqual(['java-heap', 'java-heap', 'anonymous', 'anonymous'])
  })

  test('one exactly as long as the maximum heap, and no other', () => {
    const heap = stretch(BASE, [10 * GIB, 'rw-p'], [30 * GIB, '---p'])
    const stated = (builder: ProcessBuilder): unknown => builder.fact('jvm.arguments', '-Xms1g -Xmx40g')
    expect(owners(heap, stated)).toEqual(['java-heap', 'java-heap'])
    expect(owners(heap)).toEqual(['anonymous', 'anonymous'])
    expect(owners(stretch(BASE, [10 * GIB, 'rw-p'], [29 * GIB, '---p']), stated)).toEqual(['anonymous', 'anonymous'])
  })

  test('is not told by its shape where an artifact states another place', () => {
    const lines = stretch(4 * GIB - 512 * MIB, [512 * MIB, 'rw-p'])
    expect(owners(lines, (builder) => builder.range('java-heap', BASE, BASE + GIB))).toEqual(['anonymous'])
  })

  test('what ZGC reserves beside its file', () => {
    const file = '/memfd:java_heap (deleted)'
    const lines = stretch(2 ** 42, [128 * MIB, 'rw-s', file], [4 * GIB, '---p'], [2 * MIB, 'rw-s', file], [GIB, 'rw-p'])
    expect(owners(lines)).toEqual(['java-heap', 'java-heap', 'java-heap', 'anonymous'])
  })
})

describe('metadata', () => {
  const archive = [12_060 * KIB, 'rw-p', '/jdk/lib/server/classes.jsa'] as const

  test('the class space: a GiB right above the archive, and what lies between', () => {
    const lines = stretch(
      BASE,
      archive,
      [4324 * KIB, '---p'],
      [64 * KIB, 'rw-p'],
      [192 * KIB, '---p'],
      [64 * KIB, 'rw-p'],
      [GIB - 320 * KIB, '---p'],
    )
    expect(owners(lines)).toEqual(['cds-archive', 'cds-archive', ...Array<OwnerId>(4).fill('metaspace')])
  })

  test('the class space of Java 9 to 15, a GiB above the archive', () => {
    expect(owners(stretch(33 * GIB, [50_428 * KIB, 'rw-p'], [GIB - 50_428 * KIB, '---p']))).toEqual([
      'metaspace',
      'metaspace',
    ])
    expect(owners(stretch(34 * GIB, [50_428 * KIB, 'rw-p'], [GIB - 50_428 * KIB, '---p']))).toEqual([
      'anonymous',
      'anonymous',
    ])
  })

  test('another length is no class space, unless the arguments say it', () => {
    const lines = stretch(BASE, archive, [4324 * KIB, '---p'], [64 * KIB, 'rw-p'], [32 * MIB - 64 * KIB, '---p'])
    expect(owners(lines)).toEqual(['cds-archive', 'anonymous', 'anonymous', 'anonymous'])
    const stated = (builder: ProcessBuilder): unknown =>
      builder.fact('jvm.arguments', '-XX:CompressedClassSpaceSize=32m')
    expect(owners(lines, stated).slice(2)).toEqual(['metaspace', 'metaspace'])
  })

  test('a node of 64 MiB in granules of 64 KiB, its lowest part merged or not', () => {
    const rest = [
      [2816 * KIB, '---p'],
      [256 * KIB, 'rw-p'],
      [61_184 * KIB, '---p'],
    ] as const
    const node = [[1280 * KIB, 'rw-p'], ...rest] as const
    expect(owners(stretch(BASE + 0x0f00_0000, ...node))).toEqual(Array(4).fill('metaspace'))
    const merged = [[4096 * KIB, 'rw-p'], ...rest] as const
    expect(owners(stretch(BASE + 0x0f00_0000 - 2816 * KIB, ...merged))).toEqual([
      'anonymous',
      ...Array<OwnerId>(3).fill('metaspace'),
    ])
    // Pages that no granule ends at.
    const other = [
      [1280 * KIB, 'rw-p'],
      [2820 * KIB, '---p'],
      [252 * KIB, 'rw-p'],
      [61_184 * KIB, '---p'],
    ] as const
    expect(new Set(owners(stretch(BASE + 0x0f00_0000, ...other)))).toEqual(new Set(['anonymous']))
  })
})

describe('malloc arenas', () => {
  test.each<[string, readonly (readonly [number, string])[], readonly OwnerId[]]>([
    [
      'used part and reserve',
      [
        [132 * KIB, 'rw-p'],
        [64 * MIB - 132 * KIB, '---p'],
      ],
      ['malloc-arena', 'malloc-arena'],
    ],
    ['full, and touching nothing', [[64 * MIB, 'rw-p']], ['malloc-arena']],
    [
      'as long, but a part of something longer',
      [
        [64 * MIB, 'rw-p'],
        [GIB, '---p'],
      ],
      ['anonymous', 'anonymous'],
    ],
    [
      'a used part longer than an arena',
      [
        [544 * MIB, 'rw-p'],
        [GIB, '---p'],
      ],
      ['anonymous', 'anonymous'],
    ],
    [
      'a reserve longer than an arena',
      [
        [32 * MIB, 'rw-p'],
        [8 * GIB, '---p'],
      ],
      ['anonymous', 'anonymous'],
    ],
  ])('%s', (_, parts, expected) => {
    expect(owners(stretch(BASE, ...parts))).toEqual(expected)
  })
})

describe('paths that do not tell all', () => {
  test('huge pages and System V memory are what the VM uses them for', () => {
    const heap = (builder: ProcessBuilder): unknown => builder.range('java-heap', BASE, BASE + GIB)
    expect(owners(stretch(BASE, [GIB, 'rw-p', '/anon_hugepage (deleted)']), heap)).toEqual(['java-heap'])
    expect(owners(stretch(BASE, [GIB, 'rw-s', '/SYSV00000000 (deleted)']), heap)).toEqual(['java-heap'])
    expect(owners(stretch(BASE, [GIB, 'rw-p', '/anon_hugepage (deleted)']))).toEqual(['anonymous'])
    expect(owners(stretch(BASE, [GIB, 'rw-s', '/SYSV00000000 (deleted)']))).toEqual(['shared-memory'])
  })

  test('a file with executable parts is code, wherever it lies', () => {
    const program = '/opt/roller/rel_36/segment_roller'
    const lines = stretch(
      0x40_0000,
      [4 * KIB, 'r--p', program],
      [400 * KIB, 'r-xp', program],
      [12 * KIB, 'rw-p', program],
    )
    expect(owners(lines)).toEqual(Array(3).fill('shared-library'))
    expect(owners(stretch(BASE, [4 * KIB, 'r--s', '/srv/data/blob']))).toEqual(['other-file'])
  })

  test('data behind a library is bounded: the rest has merged with it', () => {
    const library = [4 * KIB, 'rw-p', '/usr/lib/libz.so.1'] as const
    expect(owners(stretch(BASE, library, [128 * KIB, 'rw-p']))).toEqual(['shared-library', 'shared-library'])
    expect(owners(stretch(BASE, library, [132 * KIB, 'rw-p']))).toEqual(['shared-library', 'anonymous'])
    const jvm = [4 * KIB, 'rw-p', '/jdk/lib/server/libjvm.so'] as const
    expect(owners(stretch(BASE, jvm, [508 * KIB, 'rw-p']))).toEqual(['shared-library', 'shared-library'])
  })
})

describe('stated ranges', () => {
  test('hold a mapping when they hold half of it', () => {
    const table =
      (start: number): ((builder: ProcessBuilder) => unknown) =>
      (builder) =>
        builder.range('card-table', BASE + start, BASE + MIB)
    expect(owners(stretch(BASE, [MIB, 'rw-p']), table(512 * KIB))).toEqual(['gc-structure'])
    expect(owners(stretch(BASE, [MIB, 'rw-p']), table(516 * KIB))).toEqual(['anonymous'])
  })

  test('stacks are grouped by the names of their threads, digits left out', () => {
    const stacks = [0, 1, 2].flatMap((index) =>
      stretch(BASE + index * 2 * MIB, [16 * KIB, '---p'], [1008 * KIB, 'rw-p']),
    )
    const found = judge(stacks, (builder) => {
      for (const [index, name] of ['pool-1-thread-1', 'pool-1-thread-22', 'main'].entries())
        builder.thread(name, BASE + index * 2 * MIB, BASE + index * 2 * MIB + MIB)
    })
    expect(found.totals[0]?.groups.map(({ name, count }) => [name, count])).toEqual([
      ['pool-#-thread-#', 4],
      ['main', 2],
    ])
  })
})
