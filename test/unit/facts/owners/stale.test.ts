import { describe, expect, test } from 'vitest'
import { createFacts } from '../../../../electron/engine/facts/process-facts.ts'
import { staleOf } from '../../../../electron/engine/facts/owners/stale.ts'
import type { StaleMappings } from '../../../../shared/model/neighbours.ts'
import { ProcessBuilder, VSYSCALL } from '../../../support/process-builder.ts'

let next = 0x7f00_0000_0

/** One mapping a page behind the last, so that none touch. */
function line(path: string, { offset = 0, inode = 0, pages = 1, perms = 'rw-s' } = {}): string {
  const start = next
  next += pages + 1
  const range = `${start.toString(16)}000-${(start + pages).toString(16)}000`
  return `${range} ${perms} ${offset.toString(16).padStart(8, '0')} 08:01 ${inode} ${path}`
}

/** What makes a listing one that prints offsets. */
const LIBRARY = line('/lib/libc.so.6', { offset: 0x1000, inode: 9, perms: 'r-xp' })
const index = (segment: number): string => `/data/orders-7/${String(segment).padStart(20, '0')}.index`

function stale(lines: readonly string[], options: { complete?: boolean } = {}): StaleMappings {
  const found = staleOf(createFacts(new ProcessBuilder().crashLog().maps(lines, options).records))
  if (!found) throw new Error('no listing')
  return found
}

describe('mappings of files that are gone', () => {
  test('are counted by kind, with their files and lines', () => {
    const found = stale([
      LIBRARY,
      line(index(1), { inode: 1 }),
      line(`${index(2)} (deleted)`, { inode: 2, pages: 3 }),
      line(`${index(3)}.deleted`, { inode: 3 }),
      line(`${index(4)}.deleted (deleted)`, { inode: 4 }),
      VSYSCALL,
    ])
    expect(found).toMatchObject({ count: 3, bytes: 5 * 4096, share: 0.6, complete: true })
    expect(found.kinds.map(({ kind, count, files }) => [kind, count, files])).toEqual([
      ['deleted', 2, 2],
      ['to-be-deleted', 1, 1],
    ])
    expect(found.kinds[0]?.top[0]).toMatchObject({
      path: `${index(2)} (deleted)`,
      owner: 'index-file',
      bytes: 3 * 4096,
      citation: { line: 3, endLine: 3, quote: `${index(2)} (deleted)` },
    })
  })

  test('memory that never had a name, and a library that was updated, are not stale', () => {
    const found = stale([
      line('/memfd:java_heap (deleted)', { inode: 1 }),
      line('/SYSV00000000 (deleted)', { inode: 2 }),
      line('/dev/zero (deleted)', { inode: 3 }),
      line('/usr/lib/libssl.so.3 (deleted)', { inode: 4, offset: 0x1000, perms: 'r-xp' }),
    ])
    expect(found).toMatchObject({ count: 0, kinds: [] })
  })
})

describe('the same file mapped twice', () => {
  const cases: [string, string[], number][] = [
    ['once', [line(index(1), { inode: 1 })], 0],
    ['twice from the same offset', [line(index(1), { inode: 1 }), line(index(1), { inode: 1 })], 1],
    ['three times', Array.from({ length: 3 }, () => line(index(1), { inode: 1 })), 2],
    [
      'grown: another length, the same offset',
      [line(index(1), { inode: 1 }), line(index(1), { inode: 1, pages: 4 })],
      1,
    ],
    ['in parts', [line(index(1), { inode: 1 }), line(index(1), { inode: 1, offset: 0x1000 })], 0],
    [
      'a later part twice',
      [line(index(1), { inode: 1 }), ...Array.from({ length: 2 }, () => line(index(1), { inode: 1, offset: 0x1000 }))],
      1,
    ],
    ['replaced by another file of that name', [line(index(1), { inode: 1 }), line(index(1), { inode: 2 })], 0],
    ['a library', [line('/lib/a.so', { inode: 1, perms: 'r--p' }), line('/lib/a.so', { inode: 1, perms: 'rw-p' })], 0],
  ]
  test.each(cases)('%s', (_name, lines, count) => {
    const found = stale([LIBRARY, ...lines])
    expect(found.kinds.find(({ kind }) => kind === 'mapped-twice')?.count ?? 0).toBe(count)
    expect(found.count).toBe(count)
  })

  test('nothing is said where the listing prints no offsets', () => {
    const found = stale([line(index(1)), line(index(1))])
    expect(found).toMatchObject({ count: 0, offsetsKnown: false })
  })

  test('a mapping that is stale for two reasons counts once', () => {
    const gone = `${index(1)} (deleted)`
    const found = stale([LIBRARY, line(gone, { inode: 1 }), line(gone, { inode: 1 })])
    expect(found.count).toBe(2)
    expect(found.kinds.map(({ kind, count }) => [kind, count])).toEqual([
      ['deleted', 2],
      ['mapped-twice', 1],
    ])
  })
})

test('most mappings first, then most bytes, at most 20 files', () => {
  const lines = Array.from({ length: 30 }, (_, file) =>
    line(`${index(file)} (deleted)`, { inode: file + 1, pages: file + 1 }),
  )
  const [total] = stale([LIBRARY, ...lines, line(`${index(0)} (deleted)`, { inode: 1, offset: 0x1000 })]).kinds
  expect(total).toMatchObject({ count: 31, files: 30 })
  expect(total?.top).toHaveLength(20)
  expect(total?.top.slice(0, 2).map(({ path, count }) => [path, count])).toEqual([
    [`${index(0)} (deleted)`, 2],
    [`${index(29)} (deleted)`, 1],
  ])
})

test('a cut listing says so; without one there is nothing', () => {
  expect(stale([LIBRARY], { complete: false }).complete).toBe(false)
  expect(staleOf(createFacts(new ProcessBuilder().crashLog().records))).toBeNull()
})
