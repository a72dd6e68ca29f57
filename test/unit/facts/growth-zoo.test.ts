/** Processes whose growth is known, since the program that mapped was told how fast to. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { openForTest } from '../../support/open-case.ts'
import { zooFolder } from '../../support/zoo.ts'

interface GrowthTruth {
  pattern: string
  true_net_slope_maps_per_s: number
  seconds_to_limit_from_last_snapshot_by_true_slope: number
}

const truth = JSON.parse(readFileSync(path.join(zooFolder, 'truth.json'), 'utf8')) as Record<
  string,
  { facts: GrowthTruth }
>

it.each(['p-growth-linear-g1-j17.tar.gz', 'p-growth-sawtooth-g1-j17.zip'])(
  '%s grows as it was told to',
  async (file) => {
    const facts = truth[file]?.facts
    if (!facts) throw new Error(`${file} has no truth`)
    const { processes } = await openForTest([path.join(zooFolder, file)])
    const growth = processes[0]?.growth
    const perHour = facts.true_net_slope_maps_per_s * 3600
    expect(growth?.pattern).toBe(facts.pattern)
    expect(Math.abs((growth?.slopePerHour ?? 0) / perHour - 1)).toBeLessThan(0.05)
    expect(growth?.slopeInterval?.[0]).toBeLessThan(perHour)
    expect(growth?.slopeInterval?.[1]).toBeGreaterThan(perHour)
    const toLimit = facts.seconds_to_limit_from_last_snapshot_by_true_slope
    expect(Math.abs(((growth?.hoursToLimit ?? 0) * 3600) / toLimit - 1)).toBeLessThan(0.1)
    expect(growth?.points.every(({ citation, origin }) => citation.quote !== '' && origin !== 'reconstructed')).toBe(
      true,
    )
  },
)
