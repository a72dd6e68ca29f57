// 8b000000-7ffffb49f000 ---p 00000000 00:00 0                              [rollup]
const ROLLUP = /^[0-9a-f]{4,16}-[0-9a-f]{4,16} ---p 0{8,16} 00:00 0 {1,80}\[rollup\]\s*$/

/** The line that a smaps_rollup begins with (fs/proc/task_mmu.c, show_smaps_rollup): the whole address space, no mapping. */
export function isRollupLine(text: string): boolean {
  return ROLLUP.test(text)
}
