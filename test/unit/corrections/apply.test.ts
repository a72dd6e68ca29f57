import { describe, expect, it } from 'vitest'
import { correctRecords, type CaseCorrections } from '../../../electron/engine/corrections/apply.ts'
import { correctedClock, correctionText } from '../../../electron/engine/corrections/clock.ts'
import { createFacts } from '../../../electron/engine/facts/process-facts.ts'
import { auditOf } from '../../../electron/engine/facts/audit.ts'
import { artifactClocksOf } from '../../../electron/engine/facts/artifact-clocks.ts'
import type { Correction } from '../../../shared/model/corrections.ts'
import type { ProcessRecords } from '../../../shared/model/process-records.ts'
import { CRASH_AT, indexFiles, ProcessBuilder } from '../../support/process-builder.ts'

const HOUR = 3_600_000
const LOCAL = '[2026-11-22 08:46:45,000] ERROR x'
const ZONED = '[2026-11-22T08:46:45.000+0000] ERROR x'

/** A log without zones, of which one line has one. */
function log(): ProcessBuilder {
  const builder = new ProcessBuilder().artifact('application-log')
  builder.event('log-error', {}, { at: CRASH_AT, quote: LOCAL }).event('log-error', {}, { at: CRASH_AT, quote: ZONED })
  Object.assign(builder.records.artifacts[0] ?? {}, { zone: 'assumed' })
  return builder
}

function corrected(records: ProcessRecords, ...corrections: Correction[]): ProcessRecords {
  return correctRecords(records, new Map([[1, corrections]]) satisfies CaseCorrections)
}

const times = ({ events }: ProcessRecords): (number | null)[] => events.map(({ at }) => at)

describe('a zone', () => {
  it('moves only lines that have none', () => {
    const after = corrected(log().records, { kind: 'zone', zone: '+08:00' })
    expect(times(after)).toEqual([CRASH_AT - 8 * HOUR, CRASH_AT])
    expect(after.artifacts[0]).toMatchObject({ zone: 'corrected', correction: 'corrected by you: UTC+08:00' })
  })

  it.each([
    // 22 November: winter in Berlin and New York, summer in Sydney
    ['Europe/Berlin', 1],
    ['America/New_York', -5],
    ['Australia/Sydney', 11],
    ['Asia/Kolkata', 5.5],
    ['UTC', 0],
    ['CET', 1],
  ])('%s is that of the day', (zone, hours) => {
    expect(times(corrected(log().records, { kind: 'zone', zone }))[0]).toBe(CRASH_AT - hours * HOUR)
  })

  it('of an hour that is passed twice is told by the lines before', () => {
    const builder = new ProcessBuilder().artifact('application-log')
    // 25 October 2026: at 3 o'clock of summer, 01:00 UTC, it is 2 o'clock of winter.
    const clocks = ['01:30', '02:10', '02:50', '02:10', '02:50', '03:30']
    for (const clock of clocks)
      builder.event(
        'log-error',
        {},
        { at: Date.parse(`2026-10-25T${clock}Z`), quote: `2026-10-25 ${clock}:00 ERROR x` },
      )
    Object.assign(builder.records.artifacts[0] ?? {}, { zone: 'assumed' })
    const after = times(corrected(builder.records, { kind: 'zone', zone: 'Europe/Berlin' }))
    expect(after.map((at) => new Date(at ?? 0).toISOString().slice(11, 16))).toEqual([
      '23:30',
      '00:10',
      '00:50',
      '01:10',
      '01:50',
      '02:30',
    ])
  })

  it('moves nothing of an artifact whose times have theirs', () => {
    const { records } = new ProcessBuilder()
      .artifact('gc-legacy')
      .event('log-error', {}, { at: CRASH_AT, quote: ZONED })
    Object.assign(records.artifacts[0] ?? {}, { zone: 'stated' })
    expect(times(corrected(records, { kind: 'zone', zone: '+08:00' }))).toEqual([CRASH_AT])
  })

  it('moves the time of a name, and of the listings that have no other', () => {
    const builder = new ProcessBuilder().artifact('proc-maps', { at: CRASH_AT }).maps(indexFiles(2), { at: CRASH_AT })
    Object.assign(builder.records.artifacts[0] ?? {}, { timeSource: 'name', zone: 'stated' })
    const after = corrected(builder.records, { kind: 'zone', zone: '+02:00' })
    expect([after.artifacts[0]?.at, after.mappings[0]?.at]).toEqual([CRASH_AT - 2 * HOUR, CRASH_AT - 2 * HOUR])
  })

  it('is not guessed any more where the user gave it', () => {
    // The log says that the server starts 8 h and 1 s after the GC log began: 8 h would be taken off.
    const builder = new ProcessBuilder()
      .artifact('application-log')
      .event('start', { phase: 'starting' }, { at: CRASH_AT + 8 * HOUR + 1000, quote: LOCAL })
      .artifact('gc-unified')
      .collection(null, CRASH_AT, { uptime: 1 })
    Object.assign(builder.records.artifacts[0] ?? {}, { zone: 'assumed' })
    const clock = (records: ProcessRecords) => createFacts(records).clock.of(1, CRASH_AT)
    expect(clock(builder.records)).toEqual({ at: CRASH_AT - 8 * HOUR, clock: 'shifted 8 h back' })
    expect(artifactClocksOf(createFacts(builder.records))).toMatchObject([{ artifact: 1, shift: -8 * HOUR }])
    const after = corrected(builder.records, { kind: 'zone', zone: 'UTC' })
    expect(clock(after)).toEqual({ at: CRASH_AT, clock: 'corrected by you: UTC (UTC+00:00)' })
  })
})

