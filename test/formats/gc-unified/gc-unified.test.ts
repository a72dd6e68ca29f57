import { describe, expect, it } from 'vitest'
import { gcUnified } from '../../../electron/engine/formats/gc-unified/index.ts'
import type { GcRecord } from '../../../shared/model/records.ts'
import { feed, headOf } from '../../support/feed.ts'

function collections(text: string): GcRecord[] {
  return feed(gcUnified, text).records.filter((record) => record.kind === 'gc')
}

const young = 'Pause Young (Normal) (G1 Evacuation Pause)'

describe('decorations', () => {
  const message = `GC(0) ${young} 24M->3M(256M) 2.100ms`
  const at = Date.UTC(2026, 2, 1, 9)
  it.each([
    ['none', '', null, null],
    ['time', '[2026-03-01T10:00:00.000+0100] ', at, null],
    ['utctime', '[2026-03-01T09:00:00.000+0000] ', at, null],
    ['uptime', '[27.529s] ', null, 27.529],
    ['uptime of another language', '[27,529s] ', null, 27.529],
    ['timemillis', '[1772355600000ms] ', at, null],
    ['uptimemillis', '[27529ms] ', null, 27.529],
    ['uptimenanos', '[27529000000ns] ', null, 27.529],
    ['timenanos and uptimenanos', '[9923529000000ns][27529000000ns] ', null, 27.529],
    ['level and tags', '[info][gc          ] ', null, null],
    ['time, pid, level', '[2026-03-01T10:00:00.000+0100][4711][info] ', at, null],
    ['a host like a number', '[27.529s][0815][node-1][trace][gc] ', null, 27.529],
    ['host, pid', '[node-1][4711] ', null, null],
    ['host, pid, tags', '[node-1][4711][gc          ] ', null, null],
    ['a thread alone', '[4712] ', null, null],
  ])('%s', (_, decorations, time, uptime) => {
    const text = `${decorations}${message}\n`
    const [record] = collections(text)
    expect([record?.at, record?.uptime, record?.pauseMs, record?.quote]).toEqual([time, uptime, 2.1, text.trim()])
    expect(gcUnified.sniff(headOf(text))).toBe('certain')
  })

  it('state the process only when pid and tid can be told apart', () => {
    const pidOf = (text: string) =>
      feed(gcUnified, text).records.flatMap((record) =>
        record.kind === 'fact' && record.key === 'process.pid' ? [record.value] : [],
      )
    expect(pidOf(`[0.1s][4711][4712][info][gc] ${message}\n`)).toEqual([4711])
    expect(pidOf(`[0.1s][4712][info][gc] ${message}\n`)).toEqual([])
  })
})

describe('records', () => {
  it('are one for each number, however the lines are mixed', () => {
    const text =
      '[1.0s][gc] GC(1) Concurrent Mark Cycle\n[1.1s][gc] GC(2) Pause Young (Normal) (G1 Evacuation Pause)\n' +
      '[1.2s][gc] GC(1) Pause Remark 5M->5M(9M) 1.000ms\n[1.3s][gc] GC(2) Using 2 workers\n' +
      '[1.4s][gc] GC(2) Pause Young (Normal) (G1 Evacuation Pause) 5M->4M(9M) 3.000ms\n[1.5s][gc] GC(1) Concurrent Mark Cycle 500.000ms\n'
    const kinds = collections(text).map(({ gcId, collection, pauseMs, concurrent, span }) => [
      gcId,
      collection,
      pauseMs,
      concurrent,
      span.line,
      span.endLine,
    ])
    expect(kinds).toEqual([
      [1, 'concurrent-cycle', 1, true, 1, 6],
      [2, 'young', 3, false, 2, 5],
    ])
  })

  it('wait for the end of a long concurrent cycle', () => {
    const during = Array.from({ length: 1000 }, (_, id) => `[2.0s][gc] GC(${id + 1}) ${young} 5M->4M(9M) 1.000ms\n`)
    const text = `[1.0s][gc] GC(0) Concurrent Mark Cycle\n${during.join('')}[9.0s][gc] GC(0) Pause Remark 5M->5M(9M) 7.000ms\n`
    const records = collections(text)
    expect(records.length).toBe(1001)
    expect(records.find(({ gcId }) => gcId === 0)?.pauseMs).toBe(7)
  })

  it('of a VM that started anew without a line that says so are its own', () => {
    const text = `[9.0s][gc] GC(0) ${young} 5M->4M(9M) 1.000ms\n[1.0s][gc] GC(0) ${young} 5M->4M(9M) 2.000ms\n`
    expect(collections(text).map(({ pauseMs }) => pauseMs)).toEqual([1, 2])
  })

  it('are kept when their numbers are in no order', () => {
    const ids = Array.from({ length: 20_000 }, (_, index) => 20_000 - index)
    const text = ids.map((id) => `[1.0s][gc] GC(${id}) ${young} 5M->4M(9M) 1.000ms\n`).join('')
    expect(new Set(collections(text).map(({ gcId }) => gcId)).size).toBe(20_000)
  })

  it('begin where the file was emptied under the VM', () => {
    const [record] = collections(`${'\0'.repeat(500)}[1.0s][gc] GC(0) ${young} 5M->4M(9M) 1.000ms\n`)
    expect(record?.pauseMs).toBe(1)
  })
})

