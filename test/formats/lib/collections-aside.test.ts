import { describe, expect, it } from 'vitest'
import { applicationLog } from '../../../electron/engine/formats/application-log/index.ts'
import { hotspotStdout } from '../../../electron/engine/formats/hotspot-stdout/index.ts'
import { feed } from '../../support/feed.ts'

const log = '[2026-11-22 08:46:17,797] INFO [GroupCoordinator 1]: done (kafka.coordinator.group.GroupCoordinator)\n'

describe('collections between the lines of an application', () => {
  it.each([
    ['unified logging', '[0.086s][info][gc] GC(29) Pause Young (Normal) (G1 Evacuation Pause) 35M->30M(40M) 0.426ms\n'],
    ['with dates', '[2026-11-22T08:46:45.012+0000][27.631s][info][gc] GC(3) Concurrent Mark Cycle\n'],
    ['undecorated but for tags', '[info][gc          ] GC(3) Concurrent Mark Cycle\n'],
    ['its first line', '[0.003s][info][gc] Using G1\n'],
    ['JDK 8', '[GC (Allocation Failure)  24576K->3128K(94208K), 0.0042 secs]\n'],
    ['with the uptime', '27.529: [Full GC (System.gc())  3128K->2100K(94208K), 0.0142 secs]\n'],
    [
      'with a date',
      '2026-11-22T08:46:45.012+0000: 27.529: [GC (Allocation Failure)  24576K->3128K(94208K), 0.0042 secs]\n',
    ],
    [
      'of several lines',
      '27.529: [GC pause (G1 Evacuation Pause) (young), 0.0042 secs]\n   [Parallel Time: 3.1 ms, GC Workers: 4]\n',
    ],
  ])('%s', (_, gc) => {
    const fed = feed(applicationLog, `${log}${log}${gc}${log}`)
    expect(fed.excerpts).toEqual([
      { name: 'gc', isOther: true, spans: [{ line: 3, endLine: 1 + gc.split('\n').length }] },
    ])
    expect(fed.issues).toEqual([])
  })

  it.each([
    ['words like them', '[2026-11-22 08:46:17,797] INFO GC(3) is what the JVM prints (acme.Gc)\n'],
    ['frames below a trace', '\tat java.base/java.lang.System.gc(System.java:1)\n   [more]\n'],
    ['another list in brackets', '[Gadget (7)] started\n'],
  ])('not %s', (_, other) => {
    expect(feed(applicationLog, `${log}${other}${log}`).excerpts).toEqual([])
  })

  it('on a console too', () => {
    const gc = '[0.086s][info][gc] GC(0) Pause Young (Normal) (G1 Evacuation Pause) 35M->30M(40M) 0.426ms\n'
    const refused = 'OpenJDK 64-Bit Server VM warning: Attempt to protect stack guard pages failed.\n'
    const fed = feed(hotspotStdout, `${refused}${gc}${refused}`)
    expect(fed.excerpts).toMatchObject([{ name: 'gc', spans: [{ line: 2, endLine: 2 }] }])
  })
})
