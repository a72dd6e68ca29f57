import { describe, expect, it } from 'vitest'
import { gcLegacy } from '../../../electron/engine/formats/gc-legacy/index.ts'
import type { GcRecord } from '../../../shared/model/records.ts'
import { feed, headOf } from '../../support/feed.ts'

function collections(text: string): GcRecord[] {
  return feed(gcLegacy, text).records.filter((record) => record.kind === 'gc')
}

describe('times', () => {
  const collection = '[GC (Allocation Failure) 512K->128K(3968K), 0.0021500 secs]'
  const at = Date.UTC(2026, 2, 1, 9)
  it.each([
    ['none', '', null, null, null],
    ['date', '2026-03-01T10:00:00.000+0100: ', at, null, null],
    ['uptime', '4210474.440: ', null, 4_210_474.44, null],
    ['date and uptime', '2026-03-01T10:00:00.000+0100: 27.529: ', at, 27.529, null],
    ['uptime and number', '27.529: #12: ', null, 27.529, 12],
    ['uptime of another language', '27,529: ', null, 27.529, null],
  ])('%s', (_, stamp, time, uptime, gcId) => {
    const [record] = collections(`${stamp}${collection}\n`)
    expect([record?.at, record?.uptime, record?.gcId, record?.pauseMs]).toEqual([time, uptime, gcId, 2.15])
    expect(gcLegacy.sniff(headOf(`${stamp}${collection}\n`))).toBe('certain')
  })
})

describe('kinds and causes', () => {
  it.each([
    ['[Full GC (System.gc()) 439M->183M(932M), 1.0416236 secs]', 'full', 'System.gc()'],
    ['[Full GC (System) 439M->183M(932M), 1.0416236 secs]', 'full', 'System.gc()'],
    ['[Full GC 439M->183M(932M), 1.0416236 secs]', 'full', null],
    ['[GC pause (System.gc()) (young) (initial-mark), 0.2124664 secs]', 'initial-mark', 'System.gc()'],
    [
      '[GC pause (G1 Humongous Allocation) (young) (initial-mark) (to-space exhausted), 0.2 secs]',
      'initial-mark',
      'G1 Humongous Allocation',
    ],
    ['[GC pause (young) (to-space overflow), 0.2124664 secs]', 'young', null],
    ['[GC pause (partial), 0.2124664 secs]', 'mixed', null],
    ['[GC-- [PSYoungGen: 9K->9K(9K)] 19K->19K(29K), 0.0124664 secs]', 'young', null],
    ['[GC [1 CMS-initial-mark: 8756K(12288K)] 8758K(16320K), 0.0004943 secs]', 'initial-mark', null],
    [
      '[GC[YG occupancy: 369 K (4032 K)]1.8: [Rescan (non-parallel) ] [1 CMS-remark: 8756K(12288K)] 9126K(16320K), 0.0027918 secs]',
      'remark',
      null,
    ],
    ['[GC cleanup 24M->20M(40M), 0.0010970 secs]', 'cleanup', null],
  ])('%s', (text, collection, cause) => {
    expect(collections(`1.000: ${text}\n`).map((record) => [record.collection, record.cause])).toEqual([
      [collection, cause],
    ])
  })
})

describe('collections that are mixed with other output', () => {
  it('are one record with the concurrent phase of another thread within', () => {
    const text =
      '1.565: [GC 1.565: [ParNew1.578: [CMS-concurrent-abortable-preclean: 0.002/0.190 secs] [Times: user=0.09 sys=0.00, real=0.19 secs] \n' +
      ': 118008K->13040K(118016K), 0.0281748 secs] 194351K->128075K(249088K), 0.0282363 secs]\n'
    expect(collections(text).map(({ collection, pauseMs, uptime }) => [collection, pauseMs, uptime])).toEqual([
      ['young', 28.2363, 1.565],
      ['concurrent-cycle', 0, 1.578],
    ])
  })

  it('cost one record when a bracket is missing', () => {
    const fed = feed(
      gcLegacy,
      '1.000: [GC pause (young), 0.1\n2.000: [GC pause (young), 0.2000000 secs]\n3.000: [GC pause (young), 0.3000000 secs]\n',
    )
    const pauses = fed.records.flatMap((record) => (record.kind === 'gc' ? [record.pauseMs] : []))
    expect(pauses).toEqual([null, 200, 300])
    expect(fed.issues).toEqual([{ code: 'malformed-line', count: 1, line: 1, message: 'Collection without an end' }])
  })

  it('are found below any depth of brackets', () => {
    const text = `1.000: ${'[x '.repeat(10_000)}\n2.000: [GC pause (young), 0.2000000 secs]\n`
    expect(collections(text).map(({ pauseMs }) => pauseMs)).toEqual([200])
  })
})

describe('what is not understood', () => {
  it('is counted', () => {
    const text = '1.000: [GC pause (young), 0.1000000 secs]\nhello\nhello\n2.000: [GC pause (young)]\n'
    expect(feed(gcLegacy, text).issues).toEqual([
      { code: 'malformed-line', count: 3, line: 2, message: 'Not a line of a GC log' },
    ])
  })
})

describe('sniff', () => {
  const gc = '1.000: [GC (Allocation Failure) 512K->128K(3968K), 0.0021500 secs]\n'
  const header =
    'OpenJDK 64-Bit Server VM (25.232-b09) for linux-amd64 JRE (1.8.0_232-b09), built on Oct 16 2019\n' +
    'Memory: 4k page, physical 15392160k(12852092k free), swap 0k(0k free)\n'
  it.each([
    ['a header alone', `${header}CommandLine flags: -XX:+UseG1GC \n`, 'certain'],
    [
      'statistics at the end',
      'Cancelling concurrent GC: Stopping VM\nHeap\nShenandoah Heap\n 1K total\nGC STATISTICS:\n',
      'certain',
    ],
    [
      'details of a rotated file',
      '   [Eden: 7M(7M)->0.0B(4M) Survivors: 0.0B->1M Heap: 7M(32M)->6M(32M)]\n'.repeat(9),
      'no',
    ],
    ['an application that has it on its console', `${gc}${'listening\n'.repeat(5)}`, 'no'],
    ['a unified log', '[1.0s][info][gc] GC(0) Pause Young (Allocation Failure) 24M->3M(256M) 2.100ms\n', 'no'],
    ['a thread dump', 'Full thread dump OpenJDK 64-Bit Server VM (25.232-b09 mixed mode):\n\n"main" #1 prio=5\n', 'no'],
    ['nothing', '', 'no'],
  ])('%s', (_, text, expected) => {
    expect(gcLegacy.sniff(headOf(text))).toBe(expected)
  })
})
