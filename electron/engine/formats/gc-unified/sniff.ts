import type { Confidence, Head } from '../format.ts'
import { collectorOf } from './init.ts'

// [0.200s][info][gc,start     ] GC(0) Pause Young ...         tags: the last decoration before the message
const TAGS = /^(?:\[[^\]]{0,280}\]){0,12}?\[gc(?:,[a-z0-9]{1,20}){0,5} *\] ?/
const DECORATIONS = /^(?:\[[^\]]{1,280}\]){1,12} ?/
const QUIET = /^(?:\[[^\]]{1,280}\]){0,12}?\[(?:warning|error) *\]/
/** A time or an uptime leads, or else a level or tags. */
const UNIFIED =
  /^\[(?:\d{4}-\d\d-\d\dT|\d{1,20}(?:[.,]\d{1,9})?(?:s|ms|ns)\]|(?:error|warning|info|debug|trace) *\]|gc[,\] ])/
const NUMBERED = /^GC\(\d{1,9}\) /
const SAFEPOINT =
  /^(?:Safepoint "|Entering safepoint region|Leaving safepoint region|Total time for which application threads were stopped|Application time: )/
/**
 * Details of an undecorated log that say nothing against it: indented lines, statistics and ergonomics of Shenandoah.
 *
 *   Pause Init Mark (N)               2345 us      Free: 68M, Max: 256K regular, ...      Pacer for Idle. Initial: 1966K
 */
const DETAIL =
  /^\s|\d us(?:,|\s{0,80}$)|^(?:Free|Free headroom|Metaspace): \d|^Pacer for |^Trigger(?: \([\w ]{1,30}\))?: /
const LONGEST = 1200

/** Warnings alone are what a VM prints to its console; there must be what only a GC log has. */
export function sniffUnified({ lines }: Head): Confidence {
  let collections = 0
  let unified = 0
  let others = 0
  for (const whole of lines) {
    const line = whole.slice(0, LONGEST).replace(/^\0{1,1200}/, '')
    if (line.trim() === '') continue
    const message = line.startsWith('[') && UNIFIED.test(line) ? line.replace(DECORATIONS, '') : line
    const known = NUMBERED.test(message) || collectorOf(message) !== null
    if (message === line && !known) {
      if (!DETAIL.test(line)) others++
      continue
    }
    unified++
    if (QUIET.test(line)) continue
    if (known || SAFEPOINT.test(message) || (message !== line && TAGS.test(line))) collections++
  }
  if (collections === 0 || others > unified) return 'no'
  return others * 4 <= unified ? 'certain' : 'yes'
}
