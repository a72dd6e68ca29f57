import { describe, expect, test } from 'vitest'
import { createFacts, type Ownership } from '../../../../electron/engine/facts/process-facts.ts'
import { ownerIds, type OwnerId } from '../../../../shared/model/analysis.ts'
import { indexFiles, ProcessBuilder, VSYSCALL } from '../../../support/process-builder.ts'

function ownershipOf(
  lines: readonly string[],
  prepare: (builder: ProcessBuilder) => unknown = () => undefined,
): Ownership {
  const builder = new ProcessBuilder().crashLog()
  prepare(builder)
  const { ownership } = createFacts(builder.maps(lines).records)
  if (!ownership) throw new Error('no ownership')
  return ownership
}

function ownersOf(ownership: Ownership): OwnerId[] {
  return [...ownership.owners].map((owner) => ownerIds[owner] ?? 'anonymous')
}

const line = (start: number, end: number, perms = 'rw-p', path = ''): string =>
  `${start.toString(16)}-${end.toString(16)} ${perms} 00000000 00:00 0 ${path}`

const BASE = 0x7f00_0000_0000

describe('thread stacks', () => {
  test('bounds of listed threads, guard pages of HotSpot inside and of glibc below', () => {
    const owners = ownersOf(
      ownershipOf(
        [
          line(BASE, BASE + 0x1000, '---p'),
          line(BASE + 0x1000, BASE + 0x5000, '---p'),
          line(BASE + 0x5000, BASE + 0x41000),
        ],
        (builder) => builder.thread('a', BASE + 0x1000, BASE + 0x41000),
      ),
    )
    expect(owners).toEqual(['thread-stack', 'thread-stack', 'thread-stack'])
  })

  test('a pair of the default size needs no thread list', () => {
    const pair = [line(BASE, BASE + 0x4000, '---p'), line(BASE + 0x4000, BASE + 0x10_0000)]
    expect(ownersOf(ownershipOf(pair))).toEqual(['thread-stack', 'thread-stack'])
  })

  test('pairs of an unusual size count when they repeat, or when -Xss says so', () => {
    const size = 0x39000
    const pairs = (count: number): string[] =>
      Array.from({ length: count }, (_, index) => {
        const at = BASE + index * 0x10_0000
        return [line(at, at + 0x4000, '---p'), line(at + 0x4000, at + size)]
      }).flat()
    expect(new Set(ownersOf(ownershipOf(pairs(3))))).toEqual(new Set(['anonymous']))
    expect(new Set(ownersOf(ownershipOf(pairs(16))))).toEqual(new Set(['thread-stack']))
    const told = ownershipOf(pairs(3), (builder) => builder.fact('jvm.arguments', '-Xmx1g -Xss228k'))
    expect(new Set(ownersOf(told))).toEqual(new Set(['thread-stack']))
  })

  test('single pages with and without access are no stacks', () => {
    const pages = Array.from({ length: 64 }, (_, index) =>
      line(BASE + index * 0x1000, BASE + (index + 1) * 0x1000, index % 2 === 0 ? '---p' : 'rw-p'),
    )
    const ownership = ownershipOf(pages)
    expect(new Set(ownersOf(ownership))).toEqual(new Set(['anonymous']))
    expect(ownership.split).toBe(63)
  })
})

test('malloc arenas: 64 MiB aligned, used part and reserve', () => {
  const arena = 0x7f00_0000_0000
  const lines = [
    line(arena, arena + 0x21000),
    line(arena + 0x21000, arena + 0x400_0000, '---p'),
    line(arena + 0x800_1000, arena + 0x900_0000),
  ]
  const ownership = ownershipOf(lines)
  expect(ownersOf(ownership)).toEqual(['malloc-arena', 'malloc-arena', 'anonymous'])
  expect(ownership.arenas).toBe(1)
})

test('ranges that an artifact states', () => {
  const owners = ownersOf(
    ownershipOf(
      [
        line(0xe000_0000, 0xf000_0000),
        line(BASE, BASE + 0x27_0000, 'rwxp'),
        line(BASE + 0x100_0000, BASE + 0x101_0000),
      ],
      (builder) =>
        builder
          .range('java-heap', 0xe000_0000, 0x1_0000_0000)
          .range('code-cache', BASE, BASE + 0x80_0000)
          .range('class-space', BASE + 0x100_0000, BASE + 0x200_0000),
    ),
  )
  expect(owners).toEqual(['java-heap', 'code-cache', 'metaspace'])
})

test('a path says more than a range; data behind a library is the library’s', () => {
  const owners = ownersOf(
    ownershipOf(
      [
        line(0xffe0_0000, 0xffe7_5000, 'rw-p', '/usr/lib/jvm/java-17/lib/server/classes.jsa'),
        line(BASE, BASE + 0x1000, 'rw-p', '/usr/lib/libz.so.1'),
        line(BASE + 0x1000, BASE + 0x3000),
      ],
      (builder) => builder.range('java-heap', 0xe000_0000, 0x1_0000_0000),
    ),
  )
  expect(owners).toEqual(['cds-archive', 'shared-library', 'shared-library'])
})

test('totals add up to the VMAs, [vsyscall] left out, largest first, grouped by partition', () => {
  const lines = [
    ...indexFiles(6, '/data/orders-7'),
    line(0x7fff_0000_0000, 0x7fff_0001_0000, 'rw-p', '[stack]'),
    VSYSCALL,
  ]
  const { totals, listing } = ownershipOf(lines)
  expect(listing.vmas).toBe(7)
  expect(totals.reduce((sum, { count }) => sum + count, 0)).toBe(7)
  expect(totals.map(({ owner, count }) => [owner, count])).toEqual([
    ['index-file', 6],
    ['kernel-special', 1],
  ])
  expect(totals[0]?.groups).toEqual([{ name: 'orders-7', count: 6, bytes: 6 * 4096 }])
  expect(totals[0]?.example).toMatchObject({ line: 1, quote: '/data/orders-7/00000000000000000000.index' })
})

test('stale mappings: deleted files, and the same file at the same offset again', () => {
  const file = '/data/orders-7/00000000000000000000.index'
  const lines = [
    line(BASE, BASE + 0x1000, 'rw-s', file),
    line(BASE + 0x2000, BASE + 0x3000, 'rw-s', file),
    line(BASE + 0x4000, BASE + 0x5000, 'rw-s', `${file.replace('0.index', '1.index')} (deleted)`),
  ]
  expect(ownershipOf(lines)).toMatchObject({ repeated: 1, deleted: 1 })
})

test('every listing of the process is judged with the same knowledge, once', () => {
  const builder = new ProcessBuilder().crashLog().thread('a', BASE, BASE + 0x30000)
  builder.maps([line(BASE, BASE + 0x30000)])
  builder
    .artifact('proc-maps')
    .maps([line(BASE, BASE + 0x30000), ...indexFiles(1, '/x-1').map((text) => text.replaceAll('7f0000', '7f1000'))])
  const facts = createFacts(builder.records)
  const [snapshot] = facts.listings
  if (!snapshot) throw new Error('no snapshot')
  expect(facts.listing?.fromCrashLog).toBe(true)
  expect(facts.ownersOf(snapshot).totals.map(({ owner }) => owner)).toEqual(['index-file', 'thread-stack'])
  expect(facts.ownersOf(snapshot)).toBe(facts.ownersOf(snapshot))
})
