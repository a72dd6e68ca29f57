import { describe, expect, test } from 'vitest'
import { createFacts } from '../../../electron/engine/facts/process-facts.ts'
import { MOST_EVENTS, timelineOf } from '../../../electron/engine/facts/timeline/index.ts'
import type { TimelineEvent } from '../../../shared/model/analysis.ts'
import { CRASH_AT, indexFiles, ProcessBuilder, refusedCommit } from '../../support/process-builder.ts'

const SECOND = 1000
const HOUR = 3600 * SECOND
const START = CRASH_AT - 100 * SECOND

function timeline(builder: ProcessBuilder): TimelineEvent[] {
  return timelineOf(createFacts(builder.records))
}

function titles(builder: ProcessBuilder, kind?: TimelineEvent['kind']): string[] {
  return timeline(builder).flatMap((event) => (kind === undefined || event.kind === kind ? [event.title] : []))
}

test('nothing is known, nothing happened', () => {
  expect(timeline(new ProcessBuilder())).toEqual([])
})

test('a crash: the JVM started before it, and its thread is named', () => {
  const builder = refusedCommit(12_288).facts({ 'process.uptime': 100, 'crash.thread': 'request-handler-11' })
  expect(timeline(builder)).toMatchObject([
    { at: START, kind: 'start', title: 'JVM started', clock: 'time - uptime' },
    { at: CRASH_AT, kind: 'crash', title: 'Crash: out of memory, mmap of 12\u202f288 bytes in request-handler-11' },
  ])
})

describe('lives of a server', () => {
  const said = (builder: ProcessBuilder, phase: string, at: number): ProcessBuilder => {
    const type = phase.startsWith('start') ? 'start' : 'shutdown'
    return builder.event(type, { phase }, { at, quote: `[10:00:0${at % 10}] INFO ${phase}` })
  }

  test('a start without a stop before it is the telling one', () => {
    const builder = new ProcessBuilder().artifact('application-log')
    said(builder, 'starting', START)
    said(builder, 'started', START + SECOND)
    said(builder, 'starting', START + HOUR)
    said(builder, 'started', START + HOUR + SECOND)
    expect(timeline(builder)).toMatchObject([
      { kind: 'start', title: 'The application starts' },
      { kind: 'start', title: 'Started: the application is up' },
      { kind: 'restart', title: 'Restart: no stop was logged before', tone: 'bad' },
      { kind: 'start', title: 'Started: the application is up' },
    ])
  })

  test('a start after an orderly stop is a restart that somebody ordered', () => {
    const builder = new ProcessBuilder().artifact('application-log')
    for (const [index, phase] of ['starting', 'started', 'stopping', 'stopped', 'starting'].entries())
      said(builder, phase, START + index * HOUR)
    expect(timeline(builder).map(({ kind }) => kind)).toEqual(['start', 'start', 'stop', 'stop', 'restart'])
    expect(titles(builder).at(-1)).toBe('Restart after an orderly stop')
  })

  test('uptimes that begin anew in a GC log', () => {
    const builder = new ProcessBuilder().artifact('gc-unified')
    const young = { collection: 'young', pauseMs: 5 } as const
    builder.collection(null, START + 90 * SECOND, { uptime: 90, ...young })
    builder.collection(null, START + 200 * SECOND, { uptime: 10, ...young })
    expect(timeline(builder)).toMatchObject([
      { at: START, kind: 'start' },
      { at: START + 190 * SECOND, kind: 'restart', title: 'JVM started again: uptimes begin anew' },
    ])
  })
})

describe('bursts', () => {
  test('the same error again and again is one event with a count', () => {
    const builder = new ProcessBuilder().artifact('application-log')
    for (let index = 0; index < 30; index++) {
      const message = `Error while rolling segment for orders-${index}`
      builder.event('log-error', { message }, { at: START + index * 3 * SECOND, source: 'Log' })
    }
    expect(timeline(builder)).toMatchObject([
      {
        at: START,
        until: START + 87 * SECOND,
        kind: 'error',
        count: 30,
        title: 'Error while rolling segment for orders-0',
      },
    ])
  })

  test('many errors of different words in a second are one', () => {
    const builder = new ProcessBuilder().artifact('application-log')
    const words = ['disk', 'network', 'fetcher', 'controller', 'client', 'index']
    for (const [index, word] of words.entries())
      builder.event('log-error', { message: `No ${word} any more` }, { at: START + index * 200 })
    builder.event('log-error', { message: 'Later' }, { at: START + HOUR })
    expect(timeline(builder)).toMatchObject([
      { count: 6, title: '6 errors in 1.0 s', tone: 'bad' },
      { count: 1, title: 'Later' },
    ])
  })

  test('three in a second are told one by one', () => {
    const builder = new ProcessBuilder().artifact('application-log')
    for (const message of ['One', 'Two', 'Three']) builder.event('log-error', { message }, { at: START })
    expect(titles(builder)).toEqual(['One', 'Two', 'Three'])
  })

  test('of too many the heaviest are kept', () => {
    const builder = refusedCommit(12_288).artifact('application-log')
    for (let index = 0; index < 3000; index++)
      builder.event('log-warning', { message: `Warned ${'abcdefghij'[index % 10]}` }, { at: START - index * HOUR })
    const events = timeline(builder)
    expect(events).toHaveLength(MOST_EVENTS)
    expect(events.map(({ kind }) => kind)).toContain('crash')
    expect(events.map(({ at }) => at)).toEqual(events.map(({ at }) => at).toSorted((left, right) => left - right))
  })
})

