import type { Confidence, Head } from '../format.ts'
import { collectorOf } from './init.ts'

// [0.200s][info][gc,start     ] GC(0) Pause Young ...         tags: the last decoration before the message
const TAGS = /^(?:\[[^\]]{0,280}\]){0,12}?\[gc(?:,[a-z0-9]{1,20}){0,5} *\] ?/
const DECORATIONS = /^(?:\[[^\]]{1,280}\]){1,12} ?/
const QUIET = /^(?:\[[^\]]{1,280}\]){0,12}?\[(?:warning|error) *\]/
/** A time or an uptime leads, or else a level or tags; of a host or a number alone the message has to tell. */
const UNIFIED =
  /^\[(?:\d{4}-\d\d-\d\dT|\d{1,20}(?:[.,]\d{1,9})?(?:s|ms|ns)\]|(?:error|warning|info|debug|trace) *\]|gc[,\] ])/
const NUMBERED = /^GC\(\d{1,9}\) /
// Allocation Stall (main) 4.624ms           ZGC prints one for each thread that had to wait: often more than collections
const STALL = /^Allocation Stall \([^\n]{1,300}\) \d{1,9}[.,]\d{1,6}ms\s{0,80}$/
const SAFEPOINT =
  /^(?:Safepoint "|Entering safepoint region|Leaving safepoint region|Total time for which application threads were stopped|Application time: )/
/**
 * Details of an undecorated log that say nothing against it: indented lines, what ZGC says of threads, statistics and ergonomics of
 * Shenandoah, safepoints (which older logs print too).
 *
 *   Pause Init Mark (N)               2345 us      Free: 68M, Max: 256K regular, ...      Pacer for Idle. Initial: 1966K
 *   Relocation Stall (main) 1.886ms                Young regions: Age table:              - age   1:    5063008 bytes,    5063008 total
 */
const DETAIL =
  /^\s|\d us(?:,|\s{0,80}$)|^(?:Free|Free headroom|Metaspace): \d|^Pacer for |^Trigger(?: \([\w ]{1,30}\))?: |^(?:Relocation Stall|Out Of Memory) \(|^(?:Young regions|Workers|Mutators|Allocation pacing accrued|Cancelling GC): ?|^Failed to allocate |^All times are wall-clock times|^all workers\. Dividing |^- age {1,5}\d/
const LONGEST = 1200

/** Warnings alone are what a VM prints to its console; there must be what only a GC log has. */
export function sniffUnified({ lines }: Head): Confidence {
  let collections = 0
  let unified = 0
  let others = 0
  for (const whole of lines) {
    const line = whole.slice(0, LONGEST).replace(/^\0{1,1200}/, '')
    if (line.trim() === '') continue
    const message = line.startsWith('[') ? line.replace(DECORATIONS, '') : line
    const decorated = message !== line
    const known = NUMBERED.test(message) || collectorOf(message) !== null || STALL.test(message)
    const safepoint = SAFEPOINT.test(message)
    const tagged = decorated && TAGS.test(line)
    if (!known && !tagged && !(decorated && (safepoint || UNIFIED.test(line)))) {
      if (!safepoint && !DETAIL.test(line)) others++
      continue
    }
    unified++
    if (QUIET.test(line)) continue
    if (known || safepoint || tagged) collections++
  }
  if (collections === 0 || others > unified) return 'no'
  return others * 4 <= unified ? 'certain' : 'yes'
}
