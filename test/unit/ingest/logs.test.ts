/** Tables: which files are one log, in which order, and what is missing. */
import { describe, expect, it } from 'vitest'
import type { ArtifactFacts } from '../../../electron/engine/ingest/identity.ts'
import { unknownIdentity } from '../../../electron/engine/ingest/identity.ts'
import { logPartsOf } from '../../../electron/engine/ingest/logs/index.ts'
import { rotationOf } from '../../../electron/engine/ingest/logs/names.ts'

interface Log {
  path: string
  /** Seconds on the clock, from and to. */
  at?: [number, number]
  /** Seconds since the VM started. */
  uptime?: [number, number]
  ids?: [number, number]
  startsVm?: true
  format?: string
  /** When the file was written. */
  written?: number
  bundle?: string
}

const noon = Date.UTC(2026, 2, 1, 12)

function factsOf(log: Log, id: number): ArtifactFacts {
  const moment = (end: 0 | 1) => ({
    at: log.at === undefined ? null : noon + log.at[end] * 1000,
    uptime: log.uptime?.[end] ?? null,
  })
  return {
    id,
    bundle: log.bundle === undefined ? 0 : id,
    bundleName: log.bundle ?? 'logs.zip',
    path: log.path,
    format: log.format ?? 'gc-unified',
    at: log.written === undefined ? null : noon + log.written * 1000,
    value: null,
    place: null,
    identity: {
      ...unknownIdentity(),
      log: {
        first: moment(0),
        last: moment(1),
        zoned: true,
        startsVm: log.startsVm ?? false,
        nextCause: null,
        ids: log.ids === undefined ? null : { first: log.ids[0], least: log.ids[0], most: log.ids[1] },
      },
    },
  }
}

/** One line a log: its files in order, what is missing before a file in brackets. */
function logsOf(logs: readonly Log[]): string[] {
  const parts = logPartsOf(logs.map(factsOf))
  const byOrder = [...parts].toSorted(([, one], [, other]) => one.order - other.order)
  const lines = new Map<number, string[]>()
  for (const [id, { sequence, part, missing }] of byOrder) {
    const line = lines.get(sequence) ?? []
    lines.set(sequence, line)
    line.push(...(missing === null ? [] : [`[${missing}]`]), logs[id]?.path ?? '')
    expect(line.filter((word) => !word.startsWith('[')).length).toBe(part)
  }
  return [...lines.values()].map((line) => line.join(' '))
}

describe('names', () => {
  it.each([
    ['gc.log', 'gc.log', true, null],
    ['gc.log.0', 'gc.log', false, 0],
    ['gc.log.07', 'gc.log', false, 7],
    ['gc.log.1.current', 'gc.log', true, 1],
    ['gc_pid4711.log.0.current', 'gc_pid4711.log', true, 0],
    ['gc_2022-03-07_10-11-12.log.2', 'gc.log', false, 2],
    ['server.log.2022-03-07-18', 'server.log', false, null],
    ['server.log.2022-03-07.1.gz', 'server.log', false, 1],
    ['app-2022-03-07-1.log', 'app.log', false, 1],
    ['catalina.2022-03-07.log', 'catalina.log', false, null],
    ['catalina.out-20220307.gz', 'catalina.out', false, null],
    ['node-1.log', 'node-1.log', true, null],
    ['java_pid4711.log', 'java_pid4711.log', true, null],
  ])('%s', (name, stem, current, number) => {
    expect(rotationOf(name)).toMatchObject({ stem, current, number })
  })
})