describe('the zone of the host, as another artifact says it', () => {
  const stated = (zone: string, key: 'host.time-zone' | 'jvm.arguments' = 'host.time-zone'): ProcessBuilder =>
    log().artifact('host-clock').fact(key, zone)
  const none: CaseCorrections = new Map()

  it('is that of local times', () => {
    const after = correctRecords(stated('Europe/Berlin').records, none)
    expect(times(after)).toEqual([CRASH_AT - HOUR, CRASH_AT])
    expect(after.artifacts[0]).toMatchObject({
      zone: 'assumed',
      hostZone: {
        name: 'Europe/Berlin',
        text: 'zone of the host, Europe/Berlin (UTC+01:00)',
        citation: { artifact: 2 },
      },
    })
    expect(after.artifacts[0]).not.toHaveProperty('correction')
    expect(artifactClocksOf(createFacts(after))).toMatchObject([
      { artifact: 1, shift: 0, zone: { name: 'Europe/Berlin' } },
    ])
  })

  it('gives way to what the user says, and to the zone that the JVM was given', () => {
    expect(times(corrected(stated('Europe/Berlin').records, { kind: 'zone', zone: '+08:00' }))[0]).toBe(
      CRASH_AT - 8 * HOUR,
    )
    const told = stated('Europe/Berlin').artifact('hs-err').fact('jvm.arguments', '-Xmx1g -Duser.timezone=Asia/Kolkata')
    expect(times(correctRecords(told.records, none))[0]).toBe(CRASH_AT - 5.5 * HOUR)
    expect(correctRecords(told.records, none).artifacts[0]?.hostZone?.text).toContain('zone of the JVM, Asia/Kolkata')
    Object.assign(told.records.artifacts[0] ?? {}, { scope: 'host' })
    const ofHost = correctRecords(told.records, none)
    expect(times(ofHost)[0]).toBe(CRASH_AT - HOUR)
    expect(ofHost.artifacts[0]?.zone).toBe('corrected')
  })

  it('keeps a shift of the user', () => {
    const after = corrected(stated('+01:00').records, { kind: 'shift', shift: 1000 })
    expect(times(after)).toEqual([CRASH_AT - HOUR + 1000, CRASH_AT + 1000])
    expect(after.artifacts[0]?.correction).toBe('corrected by you: clock 1.0 s on')
  })

  it('is not known where artifacts say different ones, or one that is none', () => {
    for (const builder of [stated('Europe/Berlin').fact('host.time-zone', 'Asia/Tokyo'), stated('Nowhere/Here')])
      expect(times(correctRecords(builder.records, none))[0]).toBe(CRASH_AT)
  })

  it('says nothing of an export, whose times are those of whoever looked', () => {
    const { records } = stated('Europe/Berlin')
    Object.assign(records.artifacts[0] ?? {}, { format: 'metrics-csv' })
    expect(times(correctRecords(records, none))[0]).toBe(CRASH_AT)
  })

  it('does not stand where another log shows that the JVM has another', () => {
    // Started 1 s after the GC log began, by a clock that is UTC: in a container.
    const builder = new ProcessBuilder()
      .artifact('application-log')
      .event('start', { phase: 'starting' }, { at: CRASH_AT + 1000, quote: LOCAL })
      .artifact('gc-unified')
      .collection(null, CRASH_AT, { uptime: 1 })
      .artifact('host-clock')
      .fact('host.time-zone', '+01:00')
    Object.assign(builder.records.artifacts[0] ?? {}, { zone: 'assumed' })
    const facts = createFacts(correctRecords(builder.records, none))
    expect(facts.clock.of(1, CRASH_AT - HOUR).at).toBe(CRASH_AT)
  })
})

