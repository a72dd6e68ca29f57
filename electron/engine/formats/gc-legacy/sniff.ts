import type { Confidence, Head } from '../format.ts'
import { readHeader } from './header.ts'
import { beginsListing, isKnown } from './messages.ts'

const DATE = String.raw`\d{4}-\d\d-\d\dT[\d:.,]{8,15}[+-]\d{4}: ?`
const UPTIME = String.raw`\d{1,12}[.,]\d{3}: ?`
const STAMP = String.raw`(?:${DATE})?(?:${UPTIME})?(?:#\d{1,9}: ?)?`
const SIZE = String.raw`\d{1,12}(?:\.\d)?[BKMG]`
// [GC 8758K->...   [GC2013-12-09T16:18:17.813+0000: [ParNew   [GC13.086: [ParNew   [GC-- [PSYoungGen   [GC (at the line's end)
// What stands behind the name: a cause, a size, the first part; without a blank up to 7, and what other options print there.
const BEHIND = String.raw`\s*$| ?[\[({]| \d|${DATE}|${UPTIME}| ?AdaptiveSize| ?Before GC:`
/** Sure signs: the beginning of a collection or of a phase. */
const COLLECTION = new RegExp(
  String.raw`^(?: CMS: abort preclean due to (?:time|loop) )?${STAMP}\[(?:Full GC(?![a-z])|GC(?:--)?(?:${BEHIND}| pause \(| remark[ ,]| cleanup[ ,]| concurrent-)|(?:AS)?CMS-concurrent-[a-z]|(?:Pause|Concurrent) [A-Za-z ]{4,40}[,(])`,
)
/** Lines that belong to them. */
const DETAIL = new RegExp(
  String.raw`^(?:\s{1,12}\[[A-Z][A-Za-z ]{2,30}(?: \(ms\))?[:,(] ?|\s{0,3}\[Times: user=|\s{0,3}\[Eden: |\[PS(?:Young|Old|Perm)|\s{0,12}(?:eden|from|to|object|the|class) +space|: ${SIZE}->${SIZE}|, \d{1,6}\.\d{3,9} secs\]|Desired survivor size \d|- age +\d|\{?Heap (?:before|after) GC|${STAMP}Total time for which application threads were stopped|${STAMP}Application time: |AdaptiveSize|Pacer for |Free: \d|Trigger: | {4}Using \d{1,4} of \d{1,4} workers)`,
)
/** What Shenandoah prints when the VM ends; a rotated file may hold nothing else. */
const STATISTICS = /^(?:GC STATISTICS:|Cancelling concurrent GC: |Total Pauses \([GN]\) +=|Shenandoah Heap\b)/
const LONGEST = 400
/** Lines of others beside the statistics of a VM that ends. */
const MOST_AT_THE_END = 12

export function sniffLegacy({ lines }: Head): Confidence {
  let collections = 0
  let details = 0
  let header = 0
  let statistics = 0
  let others = 0
  let listing = false
  /** More of them change nothing: an application's log need not be compared with all that a GC log may print. */
  const enough = Math.max(MOST_AT_THE_END, lines.length / 2)
  for (const whole of lines) {
    const line = whole.slice(0, LONGEST)
    if (line.trim() === '') continue
    if (COLLECTION.test(line)) {
      collections++
      listing = false
    } else if (STATISTICS.test(line)) statistics++
    else if (DETAIL.test(line)) details++
    else if (readHeader(line)) header++
    else if (beginsListing(line)) listing = true
    else if (!listing && others <= enough && !/^\s/.test(line) && !isKnown(line)) others++
  }
  if (statistics >= 3) return others <= MOST_AT_THE_END ? 'certain' : 'yes'
  // The header's first line also stands in crash logs, as vm_info.
  if (collections === 0) return header >= 2 && others === 0 ? 'certain' : 'no'
  const sure = collections + details + header
  return others > sure ? 'no' : others * 4 <= sure ? 'certain' : 'yes'
}
