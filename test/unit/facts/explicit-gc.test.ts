import { describe, expect, test } from 'vitest'
import type { ExplicitGc } from '../../../shared/model/analysis.ts'
import { THIN_SPACE } from '../../../shared/display/counts.ts'
import type { EpochMs } from '../../../shared/model/units.ts'
import { explicitGcNote } from '../../../electron/engine/facts/explicit-gc/note.ts'
import { createFacts } from '../../../electron/engine/facts/process-facts.ts'
import { GIB, indexFiles, MIB, ProcessBuilder, refusedCommit } from '../../support/process-builder.ts'

const T: EpochMs = Date.UTC(2026, 4, 3, 12)
const SECOND = 1000
const HOUR = 3_600_000
const THREADS = ['main', 'Reference Handler', 'Finalizer', 'Signal Dispatcher']

function gcLog(builder = new ProcessBuilder()): ProcessBuilder {
  return builder.artifact('gc-unified').facts({ 'jvm.feature': 17, 'heap.max': 512 * MIB })
}

function dump(builder: ProcessBuilder, ...names: string[]): ProcessBuilder {
  builder.artifact('thread-dump')
  for (const name of [...THREADS, ...names]) builder.thread(name)
  return builder
}

/** The process was never near any limit: 300 mappings and 200 MiB resident. */
function calm(builder: ProcessBuilder): ProcessBuilder {
  const times = Array.from({ length: 200 }, (_, index) => T - 20 * SECOND + index * SECOND)
  builder.artifact('metrics-csv').series(
    'map-count',
    times.map((at) => [at, 300]),
  )
  builder.series(
    'rss',
    times.map((at) => [at, 200 * MIB]),
  )
  for (const series of builder.records.series) if (series.series === 'rss') series.unit = 'bytes'
  return builder
}

function of(builder: ProcessBuilder): readonly ExplicitGc[] {
  return createFacts(builder.records).explicitGc.collections
}

function causes(builder: ProcessBuilder): string[] {
  return of(builder).map(({ cause }) => cause)
}