describe('causes', () => {
  it.each([
    ['Pause Young (Normal) (G1 Preventive Collection) 2M->1M(9M) 1.000ms', 'G1 Preventive Collection', 'young'],
    ['Pause Young (Prepare Mixed) (System.gc()) 2M->1M(9M) 1.000ms', 'System.gc()', 'young'],
    ['Pause Young (Allocation Failure) 2M->1M(9M) 1.000ms', 'Allocation Failure', 'young'],
    [
      'Pause Young (Concurrent Start) (G1 Humongous Allocation) 2M->1M(9M) 1.000ms',
      'G1 Humongous Allocation',
      'initial-mark',
    ],
    ['Pause Full (Diagnostic Command) 2M->1M(9M) 1.000ms', 'Diagnostic Command', 'full'],
    ['Pause Init Mark (unload classes) 1.000ms', null, 'other'],
    ['Garbage Collection (Proactive) 4M(2%)->2M(1%)', 'Proactive', 'concurrent-cycle'],
    ['Minor Collection (Allocation Rate) 4M(2%)->2M(1%) 0.010s', 'Allocation Rate', 'young'],
  ])('%s', (message, cause, collection) => {
    const [record] = collections(`[1.0s][info][gc] GC(3) ${message}\n`)
    expect([record?.cause, record?.collection]).toEqual([cause, collection])
  })

  it('of Shenandoah belong to the cycle that begins next', () => {
    const text =
      '[1.0s][gc] Trigger: Metadata GC Threshold\n[1.1s][gc] GC(0) Concurrent reset 1.000ms\n[1.2s][gc] GC(1) Concurrent reset 1.000ms\n'
    expect(collections(text).map(({ cause, quote }) => [cause, quote])).toEqual([
      ['Metadata GC Threshold', '[1.0s][gc] Trigger: Metadata GC Threshold'],
      [null, '[1.2s][gc] GC(1) Concurrent reset 1.000ms'],
    ])
  })

  it('of Shenandoah are not of a collection of which details stand above them', () => {
    const details = '[0.9s][gc] GC(4) Evacuated 3 regions\n[0.9s][gc] GC(4) Freed 1 region\n'
    const trigger = '[1.0s][gc] Trigger: Metadata GC Threshold\n'
    const found = collections(`${details}${trigger}[1.1s][gc] GC(5) Concurrent reset 1.000ms\n`)
    expect(found.map(({ gcId, cause, span }) => [gcId, cause, span.line, span.endLine])).toEqual([
      [4, null, 1, 2],
      [5, 'Metadata GC Threshold', 3, 4],
    ])
  })
})

describe('a full collection that takes over from CMS', () => {
  it.each(['Concurrent mode failure', 'Concurrent mode interrupted'])('is not concurrent: %s', (detail) => {
    const text =
      '[1.0s][debug][gc,start] GC(7) Pause Full (Allocation Failure)\n' +
      `[1.0s][debug][gc      ] GC(7) ${detail}\n` +
      '[1.1s][info ][gc      ] GC(7) Pause Full (Allocation Failure) 9M->3M(9M) 7.000ms\n'
    expect(collections(text).map(({ concurrent, collection, pauseMs }) => [collection, concurrent, pauseMs])).toEqual([
      ['full', false, 7],
    ])
  })
})