describe('the order of a GC log', () => {
  it.each<[string, Log[], string[]]>([
    [
      'a ring of JDK 8: the file after the current one is the oldest',
      [
        { path: 'gc.log.0', at: [20, 30] },
        { path: 'gc.log.1.current', at: [30, 40] },
        { path: 'gc.log.2', at: [10, 20] },
      ],
      ['gc.log.2 gc.log.0 gc.log.1.current'],
    ],
    [
      'the same without dates',
      [
        { path: 'gc.log.0', uptime: [20, 30] },
        { path: 'gc.log.1.current', uptime: [30, 40] },
        { path: 'gc.log.2', uptime: [10, 20] },
      ],
      ['gc.log.2 gc.log.0 gc.log.1.current'],
    ],
    [
      'without dates, the VM started anew over the first file of the ring',
      [
        { path: 'gc.log.0.current', uptime: [0, 5] },
        { path: 'gc.log.1', uptime: [10, 20] },
        { path: 'gc.log.2', uptime: [20, 30] },
      ],
      ['gc.log.1 gc.log.2', 'gc.log.0.current'],
    ],
    [
      'without dates, two lives whose uptimes would fit each other',
      [
        { path: 'gc.log.0', uptime: [0, 10], startsVm: true },
        { path: 'gc.log.1.current', uptime: [10, 12] },
        { path: 'gc.log.2', uptime: [20, 30] },
      ],
      ['gc.log.2', 'gc.log.0 gc.log.1.current'],
    ],
    [
      'JDK 9: archives of a ring, numbers of collections alone',
      [
        { path: 'gc.log', ids: [12, 14] },
        { path: 'gc.log.0', ids: [8, 12] },
        { path: 'gc.log.1', ids: [0, 4], startsVm: true },
        { path: 'gc.log.2', ids: [4, 8] },
      ],
      ['gc.log.1 gc.log.2 gc.log.0 gc.log'],
    ],
    [
      'JDK 9: two lives without dates; when files were written settles the rest',
      [
        { path: 'gc.log', uptime: [200, 220], written: 500 },
        { path: 'gc.log.0', uptime: [0, 100], startsVm: true, written: 300 },
        { path: 'gc.log.1', uptime: [100, 200], written: 400 },
        { path: 'gc.log.2', uptime: [50, 100], written: 100 },
        { path: 'gc.log.3', uptime: [100, 150], written: 200 },
      ],
      ['gc.log.2 gc.log.3', 'gc.log.0 gc.log.1 gc.log'],
    ],
    [
      'JDK 9: a ring of two lives that were rotated at the same numbers',
      [
        { path: 'gc.log', uptime: [112, 120], ids: [9, 12], written: 500 },
        { path: 'gc.log.0', uptime: [0, 112], ids: [0, 9], startsVm: true, written: 450 },
        { path: 'gc.log.1', uptime: [37, 60], ids: [9, 20], written: 100 },
        { path: 'gc.log.2', uptime: [60, 72], ids: [20, 29], written: 200 },
        { path: 'gc.log.3', uptime: [79, 80], written: 300 },
      ],
      ['[GC(0) to GC(8)] gc.log.1 gc.log.2 gc.log.3', 'gc.log.0 gc.log'],
    ],
    [
      'a clock that was set back: uptimes go on',
      [
        { path: 'gc.log.0', at: [0, 100], uptime: [0, 100] },
        { path: 'gc.log', at: [95, 195], uptime: [101, 201] },
      ],
      ['gc.log.0 gc.log'],
    ],
    [
      'files that were renamed: the same VM by when it started',
      [
        { path: 'today.log', at: [100, 200], uptime: [100, 200] },
        { path: 'yesterday.log', at: [0, 100], uptime: [0, 100] },
      ],
      ['yesterday.log today.log'],
    ],
    [
      'another VM in the same folder at the same time',
      [
        { path: 'a.log', at: [0, 100], uptime: [0, 100] },
        { path: 'b.log', at: [0, 100], uptime: [0, 100] },
      ],
      ['a.log', 'b.log'],
    ],
    [
      'a suspended host: the clock goes on, the uptime does not',
      [
        { path: 'gc.log.0', at: [0, 5000], uptime: [0, 100] },
        { path: 'gc.log', at: [5000, 5100], uptime: [101, 201] },
      ],
      ['gc.log.0 gc.log'],
    ],
    [
      'the same between two files: numbers of collections go on',
      [
        { path: 'gc.log.0', at: [0, 100], uptime: [0, 100], ids: [3, 9] },
        { path: 'gc.log', at: [5000, 5100], uptime: [101, 201], ids: [10, 12] },
      ],
      ['[GC(0) to GC(2)] gc.log.0 gc.log'],
    ],
    [
      'another VM under the same name: it started after the last line',
      [
        { path: 'gc.log.0', at: [0, 100], uptime: [0, 100] },
        { path: 'gc.log', at: [500, 600], uptime: [200, 300] },
      ],
      ['gc.log.0', 'gc.log'],
    ],
    [
      'dates alone, and a first number of 0: another VM',
      [
        { path: 'gc.log.0', at: [0, 100], ids: [0, 40] },
        { path: 'gc.log', at: [200, 300], ids: [0, 90] },
      ],
      ['gc.log.0', 'gc.log'],
    ],
    [
      'dates alone, and a cycle that goes on',
      [
        { path: 'gc.log.0', at: [0, 100], ids: [0, 40] },
        { path: 'gc.log', at: [100, 300], ids: [39, 90] },
      ],
      ['gc.log.0 gc.log'],
    ],
    [
      'a file that was just begun has no time yet',
      [{ path: 'gc.log.0', at: [0, 100] }, { path: 'gc.log.1.current' }],
      ['gc.log.0 gc.log.1.current'],
    ],
    [
      'files that were opened one by one',
      [
        { path: 'gc.log.1.current', bundle: 'gc.log.1.current', at: [10, 20] },
        { path: 'gc.log.0', bundle: 'gc.log.0', at: [0, 10] },
      ],
      ['gc.log.0 gc.log.1.current'],
    ],
    [
      'other folders are other logs',
      [
        { path: 'a/gc.log.0', at: [0, 10] },
        { path: 'b/gc.log', at: [10, 20] },
      ],
      ['a/gc.log.0', 'b/gc.log'],
    ],
  ])('%s', (_, logs, expected) => {
    expect(logsOf(logs)).toEqual(expected)
  })
})