describe('the retry of FileChannel.map', () => {
  test('is told by Map failed right after the collection', () => {
    const builder = gcLog()
      .collection('System.gc()', T)
      .collection('G1 Evacuation Pause', T + 400)
    builder.artifact('application-log').event('map-failed', {}, { at: T + 130 })
    const [gc] = of(builder)
    expect(gc).toMatchObject({
      at: T,
      cause: 'nio-map-retry',
      citation: { artifact: 1, quote: 'Pause Full (System.gc())' },
    })
    expect(gc?.why).toContain('Map failed was thrown 110 ms after it')
    expect(gc?.why).toContain('Not a diagnostic command: JDK 17 logs jcmd GC.run as "Diagnostic Command"')
    expect(gc?.why).toContain(`30 MiB of 512 MiB of heap (6${THIN_SPACE}%) were in use before it`)
  })

  test.each([0, -5, 5.5, 9, -3.25])('in a log of local time, %d h off, too', (hours) => {
    const builder = gcLog()
      .collection('System.gc()', T)
      .collection('System.gc()', T + 700)
    builder.artifact('application-log')
    for (const at of [T + 140, T + 850])
      builder.event('map-failed', {}, { at: at + hours * HOUR, quote: '[2026-05-03 12:00:00,000] ERROR Map failed' })
    expect(causes(builder)).toEqual(['nio-map-retry', 'nio-map-retry'])
    expect(of(builder)[0]?.why.includes('compared in the zone that fits')).toBe(hours !== 0)
  })

  test('times with a zone are taken as they are', () => {
    const builder = dump(calm(gcLog().collection('System.gc()', T)))
    builder
      .artifact('application-log')
      .event('map-failed', {}, { at: T + 2 * HOUR + 130, quote: '2026-05-03T14:00:00.130Z ERROR Map failed' })
    expect(of(builder)[0]?.cause).not.toBe('nio-map-retry')
  })

  test('by uptimes alone, against warnings on the console and the crash', () => {
    const builder = refusedCommit(16_384).facts({ 'process.uptime': 61.31, 'limit.max-map-count': 65_530 })
    builder.maps(indexFiles(65_531))
    gcLog(builder).collection('System.gc()', null, { uptime: 61.1, pauseMs: 90 })
    const [gc] = of(builder)
    expect(gc?.cause).toBe('nio-map-retry')
    expect(gc?.why).toContain(`65${THIN_SPACE}531 of 65${THIN_SPACE}530 mappings 120 ms from it`)
    expect(gc?.why).toContain('The GC log prints no dates')
  })

  test('both parts of ParallelGC are one call and share its cause', () => {
    const builder = gcLog()
      .collection('System.gc()', T, { collection: 'young', pauseMs: 80 })
      .collection('System.gc()', T + 81, { pauseMs: 170 })
    builder.artifact('application-log').event('map-failed', {}, { at: T + 360 })
    const all = of(builder)
    expect(all.map(({ cause }) => cause)).toEqual(['nio-map-retry', 'nio-map-retry'])
    expect(all[0]?.why).toContain('one call (ScavengeBeforeFullGC)')
    expect(all[1]?.why).toBe(all[0]?.why)
  })

  test('is excluded while the count of mappings is far from the limit', () => {
    const weighed = of(calm(gcLog().collection('System.gc()', T)))[0]?.weighed
    expect(weighed?.find(({ cause }) => cause === 'nio-map-retry')).toMatchObject({ stance: 'excluded' })
  })

  test('but not for that under RLIMIT_AS, which refuses maps as well', () => {
    const builder = calm(gcLog().collection('System.gc()', T))
    builder.artifact('proc-limits').facts({ 'limit.address-space': 4 * GIB, 'process.virtual-size': 3.9 * GIB })
    const weighed = of(builder)[0]?.weighed
    expect(weighed?.find(({ cause }) => cause === 'nio-map-retry')?.stance).toBe('unlikely')
  })
})

describe('an address space that RLIMIT_AS holds down', () => {
  const refusedUnder = (limit: number): ProcessBuilder => {
    const builder = refusedCommit(39_616).facts({
      'crash.time': T + 2 * SECOND,
      'limit.max-map-count': 65_530,
      'limit.address-space': limit,
      'process.virtual-size': 2 * GIB,
    })
    builder.maps(indexFiles(200))
    return gcLog(builder).collection('System.gc()', T)
  }

  test('was used up when the JVM was refused memory: maps were refused before', () => {
    const [gc] = of(refusedUnder(2 * GIB))
    expect(gc?.cause).toBe('nio-map-retry')
    expect(gc?.why).toContain('that RLIMIT_AS allows were in use')
  })

  test('with room in it: nothing of the kind is said', () => {
    expect(of(refusedUnder(8 * GIB))[0]?.why).not.toContain('RLIMIT_AS allows')
  })
})

describe('an error that is not thrown before the call, in a log that no clock compares with that of the collector', () => {
  test.each([
    ['out-of-memory', { reason: 'Direct buffer memory' }, 'direct-memory'],
    ['map-failed', {}, 'nio-map-retry'],
  ] as const)('%s: the last call of the log is the one', (type, values, cause) => {
    const builder = gcLog()
      .collection('System.gc()', null, { uptime: 3 })
      .collection('System.gc()', null, { uptime: 61 })
    builder.artifact('hotspot-stdout').event(type, values)
    expect(causes(builder)).toEqual(['unknown', cause])
    expect(of(builder)[1]?.why).toContain('no time tells when')
  })
})