describe('a full collection within a young one (Serial, CMS; JDK 9 to 11)', () => {
  const begin =
    '[1.0s][gc,start] GC(4) Pause Young (Allocation Failure)\n[1.0s][gc,start] GC(5) Pause Full (Allocation Failure)\n'
  const full = '[1.2s][gc] GC(5) Pause Full (Allocation Failure) 40M->0M(96M) 2.102ms\n'
  const end = '[1.2s][gc] GC(4) Pause Young (Allocation Failure) 42M->0M(96M) 3.711ms\n'
  const pausesOf = (text: string) => collections(text).map(({ gcId, pauseMs }) => [gcId, pauseMs])
  it.each([
    ['with its beginning', `${begin}${full}${end}`],
    ['by its end alone', `${full}${end}`],
  ])('stops nobody twice: %s', (_, text) => {
    expect(pausesOf(text).toSorted(([one], [other]) => (one ?? 0) - (other ?? 0))).toEqual([
      [4, 1.609],
      [5, 2.102],
    ])
  })

  it('is not one before, nor of another life', () => {
    const before = end.replaceAll('GC(4)', 'GC(6)')
    const anew = end.replace('1.2s', '0.2s')
    expect(pausesOf(`${full}${before}`)).toEqual([
      [5, 2.102],
      [6, 3.711],
    ])
    expect(pausesOf(`${full}${anew}`).map(([, pause]) => pause)).toEqual([2.102, 3.711])
  })
})

describe('a degenerated collection of Shenandoah', () => {
  const trigger = '[0.1s][gc] Trigger: Handle Allocation Failure\n'
  const end = '[0.2s][gc] GC(10) Pause Degenerated GC (Outside of Cycle) 120M->120M(160M) 3.689ms\n'
  it.each([
    ['stays what it is', '[0.2s][gc,ergo] GC(10) Good progress for free space: 37376K, need 2048K\n', 'other'],
    ['that is upgraded is full', '[0.2s][gc] GC(10) Degenerated GC upgrading to Full GC\n', 'full'],
    ['that cannot finish is full', '[0.2s][gc] GC(10) Cannot finish degeneration, upgrading to Full GC\n', 'full'],
    ['that marks anew is full', '[0.2s][gc,phases] GC(10) Phase 1: Mark live objects 3.100ms\n', 'full'],
  ])('%s', (_, detail, kind) => {
    for (const start of ['', '[0.1s][gc,start] GC(10) Pause Degenerated GC (Outside of Cycle)\n']) {
      const found = collections(`${trigger}${start}${detail}${end}`)
      expect(found.map(({ collection, cause, pauseMs }) => [collection, cause, pauseMs])).toEqual([
        [kind, 'Handle Allocation Failure', 3.689],
      ])
    }
  })

  it('of the young generation is a young one', () => {
    const [record] = collections(end.replace('GC (Outside', 'GC (Young) (Outside'))
    expect([record?.collection, record?.cause]).toEqual(['young', null])
  })
})

describe('a console that the log is printed to', () => {
  it('has lines of the JVM that are no damage', () => {
    const text =
      'NOTE: Picked up JDK_JAVA_OPTIONS: -Xmx1g\n[0.010s][info][gc] Using G1\n' +
      'OpenJDK 64-Bit Server VM warning: Failed to reserve large pages memory req_addr: 0x00000006c0000000 bytes: 4294967296 (errno = 12).\n' +
      `[1.0s][info][gc] GC(0) ${young} 5M->4M(9M) 1.000ms\n` +
      'WARNING: Use --illegal-access=warn to enable warnings of further illegal reflective access operations\n'
    expect(feed(gcUnified, text).issues).toEqual([])
    expect(feed(gcUnified, `${text}Hello\n`).issues.map(({ code, line }) => [code, line])).toEqual([
      ['malformed-line', 6],
    ])
  })
})

