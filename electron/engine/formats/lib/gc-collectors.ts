/** Collectors by the names that logs and flags give them, as `jvm.gc` states them. */

// [gc] Using G1                                                                          CollectedHeap::name
const NAMES = new Map([
  ['G1', 'g1'],
  ['Serial', 'serial'],
  ['Parallel', 'parallel'],
  ['Concurrent Mark Sweep', 'cms'],
  ['The Z Garbage Collector', 'z'],
  ['Shenandoah', 'shenandoah'],
  ['Epsilon', 'epsilon'],
])

/** Order: with CMS the flag of its young collector is set as well. */
const FLAGS: readonly (readonly [flag: string, collector: string])[] = [
  ['-XX:+UseConcMarkSweepGC', 'cms'],
  ['-XX:+UseG1GC', 'g1'],
  ['-XX:+UseShenandoahGC', 'shenandoah'],
  ['-XX:+UseParallelGC', 'parallel'],
  ['-XX:+UseParallelOldGC', 'parallel'],
  ['-XX:+UseSerialGC', 'serial'],
]

export function collectorNamed(name: string): string | null {
  return NAMES.get(name) ?? null
}

export function collectorOfFlags(flags: readonly string[]): string | null {
  return FLAGS.find(([flag]) => flags.includes(flag))?.[1] ?? null
}
