import { expect, test } from 'vitest'
import {
  ByteNumbers,
  sameBytes,
  sameShape,
  type Sameness,
} from '../../../../electron/engine/facts/owners/byte-numbers.ts'

/** Numbers of the parts, in order. */
function numbered(parts: readonly string[], same: Sameness): number[] {
  const bytes = Buffer.from(parts.join(''), 'latin1')
  const numbers = new ByteNumbers(bytes, same)
  let at = 0
  return parts.map((part) => numbers.of(at, (at += part.length)))
}

test('equal parts have one number, others another', () => {
  expect(numbered(['/data/a-1/', '/data/a-2/', '/data/a-1/', '', '/data/a-1', ''], sameBytes)).toEqual([
    0, 1, 0, 2, 3, 2,
  ])
})

test('one shape whatever the digits, but not whatever their number', () => {
  const parts = [
    '00000000000000000042.index',
    '00000000000000009999.index',
    '42.index',
    '00000000000000000042.indey',
    '_0.cfs',
    '_a.cfs',
  ]
  expect(numbered(parts, sameShape)).toEqual([0, 0, 1, 2, 3, 4])
})

test('parts of one hash are kept apart', () => {
  const colliding: Sameness = { ...sameBytes, hash: () => 7 }
  expect(numbered(['a', 'b', 'a', 'c', 'b'], colliding)).toEqual([0, 1, 0, 2, 1])
})
