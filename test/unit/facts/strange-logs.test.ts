import { describe, expect, test } from 'vitest'
import type { EpochMs } from '../../../shared/model/units.ts'
import { artifactClocksOf } from '../../../electron/engine/facts/artifact-clocks.ts'
import { createFacts } from '../../../electron/engine/facts/process-facts.ts'
import { ProcessBuilder, refusedCommit } from '../../support/process-builder.ts'

const START: EpochMs = Date.UTC(2026, 10, 22, 8)

/** Artifact 1: collections at these seconds after the start, with dates; the last one is asked for. */
function dated(...uptimes: number[]): ProcessBuilder {
  const builder = new ProcessBuilder().artifact('gc-unified')
  for (const [gcId, uptime] of uptimes.entries())
    builder.collection(gcId === uptimes.length - 1 ? 'System.gc()' : 'G1 Evacuation Pause', START + uptime * 1000, {
      uptime,
      gcId,
    })
  return builder
}

/** Artifact 2, without dates: where its first collection is placed, what its start is said to be, and whether the calls' distance is told. */
function placed(builder: ProcessBuilder, collections: readonly (readonly [gcId: number | null, uptime: number])[]) {
  builder.artifact('gc-unified')
  for (const [gcId, uptime] of collections)
    builder.collection(uptime === collections.at(-1)?.[1] ? 'System.gc()' : null, null, { uptime, gcId })
  const facts = createFacts(builder.records)
  return {
    at: facts.explicitGc.collections.find(({ citation }) => citation.artifact === 2)?.at ?? null,
    start: artifactClocksOf(facts).find(({ artifact }) => artifact === 2)?.anchor?.at ?? null,
    apart: facts.explicitGc.collections.some(({ citation, why }) => citation.artifact === 1 && why.includes('apart')),
  }
}

describe('a GC log of uptimes alone beside one with dates', () => {
  test('has its start where it goes on with that one', () => {
    expect(placed(dated(1, 600), [[2, 700]])).toEqual({ at: START + 700_000, start: START, apart: true })
  })

  test.each([
    [
      'a number that stands for two collections',
      dated(1, 600),
      [
        [0, 4],
        [1, 700],
      ],
    ],
    ['a collection that the other would have', dated(1, 600), [[null, 300]]],
  ] as const)('has none where it is of another life: %s', (_, builder, collections) => {
    expect(placed(builder, collections)).toEqual({ at: null, start: null, apart: false })
  })

  test('that is of another life has its own distances', () => {
    const builder = dated(1).artifact('gc-unified')
    for (const [gcId, uptime] of [
      [0, 40],
      [1, 55],
    ] as const)
      builder.collection('System.gc()', null, { uptime, gcId })
    const [, , last] = createFacts(builder.records).explicitGc.collections
    expect([last?.at, last?.why]).toEqual([null, expect.stringContaining('15.0 s apart')])
  })
})

describe('GC logs of uptimes alone beside a crash', () => {
  const crashedAfter = 61.31
  /** Logs of these collections, older ones first: when each is placed. */
  function times(...logs: (readonly (readonly [gcId: number, uptime: number])[])[]): (EpochMs | null)[] {
    const builder = refusedCommit(16_384).facts({ 'process.uptime': crashedAfter })
    for (const log of logs) {
      builder.artifact('gc-unified')
      for (const [gcId, uptime] of log) builder.collection('System.gc()', null, { uptime, gcId })
    }
    const { explicitGc, crash } = createFacts(builder.records)
    const start = (crash?.at ?? 0) - crashedAfter * 1000
    return explicitGc.collections.map(({ at }) => (at === null ? null : at - start))
  }

  test('have its start', () => {
    expect(times([[0, 50]])).toEqual([50_000])
  })

  test('have none where the JVM that crashed had not lived so long', () => {
    expect(
      times([
        [0, 50],
        [1, 9000],
      ]),
    ).toEqual([null, null])
  })

  test('have it where a longer life stands before it in the same file', () => {
    const [before, own] = times([
      [0, 9000],
      [0, 50],
    ])
    expect([before, own]).toEqual([null, 50_000])
  })

  test('are of the life before where their numbers stand for other collections', () => {
    expect(
      times(
        [
          [0, 40],
          [1, 9000],
        ],
        [[0, 50]],
      ),
    ).toEqual([null, null, 50_000])
    expect(
      times(
        [
          [0, 40],
          [1, 45],
        ],
        [[0, 50]],
      ),
    ).toEqual([null, null, 50_000])
  })
})