describe('what is missing', () => {
  it.each<[string, Log[], string[]]>([
    [
      'by numbers of collections',
      [
        { path: 'gc.log.0', at: [0, 10], ids: [0, 50], startsVm: true },
        { path: 'gc.log', at: [20, 30], ids: [80, 90] },
      ],
      ['gc.log.0 [GC(51) to GC(79)] gc.log'],
    ],
    [
      'one',
      [
        { path: 'gc.log.0', at: [0, 10], ids: [0, 50], startsVm: true },
        { path: 'gc.log', at: [20, 30], ids: [52, 90] },
      ],
      ['gc.log.0 [GC(51)] gc.log'],
    ],
    [
      'nothing: the next number, or one that both have',
      [
        { path: 'gc.log.0', at: [0, 10], ids: [0, 50], startsVm: true },
        { path: 'gc.log.1', at: [10, 20], ids: [50, 60] },
        { path: 'gc.log', at: [20, 30], ids: [61, 90] },
      ],
      ['gc.log.0 gc.log.1 gc.log'],
    ],
    [
      'what was overwritten before the first file',
      [{ path: 'gc.log', at: [20, 30], ids: [80, 90] }],
      ['[GC(0) to GC(79)] gc.log'],
    ],
    [
      'JDK 8 by names: a hole in the ring',
      [
        { path: 'gc.log.0', at: [0, 10], format: 'gc-legacy' },
        { path: 'gc.log.3.current', at: [30, 40], format: 'gc-legacy' },
      ],
      ['gc.log.0 [gc.log.1 to gc.log.2] gc.log.3.current'],
    ],
    [
      'JDK 8 by names: a ring that begins anew lost its first file',
      [
        { path: 'gc.log.2', at: [0, 10], format: 'gc-legacy' },
        { path: 'gc.log.1.current', at: [30, 40], format: 'gc-legacy' },
      ],
      ['gc.log.2 [gc.log.0] gc.log.1.current'],
    ],
    [
      'JDK 8: nothing at the seam of the ring',
      [
        { path: 'gc.log.2', at: [0, 10], format: 'gc-legacy' },
        { path: 'gc.log.0.current', at: [30, 40], format: 'gc-legacy' },
      ],
      ['gc.log.2 gc.log.0.current'],
    ],
    [
      'log4j: the youngest has the lowest number',
      [
        { path: 'server.log', at: [30, 40], format: 'application-log' },
        { path: 'server.log.1', at: [20, 30], format: 'application-log' },
        { path: 'server.log.4', at: [0, 10], format: 'application-log' },
      ],
      ['server.log.4 [server.log.2 to server.log.3] server.log.1 server.log'],
    ],
    [
      'logback: the youngest has the highest number',
      [
        { path: 'app.log', at: [30, 40], format: 'application-log' },
        { path: 'app.log.1', at: [0, 10], format: 'application-log' },
        { path: 'app.log.3', at: [20, 30], format: 'application-log' },
      ],
      ['app.log.1 [app.log.2] app.log.3 app.log'],
    ],
    [
      'dates: an hour without a line has no file',
      [
        { path: 'server.log', at: [30, 40], format: 'application-log' },
        { path: 'server.log.2026-03-01-09', at: [0, 10], format: 'application-log' },
        { path: 'server.log.2026-03-01-11', at: [20, 30], format: 'application-log' },
      ],
      ['server.log.2026-03-01-09 server.log.2026-03-01-11 server.log'],
    ],
    [
      'logs of several nodes whose names are numbered alike',
      [
        { path: 'node.log.1', at: [0, 100], format: 'application-log' },
        { path: 'node.log.2', at: [0, 100], format: 'application-log' },
      ],
      ['node.log.1', 'node.log.2'],
    ],
  ])('%s', (_, logs, expected) => {
    expect(logsOf(logs)).toEqual(expected)
  })

  it('is no file that is there but could not be read', () => {
    const logs: Log[] = [
      { path: 'gc.log.0', at: [0, 10], format: 'gc-legacy' },
      { path: 'gc.log.2.current', at: [20, 30], format: 'gc-legacy' },
    ]
    const damaged = { ...factsOf({ path: 'gc.log.1' }, 2), identity: unknownIdentity(), format: 'binary' }
    expect([...logPartsOf([...logs.map(factsOf), damaged]).values()].map(({ missing }) => missing)).toEqual([
      null,
      null,
    ])
  })
})
