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
    // CMS whose young generation has no fixed size
    ['[GC [1 ASCMS-initial-mark: 8756K(12288K)] 8758K(16320K), 0.0004943 secs]', 'initial-mark', null],
    ['[ASCMS-concurrent-mark-start]', 'concurrent-cycle', null],
    [
      '[GC 2.685: [ASParNew: 9K->9K(9K), 0.0000209 secs]2.685: [ASCMS (concurrent mode failure): 9K->3K(9K), 0.0264423 secs] 18K->3K(18K), 0.0266062 secs]',
      'full',
      null,
    ],
    // another thread in between
    ['[GC pause (young)1.201: [GC concurrent-mark-start]\n (initial-mark), 0.28645100 secs]', 'initial-mark', null],
    ['[GC pause (young)2026-03-01T10:00:00.000+0100:  (initial-mark), 0.28645100 secs]', 'initial-mark', null],
    // CMS without details
    ['[GC (CMS Initial Mark)  8758K(16320K), 0.0004943 secs]', 'initial-mark', 'CMS Initial Mark'],
    ['[GC (CMS Final Remark)  9126K(16320K), 0.0027918 secs]', 'remark', 'CMS Final Remark'],
    ['[GC 9126K(16320K), 0.0027918 secs]', 'other', null],
  ])('%s', (text, collection, cause) => {
    const [record, ...others] = collections(`1.000: ${text}\n`).filter(
      ({ concurrent, collection: kind }) => !concurrent || kind === collection,
    )
    expect([record?.collection, record?.cause, others.length]).toEqual([collection, cause, 0])
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

  it('are two records where a remark collects the young generation first, and the stop is theirs together', () => {
    const young = '[ParNew: 9000K->10K(9216K), 0.0020000 secs] 30000K->21010K(60000K), 0.0021000 secs]'
    const end =
      '[1 CMS-remark: 21000K(50784K)] 21010K(60000K), 0.0053000 secs] [Times: user=0.01 sys=0.00, real=0.01 secs]'
    const texts = [
      `2.000: [GC[YG occupancy: 9000 K (9216 K)]2.001: [GC 2.001: ${young} [Times: user=0.01 sys=0.00, real=0.00 secs]\n2.003: [Rescan (parallel) , 0.0002425 secs] ${end}\n`,
      `2.000: [GC (CMS Final Remark) [YG occupancy: 9000 K (9216 K)]{Heap before GC invocations=1 (full 1):\n2.001: [GC (CMS Final Remark) Before GC:\nStatistics\n2.001: ${young}\n}\n2.003: ${end}\n`,
      '2.000: [GC (CMS Final Remark) 2.001: [GC (CMS Final Remark)  30000K->21010K(60000K), 0.0021000 secs]\n 21010K(60000K), 0.0053000 secs]\n',
    ]
    // JDK 5
    texts.push(
      `2.000: [GC[YG occupancy: 9000 K (9216 K)]2.001: [Scavenge-Before-Remark2.001: [Full GC 2.001: ${young}\n, 0.0022000 secs]\n2.003: ${end}\n`,
    )
    for (const text of texts) {
      const fed = feed(gcLegacy, text)
      expect(fed.issues).toEqual([])
      const records = fed.records.filter((record) => record.kind === 'gc')
      expect(records.map(({ collection, uptime, pauseMs }) => [collection, uptime, pauseMs])).toEqual([
        ['young', 2.001, 2.1],
        ['remark', 2, 3.2],
      ])
    }
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

it('arrows of statistics are no change of the heap', () => {
  const text =
    '1.118: [GC 1.118: [ParNew: 9K->3K(9K), 0.05 secs] 19K->13K(29K)After GC:\nCMS: Large Block: 0x00002b79ea830000; Proximity: 0x0 -> 0x00002b79ea82fac8\n, 0.0536040 secs]\n'
  expect(collections(text).map(({ heapBefore, heapAfter, pauseMs }) => [heapBefore, heapAfter, pauseMs])).toEqual([
    [19 * 1024, 13 * 1024, 53.604],
  ])
})

describe('the heap of G1', () => {
  it.each([
    ['from 7u4', '   [Eden: 7M(7M)->0B(4M) Survivors: 0B->1M Heap: 7M(32M)->6M(32M)]'],
    [
      'with decimals',
      '   [Eden: 7.0M(7.0M)->0.0B(4.0M) Survivors: 0.0B->1024.0K Heap: 7168.0K(32.0M)->6144.0K(32.0M)]',
    ],
    [
      'in a language with commas',
      '   [Eden: 7,0M(7,0M)->0,0B(4,0M) Survivors: 0,0B->1,0M Heap: 7168,0K(32,0M)->6144,0K(32,0M)]',
    ],
    ['before', '   [ 7168K->6M(32M)]'],
  ])('%s', (_, line) => {
    const text = `1.000: [GC pause (young), 0.10000000 secs]\n   [Parallel Time:  59.2 ms]\n${line}\n [Times: user=0.1]\n`
    expect(collections(text).map((record) => [record.heapBefore, record.heapAfter, record.heapCommitted])).toEqual([
      [7 * 2 ** 20, 6 * 2 ** 20, 32 * 2 ** 20],
    ])
  })
})

describe('what other options print', () => {
  it.each([
    [
      'string deduplication',
      '1.100: [GC concurrent-string-deduplication, 31.4K->7128.0B(24.5K), avg 67.3%, 0.0009256 secs]\n   [Queue]',
    ],
    ['its table', '[GC concurrent-string-deduplication, deleted 0 entries, 0.0000006 secs]'],
    [
      'why CMS begins',
      'CMSCollector shouldConcurrentCollect: 0.691\ntime_until_cms_gen_full 0.0483719\nfree=65178472\ninitiatingPermOccupancy=0.9200000',
    ],
    ['the limit of GC overhead', 'GC time would exceed GCTimeLimit of 98%\n\t\tGC would exceed overhead limit of 98%'],
    ['a collection again', 'GC locker: Trying a full collection because scavenge failed'],
    [
      'safepoints',
      '0.204: ParallelGCFailedAllocation       [       5          0              0    ]      [     0     0     0     0    12    ]  0',
    ],
    ['safepoints of no operation', '1.025: no vm operation                  [      10          0              0    ]'],
    [
      'safepoints without padding',
      'vmop [threads: total initially_running wait_to_block]    [time: spin block]\n0.255: RevokeBias [9    0    0]      [0  0]  0',
    ],
    [
      'a summary of safepoints',
      'Polling page always armed\nRevokeBias                         3\n    0 VM operations coalesced during safepoint\nMaximum sync time      2 ms',
    ],
    [
      'regions of G1',
      '### PHASE Post-Sorting @ 5.779\n###\n###   OLD  0x0000000085000000-0x0000000085100000    1048576',
    ],
    [
      'a class histogram',
      '\n num     #instances         #bytes  class name\n----------------------------------------------\n   1:       1697805      177499704  [C\n1000:           805          17704  [Ljava.lang.Object;\nTotal      20261260     1355711784',
    ],
    [
      'a dump of the heap before a full collection',
      '1.100: [Heap Dump (before full gc): Dumping heap to java_pid4711.hprof ...\nHeap dump file created [1823791011 bytes in 17.297 secs]\n, 17.2979090 secs]',
    ],
    ['classes', '[Unloading class sun.reflect.GeneratedMethodAccessor7 0x0000000100060028]'],
    ['warnings', 'OpenJDK 64-Bit Server VM warning: CodeCache is full. Compiler has been disabled.'],
    ['the heap with a time', '1.100: {Heap before GC invocations=166 (full 32):\nNo shared spaces configured.'],
    [
      'times of two threads',
      '2026-03-01T10:00:00.000+0100: 2026-03-01T10:00:00.000+0100: 1.100: Total time for which application threads were stopped: 0.1 seconds',
    ],
  ])('%s', (_, line) => {
    const fed = feed(
      gcLegacy,
      `1.000: [GC pause (young), 0.1000000 secs]\n${line}\n2.000: [GC pause (young), 0.2000000 secs]\n`,
    )
    expect(fed.records.flatMap((record) => (record.kind === 'gc' ? [record.pauseMs] : []))).toEqual([100, 200])
    expect(fed.issues).toEqual([])
  })
})

describe('a degenerated collection of Shenandoah', () => {
  const start = '9.000: [Pause Degenerated GC (Mark), start]\n'
  const end = '9.200: [Pause Degenerated GC (Mark) 3941M->1733M(3966M), 184.489 ms]\n'
  const full =
    '8.000: [Pause Full, start]\nBad progress for free space: 0B, need 9M\n8.100: [Pause Full 9M->9M(9M), 1.000 ms]\n'
  const upgrade = 'Cannot finish degeneration, upgrading to Full GC\n'
  it.each([
    ['stays what it is', `${start}Good progress for free space: 37376K, need 2048K\n${end}`, ['other']],
    ['that cannot finish is full', `${start}${upgrade}${end}`, ['full']],
    ['that freed too little is full', `${start}Bad progress for free space: 1280K, need 1638K\n${end}`, ['full']],
    ['without its beginning', `${upgrade}${end}`, ['full']],
    ['is not full because the one before was futile', `${full}${start}${end}`, ['full', 'other']],
  ])('%s', (_, text, kinds) => {
    const fed = feed(gcLegacy, text)
    expect(fed.issues).toEqual([])
    expect(fed.records.flatMap((record) => (record.kind === 'gc' ? [record.collection] : []))).toEqual(kinds)
  })
})

describe('a console that has the collections between other lines', () => {
  const gc = '[GC [PSYoungGen: 9K->0K(9K)] 19K->9K(29K), 0.0003568 secs] [Times: user=0.00 sys=0.00, real=0.00 secs] \n'
  const stack = '\tat java.lang.Thread.start0(Native Method)\n\tat java.lang.Thread.start(Thread.java:717)\n'
  it.each([
    [
      'an error and its stack',
      `listening [port 1\n${gc}java.lang.OutOfMemoryError: unable to create new native thread\n${stack}`,
    ],
    [
      'a refusal',
      `started\n${gc}OpenJDK 64-Bit Server VM warning: INFO: os::commit_memory(0x00000000e0000000, 12288, 0) failed; error='Cannot allocate memory' (errno=12)\n# There is insufficient memory for the Java Runtime Environment to continue.\n# Native memory allocation (mmap) failed\n`,
    ],
    [
      'a dump of the heap',
      `started\n${gc}java.lang.OutOfMemoryError: Java heap space\nDumping heap to java_pid1.hprof ...\nHeap dump file created [1823791011 bytes in 17.297 secs]\n`,
    ],
  ])('is handed over to be read: %s', (_, rest) => {
    const fed = feed(gcLegacy, `${gc}${rest}${gc}Heap\n PSYoungGen      total 9K, used 1K\n`)
    expect(fed.records.filter((record) => record.kind === 'gc')).toHaveLength(3)
    const spans = [
      { line: 2, endLine: 2 },
      { line: 4, endLine: 6 },
    ]
    expect(fed.excerpts).toEqual([{ name: 'console', spans, isOther: true }])
    expect(fed.issues).toEqual([])
  })

  it('is damage where nothing failed', () => {
    const fed = feed(gcLegacy, `${gc}listening\n${gc}`)
    expect(fed.excerpts).toEqual([])
    expect(fed.issues).toEqual([{ code: 'malformed-line', count: 1, line: 2, message: 'Not a line of a GC log' }])
  })

  it('is told before the first collection too, and in a listing', () => {
    const error = 'Exception in thread "main" java.lang.OutOfMemoryError: Java heap space\n'
    const fed = feed(gcLegacy, `banner\n${error}${gc}Heap\n PSYoungGen      total 9K, used 1K\n${error}`)
    expect(fed.excerpts.map(({ spans }) => spans)).toEqual([
      [
        { line: 2, endLine: 2 },
        { line: 6, endLine: 6 },
      ],
    ])
  })
})

describe('the VM', () => {
  it.each([
    ['Java HotSpot(TM) 64-Bit Server VM (24.79-b02) for linux-amd64 JRE (1.7.0_79-b15)', '1.7.0_79-b15', 7],
    [
      'OpenJDK 64-Bit Server VM (25.265-b11) for bsd-amd64 JRE (Zulu 8.48.0.53-CA-macosx) (1.8.0_265-b11)',
      '1.8.0_265-b11',
      8,
    ],
  ])('%s', (line, version, feature) => {
    const { records } = feed(
      gcLegacy,
      `${line}, built on Jul 28 2020 03:07:54 by "me" with gcc 4.2.1\nMemory: 4k page, physical 16777216k(1653692k free)\n`,
    )
    const facts = records.flatMap((record) => (record.kind === 'fact' ? [[record.key, record.value]] : []))
    expect(facts).toContainEqual(['jvm.version', version])
    expect(facts).toContainEqual(['jvm.feature', feature])
  })
})

describe('what is not understood', () => {
  it('is counted', () => {
    const text = '1.000: [GC pause (young), 0.1000000 secs]\nhello\nhello\n2.000: [GC pause (young)]\n'
    expect(feed(gcLegacy, text).issues).toEqual([
      { code: 'malformed-line', count: 3, line: 4, message: 'Collection without a duration' },
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
    // 7u to 7u40: no blank behind the name
    [
      'a time behind the name',
      '13.086: [GC13.086: [ParNew: 9K->3K(9K), 0.0844702 secs] 9K->6K(29K), 0.0845560 secs]\n',
      'certain',
    ],
    [
      'a date behind the name',
      '2026-03-01T10:00:00.000+0100: [GC2026-03-01T10:00:00.000+0100: [ParNew: 9K->3K(9K), 0.0844702 secs]\n',
      'certain',
    ],
    [
      'a full one',
      '15.625: [Full GC15.625: [CMS: 9K->3K(9K), 3.7572507 secs] 9K->3K(9K), 3.7574584 secs]\n',
      'certain',
    ],
    [
      'sizes of the young generation',
      '0.175: [GCAdaptiveSizePolicy::compute_survivor_space_size_and_thresh:  survived: 2721008\n',
      'certain',
    ],
    ['statistics of free lists', '0.175: [GCBefore GC:\nStatistics for BinaryTreeDictionary:\n', 'certain'],
    ['ages', '0.690: [GC\nDesired survivor size 89456640 bytes, new threshold 7 (max 15)\n', 'certain'],
    [
      'collections with a line for each safepoint',
      '[GC (Allocation Failure) [PSYoungGen: 1K->0K(2K)] 1K->0K(2K), 0.0081730 secs]\n' +
        '         vmop                    [threads: total initially_running wait_to_block]\n' +
        '0.052: no vm operation       [       9          0              2    ]      [     0     2     2     0     8    ]  0\n' +
        '0.053: RevokeBias       [       9          0              2    ]      [     0     2     2     0     8    ]  0\n',
      'certain',
    ],
    ['a thread called GC', '[GC task thread#0] collecting\n[GC1] started\n', 'no'],
    ['a unified log', '[1.0s][info][gc] GC(0) Pause Young (Allocation Failure) 24M->3M(256M) 2.100ms\n', 'no'],
    ['a thread dump', 'Full thread dump OpenJDK 64-Bit Server VM (25.232-b09 mixed mode):\n\n"main" #1 prio=5\n', 'no'],
    ['nothing', '', 'no'],
  ])('%s', (_, text, expected) => {
    expect(gcLegacy.sniff(headOf(text))).toBe(expected)
  })
})
