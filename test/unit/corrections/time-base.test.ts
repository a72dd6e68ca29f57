import { describe, expect, it } from 'vitest'
import { timeBaseOf, type TimeBaseInput } from '../../../electron/engine/corrections/time-base.ts'
import type { CountedSample, TimeSample } from '../../../electron/engine/store/queries/time-samples.ts'
import type { Correction } from '../../../shared/model/corrections.ts'
import type { IssueCode } from '../../../shared/model/records.ts'
import type { TimeBase } from '../../../shared/model/time-base.ts'

const AT = Date.UTC(2026, 10, 22, 8, 46, 45)
const HOUR = 3_600_000

interface Sample {
  quote?: string
  form?: TimeSample['form']
  issue?: IssueCode
  uptime?: number
  boot?: number
  path?: string
  timeSource?: string
  found?: TimeBaseInput['found']
}

function base(sample: Sample, ...corrections: Correction[]): TimeBase {
  const { quote, form = null, issue, uptime, boot, path = 'a/file', timeSource = null, found = null } = sample
  const citation = { artifact: 1, line: 7, endLine: 7, quote: quote ?? '' }
  const dated = quote === undefined && form === null ? null : { at: AT, citation, form }
  const counted = (seconds: number | undefined): CountedSample | null =>
    seconds === undefined ? null : { seconds, citation }
  return timeBaseOf({
    artifact: {
      id: 1,
      path,
      at: timeSource === null ? null : AT,
      timeSource,
      issues: issue === undefined ? [] : [{ code: issue, line: 7, message: '', count: 1 }],
    },
    samples: { first: dated, last: dated, uptime: counted(uptime), lastUptime: counted(uptime), boot: counted(boot) },
    found,
    corrections,
  })
}

describe('times are', () => {
  it.each<[string, Sample, Partial<TimeBase>]>([
    [
      'of UTC',
      { quote: '2026-11-22T08:46:45Z x' },
      { kind: 'offset', origin: 'stated', zone: 'Z', correctable: ['shift'] },
    ],
    ['of an offset', { quote: '[2026-11-22T16:46:45.012+0800]' }, { kind: 'offset', zone: '+0800' }],
    [
      'of a zone by name',
      { quote: '2026-11-22 09:46:45 CET x' },
      { kind: 'abbreviation', origin: 'stated', zone: 'CET' },
    ],
    [
      'of a name that several zones have',
      { quote: 'Time: Sun Nov 22 08:46:45 2026 CST elapsed time: 1 seconds', issue: 'zone-unknown' },
      { kind: 'abbreviation', origin: 'assumed', zone: 'CST', correctable: ['zone', 'shift'] },
    ],
    [
      'of such a name, which the artifact explains',
      { quote: 'Time: Sun Nov 22 08:46:45 2026 CST elapsed time: 1 seconds' },
      { kind: 'abbreviation', origin: 'stated', zone: 'CST', correctable: ['shift'] },
    ],
    [
      'without a zone',
      { quote: '[2026-11-22 08:46:45,797] INFO x', issue: 'no-time-zone' },
      { kind: 'local', origin: 'assumed', zone: null, correctable: ['zone', 'shift'] },
    ],
    [
      'without one, which another line has',
      { quote: 'time: Sun Nov 22 08:46:45 2026' },
      { kind: 'local', origin: 'stated' },
    ],
    ['numbers', { quote: '"__REALTIME_TIMESTAMP" : "1795337205000000"' }, { kind: 'epoch', origin: 'stated' }],
    ['told by another line', { quote: 'Trigger: Learning 1 of 5. Free (2792M)' }, { kind: 'offset', origin: 'stated' }],
    ['numbers of an export', { quote: '', form: 'epoch' }, { kind: 'epoch', correctable: ['shift'] }],
    ['dates of an export without a zone', { quote: '', form: 'local', issue: 'no-time-zone' }, { kind: 'local' }],
    ['uptimes of nobody knows when', { uptime: 27.6 }, { kind: 'uptime', anchor: null, correctable: ['anchor'] }],
    ['seconds since boot', { boot: 3381.7 }, { kind: 'boot', anchor: null, correctable: ['anchor'] }],
    [
      'that of the name',
      { path: 'a/heap_2026-11-22_08-46-45.txt', timeSource: 'name' },
      { kind: 'name', origin: 'assumed', correctable: ['zone', 'shift'] },
    ],
    [
      'that of the name, since 1970',
      { path: 'a/maps-1795337205000.txt', timeSource: 'name' },
      { kind: 'name', origin: 'stated', correctable: ['shift'] },
    ],
    ['that of the archive', { timeSource: 'archive' }, { kind: 'archive', evidence: null }],
    ['that of the file', { timeSource: 'file' }, { kind: 'file', correctable: ['shift'] }],
    ['nowhere', {}, { kind: 'none', first: null, correctable: [] }],
  ])('%s', (_, sample, expected) => {
    expect(base(sample)).toMatchObject(expected)
  })
})