describe('reasons of generational Shenandoah', () => {
  const handled = '[1.0s][gc] Trigger (Young): Handle Allocation Failure\n'
  const wish = '[1.1s][gc] Trigger (Young): Free (0B) is below minimum threshold (9830K)\n'
  const degenerated = '[1.2s][gc] GC(3) Pause Degenerated GC (Young) (Outside of Cycle) 8M->3M(9M) 1.000ms\n'
  it.each([
    ['a wish of the regulator between', `${handled}${wish}${degenerated}`, 'Handle Allocation Failure'],
    ['a wish that failed', `${wish}${handled}${degenerated}`, 'Handle Allocation Failure'],
    ['a wish alone', `${wish}${degenerated}`, 'Free (0B) is below minimum threshold (9830K)'],
  ])('%s', (_, text, cause) => {
    expect(collections(text).map((record) => record.cause)).toEqual([cause])
  })

  it('are of the collection below them, though nothing says what that is', () => {
    const details = '[1.0s][gc] GC(3) Start GC cycle (Young)\n[1.0s][gc] GC(3) Cancelled\n'
    const text = `${wish}${details}${handled}[1.2s][gc] GC(4) Pause Full 8M->3M(9M) 1.000ms\n`
    expect(collections(text).map(({ gcId, cause, span }) => [gcId, cause, span.line, span.endLine])).toEqual([
      [3, 'Free (0B) is below minimum threshold (9830K)', 1, 3],
      [4, 'Handle Allocation Failure', 4, 5],
    ])
  })
})

describe('a log without decorations', () => {
  const text = 'Allocation Stall (worker (1) of 2) 4.250ms\n'
  const collection = 'GC(0) Garbage Collection (Allocation Stall) 8M(100%)->5M(63%)\n'

  it('is known though threads wait more often than the heap is collected', () => {
    expect(gcUnified.sniff(headOf(`${text.repeat(9)}${collection}`))).toBe('certain')
  })

  it('tells of threads that wait, and of those in vain', () => {
    const { records } = feed(gcUnified, `${text.repeat(3)}${collection}Out Of Memory (worker (1) of 2)\n`)
    const notes = records.flatMap((record) => (record.kind === 'region' ? [record.note] : []))
    expect(notes.join()).toContain('Waits of threads for memory: 3, the longest 4.25 ms.')
    expect(notes.join()).toContain('Requests that found no room in the heap: 1.')
  })

  it('tells of metaspace that is full', () => {
    const failure = '[9.0s] Metaspace (class) allocation failed for size 1203\n[9.0s]\n[9.0s] Usage:\n'
    const { records, issues } = feed(gcUnified, `[8.0s] ${collection}${failure.repeat(2)}`)
    const notes = records.flatMap((record) => (record.kind === 'region' ? [record.note] : []))
    expect(notes.join()).toContain('Requests that found none in metaspace: 2.')
    expect(issues).toEqual([])
  })

  it('states what the VM says when it starts', () => {
    const start = 'Version: 17.0.15+6-LTS (release)\nMemory: 24105M\nHeap Max Capacity: 64M\n'
    const { records } = feed(gcUnified, `Using G1\n${start}${collection}`)
    const facts = records.flatMap((record) => (record.kind === 'fact' ? [[record.key, record.value]] : []))
    expect(facts).toEqual([
      ['jvm.gc', 'g1'],
      ['jvm.version', '17.0.15+6-LTS'],
      ['jvm.feature', 17],
      ['memory.total', 24105 * 2 ** 20],
      ['heap.max', 64 * 2 ** 20],
    ])
  })
})

describe('what is not understood', () => {
  it.each([
    ['a pause with other words', `[1.0s][gc] GC(0) ${young} twice as long\n`, 'Pause not understood'],
    ['a number without an end', '[1.0s][gc] GC(12 Pause Young\n', 'GC number not understood'],
    ['an endless number', `[1.0s][gc] GC(${'9'.repeat(400)}) Pause Young\n`, 'GC number not understood'],
    [
      'a line of somebody else',
      `[1.0s][gc] GC(0) ${young} 5M->4M(9M) 1.000ms\nhello\n`,
      'Not a line of unified logging',
    ],
  ])('%s', (_, text, message) => {
    expect(feed(gcUnified, text).issues.map((issue) => [issue.code, issue.message])).toEqual([
      ['malformed-line', message],
    ])
  })
})