describe('a shift', () => {
  it('moves every time, the crash among them', () => {
    const builder = new ProcessBuilder()
      .crashLog()
      .fact('crash.time', CRASH_AT, CRASH_AT)
      .maps(indexFiles(2), { at: CRASH_AT })
    const after = corrected(builder.records, { kind: 'shift', shift: -45_000 })
    expect(after.facts[0]).toMatchObject({ value: CRASH_AT - 45_000, at: CRASH_AT - 45_000 })
    expect(after.mappings[0]?.at).toBe(CRASH_AT - 45_000)
    expect(after.artifacts[0]?.at).toBe(CRASH_AT - 45_000)
  })

  it('puts listings into another order', () => {
    const builder = new ProcessBuilder()
      .artifact('proc-maps')
      .maps(indexFiles(1), { at: 1000 })
      .artifact('proc-maps')
      .maps(indexFiles(2), { at: 2000 })
    const after = corrected(builder.records, { kind: 'shift', shift: 5000 })
    expect(after.mappings.map(({ artifact }) => artifact)).toEqual([2, 1])
  })
})

describe('a start', () => {
  it('dates lines of uptimes, and collections; lines with a date keep it', () => {
    const builder = new ProcessBuilder()
      .artifact('gc-unified')
      .collection(null, null, { uptime: 2.5 })
      .event('thread-start-failed', {}, { uptime: 27.631 })
      .event('log-error', {}, { at: 7, quote: ZONED })
    const after = corrected(builder.records, { kind: 'anchor', at: CRASH_AT })
    expect(after.collections[0]?.at).toBe(CRASH_AT + 2500)
    expect(times(after)).toEqual([CRASH_AT + 27_631, 7])
  })

  it('dates the kernel’s seconds since boot', () => {
    const builder = new ProcessBuilder().artifact('kernel-log').event('oom-kill', { seconds: 3381.75 })
    expect(times(corrected(builder.records, { kind: 'anchor', at: CRASH_AT }))).toEqual([CRASH_AT + 3_381_750])
  })
})

it('nothing is touched without corrections, and nothing is changed in place', () => {
  const { records } = log()
  expect(correctRecords(records, new Map())).toBe(records)
  corrected(records, { kind: 'shift', shift: 1 })
  expect(times(records)).toEqual([CRASH_AT, CRASH_AT])
})

it('what rests on the user is said among what may not be concluded', () => {
  const after = corrected(log().records, { kind: 'shift', shift: 90_000 })
  expect(auditOf(createFacts(after))).toMatchObject([
    {
      what: 'The times of application-log-1 are corrected by you: clock 1 min 30 s on',
      citation: { artifact: 1, line: 1 },
    },
  ])
})

it('corrections are said in one line', () => {
  const clock = correctedClock([
    { kind: 'zone', zone: 'Asia/Shanghai' },
    { kind: 'shift', shift: -500 },
    { kind: 'anchor', at: CRASH_AT },
  ])
  expect(clock && correctionText(clock, CRASH_AT)).toBe(
    'corrected by you: Asia/Shanghai (UTC+08:00), clock 500 ms back, start 2026-11-22 08:46:45 UTC',
  )
  expect(correctedClock([{ kind: 'role', column: 'a', role: 'rss', unit: null }])).toBeNull()
})
