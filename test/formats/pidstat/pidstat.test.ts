import { expect, it } from 'vitest'
import { pidstat } from '../../../electron/engine/formats/pidstat/index.ts'
import { feed } from '../../support/feed.ts'

const banner = (date: string): string => `Linux 6.1.0-18-amd64 (kafka-13) \t${date} \t_x86_64_\t(2 CPU)\n\n`
const HEADER = '23:59:58      UID       PID  minflt/s  majflt/s     VSZ     RSS   %MEM  Command\n'
const row = (time: string, pid: number, rss: number): string =>
  `${time}        0     ${pid}      0.00      0.00 2856180   ${rss}   0.40  java\n`

function seriesOf(text: string): unknown[] {
  return feed(pidstat, text).records.flatMap((record) =>
    record.kind === 'series'
      ? [[record.series, [...record.at].map((at) => new Date(at).toISOString()), [...record.value]]]
      : [],
  )
}

it.each(['11/27/26', '11/27/2026', '27.11.2026', '27/11/26', '2026-11-27'])(
  'sizes over time, past midnight, of %s',
  (date) => {
    const text = banner(date) + HEADER + row('23:59:59', 9615, 100) + row('00:00:01', 9615, 200)
    const times = ['2026-11-27T23:59:59.000Z', '2026-11-28T00:00:01.000Z']
    expect(seriesOf(text)).toEqual([
      ['virtual-size', times, [2_856_180 * 1024, 2_856_180 * 1024]],
      ['rss', times, [100 * 1024, 200 * 1024]],
    ])
  },
)

it('a clock of twelve hours', () => {
  const text =
    banner('11/27/26') +
    HEADER.replace('23:59:58', '11:59:58 PM') +
    row('12:00:01 AM', 9615, 100) +
    row('01:00:00 PM', 9615, 200)
  expect(seriesOf(text)[1]).toEqual([
    'rss',
    ['2026-11-27T00:00:01.000Z', '2026-11-27T13:00:00.000Z'],
    [102_400, 204_800],
  ])
})

it('averages are no samples, and of several processes none is told', () => {
  const one = banner('11/27/26') + HEADER + row('23:59:59', 9615, 100) + row('Average:', 9615, 100)
  expect(feed(pidstat, one).issues.map(({ code }) => code)).toEqual(['no-time-zone'])
  expect(seriesOf(one)).toHaveLength(2)
  const two = one + row('23:59:59', 9616, 100)
  expect(seriesOf(two)).toEqual([])
  expect(feed(pidstat, two).records).not.toContainEqual(expect.objectContaining({ key: 'process.pid' }))
})

it('which of two small numbers is the month is an assumption', () => {
  const text = banner('02/11/26') + HEADER + row('23:59:59', 9615, 100)
  expect(feed(pidstat, text).issues.map(({ code }) => code)).toContain('time-assumed')
})