it('what was found out is said: an alignment, a start and its line', () => {
  const local = { quote: '[2026-11-22 08:46:45,797] INFO x', issue: 'no-time-zone' } as const
  const aligned = base({ ...local, found: { artifact: 1, shift: -8 * HOUR, anchor: null } })
  expect(aligned).toMatchObject({ origin: 'aligned', offset: -8 * HOUR, first: { read: AT, used: AT - 8 * HOUR } })
  expect(aligned.text).toBe(
    'Times are printed without a zone. They were moved 8 h back, since they then agree with the other logs of the process.',
  )
  const citation = { artifact: 2, line: 3, endLine: 3, quote: 'Time: Sun Nov 22 08:46:45 2026 UTC' }
  const anchor = { at: AT, why: 'the time of the crash minus the elapsed time of the JVM', citation }
  const started = base({ uptime: 2.5, found: { artifact: 1, shift: 0, anchor } })
  expect(started).toMatchObject({ origin: 'aligned', anchor, first: { read: null, used: AT + 2500 } })
  expect(started.text).toBe(
    'Only seconds since the JVM started are printed. The start is 2026-11-22 08:46:45 UTC, by the time of the crash minus the elapsed time of the JVM.',
  )
})

it('what the user says stands before what was found out', () => {
  const sample = {
    quote: '[2026-11-22 08:46:45,797] INFO x',
    issue: 'no-time-zone',
    found: { artifact: 1, shift: -8 * HOUR, anchor: null },
  } as const
  const given = base(sample, { kind: 'zone', zone: '+01:00' }, { kind: 'shift', shift: 30_000 })
  expect(given).toMatchObject({
    origin: 'user',
    offset: -HOUR,
    shift: 30_000,
    first: { read: AT, used: AT - HOUR + 30_000 },
    text: 'Times are printed without a zone. Corrected by you: UTC+01:00, clock 30.0 s on.',
  })
  expect(base({ boot: 10 }, { kind: 'anchor', at: AT })).toMatchObject({
    anchor: { at: AT },
    first: { read: null, used: AT + 10_000 },
    correction: 'corrected by you: start 2026-11-22 08:46:45 UTC',
  })
})

describe('the zone of the host', () => {
  const citation = { artifact: 2, line: 4, endLine: 4, quote: 'Time zone: Europe/Berlin (CET, +0100)' }
  const local: Sample = { quote: '2026-11-22 08:46:45,012 INFO x', issue: 'no-time-zone' }
  const zone = { name: 'Europe/Berlin', whose: 'host', citation } as const

  it('is stated, and what was done', () => {
    const found = { artifact: 1, shift: 0, anchor: null, zone }
    expect(base({ ...local, found })).toMatchObject({
      origin: 'aligned',
      zone: 'Europe/Berlin',
      offset: -HOUR,
      first: { read: AT, used: AT - HOUR },
      correctable: ['zone', 'shift'],
      correction: null,
      text: 'Times are printed without a zone. They were read in the zone of the host, Europe/Berlin (UTC+01:00), as another artifact of it says.',
    })
  })

  it('or that of the JVM, which its arguments say', () => {
    const found = { artifact: 1, shift: 0, anchor: null, zone: { ...zone, whose: 'JVM' } } as const
    expect(base({ ...local, found }).text).toContain(
      'in the zone of the JVM, Europe/Berlin (UTC+01:00), as its arguments say.',
    )
  })

  it('and what other logs show beyond it', () => {
    const found = { artifact: 1, shift: HOUR, anchor: null, zone }
    const { offset, first, text } = base({ ...local, found })
    expect([offset, first?.used]).toEqual([0, AT])
    expect(text).toMatch(/^Times are printed without a zone\. .*They were moved 1 h on, since/)
  })

  it('gives way to the user', () => {
    const found = { artifact: 1, shift: 0, anchor: null, zone }
    const own = base({ ...local, found }, { kind: 'zone', zone: '+08:00' })
    expect(own).toMatchObject({ origin: 'user', zone: '+08:00', offset: -8 * HOUR })
    expect(own.text).not.toContain('zone of the host')
  })
})