describe('collections', () => {
  test('full, explicit and long ones; not every young one', () => {
    const builder = new ProcessBuilder().artifact('gc-unified')
    for (let index = 0; index < 50; index++)
      builder.collection('G1 Evacuation Pause', START + index * 60 * SECOND, { collection: 'young', pauseMs: 8 })
    builder.collection('G1 Evacuation Pause', START + HOUR, { collection: 'young', pauseMs: 812 })
    builder.collection('G1 Compaction Pause', START + 2 * HOUR, { pauseMs: 4321 })
    builder.collection('System.gc()', START + 2.4 * HOUR, { pauseMs: 144.7 })
    builder.collection('Allocation Stall', START + 4 * HOUR, { collection: 'concurrent-cycle', concurrent: true })
    expect(timeline(builder).map(({ kind, title }) => `${kind} ${title}`)).toEqual([
      'gc-full Long pause: young (G1 Evacuation Pause), 812 ms',
      'gc-full Full collection (G1 Compaction Pause), 4.3 s',
      'gc-explicit System.gc(): caller unknown, 145 ms',
      'gc-full Threads waited for memory (Allocation Stall)',
    ])
  })
})

describe('clocks', () => {
  test('HotSpot prints uptimes: counted from the start that the crash log gives', () => {
    const builder = refusedCommit(12_288).facts({ 'process.uptime': 100 }).artifact('hotspot-stdout')
    builder.event('thread-start-failed', { errno: 'EAGAIN' }, { uptime: 99.5 })
    builder.event('guard-pages-failed')
    builder.event('commit-failed', { bytes: 12_288, errno: 12 })
    const refusals = timeline(builder).filter(({ kind }) => kind === 'refusal')
    const { line } = refusals[0]?.citation ?? { line: 0 }
    expect(refusals).toMatchObject([
      { at: START + 99_500, title: 'A thread was not started: EAGAIN', clock: 'uptime + start' },
      { at: START + 99_500, title: "A stack's guard pages could not be changed", clock: `time of line ${line}` },
      { at: CRASH_AT, title: 'A commit of memory failed: 12\u202f288 bytes, errno 12', clock: 'time of the crash' },
    ])
  })

  test('a log in local time is shifted to the GC log', () => {
    const builder = new ProcessBuilder().artifact('gc-unified')
    builder.collection('System.gc()', START, { uptime: 60 })
    builder.artifact('application-log')
    const at = START - 59 * SECOND + 8 * HOUR
    builder.event('start', { phase: 'starting' }, { at, quote: '[2026-11-22 16:44:06,000] INFO starting' })
    const start = timeline(builder).find(({ title }) => title === 'The application starts')
    expect(start).toMatchObject({ at: START - 59 * SECOND, clock: 'shifted 8 h back' })
  })

  test('a log that says nothing to align it by follows the crash log of its host', () => {
    const builder = new ProcessBuilder().artifact('gc-legacy')
    builder.collection('System.gc()', CRASH_AT - 8 * HOUR - 30 * SECOND, { uptime: 70 })
    builder.crashLog().facts({ 'crash.kind': 'out-of-memory', 'crash.time': CRASH_AT, 'process.uptime': 100 })
    builder.artifact('application-log')
    builder.event(
      'log-error',
      { message: 'No room' },
      { at: CRASH_AT - 5 * SECOND, quote: '[08:46:40,000] ERROR No room' },
    )
    expect(timeline(builder).filter(({ kind }) => kind === 'error' || kind === 'crash')).toMatchObject([
      { at: CRASH_AT - 8 * HOUR - 5 * SECOND, kind: 'error', clock: 'shifted 8 h back' },
      { at: CRASH_AT - 8 * HOUR, kind: 'crash', clock: 'shifted 8 h back' },
    ])
  })

  test('a thread dump in local time stands where its host was, if its file agrees', () => {
    const builder = new ProcessBuilder().artifact('gc-unified')
    builder.collection('System.gc()', START, { uptime: 60 })
    builder.artifact('application-log')
    builder.event(
      'start',
      { phase: 'starting' },
      { at: START - 59 * SECOND + 8 * HOUR, quote: '[16:44:06,000] INFO s' },
    )
    builder.artifact('thread-dump', { at: START + 11 * SECOND })
    builder.event('thread-dump', { threads: 40 }, { at: START + 10 * SECOND + 8 * HOUR })
    builder.artifact('thread-dump', { at: START + 21 * SECOND })
    builder.event('thread-dump', { threads: 41 }, { at: START + 20 * SECOND })
    expect(timeline(builder).filter(({ kind }) => kind === 'snapshot')).toMatchObject([
      { at: START + 10 * SECOND, title: 'Thread dump: 40 threads', clock: 'shifted 8 h back' },
      { at: START + 20 * SECOND, title: 'Thread dump: 41 threads', clock: 'zone assumed' },
    ])
  })

  test('without any other clock the zone is assumed; with a zone nothing is said', () => {
    const builder = new ProcessBuilder().artifact('application-log')
    builder.event('log-error', { message: 'Local' }, { at: START, quote: '[08:45:05,000] ERROR Local' })
    builder.artifact('application-log')
    builder.event('log-error', { message: 'Zoned' }, { at: START, quote: '08:45:05Z ERROR Zoned' })
    expect(timeline(builder).map(({ clock }) => clock)).toEqual(['zone assumed', ''])
  })

  test('no time, no event', () => {
    const builder = new ProcessBuilder().artifact('hotspot-stdout').event('guard-pages-failed')
    expect(timeline(builder)).toEqual([])
  })
})

