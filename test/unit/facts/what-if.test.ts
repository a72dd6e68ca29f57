import { expect, it } from 'vitest'
import { createFacts } from '../../../electron/engine/facts/process-facts.ts'
import { whatIfOf } from '../../../electron/engine/facts/what-if.ts'
import { CRASH_AT, indexFiles, ProcessBuilder, VSYSCALL } from '../../support/process-builder.ts'

it('is null without a listing', () => {
  expect(whatIfOf(createFacts(new ProcessBuilder().records))).toBeNull()
})

it('adds up to the count it was taken from', () => {
  const builder = new ProcessBuilder().artifact('proc-maps').maps([...indexFiles(600), VSYSCALL], { at: CRASH_AT })
  const found = whatIfOf(createFacts(builder.records))
  expect(found?.maps).toBe(600)
  const { partitions = 0, segmentsPerPartition = 0, mapsPerSegment = 0 } = found?.inputs ?? {}
  expect(partitions).toBeGreaterThan(0)
  expect(mapsPerSegment).toBe(2)
  expect(Math.round(partitions * segmentsPerPartition * mapsPerSegment)).toBe(600)
})

it('is of the highest count, when the listing is older', () => {
  const builder = new ProcessBuilder().artifact('proc-maps').maps([...indexFiles(600), VSYSCALL], { at: CRASH_AT })
  builder.artifact('metrics-csv').series('map-count', [
    [CRASH_AT, 601],
    [CRASH_AT + 1000, 701],
    [CRASH_AT + 2000, 801],
  ])
  expect(whatIfOf(createFacts(builder.records))?.maps).toBe(800)
})
