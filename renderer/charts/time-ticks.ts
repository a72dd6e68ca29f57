/** Ticks of a time axis from days to milliseconds, UTC. Pure; CSS pixels. */
import { scaleUtc } from 'd3-scale'
import type { EpochMs } from '../../shared/model/units.ts'

export interface TimeTick {
  x: number
  label: string
  /** The first of a day: its label is the date. */
  day: boolean
}

const tickWidth = 96
const SECOND = 1000
const MINUTE = 60 * SECOND
const DAY = 24 * 60 * MINUTE

export function timeTicks({ from, to }: { from: EpochMs; to: EpochMs }, width: number): TimeTick[] {
  const x = scaleUtc().domain([from, to]).range([0, width])
  const ticks = x.ticks(Math.max(2, Math.floor(width / tickWidth)))
  const step = (ticks[1]?.getTime() ?? to) - (ticks[0]?.getTime() ?? from)
  return ticks.map((at) => {
    const iso = at.toISOString()
    const day = at.getTime() % DAY === 0
    return { x: x(at), day, label: day || step >= DAY ? iso.slice(0, 10) : iso.slice(11, timeEnd(step)) }
  })
}

/** End of the part of an ISO time that differs between ticks. */
function timeEnd(step: number): number {
  if (step >= MINUTE) return 16
  return step >= SECOND ? 19 : 23
}