test("the kernel's lines: whose process was killed", () => {
  const builder = new ProcessBuilder().artifact('kernel-log-json', { scope: 'host' })
  builder.event('oom-kill', { pid: 1, comm: 'java' }, { at: START })
  builder.event('oom-kill', { pid: 77, comm: 'python3' }, { at: START + HOUR })
  expect(timeline(builder)).toMatchObject([
    { kind: 'kernel', title: 'OOM killer: java 1', tone: 'bad', clock: '' },
    { kind: 'kernel', title: 'OOM killer: python3 77, another process', tone: 'warn' },
  ])
})

test('segments: the whole log as a span, and the storm in it', () => {
  const builder = new ProcessBuilder().artifact('application-log')
  const points: [number, number][] = []
  for (let minute = 0; minute < 200; minute++) {
    const rolled = minute === 150 ? 30 : 1
    for (let each = 0; each < rolled; each++)
      points.push([START + minute * 60 * SECOND + each * SECOND, points.length + 1])
  }
  builder.series('segments', points)
  const events = timeline(builder)
  expect(events).toMatchObject([
    {
      kind: 'segments',
      count: 229,
      title: '229 segments rolled by this log',
      at: START,
      until: START + 199 * 60 * SECOND,
    },
    { kind: 'segments', tone: 'warn', at: START + 150 * 60 * SECOND },
  ])
  expect(events[1]?.title).toMatch(/^Storm: 3\d segments rolled in 1 min, 16 times the usual rate$/)
})

test('segments of which only every hundredth is a point: none is lost from the count', () => {
  const builder = new ProcessBuilder().artifact('application-log')
  const changes = [1, 101, 201]
  const points: [number, number][] = [1, 21, -19].map((value, index) => [START + index * SECOND, value])
  builder.series('segments', points, { changes })
  expect(timeline(builder)).toMatchObject([
    { kind: 'segments', count: 201, title: '91 segments rolled, 110 deleted by this log' },
  ])
})

test('leaders and groups', () => {
  const builder = new ProcessBuilder().artifact('application-log')
  for (let index = 0; index < 20; index++)
    builder.event('leadership', { change: 'leader', partition: `orders-${index}` }, { at: START + index * 50 })
  builder.event('leadership', { change: 'rebalance', group: 'checkout' }, { at: START + HOUR })
  expect(timeline(builder)).toMatchObject([
    { kind: 'leadership', count: 20, title: 'This broker leads more partitions' },
    { kind: 'leadership', count: 1, title: 'Rebalance: checkout' },
  ])
})

test('listings and captures; the time of a file is believed within the life of the process only', () => {
  const builder = refusedCommit(12_288).facts({ 'process.uptime': 100 })
  builder.artifact('proc-maps').maps(indexFiles(100), { at: START + 10 * SECOND })
  builder.artifact('proc-status', { at: START + 20 * SECOND }).fact('process.pid', 1)
  builder.artifact('native-memory', { at: CRASH_AT + 1000 * HOUR }).fact('nmt.thread-count', 40)
  expect(timeline(builder).filter(({ kind }) => kind === 'snapshot')).toMatchObject([
    { at: START + 10 * SECOND, title: 'Mappings listed: 100 VMAs', clock: '' },
    { at: START + 20 * SECOND, title: 'Status captured (/proc/PID/status)', clock: 'time of the file' },
  ])
})