describe('direct memory', () => {
  test.each(['Direct buffer memory', 'Cannot reserve 4096 bytes of direct buffer memory (allocated: 1, limit: 2)'])(
    '%s after the collection',
    (reason) => {
      const builder = calm(gcLog().collection('System.gc()', T))
      builder.artifact('application-log').event('out-of-memory', { reason }, { at: T + 540 })
      expect(causes(builder)).toEqual(['direct-memory'])
    },
  )

  test('Java heap space is another error', () => {
    const builder = dump(calm(gcLog().collection('System.gc()', T)))
    builder.artifact('application-log').event('out-of-memory', { reason: 'Java heap space' }, { at: T + 540 })
    expect(causes(builder)).not.toContain('direct-memory')
  })

  test('use near the limit speaks for it where the collections helped', () => {
    const builder = dump(
      calm(
        gcLog()
          .collection('System.gc()', T)
          .collection('System.gc()', T + 9300),
      ),
    )
    builder.artifact('command-line').facts({ 'jvm.arguments': '-Xmx512m -XX:MaxDirectMemorySize=160M -cp a.jar' })
    builder.artifact('native-memory').facts({ 'nmt.other-committed': 155 * MIB })
    expect(causes(builder)).toEqual(['direct-memory', 'direct-memory'])
  })

  test('a limit that the process never was large enough for excludes it', () => {
    const builder = calm(gcLog().collection('System.gc()', T))
    builder.artifact('command-line').facts({ 'jvm.arguments': '-Xmx40g -cp a.jar' })
    const direct = of(builder)[0]?.weighed?.find(({ cause }) => cause === 'direct-memory')
    expect(direct?.stance).toBe('excluded')
    expect(direct?.why).toContain('cannot have reached 40 GiB')
  })
})

describe('RMI', () => {
  test.each(['GC Daemon', 'RMI GC Daemon'])('%s and its default of an hour', (name) => {
    const builder = gcLog().facts({ 'jvm.arguments': '-Xmx512m -cp a.jar' })
    for (const hour of [1, 2, 3, 4]) builder.collection('System.gc()', T + hour * (HOUR + 25))
    expect(causes(dump(builder, name))).toEqual(Array(4).fill('rmi-dgc'))
  })

  test('an interval that an argument sets, without any list of threads', () => {
    const builder = gcLog()
    builder.artifact('command-line').facts({
      'jvm.arguments': '-Dsun.rmi.dgc.client.gcInterval=600000 -Dsun.rmi.dgc.server.gcInterval=900000 -cp a.jar',
    })
    builder.artifact('gc-unified')
    for (const minute of [10, 20, 30.5, 41]) builder.collection('System.gc()', T + minute * 60_000)
    expect(causes(builder).slice(1)).toEqual(Array(3).fill('rmi-dgc'))
  })

  test('never before its interval: other calls in between are not its own', () => {
    const builder = gcLog().facts({ 'jvm.arguments': '-Xmx512m -cp a.jar' })
    builder.collection('System.gc()', T).collection('System.gc()', T + 40 * SECOND)
    builder.collection('System.gc()', T + 40 * SECOND + HOUR)
    const rmi = of(dump(builder, 'GC Daemon')).map(
      ({ weighed }) => weighed?.find(({ cause }) => cause === 'rmi-dgc')?.stance,
    )
    expect(rmi).toEqual(['stands', 'excluded', 'stands'])
  })

  test('a whole list of threads without the daemon excludes it', () => {
    const builder = gcLog()
    for (const hour of [1, 2, 3, 4]) builder.collection('System.gc()', T + hour * HOUR)
    const rmi = of(dump(builder)).map(({ weighed }) => weighed?.find(({ cause }) => cause === 'rmi-dgc'))
    expect(rmi.every((each) => each?.stance === 'excluded')).toBe(true)
    expect(rmi[0]?.why).toContain('No "GC Daemon" is among 4 listed threads')
  })
})

