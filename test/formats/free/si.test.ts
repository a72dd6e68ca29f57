import { expect, it } from 'vitest'
import { free } from '../../../electron/engine/formats/free/index.ts'
import { feed } from '../../support/feed.ts'

function totalOf(text: string): unknown {
  return feed(free, text).records.find((record) => record.kind === 'fact' && record.key === 'memory.total')
}

const table = (indent: number, total: string): string =>
  `${' '.repeat(indent)}total        used        free      shared  buff/cache   available\n` +
  `Mem:             ${total}        1.5G         21G        277M        2.5G         23G\nSwap:             0B          0B          0B\n`

it.each([
  ['free -h --si of procps 3.3.17 and later', 15, '25G', 25e9],
  ['free -h of procps before 3.3.13, and of busybox', 14, '25G', 25 * 2 ** 30],
  ['free -h of later ones', 15, '23Gi', 23 * 2 ** 30],
])('%s', (_, indent, total, value) => {
  expect(totalOf(table(indent, total))).toMatchObject({ value })
})

it('states nothing of a fraction without a unit, which free does not print', () => {
  const text = `${' '.repeat(15)}total        used        free      shared  buff/cache   available
Mem:        24684096     2202204    19061208       29044     3763140    22481892
Swap:        4194304           0         3,8
`
  const keys = feed(free, text).records.flatMap((record) => (record.kind === 'fact' ? [record.key] : []))
  expect(keys).toContain('memory.swap-total')
  expect(keys).not.toContain('memory.swap-free')
})