describe('sniff', () => {
  const gc = `[1.0s][info][gc] GC(0) ${young} 24M->3M(256M) 2.100ms\n`
  it.each([
    ['the first line of a VM', '[0.005s][info][gc] Using G1', 'certain'],
    [
      'safepoints alone',
      '[1.0s][info][safepoint] Total time for which application threads were stopped: 0.1 seconds\n',
      'certain',
    ],
    [
      'a console with warnings',
      '[1.0s][warning][os,thread] Failed to start thread\n[0.1s][warning][gc] limits\n',
      'no',
    ],
    ['an application that has it on its console', `${gc}${'listening\n'.repeat(5)}`, 'no'],
    ['some words of an application', `${gc.repeat(5)}listening\nready\n`, 'yes'],
    ['loaded classes', '[1.0s][info][class,load] java.lang.Object source: jrt:/java.base\n'.repeat(5), 'no'],
    ['an older GC log', '1.000: [GC (Allocation Failure) 512K->128K(3968K), 0.0021500 secs]\n', 'no'],
    [
      'a log of Elasticsearch',
      '[2026-03-01T14:31:22,117][INFO ][o.e.m.j.JvmGcMonitorService] [node-1] [gc][123] overhead\n',
      'no',
    ],
    ['nothing', '', 'no'],
  ])('%s', (_, text, expected) => {
    expect(gcUnified.sniff(headOf(text))).toBe(expected)
  })
})

describe('a console that has the collections between other lines', () => {
  const gc = (id: number): string => `[27.529s][info][gc] GC(${id}) ${young} 24M->3M(256M) 2.100ms\n`
  const error = 'Exception in thread "main" java.lang.OutOfMemoryError: unable to create native thread\n'
  const stack = '\tat java.base/java.lang.Thread.start0(Native Method)\n'

  it('is handed over where a failure is among them', () => {
    const fed = feed(gcUnified, `${error}${gc(0)}listening\n${gc(1)}${error}${stack}${gc(2)}`)
    expect(fed.records.filter((record) => record.kind === 'gc')).toHaveLength(3)
    const spans = [
      { line: 1, endLine: 1 },
      { line: 3, endLine: 3 },
      { line: 5, endLine: 6 },
    ]
    expect(fed.excerpts).toEqual([{ name: 'console', spans, isOther: true }])
    expect(fed.issues).toEqual([])
  })

  it('is damage where nothing failed', () => {
    const fed = feed(gcUnified, `${gc(0)}listening\n${gc(1)}`)
    expect(fed.excerpts).toEqual([])
    expect(fed.issues).toEqual([
      { code: 'malformed-line', count: 1, line: 2, message: 'Not a line of unified logging' },
    ])
  })

  it('is bounded, and what is beyond is counted', () => {
    const pieces = `${gc(0)}listening\n`.repeat(100_003)
    expect(feed(gcUnified, pieces).issues).toMatchObject([{ code: 'malformed-line', count: 100_003, line: 2 }])
    const failed = feed(gcUnified, error + pieces)
    expect(failed.excerpts[0]?.spans).toHaveLength(100_000)
    expect(failed.issues).toMatchObject([{ code: 'too-large', count: 1 }])
  })
})

describe('a log within a wrapper', () => {
  const details = 30
  const lines = Array.from({ length: 80 }, (_, id) => [
    `[${id}.000s][info][gc,start] GC(${id}) ${young}`,
    ...Array.from({ length: details }, () => `[${id}.001s][debug][gc,phases] GC(${id})   Weak Processing: 0.242ms`),
    `[${id}.002s][info][gc] GC(${id}) ${young} 5M->4M(9M) 1.000ms`,
  ]).flat()
  const begun = Date.UTC(2026, 10, 22, 8, 0, 5)
  const timeOf = (line: string) =>
    new Date(begun + Number(/^\[([\d.]+)s/.exec(line)?.[1]) * 1000).toISOString().replace('Z', '000000Z')
  it.each([
    ['kubectl logs --timestamps', (line: string) => `${timeOf(line)} ${line}\n`],
    ['docker', (line: string) => `${JSON.stringify({ log: `${line}\n`, stream: 'stdout', time: timeOf(line) })}\n`],
  ])('has its times and words, however many details stand between: %s', (_, wrap) => {
    const text = lines.map(wrap)
    const { records } = feed(gcUnified, text.join(''))
    const found = records.filter((record) => record.kind === 'gc')
    expect(found.map(({ at }) => at)).toEqual(Array.from({ length: 80 }, (_value, id) => begun + id * 1000))
    for (const { quote, span } of found) {
      expect(quote.length).toBeGreaterThan(40)
      expect(text[span.line - 1]).toContain(quote)
    }
    const extent = records.find((record) => record.kind === 'extent')
    expect([extent?.first.at, extent?.last.at]).toEqual([begun, begun + 79_002])
  })
})
