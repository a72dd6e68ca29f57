// [memory ] 1.750-1.763: GC 65536K->6612K (65536K), 13.000 ms                                                  1.5
// [INFO ][memory ] [OC#1] 0.830-0.833: OC 428KB->78423KB (117108KB), 0.003 s, sum of pauses 1.753 ms, ...      R28
// [INFO ][memory ][Fri Feb 24 03:49:09 2012][10120] [YC#1] 1.530-1.531: YC ...                                 with -Xverbosetimestamp
// [INFO ][memory ] GC mode: Garbage collection optimized for throughput, strategy: Generational Parallel Mark & Sweep.
// [memory ] GC strategy: dynamic         [memory ] heap size: 65536K, maximal heap size: 523868K
const JROCKIT =
  /^(?:\[[^\]]{1,40}\]){0,3}\[memory ?\](?:\[[^\]]{1,40}\]){0,3} ?(?:(?:\[[OY]C#\d{1,9}\] )?\d{1,9}\.\d{3}-\d{1,9}\.\d{3}: |GC (?:mode|strategy): |<|[Hh]eap size: )/

export function isJrockit(line: string): boolean {
  return JROCKIT.test(line)
}
