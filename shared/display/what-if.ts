/** The arithmetic of `WhatIf`, with every step in words. Pure: the engine derives from it, the window calculates with it. */
import type { MapInputs, WhatIf } from '../model/what-if.ts'
import { formatCount, formatDecimal, formatPercent, formatQuantity } from './counts.ts'

/** What Elasticsearch's bootstrap check demands and Kafka operators use: nothing smaller is worth a change. */
export const LEAST_RECOMMENDED = 262_144
/** vm.max_map_count is an int (kernel/sysctl.c). */
export const MOST_RECOMMENDED = 2_147_483_647

/** The next power of two, a number that is recognised later; within what the kernel takes. */
export function recommendedFor(maps: number): number {
  let value = LEAST_RECOMMENDED
  while (value < maps && value < MOST_RECOMMENDED) value = Math.min(value * 2, MOST_RECOMMENDED)
  return value
}

/** Inputs below zero, or that are no numbers, count as zero. */
export function mapsFor(given: MapInputs): WhatIf {
  const inputs = {
    partitions: sane(given.partitions),
    segmentsPerPartition: sane(given.segmentsPerPartition),
    mapsPerSegment: sane(given.mapsPerSegment),
    threads: sane(given.threads),
    mapsPerThread: sane(given.mapsPerThread),
    base: sane(given.base),
    reserve: sane(given.reserve),
  }
  const files = Math.round(inputs.partitions * inputs.segmentsPerPartition * inputs.mapsPerSegment)
  const stacks = Math.round(inputs.threads * inputs.mapsPerThread)
  const base = Math.round(inputs.base)
  const maps = files + stacks + base
  const withReserve = Math.ceil(maps * (1 + inputs.reserve))
  const recommended = recommendedFor(withReserve)
  return {
    inputs,
    maps,
    recommended,
    steps: [
      ...(files === 0 ? [] : [filesStep(inputs, files)]),
      `${formatQuantity(inputs.threads, 'thread')} × ${short(inputs.mapsPerThread)} mappings = ${formatCount(stacks)}`,
      `${formatCount(base)} for all the rest: libraries, heap, malloc, archives`,
      `Together ${formatQuantity(maps, 'mapping')}; with ${formatPercent(inputs.reserve)} in reserve ${formatCount(withReserve)}`,
      `The next power of two, and at least ${formatCount(LEAST_RECOMMENDED)}: ${formatCount(recommended)}`,
    ],
  }
}

function filesStep({ partitions, segmentsPerPartition, mapsPerSegment }: MapInputs, files: number): string {
  const each = mapsPerSegment === 1 ? 'mapped files' : `segments × ${short(mapsPerSegment)} mapped files`
  return `${formatQuantity(partitions, 'partition')} × ${short(segmentsPerPartition)} ${each} = ${formatCount(files)}`
}

function short(value: number): string {
  return Number.isInteger(value) ? formatCount(value) : formatDecimal(value, 2)
}

function sane(value: number): number {
  return Number.isFinite(value) && value > 0 ? value : 0
}

/** How many partitions of this shape a limit leaves room for, everything else as it is; null where partitions have no files mapped. */
export function partitionsWithin(given: MapInputs, limit: number): number | null {
  const each = sane(given.segmentsPerPartition) * sane(given.mapsPerSegment)
  if (each === 0) return null
  const others = Math.round(sane(given.threads) * sane(given.mapsPerThread)) + Math.round(sane(given.base))
  return Math.max(0, Math.floor((limit - others) / each))
}
