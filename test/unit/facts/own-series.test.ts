import { describe, expect, it } from 'vitest'
import { growthOf } from '../../../electron/engine/facts/growth.ts'
import { withOwnSeries } from '../../../electron/engine/facts/own-series.ts'
import { createFacts } from '../../../electron/engine/facts/process-facts.ts'
import type { SeriesId } from '../../../shared/model/records.ts'
import { CRASH_AT, indexFiles, ProcessBuilder } from '../../support/process-builder.ts'

const MINUTE = 60_000

/** One export of several targets: counts a minute apart that end at the crash. */
function exported(targets: Record<string, readonly number[]>, series: SeriesId = 'map-count'): ProcessBuilder {
  const builder = new ProcessBuilder().artifact('metrics-json')
  for (const [label, counts] of Object.entries(targets)) {
    builder.series(
      series,
      counts.map((count, index) => [CRASH_AT - (counts.length - 1 - index) * MINUTE, count]),
    )
    const last = builder.records.series.at(-1)
    if (last) last.title = `Memory mappings {${label}}`
  }
  return builder
}

function own({ records }: ProcessBuilder): string[] {
  return withOwnSeries(records)
    .series.filter(({ series }) => series === 'map-count')
    .map(({ title }) => title)
}

describe('of several targets', () => {
  it('the one with the name of the host is taken', () => {
    const builder = exported({ 'instance="host.example:9404"': [1, 2], 'instance="other:9404"': [3, 4] })
    expect(own(builder)).toEqual(['Memory mappings {instance="host.example:9404"}'])
  })

  it('the one with the pid is taken', () => {
    const builder = exported({ 'pid="1"': [1, 2], 'pid="12"': [3, 4], 'broker="1"': [5, 6] })
    expect(own(builder)).toEqual(['Memory mappings {pid="1"}'])
  })

  it('the one that agrees with a listing is taken', () => {
    const builder = exported({ 'instance="a:1"': [900, 1000], 'instance="b:1"': [400, 500] })
    builder.artifact('proc-maps').maps(indexFiles(505), { at: CRASH_AT - 5000 })
    expect(own(builder)).toEqual(['Memory mappings {instance="b:1"}'])
    const growth = growthOf(createFacts(builder.records))
    expect(growth?.points.map(({ vmas }) => vmas)).toEqual([400, 505, 500])
    expect(growth?.notes?.join(' ')).toContain('Map counts of 1 other target ')
  })

  it('none is taken when two agree, or nothing tells', () => {
    const builder = exported({ 'instance="a:1"': [500], 'instance="b:1"': [501] })
    expect(own(builder)).toEqual([])
    builder.artifact('proc-maps').maps(indexFiles(500), { at: CRASH_AT })
    expect(own(builder)).toEqual([])
  })
})

it('a single target is taken as it is', () => {
  expect(own(exported({ 'instance="other:9404"': [1, 2] }))).toHaveLength(1)
})

describe('of one target that stands alone', () => {
  const others = [{ host: 'kafka-2.prod', pid: 4711 }]
  const alone = (label: string): string[] => {
    const builder = exported({ [label]: [1, 2] })
    Object.assign(builder.records, { others })
    return own(builder)
  }

  it.each([
    ['the host of another process of the case', 'instance="kafka-2:9404"', 0],
    ['its pid', 'pid="4711"', 0],
    ['the own host', 'instance="host:9404"', 1],
    ['the own host, and the pid of another', 'instance="host:9404", pid="4711"', 0],
    ['nobody', 'instance="10.0.0.9:9404"', 1],
  ])('that names %s', (_, label, taken) => {
    expect(alone(label)).toHaveLength(taken)
  })
})

it('labels of which collections they are say nothing of whose', () => {
  const collections = { 'gc="young"': [1, 2], 'gc="old"': [0, 1] }
  const { series } = withOwnSeries(exported(collections, 'gc-count').records)
  expect(series.map(({ series: id }) => id)).toEqual(['gc-count', 'gc-count'])
})
