import { describe, expect, test } from 'vitest'
import { createFacts } from '../../../../electron/engine/facts/process-facts.ts'
import { mergeBlockersOf } from '../../../../electron/engine/facts/owners/merge-blockers.ts'
import type { MergeBlockerReason, MergeBlockers } from '../../../../shared/model/neighbours.ts'
import { indexFiles, ProcessBuilder, VSYSCALL } from '../../../support/process-builder.ts'

const START = 0x7f00_0000_0

interface Row {
  perms?: string
  path?: string
  /** In pages. */
  offset?: number
  inode?: number
  device?: string
  /** Pages before it. */
  gap?: number
}

/** Single pages, one behind the other. */
function lines(...rows: Row[]): string[] {
  let page = START
  return rows.map(({ perms = 'rw-p', path = '', offset = 0, inode = 0, device = '00:00', gap = 0 }) => {
    page += gap
    const range = `${page.toString(16)}000-${(++page).toString(16)}000`
    return `${range} ${perms} ${(offset * 4096).toString(16).padStart(8, '0')} ${device} ${inode} ${path}`
  })
}

function blockers(listing: readonly string[], complete = true): MergeBlockers {
  const found = mergeBlockersOf(createFacts(new ProcessBuilder().crashLog().maps(listing, { complete }).records))
  if (!found) throw new Error('no listing')
  return found
}

const file = (offset: number, rest: Row = {}): Row => ({ path: '/data/a.bin', inode: 7, offset, ...rest })
/** A listing that prints offsets has some. */
const OFFSETS = file(5, { path: '/lib/libc.so.6', inode: 9, gap: 100 })

describe('what keeps two neighbours apart', () => {
  const pairs: [string, Row, Row, MergeBlockerReason | null][] = [
    ['guard pages and a stack', { perms: '---p' }, { perms: 'rw-p' }, 'permission'],
    ['private and shared', file(0, { perms: 'rw-p' }), file(1, { perms: 'rw-s' }), 'permission'],
    ['one file that goes on, other permissions', file(0, { perms: 'r--p' }), file(1, { perms: 'r-xp' }), 'permission'],
    ['one file, a gap between the offsets', file(0), file(2), 'offset'],
    ['one file, the same part again', file(0), file(0), 'offset'],
    ['one file, backwards', file(1), file(0), 'offset'],
    ['one file that goes on: nothing to be seen', file(0), file(1), 'unseen'],
    ['two files', file(0), file(0, { path: '/data/b.bin', inode: 8 }), 'file'],
    ['two files of one name', file(0), file(1, { inode: 8 }), 'file'],
    ['one inode number on two devices', file(0, { device: '08:01' }), file(1, { device: '08:02' }), 'file'],
    ['a library and its zeroed data', file(0), {}, 'anonymous-and-file'],
    ['anonymous before a file', {}, file(0), 'anonymous-and-file'],
    ['two anonymous: nothing to be seen', {}, {}, 'unseen'],
    ['the heap of malloc is anonymous', { path: '[heap]' }, {}, 'unseen'],
    ['so is a stack that old kernels name', { path: '[stack:12]' }, {}, 'unseen'],
    ['a name', { path: '[anon:glibc: malloc]' }, {}, 'name'],
    ['two names', { path: '[anon:a]' }, { path: '[anon:b]' }, 'name'],
    ['the same name', { path: '[anon:a]' }, { path: '[anon:a]' }, 'unseen'],
    ['the kernel’s own', { path: '[vvar]', perms: 'r--p' }, { path: '[vdso]', perms: 'r-xp' }, 'kernel-special'],
    ['two things at once', file(0, { perms: 'r--p' }), file(3, { perms: 'rw-p' }), 'several'],
    ['no neighbours', {}, { gap: 1 }, null],
  ]
  test.each(pairs)('%s', (_name, left, right, reason) => {
    const found = blockers(lines(left, right, OFFSETS))
    expect(found.reasons.map((each) => each.reason)).toEqual(reason === null ? [] : [reason])
    expect(found.adjacent).toBe(reason === null ? 0 : 1)
  })

  test('offsets that a listing does not print keep nothing apart', () => {
    expect(blockers(lines(file(0), file(0))).reasons.map(({ reason }) => reason)).toEqual(['unseen'])
  })
})

test('patterns are counted, most first, with both lines of the first pair', () => {
  const stack: Row[] = [{ perms: '---p', gap: 1 }, { perms: 'rw-p' }]
  const found = blockers(lines(...stack, ...stack, { perms: 'r--p', gap: 1 }, { perms: 'rw-p' }))
  const [permission] = found.reasons
  expect(permission).toMatchObject({ reason: 'permission', count: 3, patternsInAll: 2 })
  expect(permission?.patterns[0]).toMatchObject({
    left: { owner: 'anonymous', perms: '---p' },
    right: { owner: 'anonymous', perms: 'rw-p' },
    count: 2,
    example: { line: 1, endLine: 2, quote: '7f0000001000-7f0000002000 ---p' },
  })
  expect(permission?.patterns[1]).toMatchObject({ count: 1, example: { line: 5, endLine: 6 } })
})

test('the most frequent reason comes first; their sum is that of the neighbours', () => {
  const found = blockers([...lines(...Array.from({ length: 10 }, () => ({}))), ...indexFiles(3), VSYSCALL])
  expect(found.reasons.map(({ reason, count }) => [reason, count])).toEqual([['unseen', 9]])
  expect(found.reasons.reduce((sum, { count }) => sum + count, 0)).toBe(found.adjacent)
})

test('a cut listing says so; without one there is nothing', () => {
  expect(blockers(lines({}, {}), false).complete).toBe(false)
  expect(mergeBlockersOf(createFacts(new ProcessBuilder().crashLog().records))).toBeNull()
})
