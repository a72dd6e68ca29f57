/** Counts of a broker's maps from the segments that its log names. */
import { expect, it } from 'vitest'
import { growthOf } from '../../../electron/engine/facts/growth.ts'
import { createFacts } from '../../../electron/engine/facts/process-facts.ts'
import { CRASH_AT, indexFiles, ProcessBuilder, refusedCommit, VSYSCALL } from '../../support/process-builder.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** A segment a minute in the hour before the crash. */
function rolls(builder: ProcessBuilder, scope: 'process' | 'host' = 'process'): ProcessBuilder {
  return builder.artifact('application-log', { scope }).series(
    'segments',
    Array.from({ length: 60 }, (_, index) => [CRASH_AT - HOUR + index * MINUTE, index + 1] as const),
  )
}

function crashed(): ProcessBuilder {
  return refusedCommit(12_288)
    .fact('process.uptime', 2 * 3600)
    .maps([...indexFiles(500), VSYSCALL])
}

it('takes two mappings off the measured count for each later segment, and says so', () => {
  const growth = growthOf(createFacts(rolls(crashed()).records))
  expect(growth?.points).toHaveLength(61)
  expect(growth?.points[0]).toMatchObject({ vmas: 500 - 2 * 59, origin: 'reconstructed', owners: null })
  expect(growth?.points.at(-1)).toMatchObject({ vmas: 500, origin: 'crash-log' })
  expect(growth?.slopePerHour).toBeCloseTo(120, 0)
  expect(growth?.notes?.join()).toContain('reconstructed from the broker’s log')
  expect(growth?.notes?.join()).toContain('trend is that of the reconstructed points')
})

it('never takes them for the slope where enough was measured', () => {
  const builder = rolls(crashed())
  builder.artifact('metrics-csv').series(
    'map-count',
    Array.from({ length: 5 }, (_, index) => [CRASH_AT - (10 - 2 * index) * MINUTE, 470 + 6 * index] as const),
  )
  const growth = growthOf(createFacts(builder.records))
  const measured = growth?.points.filter(({ origin }) => origin !== 'reconstructed') ?? []
  expect(measured).toHaveLength(6)
  expect(growth?.slopePerHour).toBeCloseTo(180, 0)
  // Only before the first measured point: there is no other time that nothing measured.
  const first = measured[0]?.at ?? 0
  const others = growth?.points.filter(({ origin }) => origin === 'reconstructed') ?? []
  expect(others.length).toBeGreaterThan(40)
  expect(others.every(({ at }) => at < first)).toBe(true)
})

it('reconstructs nothing from segments that do not make what was measured', () => {
  const builder = rolls(crashed())
  builder.artifact('metrics-csv').series('map-count', [
    [CRASH_AT - 30 * MINUTE, 10],
    [CRASH_AT - 20 * MINUTE, 200],
  ])
  const growth = growthOf(createFacts(builder.records))
  expect(growth?.points.some(({ origin }) => origin === 'reconstructed')).toBe(false)
  expect(growth?.notes?.join()).toContain('nothing is reconstructed')
})

it('joins logs that follow one another and takes a copy once', () => {
  const builder = crashed()
  const part = (from: number): [number, number][] =>
    Array.from({ length: 10 }, (_, index) => [CRASH_AT + from + index * MINUTE, index + 1])
  builder.artifact('application-log').series('segments', part(-HOUR))
  builder.artifact('application-log').series('segments', part(-HOUR))
  builder.artifact('application-log').series('segments', part(-HOUR / 2))
  const growth = growthOf(createFacts(builder.records))
  expect(growth?.points).toHaveLength(21)
  expect(growth?.points[0]?.vmas).toBe(500 - 2 * 19)
})

it('needs a count, and a log of the process', () => {
  expect(growthOf(createFacts(rolls(new ProcessBuilder()).records))).toBeNull()
  expect(growthOf(createFacts(rolls(crashed(), 'host').records))?.points).toHaveLength(1)
})

it('cites the line of each roll where its event was kept', () => {
  const builder = crashed().artifact('application-log')
  const { series, events } = builder.series('segments', [
    [CRASH_AT - 2 * MINUTE, 1],
    [CRASH_AT - MINUTE, 2],
  ]).records
  const line = series[0]?.line[1] ?? 0
  builder.event('segment-rolled', { partition: 'a-0' }, { at: CRASH_AT - MINUTE, quote: 'Rolled new log segment' })
  const event = events.at(-1)
  if (event) event.span = { line, endLine: line }
  const points = growthOf(createFacts(builder.records))?.points
  expect(points?.[1]?.citation).toMatchObject({ line, endLine: line, quote: 'Rolled new log segment' })
  expect(points?.[0]?.citation).toMatchObject({ line: series[0]?.span.line, quote: series[0]?.quote })
})
