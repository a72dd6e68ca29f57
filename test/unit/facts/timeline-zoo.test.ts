/** The timelines of JVMs that really failed, against what stands in their files. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CaseSummary } from '../../../shared/model/case.ts'
import type { ProcessAnalysis, TimelineEvent } from '../../../shared/model/analysis.ts'
import { openForTest } from '../../support/open-case.ts'
import { Unpacked, zooBundles } from '../../support/zoo.ts'

const NAMES = ['a2-guard12288-g1', 'a2-guard16384-g1', 'cluster-incident', 'founding-jdk8']
const bundles = zooBundles().filter(({ name }) => NAMES.some((each) => name.startsWith(each)))

function kindsOf({ timeline }: ProcessAnalysis): Set<string> {
  return new Set(timeline.map(({ kind }) => kind))
}

function eventOf({ timeline }: ProcessAnalysis, kind: TimelineEvent['kind']): TimelineEvent {
  const event = timeline.find((each) => each.kind === kind)
  if (!event) throw new Error(`no ${kind}`)
  return event
}

describe.each(bundles)('$name', ({ name, file }) => {
  let opened: CaseSummary
  let unpacked: Unpacked
  beforeAll(async () => {
    opened = await openForTest([file])
    unpacked = await Unpacked.open(file)
  }, 120_000)
  afterAll(() => unpacked.dispose())

  test('every event is in time order and its words stand at its line', () => {
    const paths = new Map(opened.artifacts.map(({ id, path }) => [id, path]))
    for (const { timeline } of opened.processes) {
      expect(timeline.length).toBeGreaterThan(5)
      expect(timeline.map(({ at }) => at)).toEqual(timeline.map(({ at }) => at).toSorted((left, right) => left - right))
      for (const { title, at, until, count, citation } of timeline) {
        expect(title).toMatch(/^\S.{4,160}$/)
        expect(until).toBeGreaterThanOrEqual(at)
        expect(count).toBeGreaterThan(0)
        const lines = unpacked.lines(paths.get(citation.artifact) ?? '')
        expect(lines[citation.line - 1]).toContain(citation.quote)
      }
    }
  })

  test('who crashed has a crash after a start, and what was refused before the end', () => {
    for (const process of opened.processes.filter(({ state }) => state === 'crashed')) {
      const crash = eventOf(process, 'crash')
      expect(eventOf(process, 'start').at).toBeLessThan(crash.at)
      expect(eventOf(process, 'segments').at).toBeLessThan(crash.at)
      const asked = eventOf(process, 'gc-explicit')
      expect(asked.title).toContain('System.gc(): retry of FileChannel.map')
      expect(asked.at).toBeLessThan(crash.at)
      // The founding bundle has no console, where HotSpot warns.
      expect(kindsOf(process).has('refusal')).toBe(!name.startsWith('founding'))
    }
  })
})

test('a host in Tokyo: its log and its thread dump stand within the life of the JVM', async () => {
  const { processes } = await openForTest([bundles.find(({ name }) => name.startsWith('a2-guard16384'))?.file ?? ''])
  const events = processes.flatMap(({ timeline }) => timeline)
  expect(events.filter(({ clock }) => clock === 'shifted 9 h back').map(({ kind }) => kind)).toContain('snapshot')
  expect((events.at(-1)?.at ?? Infinity) - (events[0]?.at ?? 0)).toBeLessThan(600_000)
}, 120_000)

test('founding: a server log without a zone stands beside the GC log of +0800', async () => {
  const { processes } = await openForTest([bundles.find(({ name }) => name.startsWith('founding'))?.file ?? ''])
  const [process] = processes
  if (!process) throw new Error('no process')
  expect(eventOf(process, 'segments').clock).toBe('shifted 8 h back')
  expect(eventOf(process, 'crash')).toMatchObject({ at: Date.UTC(2022, 2, 7, 19, 12, 47), clock: 'shifted 8 h back' })
  // The broker's own log tells of no error: the JVM ended itself.
  expect(kindsOf(process)).not.toContain('error')
}, 120_000)

test('the cluster: while two brokers end, the third sees it', async () => {
  const { processes } = await openForTest([bundles.find(({ name }) => name.startsWith('cluster'))?.file ?? ''])
  const alive = processes.find(({ state }) => state !== 'crashed')
  const crashes = processes.flatMap(({ timeline }) => timeline.filter(({ kind }) => kind === 'crash'))
  expect(crashes).toHaveLength(2)
  const lost = alive?.timeline.find(({ kind }) => kind === 'warning')
  expect(lost?.title).toMatch(/^Connection to node \d .*could not be established/)
  expect(lost?.count).toBeGreaterThan(20)
  expect(lost?.at).toBeGreaterThan(Math.min(...crashes.map(({ at }) => at)))
  expect(alive && [...kindsOf(alive)]).toContain('leadership')
}, 120_000)
