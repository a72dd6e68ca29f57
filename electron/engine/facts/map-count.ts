/** Map counts that a metrics export measured, and what they can stand for. */
import type { Stored } from '../../../shared/model/process-records.ts'
import type { SeriesRecord } from '../../../shared/model/records.ts'
import type { Milliseconds } from '../../../shared/model/units.ts'
import type { CountedMaps, MapCounts, ProcessFacts } from './process-facts.ts'

/** A sample and a listing taken this close together may be compared. */
const SAME_MOMENT: Milliseconds = 1500

export function countedOf(facts: ProcessFacts): MapCounts | null {
  let best: { series: Stored<SeriesRecord>; peak: number; last: number } | null = null
  for (const series of facts.records.series) {
    if (series.series !== 'map-count') continue
    const found = extremes(series)
    if (found && (best === null || series.value.length > best.series.value.length)) best = { series, ...found }
  }
  if (!best) return null
  const unit = unitOf(best.series, facts)
  return {
    peak: counted(best.series, best.peak, unit),
    last: counted(best.series, best.last, unit),
    points: best.series.value.length,
  }
}

function extremes(series: SeriesRecord): { peak: number; last: number } | null {
  let peak = -1
  let last = -1
  for (let point = 0; point < series.value.length; point++) {
    if (!Number.isFinite(series.value[point])) continue
    if (peak === -1 || (series.value[point] ?? 0) > (series.value[peak] ?? 0)) peak = point
    last = point
  }
  return peak === -1 ? null : { peak, last }
}

/**
 * `wc -l /proc/PID/maps` counts the [vsyscall] line, a walk over VMAs does not. A sample that equals a listing of the same
 * moment tells which it is; a single equality could be chance while the count moves, so the nearest listing must agree exactly.
 */
function unitOf(series: SeriesRecord, facts: ProcessFacts): CountedMaps['unit'] {
  let lines = 0
  let vmas = 0
  for (const listing of facts.listings) {
    if (listing.at === null || !listing.complete || !listing.vsyscall) continue
    for (let point = 0; point < series.value.length; point++) {
      if (Math.abs((series.at[point] ?? Infinity) - listing.at) > SAME_MOMENT) continue
      if (series.value[point] === listing.record.table.count) lines++
      else if (series.value[point] === listing.vmas) vmas++
    }
  }
  return lines > vmas ? 'lines' : vmas > lines ? 'vmas' : 'unknown'
}

function counted(series: Stored<SeriesRecord>, point: number, unit: CountedMaps['unit']): CountedMaps {
  const value = series.value[point] ?? 0
  const line = series.line[point] ?? series.span.line
  const at = series.at[point] ?? 0
  const rounding = series.origin?.rounding ?? 0
  return {
    value,
    unit,
    rounded: rounding > 0,
    vmas: [
      Math.max(0, Math.floor((unit === 'vmas' ? value : value - 1) - rounding)),
      Math.ceil((unit === 'lines' ? value - 1 : value) + rounding),
    ],
    // The value is what is known to stand on this line; the quote of the series is that of its first.
    citation: { artifact: series.artifact, line, endLine: line, quote: String(value) },
    at,
  }
}
