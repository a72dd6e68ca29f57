/** Calls of System.gc() that logs and thread dumps speak of. */
import { describe, expect, test } from 'vitest'
import { applicationLog } from '../../electron/engine/formats/application-log/index.ts'
import { isGcFrame, methodOfFrame } from '../../electron/engine/formats/lib/gc-call.ts'
import { threadDump } from '../../electron/engine/formats/thread-dump/index.ts'
import { threadDumpJson } from '../../electron/engine/formats/thread-dump-json/index.ts'
import type { Format } from '../../electron/engine/formats/format.ts'
import type { EventRecord } from '../../shared/model/records.ts'
import { feed } from '../support/feed.ts'

function requests(format: Format, text: string): EventRecord[] {
  return feed(format, text).records.flatMap((record) =>
    record.kind === 'event' && record.type === 'gc-requested' ? [record] : [],
  )
}

describe('a log line', () => {
  test.each([
    ['2026-05-03 12:00:00.001  INFO 7 --- [main] c.a.Hygiene : Memory hygiene: calling System.gc()', 'c.a.Hygiene'],
    ['2026-05-03 12:00:00,001 [main] DEBUG c.a.Cache - Runtime.getRuntime().gc() freed 12 MB', 'c.a.Cache'],
    ['[2026-05-03 12:00:00,001] INFO System.gc() took 40 ms (c.a.Housekeeping)', 'c.a.Housekeeping'],
  ])('%s', (line, source) => {
    expect(requests(applicationLog, `${line}\n`)).toMatchObject([
      { source, quote: line, span: { line: 1, endLine: 1 } },
    ])
  })

  test.each([
    '[2026-05-03 12:00:00,001] INFO state.gc(true) done (c.a.Store)',
    '[2026-05-03 12:00:00,001] INFO Collector started, see gc.log (c.a.Store)',
    '[2026-05-03 12:00:00,001] INFO mySystem.gc() is another (c.a.Store)',
  ])('none: %s', (line) => {
    expect(requests(applicationLog, `${line}\n`)).toEqual([])
  })
})

test.each([
  ['\tat java.lang.Runtime.gc(java.base@17.0.15/Native Method)', true, 'java.lang.Runtime.gc'],
  ['\tat java.lang.System.gc(System.java:993)', true, 'java.lang.System.gc'],
  ['java.base/java.lang.System.gc(System.java:1950)', true, 'java.lang.System.gc'],
  ['\tat sun.rmi.transport.GC$Daemon.run(java.rmi@17.0.15/GC.java:127)', false, 'sun.rmi.transport.GC$Daemon.run'],
  ['\t- locked <0x00000000e0062d10> (a java.lang.Object)', false, null],
])('frame %s', (text, isCall, method) => {
  expect(isGcFrame(text)).toBe(isCall)
  expect(methodOfFrame(text)).toBe(method)
})

test('a stack in System.gc() names who called it, and only that one', () => {
  const text = [
    '2026-05-03 12:00:00',
    'Full thread dump OpenJDK 64-Bit Server VM (17.0.15+6 mixed mode):',
    '',
    '"cleanup" #22 prio=5 os_prio=0 tid=0x00007f00 nid=0x16 runnable  [0x00007f6af4245000]',
    '   java.lang.Thread.State: RUNNABLE',
    '\tat java.lang.Runtime.gc(java.base@17.0.15/Native Method)',
    '\tat java.lang.System.gc(java.base@17.0.15/System.java:1908)',
    '\tat com.acme.Hygiene.run(Hygiene.java:31)',
    '\tat com.acme.Timer.tick(Timer.java:8)',
    '',
    '"main" #1 prio=5 os_prio=0 tid=0x00007f01 nid=0x1 runnable  [0x00007f6af4245000]',
    '   java.lang.Thread.State: RUNNABLE',
    '\tat com.acme.App.run(App.java:1)',
    '',
  ]
  expect(requests(threadDump, text.join('\n'))).toMatchObject([
    { values: { thread: 'cleanup', caller: 'com.acme.Hygiene.run' }, span: { line: 7, endLine: 8 } },
  ])
})

test('so does a dump in JSON', () => {
  const stack = ['java.base/java.lang.Runtime.gc(Native Method)', 'java.base/java.lang.System.gc(System.java:1)']
  const thread = { tid: '22', name: 'cleanup', stack: [...stack, 'java.base/java.nio.Bits.reserveMemory(Bits.java:1)'] }
  const dump = { processId: '7', time: '2026-05-03T12:00:00Z', threadContainers: [{ threads: [thread] }] }
  expect(requests(threadDumpJson, JSON.stringify({ threadDump: dump }, null, 1))).toMatchObject([
    { values: { thread: 'cleanup', caller: 'java.nio.Bits.reserveMemory' }, at: Date.UTC(2026, 4, 3, 12) },
  ])
})
