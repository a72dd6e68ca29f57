/** Lines of a PrintGC log that are no collections. */

// Trigger: Learning 1 of 5. Free (2792M) is below initial threshold (2793M)
const TRIGGER = /^Trigger: (.{1,200})/
const REQUEST = /^(?:Explicit )?GC request \((.{1,200})\)\s*$/

/** Why Shenandoah begins the next cycle; null when the line does not say. */
export function readTrigger(text: string): string | null {
  const reason = TRIGGER.exec(text)?.[1]?.trim()
  return reason ? (REQUEST.exec(reason)?.[1] ?? reason) : null
}

// Heap      {Heap before GC invocations=1 (full 1):      Shenandoah Heap      GC STATISTICS:      All times are wall-clock times, ...
const LISTING =
  /^(?:Heap\b|\{Heap before GC|Shenandoah Heap|GC STATISTICS:|All times are wall-clock times|Statistics for |\/proc\/meminfo|Class Histogram| num +#instances)/

/** Whether a listing of any form begins; it ends with the next collection. */
export function beginsListing(text: string): boolean {
  return LISTING.test(text)
}

const STAMP = String.raw`(?:\d{4}-\d\d-\d\dT[\d:.,]{12}[+-]\d{4}: ?)?(?:\d{1,12}[.,]\d{3}: ?)?`
const KNOWN = new RegExp(
  `^${STAMP}(?:${[
    'Total time for which application threads were stopped: ',
    'Application time: ',
    // 2014-04-25 15:09:22 GC log file created gc.log.1      File  gc.log rotated at 2014-04-25 15:09:22
    String.raw`(?:\d{4}-\d\d-\d\d \d\d:\d\d:\d\d )?GC log (?:file|rotation) `,
    String.raw`File {1,2}\S.{0,300} rotated at `,
    'Desired survivor size ',
    '- age ',
    'AdaptiveSize',
    'PSAdaptiveSize',
    'Before GC:',
    'After GC:',
    'Finished ',
    'Cancelling ',
    'Failed to allocate ',
    'Free: ',
    'Free headroom: ',
    'Good progress ',
    'Bad progress ',
    'Pacer for ',
    'Regions: ',
    'Humongous object threshold: ',
    'Max TLAB size: ',
    'GC threads: ',
    'Heuristics ergonomically sets ',
    'Shenandoah ',
    'Initialize Shenandoah heap: ',
    'Reference processing: ',
    'Soft Max Heap Size: ',
    'Adjusting free threshold',
    String.raw`[,:}] ?`,
    String.raw`\s*$`,
  ].join('|')})`,
)

/** Whether other options print such a line between collections. */
export function isKnown(text: string): boolean {
  return KNOWN.test(text)
}