describe('the application', () => {
  test('says that it calls System.gc()', () => {
    const builder = gcLog().collection('System.gc()', T)
    builder.artifact('application-log').event('gc-requested', {}, { at: T - 4, source: 'com.acme.Hygiene' })
    const [gc] = of(builder)
    expect(gc?.cause).toBe('application')
    expect(gc?.why).toContain('com.acme.Hygiene says at that time that it calls System.gc()')
  })

  test.each([2 * SECOND, 7 * SECOND, 30 * SECOND])('a clock of %d ms is its own where RMI is not there', (period) => {
    const builder = gcLog()
    for (const turn of [0, 1, 2, 3, 4]) builder.collection('System.gc()', T + turn * period + turn * 3)
    const [gc] = of(dump(calm(builder)))
    expect(gc?.cause).toBe('application')
    expect(gc?.why).toContain('5 calls follow a clock')
  })

  test('is what is left when all others are excluded', () => {
    const [gc] = of(dump(calm(gcLog().collection('System.gc()', T))))
    expect(gc?.cause).toBe('application')
    expect(gc?.why).toMatch(/^A call by the application: the only one left\./)
  })

  test.each([
    ['com.acme.Hygiene.run', 'application'],
    ['sun.nio.ch.FileChannelImpl.map', 'nio-map-retry'],
    ['java.nio.Bits.reserveMemory', 'direct-memory'],
    ['sun.rmi.transport.GC$Daemon.run', 'rmi-dgc'],
  ])('a stack that stood in System.gc(), called by %s', (caller, cause) => {
    const builder = gcLog().collection('System.gc()', T)
    builder.artifact('thread-dump').event('gc-requested', { caller, thread: 'worker-1' }, { at: T - 300 })
    expect(causes(builder)).toEqual([cause])
  })
})

describe('tools and doubt', () => {
  test.each([
    'Diagnostic Command',
    'Heap Inspection Initiated GC',
    'Heap Dump Initiated GC',
    'JvmtiEnv ForceGarbageCollection',
  ])('%s has its own cause', (cause) => {
    expect(causes(gcLog().collection(cause, T))).toEqual(['diagnostic-command'])
  })

  test('a GC log alone shows of nobody that he asked', () => {
    const [gc] = of(
      gcLog()
        .collection('System.gc()', T)
        .collection('System.gc()', T + 77 * SECOND),
    )
    expect(gc?.cause).toBe('unknown')
    expect(gc?.why).toContain('Nothing shows who asked for it')
  })

  test("the collector's own collections are none of them", () => {
    const builder = gcLog()
      .collection('Allocation Failure', T)
      .collection('Ergonomics', T)
      .collection('GCLocker Initiated GC', T)
      .collection(null, T)
    expect(of(builder)).toEqual([])
  })

  test('nothing is attributed under DisableExplicitGC, and that is said', () => {
    const builder = gcLog().facts({ 'jvm.arguments': '-Xmx1g -XX:+DisableExplicitGC -cp a.jar' })
    builder.collection('Allocation Failure', T)
    builder.artifact('application-log').event('map-failed', {}, { at: T + 130 })
    expect(of(builder)).toEqual([])
    expect(explicitGcNote(createFacts(builder.records))).toMatch(
      /^With -XX:\+DisableExplicitGC System\.gc\(\) returns at once/,
    )
    builder.artifact('gc-unified').collection('System.gc()', T)
    expect(causes(builder)).toEqual(['unknown'])
  })

  test('the last of contradicting flags counts', () => {
    const builder = gcLog().facts({ 'jvm.arguments': '-XX:+DisableExplicitGC -XX:-DisableExplicitGC -cp a.jar' })
    expect(explicitGcNote(createFacts(builder.records))).toBeNull()
  })

  test('a log in a loop is listed from both ends, and that is said', () => {
    const builder = gcLog()
    for (let turn = 0; turn < 2500; turn++) builder.collection('System.gc()', T + turn * 137)
    const facts = createFacts(builder.records)
    expect(facts.explicitGc.collections).toHaveLength(2000)
    expect(explicitGcNote(facts)).toContain(`2${THIN_SPACE}500 explicit collections are logged`)
  })
})
