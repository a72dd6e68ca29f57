import { describe, expect, it } from 'vitest'
import { applicationLog } from '../../../electron/engine/formats/application-log/index.ts'
import { feed } from '../../support/feed.ts'

const START = Date.UTC(2026, 2, 1, 10)
const stamp = (at: number): string => `[${new Date(at).toISOString().slice(0, 23).replace('T', ' ').replace('.', ',')}]`

function read(messages: readonly string[]) {
  const text = messages
    .map((message, line) => `${stamp(START + line * 250)} INFO ${message} (kafka.log.Log)\n`)
    .join('')
  const { records } = feed(applicationLog, text)
  const events = records.flatMap((record) => (record.kind === 'event' ? [[record.type, record.values]] : []))
  const series = records.find((record) => record.kind === 'series' && record.series === 'segments')
  return { events, series: series?.kind === 'series' ? series : null }
}

const prefix = '[UnifiedLog partition=a.b_c-0, dir=/d] '
const rolled = (offset: number): string => `${prefix}Rolled new log segment at offset ${offset} in 1 ms.`

describe('messages about segments', () => {
  it.each([
    [rolled(7), [['segment-rolled', { partition: 'a.b_c-0', offset: 7 }]]],
    ["Rolled new log segment for 'a-0' in 1 ms.", [['segment-rolled', { partition: 'a-0' }]]],
    ['Rolled new log segment for no reason', []],
    [`${prefix}Rolled new log segment at offset x`, []],
    ['Deleted log C:\\kafka\\a-0\\00000000000000000042.log.', [['segment-deleted', { partition: 'a-0', offset: 42 }]]],
    ['Deleted log /d/a-0/42.log.deleted.', []],
    [
      'Deleted transaction index /d/a-0/00000000000000000042.txnindex',
      [['segment-deleted', { partition: 'a-0', offset: 42 }]],
    ],
    ['Deleted producer state snapshot /d/a-0/00000000000000000042.snapshot', []],
    [`${prefix}Deleting segment 42`, [['segment-deleted', { partition: 'a.b_c-0', offset: 42 }]]],
    [`${prefix}Deleting segments due to retention`, []],
    [
      `${prefix}Deleting segments LogSegment(baseOffset=1, size=2),LogSegment(baseOffset=3, size=4)`,
      [
        ['segment-deleted', { partition: 'a.b_c-0', offset: 1 }],
        ['segment-deleted', { partition: 'a.b_c-0', offset: 3 }],
      ],
    ],
  ])('%s', (message, expected) => {
    expect(read([message]).events).toEqual(expected)
  })

  it('are counted in a series, each deletion once', () => {
    const { series } = read([
      rolled(1),
      rolled(2),
      `${prefix}Deleting segment 1`,
      `${prefix}Deleting segment 1`,
      'else',
      rolled(3),
    ])
    expect(series && [[...series.value], [...series.line]]).toEqual([
      [1, 2, 1, 2],
      [1, 2, 3, 6],
    ])
    expect(series && [...series.at]).toEqual([0, 250, 500, 1250].map((ms) => START + ms))
  })

  it('are few events and a series of bounded size, however many there are', { timeout: 60_000 }, () => {
    const count = 150_000
    const { events, series } = read(Array.from({ length: count }, (_, at) => rolled(at)))
    expect(events).toHaveLength(300)
    expect(series?.value.length).toBeLessThanOrEqual(1 << 13)
    expect(series?.changes).toEqual(series?.value)
    expect([series?.value[0], series?.value.at(-1), series?.line.at(-1)]).toEqual([1, count, count])
    expect(series?.at.at(-1)).toBe(START + (count - 1) * 250)
    // Where a point stands, just so many had been rolled.
    expect(series?.value.every((value, point) => value === series.line[point])).toBe(true)
  })
})
