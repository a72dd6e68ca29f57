/** Lines of a PrintGC log that are no collections. */

// Trigger: Learning 1 of 5. Free (2792M) is below initial threshold (2793M)
const TRIGGER = /^Trigger: (.{1,200})/
const REQUEST = /^(?:Explicit )?GC request \((.{1,200})\)\s*$/

/** Why Shenandoah begins the next cycle; null when the line does not say. */
export function readTrigger(text: string): string | null {
  const reason = TRIGGER.exec(text)?.[1]?.trim()
  return reason ? (REQUEST.exec(reason)?.[1] ?? reason) : null
}

// Cannot finish degeneration, upgrading to Full GC                 shenandoahHeap.cpp, op_degenerated_fail
// Bad progress for free space: 1280K, need 1638K                   is_good_progress: what degenerated goes on as op_degenerated_futile
const UPGRADE = /^(?:Cannot finish degeneration, upgrading to Full GC|Bad progress for )/

/** Whether a degenerated collection that this is said of goes on as a full one. */
export function isUpgrade(text: string): boolean {
  return UPGRADE.test(text)
}

// Two threads print at once: 2015-02-25T12:47:08.028+0100: 2015-02-25T12:47:08.028+0100: 6616,888: Total time ...
//                            2012-07-26T14:58:58.320+0200Application time: ...
const STAMP = String.raw`(?:\d{4}-\d\d-\d\dT[\d:.,]{12}[+-]\d{4}:? ?){0,2}(?:\d{1,12}[.,]\d{3}: ?){0,2}`
// Heap      {Heap before GC invocations=1 (full 1):      2.385: {Heap before GC invocations=166 (full 32):      Shenandoah Heap      GC STATISTICS:      All times are wall-clock times, ...
const LISTING = new RegExp(
  String.raw`^(?:Heap(?:\s*$| (?:before|after) GC)|${STAMP}\{Heap before GC|Shenandoah Heap|GC STATISTICS:|All times are wall-clock times|Statistics for |/proc/meminfo|Class Histogram| num +#instances)`,
)

/** Whether a listing of any form begins; it ends with the next collection. */
export function beginsListing(text: string): boolean {
  return LISTING.test(text)
}

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
    'Cannot finish degeneration',
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
    // GC time would exceed GCTimeLimit of 98%
    'GC (?:overhead|time|is|would) ',
    'GC locker: ',
    'No shared spaces configured',
    // -XX:+PrintCMSInitiationStatistics (concurrentMarkSweepGeneration.cpp, shouldConcurrentCollect)
    'CMSCollector',
    '(?:time_until_cms_gen_full |cms_time_since_(?:begin|end)=|free=|contiguous_available=|promotion_rate=|cms_allocation_rate=|occupancy=|initiating(?:Perm)?Occupancy=)',
    // -XX:PrintFLSStatistics while the sweeper runs (compactibleFreeListSpace.cpp, allocationStats.hpp)
    String.raw`(?:size\[\d{1,5}\] : )?demand: |CMS: Large [Bb]lock`,
    // -XX:+PrintSafepointStatistics (safepoint.cpp), its heading, and its summary when the VM ends
    // 0.204: ParallelGCFailedAllocation       [       5          0              0    ]      1.025: no vm operation   [10 0 0]
    String.raw`[A-Za-z][\w -]{1,60}\[ {0,20}\d{1,9} {1,20}\d{1,9} {1,20}\d`,
    String.raw`vmop +\[threads: |Polling page always armed|Maximum (?:sync|vm operation) time |[A-Z]\w{2,60} {2,60}\d{1,12}\s*$`,
    // -XX:+G1PrintRegionLivenessInfo (concurrentMark.cpp): ### PHASE Post-Marking @ 26.896
    '###',
    // A class histogram: 1000:       1697805      177499704  [C
    String.raw`\d{1,7}: +\d+ +\d+ |Total +\d+ +\d+\s*$|-{10,}\s*$`,
    // -XX:+HeapDumpBeforeFullGC, -XX:+PrintClassHistogramAfterFullGC (collectedHeap.cpp, pre_full_gc_dump)
    String.raw`\[(?:Heap Dump|Class Histogram) \((?:before|after) full gc\)`,
    // -XX:+TraceClassUnloading, -XX:+TraceClassLoading
    String.raw`\[(?:Unloading class|Loaded|Opened) `,
    // Warnings that tell of no failure
    String.raw`(?:OpenJDK|Java HotSpot\(TM\)) .{1,60} warning: (?!INFO: os::|Attempt to )`,
    String.raw`[,:}] ?`,
    String.raw`\s*$`,
  ].join('|')})`,
)

/** Whether other options print such a line between collections. */
export function isKnown(text: string): boolean {
  return KNOWN.test(text)
}
