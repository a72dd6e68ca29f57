import { describe, expect, it } from 'vitest'
import { applicationLog } from '../../../electron/engine/formats/application-log/index.ts'
import type { EventRecord } from '../../../shared/model/records.ts'
import { feed, headOf } from '../../support/feed.ts'

function eventsOf(text: string): EventRecord[] {
  return feed(applicationLog, text).records.filter((record) => record.kind === 'event')
}

function typesOf(text: string): string[] {
  return eventsOf(text).map(({ type }) => type)
}

const at = '[2026-03-01 10:00:00,000]'

describe('a log in a loop', () => {
  const error = `${at} ERROR It broke again (a.b.C)\njava.io.IOException: Map failed\n\tat a.b.C.d(C.java:1)\n`
  const fed = feed(applicationLog, error.repeat(2500))

  it('gives the first of the usual events and all others, of which ingest lists some, and says how many there were', () => {
    const count = (type: string) =>
      fed.records.filter((record) => record.kind === 'event' && record.type === type).length
    expect([count('log-error'), count('map-failed')]).toEqual([300, 2500])
    const region = fed.records.find((record) => record.kind === 'region')
    expect(region?.note).toContain('2500 errors (first 300 listed), 2500 failed maps (first and last 500 listed)')
    expect(fed.records.filter(({ kind }) => kind === 'unlisted')).toEqual([
      { kind: 'unlisted', type: 'log-error', count: 2200, span: { line: 1, endLine: 7500 } },
    ])
  })

  it('says once that its times have no zone', () => {
    expect(fed.issues).toEqual([
      { code: 'no-time-zone', line: 1, count: 1, message: 'Times have no zone; they were taken as UTC' },
    ])
  })
})

describe('exceptions', () => {
  it('are one event with all their causes', () => {
    const text =
      `${at} ERROR x (a.B)\njava.io.UncheckedIOException: y\n\tat a.B.c(B.java:1)\n\tSuppressed: java.lang.Exception: z\n` +
      'Caused by: java.io.IOException: Map failed\n\t... 1 more\nCaused by: java.lang.OutOfMemoryError: Map failed\n\t... 2 more\n'
    expect(typesOf(text)).toEqual(['log-error', 'map-failed'])
    expect(eventsOf(text)[1]?.span).toEqual({ line: 2, endLine: 8 })
  })

  it('are told apart when they follow each other', () => {
    const one = 'Exception in thread "a" java.lang.OutOfMemoryError: Java heap space\n\tat a.B.c(B.java:1)\n'
    expect(typesOf(`${one}${one.replace('Java heap space', 'Metaspace')}`)).toEqual(['out-of-memory', 'out-of-memory'])
  })

  it('are one event when the log line repeats their message', () => {
    const message = 'java.lang.OutOfMemoryError: Java heap space'
    const text = `${at} ERROR Uncaught ${message} (a.B)\n${message}\n\tat a.B.c(B.java:1)\n`
    expect(typesOf(text)).toEqual(['log-error', 'out-of-memory'])
  })

  it('below an INFO line have its time', () => {
    const [event] = eventsOf(`${at} INFO trying (a.B)\njava.io.IOException: Map failed\n\tat a.B.c(B.java:1)\n`)
    expect([event?.type, event?.at]).toEqual(['map-failed', Date.UTC(2026, 2, 1, 10)])
  })

  it('without memory trouble are no events of their own', () => {
    expect(typesOf(`${at} WARN x (a.B)\njava.lang.IllegalStateException: y\n\tat a.B.c(B.java:1)\n`)).toEqual([
      'log-warning',
    ])
  })
})

describe('levels', () => {
  it.each([
    [`${at} INFO an ERROR in the message (a.B)`, []],
    [`${at} DEBUG WARN (a.B)`, []],
    [`${at} INFORMATION is no level (a.B)`, []],
    ['2026-03-01T10:00:00Z [pool-1-thread-2] FATAL a.B - gone', ['log-error']],
    ['10:00:00.123 [main] WARN a.B - no date', ['log-warning']],
    ['2026-03-01 10:00:00,123 CET ERROR a.B - gone', ['log-error']],
    ['[2026-03-01 10:00:00,123 +0100] ERROR a.B - gone', ['log-error']],
    ['2026-03-01 10:00:00,123 CST [main] ERROR a.B - gone', ['log-error']],
    ['2026-03-01 10:00:00,123 ABCDEF ERROR a.B - gone', []],
  ])('%s', (line, expected) => {
    expect(typesOf(`${line}\n`)).toEqual(expected)
  })
})

describe('sniff', () => {
  it.each([
    ['a GC log', '[2026-03-01T10:00:00.000+0000][0.007s][info][gc] Using G1\n'.repeat(5), 'no'],
    ['a thread dump', '2026-03-01 10:00:00\nFull thread dump OpenJDK 64-Bit Server VM (17 mixed mode):\n', 'no'],
    ['prose', 'WARNING: read this first\nINFO desk is closed\nand so on\nand on\nand on\nand on\n', 'no'],
    ['one line', `${at} INFO started (a.B)\n`, 'yes'],
  ])('%s', (_, text, expected) => {
    expect(applicationLog.sniff(headOf(text))).toBe(expected)
  })
})

describe('the zone of a time', () => {
  it.each([
    ['2026-03-01 10:00:00,123 ERROR a.B - x', 10, ['no-time-zone']],
    ['2026-03-01 10:00:00,123 CET ERROR a.B - x', 9, []],
    ['2026-07-01 10:00:00,123 CEST [main] ERROR a.B - x', 8, []],
    ['[2026-03-01 10:00:00,123 +08:00] ERROR x (a.B)', 2, []],
    ['[2026-03-01 10:00:00,123 UTC] ERROR x (a.B)', 10, []],
    ['2026-03-01 10:00:00,123 CST ERROR a.B - x', 10, ['zone-unknown']],
  ])('%s', (line, hour, codes) => {
    const { records, issues } = feed(applicationLog, `${line}\n`)
    const event = records.find((record) => record.kind === 'event')
    expect(new Date(event?.at ?? 0).getUTCHours()).toBe(hour)
    expect(issues.map(({ code }) => code)).toEqual(codes)
  })
})
