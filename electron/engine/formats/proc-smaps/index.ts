import { defineFormat } from '../format.ts'
import { lineBoundsOf } from '../lib/head-lines.ts'
import { countMappingLines } from '../lib/mapping-head.ts'
import { isRollupLine } from '../lib/rollup.ts'
import { isAttributeLine, openSmaps } from './parse.ts'

/** Linux fs/proc/task_mmu.c, show_smap; proc_pid_smaps(5). */
export const procSmaps = defineFormat({
  id: 'proc-smaps',
  title: 'Memory mappings with sizes (/proc/PID/smaps)',
  version: 1,
  sniff(head) {
    if (head.lines.some(isRollupLine)) return 'no'
    const bounds = lineBoundsOf(head)
    const { mappings, others } = countMappingLines(head, bounds)
    const attributes = bounds.filter(({ start, end }) => isAttributeLine(head.bytes, start, end)).length
    const strange = Math.max(0, others - attributes)
    // Every mapping has several attributes; a crash log has a listing and a few words with colons.
    return mappings > 0 && attributes >= 2 * mappings && strange * 4 < attributes ? 'certain' : 'no'
  },
  open: openSmaps,
})
