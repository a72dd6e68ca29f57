import { expect, it } from 'vitest'
import { jstat } from '../../../electron/engine/formats/jstat/index.ts'
import { feed, headOf } from '../../support/feed.ts'

const GC =
  '    S0C         S1C         S0U         S1U          EC           EU           OC           OU          MC         MU       CCSC      CCSU     YGC     YGCT     FGC    FGCT     CGC    CGCT       GCT   \n'

function factsOf(text: string): unknown {
  if (jstat.sniff(headOf(text)) === 'no') return 'not recognised'
  return feed(jstat, text).records.flatMap((record) => (record.kind === 'fact' ? [[record.key, record.value]] : []))
}

it('-gc: the last row, in bytes', () => {
  const first =
    '        0.0      1024.0         0.0      1024.0      12288.0       4096.0     134144.0      40000.0     3136.0     3000.0     384.0     338.9      1     0.004     2     0.015     0     0.000     0.019\n'
  const last =
    '        0.0      1024.0         0.0      1024.0      12288.0       5120.0     134144.0      42739.9     3136.0     3023.0     384.0     338.9      1     0.004     2     0.015     0     0.000     0.019\n'
  expect(factsOf(GC + first + last)).toEqual([
    ['heap.used', Math.round((1024 + 5120 + 42_739.9) * 1024)],
    ['heap.committed', (1024 + 12_288 + 134_144) * 1024],
    ['metaspace.used', 3023 * 1024],
    ['metaspace.committed', 3136 * 1024],
  ])
})

it('of a collector without survivor spaces (ZGC)', () => {
  const row =
    '          -           -           -           -     217088.0       6144.0      45056.0      45056.0     2368.0     2236.7     320.0     231.2      0     0.000     -         -    26     0.000     0.000\n'
  expect(factsOf(GC + row)).toContainEqual(['heap.used', (6144 + 45_056) * 1024])
})

it('with decimal commas', () => {
  const row =
    '        0,0      1024,0         0,0      1024,0      12288,0       5120,0     134144,0      42739,9     3136,0     3023,0     384,0     338,9      1     0,004     2     0,015     0     0,000     0,019\n'
  expect(factsOf(GC + row)).toContainEqual(['metaspace.used', 3023 * 1024])
})

it('-gcutil states shares: no sizes, but the uptime with -t', () => {
  const text =
    'Timestamp         S0     S1     E      O      M     CCS    YGC     YGCT     FGC    FGCT     CGC    CGCT       GCT   \n' +
    '           81.5   0.00 100.00  41.67  31.86  96.40  88.24      1     0.004     2     0.015     0     0.000     0.019\n'
  expect(factsOf(text)).toEqual([['process.uptime', 81.5]])
})

it('other tables of capitals are none', () => {
  expect(factsOf('PID USER PR NI\n1 2 3 4\n')).toBe('not recognised')
  expect(factsOf('S E O M\n1.0 2.0 3.0 4.0\n')).toBe('not recognised')
})
