import { describe, expect, test } from 'vitest'
import { createFacts } from '../../../electron/engine/facts/process-facts.ts'
import { maxMapCount } from '../../../electron/engine/rules/max-map-count.ts'
import type { EpochMs } from '../../../shared/model/units.ts'
import { indexFiles, MIB, ProcessBuilder } from '../../support/process-builder.ts'

const T: EpochMs = Date.UTC(2026, 4, 3, 12)

/** A count that climbs by `climb` a second from 500, and falls back whenever a collection came: at the seconds `clearings`. */
function sawtooth(climb: number, seconds: number, clearings: readonly number[]): (readonly [EpochMs, number])[] {
  let count = 500
  return Array.from({ length: seconds }, (_, second) => {
    count = clearings.includes(second) ? 700 : count + climb
    return [T + second * 1000, count] as const
  })
}

function process(points: (readonly [EpochMs, number])[], clearings: readonly number[]): ProcessBuilder {
  const builder = new ProcessBuilder().artifact('gc-unified').facts({ 'jvm.feature': 21, 'heap.max': 512 * MIB })
  for (const second of clearings) builder.collection('System.gc()', T + second * 1000 - 50)
  builder.artifact('thread-dump')
  for (const name of ['main', 'Reference Handler']) builder.thread(name)
  builder.artifact('sysctl').facts({ 'limit.max-map-count': 65_530 })
  builder.artifact('metrics-csv').series('map-count', points)
  builder.artifact('proc-maps').maps(indexFiles(40_000), { at: T + 5500 })
  return builder
}

describe('refusals that only a collection shows', () => {
  const clearings = [8, 17]

  test('a count that meets the limit and is cleared by each System.gc()', () => {
    const facts = createFacts(process(sawtooth(7290, 24, clearings), clearings).records)
    expect(facts.explicitGc.collections.map(({ cause }) => cause)).toEqual(['nio-map-retry', 'nio-map-retry'])
    expect(facts.silentRefusals.map(({ victim }) => victim)).toMatchObject([
      { operation: 'mmap-file', errno: 12, errnoOrigin: 'inferred', at: T + 7950 },
      { operation: 'mmap-file', at: T + 16_950 },
    ])
    const result = maxMapCount.evaluate(facts)
    expect(result.status).toBe('likely')
    expect(result.summary).toContain('System.gc(), called by FileChannel.map, freed mappings')
  })

  test('not while the limit is out of reach', () => {
    const facts = createFacts(process(sawtooth(2000, 24, clearings), clearings).records)
    expect(facts.silentRefusals).toEqual([])
    expect(maxMapCount.evaluate(facts).status).not.toBe('likely')
  })

  test('not when the application says that it called System.gc() itself', () => {
    const builder = process(sawtooth(7290, 24, clearings), clearings).artifact('application-log')
    for (const second of clearings) builder.event('gc-requested', {}, { at: T + second * 1000 - 60 })
    const facts = createFacts(builder.records)
    expect(facts.explicitGc.collections.map(({ cause }) => cause)).toEqual(['application', 'application'])
    expect(facts.silentRefusals).toEqual([])
  })
})
